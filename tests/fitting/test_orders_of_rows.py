"""Orders of rows: permutations, the same for the same seed, whether a thread makes them or not."""

import numpy as np
import pytest

from calcgd.fitting.orders import orders


@pytest.mark.parametrize("rows", [1, 7, 60_000])
def test_orders_are_those_of_the_seed(rows):
    random = np.random.default_rng(5)
    found = list(orders(rows, 3, 5))
    assert len(found) == 3
    for order in found:
        assert (order == random.permutation(rows)).all()
        assert (np.sort(order) == np.arange(rows)).all()


def test_an_epoch_may_be_the_last_although_more_were_planned():
    planned = orders(60_000, 10, 1)
    assert len(next(planned)) == 60_000
    planned.close()
    assert list(planned) == []

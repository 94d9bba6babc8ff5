"""Sums of squares of linear models from their moments: the same as from the rows, the spread far from zero too."""

from __future__ import annotations

import numpy as np
import pytest
from fitted import question

from calcgd.fitting.linear_moments import Moments
from calcgd.numeric.rows import BLOCK

RNG = np.random.default_rng(11)


def test_small_integers_exactly() -> None:
    moments = Moments(question("a*x + b*x^2 + c", {"x": [0, 1, 2, 3], "y": [1, 0, 2, 5]}, "abc"))
    # 1 + x + x^2 - y is 0, 3, 5, 8; its products with x, x^2 and 1 sum up to 37, 95 and 16.
    assert moments.rss([1, 1, 1]) == pytest.approx(98, rel=1e-14)
    assert moments.gradient([1, 1, 1]) == pytest.approx([74, 190, 32], rel=1e-14)


@pytest.mark.parametrize("weighted", [False, True])
def test_many_rows_far_from_zero(weighted: bool) -> None:
    n = 2 * BLOCK + 100
    x = 1e6 + RNG.normal(size=n)
    y = 3 * x + RNG.normal(size=n) * 0.01
    weights = RNG.integers(0, 3, n).astype(float) if weighted else None
    moments = Moments(question("a*x + b", {"x": x, "y": y}, "ab", weights=weights))
    wide, count = x.astype(np.longdouble), 1 if weights is None else weights
    left_over = 3 * wide - y
    assert moments.rss([3, 0]) == pytest.approx(float(np.sum(left_over**2 * count)), rel=1e-4)
    slope = 2 * np.sum(left_over * wide * count)
    # Each product of the columns is about 3e12 and rounded.
    assert moments.gradient([3, 0])[0] == pytest.approx(float(slope), abs=3e12 * n * 5e-14)


def test_steps_down_from_moments_are_those_from_rows() -> None:
    x = RNG.normal(size=1000)
    y = 2 * x - 1 + RNG.normal(size=1000)
    moments = Moments(question("w*x + b", {"x": x, "y": y}, "wb"))
    near, far = np.zeros(2), np.zeros(2)
    for _ in range(200):
        near = near - 1e-4 * moments.gradient(near)
        left_over = far[0] * x + far[1] - y
        far = far - 1e-4 * 2 * np.array([left_over @ x, left_over.sum()])
        assert near == pytest.approx(far, rel=1e-12)


def test_rows_of_weight_zero_do_not_count() -> None:
    data = {"x": [1, 2, 3, 9], "y": [1, 2, 4, 0]}
    moments = Moments(question("a*x", data, "a", weights=[1, 1, 1, 0]))
    assert moments.total == 3
    assert moments.rss([1]) == pytest.approx(1, rel=1e-13)

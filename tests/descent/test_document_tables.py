"""The tables that the introductory documents work out by hand, row for row."""

from math import floor
from typing import Any

import pytest
from descent_problems import FOUR_ROOTS, LINE, PARABOLA, SQUARED_LINE

from calcgd.descent.drive import Descent, Run, descend
from calcgd.descent.settings import Settings
from calcgd.descent.stopping import Status


def rows(problem, start, **options) -> tuple[list[Any], Descent]:
    run = Run(problem, start, **options)
    return list(run), run.result()


def test_a_straight_cost_descends_to_zero_in_the_six_rows_of_the_document():
    table, result = rows(LINE, [5], rate=0.25, settings=Settings(target_cost=0))
    assert [(row.run, row.x, row.value, row.step, row.new_x) for row in table] == [
        (1, (5.0,), 5.0, (0.5,), (4.5,)),
        (2, (4.5,), 4.0, (0.5,), (4.0,)),
        (3, (4.0,), 3.0, (0.5,), (3.5,)),
        (4, (3.5,), 2.0, (0.5,), (3.0,)),
        (5, (3.0,), 1.0, (0.5,), (2.5,)),
        (6, (2.5,), 0.0, None, None),
    ]
    assert result.status is Status.TARGET_REACHED
    assert result.iterations == 5
    assert result.reason == "the cost has reached its target 0 at x = 2.5"


def test_a_squared_cost_descends_as_in_the_document():
    table, result = rows(SQUARED_LINE, [5], rate=0.1, settings=Settings(max_steps=4))
    expected = [(5, 25, 2, 3), (3, 1, 0.4, 2.6), (2.6, 0.04, 0.08, 2.52), (2.52, 0.0016, 0.016, 2.504)]
    shown = [(row.x[0], row.value, row.step[0], row.new_x[0]) for row in table]
    assert shown == [pytest.approx(row, rel=1e-12) for row in expected]
    assert result.status is Status.STEP_LIMIT
    assert result.point == pytest.approx((2.504,))


def test_a_rate_that_overshoots_the_target_is_named_with_the_rate_that_lands_on_it():
    result = descend(LINE, [5], rate=0.7, settings=Settings(target_cost=0))
    assert result.status is Status.TARGET_REACHED
    assert result.reason == (
        "the cost jumped past its target 0 without landing on it, from 2.2 to -0.6 at x = 2.2: "
        "the learning rate 0.7 overshoots, and on this step 0.55 would have landed on it"
    )


def test_the_main_example_gives_the_thirty_three_points_of_the_document():
    table, result = rows(PARABOLA, [8], rate=0.1)
    cut = " ".join(f"{floor(row.new_x[0] * 100) / 100:.2f}" for row in table[:33])
    assert cut == (
        "6.80 5.84 5.07 4.45 3.96 3.57 3.25 3.00 2.80 2.64 2.51 2.41 2.32 2.26 2.21 2.16 2.13 2.10 2.08 2.06 2.05 "
        "2.04 2.03 2.02 2.02 2.01 2.01 2.01 2.00 2.00 2.00 2.00 2.00"
    )
    assert result.status is Status.CONVERGED


def test_the_main_example_follows_its_closed_form():
    table, _ = rows(PARABOLA, [8], rate=0.1)
    for row in table:
        assert row.x[0] == pytest.approx(2 + 6 * 0.8 ** (row.run - 1), rel=1e-13)


def test_the_first_row_of_the_main_example_is_worked_out_by_hand():
    table, _ = rows(PARABOLA, [8], rate=0.1, settings=Settings(max_steps=2))
    assert table[0] == (1, (8.0,), 38.0, (12.0,), pytest.approx((1.2,)), pytest.approx((6.8,)))
    assert (table[1].value, table[1].new_x) == (pytest.approx(25.04), pytest.approx((5.84,)))
    assert len(table) == 2


def test_one_step_on_the_product_of_four_factors():
    table, result = rows(FOUR_ROOTS, [1.25], rate=0.05, settings=Settings(max_steps=1))
    assert table[0].gradient == (1.1875,)
    assert table[0].step == pytest.approx((0.059375,))
    assert result.point == pytest.approx((1.190625,))


def test_newton_lands_on_the_minimum_of_a_parabola_in_one_step():
    result = descend(PARABOLA, [8], "newton")
    assert (result.iterations, result.point, result.status) == (1, (2.0,), Status.CONVERGED)


def test_half_of_the_stable_rate_reaches_the_minimum_of_a_parabola_in_one_step():
    result = descend(PARABOLA, [8], rate=0.5)
    assert (result.iterations, result.point, result.status) == (1, (2.0,), Status.CONVERGED)


@pytest.mark.parametrize("rate", [0.05, 0.3, 0.7, 0.95])
def test_every_rate_between_zero_and_one_converges_on_the_parabola(rate):
    result = descend(PARABOLA, [8], rate=rate)
    assert result.status is Status.CONVERGED
    assert result.point[0] == pytest.approx(2, abs=1e-6)


def test_a_rate_above_one_moves_away_from_the_minimum_of_the_parabola():
    result = descend(PARABOLA, [8], rate=1.1, settings=Settings(max_steps=50))
    assert result.point[0] == pytest.approx(54604.6, abs=0.05)
    assert result.status is Status.STEP_LIMIT
    assert "swing to and fro by ever larger steps, each 1.2 times the one before" in result.reason
    assert "gradient descent is stable for learning rates below 2/2 = 1" in result.reason

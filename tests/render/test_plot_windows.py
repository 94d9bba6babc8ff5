"""Which part of the plane a plot shows."""

from __future__ import annotations

from math import exp, floor, inf, nan, sin, sqrt

import pytest
from plot_dots import visits

from calcgd.render.document import Visit
from calcgd.render.plot_window import heights, whereabouts


def parabola(x: tuple[float, ...]) -> float:
    return sum(c * c for c in x)


def test_a_descent_is_seen_from_its_start_to_its_end():
    path = visits(parabola, (8.0,), (4.0,), (-2.0,), (0.0,))
    assert whereabouts(path, 0.1) == [pytest.approx((-3.0, 9.0))]


def test_of_a_run_that_goes_away_the_first_part_is_seen():
    path = visits(parabola, *((4.0 * (-1.5) ** k,) for k in range(40)))
    ((low, high),) = whereabouts(path, 0.0)
    assert (low, high) == (4.0 * (-1.5) ** 3, 4.0 * (-1.5) ** 4)  # start 4, first point -6: nothing beyond 10 +- 2*10


def test_one_wild_point_does_not_flatten_the_others():
    path = visits(parabola, (3.0,), (1e8,), (2.0,), (1.0,))
    assert whereabouts(path, 0.0) == [(1.0, 3.0)]


@pytest.mark.parametrize("wild", [nan, inf, -inf, 1e305])
def test_a_point_that_has_no_place_is_passed_over(wild: float):
    path = [*visits(parabola, (3.0,), (1.0,)), Visit(3, (wild,), 0.0)]
    assert whereabouts(path, 0.0) == [(1.0, 3.0)]
    assert whereabouts([Visit(1, (wild,), 0.0)], 0.0) == [(-1.0, 1.0)]


def test_a_descent_along_one_axis_is_seen_as_wide_across_it():
    path = visits(parabola, (3.0, 5.0), (1.0, 5.0))
    assert whereabouts(path, 0.0) == [(1.0, 3.0), (4.0, 6.0)]


def test_a_path_that_bends_out_of_the_way_is_seen():
    path = [Visit(1, (-1.2, 1.0), 24.2), Visit(2, (0.0, -0.5), 5.0), Visit(3, (1.0, 1.0), 0.0)]
    assert whereabouts(path, 0.0) == [(-1.2, 1.0), (-0.5, 1.0)]


def test_a_descent_that_does_not_move_is_in_the_middle():
    assert whereabouts(visits(parabola, (3.0,)), 0.1) == [(1.5, 4.5)]


@pytest.mark.parametrize(
    ("function", "across", "expected"),
    [
        (lambda x: x * x, (-1, 1), (0, 1)),
        (lambda x: max(0.0, x - 0.95), (0, 1), (0, 0.05)),
        (lambda x: sin(1 / x) if x else nan, (-1, 1), (-1, 1)),
        (lambda x: sqrt(x) if x >= 0 else nan, (-1, 4), (0, 2)),
        (lambda x: exp(-((1000 * x) ** 2)), (-1, 1), (0, 1)),
        (floor, (0, 3.5), (0, 3)),
    ],
)
def test_without_a_pole_a_curve_is_seen_whole(function, across: tuple[float, float], expected: tuple[float, float]):
    low, high = expected
    margin = 0.05 * (high - low)
    assert heights(function, across, []) == pytest.approx((low - margin, high + margin), abs=margin / 5)


def test_a_descent_down_a_steep_slope_is_seen_whole_and_the_margin_as_far_as_it_is_as_high():
    assert heights(lambda x: x**20, (-0.13, 1.13), [1.0]) == pytest.approx((-0.1, 2.1), abs=0.05)


@pytest.mark.parametrize("order", [1, 2, 3])
@pytest.mark.parametrize("middle", [0.0, 0.123456])
def test_a_pole_does_not_flatten_the_rest(order: int, middle: float):
    low, high = heights(lambda x: nan if x == middle else (x - middle) ** -order, (-1, 1), [4.0, 1.0]) or (0, 0)
    assert low <= 1.0 < 4.0 <= high
    assert high - low < 100


def test_one_huge_cost_does_not_flatten_the_rest():
    low, high = heights(lambda x: 1 / x if x else nan, (-0.1, 1), [1e6, 3.0, 1.2]) or (0, 0)
    assert low <= 1.2 < 3.0 <= high < 100


def test_a_cost_between_the_places_looked_at_is_seen():
    low, high = heights(lambda x: 7.0 if x == 0.12345 else 0.0, (-1, 1), [7.0]) or (0, 0)
    assert (low, high) == pytest.approx((-0.35, 7.35))


def test_a_constant_is_in_the_middle():
    assert heights(lambda x: 3.0, (-1, 1), [3.0]) == (1.5, 4.5)


@pytest.mark.parametrize("value", [nan, inf, -inf, 1e301])
def test_without_any_value_there_is_no_range(value: float):
    assert heights(lambda x: value, (-1, 1), [value]) is None

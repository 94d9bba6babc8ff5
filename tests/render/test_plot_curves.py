"""The curve of a cost: every dot is a value, nothing is drawn over a pole or a jump, steep slopes are whole."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from math import atan, copysign, floor, inf, log, nan, pi, sin, sqrt, tan, tanh

import pytest
from plot_dots import ASCII, BRAILLE, dots, plot, text

from calcgd.render.plot import drawn
from calcgd.render.plot_curve import trace
from calcgd.render.plot_sheet import Axis, Sheet


def inverse(x: float) -> float:
    return 1 / x if x else nan


def inverse_square(x: float) -> float:
    return 1 / (x * x) if x else nan


def sign_over_x(x: float) -> float:
    return copysign(1.0, x) / x if x else nan


class Traced:
    """A curve in a window: the rows that have a dot in each column, counted in dots from the lower edge."""

    def __init__(self, function: Callable[[float], float], x: tuple[float, float], y: tuple[float, float]) -> None:
        self.sheet = Sheet(BRAILLE, Axis("x", *x), Axis("y", *y), below=1)
        trace(self.sheet, function)
        self.columns: dict[int, set[int]] = {column: set() for column in range(self.sheet.x.dots)}
        for column, row in dots(self.sheet.canvas):
            self.columns[column].add(self.sheet.y.dots - 1 - row)

    @property
    def top(self) -> int:
        return self.sheet.y.dots - 1

    def at(self, x: float) -> set[int]:
        return self.columns[self.sheet.x.place(x) or 0]

    def height(self, y: float) -> int:
        return self.sheet.y.place(y) or 0


@pytest.mark.parametrize("middle", [0.0, 0.0123])
def test_nothing_is_drawn_between_the_sides_of_a_pole(middle: float):
    """Left of it the curve falls out of the window, right of it it comes in from above."""
    curve = Traced(lambda x: inverse(x - middle), (-1, 1), (-10, 10))
    pole = curve.sheet.x.place(middle) or 0
    left = set().union(*(curve.columns[column] for column in range(pole)))
    right = set().union(*(curve.columns[column] for column in range(pole + 1, curve.sheet.x.dots)))
    assert left == set(range(curve.height(-1.0 / (1 + middle)) + 1))
    assert right == set(range(curve.height(1.0 / (1 - middle)), curve.top + 1))


@pytest.mark.parametrize("function", [inverse_square, sign_over_x])
def test_the_curve_leaves_the_window_on_both_sides_of_an_even_pole(function: Callable[[float], float]):
    curve = Traced(function, (-1, 1), (0, 10))
    lowest = curve.height(1.0)
    pole = curve.sheet.x.place(0.0) or 0
    for side in (range(pole), range(pole, curve.sheet.x.dots)):
        assert set().union(*(curve.columns[column] for column in side)) == set(range(lowest, curve.top + 1))
    assert not curve.at(0.0) & set(range(lowest + 1))


def test_every_dot_of_a_tangent_is_a_value_of_it():
    curve = Traced(tan, (-6, 6), (-4, 4))
    width, height = 12 / curve.sheet.x.dots, 8 / curve.sheet.y.dots
    for column, rows in curve.columns.items():
        left = -6 + column * width
        for row in rows:
            low, high = atan(-4 + row * height), atan(-4 + (row + 1) * height)
            turns = floor((left + width - low + 1e-9) / pi)
            assert low + turns * pi <= left + width + 1e-9
            assert high + turns * pi >= left - 1e-9
    assert {curve.top, 0} <= set().union(*curve.columns.values())


def test_steps_are_flat_and_nothing_is_drawn_between_them():
    curve = Traced(lambda x: float(floor(x)), (0, 5), (-0.5, 4.5))
    assert set().union(*curve.columns.values()) == {curve.height(float(step)) for step in range(5)}
    per_step = curve.sheet.x.dots / 5
    for column, rows in curve.columns.items():
        steps = {floor(column / per_step), floor((column + 1 - 1e-9) / per_step)}
        assert rows == {curve.height(float(step)) for step in steps}


@pytest.mark.parametrize("steepness", [10, 1000, 1e9])
def test_a_steep_slope_is_drawn_from_end_to_end(steepness: float):
    curve = Traced(lambda x: tanh(steepness * x), (-1, 1.1), (-1.1, 1.1))
    assert set().union(*curve.columns.values()) == set(range(curve.height(-1.0), curve.height(1.0) + 1))


def test_a_smooth_curve_has_no_gap():
    curve = Traced(lambda x: x * x * sin(5 * x), (-3, 3), (-9, 9))
    for here, there in pairwise(curve.columns.values()):
        assert here
        assert there
        assert min(abs(a - b) for a in here for b in there) <= 1
        assert here == set(range(min(here), max(here) + 1))


def test_a_curve_goes_on_to_the_edge_of_its_domain():
    root = Traced(lambda x: sqrt(x) if x >= 0 else nan, (-1, 1), (-1, 1))
    assert not any(rows for column, rows in root.columns.items() if column < root.sheet.x.place(0.0))  # type: ignore[operator]
    assert set().union(*root.columns.values()) == set(range(root.height(0.0), root.top + 1))
    logarithm = Traced(lambda x: log(x) if x > 0 else nan, (-1, 1), (-6, 1))
    assert 0 in logarithm.at(0.0)


def test_where_there_is_no_value_there_is_no_dot():
    curve = Traced(lambda x: nan if 0.3 < x < 0.6 else inf if x > 0.9 else -inf if x < 0.1 else x, (0, 1), (0, 1))
    for x, expected in [(0.05, False), (0.2, True), (0.45, False), (0.75, True), (0.95, False)]:
        assert bool(curve.at(x)) is expected


def test_a_function_too_fast_to_follow_is_asked_a_bounded_number_of_times():
    asked = 0

    def fast(x: float) -> float:
        nonlocal asked
        asked += 1
        return sin(1e12 * x)

    curve = Traced(fast, (0, 1), (-1, 1))
    assert asked <= 2 * curve.sheet.x.dots * (200 + 2 * curve.sheet.y.dots)
    assert all(curve.columns.values())


def lines_of(function: Callable[[float], float], *points: float, paper=BRAILLE) -> list[str]:
    lines = drawn(plot("curve", "x", lambda x: function(x[0]), *((x,) for x in points)), paper)
    return [text(line) for line in lines]


def test_the_points_of_the_path_stand_where_they_are():
    """The window goes from -1.2 to 9.2, the parabola in it from 0 to 84.64, with a margin of 5 in 100."""
    lines = lines_of(lambda x: x * x, *(8 - 0.8 * k for k in range(11)))
    columns = sum(lines[-3].count(sign) for sign in "─┬")
    rows = [line.partition("│" if "│" in line else "┤")[2] for line in lines[1:-3]]
    found = {letter: (x, y) for y, row in enumerate(rows) for x, letter in enumerate(row) if letter in "S23456789oE"}
    margin = 0.05 * 84.64
    for run, letter in enumerate("S23456789oE"):
        x = 8 - 0.8 * run
        part = (x * x + margin) / (84.64 + 2 * margin)
        assert found[letter] == (int((x + 1.2) / 10.4 * columns), int((1 - part) * len(rows)))
    assert lines[-1] == "S start  E end  2-9 run number  o later run"


def test_points_outside_the_window_are_counted():
    lines = lines_of(lambda x: x * x, *(6 * (-1.5) ** k for k in range(20)))
    shown = sum(letter in "".join(lines[1:-3]) for letter in "S23456789oE")
    assert lines[-1] == f"S start  {20 - shown} outside  2-{shown} run number"


def test_without_any_value_there_is_a_frame_and_a_sentence():
    lines = lines_of(lambda x: nan, 1.0, 2.0)
    assert lines[-1] == "2 outside  the cost is not defined here"
    assert [line[-1] for line in lines[1:-3]] == ["┤" if "┤" in line else "│" for line in lines[1:-3]]


def test_the_corner_of_an_absolute_value_in_ascii():
    lines = lines_of(lambda x: abs(x - 2), 5.0, 3.0, 1.0, paper=ASCII._replace(width=40, height=11))
    assert lines == [
        "cost                f",
        "  |                                ..:",
        "  |                            ..S''",
        "  |                         .::'",
        "2 +.                    .:-'",
        "  |':-.E            2:-'",
        "  |    ''-..    ..-''",
        "0 +        ':--:'",
        "  +----+-----+------+------+-----+---- x",
        "       1     2      3      4     5",
        "S start  E end  2 run number",
    ]

"""Level lines and the path over them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import atan2, floor, hypot, nan, pi, sqrt

import pytest
from plot_dots import ASCII, BRAILLE, plot, text

from calcgd.render.plot import drawn
from calcgd.render.plot_levels import Grid, levels
from calcgd.render.plot_sheet import Axis, Paper, Sheet


def crossings(function: Callable[[float, float], float], level: float, ends: float = 2.0) -> list[tuple[float, float]]:
    """The pieces of a level line over a square with an even number of nodes on each side: none lies on an axis."""
    nodes = [ends * (2 * i / 39 - 1) for i in range(40)]
    return list(Grid(lambda x: function(*x), nodes, nodes).crossings(level))


def test_a_circle_is_closed_and_round():
    points = crossings(lambda x, y: x * x + y * y, 1.0)
    assert all(hypot(x, y) == pytest.approx(1.0, abs=0.005) for x, y in points)
    angles = sorted(atan2(y, x) for x, y in points)
    gaps = [b - a for a, b in zip(angles, [*angles[1:], angles[0] + 2 * pi], strict=True)]
    assert max(gaps) < 2 * 4 / 39


def test_both_branches_near_a_saddle_stay_apart():
    for level in (0.001, -0.001):
        points = crossings(lambda x, y: x * y, level)
        assert len(points) > 40
        assert all(x * y * level > 0 for x, y in points)


@pytest.mark.parametrize(
    "function",
    [
        lambda x, y: 1 / x + 0 * y,
        lambda x, y: floor(x) + 0.1 * y,
        lambda x, y: 5.0 if x > 0.01 else -5.0,
        lambda x, y: 1e308 if x > 0.01 else -5.0,
    ],
)
def test_no_level_line_runs_along_a_pole_or_a_jump(function: Callable[[float, float], float]):
    assert not [x for x, _ in crossings(function, 0.5) if abs(x) < 0.9]


def test_where_the_function_is_continuous_beside_a_pole_the_line_is_there():
    points = crossings(lambda x, y: 1 / x + 0 * y, 1.0)
    assert len(points) == 39
    assert all(x == pytest.approx(1.0, abs=0.02) for x, _ in points)


def test_a_steep_slope_has_level_lines():
    points = crossings(lambda x, y: 1e6 * (x - 0.3) / hypot(1, 1e6 * (x - 0.3)), 0.5)
    assert len(points) == 39
    assert all(x == pytest.approx(0.3, abs=1e-3) for x, _ in points)


def test_a_hole_has_no_line():
    points = crossings(lambda x, y: sqrt(x) + y if x >= 0 else nan, 0.0)
    assert points
    assert all(x > 0 for x, _ in points)
    assert Grid(lambda x: nan, [0.0, 1.0], [0.0, 1.0]).values() == []


@pytest.mark.parametrize(
    ("values", "most", "expected"),
    [
        (list(range(101)), 4, "4 22 50 80"),
        ([value * value for value in range(101)], 4, "16 500 2400 7000"),
        ([0.0, 0.0, 1.0, 1.0, 1.0], 2, "1"),
        ([3.0] * 9, 4, ""),
        ([], 4, ""),
    ],
)
def test_levels_are_rounded_quantiles_more_of_them_low(values: list[float], most: int, expected: str):
    assert " ".join(level.label for level in levels(values, most)) == expected


def test_levels_of_an_ascent_are_more_of_them_high():
    """The values 22, 49 and 81 in 100 down from the highest, and the one 4 down."""
    assert [level.label for level in levels(list(range(101)), 4, upward=True)] == ["19", "50", "78", "96"]


def bowl(x: Sequence[float]) -> float:
    return x[0] ** 2 + 4 * x[1] ** 2


def lines_of(paper: Paper, function: Callable[[Sequence[float]], float], *points: tuple[float, float]) -> list[str]:
    return [text(line) for line in drawn(plot("contour", "xy", function, *points), paper)]


def test_the_letters_of_a_level_lie_where_the_cost_is_that_level():
    lines = lines_of(ASCII, bowl, (3.0, 1.0), (-1.0, 0.5), (0.1, -0.2))
    *canvas, axis, numbers, legend, _ = lines[1:]
    start = axis.index("+") + 1
    columns = {x: i - start for x, i in zip(numbers.split(), feet(axis, start), strict=True)}
    rows = {line.split()[0]: i for i, line in enumerate(canvas) if line[start - 1] == "+"}
    names = legend.split()
    values = dict(zip(names[::2], map(float, names[1::2]), strict=True))
    assert list(values) == list("abcdef")
    seen = 0
    for row, line in enumerate(canvas):
        for column, letter in enumerate(line[start:]):
            if letter in values:
                xs = [interpolated(columns, column + aside) for aside in (-1, 1)]
                ys = [interpolated(rows, row + aside) for aside in (-1, 1)]
                around = [bowl((x, y)) for x in xs for y in ys]
                nearest = bowl([0.0 if a < 0 < b else min(abs(a), abs(b)) for a, b in (sorted(xs), sorted(ys))])
                assert nearest <= values[letter] <= max(around)
                seen += 1
    assert seen > 100


def test_in_braille_the_letters_of_a_level_stand_far_apart():
    lines = lines_of(BRAILLE._replace(width=160, height=40), bowl, (3.0, 1.0), (0.1, -0.2))
    letters = [
        (letter, i, j) for i, line in enumerate(lines[1:-4]) for j, letter in enumerate(line) if letter in "abcdef"
    ]
    assert {letter for letter, _, _ in letters} == set("abcdef")
    for one, i, j in letters:
        for other, k, m in letters:
            if (i, j) != (k, m):
                assert abs(j - m) + 2 * abs(i - k) >= (24 if one == other else 4)


def feet(axis: str, start: int) -> list[int]:
    return [i for i in range(start, len(axis)) if axis[i] == "+"]


def interpolated(places: dict[str, int], place: float) -> float:
    """The number at a place, by the places of the first and the last label."""
    (first, low), *_, (last, high) = places.items()
    return float(first) + (place - low) / (high - low) * (float(last) - float(first))


@pytest.mark.parametrize("function", [lambda x: nan, lambda x: 3.0, lambda x: float(floor(x[0]))])
def test_without_a_level_line_the_path_is_there_and_a_sentence(function: Callable[[Sequence[float]], float]):
    lines = lines_of(ASCII, function, (3.0, 1.0), (0.1, -0.2))
    assert lines[-2] == "there are no level lines here"
    assert lines[-1] == "S start  E end"
    assert "".join(lines[1:-4]).count("-") > 5


def test_units_are_equal_on_both_axes_where_that_leaves_enough_to_see():
    sheet = Sheet(BRAILLE, Axis("x", 0, 2), Axis("y", 0, 1), below=2, square=True)
    across, up = sheet.x.high - sheet.x.low, sheet.y.high - sheet.y.low
    assert across / sheet.x.dots == pytest.approx(up / sheet.y.dots, rel=0.05)
    assert sheet.x.low <= 0 < 2 <= sheet.x.high
    assert sheet.y.low <= 0 < 1 <= sheet.y.high
    narrow = Sheet(BRAILLE, Axis("x", 0, 2000), Axis("y", 0, 1), below=2, square=True)
    assert (narrow.x.high, narrow.y.high) == (2000, 1)

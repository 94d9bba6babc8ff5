"""Points, straight lines and marks in a window on the plane."""

from __future__ import annotations

from math import inf, nan

import pytest
from plot_dots import BRAILLE, dots, text

from calcgd.render.document import Visit
from calcgd.render.plot_marks import mark
from calcgd.render.plot_sheet import Axis, Sheet


@pytest.fixture
def sheet() -> Sheet:
    """A window on the unit square."""
    return Sheet(BRAILLE, Axis("x", 0, 1), Axis("y", 0, 1), below=1)


def test_points_are_counted_from_the_upper_left_corner(sheet: Sheet):
    right, bottom = sheet.x.dots - 1, sheet.y.dots - 1
    assert sheet.spot(0, 1) == (0, 0)
    assert sheet.spot(1, 0) == (right, bottom)
    assert sheet.spot(0, 0.5) == (0, bottom // 2)


@pytest.mark.parametrize("point", [(-0.01, 0.5), (0.5, 1.01), (nan, 0.5), (0.5, nan), (inf, 0.5), (0.5, -inf)])
def test_a_point_outside_has_no_dot(sheet: Sheet, point: tuple[float, float]):
    assert sheet.spot(*point) is None


@pytest.mark.parametrize(
    ("start", "end", "first", "last"),
    [
        ((0.5, 0.5), (2.5, 1.5), 0.5, 1.0),
        ((2.5, 1.5), (0.5, 0.5), 0.5, 1.0),
        ((-3.5, -1.5), (4.5, 2.5), 0.0, 1.0),
        ((-0.5, 0.0), (1e9, 0.5e9 + 0.25), 0.0, 1.0),
        ((0.5, 0.5), (0.7, 0.6), 0.5, 0.7),
    ],
)
def test_of_a_line_the_part_in_the_window_is_drawn(
    sheet: Sheet, start: tuple[float, float], end: tuple[float, float], first: float, last: float
):
    """All of these lie on y = x/2 + 1/4."""
    sheet.segment(start, end, "path")
    drawn = dots(sheet.canvas)
    assert {x for x, _ in drawn} == set(range(sheet.x.place(first) or 0, (sheet.x.place(last) or 0) + 1))
    for x, y in drawn:
        height = ((x + 0.5) / sheet.x.dots / 2 + 0.25) * sheet.y.dots
        assert abs(sheet.y.dots - 1 - y - height) <= 1.5


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ((-1.0, 0.5), (0.5, 2.5)),
        ((-1.0, 1.5), (2.0, 1.5)),
        ((1.5, -1.0), (1.5, 2.0)),
        ((nan, 0.5), (0.5, 0.5)),
        ((0.5, 0.5), (0.5, nan)),
    ],
)
def test_of_a_line_beside_the_window_nothing_is_drawn(
    sheet: Sheet, start: tuple[float, float], end: tuple[float, float]
):
    sheet.segment(start, end, "path")
    assert not dots(sheet.canvas)


def marked(sheet: Sheet, *places: float) -> tuple[str, str]:
    """The letters from left to right, and the legend, of a path at these places."""
    path = [Visit(run, (x,), 0.5) for run, x in enumerate(places, 1)]
    entries = mark(sheet, path, lambda visit: (visit.x[0], visit.cost))
    canvas = "".join(text(sheet.canvas.line_of(row)) for row in range(sheet.canvas.rows))
    return "".join(canvas.split()), "; ".join(text(entry) for entry in entries)


def test_the_points_of_a_path_have_letters(sheet: Sheet):
    assert marked(sheet, *(k / 11 for k in range(12))) == (
        "S23456789ooE",
        "S start; E end; 2-9 run number; o later run",
    )


def test_where_points_meet_the_end_the_start_and_early_runs_are_seen(sheet: Sheet):
    assert marked(sheet, 0.1, 0.1, 0.5, 0.5, 0.5, 0.9, 0.9) == ("S3E", "S start; E end; 3 run number")


def test_a_path_that_comes_back_has_its_end_where_its_start_is(sheet: Sheet):
    assert marked(sheet, 0.5, 0.2, 0.5) == ("2E", "E end; 2 run number")


def test_a_path_of_one_point_is_its_start(sheet: Sheet):
    assert marked(sheet, 0.5) == ("S", "S start")


def test_points_outside_are_counted(sheet: Sheet):
    assert marked(sheet, 0.5, 2.0, nan, 0.7, -1.0) == ("S4", "S start; 3 outside; 4 run number")

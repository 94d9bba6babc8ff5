"""Recorded curves one above the other."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, nan, sin

import pytest
from plot_dots import ASCII, BRAILLE, text

from calcgd.render.document import Series
from calcgd.render.plot import drawn
from calcgd.render.plot_sheet import Paper


def lines_of(x: Sequence[float], *curves: Sequence[float], paper: Paper = ASCII) -> list[str]:
    named = tuple((f"curve {number}", values) for number, values in enumerate(curves, 1))
    return [text(line) for line in drawn(Series("speed over t", "t", list(x), named), paper)]


def canvas(lines: list[str]) -> list[str]:
    """The rows of a panel without what stands beside them."""
    return [line[line.index("+" if "+" in line else "|") + 1 :] for line in lines if "|" in line or "+" in line]


def test_two_panels_share_the_axis_and_each_point_is_marked_in_both():
    lines = lines_of(range(5), [0, 1000, 2000, 3000, 4000], [1, 1, 1, 1, 1])
    assert lines[0].split() == ["curve", "1", "speed", "over", "t"]
    second = lines.index("curve 2")
    assert lines[second - 2 : second] == lines[-3:-1]
    assert lines[-1] == "o a point; neighbours are joined by straight lines"
    marks = [sorted(column for line in panel for column, sign in enumerate(line) if sign == "o")
             for panel in (lines[1 : second - 2], lines[second + 1 : -3])]  # fmt: skip
    assert marks[0] == marks[1] and len(marks[0]) == 5


def test_many_points_have_no_marks_but_their_extremes_are_drawn():
    values = [0.0] * 3000
    values[1234] = 1.0
    lines = lines_of([i / 3000 for i in range(3000)], values)
    assert "o" not in "".join(canvas(lines))
    assert lines[-1] == "neighbours are joined by straight lines"
    spike = [line for line in canvas(lines)[:-1] if line.strip()]
    assert len(spike) >= 14


@pytest.mark.parametrize("gaps", [1, 2])
def test_a_wide_gap_stays_open_and_that_is_said(gaps: int):
    x = [10 * part + i / 100 for part in range(gaps + 1) for i in range(200)]
    lines = lines_of(x, [5.0] * len(x))
    said = "a wide gap" if gaps == 1 else "2 wide gaps"
    assert lines[-1] == f"neighbours are joined by straight lines, but not across {said}"
    (level,) = filter(str.strip, canvas(lines)[:-1])
    assert len(level.split()) == gaps + 1


def test_where_the_curve_is_zero_there_is_a_dotted_line():
    assert any(line.count("- ") + line.count("' ") + line.count(". ") > 10 for line in lines_of([0, 1], [-1, 1]))


@pytest.mark.parametrize("paper", [ASCII, BRAILLE, Paper(30, 18, True), Paper(200, 60, False)])
@pytest.mark.parametrize("values", [[0.0] * 40, [nan] * 40, [inf, -inf] * 20, [1e308, -1e308] * 20, [1e-320] * 40])
def test_no_values_break_it_and_it_fits_the_paper(paper: Paper, values: list[float]):
    lines = lines_of([sin(i / 30) for i in range(40)], values, values, paper=paper)
    assert len(lines) <= paper.height
    assert max(map(len, lines)) <= max(paper.width, 60)


def test_two_panels_need_twice_the_height():
    assert text(drawn(Series("f", "t", [0, 1], (("y", [0, 1]), ("rate", [1, 1]))), Paper(80, 17, False))[0]) == (
        "A plot needs 30 columns and 18 rows, and there are 80 and 17."
    )

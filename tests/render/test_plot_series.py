"""A recorded curve and its rate over each other."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import cos, exp, inf, nan, sin

import pytest
from plot_dots import ASCII, BRAILLE, text

from calcgd.render.document import Series
from calcgd.render.plot import drawn
from calcgd.render.plot_sheet import Paper

CURVE, RATE = set("-'.:|o"), set('="_*x')


def pieces_of(x: Sequence[float], values: Sequence[float], rates: Sequence[float], paper: Paper = ASCII):
    return drawn(Series("speed over t", "t", list(x), ("speed", values), ("rate", rates)), paper)


def lines_of(x: Sequence[float], values: Sequence[float], rates: Sequence[float], paper: Paper = ASCII) -> list[str]:
    return [text(line) for line in pieces_of(x, values, rates, paper)]


def canvas(lines: list[str]) -> list[str]:
    """The rows of the frame in ASCII, without what stands beside them."""
    foot = next(line for line in lines if "+--" in line)
    begin = foot.index("+") + 1
    end = foot.rindex("-+") + 1 if "-+ " in foot else len(foot)
    rows = [line for line in lines[1 : lines.index(foot)] if line[begin - 1] in "|+"]
    return [line[begin:end].ljust(end - begin) for line in rows]


def columns_of(lines: list[str], sign: str) -> list[int]:
    return sorted(column for row in canvas(lines) for column, found in enumerate(row) if found == sign)


def rows_of(lines: list[str], signs: set[str]) -> list[int]:
    return [number for number, row in enumerate(canvas(lines)) if signs & set(row)]


def test_curves_of_one_size_share_an_axis():
    lines = lines_of(range(7), [0, 2, 4, 6, 6, 3, 0], [2, 2, 2, 1, -1.5, -3, -3])
    assert lines[0].split() == ["speed,", "rate", "speed", "over", "t"]
    assert [line.split()[0] for line in lines[1:-4] if "+" in line] == ["6", "4", "2", "0", "-2"]
    assert lines[-2:] == ["-o- speed  =x= rate", "points are joined by straight lines"]
    assert not any(line.endswith(("|", "+")) for line in lines)


def test_a_rate_of_another_size_has_its_axis_on_the_right():
    lines = lines_of(range(5), [0, 1000, 2000, 3000, 4000], [1, 2, 3, 4, 5])
    assert lines[0].split() == ["speed", "speed", "over", "t", "rate"]
    assert lines[-2] == "-o- speed  =x= rate (right)"
    frame = lines[1:-4]
    assert [line.split()[0] for line in frame if line[:5].strip().isdigit()] == ["4000", "3000", "2000", "1000", "0"]
    assert [line.split()[-1] for line in frame if line[-1].isdigit()] == ["4", "2", "0"]


@pytest.mark.parametrize("scale", [1, 1000])
def test_each_point_is_marked_on_both_curves_above_the_same_place(scale: float):
    lines = lines_of(range(5), [scale * value for value in (0, 1, 2, 1, 0)], [-1, -1.5, -2, -1.5, -1])
    assert len(columns_of(lines, "o")) == 5
    assert columns_of(lines, "o") == columns_of(lines, "x")


def test_the_rate_is_drawn_in_other_signs():
    x = [i / 100 for i in range(600)]
    lines = lines_of(x, [sin(t) for t in x], [0.3 * cos(t) for t in x])
    assert "o" not in "".join(canvas(lines)) and "x" not in "".join(canvas(lines))
    assert lines[-2] == "--- speed  === rate (right)"
    for signs in (CURVE, RATE):
        assert len({column for row in canvas(lines) for column, sign in enumerate(row) if sign in signs}) > 40


def test_in_braille_the_rate_is_dotted():
    x = [i / 100 for i in range(600)]
    lines = pieces_of(x, [5.0] * 600, [1.0 + t for t in x], BRAILLE)
    dots = {ink: sum((ord(sign) - 0x2800).bit_count() for line in lines[:-2] for kind, run in line if kind == ink
                     for sign in run) for ink in ("curve", "rate")}  # fmt: skip
    assert dots["curve"] > 1.5 * dots["rate"] > 60


@pytest.mark.parametrize("which", [0, 1])
def test_no_extreme_is_lost_where_there_are_more_points_than_columns(which: int):
    values = [0.0] * 3000
    values[1234] = 1.0
    flat = [0.2] * 3000
    lines = lines_of([i / 3000 for i in range(3000)], *((values, flat), (flat, values))[which])
    column = columns_of(lines, "|*"[which])
    assert len(column) >= 10 and len(set(column)) == 1


def test_noise_does_not_hide_a_quiet_curve():
    x = [i / 100 for i in range(1000)]
    noise = [1.0 if i % 2 else -1.0 for i in range(1000)]
    quiet = [0.5 * sin(t) for t in x]
    for curve, rate, signs in ((quiet, noise, CURVE), (noise, quiet, RATE)):
        lines = lines_of(x, curve, rate)
        rows = rows_of(lines, signs)
        assert len({column for row in canvas(lines) for column, sign in enumerate(row) if sign in signs}) > 60
        assert len(rows) >= 7


@pytest.mark.parametrize("gaps", [1, 2])
def test_a_wide_gap_stays_open_and_that_is_said(gaps: int):
    x = [10 * part + i / 100 for part in range(gaps + 1) for i in range(200)]
    lines = lines_of(x, [5.0] * len(x), [0.0] * len(x))
    said = "a wide gap" if gaps == 1 else "2 wide gaps"
    assert lines[-1] == f"points are joined by straight lines, but not across {said}"
    (level,) = (row for row in canvas(lines) if "---" in row or "'''" in row or "..." in row)
    assert len(level.split()) == gaps + 1


def test_a_point_between_wide_gaps_is_not_lost_in_braille():
    x = [*(i / 100 for i in range(100)), 50.0, *(100 + i / 100 for i in range(100))]
    lines = pieces_of(x, [0.0] * 201, [*[0.0] * 100, 7.0, *[0.0] * 100], BRAILLE)
    assert sum(len(run) for line in lines[1:4] for ink, run in line if ink == "rate") == 1


@pytest.mark.parametrize("rates", [[3.0, 4.0], [-3.0, -4.0], [-1.0, 1.0], [1e-5, 2e-5]])
def test_the_axis_of_the_rate_has_a_dotted_line_at_zero(rates: list[float]):
    lines = lines_of([0, 1], [1000, 2000], rates)
    row = next(line for line in lines if line.endswith("+ 0"))
    assert max(row.count(f"{sign}   ") for sign in "-'.") > 10


@pytest.mark.parametrize("level", [5.0, -5.0, 0.5])
def test_the_rate_of_a_constant_is_not_hidden_by_it(level: float):
    lines = lines_of(range(9), [level] * 9, [0.0] * 9)
    assert rows_of(lines, {"o"}) != rows_of(lines, {"x"})
    assert len(columns_of(lines, "o")) == len(columns_of(lines, "x")) == 9


def test_where_both_are_equal_the_curve_is_seen():
    x = [i / 10 for i in range(30)]
    lines = lines_of(x, [exp(t) for t in x], [exp(t) for t in x])
    assert len(columns_of(lines, "o")) >= 28 and not columns_of(lines, "x")


def test_numbers_far_from_zero_are_told_apart():
    lines = lines_of(range(30), [1e6 + sin(i) for i in range(30)], [cos(i) for i in range(30)])
    labels = [line.split()[0] for line in lines[1:-4] if line.lstrip()[0].isdigit()]
    assert len(labels) >= 4
    assert all(float(one) - float(other) == 0.5 for one, other in pairwise(labels))


@pytest.mark.parametrize("paper", [ASCII, BRAILLE, Paper(40, 12, True), Paper(120, 36, True), Paper(200, 60, False)])
@pytest.mark.parametrize(
    "values",
    [[0.0] * 40, [nan] * 40, [inf, -inf] * 20, [1e308, -1e308] * 20, [1e-320] * 40, [-123456789.123, -123456789] * 20],
    ids=["zero", "nan", "inf", "huge", "tiny", "offset"],
)
def test_no_values_break_it_and_it_fits_the_paper(paper: Paper, values: list[float]):
    for rates in (values, [-1.5e-7 * sin(i) for i in range(40)]):
        lines = lines_of([sin(i / 30) for i in range(40)], values, rates, paper)
        assert len(lines) <= paper.height
        assert max(map(len, lines)) <= paper.width


def test_long_names_are_cut():
    name = "the temperature of the water in the second of the three tanks"
    series = Series(name, name, [0, 1, 2], (name, [1, 2, 3]), (name, [1000, 1000, 1000]))
    lines = [text(line) for line in drawn(series, Paper(40, 20, False))]
    assert max(map(len, lines)) <= 40 and len(lines) <= 20


def test_two_points_are_a_line():
    lines = lines_of([0, 1], [1, 3], [2, 2])
    assert len(columns_of(lines, "o")) == len(columns_of(lines, "x")) == 2


def test_too_little_room_is_said():
    assert lines_of([0, 1], [0, 1], [1, 1], Paper(39, 11, False)) == [
        "A plot needs 40 columns and 12 rows,",
        "and there are 39 and 11.",
    ]

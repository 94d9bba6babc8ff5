"""The cost by run."""

from __future__ import annotations

from math import inf, nan

import pytest
from plot_dots import ASCII, BRAILLE, text

from calcgd.render.document import Plot, Visit
from calcgd.render.plot import drawn


def lines_of(*costs: float, paper=ASCII) -> list[str]:
    path = [Visit(run, (0.0, 0.0, 0.0), cost) for run, cost in enumerate(costs, 1)]
    return [text(line) for line in drawn(Plot("history", "f", ("x", "y", "z"), path, lambda x: nan), paper)]


def heights(lines: list[str]) -> list[int | None]:
    """In each column of the canvas the row of the uppermost dot, from above."""
    canvas = [line.partition("+" if "+" in line else "|")[2].ljust(80) for line in lines[1:-3]]
    rows = [[i for i, row in enumerate(canvas) if row[column] != " "] for column in range(80)]
    return [column[0] if column else None for column in rows]


def test_a_straight_fall_is_a_straight_line():
    lines = lines_of(*range(100, -1, -1))
    assert lines[0].startswith("cost ")
    assert "log" not in lines[0]
    rows = [row for row in heights(lines) if row is not None]
    assert (rows[0], rows[-1]) == (0, 15)
    assert rows == sorted(rows)
    assert max(rows.count(row) for row in set(rows)) - min(rows.count(row) for row in set(rows) - {0, 15}) <= 2
    assert lines[-1] == "run 1: 100  run 101: 0"


def test_equal_factors_over_many_decades_are_a_straight_line_and_the_axis_says_so():
    lines = lines_of(*(1e3 * 0.5**k for k in range(60)))
    assert lines[0].startswith("cost (log scale)")
    rows = [row for row in heights(lines) if row is not None]
    assert rows == sorted(rows)
    assert max(rows.count(row) for row in set(rows)) <= 7
    labels = [line.split()[0] for line in lines[1:-3] if "+" in line]
    assert labels == ["1", "1e-5", "1e-10"]


@pytest.mark.parametrize("costs", [(1000.0, 1.1), (1e6, 1.0, 0.0), (1e6, 1.0, -1e-9)])
def test_a_scale_of_powers_needs_positive_costs_of_many_decades(costs: tuple[float, ...]):
    assert lines_of(*costs)[0].split()[:2] == ["cost", "f"]


def test_where_the_cost_has_no_value_there_is_a_gap():
    lines = lines_of(4.0, 3.0, 2.0, nan, nan, 2.0, 1.0, inf)
    columns = heights(lines)
    gap = [row is None for row in columns]
    first, last = gap.index(True), len(gap) - 1 - gap[::-1].index(False)
    assert any(row is not None for row in columns[first:last])
    assert lines[-1] == "run 1: 4  run 7: 1  run 8: inf"


def test_the_lowest_cost_on_the_way_is_told():
    assert lines_of(5.0, 1.0, 3.0)[-1] == "run 1: 5  run 2: 1  run 3: 3"
    assert lines_of(5.0)[-1] == "run 1: 5"


def test_one_huge_cost_leaves_the_window():
    lines = lines_of(4.0, 3.0, 2.0, 1e12, 1.0, -1.0)
    labels = [float(line.split()[0]) for line in lines[1:-3] if "+" in line]
    assert max(labels) <= 5
    assert heights(lines).count(0) > 1


def test_of_a_long_run_no_peak_is_lost():
    costs = [1.0 + 0.001 * (k % 7) for k in range(50_000)]
    costs[33_333] = 2.5
    costs[0] = 2.0
    lines = lines_of(*costs, paper=BRAILLE)
    canvas = [line.partition("┤" if "┤" in line else "│")[2] for line in lines[1:-3]]
    columns = sum(lines[-3].count(sign) for sign in "─┬")
    assert len(canvas[0]) - 1 == pytest.approx(33_333 / 50_000 * columns, abs=1)

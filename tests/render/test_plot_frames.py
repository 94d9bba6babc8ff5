"""What stands around a plot: axes with numbers in the right places, title and names cut to fit."""

from __future__ import annotations

from itertools import pairwise

import pytest
from plot_dots import text

from calcgd.render.plot_frame import framed, in_lines
from calcgd.render.plot_sheet import Axis, Paper, Sheet

WINDOWS = [(-1.0, 1.0), (0.0, 1e-7), (-3e5, 9e6), (1.0, 1.0001), (0.123, 0.987), (-1e300, 1e300), (1e6, 1e6 + 1)]


def frame(x: Axis, y: Axis, width: int = 80, title: str = "f") -> list[str]:
    return [text(line) for line in framed(Sheet(Paper(width, 20, braille=False), x, y, below=0), title)]


@pytest.mark.parametrize("width", [30, 41, 80, 200])
@pytest.mark.parametrize(("low", "high"), WINDOWS)
def test_each_number_below_the_axis_stands_under_its_place(low: float, high: float, width: int):
    axis, numbers = frame(Axis("x", low, high), Axis("y", 0, 1), width)[-2:]
    start = axis.index("+") + 1
    feet = [i for i, sign in enumerate(axis) if sign == "+" and i >= start]
    columns = len(axis) - start - 2
    labels = numbers.split()
    assert len(labels) == len(feet)
    end = 0
    for label, foot in zip(labels, feet, strict=True):
        place = start + (float(label) / 2 - low / 2) / (high / 2 - low / 2) * columns
        assert foot <= place + 1e-6 and place <= foot + 1 + 1e-6
        begin = numbers.index(label, end)
        assert end == 0 or begin >= end + 2
        end = begin + len(label)
        assert begin <= foot < end or begin == start or end == start + columns


@pytest.mark.parametrize(("low", "high"), WINDOWS)
def test_each_number_beside_the_axis_stands_at_its_height(low: float, high: float):
    rows = frame(Axis("x", 0, 1), Axis("y", low, high))[1:-2]
    marked = [(i, line.split()[0]) for i, line in enumerate(rows) if "+" in line]
    assert len(marked) >= 2
    for row, label in marked:
        place = (high / 2 - float(label) / 2) / (high / 2 - low / 2) * len(rows)
        assert row <= place + 1e-6 and place <= row + 1 + 1e-6


def test_a_logarithmic_axis_has_powers_of_ten_at_equal_distances():
    rows = frame(Axis("x", 0, 1), Axis("y", 1e-8, 1e8, log=True))[1:-2]
    marked = [(i, line.split()[0]) for i, line in enumerate(rows) if "+" in line]
    assert [label for _, label in marked] == ["1e6", "1000", "1", "0.001", "1e-6"]
    distances = [b - a for (a, _), (b, _) in pairwise(marked)]
    assert max(distances) - min(distances) <= 1


def test_title_and_names_are_cut_to_fit():
    lines = frame(Axis("x" * 50, 0, 1), Axis("y" * 50, 0, 1), 60, "f" * 90)
    assert [len(line) for line in lines[:1]] == [60]
    assert lines[0] == "y" * 27 + "...  " + "f" * 25 + "..."
    assert lines[-2].endswith(" xxxxxxx...")
    assert len(lines[-2]) == 60


def test_a_legend_goes_on_in_the_next_line():
    entries = [[("mark", letter), ("plain", " start")] for letter in "abc"]
    assert [text(line) for line in in_lines(entries, 16)] == ["a start  b start", "c start"]
    assert in_lines([], 16) == []

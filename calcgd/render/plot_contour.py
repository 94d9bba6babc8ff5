"""The cost over its two variables as a map: dotted level lines, and the way of the descent as a solid line.

On paper without braille a level line is made of the level's letter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from calcgd.render.document import Plot, Visit
from calcgd.render.plot_frame import Pieces, framed, in_lines
from calcgd.render.plot_levels import Grid, levels
from calcgd.render.plot_marks import mark
from calcgd.render.plot_scale import Tick
from calcgd.render.plot_sheet import Axis, Paper, Sheet
from calcgd.render.plot_window import whereabouts

Cell = tuple[int, int]

_MARGIN = 0.2
_LETTERS = "abcdef"
"""The names of the levels, from the lowest, and the inks that they are drawn in."""

_LONGEST = 10_000
"""Points of the path that lines are drawn between: those of the later steps would lie on each other."""

_APART = 24
"""Columns between two letters on the lines of one level,"""

_ASIDE = 4
"""and between letters of different levels."""


def contour(plot: Plot, paper: Paper) -> list[Pieces]:
    """The lines of the picture; `plot` has two variables."""
    across, up = whereabouts(plot.path, _MARGIN, plot.upward)
    x, y = (Axis(name, *ends) for name, ends in zip(plot.names, (across, up), strict=True))
    sheet = Sheet(paper, x, y, below=2, square=True)
    grid = _grid(sheet, plot.function)
    chosen = _levels_that_fit(plot, grid.values(), paper.width)
    lines = {
        letter: [spot for point in grid.crossings(level.value) if (spot := sheet.spot(*point))]
        for letter, level in chosen.items()
    }
    if paper.braille:
        for letter, line in lines.items():
            for spot in line:
                sheet.canvas.dot(*spot, letter)
    for one, other in pairwise(plot.path[:_LONGEST]):
        sheet.segment(_place(one), _place(other), "path")
    _name(sheet, lines)
    marks = mark(sheet, plot.path, _place)
    named = _entries({letter: level for letter, level in chosen.items() if lines[letter]})
    legend = named or [[("note", "there are no level lines here")]]
    return framed(sheet, plot.title, [*in_lines(legend, paper.width)[:1], *in_lines(marks, paper.width)[:1]])


def _place(visit: Visit) -> tuple[float, float]:
    x, y = visit.x
    return x, y


def _grid(sheet: Sheet, function: Callable[[Sequence[float]], float]) -> Grid:
    """The function at the corners of half characters, which are about square."""
    columns, rows = sheet.canvas.columns, 2 * sheet.canvas.rows
    xs = [sheet.x.edge(i * sheet.x.dots / columns) for i in range(columns + 1)]
    ys = [sheet.y.edge(i * sheet.y.dots / rows) for i in range(rows + 1)]
    return Grid(function, xs, ys)


def _levels_that_fit(plot: Plot, values: Sequence[float], width: int) -> dict[str, Tick]:
    """As many levels as one line can tell of."""
    for most in range(len(_LETTERS), 0, -1):
        chosen = dict(zip(_LETTERS, levels(values, most, plot.upward), strict=False))
        if len(in_lines(_entries(chosen), width)) <= 1:
            return chosen
    return {}


def _entries(chosen: dict[str, Tick]) -> list[Pieces]:
    return [[(letter, letter), ("plain", f" {level.label}")] for letter, level in chosen.items()]


def _name(sheet: Sheet, lines: dict[str, list[Cell]]) -> None:
    """Put letters on the level lines: in braille here and there, else wherever the path leaves them a place."""
    named: list[tuple[str, Cell]] = []
    for letter, line in lines.items():
        for cell in sorted({sheet.canvas.cell(*spot) for spot in line}):
            ink = sheet.canvas.ink(*cell)
            if (ink == letter and all(_stand_apart(letter, cell, *other) for other in named)) or not ink:
                sheet.canvas.write(*cell, letter, letter)
                named.append((letter, cell))


def _stand_apart(letter: str, cell: Cell, other_letter: str, other: Cell) -> bool:
    distance = abs(cell[0] - other[0]) + 2 * abs(cell[1] - other[1])
    return distance >= (_APART if letter == other_letter else _ASIDE)

"""A canvas with a window on the plane: points and straight lines are drawn by their coordinates."""

from __future__ import annotations

from copy import copy
from math import isnan
from typing import NamedTuple

from calcgd.render.canvas import Canvas
from calcgd.render.characters import cut, display_width
from calcgd.render.plot_scale import Scale, Tick

_AROUND = 3
"""Rows for the title, the horizontal axis and its numbers."""

_GUTTER = 8
"""About what the numbers beside the vertical axis take, in columns."""

_MOST_STRETCHED = 3
"""The axes of a map get equal units if neither range has to grow by more than this."""


class Paper(NamedTuple):
    """What a plot is drawn on: at most `width` columns and `height` rows, and whether it takes `braille`."""

    width: int
    height: int
    braille: bool


class Axis(NamedTuple):
    """A range of numbers and what they are."""

    name: str
    low: float
    high: float
    log: bool = False


class Sheet:
    """A `canvas` that shows the window between the ends of the scales `x` and `y`.

    Of the paper, rows are kept free for the title, for the axes and for `below` lines below them. `square` asks for
    equal units on both axes where that leaves enough to see; the window is then larger than the axes say. There is
    room for the numbers of a second vertical axis, `right`, if one is given.
    """

    def __init__(
        self, paper: Paper, x: Axis, y: Axis, below: int, square: bool = False, right: Axis | None = None
    ) -> None:
        rows = paper.height - _AROUND - below
        if square:
            x, y = _equal_units(x, y, (paper.width - _GUTTER) / (2 * rows))
        self.paper = paper
        self.x_name, self.y_name = cut(x.name, paper.width // 6), cut(y.name, paper.width // 2)
        self.y_ticks = _ticks(y, rows)
        self.gutter = _gutter(self.y_ticks)
        beyond = 1 + display_width(self.x_name)
        if right is not None:
            beyond = max(beyond + 1, _gutter(_ticks(right, rows)))
        self.canvas = Canvas(paper.width - self.gutter - beyond, rows, paper.braille)
        self.x = Scale(x.low, x.high, self.canvas.across, x.log)
        self.y = Scale(y.low, y.high, self.canvas.down, y.log)

    def beside(self, y: Axis) -> Sheet:
        """A sheet of the same size with another vertical axis, and with lines in the other style."""
        other = copy(self)
        other.canvas = Canvas(self.canvas.columns, self.canvas.rows, self.paper.braille, other=True)
        other.y_name, other.y_ticks = cut(y.name, self.paper.width // 4), _ticks(y, self.canvas.rows)
        other.y = Scale(y.low, y.high, other.canvas.down, y.log)
        return other

    def spot(self, x: float, y: float) -> tuple[int, int] | None:
        """The dot of a point in the window, None for any other."""
        column, height = self.x.place(x), self.y.place(y)
        if column is None or height is None or not (0 <= column < self.x.dots and 0 <= height < self.y.dots):
            return None
        return column, self.y.dots - 1 - height

    def segment(self, start: tuple[float, float], end: tuple[float, float], ink: str) -> None:
        """Draw what is in the window of the straight line between two points; nothing if one has no place at all."""
        x, y = self.x.part(start[0]), self.y.part(start[1])
        across, up = self.x.part(end[0]) - x, self.y.part(end[1]) - y
        if isnan(x + y + across + up):
            return
        first, last = 0.0, 1.0
        for at, move in ((x, across), (y, up)):
            if move:
                enter, leave = sorted((-at / move, (1 - at) / move))
                first, last = max(first, enter), min(last, leave)
            elif not 0 <= at <= 1:
                return
        if first <= last:
            ends = [self._dot(x + t * across, y + t * up) for t in (first, last)]
            self.canvas.line(ends[0], ends[1], ink)

    def _dot(self, across: float, up: float) -> tuple[int, int]:
        return self.x.dot(across), self.y.dots - 1 - self.y.dot(up)

    def row(self, tick: Tick) -> int:
        """The row of the canvas beside which a number of the vertical axis stands."""
        return self.canvas.cell(*self._dot(0, self.y.part(tick.value)))[1]

    def column(self, tick: Tick) -> int:
        """The column of the canvas below which a number of the horizontal axis stands."""
        return self.canvas.cell(*self._dot(self.x.part(tick.value), 0))[0]


def _ticks(y: Axis, rows: int) -> list[Tick]:
    return Scale(y.low, y.high, rows, y.log).ticks(max(rows // 3, 2))


def _gutter(ticks: list[Tick]) -> int:
    """Columns for the numbers beside a vertical axis, a blank, and the axis."""
    return max((len(tick.label) for tick in ticks), default=0) + 2


def _equal_units(x: Axis, y: Axis, shape: float) -> tuple[Axis, Axis]:
    """The axes for a canvas `shape` times as wide as it is high, one of them longer so that units are equal."""
    stretch = shape * (y.high - y.low) / (x.high - x.low)
    if 1 <= stretch <= _MOST_STRETCHED:
        return _longer(x, stretch), y
    if 1 <= 1 / stretch <= _MOST_STRETCHED:
        return x, _longer(y, 1 / stretch)
    return x, y


def _longer(axis: Axis, times: float) -> Axis:
    more = (times - 1) / 2 * (axis.high - axis.low)
    return axis._replace(low=axis.low - more, high=axis.high + more)

"""The cost over its only variable, with the descent on it.

Every dot is a value that was worked out; no line is ever drawn between two of them. Where the dots of neighbours do not
touch, the function is asked in the middle again and again: a steep slope fills up, a jump or a pole stays open however
near one comes to it, and next to a pole the values leave the window on their own.
"""

from __future__ import annotations

from collections import deque
from itertools import pairwise
from typing import NamedTuple

from calcgd.render.document import Plot, Visit
from calcgd.render.plot_frame import Pieces, framed, in_lines
from calcgd.render.plot_marks import mark
from calcgd.render.plot_sheet import Axis, Paper, Sheet
from calcgd.render.plot_window import Function, heights, whereabouts

_MARGIN = 0.15
_PER_DOT = 2
"""Places where the function is asked for every dot of the width, at least."""

_PATIENCE = 100
"""Places between two neighbours where it is asked, and two more for each dot of the height: a jump takes about 50 until
no number is left in between, a slope of the full height one or two for each dot."""


class _Sample(NamedTuple):
    x: float
    height: int | None


def curve(plot: Plot, paper: Paper) -> list[Pieces]:
    """The lines of the picture; `plot` has one variable."""
    ((low, high),) = whereabouts(plot.path, _MARGIN, plot.upward)

    def function(x: float) -> float:
        return plot.function((x,))

    met = [visit.cost for visit in plot.path if low <= visit.x[0] <= high]
    shown = heights(function, (low, high), met)
    bottom, top = shown or (-1.0, 1.0)
    sheet = Sheet(paper, Axis(plot.names[0], low, high), Axis(plot.quantity, bottom, top), below=1)
    trace(sheet, function)
    entries = mark(sheet, plot.path, _place)
    if shown is None:
        entries.append([("bad", f"the {plot.quantity} is not defined here")])
    return framed(sheet, plot.title, in_lines(entries, paper.width)[:1])


def _place(visit: Visit) -> tuple[float, float]:
    return visit.x[0], visit.cost


def trace(sheet: Sheet, function: Function) -> None:
    """Draw the values of a function in the window of the sheet."""
    count = sheet.x.dots * _PER_DOT
    samples = [_sample(sheet, function, sheet.x.edge(i / _PER_DOT)) for i in range(count + 1)]
    for left, right in pairwise(samples):
        _fill(sheet, function, left, right)


def _sample(sheet: Sheet, function: Function, x: float) -> _Sample:
    """Work out one value and draw its dot."""
    height, column = sheet.y.place(function(x)), sheet.x.place(x)
    if height is not None and column is not None:
        sheet.canvas.dot(column, sheet.y.dots - 1 - height, "curve")
    return _Sample(x, height)


def _fill(sheet: Sheet, function: Function, left: _Sample, right: _Sample) -> None:
    """Ask in the middle, and in the middle of the halves, until dots touch: what is asked first is nearest to all."""
    gaps = deque([(left, right)])
    for _ in range(_PATIENCE + 2 * sheet.y.dots):
        while gaps and _touch(sheet, *gaps[0]):
            gaps.popleft()
        if not gaps:
            return
        left, right = gaps.popleft()
        x = left.x / 2 + right.x / 2
        if left.x < x < right.x:
            middle = _sample(sheet, function, x)
            gaps += ((left, middle), (middle, right))


def _touch(sheet: Sheet, left: _Sample, right: _Sample) -> bool:
    """Whether nothing is missing between two samples, because their dots do or because neither is in the window."""
    if left.height is not None and right.height is not None:
        return abs(left.height - right.height) <= 1
    height = right.height if left.height is None else left.height
    return height in (None, -1, sheet.y.dots)

"""A recorded curve and its rate of change, over each other in one frame.

What is known are the points. Straight lines between neighbours only lead the eye, and where the next point is far away
there is none. Where the points are few enough to be told apart, each has a mark. The rate is drawn in another style.
Its axis, on the right, has the zero from which its sign is read; where both curves fill enough of one axis they share
it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from statistics import median
from typing import NamedTuple

from calcgd.render.canvas import Canvas
from calcgd.render.characters import cut
from calcgd.render.document import Series
from calcgd.render.plot_frame import Pieces, framed, in_lines
from calcgd.render.plot_scale import widened
from calcgd.render.plot_sheet import Axis, Paper, Sheet
from calcgd.render.plot_window import is_shown
from calcgd.render.wrapping import wrapped

_MARGIN = 0.05
_FAR = 10
"""Neighbours that are farther apart than so many times the median distance are not joined."""

_APART = 2
"""Columns for each point, at least, where the points are marked."""

_SHARE = 1 / 3
"""The part of a common axis that each of two curves fills at least."""

_ZERO_APART = 4
"""Dots from one dot to the next where the rate is zero."""

_SAMPLE = 3
"""Columns of a line in the legend."""

_Values = Sequence[float]


class _Style(NamedTuple):
    """How a curve is drawn: `other` is the style of the canvas, `mark` stands at the points."""

    ink: str
    mark: str
    other: bool


_CURVE, _RATE = _Style("curve", "o", False), _Style("rate", "x", True)


def series(plot: Series, paper: Paper) -> list[Pieces]:
    """The lines of the picture: both curves, the zero of the rate, and a legend."""
    left, right = _axes(plot)
    shared = left == right
    pieces = list(_joined(plot.x))
    below = len(_legend(plot, paper, shared, marked=True, gaps=len(pieces) - 1))
    across = Axis(plot.name, *widened(*_range(plot.x), _MARGIN))
    sheet = Sheet(paper, across, left, below, right=None if shared else right)
    other = sheet.beside(right)
    marked = len(plot.x) * _APART <= sheet.canvas.columns
    for each, (_, values), style in ((sheet, plot.curve, _CURVE), (other, plot.rate, _RATE)):
        for start, end in pieces:
            _draw(each, plot.x[start:end], values[start:end], style)
        if marked:
            _mark(each, plot.x, values, style)
    front, back = sheet.canvas, other.canvas
    if not marked and back.filled() < front.filled():  # noise would hide what is behind it
        front, back = back, front
    sheet.canvas = front.over(back.over(_zero(other)))
    legend = _legend(plot, paper, shared, marked, len(pieces) - 1)
    return framed(sheet, plot.title, legend, None if shared else other)


def _axes(plot: Series) -> tuple[Axis, Axis]:
    """The vertical axes of the curve and of its rate; the same one twice where both fill enough of it."""
    (curve, values), (rate, rates) = plot.curve, plot.rate
    low, high = _range(values)
    least, greatest = _range([*rates, 0.0])
    bottom, top = min(low, least), max(high, greatest)
    if min(high - low, greatest - least) >= _SHARE * (top - bottom):
        both = Axis(f"{curve}, {rate}", *widened(bottom, top, _MARGIN))
        return both, both
    if least == greatest:  # a curve without any change is in the middle: its rate, and zero, are not there
        greatest = 1.0
    return Axis(curve, *widened(low, high, _MARGIN)), Axis(rate, *widened(least, greatest, _MARGIN))


def _range(values: _Values) -> tuple[float, float]:
    shown = [value for value in values if is_shown(value)] or [0.0]
    return min(shown), max(shown)


def _joined(x: _Values) -> Iterator[tuple[int, int]]:
    """The stretches of points that are near enough to be joined, each from its first to behind its last."""
    gaps = [after - before for before, after in pairwise(x)]
    far, start = _FAR * median(gaps), 0
    for index, gap in enumerate(gaps, 1):
        if gap > far:
            yield start, index
            start = index
    yield start, len(x)


def _zero(sheet: Sheet) -> Canvas:
    """Dots where the rate would be zero."""
    canvas = Canvas(sheet.canvas.columns, sheet.canvas.rows, sheet.paper.braille)
    height = sheet.y.place(0.0)
    if height is not None:
        for column in range(0, canvas.across, _ZERO_APART):
            canvas.dot(column, canvas.down - 1 - height, "ruler")
    return canvas


def _draw(sheet: Sheet, x: _Values, values: _Values, style: _Style) -> None:
    """The points, joined by straight lines."""
    spots = [spot for index in _telling(sheet, x, values) if (spot := sheet.spot(x[index], values[index]))]
    thinned = [spot for spot, _ in groupby(spots)]
    for start, end in pairwise(thinned if len(thinned) > 1 else thinned * 2):
        sheet.canvas.line(start, end, style.ink)


def _telling(sheet: Sheet, x: _Values, values: _Values) -> Iterator[int]:
    """Of the points above one dot of the axis the first, the last, the lowest and the highest, in their order."""
    begin = 0
    for dot in range(sheet.x.dots):
        end = bisect_right(x, sheet.x.edge(dot + 1), begin)
        if begin < end:
            together = values[begin:end]
            extremes = (begin + together.index(pick(together)) for pick in (min, max))
            yield from sorted({begin, *extremes, end - 1})
        begin = end


def _mark(sheet: Sheet, x: _Values, values: _Values, style: _Style) -> None:
    for point in zip(x, values, strict=True):
        spot = sheet.spot(*point)
        if spot is not None:
            sheet.canvas.write(*sheet.canvas.cell(*spot), style.mark, style.ink)


def _legend(plot: Series, paper: Paper, shared: bool, marked: bool, gaps: int) -> list[Pieces]:
    longest = paper.width // 3
    entries = [
        [*_sample(paper, style, marked), ("plain", f" {cut(name, longest)}{aside}")]
        for (name, _), style, aside in ((plot.curve, _CURVE, ""), (plot.rate, _RATE, "" if shared else " (right)"))
    ]
    joined = "points are joined by straight lines"
    if gaps:
        joined += ", but not across a wide gap" if gaps == 1 else f", but not across {gaps} wide gaps"
    return [*in_lines(entries, paper.width), *wrapped([("note", joined)], paper.width, 0)]


def _sample(paper: Paper, style: _Style, marked: bool) -> Pieces:
    """A piece of a line as it is drawn."""
    canvas = Canvas(_SAMPLE, 1, paper.braille, style.other)
    middle = canvas.down // 2
    canvas.line((0, middle), (canvas.across - 1, middle), style.ink)
    if marked:
        canvas.write(_SAMPLE // 2, 0, style.mark, style.ink)
    return canvas.line_of(0)

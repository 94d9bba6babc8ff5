"""Recorded curves over the same axis, one above the other.

What is known are the points. Straight lines between neighbours only lead the eye, and where the next point is far away
there is none. Where the points are few enough to be told apart, each has a mark.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from statistics import median

from calcgd.render.document import Series
from calcgd.render.plot_frame import Pieces, framed
from calcgd.render.plot_scale import widened
from calcgd.render.plot_sheet import Axis, Paper, Sheet
from calcgd.render.plot_window import is_shown

_MARGIN = 0.05
_FAR = 10
"""Neighbours that are farther apart than so many times the median distance are not joined."""

_APART = 2
"""Columns for each point, at least, where the points are marked."""

_POINT = "o"

_Points = list[tuple[float, float]]


def series(plot: Series, paper: Paper) -> list[Pieces]:
    """The lines of the picture: a panel for each curve, and a legend."""
    panel = paper._replace(height=(paper.height - 1) // len(plot.curves))
    across = Axis(plot.name, *_range(plot.x))
    axes = [Axis(name, *_range(values)) for name, values in plot.curves]
    gutter = max(Sheet(panel, across, axis, below=0).gutter for axis in axes)
    pieces = list(_joined(plot.x))
    lines: list[Pieces] = []
    marked = False
    for axis, (_, values) in zip(axes, plot.curves, strict=True):
        sheet = Sheet(panel, across, axis, below=0, gutter=gutter)
        _level(sheet)
        for start, end in pieces:
            _trace(sheet, list(zip(plot.x[start:end], values[start:end], strict=True)))
        marked = len(plot.x) * _APART <= sheet.canvas.columns
        if marked:
            _mark(sheet, zip(plot.x, values, strict=True))
        lines += framed(sheet, "" if lines else plot.title)
    return [*lines, _legend(marked, len(pieces) - 1)]


def _range(values: Sequence[float]) -> tuple[float, float]:
    shown = [value for value in values if is_shown(value)] or [0.0]
    return widened(min(shown), max(shown), _MARGIN)


def _joined(x: Sequence[float]) -> Iterator[tuple[int, int]]:
    """The stretches of points that are near enough to be joined, each from its first to behind its last."""
    gaps = [after - before for before, after in pairwise(x)]
    far, start = _FAR * median(gaps), 0
    for index, gap in enumerate(gaps, 1):
        if gap > far:
            yield start, index
            start = index
    yield start, len(x)


def _level(sheet: Sheet) -> None:
    """Dots where the curve would be zero."""
    height = sheet.y.place(0.0)
    if height is not None and 0 <= height < sheet.y.dots:
        for column in range(0, sheet.x.dots, 4):
            sheet.canvas.dot(column, sheet.y.dots - 1 - height, "ruler")


def _trace(sheet: Sheet, points: _Points) -> None:
    thinned = list(_thinned(sheet, points))
    for one, other in pairwise(thinned if len(thinned) > 1 else thinned * 2):
        sheet.segment(one, other, "curve")


def _thinned(sheet: Sheet, points: _Points) -> Iterator[tuple[float, float]]:
    """Of the points above one dot of the axis the first, the last, the lowest and the highest, in their order."""
    for _, group in groupby(points, lambda point: sheet.x.place(point[0])):
        together = list(group)
        extremes = min(together, key=lambda point: point[1]), max(together, key=lambda point: point[1])
        yield from sorted({together[0], *extremes, together[-1]})


def _mark(sheet: Sheet, points: Iterator[tuple[float, float]]) -> None:
    for point in points:
        spot = sheet.spot(*point)
        if spot is not None:
            sheet.canvas.write(*sheet.canvas.cell(*spot), _POINT, "mark")


def _legend(marked: bool, gaps: int) -> Pieces:
    lines = "neighbours are joined by straight lines"
    if gaps:
        lines += ", but not across a wide gap" if gaps == 1 else f", but not across {gaps} wide gaps"
    return [("mark", _POINT), ("plain", f" a point; {lines}")] if marked else [("note", lines)]

"""The cost by run: on a scale of powers of ten where it is positive and goes through many of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from calcgd.render.document import Plot, Visit
from calcgd.render.numbers import number
from calcgd.render.plot_frame import Pieces, framed, in_lines
from calcgd.render.plot_sheet import Axis, Paper, Sheet
from calcgd.render.plot_window import best, is_shown, whereabouts

_DECADES = 1e3
"""From this ratio of the highest to the lowest cost on, powers of ten are equally far apart."""

_MARGIN = 0.05
_DIGITS = 4


def history(plot: Plot, paper: Paper) -> list[Pieces]:
    """The lines of the picture; `plot` has any number of variables."""
    first, last = plot.path[0].run, plot.path[-1].run
    runs = Axis("run", first, max(last, first + 1))
    sheet = Sheet(paper, runs, _costs(plot), below=1)
    for one, other in pairwise(_thinned(sheet, plot.path)):
        sheet.segment((one.run, one.cost), (other.run, other.cost), "curve")
    notable = plot.path[0], best(plot.path, plot.upward), plot.path[-1]
    entries = [_told(visit) for visit in dict.fromkeys(notable)]
    return framed(sheet, plot.title, in_lines(entries, paper.width)[:1])


def _costs(plot: Plot) -> Axis:
    shown = [visit.cost for visit in plot.path if is_shown(visit.cost)]
    if shown and min(shown) > 0 and max(shown) / min(shown) > _DECADES:
        return Axis(f"{plot.quantity} (log scale)", min(shown), max(shown), log=True)
    ((low, high),) = whereabouts([visit._replace(x=(visit.cost,)) for visit in plot.path], _MARGIN, plot.upward)
    return Axis(plot.quantity, low, high)


def _thinned(sheet: Sheet, path: Sequence[Visit]) -> Iterator[Visit]:
    """Of the visits above one dot of the axis the first, the last, the lowest and the highest, in their order."""
    for _, group in groupby(path, lambda visit: sheet.x.place(visit.run)):
        visits = list(group)
        shown = [visit for visit in visits if is_shown(visit.cost)] or visits[:1]
        ends = visits[0], visits[-1]
        extremes = min(shown, key=lambda visit: visit.cost), max(shown, key=lambda visit: visit.cost)
        yield from sorted({*ends, *extremes}, key=lambda visit: visit.run)


def _told(visit: Visit) -> Pieces:
    return [("plain", f"run {visit.run}: {number(visit.cost, _DIGITS)}")]

"""Plots as lines of text: which picture there is to draw, on how much paper, and whether there is room for it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, TextIO

from calcgd.render.document import Plot, PlotKind, Series, Visit
from calcgd.render.plot_frame import Pieces
from calcgd.render.plot_sheet import Paper
from calcgd.render.wrapping import wrapped

if TYPE_CHECKING:
    from calcgd.descent.drive import Iterate

DOCUMENT = Paper(80, 20, braille=False)
"""What a plot in a document is drawn on."""

_SMALLEST, _SMALLEST_SERIES = (30, 9), (40, 12)
"""Columns and rows; more where there may be an axis on either side and more to explain."""

_LEFT_FREE = 4
"""Rows of the terminal for the command and for what stands around the plot."""

_NO_BRAILLE = ("dumb", "linux")


def descent_plot(
    names: Sequence[str],
    function: Callable[[Sequence[float]], float],
    rows: Iterable[Iterate],
    title: str,
    kind: PlotKind | None = None,
    upward: bool = False,
) -> Plot:
    """The picture of a descent, of the kind that suits the number of variables if none is asked for.

    `rows` are those of a run, all or a selection with the first and the last one; for a map they should be some
    thousands at most. Where the last one tells of a step, the descent ended at the point that it leads to.
    """
    last = None
    path = [Visit((last := row).run, row.x, row.value) for row in rows]
    if last is not None and last.new_x is not None:
        path.append(Visit(last.run + 1, last.new_x, function(last.new_x)))
    suitable: PlotKind = "curve" if len(names) == 1 else "contour" if len(names) == 2 else "history"
    return Plot(kind or suitable, title, tuple(names), path, function, upward)


def paper_of(out: TextIO) -> Paper:
    """The paper that a terminal is, or that COLUMNS and LINES say; without any of them one of 80 x 24 characters."""
    from shutil import get_terminal_size

    columns, rows = get_terminal_size()
    return Paper(columns, rows - _LEFT_FREE, _takes_braille(out))


def _takes_braille(out: TextIO) -> bool:
    try:
        "\u28ff".encode(out.encoding or "utf-8")
    except UnicodeEncodeError:
        return False
    return os.environ.get("TERM") not in _NO_BRAILLE


def drawn(plot: Plot | Series, paper: Paper) -> list[Pieces]:
    """The lines of a plot, none wider than the paper nor more than it has rows; a sentence where it is too small."""
    width, height = _SMALLEST_SERIES if isinstance(plot, Series) else _SMALLEST
    if paper.width < width or paper.height < height:
        sentence = f"A plot needs {width} columns and {height} rows, and there are {paper.width} and {paper.height}."
        return list(wrapped([("note", sentence)], paper.width, 0))
    if isinstance(plot, Series):
        from calcgd.render.plot_series import series

        return series(plot, paper)
    match plot.kind:
        case "curve":
            from calcgd.render.plot_curve import curve

            return curve(plot, paper)
        case "contour":
            from calcgd.render.plot_contour import contour

            return contour(plot, paper)
        case "history":
            from calcgd.render.plot_history import history

            return history(plot, paper)

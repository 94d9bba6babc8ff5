"""The points of a descent on a plot: S where it starts, E where it ends, and its runs in between."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from calcgd.render.document import Visit
from calcgd.render.plot_frame import Pieces
from calcgd.render.plot_sheet import Sheet

START, END, RUN = "S", "E", "o"

_NUMBERED = 9
"""Runs up to this one are marked by their number."""


def mark(sheet: Sheet, path: Sequence[Visit], place: Callable[[Visit], tuple[float, float]]) -> list[Pieces]:
    """Put a letter where each point of the path is, and say what the letters mean and how many points are outside.

    Where points share a character, the end is seen rather than the start, the start rather than a run, and an early
    run rather than a later one.
    """
    seen: dict[tuple[int, int], str] = {}
    outside = 0
    for index in (*range(len(path) - 2, -1, -1), len(path) - 1):
        spot = sheet.spot(*place(path[index]))
        if spot is None:
            outside += 1
        else:
            seen[sheet.canvas.cell(*spot)] = _letter(path, index)
    for (column, row), letter in seen.items():
        sheet.canvas.write(column, row, letter, "mark")
    return _legend(set(seen.values()), outside)


def _letter(path: Sequence[Visit], index: int) -> str:
    if index == 0:
        return START
    if index == len(path) - 1:
        return END
    run = path[index].run
    return str(run) if run <= _NUMBERED else RUN


def _legend(seen: set[str], outside: int) -> list[Pieces]:
    entries: list[Pieces] = []
    if START in seen:
        entries.append([("mark", START), ("plain", " start")])
    if END in seen:
        entries.append([("mark", END), ("plain", " end")])
    if outside:
        entries.append([("note", f"{outside} outside")])
    numbers = sorted(seen - {START, END, RUN})
    if numbers:
        entries.append([("mark", "-".join(dict.fromkeys((numbers[0], numbers[-1])))), ("plain", " run number")])
    if RUN in seen:
        entries.append([("mark", RUN), ("plain", " later run")])
    return entries

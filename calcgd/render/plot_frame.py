"""What stands around a plot: the title, the axes with their numbers, the legend."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from calcgd.render.characters import cut, display_width
from calcgd.render.plot_sheet import Sheet
from calcgd.render.wrapping import Piece

Pieces = list[Piece]

_GAP = 2
_UNICODE = "│┤└─┬"
_ASCII = "|++-+"


def framed(sheet: Sheet, title: str, below: Sequence[Pieces] = ()) -> list[Pieces]:
    """All lines of a plot, from its title to those `below` the axis."""
    bar, notch, corner, dash, foot = _UNICODE if sheet.paper.braille else _ASCII
    labels = {sheet.row(tick): tick.label for tick in sheet.y_ticks}
    lines = [_header(sheet, title)]
    for row in range(sheet.canvas.rows):
        label = labels.get(row, "")
        edge = f"{label:>{sheet.gutter - 2}} "
        lines.append([("number", edge), ("ruler", notch if label else bar), *sheet.canvas.line_of(row)])
    feet, numbers = _feet(sheet)
    axis = "".join(foot if column in feet else dash for column in range(sheet.canvas.columns))
    lines.append([("ruler", " " * (sheet.gutter - 1) + corner + axis), ("number", " " + sheet.x_name)])
    lines.append([("number", " " * sheet.gutter + numbers)])
    return [*lines, *below]


def in_lines(entries: Iterable[Pieces], width: int) -> list[Pieces]:
    """The entries of a legend side by side, on as many lines of `width` columns as they take."""
    lines: list[Pieces] = []
    room = 0
    for entry in entries:
        wide = sum(display_width(run) for _, run in entry)
        if lines and wide + _GAP <= room:
            lines[-1] += [("plain", " " * _GAP), *entry]
            room -= wide + _GAP
        else:
            lines.append(list(entry))
            room = width - wide
    return lines


def _header(sheet: Sheet, title: str) -> Pieces:
    """The name of the vertical axis above it, the title, if there is one, above the middle of the canvas."""
    if not title:
        return [("number", sheet.y_name)]
    used = display_width(sheet.y_name) + _GAP
    title = cut(title, sheet.paper.width - used)
    wide = display_width(title)
    middle = sheet.gutter + (sheet.canvas.columns - wide) // 2
    start = min(max(middle, used), sheet.paper.width - wide)
    return [("number", sheet.y_name), ("plain", " " * (start - used + _GAP)), ("title", title)]


def _feet(sheet: Sheet) -> tuple[set[int], str]:
    """The columns of the numbers below the horizontal axis, and their line: as many as stand clear of each other."""
    columns = sheet.canvas.columns
    for most in range(max(columns // 6, 1), 0, -1):
        ticks = [(sheet.column(tick), tick.label) for tick in sheet.x.ticks(most)]
        line = ""
        for column, label in ticks:
            start = min(max(column - len(label) // 2, 0), columns - len(label))
            if start < len(line) + _GAP * bool(line):
                break
            line += " " * (start - len(line)) + label
        else:
            return {column for column, _ in ticks}, line
    return set(), ""

"""What stands around a plot: the title, the axes with their numbers, the legend."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from calcgd.render.characters import cut, display_width
from calcgd.render.plot_sheet import Sheet
from calcgd.render.wrapping import Piece

Pieces = list[Piece]

_GAP = 2
_UNICODE = "│┤└─┬├┘"
_ASCII = "|++-+++"


def framed(sheet: Sheet, title: str, below: Sequence[Pieces] = (), right: Sheet | None = None) -> list[Pieces]:
    """All lines of a plot, from its title to those `below` the axis; `right` has the axis on the right, if any."""
    bar, notch, corner, dash, foot, right_notch, right_corner = _UNICODE if sheet.paper.braille else _ASCII
    labels, right_labels = _labels(sheet), _labels(right) if right else {}
    lines = [_header(sheet, title, right.y_name if right else "")]
    for row in range(sheet.canvas.rows):
        label = labels.get(row, "")
        edge = f"{label:>{sheet.gutter - 2}} "
        lines.append([("number", edge), ("ruler", notch if label else bar), *sheet.canvas.line_of(row)])
        if right:
            label = right_labels.get(row, "")
            lines[-1] += [_up_to(sheet, lines[-1]), ("ruler", right_notch if label else bar), ("number", f" {label}")]
    feet, numbers = _feet(sheet)
    axis = "".join(foot if column in feet else dash for column in range(sheet.canvas.columns))
    axis = " " * (sheet.gutter - 1) + corner + axis + (right_corner if right else "")
    lines.append([("ruler", axis), ("number", " " + sheet.x_name)])
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


def _header(sheet: Sheet, title: str, right_name: str) -> Pieces:
    """The names of the vertical axes above them, the title above the middle of the canvas."""
    used = display_width(sheet.y_name) + _GAP
    end = sheet.paper.width - (display_width(right_name) + _GAP if right_name else 0)
    title = cut(title, end - used)
    wide = display_width(title)
    middle = sheet.gutter + (sheet.canvas.columns - wide) // 2
    start = min(max(middle, used), end - wide)
    header = [("number", sheet.y_name), ("plain", " " * (start - used + _GAP)), ("title", title)]
    return [*header, ("plain", " " * (end - start - wide + _GAP)), ("number", right_name)] if right_name else header


def _labels(sheet: Sheet) -> dict[int, str]:
    """What is written beside the rows of the canvas."""
    return {sheet.row(tick): tick.label for tick in sheet.y_ticks}


def _up_to(sheet: Sheet, line: Pieces) -> Piece:
    """The blanks between what is drawn in a row and the axis on the right."""
    return "plain", " " * (sheet.gutter + sheet.canvas.columns - sum(len(run) for _, run in line))


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

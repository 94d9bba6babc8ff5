"""How a table is set in fixed-width characters: column widths, broken titles, aligned decimal points, what is left out.

Shared by `text` and `terminal`; rules, boxes and colour are theirs. Widths are settled before the first row, so that
rows of a live table can be written as they come.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import NamedTuple

from calcgd.render.characters import display_width, safe
from calcgd.render.document import Column, Exact, Table
from calcgd.render.numbers import fitted, number

_NUMBERS = (float, int, Fraction)
_NARROWEST_NUMBER = 8  # -1.2e-10
_POINT = 4  # a live table leaves room for -123 before the decimal point


class Slot(NamedTuple):
    """Where one column stands: its index in the row, its width and, for numbers, where the point goes."""

    index: int
    column: Column
    width: int
    point: int


class Layout(NamedTuple):
    """A table ready to be written: its slots, its title lines, and the titles there was no room for."""

    slots: tuple[Slot, ...]
    titles: tuple[tuple[str, ...], ...]
    missing: tuple[str, ...]
    row: Callable[[Sequence[object]], list[str]]


def lay_out(table: Table, gap: int, width: int = 0, decimals: bool = False) -> Layout:
    """Settle `table` on `width` characters (0: as wide as it likes) with `gap` between columns.

    Too wide, it first breaks titles, then shows fewer digits, then leaves out the columns of least importance.
    """
    natural = _natural_slots(table, decimals)
    kept = list(natural)
    slots = _squeezed(kept, gap, width, table.digits)
    while slots is None and len(kept) > 1:
        least = min(slot.column.importance for slot in kept)
        kept.remove([slot for slot in kept if slot.column.importance == least][-1])
        slots = _squeezed(kept, gap, width, table.digits)
    settled = tuple(slots or kept)
    missing = tuple(slot.column.title for slot in natural if slot not in kept)

    def row(values: Sequence[object]) -> list[str]:
        return [_set(values[slot.index], slot, slot.column.digits or table.digits, decimals) for slot in settled]

    return Layout(settled, _title_lines(settled), missing, row)


def _natural_slots(table: Table, decimals: bool) -> list[Slot]:
    slots = []
    for index, column in enumerate(table.columns):
        before = _POINT
        digits = column.digits or table.digits
        width = column.width or digits + 6
        if isinstance(table.rows, Sequence):
            texts = [cell(row[index], digits, decimals) for row in table.rows]
            before = max((_point(text) for text in texts), default=0)
            width = max((display_width(text) for text in texts), default=0)
            if column.align == "number":
                width = max((before + len(text) - _point(text) for text in texts), default=0)
        slots.append(Slot(index, column, width, before))
    return slots


def _squeezed(slots: list[Slot], gap: int, width: int, digits: int) -> list[Slot] | None:
    roomy = [slot._replace(width=max(slot.width, display_width(slot.column.title))) for slot in slots]
    spare = width - gap * (len(slots) - 1)
    if not width or sum(slot.width for slot in roomy) <= spare:
        return roomy
    widest = max(slot.width for slot in slots)
    for cap in range(max(widest, _NARROWEST_NUMBER), _NARROWEST_NUMBER - 1, -1):
        tight = [_capped(slot, cap, digits) for slot in slots]
        left = spare - sum(slot.width for slot in tight)
        if left >= 0:
            return _relaxed(tight, left)
    return None


def _capped(slot: Slot, cap: int, digits: int) -> Slot:
    longest_word = max(map(display_width, slot.column.title.split()), default=0)
    if slot.column.align != "number" or slot.width <= cap:
        return slot._replace(width=max(slot.width, longest_word))
    width = max(cap, longest_word)
    return slot._replace(width=width, point=min(slot.point, max(width - (slot.column.digits or digits), 1)))


def _relaxed(slots: list[Slot], left: int) -> list[Slot]:
    for place, slot in sorted(enumerate(slots), key=lambda item: -display_width(item[1].column.title)):
        more = min(left, max(display_width(slot.column.title) - slot.width, 0))
        slots[place] = slot._replace(width=slot.width + more)
        left -= more
    return slots


def _title_lines(slots: Sequence[Slot]) -> tuple[tuple[str, ...], ...]:
    broken = [_broken(slot.column.title, slot.width) for slot in slots]
    height = max(map(len, broken), default=0)
    return tuple(
        tuple(_padded(lines[i] if i < len(lines) else "", slot) for lines, slot in zip(broken, slots, strict=True))
        for i in range(height)
    )


def _broken(title: str, width: int) -> list[str]:
    lines = [""]
    for word in safe(title).split():
        longer = f"{lines[-1]} {word}".strip()
        if display_width(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def cell(value: object, digits: int, decimals: bool = False, width: int = 0) -> str:
    """The text of one cell: numbers rounded to `digits` (fewer where `width` needs it), formulas in plain text."""
    if type(value) is float or (isinstance(value, _NUMBERS) and type(value) is not bool):
        return fitted(value, digits, width) if width else number(value, digits)
    if value is None:
        return ""
    if isinstance(value, str):
        return safe(value)
    if isinstance(value, Exact):
        value = value.node
    from calcgd.expression.nodes import Node

    if isinstance(value, Node):
        from calcgd.expression.text import text

        return text(value, decimals)
    return safe(str(value))


def _set(value: object, slot: Slot, digits: int, decimals: bool) -> str:
    text = cell(value, digits, decimals, slot.width)
    if slot.column.align == "number":
        offset = min(slot.point - _point(text), slot.width - len(text))
        text = " " * max(offset, 0) + text
    return _padded(text, slot)


def _padded(text: str, slot: Slot) -> str:
    space = " " * (slot.width - display_width(text))
    return space + text if slot.column.align == "right" else text + space


def _point(text: str) -> int:
    if not text[-1:].isdigit():
        return len(text)
    point = text.find(".")
    exponent = text.find("e")
    return point if point >= 0 else exponent if exponent >= 0 else len(text)

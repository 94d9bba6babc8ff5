"""Worked steps as numbered lines of characters, for `text` and, with colour, for `terminal`."""

from __future__ import annotations

from collections.abc import Iterator

from calcgd.expression.nodes import Node, Symbol
from calcgd.expression.text import text
from calcgd.render.characters import display_width
from calcgd.render.document import Steps
from calcgd.render.outline import Entry, Name, outline
from calcgd.render.wrapping import Piece, wrapped

_GAP = "  "
_WIDE_GAP = "    "
_INDENT = 3
_ARROW = "=>  "


def step_lines(steps: Steps, width: int, decimals: bool = False) -> Iterator[list[Piece]]:
    """Worked steps as numbered lines of at most `width` columns where their formulas can be broken."""
    for entry in outline(steps):
        indent = min(_INDENT * (entry.level - 1), width // 3)
        pieces = _pieces(entry, decimals)
        if entry.number and entry.result is not None and not _is_plain(entry):
            result = [("plain", _ARROW), *_result(entry, entry.result, decimals)]
            together = [*pieces, ("plain", _WIDE_GAP), *result]
            if indent + _width(together) > width:
                yield from _set(pieces, indent, _hang(entry, decimals), width)
                named = entry._replace(label=entry.label or entry.name)
                result = [("plain", _ARROW), *_result(named, entry.result, decimals)]
                yield from _set(result, indent + _INDENT, len(_ARROW), width)
                continue
            pieces = together
        yield from _set(pieces, indent, _hang(entry, decimals), width)


def _set(pieces: list[Piece], indent: int, hang: int, width: int) -> Iterator[list[Piece]]:
    if indent + hang > width // 3:
        hang = 2 * _INDENT
    return wrapped([("plain", " " * indent), *pieces], width, indent + hang)


def _hang(entry: Entry, decimals: bool) -> int:
    return _width(_head(entry, decimals))


def _width(pieces: list[Piece]) -> int:
    return sum(display_width(run) for _, run in pieces)


def name_text(name: Name, decimals: bool = False) -> str:
    """A name as it is; what has none is the formula that is differentiated, with a prime."""
    if isinstance(name, str):
        return name
    written = text(name, decimals)
    return f"{written}'" if isinstance(name, Symbol) else f"({written})'"


def _is_plain(entry: Entry) -> bool:
    return not entry.schema and not entry.letters


def _head(entry: Entry, decimals: bool) -> list[Piece]:
    head: list[Piece] = [("number", entry.number + _GAP) if entry.number else ("plain", _ARROW)]
    if entry.name:
        head.append(("name", name_text(entry.name, decimals) + _GAP))
    return head


def _pieces(entry: Entry, decimals: bool) -> list[Piece]:
    """The entry as one line, but for the result of a step that explains its rule."""
    pieces = [*_head(entry, decimals), ("rule", entry.rule)]
    if entry.schema:
        pieces += [("plain", _GAP), ("schema", entry.schema)]
    for place, (letter, node) in enumerate(entry.letters):
        pieces.append(("plain", f",{_GAP}" if place else _WIDE_GAP))
        pieces += [("name", name_text(letter, decimals)), ("plain", " = "), ("formula", text(node, decimals))]
    if entry.result is not None and _is_plain(entry):
        pieces.append(("plain", ": " if entry.number else ""))
        pieces += _result(entry, entry.result, decimals)
    if entry.hidden:
        steps = "step" if entry.hidden == 1 else "steps"
        pieces.append(("note", f"{_GAP}({entry.hidden} more {steps} inside)"))
    if entry.note:
        pieces.append(("note", f"{_WIDE_GAP}({entry.note})"))
    return pieces


def _result(entry: Entry, result: Node, decimals: bool) -> list[Piece]:
    pieces: list[Piece] = []
    if entry.label:
        pieces += [("name", name_text(entry.label, decimals)), ("plain", " = ")]
    if entry.work is not None:
        pieces += [("work", text(entry.work, decimals)), ("plain", f"{_GAP}= ")]
    return [*pieces, ("formula", text(result, decimals))]

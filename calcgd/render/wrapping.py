"""Breaking a long line, formulas included, where it reads best."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from calcgd.render.characters import display_width

# A run of characters and what it is ("rule", "formula", "note"...): a backend gives each kind its look, or none.
Piece = tuple[str, str]

_OPERATORS = frozenset(("+", "-", "and", "or", "if", "else"))
_NEVER_ALONE = frozenset(("=", "==", "!=", "<", "<=", ">", ">=", "=>", "not"))
_LEAST_FILLED = 0.4


def wrapped(pieces: Sequence[Piece], width: int, hang: int) -> Iterator[list[Piece]]:
    """The lines of `pieces` set on `width` columns, all but the first indented by `hang`.

    A line breaks at a wide gap where it can, else inside the fewest parentheses, before a plus or minus rather than
    before a times. What has no such place sticks out: a name or number is never cut.
    """
    text = "".join(run for _, run in pieces).rstrip()
    breaks = list(_breaks(text))
    places = [end for end, _, _ in breaks]
    start, indent = 0, 0
    while (limit := _reach(text, start, width - indent)) < len(text):
        first, beyond = bisect_right(places, start), bisect_right(places, limit)
        inside = breaks[first:beyond]
        filled = [b for b in inside if b[0] - start >= _LEAST_FILLED * (limit - start)] or inside
        if filled:
            end, following, _ = min(filled, key=lambda b: (b[2], -b[0]))
        elif beyond < len(breaks):
            end, following, _ = breaks[beyond]
        else:
            break
        yield _cut(pieces, start, end, indent)
        start, indent = following, min(hang, width // 2)
    yield _cut(pieces, start, len(text), indent)


def _reach(text: str, start: int, room: int) -> int:
    """How far into `text` one comes from `start` in `room` columns."""
    end = start + room
    while end > start and display_width(text[start:end]) > room:
        end -= 1
    return end


def _breaks(text: str) -> Iterator[tuple[int, int, float]]:
    """Every place to break: the end of the line before, the start of the line after, and how bad a place it is."""
    depth = 0
    words = [*_words(text), ("", len(text), len(text))]
    for (word, start, end), (following, next_start, _) in pairwise(words):
        for at, character in enumerate(word, start):
            depth += (character in "([{") - (character in ")]}")
            if character in "*/" and at > start and "**" not in text[at - 1 : at + 2]:
                yield at, at, depth + 0.5
        gap = next_start - end
        if gap > 1 and word != "=>":
            yield end, next_start, -1 if gap < 4 else -2
        elif word not in _OPERATORS and not {word, following} & _NEVER_ALONE and start > 0:
            yield end, next_start, depth


def _words(text: str) -> list[tuple[str, int, int]]:
    words, start = [], 0
    for word in text.split(" "):
        if word:
            words.append((word, start, start + len(word)))
        start += len(word) + 1
    return words


def _cut(pieces: Sequence[Piece], start: int, end: int, indent: int) -> list[Piece]:
    line: list[Piece] = [("plain", " " * indent)] if indent else []
    at = 0
    for kind, run in pieces:
        part = run[max(start - at, 0) : max(end - at, 0)]
        if part:
            line.append((kind, part))
        at += len(run)
    return line

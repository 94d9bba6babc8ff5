"""How reasons speak: of numbers and points, and of a cost made small as of a value made large.

Inside only costs are made small. Who wants something large has its negative made small, and hears of what was asked
for: these words, and numbers with the sign turned back. Plain sentences only: layout and colour belong to `render`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from calcgd.descent.problem import Problem

_MOST_COORDINATES = 4


class Words(NamedTuple):
    """The words that turn round where something is made large; as they stand, of a cost that is made small."""

    cost: str = "cost"
    minimum: str = "minimum"
    maximum: str = "maximum"
    descent: str = "descent"
    fall: str = "fall"
    falls: str = "falls"
    falling: str = "falling"
    fell: str = "fell"
    grow: str = "grow"
    grows: str = "grows"
    growing: str = "growing"
    grew: str = "grew"
    below: str = "below"
    above: str = "above"
    lower: str = "lower"
    lowest: str = "lowest"
    least: str = "least"
    down: str = "down"
    upwards: str = "upwards"
    downwards: str = "downwards"
    bottom: str = "bottom"
    valley: str = "valley"

    def retold(self, text: str) -> str:
        """A text about a cost that is made small, in these words."""
        told = dict(zip(Words(), self, strict=True))
        return re.sub(rf"\b(?:{'|'.join(told)})\b", lambda word: told[word[0]], text)


_SMALL = Words()
_LARGE = Words(
    "value", "maximum", "minimum", "ascent", "grow", "grows", "growing", "grew", "fall", "falls", "falling", "fell",
    "above", "below", "higher", "highest", "greatest", "up", "downwards", "upwards", "top", "ridge",
)  # fmt: skip


def words(problem: Problem) -> Words:
    """The words for what somebody wants of a problem."""
    return _SMALL if problem.sign > 0 else _LARGE


def amount(problem: Problem, value: float) -> str:
    """A cost, slope or curvature of what is minimised, as a number of what somebody asked for."""
    return number(problem.sign * value)


def number(value: float) -> str:
    """Six significant digits, without a minus sign on zero."""
    return f"{value or 0.0:.6g}"


def coordinates(x: Sequence[float]) -> str:
    """`8`, `(0, 1)`; of many variables the first few."""
    if len(x) == 1:
        return number(x[0])
    shown = [number(value) for value in x[:_MOST_COORDINATES]]
    return f"({', '.join(shown)}{', ...' if len(x) > len(shown) else ''})"


def place(names: Sequence[str], x: Sequence[float]) -> str:
    """`x = 2` for one variable, `(0, 1)` for several."""
    return f"{names[0]} = {number(x[0])}" if len(x) == 1 else coordinates(x)

"""How reasons write numbers, points and lists. Plain sentences only: layout and colour belong to `render`."""

from __future__ import annotations

from collections.abc import Sequence

_MOST_COORDINATES = 4


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

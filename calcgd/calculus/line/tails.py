"""Unbounded intervals without zeros: what is left of one to be searched is bounded."""

from __future__ import annotations

from fractions import Fraction

from calcgd.calculus.derivative import derive
from calcgd.calculus.line.interval import End, Interval
from calcgd.calculus.line.real import PRECISIONS, Exact, compare, sign_at
from calcgd.expression.nodes import Node, Number

STARTS = (10, 40)
"""Distances from 0 from which on it is tried to exclude zeros."""

HIGHEST_ORDER = 4
"""Of the derivatives whose sign is asked for."""


def bounded_part(node: Node, variable: str, window: Interval) -> Interval | None:
    """The part of an unbounded window outside of which it is proved that a smooth tidy tree is never zero."""
    for distance in STARTS:
        low, high = (window.low.at or Exact(Number(-distance)), window.high.at or Exact(Number(distance)))
        if compare(low, high) < 0 and all(
            sign_beyond(node, variable, distance, direction)
            for end, direction in ((window.low.at, -1), (window.high.at, 1))
            if end is None
        ):
            return Interval(End(low, window.low.closed), End(high, window.high.closed))
    return None


def sign_beyond(node: Node, variable: str, distance: int, direction: int, order: int = HIGHEST_ORDER) -> int | None:
    """The sign of `node` for all numbers at least as far out in a direction; None where none is proved.

    It has the sign at the start if it moves away from 0 from there on, which the derivative may prove.
    """
    from calcgd.numeric.interval import sign

    start = Fraction(direction * distance)
    found = sign(node, {variable: (start, None) if direction > 0 else (None, start)}, PRECISIONS[0])
    if found or order == 0:
        return found
    here = sign_at(node, {variable: Exact(Number(start))})
    if not here:
        return None
    slope = sign_beyond(derive(node, variable), variable, distance, direction, order - 1)
    return here if slope == here * direction else None

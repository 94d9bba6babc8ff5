"""Values at real points to many digits: how a claim about two forms is tried before it is believed. No SymPy here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import count
from typing import Any, Literal

from calcgd.algebra.real_value import Evaluation, NoValue
from calcgd.expression.nodes import ONE, TRUE, ZERO, Node, Piecewise

DIGITS = 50
MOST_DIGITS = 2000

Point = Mapping[str, Any]
"""A value for each variable: a rational, or an mpf."""

_PLAIN = tuple(Fraction(value) for value in ("2", "3", "-2", "1/2", "-3", "0", "-1/2", "1", "-1"))


def points(names: Iterable[str], generic: bool = False) -> Iterator[dict[str, Fraction]]:
    """Points without end, the same at every call: plain numbers first (not if `generic`), then scattered ones.

    The plain ones hold 0 and 1, where functions that are equal nearly everywhere may differ.
    """
    from random import Random

    ordered = sorted(names)
    if not generic:
        for index in range(len(_PLAIN)):
            yield {name: _PLAIN[(index + 2 * place) % len(_PLAIN)] for place, name in enumerate(ordered)}
    random = Random(1)
    for size in count():
        reach = (1, 3, 10, 1, 100)[size % 5]
        yield {name: Fraction(random.randint(-997 * reach, 997 * reach), 997) for name in ordered}


def value(node: Node, point: Point, digits: int = DIGITS) -> Any:
    """The value of `node` at `point` as an mpf of about `digits` digits, or None where it is not a real number.

    None, too, where rounding alone would decide on which side of a jump the point is.
    """
    import mpmath

    with mpmath.mp.workdps(digits):
        try:
            result = Evaluation(point, digits, mpmath).of(node)
        except (NoValue, ArithmeticError, ValueError, NotImplementedError, mpmath.mp.NoConvergence):
            return None
        return result if mpmath.isfinite(result) else None


def holds(condition: Node, point: Point, digits: int = DIGITS) -> bool | None:
    """Whether a condition holds at `point`; None where that cannot be said."""
    chosen = value(Piecewise((ONE, condition, ZERO, TRUE)), point, digits)
    return None if chosen is None else bool(chosen)


def compare(first: Node, second: Node, point: Point) -> Literal["same", "different"] | None:
    """Whether two trees have one value at `point`; None where one of them has none.

    Different means by far more than rounding: with many more digits the difference is still the same number.
    """
    left, right = value(first, point), value(second, point)
    if left is None or right is None:
        return None
    difference = left - right
    if abs(difference) <= max(abs(left), abs(right)) * 10.0 ** (10 - DIGITS):
        return "same"
    digits = 2 * DIGITS + max(0, -int(difference.exp + difference.bc) // 3)  # so that 1 - (1 - tiny) is seen, too
    if digits > MOST_DIGITS:
        return None
    left, right = value(first, point, digits), value(second, point, digits)
    if left is None or right is None:
        return None
    sharper = left - right
    return "different" if abs(difference - sharper) * 1000 <= abs(sharper) else "same"

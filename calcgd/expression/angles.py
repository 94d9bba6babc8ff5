"""Exact sines of the multiples of pi/6 and pi/4, and the other trigonometric functions by them."""

from __future__ import annotations

from collections.abc import Callable

from calcgd.expression.nodes import MINUS_ONE, ONE, PI, ZERO, Node, Number, Product
from calcgd.expression.products import multiply, power
from calcgd.expression.rationals import ratio, rational
from calcgd.expression.sums import negate

_HALVES = {0: 0, 2: 1, 6: 4, 3: 2, 4: 3}  # multiples of pi/12 in a quarter turn -> 4 sin**2


def sine_of_twelfths(turn: int) -> Node | None:
    """sin(turn*pi/12) for whole multiples of pi/6 and pi/4."""
    turn %= 24
    if turn > 12:
        inner = sine_of_twelfths(turn - 12)
        return None if inner is None else negate(inner)
    square = _HALVES.get(min(turn, 12 - turn))
    return None if square is None else multiply(rational(1, 2), power(Number(square), rational(1, 2)))


def twelfths(u: Node) -> int | None:
    """`u` in units of pi/12, where it is a whole number of them."""
    if u is ZERO:
        return 0
    if u is PI:
        return 12
    if type(u) is Product and len(u.args) == 2 and u.args[1] is PI and type(u.args[0]) is Number:
        count = ratio(12 * u.args[0].value, 1)  # type: ignore[attr-defined]
        return count if type(count) is int else None
    return None


def quotient_of_sines(above: int, below: int | None) -> Callable[[int], Node | None]:
    """sin(turn + above)/sin(turn + below), or 1/sin(turn + above), in twelfths of pi."""

    def value(turn: int) -> Node | None:
        numerator = sine_of_twelfths(turn + above)
        denominator = ONE if below is None else sine_of_twelfths(turn + below)
        if below is None:
            numerator, denominator = ONE, numerator
        if numerator is None or denominator is None:
            return None
        return multiply(numerator, power(denominator, MINUS_ONE))

    return value

"""Bounds that the form of an expression shows: a square is never negative, a sigmoid lies between 0 and 1."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import NamedTuple

from calcgd.calculus.line.real import Exact, compare, sign_at
from calcgd.expression.nodes import (
    MINUS_ONE,
    ONE,
    PI,
    ZERO,
    Call,
    E,
    Negation,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
)
from calcgd.expression.tidy import add, call, divide, multiply, negate, power, tidy


class Bound(NamedTuple):
    """A constant that no value passes; `reached` is false where no value is equal to it either."""

    at: Node
    reached: bool = True


class Range(NamedTuple):
    """Between what bounds all values lie; None where none is known."""

    low: Bound | None = None
    high: Bound | None = None


ANYTHING = Range()
NOT_NEGATIVE = Range(Bound(ZERO))
POSITIVE = Range(Bound(ZERO, False))

_RANGES = {
    **dict.fromkeys(("sin", "cos", "sinc"), Range(Bound(MINUS_ONE), Bound(ONE))),
    **dict.fromkeys(("tanh", "erf"), Range(Bound(MINUS_ONE, False), Bound(ONE, False))),
    "atan": Range(Bound(multiply(Number(-1), divide(PI, Number(2))), False), Bound(divide(PI, Number(2)), False)),
    "sigmoid": Range(Bound(ZERO, False), Bound(ONE, False)),
    "cosh": Range(Bound(ONE)),
    "sech": Range(Bound(ZERO, False), Bound(ONE)),
    **dict.fromkeys(("abs", "relu", "hypot", "sqrt"), NOT_NEGATIVE),
    "softplus": POSITIVE,
}

_INCREASING = frozenset(("exp", "log", "sqrt", "cbrt", "asinh", "sinh", "softplus", "relu", "sigmoid", "tanh", "atan"))


def range_of(node: Node) -> Range:
    """Bounds of all values of a typed or tidy tree."""
    if not node.free:
        at = Bound(tidy(node))
        return Range(at, at)
    match node:
        case Sum():
            return reduce(_plus, map(range_of, node.args))
        case Negation():
            return _minus(range_of(node.args[0]))
        case Product():
            return reduce(_times, map(range_of, node.args))
        case Quotient():
            return _times(range_of(node.args[0]), _inverse(range_of(node.args[1])))
        case Power():
            return _power(node.args[0], tidy(node.args[1]))
        case Call():
            return _call(node)
    return ANYTHING


def _sign(bound: Bound | None) -> int | None:
    return None if bound is None else sign_at(bound.at, {})


def _is_not_negative(values: Range) -> bool:
    return (_sign(values.low) or 0) > 0 or (values.low is not None and values.low.at is ZERO)


def _plus(left: Range, right: Range) -> Range:
    return Range(*(_both(add, one, other) for one, other in zip(left, right, strict=True)))


def _both(work: Callable[[Node, Node], Node], one: Bound | None, other: Bound | None) -> Bound | None:
    if one is None or other is None:
        return None
    return Bound(work(one.at, other.at), one.reached and other.reached)


def _minus(values: Range) -> Range:
    return Range(*(bound and Bound(negate(bound.at), bound.reached) for bound in (values.high, values.low)))


def _times(left: Range, right: Range) -> Range:
    for one, other in ((left, right), (right, left)):
        if one.low is not None and one.low == one.high:
            return _scaled(one.low.at, other)
    for one, other, turned in ((left, right, False), (_minus(left), right, True), (left, _minus(right), True)):
        if _is_not_negative(one) and _is_not_negative(other):
            low = _both(multiply, one.low, other.low)
            if low is not None and low.at is ZERO:
                low = Bound(ZERO, any(bound.at is ZERO and bound.reached for bound in (one.low, other.low) if bound))
            product = Range(low, _both(multiply, one.high, other.high))
            return _minus(product) if turned else product
    return ANYTHING


def _scaled(factor: Node, values: Range) -> Range:
    sign = sign_at(factor, {})
    if not sign:
        return ANYTHING
    scaled = Range(*(bound and Bound(multiply(factor, bound.at), bound.reached) for bound in values))
    return scaled if sign > 0 else Range(scaled.high, scaled.low)


def _inverse(values: Range) -> Range:
    """One divided by what is positive."""
    if not _is_not_negative(values) or values.low is None:
        return ANYTHING
    high = None if values.low.at is ZERO else Bound(divide(ONE, values.low.at), values.low.reached)
    low = Bound(ZERO, False) if values.high is None else Bound(divide(ONE, values.high.at), values.high.reached)
    return Range(low, high)


def _power(base: Node, exponent: Node) -> Range:
    if not isinstance(exponent, Number):
        return _increasing("exp", range_of(exponent)) if base is E else ANYTHING
    n = exponent.value
    if n < 0:
        return _inverse(_power(base, Number(-n)))
    values = range_of(base)
    if n.numerator % 2 and n.denominator % 2:
        return Range(*(bound and Bound(power(bound.at, exponent), bound.reached) for bound in values))
    if n.numerator % 2 == 0 and not _is_not_negative(values):
        values = _minus(values)
    if not _is_not_negative(values):
        return NOT_NEGATIVE
    return Range(*(bound and Bound(power(bound.at, exponent), bound.reached) for bound in values))


def _call(node: Call) -> Range:
    arguments = [range_of(arg) for arg in node.args]
    if node.name in ("max", "min"):
        return _extreme(node.name, arguments)
    own = _RANGES.get(node.name, POSITIVE if node.name == "exp" else ANYTHING)
    if node.name not in _INCREASING:
        return own
    image = _increasing(node.name, arguments[0])
    return Range(image.low or own.low, image.high or own.high)


def _increasing(name: str, values: Range) -> Range:
    low, high = (bound and Bound(call(name, bound.at), bound.reached) for bound in values)
    if name == "exp" and low is None:
        low = Bound(ZERO, False)
    if name == "log" and values.low is not None and (_sign(values.low) or 0) <= 0:
        low = None
    return Range(low, high)


def _extreme(name: str, arguments: list[Range]) -> Range:
    """The greatest of several values is at least the greatest of their lower bounds."""
    turn = 1 if name == "max" else -1
    lows = [values.low if turn > 0 else values.high for values in arguments]
    known = [bound for bound in lows if bound is not None]
    best: Bound | None = None
    for bound in known:
        if best is None or compare(Exact(bound.at), Exact(best.at)) * turn > 0:
            best = bound
    return Range(best, None) if turn > 0 else Range(None, best)

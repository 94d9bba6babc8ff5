"""Which branch of `abs`, `sign`, `max`, a piecewise form or a real root holds: at a point, or where signs are assumed.

Away from the corners an expression is equal to one without any, and that is the one SymPy is good at.
"""

from __future__ import annotations

from typing import Any, Protocol

from calcgd.algebra.bridge import to_sympy
from calcgd.algebra.corners import BY_SIGN, ROUNDING, NoBranch, minus, written_out
from calcgd.algebra.probe import DIGITS, Point, value
from calcgd.algebra.real_value import exact
from calcgd.expression.nodes import (
    MINUS_ONE,
    ONE,
    ZERO,
    Call,
    Logic,
    Negation,
    Node,
    Number,
    Piecewise,
    Power,
    Relation,
    Truth,
)
from calcgd.expression.tidy import tidy


class Place(Protocol):
    """Where branches are chosen. Both questions raise NoBranch where they have no answer."""

    def is_negative(self, node: Node) -> bool:
        """Whether an expression that is not 0 here is negative."""
        ...

    def whole(self, node: Node) -> int:
        """The whole number that `floor` or `ceil` gives around here."""
        ...


class At:
    """Around a point."""

    def __init__(self, point: Point, digits: int = DIGITS) -> None:
        self.point = point
        self.digits = digits

    def is_negative(self, node: Node) -> bool:
        sign = value(Call("sign", (node,)), self.point, self.digits)
        if not sign:
            raise NoBranch
        return sign < 0

    def whole(self, node: Node) -> int:
        number = value(node, self.point, self.digits)
        if number is None:
            raise NoBranch
        return int(number)


class Unassumed(NoBranch):
    """The sign of a SymPy expression has not been assumed."""

    def __init__(self, image: Any) -> None:
        self.image = image


class Assumed:
    """Wherever some SymPy expressions have the signs assumed of them (`True`: negative)."""

    def __init__(self, negative: dict[Any, bool]) -> None:
        self.negative = negative

    def is_negative(self, node: Node) -> bool:
        image = to_sympy(tidy(node))
        if image.is_zero:
            raise NoBranch
        if image.is_nonnegative or image.is_negative:
            return bool(image.is_negative)
        if -image in self.negative:
            return not self.negative[-image]
        if image not in self.negative:
            raise Unassumed(image)
        return self.negative[image]

    def whole(self, node: Node) -> int:
        raise NoBranch


def branch(node: Node, place: Place) -> Node:
    """The tree without corners that equals `node` around a place.

    Raises NoBranch.
    """
    known: dict[Node, Node] = {}

    def at(part: Node) -> Node:
        if part not in known:
            known[part] = chosen(written_out(part))
        return known[part]

    def chosen(part: Node) -> Node:
        match part:
            case Call() if part.name in BY_SIGN:
                negative = place.is_negative(part.args[0])
                if part.name == "abs":
                    return Negation(at(part.args[0])) if negative else at(part.args[0])
                return (MINUS_ONE if part.name == "sign" else ZERO) if negative else ONE
            case Call(name="max" | "min"):
                return at(_extreme(part, place))
            case Call() if part.name in ROUNDING:
                return Number(place.whole(part))
            case Power() if _is_odd_root(part) and place.is_negative(part.args[0]):
                size = Power(Negation(at(part.args[0])), part.args[1])
                return Negation(size) if _numerator(part.args[1]) % 2 else size
            case Piecewise():
                return at(_piece(part, place))
        return part.over([at(arg) for arg in part.args]) if part.args else part

    return at(node)


def _extreme(node: Call, place: Place) -> Node:
    found = node.args[0]
    for other in node.args[1:]:
        if other is not found and place.is_negative(minus(found, other)) == (node.name == "max"):
            found = other
    return found


def _piece(node: Piecewise, place: Place) -> Node:
    for piece, condition in node.pieces:
        if _holds(condition, place):
            return piece
    raise NoBranch


def _holds(condition: Node, place: Place) -> bool:
    match condition:
        case Truth():
            return condition.value
        case Relation():
            negative = place.is_negative(minus(*condition.args))
            return condition.op[0] == ("<" if negative else ">") or condition.op == "!="
        case Logic(op="not"):
            return not _holds(condition.args[0], place)
        case Logic(op="and"):
            return all(_holds(arg, place) for arg in condition.args)
    return any(_holds(arg, place) for arg in condition.args)


def _numerator(exponent: Node) -> int:
    number = exact(exponent)
    return 0 if number is None else number.numerator


def _is_odd_root(node: Power) -> bool:
    exponent = exact(node.args[1])
    return exponent is not None and exponent.denominator % 2 == 1 and exponent.denominator > 1


def is_outside(node: Node, point: Point) -> bool:
    """Whether around `point` a negative number stands under a logarithm or an even root: there `node` has no value."""
    if _needs_positive(node):
        under = value(node.args[0], point)
        if under is not None and under < 0:
            return True
    return any(is_outside(arg, point) for arg in node.args)


def _needs_positive(node: Node) -> bool:
    if isinstance(node, Power):
        exponent = exact(node.args[1])
        return exponent is not None and exponent.denominator % 2 == 0
    return isinstance(node, Call) and node.name in ("log", "sqrt")

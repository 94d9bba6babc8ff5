"""The value of a tree at a point by mpmath, strictly real: where a part has no real value, the whole has none.

An unknown function is stood in for by a sine of its own, so that no special property of it is taken for granted.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from calcgd.algebra.bridge import definition
from calcgd.expression.functions import FUNCTIONS
from calcgd.expression.mpmath_faces import mpmath_function
from calcgd.expression.nodes import (
    Call,
    Constant,
    Logic,
    Negation,
    Node,
    Number,
    Piecewise,
    Power,
    Product,
    Quotient,
    Relation,
    Sum,
    Symbol,
    Truth,
    Unknown,
)
from calcgd.expression.tidy import COMPARISONS

LARGEST = 200
"""Bits before the point of the largest argument of a power or function: beyond that one value would take too long."""


class NoValue(Exception):
    """There is no real value, or rounding alone would decide on which side of a jump the point is."""


class Evaluation:
    """One walk over one tree at one point, in mpmath's working precision of `digits` digits."""

    def __init__(self, point: Mapping[str, Any], digits: int, mpmath: Any) -> None:
        self.mpmath = mpmath
        self.point = {name: self.number(value) for name, value in point.items()}
        self.known: dict[Node, Any] = {}
        self.noise = mpmath.mpf(10) ** (-digits // 2)

    def of(self, node: Node) -> Any:
        """The value of `node`.

        Raises NoValue, and what mpmath raises at poles and where a series does not converge.
        """
        result = self.known.get(node)
        if result is None:
            result = self.known[node] = self.evaluate(node)
        return result

    def number(self, value: Any) -> Any:
        if isinstance(value, self.mpmath.mpf):
            return value
        return self.mpmath.mpf(value.numerator) / value.denominator

    def evaluate(self, node: Node) -> Any:
        match node:
            case Number():
                return self.number(node.value)
            case Symbol():
                return self.point[node.name]
            case Sum():
                return self.mpmath.fsum(map(self.of, node.args))
            case Product():
                return self.mpmath.fprod(map(self.of, node.args))
            case Quotient():
                return self.of(node.args[0]) / self.of(node.args[1])
            case Negation():
                return -self.of(node.args[0])
            case Power():
                return self.power(*node.args)
            case Call():
                return self.call(node)
            case Constant(name="pi" | "e"):
                return +getattr(self.mpmath, node.name)
            case Unknown():
                return self.unknown(node)
            case Piecewise():
                for piece, condition in node.pieces:
                    if self.holds(condition):
                        return self.of(piece)
        raise NoValue

    def power(self, base_node: Node, exponent_node: Node) -> Any:
        base, exponent = self.of(base_node), self.bounded(self.of(exponent_node))
        self.bounded(exponent * self.mpmath.mag(base) if base else base)
        if base > 0:
            return base**exponent
        rational = exact(exponent_node)
        if base == 0:
            if exponent < 0 or (exponent == 0 and rational is None):
                raise NoValue
            return self.mpmath.mpf(exponent == 0)
        if self.mpmath.isint(exponent):
            return base ** int(exponent)
        if rational is None or rational.denominator % 2 == 0:
            raise NoValue
        size = (-base) ** exponent
        return -size if rational.numerator % 2 else size

    def call(self, node: Call) -> Any:
        name = node.name
        if not FUNCTIONS[name].sympy:
            return self.of(definition(node))
        values = [self.bounded(self.of(arg)) for arg in node.args]
        if name in ("floor", "ceil"):
            self.beside(values[0] - self.mpmath.nint(values[0]))
        if name in ("sign", "step"):
            self.beside(values[0])
        result = mpmath_function(name)(*values)
        if isinstance(result, self.mpmath.mpc) or (name == "atan2" and not any(values)):
            raise NoValue
        return self.mpmath.mpf(result)

    def bounded(self, number: Any) -> Any:
        if self.mpmath.mag(number) > LARGEST:
            raise NoValue
        return number

    def beside(self, distance: Any) -> None:
        if distance and abs(distance) < self.noise:
            raise NoValue

    def unknown(self, node: Unknown) -> Any:
        own = sum(map(ord, node.name)) % 89
        rates = [self.number(Fraction(own + 7 + 3 * place, 50)) for place in range(len(node.args))]
        angle = self.mpmath.fsum(rate * self.of(arg) for rate, arg in zip(rates, node.args, strict=True))
        scale = self.mpmath.fprod(rate**order for rate, order in zip(rates, node.orders, strict=True))
        return scale * self.mpmath.sin(angle + own + sum(node.orders) * self.mpmath.pi / 2)

    def holds(self, condition: Node) -> bool:
        match condition:
            case Truth():
                return condition.value
            case Relation():
                distance = self.of(condition.args[0]) - self.of(condition.args[1])
                self.beside(distance)
                return COMPARISONS[condition.op](distance, 0)
            case Logic(op="not"):
                return not self.holds(condition.args[0])
            case Logic(op="and"):
                return all(map(self.holds, condition.args))
            case Logic(op="or"):
                return any(map(self.holds, condition.args))
        raise NoValue


def exact(node: Node) -> Fraction | None:
    """The value of a tree of rational numbers, or None for any other tree."""
    if isinstance(node, Number):
        return Fraction(node.value)
    if not isinstance(node, Sum | Product | Quotient | Negation):
        return None
    parts = [part for part in map(exact, node.args) if part is not None]
    if len(parts) < len(node.args):
        return None
    match node:
        case Negation():
            return -parts[0]
        case Quotient():
            return parts[0] / parts[1] if parts[1] else None
        case Sum():
            return sum(parts, Fraction(0))
    result = Fraction(1)
    for part in parts:
        result *= part
    return result

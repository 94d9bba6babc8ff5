"""Constant trees as balls: a number with a proved bound of its error, at any precision."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, TypeVar

from calcgd.expression.nodes import PI, Call, Node, Number, Power, Product, Sum

T = TypeVar("T")


def ball(node: Node) -> Any:
    """The arb that holds the value of a tidy constant tree of sums, products, roots, cosines and arccosines.

    It is not finite where the value is not real, or not known to be at the precision in force.
    """
    from flint import arb, fmpq

    match node:
        case Number():
            return arb(fmpq(node.value.numerator, node.value.denominator))
        case Sum():
            return sum(map(ball, node.args), arb(0))
        case Product():
            result = arb(1)
            for arg in node.args:
                result *= ball(arg)
            return result
        case Power(args=(base, Number() as exponent)):
            return _power(ball(base), exponent.value)
        case Call(name="cos"):
            return ball(node.args[0]).cos()
        case Call(name="acos"):
            return ball(node.args[0]).acos()
    assert node is PI, node
    return arb.pi()


def _power(base: Any, exponent: Any) -> Any:
    if exponent.denominator == 1:
        return base ** int(exponent)
    if base < 0 and exponent.denominator % 2:
        size = _power(-base, exponent)
        return -size if exponent.numerator % 2 else size
    return base.root(exponent.denominator) ** exponent.numerator


def hull(low: Fraction, high: Fraction) -> Any:
    """The arb that holds all between two rationals."""
    from flint import arb, fmpq

    return arb(fmpq(low.numerator, low.denominator)).union(arb(fmpq(high.numerator, high.denominator)))


def ends(value: Any) -> tuple[Fraction, Fraction]:
    """Rational bounds of a finite arb, with nothing rounded."""
    middle, radius = (_fraction(part) for part in (value.mid(), value.rad()))
    return middle - radius, middle + radius


def _fraction(value: Any) -> Fraction:
    mantissa, exponent = value.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)

"""Slips in integration: what a person writes down for the integral of one term of a sum.

A slip is a row of the table: the shape of the terms it can happen to, and the wrong antiderivative in terms of the
right one and of what the shape finds. Where two lead to the same answer the first is named; `LATE_INTEGRAL_SLIPS` are
thought of after everything else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from calcgd.calculus.antiderivative import find
from calcgd.calculus.derivative import derive
from calcgd.calculus.mistakes import slips
from calcgd.calculus.shapes import split_constant
from calcgd.expression.nodes import ONE, ZERO, Call, Node, Symbol
from calcgd.expression.tidy import add, call, divide, multiply, negate, power, tidy


def power_of(term: Node, x: str) -> tuple[Node, Node] | None:
    """Base and exponent of the power of a linear function that a term is a multiple of."""
    rest = split_constant(tidy(term), x)[1]
    base, exponent = slips.power_of(rest, x) or (rest, ONE)
    return (base, exponent) if _slope(base, x) is not None and add(exponent, ONE) is not ZERO else None


def linear_inside(term: Node, x: str) -> tuple[Node] | None:
    """The slope, if not 1, of a linear inner function."""
    found = slips.composition(split_constant(term, x)[1], x)
    slope = None if found is None else _slope(found[1], x)
    return None if slope is None or slope is ONE else (slope,)


def exponential(term: Node, x: str) -> tuple[Node, Node, Node] | None:
    """The constant factor, the base and the exponent of an exponential."""
    constant, rest = split_constant(term, x)
    found = slips.exponential(rest, x)
    return None if found is None else (constant, *found)


def function(term: Node, x: str) -> tuple[()] | None:
    """Nothing but that a term is a multiple of a function of the table."""
    return () if isinstance(split_constant(term, x)[1], Call) else None


def integrated_factors(term: Node, x: str) -> tuple[Node, ...] | None:
    """The integrals of the factors of a product."""
    found = slips.factors(term, x)
    return None if found is None else _integrated(found, x)


def integrated_fraction(term: Node, x: str) -> tuple[Node, ...] | None:
    """The integrals of numerator and denominator."""
    found = slips.true_fraction(term, x)
    return None if found is None else _integrated(found, x)


def reciprocal(term: Node, x: str) -> tuple[Node, Node] | None:
    """Numerator and denominator, where only the denominator depends on x."""
    found = slips.fraction(term, x)
    return found if found is not None and x not in found[0].free else None


def any_term(term: Node, x: str) -> tuple[Node, Node]:
    return term, derive(term, x)


def _slope(node: Node, x: str) -> Node | None:
    """The derivative of a linear function."""
    if x not in node.free:
        return None
    slope = Symbol(x) if isinstance(node, Call) else derive(node, x)
    return None if x in slope.free else slope


def _integrated(parts: tuple[Node, ...], x: str) -> tuple[Node, ...] | None:
    found = [find(tidy(part), x) for part in parts]
    return None if None in found else tuple(one.function for one in found if one is not None)


class IntegralSlip(NamedTuple):
    """`key` for machines, `sentence` for people; `wrong` is called with the right integral and what `shape` finds."""

    key: str
    sentence: str
    shape: Callable[[Node, str], tuple[Node, ...] | None]
    wrong: Callable[..., Node]

    def apply(self, term: Node, x: str, right: Node) -> Node | None:
        """The wrong integral of a term whose integral is `right`; None where it has not the shape."""
        parts: Any = self.shape(term, x)
        return None if parts is None else self.wrong(right, *parts)


INTEGRAL_SLIPS = (
    IntegralSlip("power-not-divided", "the power was not divided by the new exponent", power_of,
                 lambda right, base, n: multiply(right, add(n, ONE))),
    IntegralSlip("power-divided-by-old-exponent", "the power was divided by the old exponent", power_of,
                 lambda right, base, n: divide(multiply(right, add(n, ONE)), n)),
    IntegralSlip("power-multiplied", "the power was multiplied by the new exponent, not divided", power_of,
                 lambda right, base, n: multiply(right, add(n, ONE), add(n, ONE))),
    IntegralSlip("power-not-raised", "the exponent was not raised by 1", power_of,
                 lambda right, base, n: divide(right, base)),
    IntegralSlip("inner-derivative-not-divided", "it was not divided by the inner derivative",
                 linear_inside, lambda right, slope: multiply(right, slope)),
    IntegralSlip("inner-derivative-multiplied", "it was multiplied by the inner derivative, not divided",
                 linear_inside, lambda right, slope: multiply(right, slope, slope)),
    IntegralSlip("exponential-as-power", "the power rule was used on an exponential", exponential,
                 lambda right, c, base, u: multiply(c, divide(power(base, add(u, ONE)), add(u, ONE)))),
    IntegralSlip("logarithm-missing", "it was not divided by log(base)", exponential,
                 lambda right, c, base, u: multiply(right, call("log", base))),
    IntegralSlip("function-sign", "the sign of the integral of a function is wrong", function,
                 lambda right: negate(right)),
    IntegralSlip("product-of-integrals", "the integrals of the factors were multiplied", integrated_factors,
                 lambda right, *parts: multiply(*parts)),
    IntegralSlip("quotient-of-integrals", "the integrals were divided", integrated_fraction,
                 lambda right, above, below: divide(above, below)),
    IntegralSlip("logarithm-of-denominator", "it is the logarithm of the denominator only for a linear one",
                 reciprocal, lambda right, above, below: multiply(above, call("log", call("abs", below)))),
    IntegralSlip("constant-factor-lost", "a constant factor was lost", slips.multiple,
                 lambda right, c, rest: divide(right, c)),
)  # fmt: skip

LATE_INTEGRAL_SLIPS = (
    IntegralSlip("differentiated", "it was differentiated, not integrated", any_term,
                 lambda right, term, derivative: derivative),
    IntegralSlip("not-integrated", "a term was not integrated", any_term,
                 lambda right, term, derivative: term),
)  # fmt: skip

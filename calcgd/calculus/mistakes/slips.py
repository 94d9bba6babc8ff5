"""Slips in the use of a differentiation rule: what a person writes down for the derivative of one part of a tree.

A slip is a row of the table: the shape of the parts it can happen to, and the wrong derivative in terms of what the
shape finds and of the derivative `d` of the parts below. Where two lead to the same answer the first is named;
`LATE_SLIPS` would explain too much, and are thought of after everything else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from calcgd.calculus.forms import WRITTEN
from calcgd.calculus.rules import Derivative, apply_rule, fitting_rule, multiple_of_power
from calcgd.calculus.shapes import as_quotient, split_constant
from calcgd.expression.nodes import (
    MINUS_ONE,
    ONE,
    TWO,
    ZERO,
    Call,
    E,
    Node,
    Power,
    Product,
    Quotient,
    Symbol,
)
from calcgd.expression.substitute import substitute
from calcgd.expression.tidy import tidy

plus, times, over, minus, power, call = (
    WRITTEN.plus, WRITTEN.times, WRITTEN.over, WRITTEN.minus, WRITTEN.power, WRITTEN.call
)  # fmt: skip


def differentiated(node: Node, x: str, d: Derivative) -> Node:
    """The derivative by the fitting rule, one part at a time: a constant factor is taken out before a power is met."""
    rule = fitting_rule(node, x)
    if rule.apply is multiple_of_power:
        constant, rest = split_constant(node, x)
        return times(constant, d(rest))
    return apply_rule(rule, node, x, d, WRITTEN)


def composition(node: Node, x: str) -> tuple[Node, Node] | None:
    """A composition and its inner function, which is more than the variable."""
    if not isinstance(node, Call | Power | Quotient):
        return None
    moving = [arg for arg in node.args if x in arg.free]
    if len(moving) != 1 or isinstance(moving[0], Symbol) or (isinstance(node, Quotient) and moving[0] is node.args[0]):
        return None
    return node, moving[0]


def outer(node: Node, inner: Node, at: Node) -> Node:
    """The derivative of the outer function of a composition at the place `at`."""
    whole = node.over([Symbol("") if arg is inner else arg for arg in node.args])
    return substitute(differentiated(whole, "", lambda part: ONE), {"": at})


def function(node: Node, x: str) -> tuple[Node, Node] | None:
    """The call of a function and its argument."""
    return (node, node.args[0]) if isinstance(node, Call) and len(node.args) == 1 and x in node.free else None


def composed_function(node: Node, x: str) -> tuple[Node, Node] | None:
    """The call of a function and its argument, which is more than the variable."""
    return function(node, x) if composition(node, x) is not None else None


def tangent(node: Node, x: str) -> tuple[Node, Node] | None:
    """A tangent and its argument."""
    return function(node, x) if isinstance(node, Call) and node.name == "tan" else None


def root(node: Node, x: str) -> tuple[Node, Node] | None:
    """A square root and what is under it."""
    return function(node, x) if isinstance(node, Call) and node.name == "sqrt" else None


def other_logarithm(node: Node, x: str) -> tuple[Node, Node] | None:
    """A logarithm to the base 2 or 10 and its argument."""
    return function(node, x) if isinstance(node, Call) and node.name in ("log2", "log10") else None


def factors(node: Node, x: str) -> tuple[Node, ...] | None:
    """The factors of a product that the product rule is for."""
    if not isinstance(node, Product) or split_constant(node, x)[0] is not ONE or as_quotient(node, x) is not None:
        return None
    return node.args


def two_factors(node: Node, x: str) -> tuple[Node, ...] | None:
    found = factors(node, x)
    return found if found is not None and len(found) == 2 else None


def fraction(node: Node, x: str) -> tuple[Node, Node] | None:
    """Numerator and denominator, where the denominator depends on x."""
    if isinstance(node, Product) and split_constant(node, x)[0] is ONE:
        node = as_quotient(node, x) or node
    return (node.args[0], node.args[1]) if isinstance(node, Quotient) and x in node.args[1].free else None


def true_fraction(node: Node, x: str) -> tuple[Node, Node] | None:
    """Numerator and denominator, where both depend on x."""
    found = fraction(node, x)
    return found if found is not None and x in found[0].free else None


def power_of(node: Node, x: str) -> tuple[Node, Node] | None:
    """Base and exponent of a power, where only the base depends on x."""
    found = any_power(node, x)
    return found if found is not None and x not in found[1].free else None


def exponential(node: Node, x: str) -> tuple[Node, Node] | None:
    """Base and exponent of a power, where only the exponent depends on x."""
    found = any_power(node, x)
    return found if found is not None and x not in found[0].free else None


def any_power(node: Node, x: str) -> tuple[Node, Node] | None:
    """Base and exponent of a power of either kind or of both."""
    if isinstance(node, Call) and node.name == "exp" and x in node.free:
        return E, node.args[0]
    return (node.args[0], node.args[1]) if isinstance(node, Power) and x in node.free else None


def multiple(node: Node, x: str) -> tuple[Node, Node] | None:
    """A constant other than 1 and -1, and what it is a factor of."""
    constant, rest = split_constant(node, x)
    return None if tidy(constant) in (ONE, MINUS_ONE) else (constant, rest)


def constant(node: Node, x: str) -> tuple[Node] | None:
    return (node,) if x not in node.free else None


def moving(node: Node, x: str) -> tuple[Node] | None:
    """A function, a power or the variable itself."""
    return (node,) if isinstance(node, Call | Power | Symbol) and x in node.free else None


class Slip(NamedTuple):
    """`key` for machines, `sentence` for people; `wrong` is called with `d` and with the parts that `shape` finds."""

    key: str
    sentence: str
    shape: Callable[[Node, str], tuple[Node, ...] | None]
    wrong: Callable[..., Node]

    def apply(self, node: Node, x: str, d: Derivative) -> Node | None:
        """The wrong derivative of `node` by `x`; None where it has not the shape."""
        parts: Any = self.shape(node, x)
        return None if parts is None else self.wrong(d, *parts)


SLIPS = (
    Slip("inner-derivative-missing", "the derivative of the inner function was left out (chain rule)", composition,
         lambda d, node, inner: outer(node, inner, inner)),
    Slip("inside-differentiated", "the inner function was replaced by its derivative (chain rule)", composition,
         lambda d, node, inner: outer(node, inner, d(inner))),
    Slip("product-of-derivatives", "the derivatives of the factors were multiplied (product rule)", factors,
         lambda d, *parts: times(*map(d, parts))),
    Slip("product-term-missing", "only the first factor was differentiated (product rule)", factors,
         lambda d, first, *rest: times(d(first), *rest)),
    Slip("product-term-missing", "only the last factor was differentiated (product rule)", factors,
         lambda d, *parts: times(*parts[:-1], d(parts[-1]))),
    Slip("product-sign", "the two products were subtracted, not added (product rule)", two_factors,
         lambda d, u, v: plus(times(d(u), v), minus(times(u, d(v))))),
    Slip("quotient-of-derivatives", "the derivatives were divided (quotient rule)", true_fraction,
         lambda d, u, v: over(d(u), d(v))),
    Slip("reciprocal-of-derivative", "the denominator was replaced by its derivative (quotient rule)", fraction,
         lambda d, u, v: over(u, d(v))),
    Slip("quotient-not-squared", "the denominator was not squared (quotient rule)", fraction,
         lambda d, u, v: over(plus(times(d(u), v), minus(times(u, d(v)))), v)),
    Slip("quotient-denominator-missing", "the denominator was left out (quotient rule)", true_fraction,
         lambda d, u, v: plus(times(d(u), v), minus(times(u, d(v))))),
    Slip("quotient-sign", "the products in the numerator were added, not subtracted (quotient rule)", true_fraction,
         lambda d, u, v: over(plus(times(d(u), v), times(u, d(v))), power(v, TWO))),
    Slip("quotient-reversed", "the products in the numerator were interchanged (quotient rule)", true_fraction,
         lambda d, u, v: over(plus(times(u, d(v)), minus(times(d(u), v))), power(v, TWO))),
    Slip("quotient-sign", "the minus sign was left out (quotient rule)", fraction,
         lambda d, u, v: over(times(u, d(v)), power(v, TWO))),
    Slip("half-missing", "the factor 1/2 in the derivative of a square root was left out", root,
         lambda d, node, u: over(d(u), node)),
    Slip("power-not-lowered", "the exponent was not lowered by 1 (power rule)", power_of,
         lambda d, base, n: times(n, power(base, n), d(base))),
    Slip("exponent-not-multiplied", "the exponent was not put in front as a factor (power rule)", power_of,
         lambda d, base, n: times(power(base, plus(n, MINUS_ONE)), d(base))),
    Slip("power-raised", "the exponent was raised by 1, not lowered (power rule)", power_of,
         lambda d, base, n: times(n, power(base, plus(n, ONE)), d(base))),
    Slip("lowered-exponent-multiplied", "the exponent was lowered before it was put in front (power rule)", power_of,
         lambda d, base, n: times(plus(n, MINUS_ONE), power(base, plus(n, MINUS_ONE)), d(base))),
    Slip("power-as-exponential", "the rule for exponentials was used on a power", power_of,
         lambda d, base, n: times(power(base, n), call("log", base))),
    Slip("exponential-as-power", "the power rule was used on an exponential", exponential,
         lambda d, base, u: times(u, power(base, plus(u, MINUS_ONE)), d(u))),
    Slip("exponential-as-power", "the power rule was used although the exponent varies", any_power,
         lambda d, base, u: times(u, power(base, plus(u, MINUS_ONE)))),
    Slip("power-as-exponential", "the rule for exponentials was used although the base varies", any_power,
         lambda d, base, u: times(power(base, u), call("log", base), d(u))),
    Slip("logarithm-missing", "the factor log(base) of an exponential was left out", exponential,
         lambda d, base, u: times(power(base, u), d(u))),
    Slip("base-ignored", "the logarithm was taken for the natural one", other_logarithm,
         lambda d, node, u: over(d(u), u)),
    Slip("square-missing", "the square in the derivative of a tangent was left out", tangent,
         lambda d, node, u: times(call("sec", u), d(u))),
    Slip("function-sign", "the sign of the derivative of a function is wrong", function,
         lambda d, node, u: minus(times(outer(node, u, u), d(u)))),
    Slip("function-of-derivative", "the function was applied to the derivative of its argument", composed_function,
         lambda d, node, u: node.over([d(u)])),
    Slip("constant-factor-lost", "a constant factor was lost", multiple,
         lambda d, c, rest: d(rest)),
    Slip("constant-kept", "a constant was kept", constant,
         lambda d, c: c),
    Slip("constant-as-one", "a constant was taken for the variable", constant,
         lambda d, c: ONE),
)  # fmt: skip

LATE_SLIPS = (
    Slip("not-differentiated", "a part was not differentiated", moving,
         lambda d, node: node),
    Slip("constant-factor-differentiated", "a constant factor was differentiated, too", multiple,
         lambda d, c, rest: ZERO),
)  # fmt: skip

"""The two forms in which a rule can put its answer together: tidy at once, or as a person writes it down."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from calcgd.calculus.formulas import partial_derivative, structured_partial_derivative
from calcgd.expression import tidy
from calcgd.expression.nodes import ONE, ZERO, Call, Negation, Node, Power, Product, Quotient, Sum
from calcgd.expression.tidy import structure


class Form(NamedTuple):
    """The operations rules are written in.

    `tree` brings a part of the typed tree into the form, `partial` the derivative of a function by one argument.
    """

    tree: Callable[[Node], Node]
    plus: Callable[..., Node]
    times: Callable[..., Node]
    over: Callable[[Node, Node], Node]
    minus: Callable[[Node], Node]
    power: Callable[[Node, Node], Node]
    call: Callable[..., Node]
    partial: Callable[[Call, int], Node]


def _plus(*terms: Node) -> Node:
    kept = [term for term in terms if term is not ZERO]
    return (Sum(kept) if len(kept) > 1 else kept[0]) if kept else ZERO


def _times(*factors: Node) -> Node:
    if ZERO in factors:
        return ZERO
    flat = (part for factor in factors for part in (factor.args if type(factor) is Product else (factor,)))
    kept = [factor for factor in flat if factor is not ONE]
    return (Product(kept) if len(kept) > 1 else kept[0]) if kept else ONE


def _over(numerator: Node, denominator: Node) -> Node:
    return numerator if numerator is ZERO or denominator is ONE else Quotient(numerator, denominator)


def _minus(node: Node) -> Node:
    return ZERO if node is ZERO else Negation(node)


def _call(name: str, *args: Node) -> Node:
    return Call(name, args)


def _power(base: Node, exponent: Node) -> Node:
    return ONE if exponent is ZERO else base if exponent is ONE else Power(base, exponent)


def _itself(node: Node) -> Node:
    return node


TIDY = Form(
    structure, tidy.add, tidy.multiply, tidy.divide, tidy.negate, tidy.power, tidy.call, structured_partial_derivative
)
"""Tidy at once, but for the choice between structured and expanded forms."""

WRITTEN = Form(_itself, _plus, _times, _over, _minus, _power, _call, partial_derivative)
"""Only what is 0 or 1 is left out, the rest stands as the rule makes it."""

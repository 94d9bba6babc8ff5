"""The derivative from its definition, the limit of (f(x + h) - f(x))/h, for polynomials and quotients of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, count

from calcgd.calculus.derivative import derive
from calcgd.calculus.subject import as_expression, chosen_variable
from calcgd.expression import Expression
from calcgd.expression.nodes import (
    MINUS_ONE,
    ONE,
    TWO,
    ZERO,
    Negation,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
)
from calcgd.expression.polynomial import expand, is_polynomial
from calcgd.expression.substitute import substitute
from calcgd.expression.tidy import add, call, divide, multiply, power, tidy


@dataclass(frozen=True, slots=True)
class Definition:
    """The derivative of a rational function worked from the difference quotient.

    `shifted` is f(x + h) as it is put in; `difference` is f(x + h) - f(x) over one denominator and multiplied out;
    `quotient` is the difference quotient with h cancelled; `limit` its value at h = 0, and `derivative` the same as
    the rules give it.
    """

    expression: Expression
    variable: str
    h: str
    shifted: Node
    difference: Node
    quotient: Node
    limit: Node
    derivative: Node


def by_definition(expression: Expression | Node | str, variable: str | None = None) -> Definition | None:
    """The derivative of a polynomial or a quotient of polynomials from the definition; None for other functions.

    Raises BadInput for an ambiguous variable, and what `parse` raises for a text.
    """
    subject = as_expression(expression)
    variable = chosen_variable(subject, variable)
    parts = _fraction(tidy(subject.tree))
    if parts is None:
        return None
    h = next(letter for letter in chain("hk", map("h{}".format, count(1))) if letter not in subject.tree.free)
    move = {variable: Sum((Symbol(variable), Symbol(h)))}
    above, below = parts
    above_there, below_there = substitute(above, move), substitute(below, move)
    cross = Sum((Product((above_there, below)), Negation(Product((above, below_there)))))
    rise = expand(tidy(cross))
    if rise is None:
        return None
    cancelled = _divided(rise, h)
    denominator = tidy(Product((below_there, below)))
    quotient = tidy(Quotient(cancelled, denominator))
    limit = tidy(Quotient(substitute(cancelled, {h: ZERO}), Power(below, TWO)))
    shifted, difference = substitute(subject.tree, move), divide(rise, denominator)
    return Definition(subject, variable, h, shifted, difference, quotient, limit, derive(subject.tree, variable))


def _divided(polynomial: Node, name: str) -> Node:
    """A multiplied out polynomial, all of whose terms hold the variable `name`, divided by it term by term."""
    terms = polynomial.args if polynomial.__class__ is Sum else (polynomial,)
    inverse = power(Symbol(name), MINUS_ONE)
    return add(*(multiply(term, inverse) for term in terms))


def _fraction(node: Node) -> tuple[Node, Node] | None:
    """Numerator and denominator of a rational function, both polynomials; None for another function."""
    if is_polynomial(node):
        return node, ONE
    if node.__class__ is Sum:
        return _common_fraction(map(_fraction, node.args))
    if node.__class__ is Product:
        parts = [_fraction(factor) for factor in node.args]
        known = [part for part in parts if part is not None]
        above, below = zip(*known, strict=True) if known else ((), ())
        return (multiply(ONE, *above), multiply(ONE, *below)) if len(known) == len(parts) else None
    if node.__class__ is Power and node.args[1].__class__ is Number and type(node.args[1].value) is int:  # type: ignore[attr-defined]
        base, exponent = _fraction(node.args[0]), node.args[1]
        if base is None:
            return None
        above, below = base if exponent.value > 0 else base[::-1]  # type: ignore[attr-defined]
        return power(above, call("abs", exponent)), power(below, call("abs", exponent))
    return None


def _common_fraction(fractions: Iterable[tuple[Node, Node] | None]) -> tuple[Node, Node] | None:
    above, below = ZERO, ONE
    for fraction in fractions:
        if fraction is None:
            return None
        numerator, denominator = fraction
        above = tidy(Sum((Product((above, denominator)), Product((numerator, below)))))
        below = multiply(below, denominator)
    return above, below

"""Curves and surfaces of critical points: the value on them, and what they are."""

from __future__ import annotations

from collections.abc import Sequence

from calcgd.calculus.critical.bounds import range_of
from calcgd.calculus.critical.rational import factored
from calcgd.calculus.critical.result import Continuum, Kind
from calcgd.calculus.critical.surface import Surface
from calcgd.calculus.line.real import Exact, compare
from calcgd.expression.nodes import ZERO, Node, Number, Relation, Sum, Symbol
from calcgd.expression.substitute import substitute
from calcgd.expression.tidy import add, negate, subtract, tidy


def continuum(surface: Surface, polynomials: Sequence[Node]) -> Continuum:
    """The critical points at which all the polynomials are 0."""
    from calcgd.algebra.constants import constant_on

    conditions = tuple(_equation(polynomial) for polynomial in polynomials)
    value = constant_on(polynomials, surface.tree, surface.names)
    if value is None:
        return Continuum(conditions, None, "undecided", "the value on it is not known")
    kind, reason = _kind(surface, polynomials, value)
    return Continuum(conditions, Exact(value), kind, reason)


def _equation(polynomial: Node) -> Relation:
    """`x**2 + y**2 == 1`."""
    constants = [term for term in polynomial.args if isinstance(term, Number)] if isinstance(polynomial, Sum) else []
    constant = constants[0] if constants else ZERO
    return Relation("==", subtract(polynomial, constant), negate(constant))


def _kind(surface: Surface, polynomials: Sequence[Node], value: Node) -> tuple[Kind, str]:
    difference = subtract(surface.tree, value)
    for tree, bound in ((surface.typed, value), (factored(difference, surface.names), ZERO)):
        values = range_of(tree)
        if values.low is not None and compare(Exact(values.low.at), Exact(bound)) == 0:
            return "minimum", f"f is nowhere less than {value}"
        if values.high is not None and compare(Exact(values.high.at), Exact(bound)) == 0:
            return "maximum", f"f is nowhere greater than {value}"
    for polynomial in polynomials:
        if isinstance(polynomial, Symbol):
            mirrored = tidy(substitute(surface.tree, {polynomial.name: negate(polynomial)}))
            if tidy(add(mirrored, surface.tree)) is tidy(add(value, value)):
                return "saddle", f"f less its value there changes its sign with {polynomial}"
    return "undecided", "f has the same value all over it"

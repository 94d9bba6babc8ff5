"""Rational functions that have one value on all common zeros of polynomials."""

from __future__ import annotations

from collections.abc import Sequence

from calcgd.algebra.groebner import TooHard, groebner, used
from calcgd.algebra.polynomial import NotRational, read_fraction, ring, univariate
from calcgd.expression.nodes import Node
from calcgd.expression.rationals import rational


def constant_on(polynomials: Sequence[Node], node: Node, variables: Sequence[str]) -> Node | None:
    """The one rational value that `node` has at all common zeros of `polynomials`; None where none is found."""
    context = ring([*variables, ""])
    try:
        zeros = [read_fraction(polynomial, context, variables)[0] for polynomial in polynomials]
        over, under = read_fraction(node, context, variables)
        basis = groebner([*zeros, context.gen(len(variables)) * under - over])
    except (NotRational, TooHard):
        return None
    for polynomial in basis:
        if used([polynomial]) == [len(variables)] and polynomial.total_degree() == 1:
            constant, slope = univariate(polynomial, len(variables)).coeffs()
            return rational(int(-constant), int(slope))
    return None

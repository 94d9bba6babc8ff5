"""How rational functions grow."""

from __future__ import annotations

from fractions import Fraction

from calcgd.algebra.polynomial import NotRational, read_fraction, ring
from calcgd.expression.nodes import Node


def growth(node: Node, variable: str) -> tuple[Fraction, int] | None:
    """The c and n of the c*x**n that a rational function with rational coefficients comes nearer to at infinity.

    None for what is no such function of `variable`, and (0, 0) for zero.
    """
    try:
        over, under = read_fraction(node, ring([variable]), [variable])
    except NotRational:
        return None
    if over.is_zero():
        return Fraction(0), 0
    coefficient = Fraction(int(over.leading_coefficient()), int(under.leading_coefficient()))
    return coefficient, int(over.total_degree()) - int(under.total_degree())

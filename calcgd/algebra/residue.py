"""Rational functions at a root of an irreducible polynomial: the polynomial of lower degree that is equal there.

`x**4 - 6*x**3 + 11*x**2 - 6*x` is -1 at both roots of `x**2 - 3*x + 1`, because it leaves the remainder -1.
"""

from __future__ import annotations

from calcgd.algebra.polynomial import NotRational, read_fraction, ring
from calcgd.algebra.real_roots import univariate
from calcgd.expression.nodes import ZERO, Node, Number, Symbol
from calcgd.expression.rationals import rational
from calcgd.expression.tidy import add, multiply, power


def at_root(node: Node, equation: Node, variable: str) -> Node | None:
    """What a rational function of `variable` is equal to at every root of an irreducible polynomial in it.

    The degree of the answer is less than that of `equation`. None where `node` is no rational function with rational
    coefficients, or has a pole there.
    """
    from flint import fmpq_poly

    context = ring([variable])
    try:
        over, under = (univariate(part) for part in read_fraction(node, context, [variable]))
        modulus = univariate(read_fraction(equation, context, [variable])[0])
    except NotRational:
        return None
    common, inverse, _ = fmpq_poly(under).xgcd(fmpq_poly(modulus))
    if common.degree() != 0:
        return None
    rest = fmpq_poly(over) * inverse % fmpq_poly(modulus)
    terms = (
        multiply(rational(int(c.p), int(c.q)), power(Symbol(variable), Number(n))) for n, c in enumerate(rest.coeffs())
    )
    return add(ZERO, *terms)

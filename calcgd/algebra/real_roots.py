"""All real roots of a polynomial: of each irreducible factor, by Descartes' rule as many as there are and no more."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any, NamedTuple

from calcgd.algebra.isolation import isolate, narrow
from calcgd.algebra.polynomial import irreducible, read_polynomial, univariate, write_terms
from calcgd.algebra.radicals import closed_forms, matching
from calcgd.expression.nodes import Node

BITS = 64
"""How narrow the intervals are made: 2**-BITS of the size of the root."""


class RealRoot(NamedTuple):
    """A real root of a polynomial.

    It is the only root of the irreducible `factor` (a tidy tree, integer coefficients) between `low` and `high`, both
    included; they are equal where the root is rational. `exact` is a tidy closed form without variables, or None where
    there is none that is short enough to be read.
    """

    factor: Node
    multiplicity: int
    low: Fraction
    high: Fraction
    exact: Node | None


def real_roots(polynomial: Node, variable: str) -> list[RealRoot] | None:
    """Every real root in ascending order, each once, its interval apart from the others'.

    None for what is not a polynomial in `variable` alone with rational coefficients, and for 0.
    """
    read = read_polynomial(polynomial, [variable])
    if read is None or read.is_zero():
        return None
    roots = [
        root for factor, count in irreducible(read) for root in roots_of_factor(univariate(factor), count, variable)
    ]
    roots.sort(key=lambda root: root.low)
    bits = BITS
    while any(one.high >= other.low for one, other in pairwise(roots)):
        bits *= 2
        roots = sorted((refined(root, variable, bits) for root in roots), key=lambda root: root.low)
    return roots


def refined(root: RealRoot, variable: str, bits: int) -> RealRoot:
    """The same root, its interval at most 2**-bits of its size wide."""
    if root.low == root.high:
        return root
    polynomial = univariate(read_polynomial(root.factor, [variable]))
    low, high = narrow(polynomial, (root.low, root.high), bits)
    return root._replace(low=low, high=high)


def roots_of_factor(factor: Any, multiplicity: int, variable: str) -> list[RealRoot]:
    """The real roots of an irreducible fmpz_poly in ascending order."""
    intervals = [narrow(factor, interval, BITS) for interval in isolate(factor)]
    forms = closed_forms(factor) if intervals else []
    tree = write_terms((((n,), c) for n, c in enumerate(factor.coeffs()) if c), [variable])
    return [RealRoot(tree, multiplicity, low, high, matching(forms, low, high)) for low, high in intervals]

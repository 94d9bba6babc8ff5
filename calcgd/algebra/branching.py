"""A polynomial system as several simpler ones, written so that variables are eliminated one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from calcgd.algebra.groebner import TooHard, groebner
from calcgd.algebra.polynomial import read_polynomial, ring, write
from calcgd.algebra.search import Search
from calcgd.algebra.splitting import consequences, eliminated
from calcgd.expression.nodes import Node


def branches(
    equations: Sequence[Node], variables: Sequence[str], nonzero: Sequence[Node] = ()
) -> list[list[Node]] | None:
    """Systems that together have the real solutions of `equations` at which no polynomial `nonzero` is 0.

    Each is a Groebner basis in which the earlier variables are eliminated from the later polynomials. None where the
    equations are not polynomials in `variables` with rational coefficients, or too hard.
    """
    read = [read_polynomial(node, variables) for node in equations]
    conditions = [read_polynomial(node, variables) for node in nonzero]
    if None in read or None in conditions:
        return None
    search = _Branches(ring(variables), variables, conditions)
    search.run([polynomial for polynomial in read if polynomial])
    if search.undecided:
        return None
    try:
        return [[write(polynomial, variables) for polynomial in eliminated(basis, 0)] for basis in search.found]
    except TooHard:
        return None


class _Branches(Search):
    """Splits a system as far as it goes, and only collects the parts."""

    def __init__(self, context: Any, variables: Sequence[str], nonzero: Sequence[Any]) -> None:
        super().__init__(context, variables, nonzero)
        self.found: list[list[Any]] = []

    def solve_whole(self, basis: list[Any]) -> None:
        if groebner([*basis, self.nonzero]) == basis:
            return
        if not any(self.split([polynomial], basis) for polynomial in consequences(basis)):
            self.found.append(basis)

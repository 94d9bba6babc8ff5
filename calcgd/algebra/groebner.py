"""Groebner bases of polynomials with integer coefficients, in the order that their flint context has.

Buchberger's algorithm (Becker and Weispfenning, Groebner Bases, 1993): pairs with the smallest least common multiple of
leading monomials come first; left out are those with coprime leading monomials, and those the chain criterion covers.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappop, heappush
from typing import Any

Monomial = tuple[int, ...]

MOST_PAIRS, MOST_TERMS, MOST_BITS = 2000, 1000, 20_000
"""Pairs, terms of one polynomial and bits of a coefficient: work with more would not end in time."""


class TooHard(Exception):
    """The work would take too long."""


def groebner(polynomials: Sequence[Any]) -> list[Any]:
    """The reduced Groebner basis of fmpz_mpolys, at least one: the same list for the same ideal; [1] has no zeros.

    Raises TooHard.
    """
    from flint import fmpz_mpoly_vec

    completion = _Completion(polynomials[0].context())
    for polynomial in sorted(polynomials, key=leading):
        completion.add(polynomial)
    completion.run()
    basis = fmpz_mpoly_vec(completion.basis, polynomials[0].context()).autoreduction()
    return sorted((_normal(p) for p in basis), key=leading)


def _normal(polynomial: Any) -> Any:
    _, part = polynomial.primitive()
    return part if part.leading_coefficient() > 0 else -part


class _Completion:
    """Adds the reduced S-polynomials of pairs to a basis until all are 0."""

    def __init__(self, context: Any) -> None:
        self.context = context
        self.basis: list[Any] = []
        self._corners: list[Monomial] = []
        self._pairs: list[tuple[int, Monomial, int, int]] = []
        self._open: set[tuple[int, int]] = set()

    def add(self, polynomial: Any) -> None:
        """Put what a polynomial leaves, divided by the basis, into it. Raises TooHard."""
        from flint import fmpz_mpoly_vec

        rest = polynomial
        if self.basis:
            rest = polynomial.reduction_primitive_part(fmpz_mpoly_vec(self.basis, self.context))
        if rest.is_zero():
            return
        if len(rest) > MOST_TERMS or max(abs(c).bit_length() for c in rest.coeffs()) > MOST_BITS:
            raise TooHard
        corner, new = leading(rest), len(self.basis)
        for old, other in enumerate(self._corners):
            common = tuple(map(max, corner, other))
            heappush(self._pairs, (sum(common), common, old, new))
            self._open.add((old, new))
        self.basis.append(rest)
        self._corners.append(corner)

    def run(self) -> None:
        """Treat all pairs. Raises TooHard."""
        treated = 0
        while self._pairs:
            _, common, one, other = heappop(self._pairs)
            self._open.discard((one, other))
            coprime = sum(common) == sum(self._corners[one]) + sum(self._corners[other])
            if not coprime and not self._is_covered(common, one, other):
                treated += 1
                if treated > MOST_PAIRS:
                    raise TooHard
                self.add(self.basis[one].spoly(self.basis[other]))

    def _is_covered(self, common: Monomial, one: int, other: int) -> bool:
        """Whether a third polynomial takes the place of the pair: its pairs with both have been treated."""
        return any(
            third not in (one, other)
            and all(map(int.__le__, corner, common))
            and (min(one, third), max(one, third)) not in self._open
            and (min(other, third), max(other, third)) not in self._open
            for third, corner in enumerate(self._corners)
        )


def leading(polynomial: Any) -> Monomial:
    """The exponents of the leading monomial."""
    return exponents(polynomial.monomial(0))


def exponents(monomial: Sequence[Any]) -> Monomial:
    """A monomial of flint as a tuple of plain whole numbers."""
    return tuple(map(int, monomial))


def used(polynomials: Sequence[Any]) -> list[int]:
    """The places of the variables that occur."""
    degrees = [exponents(p.degrees()) for p in polynomials]
    return [place for place in range(polynomials[0].context().nvars()) if any(d[place] > 0 for d in degrees)]


def is_finite(basis: Sequence[Any]) -> bool:
    """Whether finitely many values of the variables used, complex ones included, are common zeros."""
    corners = [leading(p) for p in basis]
    pure = {place for corner in corners for place, n in enumerate(corner) if n and sum(corner) == n}
    return not any(map(any, corners)) or pure >= set(used(basis))

"""The polynomials modulo an ideal with finitely many common zeros: a space of finite dimension.

Multiplying by a variable is a matrix there, and the eigenvalues of that matrix are the values of the variable at the
zeros (Stickelberger's theorem; Cox, Little and O'Shea, Using Algebraic Geometry, chapter 2).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from calcgd.algebra.groebner import Monomial, TooHard, exponents, leading, used

HIGHEST_DIMENSION = 81
"""The dimension up to which the matrices are made: above that they would take minutes."""


class Quotient:
    """The polynomials in the variables at the places `used` modulo a reduced Groebner basis with finitely many zeros.

    Raises TooHard where its dimension is too high.
    """

    def __init__(self, basis: Sequence[Any]) -> None:
        self.basis = basis
        self.used = used(basis)
        self._corners = {leading(p): p for p in basis}
        self.monomials = self._standard(basis[0].context().nvars())
        self._places = {monomial: place for place, monomial in enumerate(self.monomials)}
        self._forms: dict[Monomial, Any] = {}

    @property
    def dimension(self) -> int:
        """The number of common complex zeros, each counted with its multiplicity."""
        return len(self.monomials)

    @cached_property
    def one(self) -> Any:
        """The polynomial 1 as a column."""
        return self.form(self.monomials[0])

    @cached_property
    def multiplications(self) -> dict[int, Any]:
        """The matrices of multiplication by the variables used, by their places."""
        return {place: self._multiplication(place) for place in self.used}

    def form(self, monomial: Monomial) -> Any:
        """A monomial modulo the ideal: a column over the basis `monomials`."""
        found = self._forms.get(monomial)
        if found is None:
            found = self._forms[monomial] = self._reduced(monomial)
        return found

    def _standard(self, variables: int) -> list[Monomial]:
        """The monomials that no leading monomial divides, by rising total degree."""
        found: list[Monomial] = []
        level: list[Monomial] = [(0,) * variables]
        while level:
            level = [m for m in level if not any(all(a <= b for a, b in zip(c, m, strict=True)) for c in self._corners)]
            found += level
            if len(found) > HIGHEST_DIMENSION:
                raise TooHard
            level = list(dict.fromkeys(_times(place, monomial) for monomial in level for place in self.used))
        return found

    def _multiplication(self, place: int) -> Any:
        from flint import fmpq_mat

        columns = [self.form(_times(place, monomial)).entries() for monomial in self.monomials]
        return fmpq_mat(self.dimension, self.dimension, [entry for row in zip(*columns, strict=True) for entry in row])

    def _reduced(self, monomial: Monomial) -> Any:
        from flint import fmpq, fmpq_mat

        column = fmpq_mat(self.dimension, 1)
        if monomial in self._places:
            column[self._places[monomial], 0] = 1
        elif monomial in self._corners:
            (_, first), *rest = self._corners[monomial].terms()
            for other, coefficient in rest:
                column[self._places[exponents(other)], 0] = fmpq(-coefficient, first)
        else:
            place, smaller = self._outside(monomial)
            for other, coefficient in zip(self.monomials, self.form(smaller).entries(), strict=True):
                if coefficient:
                    column += self.form(_times(place, other)) * coefficient
        return column

    def _outside(self, monomial: Monomial) -> tuple[int, Monomial]:
        """A variable and the rest of a monomial that is a leading one's multiple, the rest being one too."""
        for place in self.used:
            smaller = _times(place, monomial, -1)
            if monomial[place] and smaller not in self._places:
                return place, smaller
        raise AssertionError("a monomial outside the basis is a leading one or has a divisor outside the basis")


def _times(place: int, monomial: Monomial, count: int = 1) -> Monomial:
    return (*monomial[:place], monomial[place] + count, *monomial[place + 1 :])

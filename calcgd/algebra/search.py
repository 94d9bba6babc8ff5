"""Splitting a system of polynomial equations until each part has finitely many zeros or is one continuum."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from calcgd.algebra.continua import is_continuum
from calcgd.algebra.groebner import TooHard, groebner, is_finite, used
from calcgd.algebra.real_points import Point, real_points
from calcgd.algebra.splitting import alternatives, consequences

MOST_BRANCHES = 3000
"""Systems that one system may split into before it is given up."""


class Search:
    """The real zeros of systems in `variables`, where none of the polynomials `nonzero` is 0.

    After `run`, `points` are the isolated zeros, `continua` the Groebner bases of what has infinitely many real zeros,
    and `undecided` are systems whose zeros may be more than were found.
    """

    def __init__(self, context: Any, variables: Sequence[str], nonzero: Sequence[Any]) -> None:
        self.variables = variables
        self.nonzero = context.constant(1)
        for polynomial in nonzero:
            self.nonzero *= polynomial
        self.points: list[Point] = []
        self.continua: list[list[Any]] = []
        self.undecided: list[list[Any]] = []
        self._finite: list[tuple[list[Any], list[Point]]] = []
        self._seen: set[str] = set()

    def run(self, system: list[Any]) -> None:
        """Find the zeros of a system of polynomials other than 0."""
        try:
            self._solve(system)
            known = self.continua
            self.continua = [a for a in known if not any(b != a and _lies_in(a, b) for b in known)]
            self.points = self._isolated()
        except TooHard:
            self.undecided.append(system)

    def _isolated(self) -> list[Point]:
        """The zeros that are neither on a continuum nor on what is undecided, each once."""
        found: dict[tuple[Any, ...], Point] = {}
        infinite = [*self.continua, *self.undecided]
        for basis, points in self._finite:
            covered = [p.roots for other in infinite for p in real_points(groebner([*basis, *other]), self.variables)]
            for point in points:
                if point.roots not in covered:
                    found[tuple(point.roots[place] for place in range(len(self.variables)))] = point
        return list(found.values())

    def _solve(self, system: list[Any]) -> None:
        if not system:
            self.continua.append([])
            return
        if self.split(system):
            return
        if len(self._seen) == MOST_BRANCHES:
            raise TooHard
        try:
            basis = groebner(system)
        except TooHard:
            self.undecided.append(system)
            return
        name = str(basis)
        if name in self._seen:
            return
        self._seen.add(name)
        if basis[0].is_one() or self.split(basis):
            return
        try:
            self.solve_whole(basis)
        except TooHard:
            self.undecided.append(basis)

    def solve_whole(self, basis: list[Any]) -> None:
        """Find the zeros of a basis that does not split. Raises TooHard."""
        if not is_finite(basis) or len(used(basis)) < len(self.variables):
            self._solve_infinite(basis)
        else:
            self._finite.append((basis, self._allowed(basis)))

    def split(self, system: Sequence[Any], others: Sequence[Any] = ()) -> bool:
        """Solve what `system` and `others` are equivalent to, if a polynomial of `system` splits or simplifies."""
        for place, polynomial in enumerate(system):
            parts = alternatives(polynomial)
            if parts != [[polynomial]]:
                rest = [*system[:place], *system[place + 1 :], *others]
                for part in parts:
                    self._solve([*part, *(p for p in rest if p not in part)])
                return True
        return False

    def _allowed(self, basis: list[Any]) -> list[Point]:
        """The real zeros where `nonzero` is not 0."""
        found = real_points(basis, self.variables)
        if self.nonzero.is_constant():
            return found
        excluded = [point.roots for point in real_points(groebner([*basis, self.nonzero]), self.variables)]
        return [point for point in found if point.roots not in excluded]

    def _solve_infinite(self, basis: list[Any]) -> None:
        if groebner([*basis, self.nonzero]) == basis:
            return
        if is_finite(basis) and not real_points(basis, self.variables):
            return
        if any(self.split([polynomial], basis) for polynomial in consequences(basis)):
            return
        decision = is_continuum(basis, self.nonzero, self.variables)
        if decision:
            self.continua.append(basis)
        elif decision is None:
            self.undecided.append(basis)
        else:
            [polynomial] = basis  # at a zero of finitely many it does not change its sign: they are extrema of it
            slopes = [polynomial.derivative(place) for place in range(len(self.variables))]
            self._solve([polynomial, *(slope for slope in slopes if not slope.is_zero())])


def _lies_in(one: list[Any], other: list[Any]) -> bool:
    """Whether all zeros of a reduced basis are zeros of the other."""
    return not other or groebner([*one, *other]) == one

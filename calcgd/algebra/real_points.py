"""The real points among finitely many common zeros: proved to be all, with algebraic numbers as coordinates.

An ideal is split until each variable solves an irreducible polynomial; it is then radical (Seidenberg's lemma), and all
coordinates are polynomials in one number t that tells the points apart (the shape lemma). As those have rational
coefficients, a point is real exactly where t is, and the real values of t are counted by Descartes' rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count, product
from math import prod
from typing import Any, NamedTuple

from calcgd.algebra.groebner import TooHard, groebner, used
from calcgd.algebra.isolation import isolate
from calcgd.algebra.place import Field, Place
from calcgd.algebra.polynomial import multivariate
from calcgd.algebra.quotient import Quotient
from calcgd.algebra.real_roots import RealRoot, roots_of_factor

MOST_POINTS = 5000

LARGEST_FIELD = 60
"""The number of zeros up to which one number t is looked for although the variables fall into independent groups."""


class Point(NamedTuple):
    """The coordinates of a point by the places of the variables; the same coordinate is always the same root.

    `place` allows exact arithmetic there; it is None where the coordinates were only found in groups.
    """

    roots: dict[int, RealRoot]
    place: Place | None


def real_points(basis: Sequence[Any], names: Sequence[str]) -> list[Point]:
    """All real zeros, each once, of a reduced Groebner basis with finitely many zeros.

    `names` are those of the variables, in which the factors are written. Raises TooHard.
    """
    if basis[0].is_one():
        return []
    algebras = [Quotient(part) for part in _independent(basis)]
    if len(algebras) > 1 and prod(algebra.dimension for algebra in algebras) <= LARGEST_FIELD:
        algebras = [Quotient(basis)]
    found = [Point({}, None)]
    for algebra in algebras:
        points = _of_one(algebra, names)
        if len(algebras) == 1:
            return points
        found = [Point({**one.roots, **other.roots}, None) for one, other in product(found, points)]
        if len(found) > MOST_POINTS:
            raise TooHard
    return found


def _independent(basis: Sequence[Any]) -> list[list[Any]]:
    """The basis in parts that share no variable."""
    parts: list[tuple[set[int], list[Any]]] = []
    for polynomial in basis:
        variables, members = set(used([polynomial])), [polynomial]
        apart = []
        for part in parts:
            if part[0] & variables:
                variables |= part[0]
                members = part[1] + members
            else:
                apart.append(part)
        parts = [*apart, (variables, members)]
    return [members for _, members in parts]


def _of_one(algebra: Quotient, names: Sequence[str]) -> list[Point]:
    factors: dict[int, Any] = {}
    for place, matrix in algebra.multiplications.items():
        found = matrix.minpoly().factor()[1]
        if len(found) > 1 or found[0][1] > 1:
            context = algebra.basis[0].context()
            pieces = [groebner([*algebra.basis, multivariate(factor.numer(), context, place)]) for factor, _ in found]
            return [point for piece in pieces for point in real_points(piece, names)]
        factors[place] = found[0][0].numer()
    roots = {place: roots_of_factor(factor, 1, names[place]) for place, factor in factors.items()}
    return list(_read_off(algebra, roots)) if all(roots.values()) else []


def _read_off(algebra: Quotient, roots: dict[int, list[RealRoot]]) -> Iterator[Point]:
    """The real points of a radical ideal whose variables are among the `roots`."""
    matrix, minimal = _separating(algebra)
    shapes = _shapes(algebra, matrix)
    for factor, _ in minimal.factor()[1]:
        field = Field(factor.numer(), shapes)
        for interval in isolate(field.factor):
            place = Place(field, interval)
            yield Point({n: place.among(element, roots[n]) for n, element in field.coordinates.items()}, place)


def _separating(algebra: Quotient) -> tuple[Any, Any]:
    """The matrix of a linear form with different values at all zeros of a radical ideal, and its minimal polynomial."""
    matrices = list(algebra.multiplications.values())
    for tried in count(1 - len(matrices)):
        weights = [tried**n if tried > 0 else int(n == -tried) for n in range(len(matrices))]
        matrix: Any = sum((m * w for m, w in zip(matrices[1:], weights[1:], strict=True)), matrices[0] * weights[0])
        minimal = matrix.minpoly()
        if minimal.degree() == algebra.dimension:
            return matrix, minimal
    raise AssertionError("of infinitely many forms only finitely many do not separate")


def _shapes(algebra: Quotient, matrix: Any) -> dict[int, Any]:
    """The variables as polynomials in the separating form."""
    from flint import fmpq_poly

    powers = [algebra.one]
    while len(powers) < algebra.dimension:
        powers.append(matrix * powers[-1])
    variables = [multiplication * algebra.one for multiplication in algebra.multiplications.values()]
    solved = zip(*_side_by_side(powers).solve(_side_by_side(variables)).tolist(), strict=True)
    return {place: fmpq_poly(list(column)) for place, column in zip(algebra.used, solved, strict=True)}


def _side_by_side(columns: Sequence[Any]) -> Any:
    from flint import fmpq_mat

    rows = zip(*(column.entries() for column in columns), strict=True)
    return fmpq_mat(columns[0].nrows(), len(columns), [entry for row in rows for entry in row])

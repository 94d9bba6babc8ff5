"""All real solutions of a system of polynomial equations, proved to be all."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from calcgd.algebra.groebner import TooHard
from calcgd.algebra.place import Place
from calcgd.algebra.polynomial import NotRational, read_fraction, read_polynomial, ring, write
from calcgd.algebra.real_roots import RealRoot
from calcgd.algebra.search import Search
from calcgd.expression.nodes import Node


class Solution(NamedTuple):
    """A real solution: a root of an irreducible polynomial for each variable.

    `values` are those that were asked for, roots of polynomials in a variable called "value"; `signs` are 1, 0 or -1.
    None stands for a value or sign that would have taken too long, and where there is none, as a denominator is 0.
    """

    roots: tuple[RealRoot, ...]
    values: tuple[RealRoot | None, ...] = ()
    signs: tuple[int | None, ...] = ()

    @property
    def coordinates(self) -> tuple[tuple[Fraction, Fraction], ...]:
        """Rational bounds of each coordinate, equal where it is rational, about 2**-64 of its size apart elsewhere."""
        return tuple((root.low, root.high) for root in self.roots)

    @property
    def exact(self) -> tuple[Node | None, ...]:
        """The closed form of each coordinate, None where there is none that can be read."""
        return tuple(root.exact for root in self.roots)

    @property
    def factors(self) -> tuple[Node, ...]:
        """The irreducible polynomial that each coordinate solves, in its variable."""
        return tuple(root.factor for root in self.roots)


class SolutionSet(NamedTuple):
    """The real solutions of a system.

    Each of the `continua` is a list of polynomials whose common real zeros are infinitely many; `points` are the
    solutions that are not on one of them. `complete` tells whether it is proved that there are no others, `proof` how.
    """

    points: list[Solution]
    continua: list[tuple[Node, ...]]
    complete: bool
    proof: str


def solve_system(
    polynomials: Sequence[Node],
    variables: Sequence[str],
    *,
    nonzero: Sequence[Node] = (),
    values: Sequence[Node] = (),
    signs: Sequence[Node] = (),
) -> SolutionSet | None:
    """All real common zeros of `polynomials` at which none of the polynomials `nonzero` is 0.

    At the isolated ones the rational functions `values` and the signs of those in `signs` are worked out exactly.
    None where one of these trees is not a polynomial, or rational function, in `variables` with rational coefficients.
    """
    context = ring(variables)
    equations, conditions = ([read_polynomial(node, variables) for node in nodes] for nodes in (polynomials, nonzero))
    if None in equations or None in conditions:
        return None
    try:
        wanted, compared = ([read_fraction(node, context, variables) for node in nodes] for nodes in (values, signs))
    except NotRational:
        return None
    search = Search(context, variables, conditions)
    search.run([polynomial for polynomial in equations if polynomial])
    solutions = [
        Solution(
            tuple(point.roots[place] for place in range(len(variables))),
            tuple(_value(point.place, *fraction) for fraction in wanted),
            tuple(_sign(point.place, *fraction) for fraction in compared),
        )
        for point in search.points
    ]
    continua = [tuple(write(polynomial, variables) for polynomial in basis) for basis in search.continua]
    complete = not search.undecided
    proof = _proof(len(solutions), len(continua)) if complete else "elimination left a part of the system undecided"
    return SolutionSet(sorted(solutions, key=lambda one: one.coordinates), continua, complete, proof)


def _value(place: Place | None, over: Any, under: Any) -> RealRoot | None:
    if place is None:
        return None
    field = place.field
    denominator = field.value(under)
    if denominator.is_zero():
        return None
    try:
        value = field.quotient(field.value(over), denominator)
        return place.among(value, field.conjugates(value, "value"))
    except TooHard:
        return None


def _sign(place: Place | None, over: Any, under: Any) -> int | None:
    if place is None:
        return None
    try:
        sign = place.sign(place.field.value(under))
        return place.sign(place.field.value(over)) * sign if sign else None
    except TooHard:
        return None


def _proof(points: int, continua: int) -> str:
    if not continua:
        count = f"exactly {points}" if points else "no"
        return f"elimination: the system has {count} real solution{'s' * (points != 1)}"
    some = f"{continua} {'continuum' if continua == 1 else 'continua'}"
    return f"elimination: the real solutions are {some} and {points or 'no'} further point{'s' * (points != 1)}"

"""Exact arithmetic at points with algebraic coordinates.

All coordinates are polynomials in one algebraic number t, so that every value is an element of the number field of t:
whether it is 0 is decided exactly, which sign or which root of its minimal polynomial it is by ball arithmetic.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from calcgd.algebra.balls import hull
from calcgd.algebra.groebner import TooHard, exponents
from calcgd.algebra.isolation import Interval, narrow
from calcgd.algebra.real_roots import RealRoot, roots_of_factor

HIGHEST_DEGREE = 24
"""The degree of a field up to which minimal polynomials are worked out: above that they fill pages."""

FIRST_BITS, MOST_BITS = 128, 1 << 17


class Field:
    """The number field of the roots t of the irreducible fmpz_poly `factor`; its elements are fmpq_polys in t.

    `coordinates` has the elements that the variables are, by their places.
    """

    def __init__(self, factor: Any, coordinates: Mapping[int, Any]) -> None:
        from flint import fmpq_poly

        self.factor = factor
        self._modulus = fmpq_poly(factor)
        self.coordinates = {place: shape % self._modulus for place, shape in coordinates.items()}
        self._roots: dict[str, list[RealRoot]] = {}

    def value(self, polynomial: Any) -> Any:
        """The element that an fmpz_mpoly in the variables is."""
        from flint import fmpq_poly

        total = fmpq_poly([0])
        for monomial, coefficient in polynomial.terms():
            term = fmpq_poly([coefficient])
            for place, n in enumerate(exponents(monomial)):
                for _ in range(n):
                    term = term * self.coordinates[place] % self._modulus
            total += term
        return total

    def quotient(self, over: Any, under: Any) -> Any:
        """One element divided by another that is not 0."""
        _, inverse, _ = under.xgcd(self._modulus)
        return over * inverse % self._modulus

    def conjugates(self, element: Any, name: str) -> list[RealRoot]:
        """The real roots of the minimal polynomial of an element, written in the variable `name`. Raises TooHard."""
        key = str(element)
        if key not in self._roots:
            [(factor, _)] = self._minimal_polynomial(element).factor()[1]
            self._roots[key] = roots_of_factor(factor.numer(), 1, name)
        return self._roots[key]

    def _minimal_polynomial(self, element: Any) -> Any:
        from flint import fmpq_mat, fmpq_poly

        degree = self._modulus.degree()
        if degree > HIGHEST_DEGREE:
            raise TooHard
        columns = []
        for _ in range(degree):
            columns.append([element[n] for n in range(degree)])
            element = element * fmpq_poly([0, 1]) % self._modulus
        return fmpq_mat(degree, degree, [entry for row in zip(*columns, strict=True) for entry in row]).minpoly()


class Place:
    """One real point: where t is the root of the field's factor in the isolating `interval`."""

    def __init__(self, field: Field, interval: Interval) -> None:
        self.field = field
        self._interval = interval

    def sign(self, element: Any) -> int:
        """1, 0 or -1. Raises TooHard."""
        if element.is_zero():
            return 0
        return self._decided(element, lambda ball: (1 if ball > 0 else -1) if ball != 0 else None)

    def among(self, element: Any, roots: list[RealRoot]) -> RealRoot:
        """The one that an element is of `roots` that are apart from each other. Raises TooHard."""

        def only(ball: Any) -> RealRoot | None:
            near = [root for root in roots if ball.overlaps(hull(root.low, root.high))]
            return near[0] if len(near) == 1 else None

        return self._decided(element, only)

    def _decided(self, element: Any, decide: Callable[[Any], Any]) -> Any:
        """What `decide` says of a ball around the value of an element, as soon as it says anything."""
        from flint import ctx

        bits = FIRST_BITS
        while bits <= MOST_BITS:
            self._interval = narrow(self.field.factor, self._interval, bits)
            with ctx.workprec(bits + 64):
                ball = self._ball(element)
            decision = decide(ball)
            if decision is not None:
                return decision
            bits *= 2
        raise TooHard

    def _ball(self, element: Any) -> Any:
        from flint import arb_poly

        return arb_poly(element)(hull(*self._interval))

"""Real equations that say more than one thing: products that are 0, sums of squares that are 0."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from calcgd.algebra.groebner import TooHard, exponents, groebner
from calcgd.algebra.polynomial import irreducible


def alternatives(polynomial: Any) -> list[list[Any]]:
    """Lists of polynomials: `polynomial` is 0 at a real point just where all those of one list are.

    It is in the only one itself where it neither splits nor simplifies; a constant has no list.
    """
    factors = [factor for factor, _ in irreducible(polynomial)]
    if len(factors) != 1:
        return [[factor] for factor in factors]
    return [squares(factors[0]) or factors]


def squares(polynomial: Any) -> list[Any]:
    """Polynomials whose squares, with positive weights, add up to the polynomial or its negative; none if not seen."""
    terms = {exponents(monomial): int(c) for monomial, c in polynomial.to_dict().items()}
    even = not any(n % 2 for monomial in terms for n in monomial)
    if len(terms) > 1 and even and len({c > 0 for c in terms.values()}) == 1:
        return [polynomial.context().from_dict({tuple(n // 2 for n in monomial): 1}) for monomial in terms]
    return _of_quadratic(polynomial) if polynomial.total_degree() == 2 else []


def _of_quadratic(polynomial: Any) -> list[Any]:
    """Completing the square (Lagrange 1759), as long as every square has the same sign."""
    context = polynomial.context()
    sign = 1 if polynomial.leading_coefficient() > 0 else -1
    rest = polynomial * sign
    found = []
    for place in range(context.nvars()):
        degree = int(rest.degrees()[place])
        if degree == 1:
            return []
        if degree == 2:
            half = rest.derivative(place)  # 2*a*x + b for a*x**2 + b*x + c: its square is 4*a*rest + b**2 - 4*a*c
            leading = int(half.derivative(place).leading_coefficient())
            if leading < 0:
                return []
            found.append(half)
            rest = rest * 2 * leading - half**2
    if not rest.is_zero() and int(rest.leading_coefficient()) < 0:
        return []
    return found if rest.is_zero() else [*found, rest]


def consequences(basis: Sequence[Any]) -> Iterator[Any]:
    """Further polynomials of the ideal, in which variables are eliminated one after the other: they may split."""
    for first in range(basis[0].context().nvars()):
        try:
            yield from eliminated(basis, first)
        except TooHard:
            continue


def eliminated(basis: Sequence[Any], first: int) -> list[Any]:
    """A Groebner basis of the ideal in which variables are eliminated in their order, that at place `first` at first.

    Raises TooHard.
    """
    from flint import fmpz_mpoly_ctx

    context = basis[0].context()
    variables = context.nvars()
    ordered = fmpz_mpoly_ctx.get(context.names(), "lex")
    order = [(place + first) % variables for place in range(variables)]
    back = [order.index(place) for place in range(variables)]
    found = groebner([ordered.from_dict(_rearranged(polynomial, order)) for polynomial in basis])
    images = [context.from_dict(_rearranged(polynomial, back)) for polynomial in found]
    return [image if image.leading_coefficient() > 0 else -image for image in images]


def _rearranged(polynomial: Any, order: Sequence[int]) -> dict[tuple[int, ...], Any]:
    terms = ((exponents(monomial), c) for monomial, c in polynomial.to_dict().items())
    return {tuple(monomial[place] for place in order): c for monomial, c in terms}

"""Whether the real common zeros of a system that has infinitely many complex ones are infinitely many too.

A slice fixes as many variables as the ideal leaves free. Where there are as many equations as other variables, a real
point of a slice at which their Jacobian is not 0 lies, by the implicit function theorem, on a whole manifold of zeros.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, pairwise, product
from typing import Any

from calcgd.algebra.groebner import groebner, is_finite, leading, used
from calcgd.algebra.polynomial import irreducible, univariate
from calcgd.algebra.real_points import real_points
from calcgd.algebra.real_roots import roots_of_factor

SLICES = tuple(map(Fraction, ("1/3", "-1/2", "2", "-3/2", "0", "1", "-1", "5", "-7")))
"""The values tried for each variable that is fixed."""

MOST_SLICES = 40


def is_continuum(basis: Sequence[Any], nonzero: Any, names: Sequence[str]) -> bool | None:
    """Whether infinitely many real points are zeros of the reduced Groebner basis but not of `nonzero`.

    `basis` has infinitely many complex zeros. None where that could not be decided. Raises TooHard.
    """
    if is_finite(basis):  # in the variables used; there are others, which may have any value
        return _in_a_slice(basis, nonzero, _others(used(basis), names), names) or None
    if len(basis) == 1 and len(used(basis)) == len(names) == 2:
        return _is_curve(basis[0], nonzero, names)
    free = _free(basis, len(names))
    fixed = _others(free, names)
    generators = next((c for c in combinations(basis, len(fixed)) if groebner(c) == basis), None)
    if generators is None:
        return None
    jacobian = _determinant([[p.derivative(place) for place in fixed] for p in generators])
    return _in_a_slice(basis, nonzero * jacobian, free, names) or None


def _others(places: Sequence[int], names: Sequence[str]) -> list[int]:
    return [place for place in range(len(names)) if place not in places]


def _free(basis: Sequence[Any], variables: int) -> list[int]:
    """As many variables as the dimension of the ideal that it leaves independent (Kredel and Weispfenning 1988)."""
    supports = [{place for place, n in enumerate(leading(p)) if n} for p in basis]
    for size in range(variables, 0, -1):
        for places in combinations(range(variables), size):
            if not any(support <= set(places) for support in supports):
                return list(places)
    return []


def _in_a_slice(basis: Sequence[Any], nonzero: Any, fixed: Sequence[int], names: Sequence[str]) -> bool:
    """Whether a slice has a real point at which `nonzero` is not 0."""
    context = nonzero.context()
    for count, values in enumerate(product(SLICES, repeat=len(fixed))):
        if count == MOST_SLICES:
            break
        planes = [context.gen(n) * v.denominator - v.numerator for n, v in zip(fixed, values, strict=True)]
        cut = groebner([*basis, *planes])
        if is_finite(cut) and len(real_points(cut, names)) > len(real_points(groebner([*cut, nonzero]), names)):
            return True
    return False


def _determinant(rows: list[list[Any]]) -> Any:
    if len(rows) == 1:
        return rows[0][0]
    minors = (_determinant([row[:n] + row[n + 1 :] for row in rows[1:]]) for n in range(len(rows)))
    terms = [entry * minor * (-1) ** n for n, (entry, minor) in enumerate(zip(rows[0], minors, strict=True))]
    return sum(terms[1:], terms[0])


def _is_curve(polynomial: Any, nonzero: Any, names: Sequence[str]) -> bool:
    """Whether an irreducible polynomial in two variables, of which `nonzero` is no multiple, has infinitely many zeros.

    Between two neighbours among the abscissas where its zeros on the vertical may change in number, all verticals have
    as many (Collins 1975), so that one of each kind is enough.
    """
    context = polynomial.context()
    for abscissa in _samples(polynomial, nonzero):
        vertical = context.gen(0) * abscissa.denominator - abscissa.numerator
        if real_points(groebner([polynomial, vertical]), names):
            return True
    return False


def _samples(polynomial: Any, nonzero: Any) -> Iterator[Fraction]:
    """A rational number between any two abscissas at which something changes, and beyond the last ones."""
    second = polynomial.context().gen(1)
    name = str(second)
    degree = int(polynomial.degrees()[1])
    top = {monomial: c for monomial, c in polynomial.to_dict().items() if monomial[1] == degree}
    change = polynomial.context().from_dict(top).subs({name: 1})
    change *= polynomial.discriminant(name) * polynomial.resultant(nonzero, name)
    roots = [root for factor, _ in irreducible(change) for root in roots_of_factor(univariate(factor), 1, name)]
    ends = sorted((root.low, root.high) for root in roots)
    if not ends:
        yield Fraction(0)
        return
    yield ends[0][0] - 1
    yield ends[-1][1] + 1
    for (_, left), (right, _) in pairwise(ends):
        yield (left + right) / 2

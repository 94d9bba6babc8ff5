"""What a point with gradient zero is: by the eigenvalues of the Hessian, else by the values around it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from calcgd.calculus.critical.bounds import range_of
from calcgd.calculus.critical.form import Terms, sign_near_origin, signs_on_curves
from calcgd.calculus.critical.result import CriticalPoint, Kind
from calcgd.calculus.critical.stationary import Place
from calcgd.calculus.critical.surface import Surface
from calcgd.calculus.line.real import Exact, Real, compare
from calcgd.expression.nodes import Node, Number, Symbol
from calcgd.expression.substitute import substitute
from calcgd.expression.tidy import add


def classified(surface: Surface, place: Place) -> CriticalPoint:
    """The critical point at a place where the function is smooth and its gradient zero."""
    kind, reason = _by_eigenvalues(place.signs)
    if kind == "undecided":
        kind, reason = by_values(surface, place.point, place.value) or (kind, reason)
    return CriticalPoint(place.point, place.value, kind, "smooth", reason)


def _by_eigenvalues(signs: Sequence[int | None]) -> tuple[Kind, str]:
    """By Descartes' rule, exact for the characteristic polynomial of a symmetric matrix, whose roots are real."""
    known = [sign for sign in signs if sign is not None]
    if len(known) < len(signs):
        return "undecided", "the signs of the eigenvalues of the Hessian are not known"
    positive = _changes([1, *((-1) ** (k + 1) * sign for k, sign in enumerate(known))])
    negative = _changes([1, *known])
    if positive and negative:
        return "saddle", "the Hessian has eigenvalues of both signs"
    if positive + negative < len(signs):
        return "undecided", "the Hessian is singular"
    if positive:
        return "minimum", "all eigenvalues of the Hessian are positive"
    return "maximum", "all eigenvalues of the Hessian are negative"


def _changes(signs: Sequence[int]) -> int:
    return sum(one != other for one, other in pairwise(sign for sign in signs if sign))


def by_values(surface: Surface, point: Mapping[str, Real], value: Real) -> tuple[Kind, str] | None:
    """By bounds of all values, or by the terms that decide around the point; None where these do not tell."""
    values = range_of(surface.typed)
    if values.low is not None and compare(Exact(values.low.at), value) == 0:
        return "minimum", f"f is nowhere less than {value}"
    if values.high is not None and compare(Exact(values.high.at), value) == 0:
        return "maximum", f"f is nowhere greater than {value}"
    terms = terms_around(surface, point)
    if not terms:
        return None
    sign = sign_near_origin(terms)
    if sign:
        return ("minimum", "f is greater all around it") if sign > 0 else ("maximum", "f is less all around it")
    seen = set()
    for sign in signs_on_curves(terms):
        seen.add(sign)
        if len(seen) == 2:
            return "saddle", "f is greater on one curve through it and less on another"
    return None


def terms_around(surface: Surface, point: Mapping[str, Real]) -> Terms | None:
    """The terms of a polynomial, with the same sign as the difference of f from its value at a rational point.

    The variables are the distances from the point. None where f is no rational function or the point not rational.
    """
    from calcgd.algebra.polynomial import as_fraction, terms

    exact = {name: real.exact for name, real in point.items()}
    if not all(isinstance(at, Number) for at in exact.values()):
        return None
    moved: dict[str, Node] = {name: add(Symbol(name), at) for name, at in exact.items() if at is not None}
    around = substitute(surface.tree, moved)
    fraction = as_fraction(around, surface.names)
    if fraction is None:
        return None
    over, under = (terms(part, surface.names) for part in fraction)
    assert over is not None and under is not None
    origin = (0,) * len(surface.names)
    height, below = (part.get(origin, Fraction(0)) for part in (over, under))
    if not below:
        return None
    # f - f(0) is (over - height/below*under)/under, and `under` keeps its sign near the origin.
    difference = {n: over.get(n, Fraction(0)) - height / below * under.get(n, Fraction(0)) for n in over | under}
    return {n: c if below > 0 else -c for n, c in difference.items() if c}

"""The least and the greatest value of a function of several variables, where that is proved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from calcgd.calculus.critical.bounds import range_of
from calcgd.calculus.critical.form import sign_far_away
from calcgd.calculus.critical.result import Continuum, CriticalPoint, Extreme
from calcgd.calculus.critical.surface import Surface
from calcgd.calculus.domain import conditions
from calcgd.calculus.line.limits import approached
from calcgd.calculus.line.real import Exact, Real, compare
from calcgd.calculus.point import to_float
from calcgd.expression.nodes import ONE, PI, ZERO, Call, Node, Number, Product, Sum, Symbol
from calcgd.expression.rationals import rational
from calcgd.expression.substitute import substitute
from calcgd.expression.text import text
from calcgd.expression.tidy import add, multiply, power, tidy

Found = Sequence[CriticalPoint | Continuum]

PARAMETER = "t"

OFFSETS: tuple[Node, ...] = (ZERO, ONE, PI)
"""Where the straight lines begin along which the values are watched."""

WATCHED = (20, 60)
"""Large parameters."""

GROWN = 1.1
"""The least growth between them of what tends to infinity; the logarithm of a logarithm grows more."""


def extremes(
    surface: Surface, points: Sequence[CriticalPoint], continua: Sequence[Continuum], complete: bool
) -> tuple[Extreme | None, Extreme | None]:
    """Minimum and maximum over the natural domain; None where nothing is proved."""
    found = [*points, *continua]
    return _extreme(-1, surface, found, complete), _extreme(1, surface, found, complete)


def _extreme(sign: int, surface: Surface, found: Found, complete: bool) -> Extreme | None:
    values = range_of(surface.typed)
    bound = values.low if sign < 0 else values.high
    if bound is None:
        escape = _escape(sign, surface)
        if escape is not None:
            return Extreme(None, False, (), True, f"f tends to {'oo' if sign > 0 else '-oo'} {escape}")
    else:
        there = _with_value(Exact(bound.at), found)
        if there:
            return _attained(Exact(bound.at), there, f"f is nowhere {'less' if sign < 0 else 'greater'}")
        approach = None if bound.reached else _approach(surface, bound.at)
        if approach is not None:
            return Extreme(Exact(bound.at), False, (), False, f"f tends to it {approach}")
    if not complete or not found or any(one.value is None for one in found):
        return None
    return _among(sign, surface, found)


def _among(sign: int, surface: Surface, found: Found) -> Extreme | None:
    """Of the values at all critical points, where the function is known far away from them."""
    best: Real = Exact(ZERO)
    for place, one in enumerate(found):
        assert one.value is not None
        if place == 0 or compare(one.value, best) * sign > 0:
            best = one.value
    if _is_coercive(surface, -sign):
        return _attained(best, _with_value(best, found), f"f tends to {'-oo' if sign > 0 else 'oo'} in all directions")
    if _vanishes(surface):
        if compare(best, Exact(ZERO)) * sign >= 0:
            return _attained(best, _with_value(best, found), "f tends to 0 in all directions")
        return Extreme(Exact(ZERO), False, (), False, "f tends to it in all directions")
    return None


def _with_value(value: Real, found: Found) -> list[CriticalPoint | Continuum]:
    return [one for one in found if one.value is not None and compare(one.value, value) == 0]


def _attained(value: Real, there: Found, reason: str) -> Extreme:
    points = tuple(one for one in there if isinstance(one, CriticalPoint))
    return Extreme(value, True, points, False, reason)


def _approach(surface: Surface, bound: Node) -> str | None:
    """A curve along which the values tend to a number."""
    if bound is ZERO and _vanishes(surface):
        return "in all directions"
    limit_at = to_float(bound)
    for where, tree in _curves(surface, OFFSETS[:1]):
        near, nearer = _watched(tree)
        if limit_at is None or near is None or nearer is None or abs(nearer - limit_at) > abs(near - limit_at) / 2:
            continue
        limit = approached(tree, PARAMETER, None, 1)
        if limit is not None and limit.finite is not None and compare(limit.finite, Exact(bound)) == 0:
            return where
    return None


def _escape(sign: int, surface: Surface) -> str | None:
    """A curve along which the values tend to `sign`*oo."""
    for where, tree in _curves(surface, OFFSETS):
        near, nearer = _watched(tree)
        if near is not None and nearer is not None and nearer * sign > max(GROWN * near * sign, 0):
            limit = approached(tree, PARAMETER, None, 1)
            if limit is not None and limit.infinite == sign:
                return where
    return None


def _watched(tree: Node) -> tuple[float | None, float | None]:
    """The values at two large parameters: where these do not grow, no limit needs to be proved."""
    near, nearer = (to_float(tidy(substitute(tree, {PARAMETER: Number(at)}))) for at in WATCHED)
    return near, nearer


def _curves(surface: Surface, offsets: Sequence[Node]) -> Iterator[tuple[str, Node]]:
    """Curves that run away from the origin, in words, and what the function is on them."""
    size = len(surface.names)
    t = Symbol(PARAMETER)
    slopes = [Number(value) for value in (0, 1, -1)]
    for exponents in [(1,) * size, *(tuple(1 + (i == j) for j in range(size)) for i in range(size))]:
        bent = max(exponents) > 1
        for start in offsets[:1] if bent else offsets:
            for direction in product([*slopes, rational(3, 2)] if bent else slopes, repeat=size):
                if any(slope is not ZERO for slope in direction):
                    curve = {
                        name: add(start, multiply(slope, power(t, Number(n)))) if slope is not ZERO else start
                        for name, slope, n in zip(surface.names, direction, exponents, strict=True)
                    }
                    where = ", ".join(f"{name} = {text(at)}" for name, at in curve.items())
                    yield f"along {where} as t -> oo", tidy(substitute(surface.tree, curve))


def _is_coercive(surface: Surface, sign: int) -> bool:
    """Whether the values tend to `sign`*oo in all directions: a polynomial does, and the rest is bounded."""
    if any(not condition.smooth for condition in conditions(surface.typed)):
        return False
    from calcgd.algebra.polynomial import terms

    summands = surface.tree.args if isinstance(surface.tree, Sum) else (surface.tree,)
    polynomial = [part for part in summands if terms(part, surface.names) is not None]
    rest = [range_of(part) for part in summands if part not in polynomial]
    known = terms(add(ZERO, *polynomial), surface.names)
    if any((values.low if sign > 0 else values.high) is None for values in rest):
        return False
    return bool(known) and sign_far_away(known) == sign


def _vanishes(surface: Surface) -> bool:
    """Whether the values tend to 0 in all directions: those of a polynomial times exp(-p), p growing in all of them."""
    from calcgd.algebra.polynomial import terms

    factors = surface.tree.args if isinstance(surface.tree, Product) else (surface.tree,)
    exponents = [factor.args[0] for factor in factors if isinstance(factor, Call) and factor.name == "exp"]
    rest = [factor for factor in factors if not (isinstance(factor, Call) and factor.name == "exp")]
    grown = terms(add(ZERO, *exponents), surface.names)
    if not grown or sign_far_away(grown) != -1:
        return False
    return all(terms(factor, surface.names) is not None for factor in rest)

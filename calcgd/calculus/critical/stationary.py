"""Where the gradient of a function of several variables is zero, each point with the proof that there are no others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from calcgd.calculus.critical.rational import of_same_sign
from calcgd.calculus.critical.surface import Surface
from calcgd.calculus.domain import conditions
from calcgd.calculus.line.interval import LINE, Interval, between
from calcgd.calculus.line.radicals import algebraic
from calcgd.calculus.line.real import Bounds, Real, sign_at, value_at
from calcgd.calculus.line.truth import is_defined
from calcgd.errors import NoAnswer
from calcgd.expression.nodes import Node
from calcgd.expression.tidy import divide

Box = Mapping[str, Interval]

DEFAULT = between(Fraction(-10), Fraction(10))
"""Where each variable is searched for if the whole space cannot be."""

PATIENCE = 8.0
"""Seconds for an elimination, after which there is another way."""


@dataclass(frozen=True)
class Place:
    """A point where the gradient is zero, the value there, and the signs of the symmetric functions of the curvatures.

    A sign is None where it is not known.
    """

    point: Mapping[str, Real]
    value: Real
    signs: tuple[int | None, ...]


@dataclass(frozen=True)
class Stationary:
    """The places where a gradient is zero.

    Each of the `continua` is a list of polynomials with infinitely many common zeros, and `undecided` are boxes in
    which nothing is proved. `complete` is said only with a `proof`, and where there is a `box` only within it.
    """

    places: list[Place] = field(default_factory=list)
    continua: list[tuple[Node, ...]] = field(default_factory=list)
    undecided: list[Mapping[str, Bounds]] = field(default_factory=list)
    complete: bool = True
    proof: str = ""
    box: Box | None = None


def stationary(surface: Surface, on: Box | None) -> Stationary:
    """The places in a box, or without one everywhere; where that cannot be done, in the default box."""
    from calcgd.algebra.patience import wait

    found = wait(PATIENCE, by_elimination, surface) or by_substitution(surface, on)
    if found is not None:
        return found
    box = on or dict.fromkeys(surface.names, DEFAULT)
    return (by_substitution(surface, box) if on is None else None) or in_a_box(surface, box)


def by_elimination(surface: Surface) -> Stationary | None:
    """All places of a function that is smooth wherever it is defined, with a rational gradient; None for others.

    The gradient may be a rational one times a positive factor.
    """
    from calcgd.algebra.elimination import solve_system
    from calcgd.algebra.polynomial import as_fraction

    if any(condition.smooth for condition in conditions(surface.typed)):
        return None
    slopes = [of_same_sign(slope, surface.names) for slope in surface.gradient]
    curvatures = [of_same_sign(curvature, surface.names) for curvature in surface.curvatures]
    rational = [fraction for fraction in slopes if fraction is not None]
    signed = [divide(*fraction) for fraction in curvatures if fraction is not None]
    if len(rational) < len(slopes) or len(signed) < len(curvatures):
        return None
    values = [surface.tree] if as_fraction(surface.tree, surface.names) is not None else []
    found = solve_system(
        [over for over, _ in rational],
        surface.names,
        nonzero=[under for _, under in rational if under.free],
        values=values,
        signs=signed,
    )
    if found is None:
        return None
    places = []
    for solution in found.points:
        point = {name: algebraic(root, name) for name, root in zip(surface.names, solution.roots, strict=True)}
        exact = all(real.exact is not None for real in point.values())
        known = solution.values[0] if values and not exact else None
        value = value_at(surface.tree, point) if known is None else algebraic(known, "value")
        places.append(Place(point, value, solution.signs))
    return Stationary(places, found.continua, [], found.complete, found.proof)


def by_substitution(surface: Surface, box: Box | None) -> Stationary | None:
    """All places, in a box or everywhere, if the equations can be solved one after the other; None if not."""
    from calcgd.calculus.critical.substitution import COUNTED, Stuck, Substitution

    search = Substitution(surface.names, box or dict.fromkeys(surface.names, LINE))
    try:
        search.solve(surface.gradient, {})
    except (Stuck, NoAnswer):
        return None
    points = [point for point in search.points if _has_no_slope(surface, point)]
    places = [_place(surface, point) for point in _each_once(points)]
    return Stationary(places, search.continua, [], True, COUNTED, box)


def _has_no_slope(surface: Surface, point: Mapping[str, Real]) -> bool:
    """Whether a solution of the equations without their denominators is one of the equations as well."""
    return all(is_defined(slope, point) is not False and not sign_at(slope, point) for slope in surface.gradient)


def _each_once(points: Sequence[Mapping[str, Real]]) -> list[Mapping[str, Real]]:
    return [point for place, point in enumerate(points) if point not in points[:place]]


def _place(surface: Surface, point: Mapping[str, Real]) -> Place:
    signs = tuple(sign_at(curvature, point) for curvature in surface.curvatures)
    return Place(point, value_at(surface.tree, point), signs)


def in_a_box(surface: Surface, box: Box) -> Stationary:
    """The places in a box, by interval arithmetic."""
    from calcgd.calculus.critical.searched import searched

    points, undecided = searched(surface, box)
    proof = "interval arithmetic on the box proves each point and excludes all others"
    places = [_place(surface, point) for point in points]
    return Stationary(places, [], undecided, not undecided, "" if undecided else proof, box)

"""Where the gradient of a function of several variables is zero, each point with the proof that there are no others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from calcgd.calculus.critical.surface import Surface
from calcgd.calculus.domain import conditions
from calcgd.calculus.line.radicals import algebraic
from calcgd.calculus.line.real import Bounds, Real, value_at
from calcgd.expression.nodes import Node


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
    which nothing is proved. `complete` is said only with a `proof`; within what, says `boxed`.
    """

    places: list[Place] = field(default_factory=list)
    continua: list[tuple[Node, ...]] = field(default_factory=list)
    undecided: list[Mapping[str, Bounds]] = field(default_factory=list)
    complete: bool = True
    proof: str = ""
    boxed: bool = False


def by_elimination(surface: Surface) -> Stationary | None:
    """All places of a function that is smooth wherever it is defined, with a rational gradient; None for others."""
    from calcgd.algebra.elimination import solve_system
    from calcgd.algebra.polynomial import as_fraction

    if any(condition.smooth for condition in conditions(surface.typed)):
        return None
    fractions = [as_fraction(slope, surface.names) for slope in surface.gradient]
    rational = [fraction for fraction in fractions if fraction is not None]
    if len(rational) < len(fractions):
        return None
    values = [surface.tree] if as_fraction(surface.tree, surface.names) is not None else []
    found = solve_system(
        [over for over, _ in rational],
        surface.names,
        nonzero=[under for _, under in rational if under.free],
        values=values,
        signs=surface.curvatures,
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

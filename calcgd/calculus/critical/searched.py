"""Points with gradient zero found in a box by interval arithmetic, and recognised where they have closed forms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product

from calcgd.calculus.critical.surface import Surface
from calcgd.calculus.line.interval import Interval, simplest_between
from calcgd.calculus.line.real import Bounds, Exact, Real, Root
from calcgd.expression.nodes import PI, ZERO, Node, Number
from calcgd.expression.substitute import substitute
from calcgd.expression.tidy import multiply, tidy

SIMPLE = 100
"""The largest denominator of a rational number, or of a multiple of pi, that is taken for a coordinate to be tried."""

PARTS_OF_PI = 12


@dataclass(frozen=True, slots=True)
class Coordinate(Real):
    """A coordinate of the only solution of a system in a box."""

    low: Fraction
    high: Fraction
    exact: Node | None = field(default=None, init=False)

    def within(self, bits: int) -> Bounds:
        return Bounds(self.low, self.high)


def searched(
    surface: Surface, box: Mapping[str, Interval]
) -> tuple[list[Mapping[str, Real]], list[Mapping[str, Bounds]]]:
    """The points in a bounded box, and the parts of it where nothing is proved."""
    from calcgd.numeric.krawczyk import solutions

    ends = [box[name].hull() for name in surface.names]
    found = solutions(surface.gradient, surface.hessian, surface.names, ends)
    points = [
        _recognised(surface, dict(zip(surface.names, map(_bounds, corner), strict=True))) for corner in found.zeros
    ]
    rest = [dict(zip(surface.names, map(_bounds, corner), strict=True)) for corner in found.undecided]
    return [point for point in points if _is_inside(point, box)], list(rest)


def _bounds(bracket: tuple[Fraction, Fraction]) -> Bounds:
    return Bounds(*bracket)


def _is_inside(point: Mapping[str, Real], box: Mapping[str, Interval]) -> bool:
    return all(box[name].contains(real) for name, real in point.items())


def _recognised(surface: Surface, corner: Mapping[str, Bounds]) -> Mapping[str, Real]:
    """The only solution in a corner, with closed forms for the coordinates that have simple ones."""
    candidates = [[*_simple(bounds), None] for bounds in corner.values()]
    for choice in product(*candidates):
        exact = {name: number for name, number in zip(corner, choice, strict=True) if number is not None}
        left = [name for name in corner if name not in exact]
        equations = [tidy(substitute(slope, exact)) for slope in surface.gradient]
        open_ones = [equation for equation in equations if equation is not ZERO]
        if len(open_ones) > len(left) or len(left) > 1:
            continue
        roots = _in_bracket(open_ones[0], left[0], corner[left[0]]) if left and open_ones else {}
        if roots is not None and len(roots) == len(left):
            known: dict[str, Real] = {name: Exact(number) for name, number in exact.items()}
            return {name: (known | roots)[name] for name in corner}
    return {name: Coordinate(*bounds) for name, bounds in corner.items()}


def _in_bracket(equation: Node, name: str, bounds: Bounds) -> dict[str, Real] | None:
    """The zero of an equation in one variable between two bounds, if it is proved to be there."""
    from calcgd.calculus.derivative import derive
    from calcgd.numeric.isolate import isolate

    if equation.free != {name}:
        return None
    zeros = isolate(equation, derive(equation, name), name, *bounds).zeros
    return {name: Root(equation, name, *zeros[0])} if len(zeros) == 1 else None


def _simple(bounds: Sequence[Fraction]) -> Iterator[Node]:
    """Rationals and multiples of pi between two bounds."""
    from calcgd.numeric.interval import bounds as enclosed

    low, high = bounds
    number = simplest_between(low, high) if low < high else low
    if number.denominator <= SIMPLE:
        yield Number(number)
    turns = Fraction(round(float(low + high) / 2 / 3.141592653589793 * PARTS_OF_PI), PARTS_OF_PI)
    angle = multiply(Number(turns), PI)
    inside = enclosed(angle, {})
    if turns and inside is not None and low <= inside[1] and inside[0] <= high:
        yield angle

"""Where a point touches its bounds, and corners: what the slopes on both sides of a point say."""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot, inf, sqrt
from operator import add, mul, sub
from typing import NamedTuple

from calcgd.descent.curvature import embedded
from calcgd.descent.problem import At, Point, Problem

_PROBE = 1e-6
_CLOSER = 1000
_FEW = 8
_GOLDEN = (sqrt(5) - 1) / 2
_HALVINGS = 50
_CLOSE = 1e-9
_ROUNDING = 1e-12


class Contact(NamedTuple):
    """The variables, by their numbers, sorted by what their bounds do to them.

    free    not at a bound
    held    at a bound, beyond which the cost would fall further
    level   at a bound, with a slope that is zero to the tolerance
    inward  at a bound, from which the cost falls inwards
    fixed   at both bounds
    """

    free: tuple[int, ...]
    held: tuple[int, ...]
    level: tuple[int, ...]
    inward: tuple[int, ...]
    fixed: tuple[int, ...]


class Corner(NamedTuple):
    """A jump of the slope along a variable, from `before` to `after`.

    `continuous` says that the cost itself does not jump there.
    """

    variable: int
    before: float
    after: float
    continuous: bool


class Turn(NamedTuple):
    """A point where the cost turns from falling to growing, and whether it does so in a corner."""

    x: Point
    sharp: bool


def contact(at: At, tolerance: float) -> Contact:
    """Which variables are at a bound, and whether it holds them."""
    touches = [_touch(at, i, tolerance) for i in range(len(at.x))]
    return Contact(*(tuple(i for i, touch in enumerate(touches) if touch == kind) for kind in Contact._fields))


def corner(at: At, variables: Sequence[int], tolerance: float) -> Corner | None:
    """The first of some variables, none at a bound, along which the slope jumps here by more than the tolerance."""
    if len(variables) > _FEW and not _gradient_jumps(at, variables, tolerance):
        return None
    for i in variables:
        reach = _reach(at, i)
        (low, before), (high, after) = (_along(at, i, shift) for shift in (-reach, reach))
        (near_low, near_before), (near_high, near_after) = (_along(at, i, shift / _CLOSER) for shift in (-reach, reach))
        if _jumps(near_after - near_before, after - before, tolerance):
            rounding = 1e-15 * abs(at.value)
            sides = ((near_low, low), (near_high, high))
            continuous = all(abs(near - at.value) <= abs(far - at.value) / 2 + rounding for near, far in sides)
            return Corner(i, near_before, near_after, continuous)
    return None


def turn_between(problem: Problem, first: Sequence[float], second: Sequence[float]) -> Turn | None:
    """Where the cost turns from falling to growing on the way between two points; None where it does not.

    Found by halving.
    """
    way = [b - a for a, b in zip(first, second, strict=True)]

    def point(t: float) -> Point:
        return tuple(a + t * d for a, d in zip(first, way, strict=True))

    def slope(t: float) -> float:
        return sum(map(mul, problem.value_and_gradient(point(t))[1], way))

    low, high = 0.0, 1.0
    start, end = slope(low), slope(high)
    if not start < 0 < end:
        return None
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if slope(middle) < 0 else (low, middle)
    falling, growing = slope(high - _CLOSE), slope(high + _CLOSE)
    sharp = falling <= start / 1000 and growing >= end / 1000 and growing - falling <= 10 * (end - start)
    return Turn(tuple(0.0 if abs(x) <= _ROUNDING * hypot(*way) else x for x in point(high)), sharp)


def _gradient_jumps(at: At, variables: Sequence[int], tolerance: float) -> bool:
    """Whether the gradient changes across the point on a line that leads out of every corner: all shifts differ."""
    line = embedded([_reach(at, i) / _CLOSER * (0.5 + i * _GOLDEN % 1 / 2) for i in variables], variables, len(at.x))
    before, after = (at.problem.value_and_gradient(tuple(map(shift, at.x, line)))[1] for shift in (sub, add))
    return any(abs(after[i] - before[i]) > tolerance for i in variables)


def _reach(at: At, i: int) -> float:
    lowest, highest = _bound(at, i)
    return min(_PROBE * (1 + abs(at.x[i])), at.x[i] - lowest, highest - at.x[i])


def _touch(at: At, i: int, tolerance: float) -> str:
    lowest, highest = _bound(at, i)
    if lowest == highest:
        return "fixed"
    inwards = 1 if at.x[i] <= lowest else -1 if at.x[i] >= highest else 0
    if not inwards:
        return "free"
    reach = min(_PROBE * (1 + abs(at.x[i])), highest - lowest)
    slope = at.gradient[i]
    far, near = (_along(at, i, inwards * distance)[1] for distance in (reach, reach / _CLOSER))
    if _jumps(near - slope, far - slope, tolerance):
        slope = near
    if inwards * slope > tolerance:
        return "held"
    return "inward" if inwards * slope < -tolerance else "level"


def _bound(at: At, i: int) -> tuple[float, float]:
    return (-inf, inf) if at.problem.bounds is None else at.problem.bounds[i]


def _along(at: At, i: int, shift: float) -> tuple[float, float]:
    value, gradient = at.problem.value_and_gradient((*at.x[:i], at.x[i] + shift, *at.x[i + 1 :]))
    return value, gradient[i]


def _jumps(near: float, far: float, tolerance: float) -> bool:
    """Whether a change of slope is the same at a thousandth of the distance, or grows slower than beside a pole."""
    return abs(near) > tolerance and abs(far) / 2 < abs(near) < abs(far) * _CLOSER / 5

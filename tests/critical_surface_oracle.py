"""What sampling says about critical points of functions of several variables, by values of the function alone.

Newton's method from every point of a grid, with differences of values for gradient and Hessian.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from critical_cases import Case, Continuum
from critical_oracle import DIGITS, agree, shape, wrong_extremes
from mpmath import mp, mpf
from mpmath_oracle import value_to

STEP = mpf(10) ** -12
STARTS = {2: 11, 3: 5}
"""Starts along each axis by number of variables."""
STEPS = 40
DIRECTIONS = 60
BENDS = [sign * mpf(size) for sign in (1, -1) for size in ("0.25", "0.5", "1", "1.5", "3")]
KINDS = {"min": {"minimum", "corner"}, "max": {"maximum", "corner"}, "through": {"saddle", "corner"}}

Place = tuple[Any, ...]


class Surface:
    """A function of several variables, seen through its values."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.names = case.variables
        self.box = [case.window[name] for name in self.names]

    def __call__(self, place: Place) -> Any:
        """The value at `place`, None where there is none."""
        return value_to(self.case.tree, dict(zip(self.names, place, strict=True)), DIGITS)

    def contains(self, place: Place) -> bool:
        """Whether `place` lies in the window."""
        return all(low <= x <= high for x, (low, high) in zip(place, self.box, strict=True))

    def moved(self, place: Place, *axes: tuple[int, int]) -> Any:
        """The value after so many steps along axes."""
        moved = list(place)
        for axis, steps in axes:
            moved[axis] += steps * STEP
        found = self(tuple(moved))
        if found is None:
            raise ValueError("outside the domain")
        return found

    def gradient(self, place: Place) -> Any:
        """Central differences along each axis."""
        axes = range(len(place))
        return mp.matrix([(self.moved(place, (i, 1)) - self.moved(place, (i, -1))) / (2 * STEP) for i in axes])

    def hessian(self, place: Place) -> Any:
        """Second differences along each pair of axes."""
        size = len(place)
        found = mp.matrix(size)
        here = self.moved(place)
        for i, j in product(range(size), repeat=2):
            if i == j:
                found[i, i] = (self.moved(place, (i, 2)) - 2 * here + self.moved(place, (i, -2))) / (4 * STEP**2)
            elif i < j:
                corners = [(a * b, self.moved(place, (i, a), (j, b))) for a in (-1, 1) for b in (-1, 1)]
                found[i, j] = found[j, i] = sum(sign * value for sign, value in corners) / (4 * STEP**2)
        return found

    def starts(self) -> Iterator[Place]:
        """A grid over the window, off all simple places."""
        count = STARTS[len(self.names)]
        axes = [[low + (high - low) * (i + mpf("0.5317")) / count for i in range(count)] for low, high in self.box]
        return iter(product(*axes))


def newton(surface: Surface, start: Place) -> Place | None:
    """The critical point that Newton's method finds from `start`, None where it finds none in the window."""
    place = start
    for _ in range(STEPS):
        try:
            step = mp.lu_solve(surface.hessian(place), surface.gradient(place))
        except (ZeroDivisionError, ValueError):
            return None
        place = tuple(x - dx for x, dx in zip(place, step, strict=True))
        if max(map(abs, place)) > 10**4:
            return None
        if mp.norm(step) < mpf(10) ** -18:
            return place if surface.contains(place) else None
    return None


def sampled_places(surface: Surface) -> list[Place]:
    """All different critical points that Newton's method finds from the grid."""
    found: list[Place] = []
    for start in surface.starts():
        place = newton(surface, start)
        if place is not None and not any(distance(place, other) < mpf(10) ** -6 for other in found):
            found.append(place)
    return found


def distance(one: Place, other: Place) -> Any:
    """The largest difference of a coordinate."""
    return max(abs(x - y) for x, y in zip(one, other, strict=True))


def place_of(at: Mapping[str, Any], names: list[str]) -> Place:
    """The coordinates in the order of `names`."""
    return tuple(at[name] for name in names)


def right_kinds(surface: Surface, place: Place) -> set[str]:
    """The kinds that may be given to `place`, an empty set where it is not critical.

    By the signs of the eigenvalues of the Hessian where these are clear, else by values around; `corner` is right
    only where first differences of opposite directions do not cancel.
    """
    hessian = surface.hessian(place)
    curvatures = list(mp.eigsy(hessian, eigvals_only=True))
    largest = max(map(abs, curvatures))
    creased = largest > mpf(10) ** 6
    if not creased and mp.norm(surface.gradient(place)) > mpf(10) ** -9 * (1 + largest):
        return set()
    if not creased and min(map(abs, curvatures)) > mpf(10) ** -6 * (1 + largest):
        signs = {int(mp.sign(curvature)) for curvature in curvatures}
    else:
        signs = {int(mp.sign(surface(near) - surface(place))) for near in around(place)}
    kinds = KINDS[shape(signs)]
    return kinds if creased else kinds - {"corner"}


def around(place: Place) -> Iterator[Place]:
    """Points close by: in many directions, the diagonals among them, and on parabolas that touch the axes."""
    draw = random.Random(1)
    axes = [tuple(mpf(i == axis) for i in range(len(place))) for axis in range(len(place))]
    straight = [tuple(mpf(draw.uniform(-1, 1)) for _ in place) for _ in range(DIRECTIONS)]
    straight += [way for way in product((mpf(-1), mpf(0), mpf(1)), repeat=len(place)) if any(way)]
    bent = [(one, tuple(factor * x for x in two)) for one in axes for two in axes for factor in BENDS if one != two]
    for r in (mpf(10) ** -power for power in (2, 3, 4)):
        for along in straight:
            yield tuple(x + r * dx for x, dx in zip(place, along, strict=True))
        for along, across in bent:
            yield tuple(x + r * dx + r * r * ddx for x, dx, ddx in zip(place, along, across, strict=True))


def lies_on(place: Place, continuum: Continuum, names: list[str]) -> bool:
    """Whether `place` lies on the curve, by distances at many parameters and then ever closer to the nearest."""
    low, high = continuum.range

    def away(t: Any) -> Any:
        return distance(place, place_of(continuum.point(t), names))

    count = 60
    best = min((low + (high - low) * i / count for i in range(count + 1)), key=away)
    width = (high - low) / count
    while width > mpf(10) ** -8:
        best = min((best - width, best - width / 2, best, best + width / 2, best + width), key=away)
        width /= 2
    return bool(away(best) < mpf(10) ** -6)


def sampled_values(surface: Surface) -> list[Any]:
    """Values on a grid over the window with its boundary and, where no domain is stated, far out."""
    count = {2: 40, 3: 14}[len(surface.names)]
    axes = [[low + (high - low) * i / count for i in range(count + 1)] for low, high in surface.box]
    places = list(product(*axes))
    if surface.case.on is None:
        directions = list(product((-1, mpf("-0.3"), 0, mpf("0.4"), 1), repeat=len(surface.names)))
        places += [tuple(mpf(10) ** power * x for x in way) for way in directions for power in range(1, 10)]
    return [found for found in map(surface, places) if found is not None]


def problems(case: Case) -> list[str]:
    """What is wrong with the answers of a case of several variables, in sentences."""
    with mp.workdps(DIGITS):
        surface = Surface(case)
        corners = map(surface, product(*surface.box)) if case.on else ()
        return [*_wrong_points(surface), *wrong_extremes(case, sampled_values(surface), corners)]


def _wrong_points(surface: Surface) -> Iterator[str]:
    case, names = surface.case, surface.names
    listed = [place_of(point.at, names) for point in case.points]
    for point, place in zip(case.points, listed, strict=True):
        kinds = right_kinds(surface, place)
        if not kinds or not kinds >= set(point.kinds):
            yield f"{point.at} is {kinds or 'not critical'}, not {point.kinds}"
        elif not agree(surface(place), point.value):
            yield f"the value at {point.at} is {mp.nstr(surface(place), 15)}"
    for continuum in case.continua:
        for t in continuum.inside():
            if mp.norm(surface.gradient(place_of(continuum.point(t), names))) > mpf(10) ** -20:
                yield f"the gradient at {mp.nstr(t)} is not 0"
    for place in sampled_places(surface):
        known = any(distance(place, other) < mpf(10) ** -7 for other in listed)
        if not known and not any(lies_on(place, continuum, names) for continuum in case.continua):
            yield f"{[mp.nstr(x, 15) for x in place]} is not listed"

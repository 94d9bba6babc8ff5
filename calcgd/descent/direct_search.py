"""Searches that compare costs and ask for no derivative, of which a cost that is nan is the highest: the simplex."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import inf
from typing import NamedTuple

from calcgd.descent.problem import At, Point, Problem
from calcgd.descent.transforms import Direction, Finished, Transform
from calcgd.descent.wording import number

SMALLEST = 1e-15
"""No size is asked to become smaller than this times 1 + |variable|: rounding would keep it from ever getting there."""

_NOTICEABLE = 1e-12


class Trial(NamedTuple):
    """A cost and the point that has it; trials sort by their cost."""

    value: float
    x: Point


class Simplex(NamedTuple):
    """n + 1 corners, the lowest first, the lowest cost when they were last laid out, and how often that was."""

    corners: list[Trial]
    lowest: float
    layouts: int


def trying(problem: Problem) -> Callable[[Sequence[float]], Trial]:
    """A function that tries points: it brings them within the bounds and works out the cost there, nan being inf."""

    def tried(x: Sequence[float]) -> Trial:
        point = tuple(problem.project(x))
        value = problem.value(point)
        return Trial(inf if value != value else value, point)

    return tried


def towards(point: Sequence[float], at: At) -> Direction:
    """The step from an iterate to a point."""
    return [there - here for there, here in zip(point, at.x, strict=True)]


def ended(point: Sequence[float], at: At, reason: str) -> Direction | Finished:
    """The end of a search at a point; first one more step where rounding has left the iterate beside it."""
    return Finished(reason) if tuple(point) == tuple(at.x) else towards(point, at)


def nelder_mead(edge: float, tolerance: float) -> Transform:
    """Each update replaces the highest corner of a simplex of n + 1 points, or shrinks all of it to the lowest one, and
    steps to the lowest corner.

    Nelder and Mead, "A simplex method for function minimization" (1965), with the order of trials of Lagarias et al.
    (1998) and the factors of Gao and Han, "Implementing the Nelder-Mead simplex algorithm with adaptive parameters"
    (2012): reflect by 1, expand by 1 + 2/n, contract by 3/4 - 1/(2n), shrink by 1 - 1/n.

    The edges of the first simplex are `edge * (1 + |x|)` along each variable. As a simplex may collapse where the cost
    still falls (McKinnon 1998), a fresh one is laid out around its lowest corner when it is smaller than `tolerance *
    (1 + |x|)`, until that lowers the cost no more.
    """
    tolerance = max(tolerance, SMALLEST)

    def update(direction: Direction, simplex: Simplex | None, at: At) -> tuple[Direction | Finished, Simplex]:
        tried = trying(at.problem)
        if simplex is None:
            simplex = _laid_out(tried(at.x), edge, at.problem, 1)
        best = simplex.corners[0]
        size = _size(simplex.corners)
        if size > tolerance * (1 + max(map(abs, best.x))):
            simplex = simplex._replace(corners=_improved(simplex.corners, tried))
        elif simplex.layouts == 1 or simplex.lowest - best.value > _NOTICEABLE * (1 + abs(best.value)):
            simplex = _laid_out(best, edge, at.problem, simplex.layouts + 1)
        else:
            return ended(best.x, at, _end(size, simplex.layouts)), simplex
        return towards(simplex.corners[0].x, at), simplex

    return Transform(lambda n: None, update)


def _laid_out(corner: Trial, edge: float, problem: Problem, layouts: int) -> Simplex:
    """A simplex with edges along the variables, turned inwards where a bound is in the way."""
    tried, corners = trying(problem), [corner]
    for i, value in enumerate(corner.x):
        shifts = edge * (1 + abs(value)), -edge * (1 + abs(value))
        sides = [problem.project([*corner.x[:i], value + shift, *corner.x[i + 1 :]]) for shift in shifts]
        corners.append(tried(max(sides, key=lambda side, i=i: abs(side[i] - corner.x[i]))))
    return Simplex(sorted(corners), corner.value, layouts)


def _improved(corners: list[Trial], tried: Callable[[Sequence[float]], Trial]) -> list[Trial]:
    """The corners after one step of the method, the lowest first."""
    n = len(corners) - 1
    factor = max(n, 2)
    kept, highest = corners[:-1], corners[-1]
    centre = [sum(values) / n for values in zip(*(trial.x for trial in kept), strict=True)]

    def beyond(share: float) -> Trial:
        """The point so many times as far behind the centre as the highest corner is before it."""
        return tried([c + share * (c - h) for c, h in zip(centre, highest.x, strict=True)])

    reflected = beyond(1.0)
    if reflected.value < corners[0].value:
        return sorted([*kept, min(reflected, beyond(1 + 2 / factor), key=_cost)])
    if reflected.value < kept[-1].value:
        return sorted([*kept, reflected])
    contraction = 0.75 - 0.5 / factor
    contracted = beyond(contraction if reflected.value < highest.value else -contraction)
    if contracted.value < min(reflected.value, highest.value):
        return sorted([*kept, contracted])
    shrink, lowest = 1 - 1 / factor, corners[0]
    drawn = [[low + shrink * (a - low) for a, low in zip(trial.x, lowest.x, strict=True)] for trial in corners[1:]]
    return sorted([lowest, *map(tried, drawn)])


def _cost(trial: Trial) -> float:
    return trial.value


def _size(corners: list[Trial]) -> float:
    """How far the corners are from the lowest one, along the variable along which that is most."""
    lowest = corners[0].x
    return max(abs(a - b) for trial in corners[1:] for a, b in zip(trial.x, lowest, strict=True))


def _end(size: float, layouts: int) -> str:
    times = "once" if layouts == 2 else f"{layouts - 1} times"
    return f"the simplex has shrunk to {number(size)}, and again after being laid out afresh {times}"

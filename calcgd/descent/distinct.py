"""Which ends of many descents are the same point, and what each of these points is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import takewhile
from math import dist, inf

from calcgd.descent.contact import contact, corner
from calcgd.descent.curvature import PointKind, examine
from calcgd.descent.ends import End
from calcgd.descent.problem import At, Point, Problem
from calcgd.descent.status import Status
from calcgd.descent.verdict import stationary, unsettled

_BESIDE = 1e-6
_ROUNDING = 1e-12
_NEWTON_STEPS = 10


@dataclass(frozen=True)
class Found:
    """A point at which descents ended.

    point          where the descent with the lowest cost ended (the highest, where that was looked for), of those that
                   converged if any did
    value          the cost there
    gradient_norm  Euclidean, without what leads out of the bounds
    status         how the descents to there ended
    kind           what is proved of the point
    reason         that in a sentence
    count          how many of the starts led here
    restarts       how many descents from between or beside points found before led here
    start          where the descent began that ended at `point`
    spread         the largest distance between `point` and the other ends that were counted with it
    flat           whether the second derivatives do not tell exactly where the point is, so that all ends with the same
                   cost were counted as one: the bottom of a valley, or points that are not told apart
    """

    point: Point
    value: float
    gradient_norm: float
    status: Status
    kind: PointKind
    reason: str
    count: int
    restarts: int
    start: Point
    spread: float
    flat: bool


@dataclass
class Group:
    """Ends that are taken for the same point; `best` is the lowest of them.

    Ends within `radius` of it belong here; it is infinite where the second derivatives do not tell where the point is.
    """

    best: End
    radius: float
    ends: list[End] = field(default_factory=list)

    def holds(self, end: End) -> bool:
        """Whether an end is the same point.

        Where the cost is convex it differs between two points by no more than the larger slope times the distance.
        """
        distance = dist(end.x, self.best.x)
        if distance > self.radius:
            return False
        slope = max(end.gradient_norm, self.best.gradient_norm)
        return end.value - self.best.value <= slope * min(distance, _size(end)) + _ROUNDING * (1 + abs(end.value))


def grouped(problem: Problem, ends: Iterable[End], tolerance: float) -> list[Group]:
    """Ends that are the same point together, the lowest point first.

    Two ends are the same where they are no farther apart than some Newton steps (from a minimum a point is no farther
    than its slope divided by the least curvature) and their costs differ by no more than their slopes allow.
    """
    ordered = sorted(ends, key=lambda end: (end.value, end.x))
    steepest = max((end.gradient_norm for end in ordered), default=0.0)
    groups: list[Group] = []
    for end in ordered:
        lowest = end.value - steepest * _size(end) - _ROUNDING * (1 + abs(end.value))
        near = list(takewhile(lambda group, lowest=lowest: group.best.value >= lowest, reversed(groups)))
        group = next((group for group in near if group.radius < inf and group.holds(end)), None)
        if group is None:
            radius = _radius(problem, end, tolerance)
            group = next((group for group in near if group.radius == radius == inf and group.holds(end)), None)
            if group is None:
                group = Group(end, radius)
                groups.append(group)
        group.ends.append(end)
    return groups


def judged(problem: Problem, group: Group, tolerance: float) -> Found:
    """What a group of ends is."""
    best = min(group.ends, key=lambda end: (end.status is not Status.CONVERGED, end.value))
    small = best.gradient_norm <= tolerance
    verdict = (stationary if small else unsettled)(_at(problem, best), tolerance)
    restarts = sum(end.restart for end in group.ends)
    return Found(
        point=best.x,
        value=problem.sign * best.value,
        gradient_norm=best.gradient_norm,
        status=Status.STALLED if best.status is Status.CONVERGED and not verdict.near else best.status,
        kind=verdict.kind if problem.sign > 0 else verdict.kind.of_negative,
        reason=verdict.reason,
        count=len(group.ends) - restarts,
        restarts=restarts,
        start=best.start,
        spread=max(dist(end.x, best.x) for end in group.ends),
        flat=group.radius == inf,
    )


def _radius(problem: Problem, end: End, tolerance: float) -> float:
    """How far away other ends may be of descents to the same point; infinite where that is not known."""
    beside = _BESIDE * _size(end)
    if end.status is not Status.CONVERGED:
        return beside
    at = _at(problem, end)
    touch = contact(at, tolerance)
    moving = sorted(touch.free + touch.level)
    curvature = examine(at, moving) if moving else None
    if curvature is None:
        return beside
    if curvature.kind is PointKind.UNDECIDED:
        return inf if corner(at, touch.free, tolerance) is None else beside
    least = min(map(abs, curvature.eigenvalues))
    return beside + _NEWTON_STEPS * max(tolerance, end.gradient_norm) / least


def _at(problem: Problem, end: End) -> At:
    value, gradient = problem.value_and_gradient(end.x)
    return At(end.x, value, gradient, problem)


def _size(end: End) -> float:
    return 1 + max(map(abs, end.x))

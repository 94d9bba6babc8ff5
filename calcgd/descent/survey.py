"""What many descents found, told together: the points, how often each was reached, and what became of the rest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import inf
from typing import NamedTuple

from calcgd.descent.curvature import PointKind
from calcgd.descent.distinct import Found, Group, grouped, judged
from calcgd.descent.ends import End, usable
from calcgd.descent.problem import Bound, Point, Problem
from calcgd.descent.status import Status
from calcgd.descent.wording import number, place, words


class Ended(NamedTuple):
    """How many starts ended in some way, and of the one that came to the lowest cost its start, its end, the cost."""

    count: int
    start: Point
    point: Point
    value: float


class Origin(NamedTuple):
    """Where the starts of a search came from: a box, how many were wanted, the seed that makes them again."""

    box: tuple[Bound, ...]
    asked: int
    seed: int


@dataclass(frozen=True)
class Search:
    """What descents from many starts found.

    names     the variables
    origin    the box, how many starts were wanted, and their seed
    starts    how many there were: fewer if the search was broken off
    restarts  how many more descents were made from between and beside the points found
    found     the points where descents came to rest that are not shown to be no minimum, the lowest first; the lowest
              point of all also where the descent to it did not come to rest
    passed    the other stationary points: saddles and maxima
    ended     how many starts ended in each way
    unseen    an estimate of the part of the box from where descents lead to points that the starts did not (`unseen`)
    reason    what the lowest point is, and what is known of it, in sentences

    Where a maximum was looked for, lowest means highest, and what is found are maxima.
    """

    names: tuple[str, ...]
    origin: Origin
    starts: int
    restarts: int
    found: tuple[Found, ...]
    passed: tuple[Found, ...]
    ended: dict[Status, Ended]
    unseen: float
    reason: str


def unseen(groups: Iterable[Group]) -> float:
    """The expected part of a box from where descents lead to points not met yet: `w*(w + 1)/(n*(n - 1))` after n
    random starts that led to w distinct points, at most 1. In a flat place each end is a point of its own.

    Boender and Rinnooy Kan, "Bayesian stopping rules for multistart global optimization methods" (1987).
    """
    starts = distinct = 0
    for group in groups:
        count = sum(not end.restart for end in group.ends)
        starts += count
        distinct += count if group.radius == inf else min(count, 1)
    return min(1.0, distinct * (distinct + 1) / (starts * (starts - 1))) if starts > 1 else 1.0


def surveyed(problem: Problem, made: Sequence[End], origin: Origin, tolerance: float) -> Search:
    """The ends of all descents from an origin, sorted into points."""
    groups = grouped(problem, filter(_rests, made), tolerance)
    found, passed, flattened = _sorted_out(problem, groups, tolerance)
    found += _lower(problem, made, found, tolerance)
    starts = [end for end in made if not end.restart]
    search = Search(
        names=problem.names,
        origin=origin,
        starts=len(starts),
        restarts=len(made) - len(starts),
        found=tuple(sorted(found, key=lambda point: problem.sign * point.value)),
        passed=tuple(passed),
        ended=_ended(problem, starts, flattened),
        unseen=unseen(groups),
        reason="",
    )
    return replace(search, reason=_reason(problem, search))


def _rests(end: End) -> bool:
    return end.status in (Status.CONVERGED, Status.STALLED)


def _sorted_out(
    problem: Problem, groups: Iterable[Group], tolerance: float
) -> tuple[list[Found], list[Found], set[int]]:
    """What may be a minimum, what is not, and the ends that only seemed to converge, as the cost flattens out.

    Of points where descents only got no further those are kept that are proved to be minima, at corners.
    """
    sought = PointKind.MINIMUM if problem.sign > 0 else PointKind.MAXIMUM
    found: list[Found] = []
    passed: list[Found] = []
    flattened: set[int] = set()
    for group in groups:
        point = judged(problem, group, tolerance)
        if point.kind is sought or (point.status is Status.CONVERGED and point.kind is PointKind.UNDECIDED):
            found.append(point)
        elif point.status is Status.CONVERGED:
            passed.append(point)
        else:
            flattened.update(map(id, group.ends))
    return found, passed, flattened


def _lower(problem: Problem, made: Sequence[End], found: Sequence[Found], tolerance: float) -> list[Found]:
    """The lowest end of all, where it lies below what was found."""
    known = min((problem.sign * point.value for point in found), default=inf)
    lowest = min(filter(usable, made), key=lambda end: end.value, default=None)
    if lowest is None or not lowest.value < known:
        return []
    ends = [end for end in made if end.status is lowest.status]
    return [judged(problem, grouped(problem, ends, tolerance)[0], tolerance)]


def _ended(problem: Problem, starts: Iterable[End], flattened: set[int]) -> dict[Status, Ended]:
    kinds: dict[Status, list[End]] = {}
    for end in starts:
        kinds.setdefault(Status.STALLED if id(end) in flattened else end.status, []).append(end)
    told = {}
    for status, ends in kinds.items():
        lowest = min(ends, key=lambda end: end.value if end.value == end.value else inf)
        told[status] = Ended(len(ends), lowest.start, lowest.x, problem.sign * lowest.value)
    return told


def _reason(problem: Problem, search: Search) -> str:
    said = words(problem)
    ranges = zip(search.names, search.origin.box, strict=True)
    box = ", ".join(f"{name} = {number(low)}..{number(high)}" for name, (low, high) in ranges)
    tried = f"{search.starts} start{'s' * (search.starts != 1)} in the box {box}"
    if search.restarts:
        tried += f" and {search.restarts} more from between and beside the points found"
    if not search.found:
        return f"no point of rest was found from {tried}"
    lowest = search.found[0]
    is_one = lowest.kind is not PointKind.UNDECIDED
    what = f"a local {said.minimum}" if is_one else f"whether this is a {said.minimum} is not decided"
    reason = (
        f"the {said.lowest} found from {tried}: {number(lowest.value)} at {place(search.names, lowest.point)}, {what}"
    )
    running = search.ended.get(Status.DIVERGED)
    if running is not None and problem.sign * (running.value - lowest.value) < 0:
        return f"{reason}; but {running.count} descents {said.fell} without end"
    return reason

"""Search by many starts: descents from all over a box, and the distinct points where they ended, lowest first.

Nothing here claims more than was done: what is found is the lowest point from so many starts, and of the box no more
is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf, isfinite

from calcgd.descent.distinct import Found, grouped
from calcgd.descent.ends import AUTO, End, Way, alone, ends, usable
from calcgd.descent.leap import Watch
from calcgd.descent.problem import Bound, Point, Problem
from calcgd.descent.restarts import restarted
from calcgd.descent.sampling import stratified
from calcgd.descent.settings import Settings
from calcgd.descent.status import Status
from calcgd.descent.survey import Origin, Search, surveyed, unseen
from calcgd.errors import BadInput

_WORTH_RESTARTS = 1e-3
_POLISH, _POLISHED = Way("nelder-mead"), 5
_NEARBY_STARTS = 30
_NEARBY_REACH = 3.0


def search(
    problem: Problem,
    box: Sequence[Bound],
    count: int,
    way: Way,
    settings: Settings,
    watch: Watch | None = None,
) -> Search:
    """Descend from `count` points of a box, (low, high) for each variable, and say where that led.

    The starts are a stratified sample made from `settings.seed`; equal searches give equal results. `auto` gives a
    start only some hundred steps, goes on from the lowest ends that are no points of rest, and from between and beside
    the points found where these are so many that others are likely. `watch` is told
    (descents made, lowest cost so far) now and then and answers whether to go on. Bounds of the problem are kept by
    all descents; without them a descent may leave the box.

    Raises `BadInput` for a box that is none, and as `Run` does for the method, but never for numbers.
    """
    origin = Origin(_checked_box(problem, box, count), count, settings.seed)
    made: list[End] = []
    lowest = inf
    for some in _descents(problem, origin, way, settings):
        made += some
        lowest = min([lowest, *(end.value for end in some if usable(end))])
        if watch is not None and not watch(len(made), lowest):
            break
    return surveyed(problem, made, origin, settings.tolerance)


def nearby(problem: Problem, point: Point, reach: float, settings: Settings) -> tuple[Found, ...]:
    """The points of rest that a few descents find around a point, the lowest first: what else a descent might have led
    to from another start. They begin at most three times `reach` away along each variable.
    """
    bounds = problem.bounds or ((-inf, inf),) * len(point)
    wide = _NEARBY_REACH * max(reach, 1e-3)
    box = [(max(x - wide, low), min(x + wide, high)) for x, (low, high) in zip(point, bounds, strict=True)]
    return search(problem, box, _NEARBY_STARTS, Way(), settings).found


def _descents(problem: Problem, origin: Origin, way: Way, settings: Settings) -> Iterator[list[End]]:
    starts = [tuple(problem.project(x)) for x in stratified(origin.box, origin.asked, origin.seed)]
    made: list[End] = []
    for some in ends(problem, starts, way, settings):
        made += some
        yield some
    if way.method != AUTO:
        return
    groups = grouped(problem, filter(usable, made), settings.tolerance)
    if unseen(groups) > _WORTH_RESTARTS:
        for some in restarted(problem, origin.box, groups, way, settings):
            made += some
            yield some
    unsettled = (end for end in made if usable(end) and end.status is not Status.CONVERGED)
    for group in grouped(problem, unsettled, settings.tolerance)[:_POLISHED]:
        yield [alone(problem, group.best.x, _POLISH, settings)._replace(restart=True)]


def _checked_box(problem: Problem, box: Sequence[Bound], count: int) -> tuple[Bound, ...]:
    if count < 1:
        raise BadInput(f"at least one start is needed: {count}")
    if len(box) != len(problem.names):
        raise BadInput(f"the starts need a range for each of {', '.join(problem.names)}")
    for name, (low, high) in zip(problem.names, box, strict=True):
        if not (isfinite(low) and isfinite(high) and low <= high):
            raise BadInput(f"the starts need a range of numbers for {name}: {low:g}..{high:g}")
    return tuple(box)

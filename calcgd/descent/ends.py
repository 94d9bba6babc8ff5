"""Descents from many starts, of which only the ends are kept: in machine code side by side where that pays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import inf, isfinite
from time import perf_counter
from typing import NamedTuple

from calcgd.descent.drive import Run
from calcgd.descent.leap import WORTH_SECONDS
from calcgd.descent.machine import Machine
from calcgd.descent.methods import method_named
from calcgd.descent.problem import At, Point, Problem
from calcgd.descent.settings import Settings
from calcgd.descent.situation import Situation
from calcgd.descent.status import Status
from calcgd.descent.stopping import diverged, left_domain, target_reached
from calcgd.descent.trail import Trail

AUTO = "auto"

_STEPS_EXPECTED, _STEP_SECONDS = 300, 1e-5
"""So many steps a descent makes as a rule, and so long it takes for each beside what the gradient takes."""

_FIRST_STEPS, _CALL_SECONDS = 256, 0.05
_PATIENCE, _WORTH_WHILE = 20, 1e-9
"""A descent creeps when in so many steps the cost falls by no more than this part of it."""

_STEPS_EACH = 200

_ROUND = 12
"""A multiple of every period in which iterates are taken to repeat."""


class End(NamedTuple):
    """Where a descent from `start` ended, and how. The value is that of the problem, which is made small.

    `restart` says that the start came from points found before.
    """

    start: Point
    x: Point
    value: float
    gradient_norm: float
    status: Status
    restart: bool = False


class Way(NamedTuple):
    """How to descend: the name of a method or `auto`, and a learning rate (None: the method's own)."""

    method: str = AUTO
    rate: float | None = None


def usable(end: End) -> bool:
    """Whether the point is of any use: the descent to there did not run off or leave the domain."""
    return end.status not in (Status.DIVERGED, Status.LEFT_DOMAIN) and isfinite(end.value)


def ends(problem: Problem, starts: Sequence[Point], way: Way, settings: Settings) -> Iterator[list[End]]:
    """The ends of descents from all the starts in some order, some at a time, as soon as they are known.

    Raises `BadInput` as `Run` does.
    """
    settings = replace(settings, keep_path=False)
    if way.method != AUTO and starts:
        together = _Together(problem, starts[0], way, settings)
        if together.pays(len(starts)):
            return together.ends(starts)
    return ([alone(problem, start, way, settings)] for start in starts)


def alone(problem: Problem, start: Point, way: Way, settings: Settings) -> End:
    """The end of one descent.

    Of `auto` only what is quick is taken here: a descent that creeps has stalled, there are `_STEPS_EACH * (n + 1)`
    steps in n variables at most, and what would be tried after one that got no further, the search of a simplex, is for
    the lowest of many ends.
    """
    if way.method == AUTO:
        settings = replace(settings, max_steps=min(settings.max_steps, _STEPS_EACH * (len(start) + 1)))
    result, creeps = None, False
    for run in _runs(problem, start, way, settings):
        if creeps or (result is not None and run.method.ends_itself):
            break
        run.next_wanted = lambda steps: settings.max_steps
        creeps = given_up(run, way.method == AUTO and not run.method.ends_itself)
        result = run.result()
    assert result is not None
    status = Status.STALLED if creeps else result.status
    return End(start, result.point, problem.sign * result.value, result.gradient_norm, status)


def given_up(run: Run, impatient: bool) -> bool:
    """Go to the end of a run; if `impatient`, give it up where it creeps, and say whether that was done."""
    before = inf
    for row in run:
        if impatient and row.run % _PATIENCE == 0:
            lowest = run.trail.best.value
            if before - lowest <= _WORTH_WHILE * abs(lowest):
                return True
            before = lowest
    return False


def _runs(problem: Problem, start: Point, way: Way, settings: Settings) -> Iterator[Run]:
    if way.method != AUTO:
        return iter([Run(problem, start, way.method, way.rate, settings)])
    from calcgd.descent.auto import attempts

    return (run for _, run in attempts(problem, start, way.rate, settings))


class _Together:
    """All descents side by side in machine code; where one stops for a closer look, its end is read here."""

    def __init__(self, problem: Problem, start: Point, way: Way, settings: Settings) -> None:
        self._problem = problem
        self._way = way
        self._settings = settings
        self._rate = Run(problem, start, way.method, way.rate, settings).rate
        # Of what becomes of so many only the status is asked for, not the advice about learning rates.
        self._method = method_named(way.method)._replace(stability=None)
        self._transform = self._method.transform(self._rate, settings)
        self._first = self._situation(start)

    def pays(self, count: int) -> bool:
        """Whether the method is made for machine code, and so many descents are worth compiling it."""
        if not self._transform.kernel or self._problem.tree is None:
            return False
        began = perf_counter()
        self._problem.value_and_gradient(self._first.x)
        seconds = perf_counter() - began
        steps = count * min(_STEPS_EXPECTED, self._settings.max_steps)
        return steps * (seconds + _STEP_SECONDS) > WORTH_SECONDS

    def ends(self, starts: Sequence[Point]) -> Iterator[list[End]]:
        """Go on with all of them for ever longer stretches, and give those that have ended after each."""
        machine = Machine(self._problem, self._transform, self._settings, self._first)
        if not machine.available:
            yield from ([alone(self._problem, start, self._way, self._settings)] for start in starts)
            return
        going = [(start, self._situation(start)) for start in starts]
        made, stretch = 0, _FIRST_STEPS
        while going:
            asked = min(stretch, self._settings.max_steps - made)
            began = perf_counter()
            reached = machine.advance_all([situation for _, situation in going], asked)
            stretch = max(stretch, min(4 * stretch, int(asked * _CALL_SECONDS / (perf_counter() - began))))
            made += asked
            last = made == self._settings.max_steps
            now = list(zip(going, reached, strict=True))
            going = [(start, there) for (start, _), (there, steps) in now if steps == asked and not last]
            over = [(start, there, steps) for (start, _), (there, steps) in now if steps < asked or last]
            yield [self._end(machine, start, there, cut=steps == asked) for start, there, steps in over]

    def _situation(self, start: Point) -> Situation:
        return Situation(start, self._transform.init(len(start)), inf, start)

    def _end(self, machine: Machine, start: Point, there: Situation, cut: bool) -> End:
        """The end where the machine stopped; `cut` says that all steps that are allowed have been made."""
        x = tuple(there.x)
        at, first = (At(point, *self._problem.value_and_gradient(point), self._problem) for point in (x, start))
        trail = Trail(first, self._method, self._rate, self._settings)
        trail.arrive(at)
        stop = left_domain(trail) or diverged(trail) or target_reached(trail)
        if stop is not None:
            status = stop.status
        elif trail.norm <= self._settings.tolerance:
            status = Status.CONVERGED
        elif cut:
            status = _of_cycle(x, machine.advance(there, 1)[0].x, machine.advance(there, _ROUND)[0].x)
        elif self._stays(at, there):
            status = Status.STALLED
        else:
            return alone(self._problem, start, self._way, self._settings)
        return End(start, x, at.value, trail.norm, status)

    def _stays(self, at: At, there: Situation) -> bool:
        """Whether the next step is too small to be told from none, or is none."""
        direction, _ = self._transform.update(at.free_gradient, there.state, at)
        new = self._problem.project([a + d for a, d in zip(at.x, direction, strict=True)])
        small = self._settings.step_tolerance
        return not any(abs(b - a) > small * (1 + abs(a)) for a, b in zip(at.x, new, strict=True))


def _of_cycle(x: Sequence[float], after_one: Sequence[float], after_all: Sequence[float]) -> Status:
    """What a descent was doing that has made all its steps, from where further ones lead."""
    if not _equal(x, after_all, 1e-11):
        return Status.STEP_LIMIT
    return Status.STALLED if _equal(x, after_one, 1e-9) else Status.OSCILLATING


def _equal(x: Sequence[float], y: Sequence[float], accuracy: float) -> bool:
    return all(abs(a - b) <= accuracy * max(abs(a), abs(b)) for a, b in zip(x, y, strict=True))

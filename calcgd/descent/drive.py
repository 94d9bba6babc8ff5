"""The one loop. It owns iteration, stopping and what is kept; methods and tests only answer when asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import hypot, inf, isfinite, isnan
from operator import add, neg
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from calcgd.descent.curvature import PointKind
from calcgd.descent.method import Method
from calcgd.descent.methods import method_named
from calcgd.descent.problem import At, Point, Problem, Start, as_problem, coordinates
from calcgd.descent.settings import Settings
from calcgd.descent.situation import Situation
from calcgd.descent.stopping import Status, Stop, finished, no_direction, tests_for, unfinished
from calcgd.descent.trail import REMEMBERED, Trail
from calcgd.descent.transforms import Finished
from calcgd.errors import BadInput
from calcgd.expression import Expression
from calcgd.expression.nodes import Node

if TYPE_CHECKING:
    from calcgd.descent.leap import Leaper, Watch


class Iterate(NamedTuple):
    """One row of a descent: the `run`-th point (from 1), its cost and gradient, and the step from there.

    `step` is what is subtracted from x, or added where a maximum is looked for (learning rate times derivative in
    gradient descent), and `new_x` where that leads, within the bounds. Both are None in a last row, where the descent
    stopped at this point. Value, gradient and step are those of what somebody wants to make small or large.
    """

    run: int
    x: Point
    value: float
    gradient: Point
    step: Point | None
    new_x: Point | None


@dataclass(frozen=True)
class Descent:
    """How a descent went.

    `point` is the last one where the cost is a finite number (the start, if there is none), `value` and
    `gradient_norm` belong to it and are nan where they are not defined. `iterations` counts the updates of x,
    `point_kind` is None where the gradient is not small, `best` is the iterate with the lowest cost (the highest, where
    that was looked for), and `path` is empty unless it was asked for.
    """

    names: tuple[str, ...]
    method: str
    rate: float
    start: Point
    iterations: int
    point: Point
    value: float
    gradient_norm: float
    status: Status
    reason: str
    point_kind: PointKind | None
    best: Point
    best_value: float
    path: tuple[Iterate, ...]


class _Move(NamedTuple):
    step: Point
    new_x: Point


class Run:
    """A descent in progress: iterate over it for its rows as they come, then ask for its `result`.

    The result can be asked for at any time, so that a run which is broken off still tells what it has. Somebody who
    does not need every row sets `next_wanted`, which gives the number of the next row needed after a row: long
    stretches in between may then be made in machine code, bit for bit the same, and are passed over. `watch` is
    told about such stretches now and then (steps made, lowest cost so far); where it answers no, the run ends.
    `method` is a name in `methods.METHODS`, or a row like those there.

    Raises `BadInput` for an unknown method, a cost without variables or without what the method needs, a start of the
    wrong length, outside the bounds or with a number that is not finite, and a learning rate that is not positive.
    """

    def __init__(
        self,
        problem: Problem,
        start: Sequence[float],
        method: str | Method = "gd",
        rate: float | None = None,
        settings: Settings | None = None,
    ) -> None:
        self.problem = problem
        self.method = method_named(method) if isinstance(method, str) else method
        self.method_name = method if isinstance(method, str) else method.title
        self.rate = self.method.rate if rate is None else _checked_rate(rate)
        self.settings = settings or Settings()
        self.method.check(problem, self.settings)
        x = _checked_start(problem, start)
        self.trail = Trail(self._at(x), self.method, self.rate, self.settings)
        self.stop: Stop | None = None
        self.next_wanted: Callable[[int], int] | None = None
        self.watch: Watch | None = None
        self._transform = self.method.transform(self.rate, self.settings)
        self._state = self._transform.init(len(x))
        self._leaper: Leaper | None = None
        self._path: list[Iterate] = []
        self._rows = self._kept_rows() if self.settings.keep_path else self._descend()

    def __iter__(self) -> Iterator[Iterate]:
        return self._rows

    def result(self) -> Descent:
        """What is known so far; a run that has not come to its end is told as one cut short."""
        trail = self.trail
        stop = self.stop or Stop(Status.STEP_LIMIT, f"interrupted at step {trail.steps}{unfinished(trail)}")
        last = next((at for at in reversed(trail.recent) if isfinite(at.value)), trail.start)
        sign = self.problem.sign
        return Descent(
            names=self.problem.names,
            method=self.method_name,
            rate=self.rate,
            start=tuple(trail.start.x),
            iterations=trail.steps,
            point=tuple(last.x),
            value=sign * last.value,
            gradient_norm=hypot(*last.free_gradient),
            status=stop.status,
            reason=stop.reason,
            point_kind=stop.kind and (stop.kind if sign > 0 else stop.kind.of_negative),
            best=tuple(trail.best.x),
            best_value=sign * trail.best.value,
            path=tuple(self._path),
        )

    def _kept_rows(self) -> Iterator[Iterate]:
        for row in self._descend():
            self._path.append(row)
            yield row

    def _descend(self) -> Iterator[Iterate]:
        trail, tests = self.trail, tests_for(self.method, self.settings)
        seconds, began, passed_over = 0.0, perf_counter(), False
        while True:
            at = trail.now
            stop = None if passed_over else next(filter(None, (test(trail) for test in tests)), None)
            move = stop or self._move(at)
            if isinstance(move, Stop):
                self.stop = move
                if move.status is not Status.STEP_LIMIT and isfinite(at.value):
                    yield self._row(at, None)
                return
            seconds += perf_counter() - began
            broken_off = self._leaper is not None and self._leaper.broken_off
            if not broken_off or len(trail.recent) == REMEMBERED:
                yield self._row(at, move)
                if broken_off:
                    return
            began = perf_counter()
            trail.arrive(self._at(move.new_x))
            passed_over = self.next_wanted is not None and self._leap(self.next_wanted(trail.steps), seconds)

    def _move(self, at: At) -> _Move | Stop:
        direction, self._state = self._transform.update(at.free_gradient, self._state, at)
        if isinstance(direction, Finished):
            return finished(self.trail, direction.reason)
        new_x = tuple(self.problem.project(tuple(map(add, at.x, direction))))
        if not hypot(*new_x) < inf and any(map(isnan, new_x)):
            return no_direction(self.trail)
        return _Move(tuple(0.0 - d for d in direction), new_x)

    def _row(self, at: At, move: _Move | None) -> Iterate:
        def shown(values: Sequence[float]) -> Point:
            return tuple(values) if self.problem.sign > 0 else tuple(map(neg, values))

        step, new_x = (None, None) if move is None else (shown(move.step), move.new_x)
        value = self.problem.sign * at.value
        return Iterate(self.trail.steps + 1, tuple(at.x), value, shown(at.gradient), step, new_x)

    def _leap(self, wanted: int, seconds: float) -> bool:
        """Whether steps up to the row `wanted` have been passed over; `seconds` is what the run has taken so far."""
        trail = self.trail
        goal = min(wanted - 1, self.settings.max_steps - REMEMBERED)
        if self._leaper is None:
            from calcgd.descent.leap import Leaper

            self._leaper = Leaper(self.problem, self._transform, self.settings)
        if not self._leaper.pays(trail.steps, seconds, goal):
            return False
        here = Situation(trail.now.x, self._state, trail.best.value, trail.best.x)
        there, steps = self._leaper.leap(here, trail.steps, goal, self.watch)
        if steps == trail.steps:
            return False
        self._state = there.state
        best = trail.best if there.best_x == tuple(trail.best.x) else self._at(there.best_x)
        trail.leap(self._at(there.x), steps, best)
        return True

    def _at(self, x: Sequence[float]) -> At:
        return At(x, *self.problem.value_and_gradient(x), self.problem)


def descend(
    problem: Problem | Expression | Node | str,
    start: Start,
    method: str = "gd",
    rate: float | None = None,
    settings: Settings | None = None,
) -> Descent:
    """Minimise a cost, given as text, tree or `Problem`, from `start` and tell how it went.

    `start` is a number for each variable: by name, in alphabetical order of the names, or alone where there is one
    variable. Raises `BadInput` as `Run` does, and what `parse` raises for a text.
    """
    problem = as_problem(problem)
    run = Run(problem, coordinates(problem.names, start), method, rate, settings)
    for _ in run:
        pass
    return run.result()


def _checked_rate(rate: float) -> float:
    if not (isfinite(rate) and rate > 0):
        raise BadInput(
            f"the learning rate must be a positive number: {rate:g}",
            hint="the descent goes against the gradient by itself, no minus sign is needed" if rate < 0 else None,
        )
    return float(rate)


def _checked_start(problem: Problem, start: Sequence[float]) -> Point:
    count = len(problem.names)
    if not count:
        raise BadInput("the cost has no variable, so there is nothing to descend along")
    if len(start) != count:
        values = "1 start value" if len(start) == 1 else f"{len(start)} start values"
        variables = "1 variable" if count == 1 else f"{count} variables"
        raise BadInput(f"{values} for {variables} ({', '.join(problem.names)})")
    for name, value in zip(problem.names, start, strict=True):
        if not isfinite(value):
            raise BadInput(f"the start value of {name} must be a finite number: {value:g}")
    ends = problem.bounds or ()
    for name, value, (lowest, highest) in zip(problem.names, start, ends, strict=False):
        if not lowest <= value <= highest:
            raise BadInput(f"the start {name} = {value:g} is outside its bounds {lowest:g}..{highest:g}")
    return tuple(map(float, start))

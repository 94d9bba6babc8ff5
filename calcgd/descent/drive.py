"""The one loop. It owns iteration, stopping and what is kept; methods and tests only answer when asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import hypot, inf, isfinite, isnan
from operator import add, neg
from typing import NamedTuple

from calcgd.descent.curvature import PointKind
from calcgd.descent.methods import method_named
from calcgd.descent.problem import At, Point, Problem, Start, as_problem, coordinates
from calcgd.descent.settings import Settings
from calcgd.descent.stopping import Status, Stop, no_direction, tests_for, unfinished
from calcgd.descent.trail import Trail
from calcgd.errors import BadInput
from calcgd.expression import Expression
from calcgd.expression.nodes import Node


class Iterate(NamedTuple):
    """One row of a descent: the `run`-th point (from 1), its cost and gradient, and the step from there.

    `step` is what is subtracted from x (learning rate times derivative in gradient descent) and `new_x` where
    that leads. Both are None in a last row, where the descent stopped at this point.
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
    `point_kind` is None where the gradient is not small, and `path` is empty unless it was asked for.
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
    path: tuple[Iterate, ...]


class Run:
    """A descent in progress: iterate over it for its rows as they come, then ask for its `result`.

    The result can be asked for at any time, so that a run which is broken off still tells what it has.
    Raises `BadInput` for an unknown method, a cost without variables, a start of the wrong length or with a number
    that is not finite, and a learning rate that is not a positive number.
    """

    def __init__(
        self,
        problem: Problem,
        start: Sequence[float],
        method: str = "gd",
        rate: float | None = None,
        settings: Settings | None = None,
    ) -> None:
        self.problem = problem
        self.method_name = method
        self.method = method_named(method)
        self.rate = self.method.rate if rate is None else _checked_rate(rate)
        self.settings = settings or Settings()
        if self.method.needs_hessian and problem.hessian is None:
            raise BadInput(f"{self.method.title} needs second derivatives, which this cost does not have")
        x = _checked_start(problem, start)
        self.trail = Trail(At(x, *problem.value_and_gradient(x), problem), self.method, self.rate, self.settings)
        self.stop: Stop | None = None
        self._path: list[Iterate] = []
        self._rows = self._kept_rows() if self.settings.keep_path else self._descend()

    def __iter__(self) -> Iterator[Iterate]:
        return self._rows

    def result(self) -> Descent:
        """What is known so far; a run that has not come to its end is told as one cut short."""
        trail = self.trail
        stop = self.stop or Stop(Status.STEP_LIMIT, f"interrupted at step {trail.steps}{unfinished(trail)}")
        last = next((at for at in reversed(trail.recent) if isfinite(at.value)), trail.start)
        return Descent(
            names=self.problem.names,
            method=self.method_name,
            rate=self.rate,
            start=trail.start.x,
            iterations=trail.steps,
            point=last.x,
            value=last.value,
            gradient_norm=hypot(*last.gradient),
            status=stop.status,
            reason=stop.reason,
            point_kind=stop.kind,
            path=tuple(self._path),
        )

    def _kept_rows(self) -> Iterator[Iterate]:
        for row in self._descend():
            self._path.append(row)
            yield row

    def _descend(self) -> Iterator[Iterate]:
        trail, tests, problem = self.trail, tests_for(self.settings), self.problem
        evaluate = problem.value_and_gradient
        init, update = self.method.recipe(self.rate, self.settings)
        state = init(len(trail.start.x))
        while True:
            at = trail.now
            for test in tests:
                stop = test(trail)
                if stop is not None:
                    self.stop = stop
                    if stop.status is not Status.STEP_LIMIT and isfinite(at.value):
                        yield Iterate(trail.steps + 1, at.x, at.value, at.gradient, None, None)
                    return
            direction, state = update(at.gradient, state, at)
            new_x = tuple(map(add, at.x, direction))
            if not hypot(*new_x) < inf and any(map(isnan, new_x)):
                self.stop = no_direction(trail)
                yield Iterate(trail.steps + 1, at.x, at.value, at.gradient, None, None)
                return
            yield Iterate(trail.steps + 1, at.x, at.value, at.gradient, tuple(map(neg, direction)), new_x)
            value, gradient = evaluate(new_x)
            trail.arrive(At(new_x, value, gradient, problem))


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
    return tuple(map(float, start))

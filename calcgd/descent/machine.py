"""The steps of a method as one loop in machine code: what the kernels and transforms write when they are traced."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from calcgd.descent.problem import At, Problem
from calcgd.descent.settings import Settings
from calcgd.descent.situation import Situation
from calcgd.descent.stopping import OVERFLOW, target_slack
from calcgd.descent.transforms import Transform
from calcgd.numeric.arithmetic import Traced, dot, place, select
from calcgd.numeric.tape import Tape


class Machine:
    """Repeats a method's steps on a problem in machine code, until something happens that needs a closer look."""

    def __init__(self, problem: Problem, transform: Transform, settings: Settings, first: Situation) -> None:
        """`first` says what a situation looks like. Check `available` before anything else is asked."""
        from calcgd.numeric.llvm import Loop, compilable

        self._first = first
        tape = Tape(tuple(f"s{i}" for i in range(len(first.numbers()))))
        now = first.like([Traced(tape, index) for index in tape.inputs.values()])
        carried, alarm = _step(problem, transform, settings, now)
        outputs = [place(tape, value) for value in carried.numbers()]
        self.size = len(tape.code)
        self.available = compilable(tape, [*outputs, alarm.index])
        self._loop = Loop(tape, outputs, alarm.index) if self.available else None

    def advance(self, situation: Situation, steps: int) -> tuple[Situation, int]:
        """Make at most so many steps; fewer where the next one, or what follows from the point, needs a closer look."""
        assert self._loop is not None
        numbers, made = self._loop.run(situation.numbers(), steps)
        return self._first.like(numbers), made

    def advance_all(self, situations: Sequence[Situation], steps: int) -> list[tuple[Situation, int]]:
        """The same for many at once, on all processors."""
        assert self._loop is not None
        numbers, made = self._loop.run_many([situation.numbers() for situation in situations], steps)
        return [(self._first.like(row), count) for row, count in zip(numbers, made, strict=True)]


def _step(problem: Problem, transform: Transform, settings: Settings, now: Situation) -> tuple[Situation, Any]:
    """One step, and the alarm: the condition under which the stopping tests may have something to say before it."""
    value, gradient = problem.value_and_gradient(now.x)
    at = At(now.x, value, gradient, problem)
    slope = at.free_gradient
    direction, state = transform.update(slope, now.state, at)
    new_x = problem.project([a + d for a, d in zip(now.x, direction, strict=True)])
    lower = value < now.best
    best_x = tuple(select(lower, a, b) for a, b in zip(now.x, now.best_x, strict=True))
    quiet = _quiet(at, slope, new_x, settings)
    return Situation(new_x, state, select(lower, value, now.best), best_x), quiet.opposite()


def _quiet(at: At, slope: Sequence[Any], new_x: Sequence[Any], settings: Settings) -> Any:
    square, n = dot(slope, slope), len(slope)
    quiet = (square > settings.tolerance**2 * (1 + 1e-9)) & (square < OVERFLOW) & (abs(at.value) < OVERFLOW)
    for coordinate in at.x:
        quiet = quiet & (abs(coordinate) < OVERFLOW / n)
    if settings.target_cost is not None:
        quiet = quiet & (at.value > settings.target_cost + 2 * target_slack(settings.target_cost))
    moved: Any = None
    for new, old in zip(new_x, at.x, strict=True):
        far = abs(new - old) > settings.step_tolerance * (1 + abs(old))
        moved = far if moved is None else moved | far
    return quiet & moved

"""Leaps of a long run: the steps that nobody looks at are made in machine code, in the very same bits.

What a leap passes over is only what no stopping test would have ended. Where something may have happened, it stops
short of it, so that the reference kernels go there step by step and the tests see all they remember.
"""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

from calcgd.descent.machine import Machine
from calcgd.descent.problem import Problem
from calcgd.descent.settings import Settings
from calcgd.descent.situation import Situation
from calcgd.descent.trail import REMEMBERED, next_look_for_cycles
from calcgd.descent.transforms import Transform

WORTH_SECONDS = 0.06
"""Loading the compiler and compiling a small loop takes about this long."""

_LONGEST_CALL = 0.05
_FIRST_STEPS, _MOST_STEPS = 1_000, 1 << 24
_SHORTEST = 64
_ROUND = 12
"""A multiple of every period that the tests look for."""

Watch = Callable[[int, float], bool]
"""Told (steps made, lowest cost so far) every fraction of a second; answers whether to go on."""


class Leaper:
    """Decides when machine code pays for a run, and leaps; `broken_off` says that the run is not to go on."""

    def __init__(self, problem: Problem, transform: Transform, settings: Settings) -> None:
        self._problem = problem
        self._transform = transform
        self._settings = settings
        self._machine: Machine | None = None
        self._refused = not transform.kernel or problem.tree is None
        self._not_before = 0
        self.broken_off = False
        self._call_steps = _FIRST_STEPS

    def pays(self, steps: int, seconds: float, goal: int) -> bool:
        """Whether to leap from step `steps`, reached by the reference kernels in `seconds`, towards `goal`."""
        if (
            self._refused
            or goal - steps < _SHORTEST
            or steps < self._not_before
            or next_look_for_cycles(steps) == steps + 1
        ):
            return False
        if self._machine is not None:
            return True
        rest = (self._settings.max_steps - steps) * seconds / max(steps, 1)
        return seconds > WORTH_SECONDS / 10 and rest > WORTH_SECONDS

    def leap(self, situation: Situation, steps: int, goal: int, watch: Watch | None) -> tuple[Situation, int]:
        """Go on from step `steps` to at most `goal`: where the run is then, and its step.

        No test has anything to say of that point. Where it is not the goal, one may have within the next steps.
        """
        machine = self._ready(situation)
        landing = _clear_of_looks(goal)
        if machine is None or landing <= steps:
            return situation, steps
        safe = situation, steps
        while steps < landing:
            look = next_look_for_cycles(steps)
            ahead = look - _ROUND - steps
            asked = min(self._call_steps, landing - steps, ahead if ahead > 0 else look - steps)
            began = perf_counter()
            new, made = machine.advance(situation, asked)
            self._measure(asked, made, perf_counter() - began)
            arrived = steps + made
            alarmed = made < asked or (arrived == landing and machine.advance(new, 1)[1] == 0)
            self.broken_off = watch is not None and not watch(arrived, new.best)
            if alarmed or self.broken_off or _goes_round(situation, new, asked):
                return self._back(machine, safe, (situation, steps), arrived)
            safe = (situation, steps) if asked > REMEMBERED + _ROUND else safe
            situation, steps = new, arrived
        return situation, steps

    def _ready(self, situation: Situation) -> Machine | None:
        if self._machine is None and not self._refused:
            machine = Machine(self._problem, self._transform, self._settings, situation)
            self._refused = not machine.available
            self._machine = machine if machine.available else None
        return self._machine

    def _measure(self, asked: int, made: int, seconds: float) -> None:
        if made == asked == self._call_steps:
            self._call_steps = max(_SHORTEST, min(_MOST_STEPS, 10 * made, int(made * _LONGEST_CALL / seconds)))

    def _back(
        self, machine: Machine, safe: tuple[Situation, int], last: tuple[Situation, int], event: int
    ) -> tuple[Situation, int]:
        """The situation `REMEMBERED` steps and a round before an event, or the latest one known before that."""
        self._not_before = event + 2 * _ROUND
        wanted = event - REMEMBERED - _ROUND
        situation, steps = last if last[1] <= wanted else safe
        situation, made = machine.advance(situation, max(0, wanted - steps))
        return situation, steps + made


def _clear_of_looks(goal: int) -> int:
    """The goal, or a step before it where a look for cycles follows: the reference kernels go there."""
    look = next_look_for_cycles(goal - 1)
    before = look - REMEMBERED - _ROUND
    return before if goal > before else goal


def _goes_round(before: Situation, now: Situation, steps: int) -> bool:
    """Whether a round of steps, made up to where cycles are looked for, may have led back to where it began."""
    if steps != _ROUND:
        return False
    return all(abs(a - b) <= 1e-11 * max(abs(a), abs(b)) for a, b in zip(before.x, now.x, strict=True))

"""The last iterates of a running descent: what stopping tests look at. It judges nothing."""

from __future__ import annotations

from collections import deque
from itertools import pairwise
from math import hypot

from calcgd.descent.method import Method
from calcgd.descent.problem import At, Problem
from calcgd.descent.settings import Settings

REMEMBERED = 13
KEPT = 64
"""So many iterates, spread over the whole descent, are kept at most."""

_EVERY_STEP_UP_TO = 256


def next_look_for_cycles(steps: int) -> int:
    """The next step at which to look whether the iterates repeat: at first every one, then eight in every doubling."""
    spacing = 1 if steps < _EVERY_STEP_UP_TO else 1 << (steps.bit_length() - 4)
    return (steps // spacing + 1) * spacing


class Trail:
    """Where a descent is and where it was just before.

    `now` and `before` are the last two situations (`before` is None at the start), `recent` the last few with
    `now` at the end, `start` the first, `best` the one with the lowest cost of all; `norm` is the Euclidean norm of
    the free gradient now, `steps` the number of updates made so far. `kept` holds some iterates from all along the
    way, the start first, with the numbers of steps made before them.
    """

    __slots__ = (
        "_next_kept", "_spacing", "before", "best", "kept", "method", "norm", "now", "problem", "rate", "recent",
        "settings", "start", "steps",
    )  # fmt: skip

    def __init__(self, start: At, method: Method, rate: float, settings: Settings) -> None:
        self.problem: Problem = start.problem
        self.method = method
        self.rate = rate
        self.settings = settings
        self.start = start
        self.now = start
        self.best = start
        self.norm = hypot(*start.free_gradient)
        self.before: At | None = None
        self.recent: deque[At] = deque((start,), REMEMBERED)
        self.steps = 0
        self.kept = [(0, start)]
        self._next_kept = self._spacing = 1

    def arrive(self, at: At) -> None:
        """One more update has been made, and it led to `at`."""
        self.before = self.now
        self.now = at
        if at.value < self.best.value or self.best.value != self.best.value:
            self.best = at
        self.norm = hypot(*at.free_gradient)
        self.recent.append(at)
        self.steps += 1
        if self.steps >= self._next_kept:
            self._keep(at)

    def leap(self, at: At, steps: int, best: At) -> None:
        """Steps have been made that are not remembered, and they led to `at`."""
        self.before = None
        self.now = at
        self.best = best
        self.norm = hypot(*at.free_gradient)
        self.recent = deque((at,), REMEMBERED)
        self.steps = steps
        if steps >= self._next_kept:
            self._keep(at)

    def _keep(self, at: At) -> None:
        """Every iterate at first. When there are too many every second one goes, and new ones come half as often."""
        self.kept.append((self.steps, at))
        if len(self.kept) > KEPT:
            del self.kept[1::2]
            self._spacing = max(2 * self._spacing, 2 * self.steps // KEPT)
        self._next_kept = self.steps + self._spacing

    def moves(self) -> list[tuple[float, ...]]:
        """The recent steps, oldest first: each iterate minus the one before."""
        return [tuple(b - a for a, b in zip(first.x, second.x, strict=True)) for first, second in pairwise(self.recent)]

"""The last iterates of a running descent: what stopping tests look at. It judges nothing."""

from __future__ import annotations

from collections import deque
from itertools import pairwise
from math import hypot

from calcgd.descent.methods import Method
from calcgd.descent.problem import At, Problem
from calcgd.descent.settings import Settings

REMEMBERED = 13


class Trail:
    """Where a descent is and where it was just before.

    `now` and `before` are the last two situations (`before` is None at the start), `recent` the last few with
    `now` at the end, `start` the first; `norm` is the Euclidean norm of the gradient now, `steps` the number of
    updates made so far.
    """

    __slots__ = ("before", "method", "norm", "now", "problem", "rate", "recent", "settings", "start", "steps")

    def __init__(self, start: At, method: Method, rate: float, settings: Settings) -> None:
        self.problem: Problem = start.problem
        self.method = method
        self.rate = rate
        self.settings = settings
        self.start = start
        self.now = start
        self.norm = hypot(*start.gradient)
        self.before: At | None = None
        self.recent: deque[At] = deque((start,), REMEMBERED)
        self.steps = 0

    def arrive(self, at: At) -> None:
        """One more update has been made, and it led to `at`."""
        self.before = self.now
        self.now = at
        self.norm = hypot(*at.gradient)
        self.recent.append(at)
        self.steps += 1

    def moves(self) -> list[tuple[float, ...]]:
        """The recent steps, oldest first: each iterate minus the one before."""
        return [tuple(b - a for a, b in zip(first.x, second.x, strict=True)) for first, second in pairwise(self.recent)]

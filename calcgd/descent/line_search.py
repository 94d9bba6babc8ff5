"""How far to go along a direction: far enough down, and no further than where the cost begins to rise again."""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot, inf, isfinite, sqrt
from operator import sub
from typing import NamedTuple

from calcgd.descent.problem import At
from calcgd.descent.rounding import blur
from calcgd.descent.transforms import Finished
from calcgd.descent.vectors import dot

_ENOUGH = 1e-4
"""The part of the fall foretold by the slope at the start that a step must bring at least (Armijo 1966)."""

NO_FURTHER = Finished("no step was found that leads to a lower cost")

_FEW, _MANY = 4, 60
_NEAREST, _FURTHEST = 1.1, 10.0
_MARGIN = 0.1
_CLOSER = 0.9
"""What part of the gradient may be left after a step whose fall is lost in rounding."""


class Trial(NamedTuple):
    """A point of an arc.

    `step` is what is added to x to get there, `slope` is that of the cost along the arc, `norm` that of the gradient
    without what leads out of the bounds, and `foretold` the change of the cost if it went on as it began.
    """

    length: float
    step: Sequence[float]
    value: float
    slope: float
    norm: float
    foretold: float


class Arc:
    """The points `project(x + length*direction)` for lengths from zero: a straight line but for the bounds.

    Bertsekas, "Projected Newton methods for optimization problems with simple constraints" (1982).
    """

    def __init__(self, at: At, direction: Sequence[float]) -> None:
        self.at = at
        self.direction = direction
        self.start = self._trial(0.0, at.x, at.value, at.gradient)

    def trial(self, length: float) -> Trial:
        """The situation at a length; where the cost or its gradient is not defined, the cost counts as infinite."""
        problem = self.at.problem
        x = problem.project(tuple(a + length * d for a, d in zip(self.at.x, self.direction, strict=True)))
        value, gradient = problem.value_and_gradient(x)
        if not (isfinite(value) and all(map(isfinite, gradient))):
            return Trial(length, (), inf, inf, inf, 0.0)
        return self._trial(length, x, value, gradient)

    def _trial(self, length: float, x: Sequence[float], value: float, gradient: Sequence[float]) -> Trial:
        at, problem, moving = self.at, self.at.problem, self.direction
        step = moved = [length * d for d in moving]
        if problem.bounds is not None:
            moved = list(map(sub, x, at.x))
            moving = [
                d if (d > 0.0 and a < high) or (d < 0.0 and a > low) else 0.0
                for a, d, (low, high) in zip(x, moving, problem.bounds, strict=True)
            ]
        norm = hypot(*problem.free_gradient(x, gradient))
        return Trial(length, step, value, dot(gradient, moving), norm, dot(at.gradient, moved))


def armijo(arc: Arc, first: float) -> Trial | None:
    """The first of the lengths `first`, `first/2`, `first/4`, ... that brings the cost down by enough.

    Armijo (1966); Nocedal and Wright, "Numerical Optimization", algorithm 3.1. Where rounding blurs all of the fall,
    a shorter gradient tells that a step leads down. None where no length is left that moves x.
    """
    return _halved(arc, first, 0.0) or _halved(arc, first, blur(arc.at))


def wolfe(arc: Arc, first: float, flatter: float = 0.9) -> Trial | None:
    """A length that brings the cost down by enough and at which the slope is at most `flatter` times the first one.

    The strong Wolfe conditions, by bracketing and cubic interpolation (Nocedal and Wright, "Numerical Optimization",
    algorithms 3.5 and 3.6). Where rounding blurs all of the fall, the slope alone decides (in the spirit of the
    approximate Wolfe conditions of Hager and Zhang, "A new conjugate gradient method", 2005). Where the cost has a
    corner, so that no length meets the second condition, the length before it. None where nothing leads down.
    """
    if not arc.start.slope < 0.0:
        return None
    met, _ = _bracketed(arc, first, flatter, 0.0, _FEW)
    if met is not None:
        return met
    met, low = _bracketed(arc, first, flatter, blur(arc.at), _MANY)
    return met or (low if low.value < arc.start.value else None)


def first_length(first: float, gradient: Sequence[float]) -> float:
    """The factor of the gradient by which to move where nothing else is known: `first`, but no further than `first`."""
    return first / max(1.0, hypot(*gradient))


def _halved(arc: Arc, length: float, blurred: float) -> Trial | None:
    start = arc.start
    while any(x + length * d != x for x, d in zip(arc.at.x, arc.direction, strict=True)):
        trial = arc.trial(length)
        if trial.value < start.value and trial.value <= start.value + _ENOUGH * trial.foretold:
            return trial
        if abs(trial.value - start.value) <= blurred and trial.norm < _CLOSER * start.norm:
            return trial
        length /= 2
    return None


def _bracketed(arc: Arc, length: float, flatter: float, blurred: float, trials: int) -> tuple[Trial | None, Trial]:
    """A trial that meets the conditions, if one does, and the best one that brings the cost down by enough.

    Between `low` and `high` there are lengths that meet them; `high` is None as long as the cost keeps falling.
    """
    start = low = arc.start
    high: Trial | None = None
    for _ in range(trials):
        trial = arc.trial(length)
        told = abs(trial.value - start.value) > blurred
        if told and (trial.value > start.value + _ENOUGH * trial.foretold or trial.value >= low.value):
            high = trial
        elif abs(trial.slope) <= flatter * -start.slope:
            return trial, trial
        else:
            ahead = 1.0 if high is None else high.length - trial.length
            before, low = low, trial
            if trial.slope * ahead >= 0:
                high = before
            elif high is None:
                length = _beyond(before, trial)
        if high is not None:
            length = _between(low, high, told)
            if length in (low.length, high.length):
                break
    return None, low


def _beyond(before: Trial, trial: Trial) -> float:
    """Where the slope would vanish if it went on changing as it did, not too near and not too far."""
    change = trial.slope - before.slope
    wanted = trial.length - trial.slope * (trial.length - before.length) / change if change > 0 else inf
    return min(max(wanted, _NEAREST * trial.length), _FURTHEST * trial.length)


def _between(low: Trial, high: Trial, told: bool) -> float:
    """Where the cubic through two trials is lowest; where costs are blurred, the parabola with their slopes."""
    width = high.length - low.length
    if high.value == inf:
        return low.length + _MARGIN * width
    change = (high.slope - low.slope) * width
    if told:
        bent = (low.slope + high.slope) * width - 3 * (high.value - low.value)
        root = sqrt(max(0.0, bent * bent - low.slope * high.slope * width * width))
        part = 1 - _ratio(high.slope * width + root - bent, change + 2 * root)
    else:
        part = -_ratio(low.slope * width, change)
    return low.length + min(max(part, _MARGIN), 1 - _MARGIN) * width


def _ratio(a: float, b: float) -> float:
    return a / b if b else 0.5

"""From where a descent has converged on to the minimum itself, as near as floats come."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import hypot, inf

from calcgd.descent.problem import Problem
from calcgd.descent.wording import number
from calcgd.errors import counted

_STEPS = 4
"""Steps at the most: each doubles the number of right digits, of which a descent leaves at least a few."""

Step = Callable[[Problem, Sequence[float], Sequence[bool]], Sequence[float]]
"""From a problem, a point and which of its variables are free to what is to be added; zero for the others."""


def newton_step(problem: Problem, x: Sequence[float], free: Sequence[bool]) -> Sequence[float]:
    """To where a quadratic with these derivatives is stationary; zero where that is not known."""
    import numpy as np

    moved, step = np.array(free), np.zeros(len(x))
    if problem.hessian is not None and moved.any():
        slopes = -np.array(problem.value_and_gradient(x)[1])[moved]
        try:
            step[moved] = np.linalg.solve(np.array(problem.hessian(x))[np.ix_(moved, moved)], slopes)
        except np.linalg.LinAlgError:
            step[:] = 0.0
    return step.tolist()


def settled(problem: Problem, x: Sequence[float], step: Step = newton_step) -> tuple[Sequence[float], str]:
    """The point after some steps, taken as long as they make the gradient smaller, and a sentence on them.

    Variables on a bound stay there. The sentence is empty where no step was taken.
    """
    limits = problem.bounds or ((-inf, inf),) * len(x)
    free = [value not in ends for value, ends in zip(x, limits, strict=True)]

    def steepness(at: Sequence[float]) -> float:
        slopes = problem.value_and_gradient(at)[1]
        return hypot(*(slope for slope, moves in zip(slopes, free, strict=True) if moves))

    before, steps = steepness(x), 0
    while steps < _STEPS:
        there = tuple(a + b for a, b in zip(x, step(problem, x, free), strict=True))
        if not all(low <= value <= high for value, (low, high) in zip(there, limits, strict=True)):
            break
        after = steepness(there)
        if not after < before:
            break
        x, before, steps = there, after, steps + 1
    return x, f"{counted(steps, 'more step')} made the gradient {number(before)}" if steps else ""

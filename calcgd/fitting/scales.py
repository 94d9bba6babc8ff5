"""Why one learning rate may not suit all parameters of a fit, and which one would work."""

from __future__ import annotations

from collections.abc import Sequence

from calcgd.descent.curvature import finite_hessian
from calcgd.descent.eigen import eigen
from calcgd.descent.method import Method
from calcgd.descent.problem import Problem
from calcgd.descent.settings import Settings
from calcgd.descent.wording import number
from calcgd.fitting.standardised import Input

FAR_APART = 1000.0
"""From so large a ratio of curvatures on descents with one learning rate take thousands of steps."""

_FAR_BELOW = 100.0
"""A learning rate so many times smaller than what is stable takes far more steps than it needs to."""


def rate_advice(
    problem: Problem, start: Sequence[float], method: Method, rate: float, settings: Settings
) -> str | None:
    """Which learning rates are stable at the start, where `rate` is not or is far below, or even the best is slow.

    On a quadratic with curvatures from l to L gradient descent is stable for rates below 2/L, and with the best one
    each step leaves (L - l)/(L + l) of the distance (Nocedal and Wright, "Numerical Optimization", section 3.3). None
    for methods without such a limit, and where the second derivatives are not known or no curvature is upwards.
    """
    if method.stability is None or settings.schedule is not None or settings.clip is not None:
        return None
    matrix = finite_hessian(problem, start, range(len(start)))
    curvatures = [] if matrix is None else [value for value in eigen(matrix)[0] if value > 0]
    if not curvatures:
        return None
    least, most = min(curvatures), max(curvatures)
    limit = method.stability(settings) / most
    told = f"for the curvature at the start, {method.title} is stable for learning rates below {number(limit)}"
    if most < FAR_APART * least:
        if rate < limit / _FAR_BELOW:
            return f"{told}; {number(rate)} is far below that, and each step short"
        return told if rate >= limit else None
    return (
        f"the data are on scales that one learning rate suits badly: {told}, and curvatures from {number(least)} to "
        f"{number(most)} make even the best of them slow"
    )


def standardise_advice(measured: Sequence[Input]) -> str | None:
    """That standardised inputs would help, where they are not what they are."""
    if all(one.usual for one in measured):
        return None
    return f"--standardize yes follows the gradient on standardised inputs: {', '.join(map(str, measured))}"

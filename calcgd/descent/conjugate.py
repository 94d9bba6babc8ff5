"""Steepest descent and conjugate gradients with line searches."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import NamedTuple

from calcgd.descent.line_search import NO_FURTHER, Arc, armijo, first_length, wolfe
from calcgd.descent.problem import At
from calcgd.descent.transforms import Direction, Finished, Transform, stateless
from calcgd.descent.vectors import dot

_FAR_FROM_ORTHOGONAL = 0.2


def backtracking(first: float) -> Transform:
    """`x_new = x - length*gradient`, the length `first` halved until the cost falls by enough (Armijo 1966)."""

    def update(gradient: Direction, at: At) -> Direction | Finished:
        trial = armijo(Arc(at, [-g for g in gradient]), first)
        return NO_FURTHER if trial is None else trial.step

    return stateless(update)


class _Last(NamedTuple):
    """The gradient, the free variables and the direction of the last step, and the change of the cost it foretold."""

    gradient: Sequence[float]
    free: Sequence[int]
    direction: Sequence[float]
    foretold: float


def conjugate_gradient(first: float, flatter: float = 0.1) -> Transform:
    """`d_new = -g_new + b*d`, `b = max(0, g_new.(g_new - g)/(g.g))`, and x moves along d by a strong Wolfe search.

    Polak and Ribiere (1969), not negative as Powell proposed (1984). Starts anew downhill where the gradients
    are far from orthogonal (Powell 1977), where bounds let go of a variable or hold another one, and where d does
    not lead down. The first trial foretells the same fall as the last step did (Nocedal and Wright, "Numerical
    Optimization", section 5.2 and equation 3.60).
    """

    def update(gradient: Direction, last: _Last | None, at: At) -> tuple[Direction | Finished, _Last | None]:
        free = at.problem.free_variables(at.x, at.gradient)
        if last is not None and last.free == free:
            arc = Arc(at, _conjugate(gradient, last))
            trial = wolfe(arc, last.foretold / (arc.start.slope or inf), flatter)
            if trial is not None:
                return trial.step, _Last(gradient, free, arc.direction, trial.length * arc.start.slope)
        arc = Arc(at, [-g for g in gradient])
        trial = wolfe(arc, first_length(first, gradient), flatter)
        if trial is not None:
            return trial.step, _Last(gradient, free, arc.direction, trial.length * arc.start.slope)
        return NO_FURTHER, last

    return Transform(lambda n: None, update)


def _conjugate(gradient: Direction, last: _Last) -> list[float]:
    size = dot(gradient, gradient)
    overlap = dot(gradient, last.gradient)
    factor = (size - overlap) / dot(last.gradient, last.gradient)
    # This holds wherever the factor is negative.
    if abs(overlap) >= _FAR_FROM_ORTHOGONAL * size:
        factor = 0.0
    return [factor * d - g for d, g in zip(last.direction, gradient, strict=True)]

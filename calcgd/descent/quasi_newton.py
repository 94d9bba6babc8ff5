"""Quasi-Newton methods: directions `-H*gradient`, H an inverse Hessian that is learnt from the gradients met."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from math import hypot
from operator import sub
from typing import NamedTuple, Protocol

from calcgd.descent.line_search import NO_FURTHER, Arc, first_length, wolfe
from calcgd.descent.problem import At
from calcgd.descent.transforms import Direction, Finished, Transform
from calcgd.descent.vectors import dot

_CURVED = 1e-14
"""The part of |s| |y| from which on s.y is told from zero."""

MEMORY = 10


class InverseHessian(Protocol):
    """A positive definite matrix that learns; it is there once it has learnt something."""

    def learn(self, moved: Sequence[float], change: Sequence[float]) -> None:
        """From now on `change` of the gradient stands for a step `moved`; their product is positive."""
        ...

    def times(self, gradient: Sequence[float]) -> list[float]:
        """The matrix times a vector."""
        ...


class Dense:
    """The update of Broyden, Fletcher, Goldfarb and Shanno (1970): `H_new = V'HV + s s'/(s.y)`, `V = 1 - y s'/(s.y)`.

    Before the first update H is the identity times `(s.y)/(y.y)` (Nocedal and Wright, "Numerical Optimization",
    equations 6.17 and 6.20).
    """

    def __init__(self) -> None:
        self.rows: list[list[float]] = []

    def learn(self, moved: Sequence[float], change: Sequence[float]) -> None:
        curved = dot(moved, change)
        if not self.rows:
            size = curved / dot(change, change)
            self.rows = [[size * (i == j) for j in range(len(moved))] for i in range(len(moved))]
        seen = self.times(change)
        factor = (1 + dot(change, seen) / curved) / curved
        for row, s, h in zip(self.rows, moved, seen, strict=True):
            a, b = factor * s - h / curved, s / curved
            row[:] = [r + a * t - b * k for r, t, k in zip(row, moved, seen, strict=True)]

    def times(self, gradient: Sequence[float]) -> list[float]:
        return [dot(row, gradient) for row in self.rows]


class Limited:
    """The same update applied to the last `MEMORY` pairs alone, without a matrix.

    Nocedal, "Updating quasi-Newton matrices with limited storage" (1980): the two-loop recursion.
    """

    def __init__(self) -> None:
        self.pairs: deque[tuple[Sequence[float], Sequence[float], float]] = deque(maxlen=MEMORY)

    def learn(self, moved: Sequence[float], change: Sequence[float]) -> None:
        self.pairs.append((moved, change, dot(moved, change)))

    def times(self, gradient: Sequence[float]) -> list[float]:
        result, parts = list(gradient), []
        for moved, change, curved in reversed(self.pairs):
            part = dot(moved, result) / curved
            parts.append(part)
            result = [r - part * y for r, y in zip(result, change, strict=True)]
        _, change, curved = self.pairs[-1]
        size = curved / dot(change, change)
        result = [size * r for r in result]
        for (moved, change, curved), part in zip(self.pairs, reversed(parts), strict=True):
            rest = part - dot(change, result) / curved
            result = [r + rest * s for r, s in zip(result, moved, strict=True)]
        return result


class _Known(NamedTuple):
    """What is known at an iterate: the last point, its gradient and which variables were free, and the matrix.

    The matrix is None as long as nothing is learnt.
    """

    x: Sequence[float]
    gradient: Sequence[float]
    free: Sequence[int]
    matrix: InverseHessian | None


def quasi_newton(first: float, fresh: Callable[[], InverseHessian], flatter: float = 0.9) -> Transform:
    """`x_new = x - length*H*gradient`, the length by the strong Wolfe conditions; 1 is tried first.

    As long as H is not learnt, the direction is downhill and the first trial as in `first_length`. H is forgotten where
    bounds let go of a variable or hold another one, and where it leads nowhere.
    """

    def update(gradient: Direction, known: _Known | None, at: At) -> tuple[Direction | Finished, _Known]:
        free = at.problem.free_variables(at.x, at.gradient)
        matrix = None if known is None or known.free != free else _learnt(known, gradient, at, fresh)
        trial = None
        if matrix is not None:
            trial = wolfe(Arc(at, [-d for d in matrix.times(gradient)]), 1.0, flatter)
        if trial is None:
            matrix = None
            trial = wolfe(Arc(at, [-g for g in gradient]), first_length(first, gradient), flatter)
        return NO_FURTHER if trial is None else trial.step, _Known(at.x, gradient, free, matrix)

    return Transform(lambda n: None, update)


def _learnt(known: _Known, gradient: Direction, at: At, fresh: Callable[[], InverseHessian]) -> InverseHessian | None:
    moved, change = list(map(sub, at.x, known.x)), list(map(sub, gradient, known.gradient))
    if not dot(moved, change) > _CURVED * hypot(*moved) * hypot(*change):
        return known.matrix
    matrix = known.matrix or fresh()
    matrix.learn(moved, change)
    return matrix

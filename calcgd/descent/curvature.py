"""What the second derivatives say of a point: eigenvalues of the Hessian, the Newton step, the kind of point.

Linear algebra for small symmetric matrices in plain Python, and nothing about how the point was reached.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from math import hypot, inf, isfinite
from operator import itemgetter, sub
from typing import NamedTuple

from calcgd.descent.eigen import eigen
from calcgd.descent.problem import At, Matrix, Problem

MOST_VARIABLES = 50
"""Eigenvalues of n variables take some n**3 operations: with more variables none are asked for."""

_ROUNDING = 1e-12


class PointKind(StrEnum):
    """What a point with a vanishing gradient is."""

    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    SADDLE = "saddle"
    UNDECIDED = "undecided"

    @property
    def of_negative(self) -> PointKind:
        """What the same point is for the negative of the function."""
        turned = {PointKind.MINIMUM: PointKind.MAXIMUM, PointKind.MAXIMUM: PointKind.MINIMUM}
        return turned.get(self, self)


class Curvature(NamedTuple):
    """The Hessian at a point, read.

    `eigenvalues` are sorted, largest first. `newton_step` is the solution of `hessian * step = gradient` (what would
    be subtracted from x), None where there is none. `singular` says that some eigenvalue is zero to rounding. `kind`
    is what the second derivatives prove of the stationary point next to x: `undecided` also where they change too
    much on the way there.
    """

    eigenvalues: tuple[float, ...]
    newton_step: tuple[float, ...] | None
    singular: bool
    kind: PointKind


def examine(at: At, free: Sequence[int] | None = None) -> Curvature | None:
    """Read the Hessian at a point; None where it is not available, not finite or too large to be read.

    With `free` only some variables, by their numbers, may move.
    """
    moving = range(len(at.x)) if free is None else free
    matrix = finite_hessian(at.problem, at.x, moving)
    if matrix is None:
        return None
    values, vectors = eigen(matrix)
    cut = _ROUNDING * max(map(abs, values))
    part = _newton_step([at.gradient[i] for i in moving], values, vectors, cut)
    step = None if part is None else embedded(part, moving, len(at.x))
    kind = _kind(values, cut)
    there = None if step is None else finite_hessian(at.problem, tuple(map(sub, at.x, step)), moving)
    if there is None or not _same_signs(matrix, there, values, cut):
        kind = PointKind.UNDECIDED
    ordered = tuple(sorted((0.0 if abs(value) <= cut else value for value in values), reverse=True))
    return Curvature(ordered, step, 0.0 in ordered, kind)


def largest_curvature(problem: Problem, points: Sequence[Sequence[float]]) -> tuple[float, Sequence[float]] | None:
    """The largest eigenvalue of the Hessian over some points, and where: of equal ones the last.

    None where one of the points has no Hessian.
    """
    found = []
    for x in points:
        matrix = finite_hessian(problem, x, range(len(x)))
        if matrix is None:
            return None
        found.append((max(eigen(matrix)[0]), x))
    return max(reversed(found), key=itemgetter(0))


def finite_hessian(problem: Problem, x: Sequence[float], moving: Sequence[int]) -> Matrix | None:
    """The Hessian of the variables with the numbers `moving`; None where there is none to read."""
    if problem.hessian is None or len(x) > MOST_VARIABLES:
        return None
    matrix = problem.hessian(x)
    part = tuple(tuple(matrix[i][j] for j in moving) for i in moving)
    return part if all(isfinite(entry) for row in part for entry in row) else None


def embedded(part: Sequence[float], moving: Sequence[int], n: int) -> tuple[float, ...]:
    """The vector of n components that is `part` at the numbers `moving`, and zero elsewhere."""
    whole = [0.0] * n
    for i, value in zip(moving, part, strict=True):
        whole[i] = value
    return tuple(whole)


def solve(matrix: Sequence[Sequence[float]], vector: Sequence[float]) -> list[float] | None:
    """The x with `matrix * x = vector`, by elimination with partial pivoting; None for a singular matrix."""
    n = len(vector)
    rows = [[*row, right] for row, right in zip(matrix, vector, strict=True)]
    for column in range(n):
        pivot = max(range(column, n), key=lambda r: abs(rows[r][column]))
        rows[column], rows[pivot] = rows[pivot], rows[column]
        top = rows[column]
        if top[column] == 0 or not isfinite(top[column]):
            return None
        for row in rows[column + 1 :]:
            factor = row[column] / top[column]
            if factor:
                for k in range(column, n + 1):
                    row[k] -= factor * top[k]
    solution = [0.0] * n
    for r in reversed(range(n)):
        row = rows[r]
        known = sum(row[k] * solution[k] for k in range(r + 1, n))
        solution[r] = (row[n] - known) / row[r]
    return solution


def _newton_step(
    gradient: Sequence[float], values: list[float], vectors: list[list[float]], cut: float
) -> tuple[float, ...] | None:
    """Along the directions that are curved; None where the cost falls along one that is not."""
    norm = hypot(*gradient)
    step = [0.0] * len(gradient)
    for value, vector in zip(values, vectors, strict=True):
        slope = sum(g * v for g, v in zip(gradient, vector, strict=True))
        if abs(value) > cut:
            step = [s + slope / value * v for s, v in zip(step, vector, strict=True)]
        elif abs(slope) > 1e-8 * norm:
            return None
    return tuple(step)


def _kind(values: list[float], cut: float) -> PointKind:
    up = any(value > cut for value in values)
    down = any(value < -cut for value in values)
    flat = any(abs(value) <= cut for value in values)
    if up and down:
        return PointKind.SADDLE
    if flat:
        return PointKind.UNDECIDED
    return PointKind.MINIMUM if up else PointKind.MAXIMUM


def _same_signs(matrix: Matrix, there: Matrix, values: list[float], cut: float) -> bool:
    """Whether no eigenvalue but those near zero can change its sign between two points (Weyl's inequality)."""
    change = hypot(*(u - v for row, other in zip(matrix, there, strict=True) for u, v in zip(row, other, strict=True)))
    return change <= min((abs(value) for value in values if abs(value) > cut), default=inf) / 4

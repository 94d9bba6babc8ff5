"""Positive definite matrices as products of triangles, in plain Python; what needs eigenvalues is in `curvature`."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

Rows = list[list[float]]

_DEFINITE = 1e-14
"""A pivot smaller than this part of its diagonal entry is not told from zero."""


def cholesky(matrix: Sequence[Sequence[float]]) -> Rows | None:
    """The rows of the lower triangle L with `matrix = L * transpose(L)`; None where it is not safely positive definite.

    Golub and Van Loan, "Matrix Computations", section 4.2.
    """
    rows: Rows = []
    for i, given in enumerate(matrix):
        row: list[float] = []
        for j in range(i):
            other = rows[j]
            total = given[j]
            for k in range(j):
                total -= row[k] * other[k]
            row.append(total / other[j])
        pivot = given[i]
        for entry in row:
            pivot -= entry * entry
        if not pivot > _DEFINITE * given[i] or not given[i] > 0.0:
            return None
        row.append(sqrt(pivot))
        rows.append(row)
    return rows


def solve_factored(rows: Rows, vector: Sequence[float]) -> list[float]:
    """The x with `L * transpose(L) * x = vector`, for what `cholesky` gave."""
    x: list[float] = []
    for row, total in zip(rows, vector, strict=True):
        for entry, known in zip(row, x, strict=False):
            total -= entry * known
        x.append(total / row[-1])
    for i in range(len(x) - 1, -1, -1):
        row = rows[i]
        x[i] = known = x[i] / row[i]
        for k in range(i):
            x[k] -= row[k] * known
    return x

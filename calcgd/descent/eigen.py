"""Eigenvalues and eigenvectors of small symmetric matrices, in plain Python.

Householder reflections bring the matrix to tridiagonal form, implicit QL steps with shifts make that diagonal (Golub
and Van Loan, "Matrix Computations", sections 8.3.1 and 8.3.3; Bowdler, Martin, Reinsch and Wilkinson, "The QR and QL
algorithms for symmetric matrices", 1968).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import copysign, hypot
from operator import mul
from sys import float_info

_MOST_STEPS = 60

Reflection = tuple[int, list[float]]


def eigen(matrix: Sequence[Sequence[float]]) -> tuple[list[float], list[list[float]]]:
    """Eigenvalues of a symmetric matrix of finite numbers, and an orthonormal eigenvector for each in their order."""
    scale = max((abs(entry) for row in matrix for entry in row), default=0.0) or 1.0
    diagonal, beside, reflections = _tridiagonal([[entry / scale for entry in row] for row in matrix])
    values, vectors = _diagonal(diagonal, beside)
    for column, mirror in reversed(reflections):
        for vector in vectors:
            share = 2 * sum(map(mul, vector[column:], mirror))
            vector[column:] = [v - share * m for v, m in zip(vector[column:], mirror, strict=True)]
    return [value * scale for value in values], vectors


def _tridiagonal(a: list[list[float]]) -> tuple[list[float], list[float], list[Reflection]]:
    """The diagonal, the entries beside it, and the reflections `1 - 2*m*m^T` that lead there, by where they begin."""
    n = len(a)
    beside, reflections = [], []
    for k in range(n - 1):
        column = [a[i][k] for i in range(k + 1, n)]
        length = hypot(*column)
        if hypot(*column[1:]) == 0:
            beside.append(column[0])
            continue
        beside.append(-copysign(length, column[0]))
        mirror = [column[0] - beside[-1], *column[1:]]
        size = hypot(*mirror)
        mirror = [m / size for m in mirror]
        reflections.append((k + 1, mirror))
        images = [2 * sum(map(mul, row[k + 1 :], mirror)) for row in a[k + 1 :]]
        share = sum(map(mul, images, mirror))
        images = [image - share * m for image, m in zip(images, mirror, strict=True)]
        for row, image, m in zip(a[k + 1 :], images, mirror, strict=True):
            row[k + 1 :] = [u - m * w - image * v for u, w, v in zip(row[k + 1 :], images, mirror, strict=True)]
    return [a[i][i] for i in range(n)], beside, reflections


def _diagonal(d: list[float], beside: list[float]) -> tuple[list[float], list[list[float]]]:
    """Eigenvalues and eigenvectors of a tridiagonal matrix from its diagonal and the entries beside that."""
    n = len(d)
    e = [*beside, 0.0]
    vectors = [[float(i == j) for j in range(n)] for i in range(n)]
    for first in range(n):
        for _ in range(_MOST_STEPS):
            last = next((i for i in range(first, n - 1) if _negligible(e[i], d[i], d[i + 1])), n - 1)
            if last == first:
                break
            _step(d, e, vectors, first, last)
    return d, vectors


def _negligible(beside: float, above: float, below: float) -> bool:
    return abs(beside) <= float_info.epsilon * (abs(above) + abs(below)) / 8 or abs(beside) < float_info.min


def _step(d: list[float], e: list[float], vectors: list[list[float]], first: int, last: int) -> None:
    """One implicit QL step on the block from `first` to `last`, with Wilkinson's shift."""
    half = (d[first + 1] - d[first]) / (2 * e[first])
    g = d[last] - d[first] + e[first] / (half + copysign(hypot(half, 1.0), half))
    s = c = 1.0
    p = 0.0
    for i in reversed(range(first, last)):
        f, b = s * e[i], c * e[i]
        r = hypot(f, g)
        e[i + 1] = r
        if r == 0:
            d[i + 1] -= p
            e[last] = 0.0
            return
        s, c = f / r, g / r
        g = d[i + 1] - p
        r = (d[i] - g) * s + 2 * c * b
        p = s * r
        d[i + 1] = g + p
        g = c * r - b
        upper, lower = vectors[i], vectors[i + 1]
        vectors[i + 1] = [s * u + c * v for u, v in zip(upper, lower, strict=True)]
        vectors[i] = [c * u - s * v for u, v in zip(upper, lower, strict=True)]
    d[first] -= p
    e[first] = g
    e[last] = 0.0

"""The triangle of a tall matrix from the inner products of its columns: a fraction of the work of reflections.

Cholesky's factor of A'A is the R of A = QR, but loses twice the digits (N. Higham, "Accuracy and Stability of Numerical
Algorithms", 2002, 10.1 and 20.4). So it is taken only where those are few.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import fsum, isfinite
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from calcgd.numeric.rows import Array

WORTH_ROWS = 50_000
"""With fewer rows reflections take no time that anybody notices."""

_APART = 0.01
"""What the columns before a column must leave over of its length: so squares lose four of sixteen digits at most."""

_LARGEST, _SMALLEST = 1e300, 1e-300
"""Beyond these, sums of squares may have lost numbers that are too small, or have become infinite."""


def triangle_of_products(blocks: Iterable[Sequence[Array]]) -> Array | None:
    """R, upper triangular, with R'R = A'A, for the matrix A whose columns come in blocks of rows.

    None where a column is so nearly a combination of those before it, or numbers are so large or so small, that the
    squares tell too little.
    """
    import numpy as np

    parts: dict[tuple[int, int], list[float]] = {}
    with np.errstate(all="ignore"):
        for columns in blocks:
            for i, column in enumerate(columns):
                for j, other in enumerate(columns[: i + 1]):
                    parts.setdefault((i, j), []).append(float(column.dot(other)))
    if not all(isfinite(part) for column in parts.values() for part in column):
        return None
    size = max(parts)[0] + 1
    products = np.zeros((size, size))
    for place, column in parts.items():
        products[place] = fsum(column)
    squares = np.diagonal(products)
    if not (squares.min() > _SMALLEST and squares.max() < _LARGEST):
        return None
    lengths = np.sqrt(squares)
    try:
        factor = np.linalg.cholesky(products / np.outer(lengths, lengths))
    except np.linalg.LinAlgError:
        return None
    return factor.T * lengths if np.diagonal(factor).min() > _APART else None

"""The lengths of the columns of matrices."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from calcgd.numeric.rows import Array


def column_lengths(matrix: Array) -> Array:
    """The lengths of the columns of a matrix, however small they are: their squares may be too small for a float."""
    import numpy as np

    largest = np.abs(matrix).max(axis=0, initial=0)
    return np.linalg.norm(matrix / np.where(largest > 0, largest, 1.0), axis=0) * largest

"""The parameters in which a model is linear: for given values of the others their best values follow at once.

Moving them along with the others keeps a search on the floor of a valley, however curved it is (G. Golub and V.
Pereyra, "The differentiation of pseudo-inverses and nonlinear least squares problems whose variables separate", 1973).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from calcgd.fitting.squares.column_lengths import column_lengths
from calcgd.fitting.squares.residuals import Residuals, Triangle

if TYPE_CHECKING:
    from calcgd.numeric.rows import Array

RANK = 1e-13
"""Singular values of a Jacobian with columns of length 1 that are smaller than this, compared with the largest, are
rounding."""

Bounds = Sequence[tuple[float, float]]
"""Lowest and highest value of each parameter; -inf and inf where there is none."""


class LinearPart:
    """Those parameters of residuals in which the model is linear together; `mask` tells which they are."""

    def __init__(self, residuals: Residuals, bounds: Bounds) -> None:
        import numpy as np

        self.mask = np.array([name in residuals.linear_names for name in residuals.names], bool)
        self._residuals = residuals
        self._low, self._high = np.array(bounds, float).reshape(-1, 2).T

    def solved(self, x: Array) -> Array:
        """x with the best values of the linear parameters; x itself where they are undefined or out of bounds."""
        if not self.mask.any():
            return x
        triangle = self._residuals.triangle(x)
        if not triangle.finite:
            return x
        better = x + linear_step(triangle, self.mask)
        return better if (better >= self._low).all() and (better <= self._high).all() else x


def linear_step(triangle: Triangle, mask: Array) -> Array:
    """The step of the parameters in `mask` to the least sum of squares, if the residuals are linear in them.

    Where several steps lead there it is the shortest, in units that make the Jacobian's columns equally long.
    """
    import numpy as np

    step = np.zeros(len(mask))
    sizes = column_lengths(triangle.factor)
    moved = mask & (sizes > 0)
    if moved.any():
        columns = triangle.factor[:, moved] / sizes[moved]
        with np.errstate(over="ignore"):
            step[moved] = np.linalg.lstsq(columns, -triangle.projection, rcond=RANK)[0] / sizes[moved]
    return step

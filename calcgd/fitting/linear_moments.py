"""The sum of squares of a model that is linear in its parameters, as a function of them, without the rows.

One pass over the rows gives means and centred second moments of the model's columns; after that a sum of squares and
its gradient cost p^2 operations, however many rows there are. Blocks of rows are centred each about their own means
and then put together exactly (T. Chan, G. Golub and R. LeVeque, "Algorithms for computing the sample variance", 1983),
with sums over blocks rounded once: so what columns far from zero spread about their means keeps its digits.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum
from typing import TYPE_CHECKING

from calcgd.fitting.residuals import Residuals

if TYPE_CHECKING:
    from calcgd.numeric.rows import Array


class Moments:
    """What the sum of squares of residuals that are linear in the parameters depends on.

    With v the columns of the model, one for each parameter, and last its residuals where all parameters are 0:

    total   the sum of the weights, the number of rows if there are none
    means   of v
    matrix  the sums of the products of v - means
    """

    def __init__(self, residuals: Residuals) -> None:
        """`residuals.linear` must hold all parameters. What is undefined in a row makes all of them nan."""
        import numpy as np

        parts = [_of_block(table, weights) for table, weights in residuals.tables([0.0] * len(residuals.names))]
        totals, means, matrices = (np.array(part) for part in zip(*parts, strict=True))
        self.total = fsum(totals)
        self.means = _summed(totals[:, None] * means) / self.total
        apart = means - self.means
        self.matrix = _summed(matrices) + _summed(totals[:, None, None] * apart[:, :, None] * apart[:, None, :])

    def rss(self, x: Sequence[float] | Array) -> float:
        """The sum of the squared (weighted) residuals; its rounding is that of the squared target."""
        u, mean = self._at(x)
        return float(u @ self.matrix @ u) + self.total * mean * mean

    def gradient(self, x: Sequence[float] | Array) -> Array:
        """The partial derivatives of `rss` by the parameters."""
        u, mean = self._at(x)
        return 2 * (self.matrix[:-1] @ u + self.total * mean * self.means[:-1])

    def _at(self, x: Sequence[float] | Array) -> tuple[Array, float]:
        """The parameters and 1, and the mean of the residuals."""
        import numpy as np

        u = np.append(x, 1.0)
        return u, float(self.means @ u)


def _of_block(table: Array, weights: Array | None) -> tuple[float, Array, Array]:
    """The sum of the weights, the means, and the sums of the centred products; all 0 where nothing counts."""
    import numpy as np

    total = float(table.shape[1] if weights is None else weights.sum())
    means = np.average(table, axis=1, weights=weights) if total else np.zeros(len(table))
    centred = table - means[:, None]
    return total, means, centred @ (centred if weights is None else centred * weights).T


def _summed(parts: Array) -> Array:
    """The sum along the first axis, each entry rounded once."""
    import numpy as np

    lines = parts.reshape(len(parts), -1).T
    return np.array([fsum(line) for line in lines.tolist()]).reshape(parts.shape[1:])

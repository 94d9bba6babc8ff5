"""What is left over between a model and its target, with the exact partial derivatives, condensed to a triangle.

For n rows and p parameters the residuals r (n numbers) and their Jacobian J (n x p) come in blocks of rows, and each
block is folded into one triangular factor by Householder's QR (Golub and Van Loan, "Matrix Computations", 5.2 and
5.3.5). So memory does not grow with the rows, and nothing is squared, as the normal equations would do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from math import hypot, inf, isfinite, sqrt
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from calcgd.expression.nodes import Negation, Node, Sum
from calcgd.fitting.admissible import refuse_units, refuse_weights
from calcgd.fitting.linearity import linear_parameters
from calcgd.fitting.squares.products import WORTH_ROWS, triangle_of_products
from calcgd.numeric.rows import BLOCK, Rows

if TYPE_CHECKING:
    from calcgd.numeric.rows import Array


class Triangle(NamedTuple):
    """Residuals and Jacobian at a point after an orthogonal transformation.

    rss         sum of the squared (weighted) residuals
    factor      R, upper triangular, p x p: R'R = J'J
    projection  z, p numbers: R'z = J'r, so that z is the part of r that parameters could remove to first order
    """

    rss: float
    factor: Array
    projection: Array

    @property
    def finite(self) -> bool:
        """Whether all of it are numbers whose squares are floats."""
        import numpy as np

        return self.rss < _LARGEST and bool(np.abs(self.factor).max(initial=0) < _LARGEST)


class Observed(Protocol):
    """What a linear model is solved by, and a report made of, whether rows were read (`Residuals`) or only added up:
    then `left_over` gives None."""

    names: tuple[str, ...]

    @property
    def observations(self) -> int: ...

    @property
    def total(self) -> float: ...

    @property
    def variation(self) -> float: ...

    def noise(self, rss: float, /) -> float: ...

    def left_over(self, x: Sequence[float] | Array, /) -> Array | None: ...

    def triangle(self, x: Sequence[float] | Array, /) -> Triangle: ...


class Residuals:
    """sqrt(weight) * (model - target) in each row, as a function of the parameters `names` in their order."""

    def __init__(
        self,
        model: Node,
        target: Node,
        data: Mapping[str, Any],
        names: Sequence[str],
        weights: Any = None,
    ) -> None:
        """`data` has an array for each column; `weights` are one number a row, 1 by default: the inverse of the
        variance of the target there.

        Raises `BadInput` for a name that is neither a column nor a parameter, for a weight that is not a number >= 0,
        where all weights are 0, and for a target so large, or so small, that its square is no float.
        """
        import numpy as np

        self.names = tuple(names)
        self.model = model
        self.columns = tuple(data)
        self.data = {name: np.asarray(column, float) for name, column in data.items()}
        self.weights = None if weights is None else np.asarray(weights, float)
        if self.weights is not None:
            refuse_weights(self.weights)
        self.difference = Sum((model, Negation(target)))
        self._values = Rows.of([self.difference], self.columns, self.names)
        self._partials = Rows.with_partials(self.difference, self.columns, self.names, self.names)
        self._target = target
        self.target = Rows.of([target], self.columns, ()).values(self.data, ())[0]
        self.rows = len(self.target)
        refuse_units(self.target, self.weights)
        starts = range(0, self.rows, BLOCK)
        self._target_size = hypot(*(self._size(start, self.target[start : start + BLOCK]) for start in starts))

    @property
    def observations(self) -> int:
        """The number of rows that count: those whose weight is not 0."""
        return self.rows if self.weights is None else int((self.weights > 0).sum())

    @property
    def total(self) -> float:
        """The sum of the weights, or the number of rows."""
        return self.rows if self.weights is None else float(self.weights.sum())

    @property
    def variation(self) -> float:
        """The sum of the squared (weighted) distances of the target from its mean; inf where that is too large."""
        import numpy as np

        with np.errstate(over="ignore"):
            squares = np.square(self.target - np.average(self.target, weights=self.weights))
            return float(np.sum(squares if self.weights is None else self.weights * squares))

    def thinned(self, most: int) -> Residuals:
        """The same question about at most so many of the rows that count, evenly taken; itself where there are no more
        rows."""
        import numpy as np

        if self.rows <= most:
            return self
        rows = np.arange(self.rows) if self.weights is None else np.flatnonzero(self.weights)
        rows = rows[:: -(-len(rows) // most)]
        data = {name: column[rows] for name, column in self.data.items()}
        weights = None if self.weights is None else self.weights[rows]
        return Residuals(self.model, self._target, data, self.names, weights)

    @property
    def linear(self) -> bool:
        """Whether the model is linear in all of its parameters together."""
        return self.linear_names == self.names

    @cached_property
    def linear_names(self) -> tuple[str, ...]:
        """Names of parameters in which the model is linear together; all of them where the whole model is."""
        return linear_parameters(self.model, self.columns, self.names)

    def left_over(self, x: Sequence[float] | Array) -> Array:
        """The target minus the model in all rows, without weights."""
        return -self._values.values(self.data, tuple(x))[0]

    def rss(self, x: Sequence[float] | Array) -> float:
        """The sum of the squared weighted residuals, inf where one of them is undefined."""
        size = hypot(*(self._size(start, block[0]) for start, block in self._blocks(self._values, x)))
        return size * size if isfinite(size) else inf

    def triangle(self, x: Sequence[float] | Array) -> Triangle:
        """Residuals and Jacobian at x; not finite where they are not."""
        factor = triangle_of_products(self._columns_at(x)) if self.rows >= WORTH_ROWS else None
        if factor is None:
            factor = self._folded(x)
        p = len(self.names)
        column = factor[:, p]
        return Triangle(float(column @ column), factor[:p, :p], column[:p])

    def _folded(self, x: Sequence[float] | Array) -> Array:
        """The triangle of partial derivatives and residuals by reflections, inf where they are not finite."""
        import numpy as np

        factor: Array = np.zeros((len(self.names) + 1, len(self.names) + 1))
        for block, weights in self.tables(x):
            weighted = block if weights is None else block * np.sqrt(weights)
            if not np.abs(weighted).max() < _LARGEST:
                return np.full_like(factor, inf)
            factor = np.array(np.linalg.qr(np.concatenate((factor, weighted.T)), mode="r"))
        return factor

    def _columns_at(self, x: Sequence[float] | Array) -> Iterator[list[Array]]:
        """For each block of rows the weighted partial derivatives and then the residuals at x."""
        import numpy as np

        for start, (residuals, *partials) in self._blocks(self._partials, x):
            rows = min(BLOCK, self.rows - start)
            columns = [np.full(rows, one) if isinstance(one, float) else one for one in (*partials, residuals)]
            if self.weights is not None:
                root = np.sqrt(self.weights[start : start + rows])
                columns = [root * column for column in columns]
            yield columns

    def tables(self, x: Sequence[float] | Array) -> Iterator[tuple[Array, Array | None]]:
        """For each block of rows a table with a line for each partial derivative and then the residuals at x, without
        weights; and the weights of these rows, if there are any. The table is overwritten with the next block."""
        import numpy as np

        table = np.empty((len(self.names) + 1, min(BLOCK, self.rows)))
        for start, outputs in self._blocks(self._partials, x):
            rows = min(BLOCK, self.rows - start)
            for line, values in zip(table, (*outputs[1:], outputs[0]), strict=True):
                line[:rows] = values
            yield table[:, :rows], None if self.weights is None else self.weights[start : start + rows]

    def noise(self, rss: float) -> float:
        """How far the length of the residuals may be off by rounding."""
        return rounding(self._target_size, rss)

    def _blocks(self, rows: Rows, x: Sequence[float] | Array) -> Any:
        return rows.blocks(self.data, tuple(x))

    def _size(self, start: int, values: Any) -> float:
        """The length of the vector of weighted values in the rows from `start` on."""
        import numpy as np

        rows = min(BLOCK, self.rows - start)
        with np.errstate(over="ignore"):
            weighted = values if self.weights is None else np.sqrt(self.weights[start : start + rows]) * values
            return float(np.linalg.norm(np.broadcast_to(weighted, rows)))


def rounding(target_size: float, rss: float) -> float:
    """How far the length of residuals may be off by rounding, for a target of such a length (as a vector)."""
    return 4 * _EPSILON * (target_size + sqrt(rss))


_EPSILON = 2.0**-52
"""The distance from 1 to the next float."""

_LARGEST = 1e150
"""Beyond this squares overflow."""

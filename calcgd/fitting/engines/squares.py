"""What least squares say of a fit whose rows were only added up, never read: the same as of rows in memory."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, reduce
from math import inf, isfinite, sqrt
from typing import TYPE_CHECKING

from calcgd.expression import parse
from calcgd.expression.nodes import Node, Power, Product, Sum
from calcgd.expression.substitute import substitute
from calcgd.fitting.engines.sql import Queries
from calcgd.fitting.linearity import linear_parameters
from calcgd.fitting.moments import number_of
from calcgd.fitting.squares.residuals import Triangle, rounding
from calcgd.numeric.adjoint import gradient
from calcgd.numeric.lower import lower
from calcgd.numeric.tape import Tape

if TYPE_CHECKING:
    from calcgd.numeric.rows import Array

_SAFE = 1e-2
"""From this smallest eigenvalue on, that of columns at right angles being 1, their products lose two digits at most."""

_SHIFT = 1e-11
"""Added to products of columns that may depend on each other: more than their rounding."""

_PASSES = 4
"""So many bring columns apart that differ by as little as doubles can tell."""


class SummedSquares:
    """The residuals of a model over rows that `queries` add up, as the report on a fit asks for them.

    observations  the rows whose weight is not 0
    total         the sum of the weights, or the number of rows
    """

    def __init__(self, queries: Queries) -> None:
        self._queries = queries
        self._model = queries.model
        self._tape = Tape((*self._model.columns, *self._model.parameters))
        says = lower(self._tape, self._model.prediction)
        partials = gradient(self._tape, says)
        self._partials = [partials[self._tape.names.index(name)] for name in self._model.parameters]
        self._residual = self._tape.sub(says, lower(self._tape, self._model.target))
        self._weight = None if self._model.weight is None else lower(self._tape, self._model.weight)
        self.names = self._model.parameters
        target, one = self._model.target, number_of(1.0)
        counts = substitute(parse("0 if w == 0 else 1").tree, {"w": self._model.weight or one})
        weighted = [self._weighted(tree) for tree in (one, target, Power(target, number_of(2.0)))]
        counted, self.total, moment, squares = queries.totals([counts, *weighted])
        self.observations = round(counted) if isfinite(counted) else 0
        self._mean = moment / self.total
        self._target_size = sqrt(squares)

    @cached_property
    def linear(self) -> bool:
        """Whether the model is linear in all of its parameters together."""
        return linear_parameters(self._model.prediction, self._model.columns, self.names) == self.names

    @property
    def variation(self) -> float:
        """The sum of the squared (weighted) distances of the target from its mean.

        By two passes, the second of which makes up for the rounding of the mean (T. Chan, G. Golub and R. LeVeque,
        "Algorithms for computing the sample variance", The American Statistician 37, 1983, formula 1.7).
        """
        distance = Sum([self._model.target, number_of(-self._mean)])
        trees = [self._weighted(Power(distance, number_of(2.0))), self._weighted(distance)]
        squares, off = self._queries.totals(trees)
        return max(0.0, squares - off * off / self.total)

    def noise(self, rss: float) -> float:
        """How far the length of the residuals may be off by rounding."""
        return rounding(self._target_size, rss)

    def left_over(self, x: Sequence[float] | Array) -> None:
        """None: what is left over in each row is not known."""

    def triangle(self, x: Sequence[float] | Array) -> Triangle:
        """Residuals and Jacobian at x; not finite where they are not.

        From sums of products, which lose twice the digits that the Jacobian itself would. So where its columns nearly
        depend on each other, sums are asked for anew of such combinations of them as do so less (T. Fukaya and others,
        "Shifted Cholesky QR for computing the QR factorization of ill-conditioned matrices", SIAM J. Sci. Comput. 42,
        2020).
        """
        import numpy as np

        p = len(self.names)
        rss, gram, slopes = self._products(self._partials, x)
        if not (isfinite(rss) and np.isfinite(gram).all() and np.isfinite(slopes).all()):
            return Triangle(inf, np.zeros((p, p)), np.zeros(p))
        seen = np.flatnonzero(np.diag(gram) > 0)
        factor = np.diag(np.sqrt(np.diag(gram)[seen]))
        slopes = slopes[seen] / np.diag(factor)
        gram = gram[np.ix_(seen, seen)] / np.outer(np.diag(factor), np.diag(factor))
        for _ in range(_PASSES if len(seen) else 0):
            safe = np.linalg.eigvalsh(gram)[0] > _SAFE
            root = np.linalg.cholesky(gram + (0 if safe else _SHIFT) * np.eye(len(seen))).T
            factor = root @ factor
            if safe:
                slopes = np.linalg.solve(root.T, slopes)
                break
            columns = self._combined(np.linalg.inv(factor), seen.tolist())
            _, gram, slopes = self._products(columns, x)
        whole = np.zeros((p, p))
        whole[: len(seen), seen] = factor
        return Triangle(rss, whole, np.concatenate((slopes, np.zeros(p - len(seen)))))

    def _combined(self, basis: Array, places: Sequence[int]) -> list[int]:
        """Combinations of the Jacobian's columns in these places, one for each column of `basis`."""
        tape = self._tape
        return [
            reduce(
                tape.add,
                [
                    tape.mul(tape.number(share), self._partials[place])
                    for place, share in zip(places, line, strict=True)
                ],
            )
            for line in basis.T.tolist()
        ]

    def _products(self, columns: Sequence[int], x: Sequence[float] | Array) -> tuple[float, Array, Array]:
        """The sum of the squared residuals, the products of columns of rows by each other, and by the residuals.

        A column is an instruction of the tape that works it out.
        """
        import numpy as np

        residual, weight = self._residual, self._weight
        pairs = [(a, b) for place, a in enumerate(columns) for b in columns[: place + 1]]
        factors = [(residual, residual), *pairs, *((column, residual) for column in columns)]
        products = [self._tape.mul(a, b) for a, b in factors]
        outputs = products if weight is None else [self._tape.mul(weight, product) for product in products]
        rss, *sums = self._queries.sums_of((self._tape, outputs))(list(map(float, x)))
        gram = np.zeros((len(columns), len(columns)))
        gram[np.tril_indices(len(columns))] = sums[: len(pairs)]
        return rss, gram + np.tril(gram, -1).T, np.array(sums[len(pairs) :])

    def _weighted(self, tree: Node) -> Node:
        return tree if self._model.weight is None else Product([self._model.weight, tree])

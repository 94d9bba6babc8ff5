"""The cost of a model over rows of data, as a problem that any method of descent can work on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import fsum
from typing import Any, NamedTuple

from calcgd.descent.problem import Matrix, Point, Problem
from calcgd.expression.nodes import Node, Product, Symbol
from calcgd.expression.substitute import substitute
from calcgd.fitting.losses import Loss
from calcgd.fitting.model import Model
from calcgd.fitting.moments import number_of
from calcgd.numeric.adjoint import gradient
from calcgd.numeric.lower import lower
from calcgd.numeric.rows import Rows
from calcgd.numeric.tape import Tape

MOST_SECOND = 20
"""With more parameters second derivatives are not worked out: there would be too many of them a row."""


class Penalty(NamedTuple):
    """What is added to the cost for large parameters: `l1 * sum(abs(p)) + l2 * sum(p**2)`."""

    l1: float = 0.0
    l2: float = 0.0

    def terms(self, names: Sequence[str]) -> list[Node]:
        """The same as terms of a formula in the parameters."""
        from calcgd.expression import parse

        weights = ((self.l1, "abs(p)"), (self.l2, "p**2"))
        return [
            Product([number_of(weight), substitute(parse(formula).tree, {"p": Symbol(name)})])
            for weight, formula in weights
            if weight
            for name in names
        ]

    def value(self, x: Sequence[float]) -> float:
        """What these parameters cost."""
        return self.l1 * fsum(map(abs, x)) + self.l2 * fsum(p * p for p in x)

    def gradient(self, x: Sequence[float]) -> Point:
        """Its derivatives; at zero that of the absolute value is taken as zero."""
        return tuple(self.l1 * ((p > 0) - (p < 0)) + 2 * self.l2 * p for p in x)


class Objective:
    """The cost of a model over rows, with its derivatives by the parameters.

    The cost is the sum of the rows' costs, or for a loss that is a mean that sum over the sum of the weights (the
    number of rows where there are none), and the penalty.
    """

    def __init__(self, model: Model, loss: Loss, penalty: Penalty) -> None:
        self.model = model
        self.loss = loss
        self.penalty = penalty
        cost = loss.of_row(model.target, model.prediction)
        self.row_cost: Node = cost if model.weight is None else Product([model.weight, cost])
        names = model.parameters
        self._value = Rows.of([self.row_cost], model.columns, names)
        self._gradient = Rows.with_partials(self.row_cost, model.columns, names, names)
        self._weight = None if model.weight is None else Rows.of([model.weight], model.columns, names)
        self._second: Rows | None = None

    def problem(self, data: Mapping[str, Any], rows: int) -> Problem:
        """The cost over data, an array for each column of so many rows."""
        share = self._share(data, rows)
        return Problem(
            self.model.parameters,
            lambda x: share * self._value.sums(data, x)[0] + self.penalty.value(x),
            self._with_gradient(data, share),
            self._hessian(data, share) if len(self.model.parameters) <= MOST_SECOND else None,
        )

    def _share(self, data: Mapping[str, Any], rows: int) -> float:
        if not self.loss.mean:
            return 1.0
        nothing = [0.0] * len(self.model.parameters)
        return 1 / (rows if self._weight is None else self._weight.sums(data, nothing)[0])

    def _with_gradient(self, data: Mapping[str, Any], share: float) -> Callable[[Sequence[float]], tuple[float, Point]]:
        def value_and_gradient(x: Sequence[float]) -> tuple[float, Point]:
            cost, *partials = self._gradient.sums(data, x)
            slopes = zip(partials, self.penalty.gradient(x), strict=True)
            return share * cost + self.penalty.value(x), tuple(share * a + b for a, b in slopes)

        return value_and_gradient

    def _hessian(self, data: Mapping[str, Any], share: float) -> Callable[[Sequence[float]], Matrix]:
        n = len(self.model.parameters)

        def hessian(x: Sequence[float]) -> Matrix:
            sums = iter(self._second_rows().sums(data, x))
            half = [[share * next(sums) + 2 * self.penalty.l2 * (i == j) for j in range(i + 1)] for i in range(n)]
            return tuple(tuple(half[max(i, j)][min(i, j)] for j in range(n)) for i in range(n))

        return hessian

    def _second_rows(self) -> Rows:
        if self._second is None:
            columns, names = self.model.columns, self.model.parameters
            tape = Tape((*columns, *names))
            places = [tape.names.index(name) for name in names]
            partials = gradient(tape, lower(tape, self.row_cost))
            second = [gradient(tape, partials[i]) for i in places]
            outputs = [row[places[j]] for i, row in enumerate(second) for j in range(i + 1)]
            self._second = Rows(tape, outputs, columns, names)
        return self._second

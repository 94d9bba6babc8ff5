"""The cost of a model over rows of data, as a problem that any method of descent can work on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple

from calcgd.descent.problem import Matrix, Point, Problem
from calcgd.expression.nodes import Node, Number, Product, Symbol
from calcgd.expression.substitute import substitute
from calcgd.fitting.admissible import refuse_weights
from calcgd.fitting.losses import Loss
from calcgd.fitting.model import Model
from calcgd.numeric.adjoint import gradient
from calcgd.numeric.arithmetic import call
from calcgd.numeric.llvm_rows import RowSums, available
from calcgd.numeric.lower import lower
from calcgd.numeric.rows import Rows, total
from calcgd.numeric.tape import Tape

MANY_ROWS = 50_000
"""From so many rows on machine code is worth being compiled."""

Asked = tuple[Tape, list[int]]
"""A tape over columns and parameters, and the instructions that are asked for."""

Sums = Callable[[Sequence[float]], Sequence[float]]
"""From the parameters to the sum over the rows of each instruction that was asked for."""

MOST_SECOND = 20
"""With more parameters second derivatives are not worked out: there would be too many of them a row."""


class Penalty(NamedTuple):
    """What is added to the cost for large parameters: `l1 * sum(abs(p)) + l2 * sum(p**2)`."""

    l1: float = 0.0
    l2: float = 0.0

    def terms(self, names: Sequence[str]) -> list[Node]:
        """The same as terms of a formula in the parameters, with the weights as they are written in decimals."""
        from calcgd.expression import parse

        weights = ((self.l1, "abs(p)"), (self.l2, "p**2"))
        return [
            Product([Number(Fraction(repr(weight))), substitute(parse(formula).tree, {"p": Symbol(name)})])
            for weight, formula in weights
            if weight
            for name in names
        ]

    def value(self, x: Sequence[float]) -> float:
        """What these parameters cost."""
        # No weight is no penalty, even where the square of a parameter is no float.
        lengths = self.l1 * total([abs(p) for p in x]) if self.l1 else 0.0
        return lengths + (self.l2 * total([p * p for p in x]) if self.l2 else 0.0)

    def steeper(self, slopes: Sequence[Any], x: Sequence[Any]) -> Sequence[Any]:
        """Slopes with its derivatives added, of numbers and of traced ones; that of abs(p) at zero is taken as zero."""
        if self.l1:
            slopes = [slope + self.l1 * call("sign", p) for slope, p in zip(slopes, x, strict=True)]
        if self.l2:
            slopes = [slope + 2 * self.l2 * p for slope, p in zip(slopes, x, strict=True)]
        return slopes


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
        self._kernels: dict[tuple[int, bool], Any] = {}

    def problem(self, data: Mapping[str, Any], rows: int) -> Problem:
        """The cost over data, an array for each column of so many rows.

        Raises `BadInput` for a weight that is not a number >= 0, and where all weights are 0.
        """
        if self.model.weight is not None:
            refuse_weights(Rows.of([self.model.weight], self.model.columns, ()).values(data, ())[0])
        return self.summed(lambda asked: self._sums(asked, data, rows), self.share(data, rows))

    def summed(self, sums_of: Callable[[Asked], Sums], share: float) -> Problem:
        """The cost where `sums_of` says how what is asked for is added up over the rows.

        `share` is what the sum of the rows' costs is multiplied by.
        """
        penalty = self.penalty
        sums, sums_of_costs = sums_of(self.with_partials), sums_of(self.cost_alone)
        last: tuple[Point, float] | None = None

        def value_and_gradient(x: Sequence[float]) -> tuple[float, Point]:
            nonlocal last
            cost, *partials = sums(x)
            last = tuple(x), share * cost + penalty.value(x)
            return last[1], tuple(penalty.steeper([share * partial for partial in partials], x))

        def value(x: Sequence[float]) -> float:
            # Where a descent has ended the gradient was asked for last, and a pass over all rows is a long time.
            if last is not None and last[0] == tuple(x):
                return last[1]
            return share * sums_of_costs(x)[0] + penalty.value(x)

        few = len(self.model.parameters) <= MOST_SECOND
        hessian = self._hessian(sums_of, share) if few else None
        return Problem(self.model.parameters, value, value_and_gradient, hessian)

    def share(self, data: Mapping[str, Any], rows: int) -> float:
        """What the sum of the rows' costs is multiplied by."""
        if not self.loss.mean:
            return 1.0
        if self.model.weight is None:
            return 1 / rows
        return 1 / Rows.of([self.model.weight], self.model.columns, ()).sums(data, ())[0]

    @cached_property
    def with_partials(self) -> Asked:
        """The cost of a row and its partial derivatives by the parameters, as a tape."""
        return self._differentiated()

    def _differentiated(self) -> Asked:
        tape, cost = self._lowered()
        partials = gradient(tape, cost)
        return tape, [cost, *(partials[tape.names.index(name)] for name in self.model.parameters)]

    @cached_property
    def cost_alone(self) -> Asked:
        """The cost of a row, as a tape."""
        tape, cost = self._lowered()
        return tape, [cost]

    @cached_property
    def _second(self) -> Asked:
        """The lower triangle of the matrix of second partial derivatives of the cost of a row."""
        tape, outputs = self._differentiated()
        places = [tape.names.index(name) for name in self.model.parameters]
        rows = [gradient(tape, partial) for partial in outputs[1:]]
        return tape, [row[places[j]] for i, row in enumerate(rows) for j in range(i + 1)]

    def _lowered(self) -> tuple[Tape, int]:
        tape = Tape((*self.model.columns, *self.model.parameters))
        return tape, lower(tape, self.row_cost)

    def _sums(self, asked: Asked, data: Mapping[str, Any], rows: int) -> Sums:
        """The sums over rows, in machine code where there are many; compiled when they are first asked for."""
        return lambda x: self._kernel(asked, rows >= MANY_ROWS).sums(data, x)

    def _kernel(self, asked: Asked, many: bool) -> Any:
        tape, outputs = asked
        known = id(tape), many
        if known not in self._kernels:
            kind = RowSums if many and available(tape, outputs) else Rows
            self._kernels[known] = kind(tape, outputs, self.model.columns, self.model.parameters)
        return self._kernels[known]

    def _hessian(self, sums_of: Callable[[Asked], Sums], share: float) -> Callable[[Sequence[float]], Matrix]:
        n = len(self.model.parameters)
        second: list[Sums] = []

        def hessian(x: Sequence[float]) -> Matrix:
            if not second:
                second.append(sums_of(self._second))
            sums = iter(second[0](x))
            half = [[share * next(sums) + 2 * self.penalty.l2 * (i == j) for j in range(i + 1)] for i in range(n)]
            return tuple(tuple(half[max(i, j)][min(i, j)] for j in range(n)) for i in range(n))

        return hessian

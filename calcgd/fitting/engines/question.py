"""A question about rows that stay where they are: the same as `Question`, answered by queries."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from calcgd.descent.problem import Point, Problem, within
from calcgd.errors import BadInput
from calcgd.expression import parse
from calcgd.expression.nodes import Node
from calcgd.expression.substitute import substitute
from calcgd.fitting.engines.sql import Queries
from calcgd.fitting.engines.squares import SummedSquares
from calcgd.fitting.fit import Bounds, Question
from calcgd.fitting.losses import Loss
from calcgd.fitting.objective import Penalty
from calcgd.fitting.settling import newton_step, settled
from calcgd.fitting.squares.effort import Effort
from calcgd.fitting.squares.least_squares import SquaresFit, solved_directly
from calcgd.fitting.squares.linear_part import linear_step

Watch = Callable[[Point, float], None]
"""Told the parameters and the cost wherever a gradient was worked out."""


@dataclass(frozen=True)
class Queried(Question):
    """What is to be fitted, over rows that `queries` add up.

    engine_name  what answers them
    solve        whether the parameters of a squared loss are to be solved for where the model is linear
    watch        told of each gradient
    """

    queries: Queries
    engine_name: str
    solve: bool = False
    watch: Watch | None = None

    @property
    def by_squares(self) -> bool:
        """Whether the parameters can be solved for: searches for least squares need the residuals themselves."""
        return self.of_squares and self.solve and not self.bounds and self.observed.linear

    def least_squares(self, start: Mapping[str, float], effort: Effort) -> tuple[SquaresFit, str]:
        """The solution, wherever it is started, and the name of the engine."""
        found = solved_directly(self.observed)
        if self.watch is not None and found.triangle.finite:
            x = tuple(found.parameters.values())
            self.watch(x, self.problem.value(x))
        return found, self.engine

    @cached_property
    def observed(self) -> SummedSquares:
        """What the statistics of least squares are made of."""
        return SummedSquares(self.queries)

    @cached_property
    def problem(self) -> Problem:
        """The cost as a problem for descents."""
        problem = within(self.queries.problem(self.loss, self.penalty), self.bounds)
        return problem if self.watch is None else _watched(problem, self.watch)

    @property
    def engine(self) -> str:
        """What answers the queries."""
        return self.engine_name

    def totals(self, trees: Sequence[Node], x: Sequence[float] | None = None) -> Sequence[float]:
        """Sums over the rows of formulas in columns and, where there is an x, in the parameters."""
        return self.queries.totals(trees, x)

    def settled(self, x: Sequence[float]) -> tuple[Sequence[float], str]:
        """The minimum where a descent has converged at x, and what was done for it."""
        return settled(within(self.queries.problem(self.loss, self.penalty), self.bounds), x, self._step)

    def _step(self, problem: Problem, x: Sequence[float], free: Sequence[bool]) -> Sequence[float]:
        """To where the squares are least by the Jacobian where the model is linear, else by second derivatives."""
        import numpy as np

        if self.of_squares and self.observed.linear:
            return linear_step(self.observed.triangle(x), np.array(free)).tolist()
        return newton_step(problem, x, free)


def queried(queries: Queries, loss: Loss, penalty: Penalty, bounds: Bounds, engine: str) -> Queried:
    """The question of fitting the model of `queries` to their rows.

    Raises `BadInput` for weights that are not numbers >= 0, or all 0.
    """
    weight = queries.model.weight
    if weight is not None:
        total = queries.total(
            substitute(parse("sqrt(w)").tree, {"w": weight})
        )  # no value where the weight is no weight
        if queries.lost:
            raise BadInput(f"the weight is below 0, or undefined, in {queries.lost:,} of {queries.rows:,} rows")
        if not total:
            raise BadInput("the weights of all rows are 0: there is nothing to fit to")
    return Queried(queries.model, {}, queries.rows, loss, penalty, bounds, queries, engine)


def _watched(problem: Problem, watch: Watch) -> Problem:
    def value_and_gradient(x: Sequence[float]) -> tuple[float, Point]:
        cost, gradient = problem.value_and_gradient(x)
        watch(tuple(x), cost)
        return cost, gradient

    return replace(problem, value_and_gradient=value_and_gradient)

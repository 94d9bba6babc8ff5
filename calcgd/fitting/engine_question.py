"""A question about rows that stay where they are: the same as `Question`, answered by queries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import hypot

from calcgd.descent.problem import Matrix, Point, Problem, within
from calcgd.expression import parse
from calcgd.expression.substitute import substitute
from calcgd.fitting.engine_sql import Queries
from calcgd.fitting.engine_squares import by_normal_equations
from calcgd.fitting.fit import Bounds, Question
from calcgd.fitting.losses import Loss
from calcgd.fitting.objective import Penalty
from calcgd.fitting.report import Estimate

_SETTLING = 3
"""Steps of Newton's at the most: each doubles the number of right digits, of which a descent leaves at least a few."""

Watch = Callable[[Point, float], None]
"""Told the parameters and the cost wherever a gradient was worked out."""


@dataclass(frozen=True)
class Queried(Question):
    """What is to be fitted, over rows that `queries` add up.

    engine  what answers them
    settle  whether a squared loss is to be brought as near to its minimum as the method of least squares would
    watch   told of each gradient
    """

    queries: Queries
    engine: str
    settle: bool = False
    watch: Watch | None = None

    @property
    def by_squares(self) -> bool:
        """False: the method of least squares needs the residuals themselves."""
        return False

    @cached_property
    def problem(self) -> tuple[Problem, str]:
        """The cost as a problem for descents, and the name of the engine."""
        problem = within(self.queries.problem(self.loss, self.penalty), self.bounds)
        return (problem if self.watch is None else _watched(problem, self.watch)), self.engine

    def settled(self, x: Sequence[float]) -> Sequence[float]:
        """The parameters of the fit: after some of Newton's steps, as long as they make the gradient smaller.

        Nothing is done where it is not to `settle`, on bounds, and where the second derivatives are not known.
        """
        if not (self.settle and super().by_squares):
            return x
        problem = self.queries.problem(self.loss, self.penalty)
        if problem.hessian is None or any(
            value in self.bounds.get(name, ()) for name, value in zip(problem.names, x, strict=True)
        ):
            return x
        slopes = problem.value_and_gradient(x)[1]
        for _ in range(_SETTLING):
            step = _newton_step(problem.hessian(x), slopes)
            there = [a + b for a, b in zip(x, step, strict=True)]
            after = problem.value_and_gradient(there)[1]
            if not hypot(*after) < hypot(*slopes):
                break
            x, slopes = there, after
        return x

    def estimates(self, x: Sequence[float], level: float) -> tuple[tuple[Estimate, ...], tuple[str, ...]]:
        """Parameters with their standard errors, but where a bound holds one of them."""
        if any(value in self.bounds.get(name, ()) for name, value in zip(self.model.parameters, x, strict=True)):
            return super().estimates(x, level)
        return by_normal_equations(self.queries, x, level)

    def accuracy(self, x: Sequence[float]) -> float:
        """The part of the rows in which the model is on the side of one half on which the target is."""
        model = self.model
        right = parse("1 if (p > 1/2 and y > 1/2) or (p <= 1/2 and y <= 1/2) else 0").tree
        tree = substitute(right, {"p": model.prediction, "y": model.target})
        return self.queries.total(tree, x) / self.rows


def queried(queries: Queries, loss: Loss, penalty: Penalty, bounds: Bounds, engine: str) -> Queried:
    """The question of fitting the model of `queries` to their rows."""
    return Queried(queries.model, {}, queries.rows, loss, penalty, bounds, queries, engine)


def _newton_step(hessian: Matrix, slopes: Sequence[float]) -> Sequence[float]:
    import numpy as np

    try:
        return np.linalg.solve(np.array(hessian), -np.array(slopes)).tolist()
    except np.linalg.LinAlgError:
        return [0.0] * len(slopes)


def _watched(problem: Problem, watch: Watch) -> Problem:
    def value_and_gradient(x: Sequence[float]) -> tuple[float, Point]:
        cost, gradient = problem.value_and_gradient(x)
        watch(tuple(x), cost)
        return cost, gradient

    return replace(problem, value_and_gradient=value_and_gradient)

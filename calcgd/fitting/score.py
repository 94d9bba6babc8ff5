"""How well a model with given parameters says the target of rows that it may never have seen."""

from __future__ import annotations

from collections.abc import Callable
from math import inf, isfinite, sqrt
from typing import NamedTuple

from calcgd.errors import BadInput
from calcgd.expression import parse
from calcgd.expression.nodes import Node
from calcgd.expression.substitute import substitute
from calcgd.fitting.losses import LOSSES, loss_of, told_right
from calcgd.fitting.moments import number_of
from calcgd.fitting.objective import Objective, Penalty
from calcgd.fitting.saved import Saved

Total = Callable[[Node], float]
"""The sum over the rows of a formula of columns and of the names in `Saved.values`; nan without a value."""

_ROUNDING = 2.0**-50
"""The part of a target's size by which it may seem to vary although it does not."""


class Score(NamedTuple):
    """What a model is worth on so many rows; None is what has no value there, or no meaning for its loss.

    loss      the cost with its penalty, as in a fit
    rss       the (weighted) sum of the squared errors, rmse the root of their mean
    r2        the part of the target's variation about its mean here that the model explains; negative where that mean
              would say the target better
    accuracy  the part of the rows that a model of 0 or 1 tells right
    """

    rows: int
    loss: float | None
    rss: float | None = None
    rmse: float | None = None
    r2: float | None = None
    accuracy: float | None = None


def score(saved: Saved, rows: int, total: Total) -> Score:
    """Judge a saved model by so many rows, which `total` adds up.

    Raises `BadInput` for a weight below 0, and what `total` raises.
    """
    model, loss, penalty = saved.formulas, loss_of(saved.loss), Penalty(saved.l1, saved.l2)
    names = {"y": model.target, "p": model.prediction, "w": model.weight or number_of(1.0)}

    def sum_of(formula: str, **more: Node) -> float:
        return total(substitute(parse(formula).tree, {**names, **more}))

    if sum_of("1 if w < 0 else 0") > 0:
        raise BadInput("a weight is negative in some row: weights are numbers from 0 on")
    weight = sum_of("w")
    if not 0 < weight < inf:
        return Score(rows, None)
    share = 1 / weight if loss.mean else 1.0
    cost = share * total(Objective(model, loss, penalty).row_cost)
    found = Score(rows, _finite(cost + penalty.value([each.value for each in saved.parameters.values()])))
    if loss.squares is not None:
        return _of_squares(found, weight, sum_of)
    if loss is LOSSES["cross-entropy"]:
        return found._replace(accuracy=_finite(total(told_right(model.target, model.prediction)) / rows))
    return found


def _of_squares(found: Score, weight: float, sum_of: Callable[..., float]) -> Score:
    rss, mean = sum_of("w*(y - p)^2"), sum_of("w*y") / weight
    if not isfinite(rss) or not isfinite(mean):
        return found
    variation = sum_of("w*(y - m)^2", m=number_of(mean))
    flat = not _ROUNDING**2 * sum_of("w*y^2") < variation < inf
    return found._replace(rss=rss, rmse=sqrt(rss / weight), r2=None if flat else 1 - rss / variation)


def _finite(value: float) -> float | None:
    return value if isfinite(value) else None

"""Where a mean absolute error is least: at a corner, where slopes prove nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from calcgd.fitting.linearity import linear_parameters
from calcgd.fitting.losses import LOSSES
from calcgd.fitting.moments import number_of
from calcgd.fitting.objective import Penalty
from calcgd.numeric.rows import Rows

if TYPE_CHECKING:
    from calcgd.fitting.fit import Question

LOWEST = "the mean absolute error is least here: the model is linear, and from this corner no direction leads down"
"""Why a descent has arrived that could not tell so itself."""

_NEAR = 1e-9
"""A row is met where no more than this part of the sizes of what is added up is left over."""

_ROUNDING = 1e-12
"""What the balance of slopes may be off by, their sizes being 1."""


def is_lowest_corner(question: Question, x: Sequence[float]) -> bool:
    """Whether the mean absolute error is shown to be least at x, but for rounding.

    For a model that is linear in its parameters it is convex, so it is least where some subgradient is 0: the sign of
    what is left over counts in each row, and in rows that are met any number from -1 to 1 may stand for it
    (R. Koenker and G. Bassett, "Regression quantiles", Econometrica 46, 1978, theorem 3.3). False where the rows are
    not in memory.
    """
    import numpy as np

    model, free = question.model, question.penalty == Penalty() and not question.bounds
    if not free or question.loss is not LOSSES["mae"] or not question.data:
        return False
    if linear_parameters(model.prediction, model.columns, model.parameters) != model.parameters:
        return False
    rows = Rows.with_partials(model.prediction, model.columns, model.parameters, model.parameters)
    says, *partials = rows.values(question.data, x)
    known = Rows.of([model.target, model.weight or number_of(1.0)], model.columns, ())
    target, weight = known.values(question.data, ())
    slopes, left = weight * np.array(partials), target - says
    met = np.abs(left) <= _NEAR * (np.abs(target) + np.abs(np.array(x)[:, None] * partials).sum(axis=0))
    sizes = np.abs(slopes).sum(axis=1)
    if not sizes.all() or np.linalg.matrix_rank(slopes[:, met] / sizes[:, None]) < len(x):
        return False
    others = slopes[:, ~met] @ np.sign(left[~met]) / sizes
    signs = np.linalg.lstsq(slopes[:, met] / sizes[:, None], -others, rcond=None)[0]
    balance = others + slopes[:, met] @ signs / sizes
    return bool(np.abs(signs).max() <= 1 + _ROUNDING and np.abs(balance).max() <= _ROUNDING)

"""What a descent took for an end, and is none: where the cost is level although nothing is fitted, and where it has no
minimum at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from calcgd.descent.status import Status
from calcgd.expression.nodes import Call
from calcgd.fitting.least_squares_search import LEVEL
from calcgd.fitting.linearity import linear_parameters
from calcgd.fitting.losses import LOSSES
from calcgd.fitting.moments import number_of
from calcgd.fitting.objective import Penalty
from calcgd.numeric.rows import Rows

if TYPE_CHECKING:
    from calcgd.fitting.fit import Ending, Question

SEPARABLE = (
    "the data are separable: along these parameters every row comes ever further onto its side, so the cross-entropy "
    "has no minimum, but falls to 0 as they grow without bound"
)

_ROUNDING = 1e-14
"""A sum of terms may be off by rounding by this part of the sum of their sizes, for each of them."""


def overruled(question: Question, x: Sequence[float], ending: Ending) -> Ending:
    """The ending of a descent at the parameters x, or what has to be said in its place.

    Nothing is changed where the rows are not in memory, as then they cannot be looked at one by one.
    """
    if question.data and is_separated(question, x):
        return ending._replace(status=Status.STALLED, reason=SEPARABLE)
    if question.data and ending.status is Status.CONVERGED and is_level(question, x):
        return ending._replace(status=Status.STALLED, reason=LEVEL)
    return ending


def is_separated(question: Question, x: Sequence[float]) -> bool:
    """Whether a cross-entropy is proved to have no minimum.

    For a sigmoid of z = c + L(p), with L linear in the parameters, that is so where targets are 0 or 1 and L(x) is
    negative in all rows of target 0 and positive in all of target 1: at t*x the cost of every row falls to 0 as t
    grows, and nowhere is it 0.
    """
    import numpy as np

    model = question.model
    form = model.prediction
    if question.loss is not LOSSES["cross-entropy"] or question.penalty != Penalty() or question.bounds:
        return False
    if not (isinstance(form, Call) and form.name == "sigmoid"):
        return False
    if linear_parameters(form.args[0], model.columns, model.parameters) != model.parameters:
        return False
    rows = Rows.with_partials(form.args[0], model.columns, model.parameters, model.parameters)
    terms = rows.values(question.data, x)[1:] * np.array(x)[:, None]
    target, weight = Rows.of([model.target, model.weight or number_of(1.0)], model.columns, ()).values(
        question.data, ()
    )
    side, terms = 2 * target[weight > 0] - 1, terms[:, weight > 0]
    sure = side * terms.sum(axis=0) > _ROUNDING * len(x) * np.abs(terms).sum(axis=0)
    return bool((np.abs(side) == 1).all() and sure.all())


def is_level(question: Question, x: Sequence[float]) -> bool:
    """Whether no parameter changes the model in any row, to first order, although the model is off the target."""
    import numpy as np

    model = question.model
    rows = Rows.with_partials(model.prediction, model.columns, model.parameters, model.parameters)
    says, *partials = rows.values(question.data, x)
    target = Rows.of([model.target], model.columns, ()).values(question.data, ())[0]
    return not np.any(partials) and not np.array_equal(says, target)

"""What a descent took for an end, and is none: where the cost is level although nothing is fitted, and where it has no
minimum at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from calcgd.calculus.derivative import derive
from calcgd.descent.status import Status
from calcgd.expression import parse
from calcgd.expression.nodes import Call, Product, Sum, Symbol
from calcgd.expression.substitute import substitute
from calcgd.fitting.corners import LOWEST, is_lowest_corner
from calcgd.fitting.linearity import linear_parameters
from calcgd.fitting.losses import LOSSES, within_sigmoid
from calcgd.fitting.moments import number_of
from calcgd.fitting.objective import Penalty
from calcgd.fitting.squares.search import LEVEL

if TYPE_CHECKING:
    from calcgd.fitting.fit import Ending, Question

SEPARABLE = (
    "the data are separable: along these parameters every row comes ever further onto its side, so the cross-entropy "
    "has no minimum, but falls to 0 as they grow without bound"
)

_ROUNDING = 1e-14
"""A sum of terms may be off by rounding by this part of the sum of their sizes, for each of them."""


def overruled(question: Question, x: Sequence[float], ending: Ending) -> Ending:
    """The ending of a descent at the parameters x, or what has to be said in its place."""
    if ending.status is Status.STALLED and is_lowest_corner(question, x):
        return ending._replace(status=Status.CONVERGED, reason=LOWEST)
    if is_separated(question, x):
        return ending._replace(status=Status.STALLED, reason=SEPARABLE)
    if ending.status is Status.CONVERGED and is_level(question, x):
        return ending._replace(status=Status.STALLED, reason=LEVEL)
    return ending


def is_separated(question: Question, x: Sequence[float]) -> bool:
    """Whether a cross-entropy is proved to have no minimum.

    For a sigmoid of z = c + L(p), with L linear in the parameters, that is so where targets are 0 or 1 and L(x) is
    negative in all rows of target 0 and positive in all of target 1: at t*x the cost of every row falls to 0 as t
    grows, and nowhere is it 0.
    """
    model = question.model
    if question.loss is not LOSSES["cross-entropy"] or question.penalty != Penalty() or question.bounds:
        return False
    z = within_sigmoid(model.prediction)
    if z is None or linear_parameters(z, model.columns, model.parameters) != model.parameters:
        return False
    terms = [Product([Symbol(name), derive(z, name)]) for name in model.parameters]
    size = Product([number_of(_ROUNDING * len(x)), Sum([Call("abs", [term]) for term in terms])])
    unsure = substitute(
        parse("0 if w == 0 or (y == 1 and z > s) or (y == 0 and z < -s) else 1").tree,
        {"w": model.weight or number_of(1.0), "y": model.target, "z": Sum(terms), "s": size},
    )
    return question.totals([unsure], x)[0] == 0


def is_level(question: Question, x: Sequence[float]) -> bool:
    """Whether no parameter changes the model in any row, to first order, although the model is off the target."""
    if any(question.problem.value_and_gradient(x)[1]):
        return False
    triangle = question.observed.triangle(x)
    return triangle.finite and triangle.rss > 0 and not triangle.factor.any()

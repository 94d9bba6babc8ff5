"""Targets and weights that no fit can do anything with."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from calcgd.errors import BadInput
from calcgd.expression import parse
from calcgd.expression.nodes import Symbol
from calcgd.expression.substitute import substitute
from calcgd.fitting.losses import LOSSES

if TYPE_CHECKING:
    from calcgd.fitting.fit import Question
    from calcgd.numeric.rows import Array

_SMALLEST, _LARGEST = 1e-150, 1e150
"""Beyond these squares are no floats."""


def refuse_weights(weights: Array) -> None:
    """Raise `BadInput` for a weight that is not a number >= 0, and where all weights are 0."""
    import numpy as np

    if not (weights >= 0).all():
        row = int(np.argmin(weights >= 0))
        raise BadInput(f"the weight of row {row + 1} is {weights[row]:g}: weights are numbers from 0 on")
    if not weights.any():
        raise BadInput("the weights of all rows are 0: there is nothing to fit to")


def refuse_units(target: Array, weights: Array | None) -> None:
    """Raise `BadInput` for a target that is, times the root of its weights, so large or so small that its square is no
    float."""
    import numpy as np

    largest = float(np.abs(target if weights is None else np.sqrt(weights) * target).max(initial=0))
    if isfinite(largest) and largest and not _SMALLEST < largest < _LARGEST:
        what, options = ("target", "--target") if weights is None else ("weighted target", "--target or --weights")
        raise BadInput(
            f"the {what} is too {'large' if largest > 1 else 'small'} to be squared: up to {largest:.3g}",
            hint=f"fit it in other units: let {options} divide it by a power of ten",
        )


def refuse_targets(question: Question) -> None:
    """Raise `BadInput` for targets that have no finite value in some row, and for those of a cross-entropy that are not
    from 0 to 1: it falls without bound."""
    target = question.model.target

    def total(formula: str) -> float:
        return question.totals([substitute(parse(formula).tree, {"y": target})])[0]

    if not isinstance(target, Symbol) and not isfinite(total("y")):
        raise BadInput(
            f"the target {target} has no value, or too large a one, in some row",
            hint="leave such rows out with --where",
        )
    if question.loss is LOSSES["cross-entropy"] and (count := total("0 if y >= 0 and y <= 1 else 1")):
        raise BadInput(
            f"cross-entropy is for targets from 0 to 1: {target} is not in {round(count):,} of {question.rows:,} rows",
            hint=f'classes called 1 and 2 become 0 and 1 by --target "{target} - 1"',
        )

"""Targets and weights that no fit can do anything with."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from calcgd.errors import BadInput

if TYPE_CHECKING:
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

"""Whether residuals are random: whether neighbours are more alike than chance makes them."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from calcgd.fitting.squares.residuals import Residuals
    from calcgd.numeric.rows import Array

RARE = 1e-6
"""What chance does less often than this is not taken for chance."""

_ENOUGH = 100_000
"""Rows in which a likeness shows that matters: a correlation of neighbours from 0.02 on."""


def are_alike(residuals: Residuals, x: Sequence[float]) -> bool:
    """Whether the residuals at x are more alike to their neighbours than chance makes them: by growing input where the
    model has one, else by growing value of the model. The order of rows that are equal in that counts for nothing.

    Of very many rows some are looked at, evenly taken."""
    import numpy as np

    residuals = residuals.thinned(_ENOUGH)
    left = residuals.left_over(x)
    inputs = [residuals.data[name] for name in residuals.columns if name in residuals.model.free]
    key = inputs[0] if len(inputs) == 1 else residuals.target - left
    order = np.random.default_rng(0).permutation(residuals.rows)
    order = order[np.argsort(key[order], kind="stable")]
    if residuals.weights is not None:
        left = np.sqrt(residuals.weights) * left
        order = order[residuals.weights[order] > 0]
    return likeness_by_chance(left[order]) < RARE


def likeness_by_chance(values: Array) -> float:
    """A bound on the probability that values are so alike to their neighbours, or more so, by chance.

    Of independent values with distributions symmetric about 0, whatever their sizes, the products of neighbours have
    signs like those of thrown coins; so their sum over the root of the sum of their squares exceeds t with a
    probability of no more than exp(-t^2/2) (W. Hoeffding, "Probability inequalities for sums of bounded random
    variables", 1963).
    """
    import numpy as np

    largest = float(np.abs(values).max(initial=0))
    if not largest:
        return 1.0
    unit = values / largest
    products = unit[1:] * unit[:-1]
    size = sqrt(float(products @ products))
    above = max(0.0, float(products.sum())) / size if size else 0.0
    return exp(-above * above / 2)

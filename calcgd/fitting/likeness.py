"""Whether residuals are random: whether neighbours are more alike than chance makes them."""

from __future__ import annotations

from math import exp, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from calcgd.numeric.rows import Array

RARE = 1e-6
"""What chance does less often than this is not taken for chance."""


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

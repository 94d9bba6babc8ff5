"""How far rounding blurs a cost: what is smaller than that says nothing about where it is lower."""

from __future__ import annotations

from math import inf, ulp

from calcgd.descent.problem import At

_SHIFTS = (1, -1, 3, -2, 5, -4)


def blur(at: At) -> float:
    """How much the cost varies over a few points that are told from `at.x` by their last bits only.

    In the spirit of More and Wild, "Estimating computational noise" (2011). Points where there is no cost do not count.
    """
    spread = ulp(at.value)
    for shift in _SHIFTS:
        near = [x + shift * (-1) ** i * ulp(x) for i, x in enumerate(at.x)]
        change = abs(at.problem.value(at.problem.project(near)) - at.value)
        if spread < change < inf:
            spread = change
    return spread

"""Integrals by mpmath's quadrature: numbers also for singular ends and to infinity, with an estimate of their error."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from calcgd.algebra.patience import wait
from calcgd.algebra.probe import value
from calcgd.expression.nodes import Node

DIGITS = 30
WORST = 1e-6
"""An estimate with a larger error, relative to its size, is none."""

SECONDS = 2.0
"""What an estimate may take, unless the caller says otherwise."""


def estimate(
    node: Node, variable: str, low: Fraction | None, high: Fraction | None, seconds: float | None = SECONDS
) -> tuple[float, float] | None:
    """The integral of a tree between two ends, None for an infinite one, and about how wrong it may be.

    By tanh-sinh quadrature (Takahasi and Mori 1974), for an integrand that is smooth inside and integrable, once over
    the whole range and once over two parts of it. None where these do not settle on one number, as with an integrand
    that oscillates without end.
    """
    return wait(seconds, _estimate, node, variable, low, high)


def _estimate(node: Node, variable: str, low: Fraction | None, high: Fraction | None) -> tuple[float, float] | None:
    import mpmath

    def height(place: Any) -> Any:
        # Where rounding has put a place on a singular end there is no value; its weight is next to nothing.
        return value(node, {variable: place}, DIGITS) or mpmath.mpf(0)

    with mpmath.workdps(DIGITS):
        start, end = (
            mpmath.inf * sign if place is None else mpmath.mpf(place.numerator) / place.denominator
            for sign, place in ((-1, low), (1, high))
        )
        whole, error = mpmath.quad(height, [start, end], error=True, maxdegree=7)
        middle = (max(start, min(end, 0) - 1) + min(end, max(start, 0) + 1)) / 2
        halves, _ = mpmath.quad(height, [start, middle, end], error=True, maxdegree=7)
        doubt = float(abs(error) + 10 * abs(whole - halves))
        return (float(halves), doubt) if doubt <= WORST * (1 + abs(halves)) else None

"""The integral of recorded values, unevenly spaced, and how far it may be off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from calcgd.numeric.rows import Array


@dataclass(frozen=True)
class Integral:
    """The integral by the trapezoidal rule.

    so_far      from the first point to each point; the last one is the whole
    parabolas   the whole by parabolas through three neighbours, a rule of higher order
    spread      the standard error of the whole, for noise of standard deviation 1 in each recorded value
    """

    so_far: Array
    parabolas: float
    spread: float

    @property
    def whole(self) -> float:
        """From the first point to the last."""
        return float(self.so_far[-1])

    @property
    def error(self) -> float:
        """The estimate of the error of the trapezoidal rule: how far the other rule is away. It proves no bound."""
        return abs(self.parabolas - self.whole)


def integral(x: Array, y: Array) -> Integral:
    """The trapezoidal rule, beside Simpson's for any spacing; `x` rises and has three points at least.

    Between two points run two of the parabolas through three neighbours, except at the ends; the mean of both is taken,
    which is the mean of Simpson's rule begun at the first and at the second point, and needs no even number of gaps.
    """
    import numpy as np

    gaps = np.diff(x)
    so_far = np.concatenate([[0.0], np.cumsum(gaps * (y[:-1] / 2 + y[1:] / 2))])
    kinks, pairs = np.diff(np.diff(y) / gaps), gaps[:-1] + gaps[1:]
    # A parabola bends by 2*kink/pair, and takes bend*gap**3/12 from a gap; in this order no product leaves the floats.
    before = kinks * gaps[:-1] * (gaps[:-1] / pairs) * gaps[:-1]
    after = kinks * gaps[1:] * (gaps[1:] / pairs) * gaps[1:]
    correction = float(before.sum() + after.sum() + before[0] + after[-1]) / 12
    weights = np.concatenate([gaps[:1], gaps[:-1] + gaps[1:], gaps[-1:]]) / 2
    widest = float(weights.max())
    return Integral(so_far, float(so_far[-1]) - correction, widest * float(np.sqrt(np.sum((weights / widest) ** 2))))

"""How much recorded values scatter about a smooth curve that nobody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from calcgd.numeric.rows import Array
_ORDERS = range(3, 7)
"""Points beyond the first in a window: what a polynomial of one degree less does to them cancels."""

_FEWEST = 20
"""Windows from which the scatter is told."""

_EPSILON = 2.0**-52

_MOST = 20_000
"""Windows that are looked at, equally far apart: the median of more of them is hardly any better."""

_MEDIAN_OF_NORMAL = 0.6744897501960817
"""Half of all values of a normal distribution are at most so many standard deviations from its middle."""


def noise(x: Array, y: Array) -> float | None:
    """The standard deviation of the noise in `y`, None where there are too few points, 0 where most have none.

    In every few neighbours, the divided difference of their values is scaled so that independent noise of standard
    deviation s gives numbers of standard deviation s, and s is read off the median of their sizes, on which a jump has
    no influence (T. Gasser, L. Sroka and C. Jennen-Steinmetz, Biometrika 73 (1986), there with three neighbours). Of
    a curve, the higher orders leave less: the least result of several orders counts, as all of them see the noise.
    """
    import numpy as np

    found = []
    for order in _ORDERS:
        if len(x) - order < _FEWEST:
            break
        windows = np.lib.stride_tricks.sliding_window_view(np.arange(len(x)), order + 1)
        windows = windows[:: -(-len(windows) // _MOST)]
        u = (x[windows] - x[windows[:, :1]]) / (x[windows[:, -1:]] - x[windows[:, :1]])
        apart = u[:, :, None] - u[:, None, :] + np.eye(order + 1)
        with np.errstate(all="ignore"):
            weights = 1 / apart.prod(2)
            weights /= np.abs(weights).max(1, keepdims=True)
            weights /= np.sqrt((weights * weights).sum(1, keepdims=True))
            left = np.abs((weights * (y[windows] - y[windows[:, :1]])).sum(1))
        if np.isfinite(left).any():
            found.append(float(np.median(left[np.isfinite(left)])) / _MEDIAN_OF_NORMAL)
    least = min(found, default=None)
    return 0.0 if least is not None and least <= rounding(y) else least


def rounding(y: Array) -> float:
    """The noise that values have because they are floats."""
    import numpy as np

    return 2 * _EPSILON * float(np.max(np.abs(y)))

"""The derivative of recorded values, unevenly spaced: by parabolas through three points, or fitted to more of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from calcgd.errors import BadInput

if TYPE_CHECKING:
    from calcgd.numeric.rows import Array
_AT_ONCE = 16_384
"""Numbers in the windows that are worked on together: 128 kB, which stay in the processor's cache."""


@dataclass(frozen=True)
class Rates:
    """A curve and its derivative, point by point and from each point to the next.

    values, rate                at the points
    value_error, rate_error     their standard errors, for noise of standard deviation 1 in each recorded value
    step, step_error            the mean rate between neighbours, and its standard error likewise
    heights                     a curve that changes by these mean rates between neighbours: the recorded values, or
                                near the smoothed ones, each of which is the value of another parabola
    notes                       what a person should know of it
    """

    values: Array
    rate: Array
    value_error: Array
    rate_error: Array
    step: Array
    step_error: Array
    heights: Array
    notes: tuple[str, ...] = ()


def rates(x: Array, y: Array) -> Rates:
    """The derivative of the parabola through each point and its neighbours; at the ends, of the one next to it.

    These are the three-point formulas for any spacing, exact for parabolas: B. Fornberg, "Generation of finite
    difference formulas on arbitrarily spaced grids", Math. Comp. 51 (1988). `x` rises and has three points at least.
    """
    import numpy as np

    gaps = np.diff(x)
    slopes = np.diff(y) / gaps
    after = gaps[:-1] / (gaps[:-1] + gaps[1:])  # the part of the later slope in the rate between the two
    middle = slopes[:-1] + after * (slopes[1:] - slopes[:-1])
    first = slopes[0] - after[0] * (slopes[1] - slopes[0])
    last = slopes[-1] + (1 - after[-1]) * (slopes[-1] - slopes[-2])
    error = np.empty(len(x))
    error[1:-1] = _error_of_mix(1 - after, after, gaps[:-1], gaps[1:])
    error[0] = _error_of_mix(1 + after[0], -after[0], gaps[0], gaps[1])
    error[-1] = _error_of_mix(after[-1] - 1, 2 - after[-1], gaps[-2], gaps[-1])
    return Rates(y, np.array([first, *middle, last]), np.ones(len(x)), error, slopes, np.sqrt(2) / gaps, y)


def _error_of_mix(a: Any, b: Any, before: Any, after: Any) -> Any:
    """The standard error of `a*(y1 - y0)/before + b*(y2 - y1)/after`."""
    import numpy as np

    return np.hypot(np.hypot(a / before, a / before - b / after), b / after)  # squares might leave the range of floats


def smoothed(x: Array, y: Array, width: float) -> Rates:
    """The parabola that fits best in the window of `width` around each point: its value and its slope there.

    A. Savitzky and M. J. E. Golay, Analytical Chemistry 36 (1964), for points at any distance: each window holds the
    points at most width/2 away, and at least the nearest three. Raises BadInput where no window holds more than three.
    """
    import numpy as np

    first = np.searchsorted(x, x - width / 2, "left")
    end = np.searchsorted(x, x + width / 2, "right")
    if np.all(end - first <= 3):
        raise BadInput(
            f"a window of {width:g} holds no more than three points anywhere, so nothing would be smoothed",
            hint=f"the points are about {np.median(np.diff(x)):g} apart; make the window several times as wide",
        )
    few = int(np.count_nonzero(end - first < 3))
    where = np.arange(len(x))
    narrow = end - first < 3
    first[narrow] = np.clip(where[narrow] - 1, 0, len(x) - 3)
    end[narrow] = first[narrow] + 3
    fits = np.concatenate([_fits(x, y, part, first, end) for part in _parts(end - first)], axis=1)
    values, rate, value_error, rate_error = fits
    notes = (f"at {few:,} of {len(x):,} points the window holds fewer than three: there it was widened",) if few else ()
    step, step_error = (rate[:-1] + rate[1:]) / 2, (rate_error[:-1] + rate_error[1:]) / 2
    heights = values[0] + np.concatenate([[0.0], np.cumsum(step * np.diff(x))])
    return Rates(values, rate, value_error, rate_error, step, step_error, heights, notes)


def _parts(sizes: Array) -> list[slice]:
    """Stretches of points whose windows are worked on together."""
    each = max(1, _AT_ONCE // int(sizes.max()))
    return [slice(start, start + each) for start in range(0, len(sizes), each)]


def _fits(x: Array, y: Array, part: slice, first: Array, end: Array) -> Array:
    """For the points of a part: value, slope, and the standard errors of both; an array of shape (4, points).

    The parabola is a sum of polynomials that are orthogonal over the window, so that no system has to be solved.
    """
    import numpy as np

    reach = np.arange(int((end[part] - first[part]).max()))
    index = first[part, None] + reach
    inside = (index < end[part, None]).astype(float)
    index = np.minimum(index, len(x) - 1)
    scale = np.maximum(x[end[part] - 1] - x[part], x[part] - x[first[part]])
    u = (x[index] - x[part, None]) / scale[:, None] * inside
    centre = u.sum(1) / inside.sum(1)
    line = (u - centre[:, None]) * inside
    tilt = (line * u * u).sum(1) / (line * line).sum(1)
    mean = (u * u).sum(1) / inside.sum(1)
    bow = (u * u - mean[:, None] - tilt[:, None] * line) * inside
    here = y[part]
    shifted = (y[index] - here[:, None]) * inside
    result = np.zeros((4, len(here)))
    result[0] = here
    # Each polynomial has a value and a slope at the point itself, where u = 0.
    for polynomial, value, slope in ((inside, 1.0, 0.0), (line, -centre, 1.0), (bow, tilt * centre - mean, -tilt)):
        norm = (polynomial * polynomial).sum(1)
        share = (polynomial * shifted).sum(1) / norm
        result += [value * share, slope * share, value * value / norm, slope * slope / norm]
    result[2:] = np.sqrt(result[2:])
    result[1] /= scale
    result[3] /= scale
    return result

"""How many digits of the numbers of a recorded curve are shown: as many as tell its points apart."""

from __future__ import annotations

from math import floor, isfinite, log10
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from calcgd.fitting.recorded.curve import Recorded

FEWEST, _MOST = 6, 17

_SUMMED = 12
"""Digits of a sum that rounding leaves alone."""


class Digits(NamedTuple):
    """Significant digits of the places on the axis, of what was recorded there, and of its integral."""

    x: int
    y: int
    integral: int


def digits_of(found: Recorded) -> Digits:
    """Neighbours differ in their last digits, values show six digits of their range, an integral those of its error."""
    import numpy as np

    x, y, area = found.curve.x, found.curve.y, found.integral
    return Digits(
        _digits(float(np.abs(x).max()), float(np.diff(x).min()), 1),
        _digits(float(np.abs(y).max()), float(y.max() - y.min()), FEWEST),
        min(_digits(abs(area.whole), area.error, 2), _SUMMED),
    )


def _digits(size: float, part: float, of_part: int) -> int:
    """Digits of numbers of a size, so that `of_part` digits are those of a part of it; six at least."""
    if not size or not part or not isfinite(part):
        return FEWEST
    return min(max(floor(log10(size)) - floor(log10(part)) + of_part, FEWEST), _MOST)

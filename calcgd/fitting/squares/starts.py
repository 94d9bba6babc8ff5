"""Other places to start a fit from, for when the start that was given leads to a poor end.

Parameters in which the model is linear need no start. The others are tried over several powers of ten about the start
and with the other sign, and then as the data suggest.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from typing import TYPE_CHECKING

from calcgd.fitting.squares.linear_part import Bounds, LinearPart
from calcgd.fitting.squares.residuals import Residuals
from calcgd.fitting.squares.suggested import suggested_starts

if TYPE_CHECKING:
    from calcgd.numeric.rows import Array

SCREENED = 192
"""Points about the start that are only looked at."""

SAME_SIGN = 160
"""The first so many of them have the signs of the start, the rest have all combinations of signs in turn."""

CHOSEN = 6
"""The lowest of each kind, which are started from."""

_DECADES = 3
"""How many powers of ten above and below the start are tried."""


def other_starts(residuals: Residuals, start: Array, bounds: Bounds) -> list[Array]:
    """The most promising points, of those about the start and of those the data suggest, the lowest of each kind first.

    Equal questions get equal answers: the points are Halton's, or random ones of always the same seed.
    """
    linear = LinearPart(residuals, bounds)
    moved = ~linear.mask
    about = _lowest(residuals, linear, _around(start, moved), bounds)
    return about + _lowest(residuals, linear, suggested_starts(residuals, start, moved), bounds)


def _lowest(residuals: Residuals, linear: LinearPart, points: Iterator[Array], bounds: Bounds) -> list[Array]:
    import numpy as np

    low, high = np.array(bounds, float).reshape(-1, 2).T
    tried = [linear.solved(x.clip(low, high)) for x in points]
    heights = [residuals.rss(x) for x in tried]
    order = np.argsort(heights, kind="stable")[:CHOSEN]
    return [tried[place] for place in order if heights[place] < inf]


def _around(start: Array, moved: Array) -> Iterator[Array]:
    """Points whose coordinates in `moved` are those of the start (1 where that is 0) times powers of ten."""
    import numpy as np

    for number in range(1, SCREENED + 1):
        x = start.copy()
        for place, axis in enumerate(np.flatnonzero(moved)):
            share = _halton(number, _PRIMES[place % len(_PRIMES)])
            sign = -1 if number > SAME_SIGN and number >> place & 1 else 1
            x[axis] = sign * (x[axis] or 1.0) * 10 ** (_DECADES * (2 * share - 1) ** 3)
        yield x


_PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29)


def _halton(number: int, base: int) -> float:
    """The number's digits in the base, mirrored at the point (J. Halton, 1960): such numbers fill (0, 1) evenly."""
    share, place = 0.0, 1.0
    while number:
        number, digit = divmod(number, base)
        place /= base
        share += digit * place
    return share

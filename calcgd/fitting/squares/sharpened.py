"""Residuals so small that rounding shows in them, worked out to many digits: from them follow their sum of squares and
with it the standard errors."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import sqrt

from calcgd.descent.status import Status
from calcgd.fitting.squares.column_lengths import column_lengths
from calcgd.fitting.squares.linear_part import RANK
from calcgd.fitting.squares.residuals import Residuals
from calcgd.fitting.squares.search import Minimum

MOST_ROWS = 2_000
"""With more rows this takes too long, and rounding averages out."""

_SHOWS = 1e5
"""Residuals that are longer than their rounding by more than this have five right digits as they are."""

_BITS = 192
"""More than three times those of a float: what cancels may take two of them."""

_EPSILON = 2.0**-52
"""The distance from 1 to the next float."""


def sharpened(residuals: Residuals, end: Minimum) -> Minimum:
    """The end of a search with the sum of squares at the minimum next to it, of the columns as the shortest decimals
    that stand for their floats.

    The residuals are enclosed in balls of 192 bits. What the end is off the minimum, as floats are, is projected out:
    one step of Gauss and Newton that is too small for floats. The end is given back as it is where it is no minimum or
    held by a bound, where rounding does not show or nothing else is left over, and where a residual is not enclosed.
    """
    import numpy as np

    size, rounding = sqrt(end.triangle.rss), residuals.noise(end.triangle.rss)
    shows = rounding < size < _SHOWS * rounding and residuals.rows <= MOST_ROWS
    if end.status is not Status.CONVERGED or any(end.at_bound) or not shows:
        return end
    exact = _enclosed(residuals, end.x, size)
    if exact is None:
        return end
    ((table, weights),) = residuals.tables(end.x)
    lines = np.vstack((table[:-1], exact)) * (1.0 if weights is None else np.sqrt(weights))
    lengths = column_lengths(lines[:-1].T)
    columns = lines[:-1].T / np.where(lengths > 0, lengths, 1.0)
    left = lines[-1] - columns @ np.linalg.lstsq(columns, lines[-1], rcond=RANK)[0]
    return end._replace(triangle=end.triangle._replace(rss=float(left @ left)))


def _enclosed(residuals: Residuals, x: Sequence[float], size: float) -> list[float] | None:
    """Model minus target in each row; None where one of them is not certain to the last bit of a float of this
    size."""
    from flint import arb, ctx

    from calcgd.numeric.balls import ball_meaning
    from calcgd.numeric.flint_numbers import exact
    from calcgd.numeric.program import Program

    names = (*residuals.data, *residuals.names)
    difference = Program.of([residuals.difference], names, ball_meaning)
    with ctx.workprec(_BITS):
        parameters = [arb(float(value)) for value in x]
        columns = [
            [arb(exact(Fraction(repr(value)))) for value in column.tolist()] for column in residuals.data.values()
        ]
        balls = [difference([*row, *parameters])[0] for row in zip(*columns, strict=True)]
        certain = all(ball.is_finite() and ball.rad() < size * _EPSILON for ball in balls)
        return [float(ball) for ball in balls] if certain else None

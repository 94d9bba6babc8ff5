"""Models that are linear in their parameters: solved directly, and exactly where the data are few.

In floats the coefficients of an ill-conditioned model lose as many digits as its condition number has. So where model
and weights are made of field operations and there are not too many rows, the normal equations are set up and solved
with rational numbers, which lose nothing: what is left is the rounding of the answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from calcgd.descent.status import Status
from calcgd.fitting.squares.column_lengths import column_lengths
from calcgd.fitting.squares.linear_part import RANK, linear_step
from calcgd.fitting.squares.residuals import Observed, Residuals, Triangle
from calcgd.fitting.squares.search import Minimum, is_minimum, offset
from calcgd.numeric.exact_rows import exact_rows

if TYPE_CHECKING:
    from calcgd.numeric.rows import Array

_MOST_PRODUCTS = 100_000
"""Products of rational numbers that are made at most for the normal equations."""


def solve_linear(residuals: Observed) -> Minimum:
    """The least sum of squares of a model that is linear in the parameters.

    Where several points have it the one nearest to zero is given, in units that make the columns equally long.
    """
    import numpy as np

    everything = np.ones(len(residuals.names), bool)
    x = np.zeros(len(residuals.names))
    triangle = residuals.triangle(x)
    if not triangle.finite:
        return _end(x, triangle, Status.LEFT_DOMAIN, "the model is not defined, or too large, in some row")
    exact = _exact(residuals) if isinstance(residuals, Residuals) and _has_full_rank(triangle) else None
    if exact is not None:
        x = np.array(exact)
        triangle = residuals.triangle(x)
    else:
        for _ in range(_REFINEMENTS):
            x = x + linear_step(triangle, everything)
            triangle = residuals.triangle(x)
    how = "linear in the parameters: solved " + ("exactly" if exact is not None else "directly")
    found = exact is not None or is_minimum(residuals, triangle, offset(triangle, everything))
    return _end(x, triangle, Status.CONVERGED if found else Status.STALLED, how)


_REFINEMENTS = 3
"""Steps from residuals worked out anew, each of which makes up for the rounding of the one before."""


def _end(x: Array, triangle: Triangle, status: Status, reason: str) -> Minimum:
    import numpy as np

    free = np.ones(len(x), bool)
    reached = offset(triangle, free) if triangle.finite else np.inf
    return Minimum(tuple(map(float, x)), triangle, reached, (False,) * len(x), 1, status, reason)


def _has_full_rank(triangle: Triangle) -> bool:
    import numpy as np

    sizes = column_lengths(triangle.factor)
    if not sizes.all():
        return False
    values = np.linalg.svd(triangle.factor / sizes, compute_uv=False)
    return bool(values[-1] > RANK * values[0]) if len(values) else True


def _exact(residuals: Residuals) -> list[float] | None:
    """The solution of the normal equations in rational numbers, rounded; None where it is not to be had so."""
    p = len(residuals.names)
    if not p or residuals.rows * p * p > _MOST_PRODUCTS:
        return None
    table = exact_rows(residuals.difference, residuals.data, residuals.names)
    if table is None:
        return None
    weights = None if residuals.weights is None else [Fraction(weight) for weight in residuals.weights.tolist()]
    return _normal_equations(table, weights)


def _normal_equations(table: Sequence[Sequence[Fraction]], weights: Sequence[Fraction] | None) -> list[float]:
    """The x for which sum_j x_j table[j + 1] is nearest to -table[0]; the lines of the table hold the rows."""
    from flint import fmpq, fmpq_mat

    def rationals(lines: Sequence[Sequence[Fraction]]) -> Any:
        entries = [fmpq(entry.numerator, entry.denominator) for line in lines for entry in line]
        return fmpq_mat(len(lines), len(lines[0]), entries)

    columns = rationals(table[1:])
    weighted = table if weights is None else [[a * w for a, w in zip(line, weights, strict=True)] for line in table]
    gram = columns * rationals(weighted[1:]).transpose()
    right = columns * rationals(weighted[:1]).transpose()
    return [float(Fraction(-int(entry.p), int(entry.q))) for entry in gram.solve(right).entries()]

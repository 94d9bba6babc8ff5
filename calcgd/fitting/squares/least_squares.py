"""The fit by least squares: directly where the model is linear, else by searches from one start or several."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import hypot, inf, sqrt
from typing import TYPE_CHECKING, NamedTuple

from calcgd.descent.status import Status
from calcgd.fitting.squares.effort import USUAL, Effort
from calcgd.fitting.squares.likeness import are_alike
from calcgd.fitting.squares.linear import solve_linear
from calcgd.fitting.squares.linear_part import Bounds, LinearPart
from calcgd.fitting.squares.residuals import Observed, Residuals, Triangle
from calcgd.fitting.squares.search import Minimum, minimize
from calcgd.fitting.squares.sharpened import sharpened
from calcgd.fitting.squares.starts import other_starts

if TYPE_CHECKING:
    from calcgd.numeric.rows import Array

SAMPLE = 2_000
"""Rows that are enough to choose a start by."""

_EXPLAINED = 0.9
"""Part of the target's variation: a minimum that explains less is a reason to look for another one."""

_BRIEF, _BRIEFER = 150, 50
"""Iterations of the search from the start that was given, and of those from others, before they are compared."""

_EQUAL = 1e-7
"""Relative difference of two minima that are taken for equally low."""

_HARDLY = 1e-3
"""Relative difference for which a minimum is not given up for a place where the search got stuck."""

_NOTHING = 1e-14
"""Part of the target's variation that is no matter of basins, but of rounding."""


class SquaresFit(NamedTuple):
    """Parameters of least squares and how they were found.

    parameters  name: value
    rss         the sum of the squared (weighted) residuals there
    triangle    residuals and Jacobian by the free parameters there
    at_bound    names of the parameters that a bound holds
    status      converged only where the residuals are orthogonal to what the parameters can change, but for a
                tolerance and rounding
    notes       sentences about what whoever uses the parameters should know
    """

    parameters: dict[str, float]
    rss: float
    triangle: Triangle
    at_bound: tuple[str, ...]
    iterations: int
    status: Status
    reason: str
    notes: tuple[str, ...]


def least_squares(
    residuals: Residuals,
    start: Mapping[str, float],
    bounds: Mapping[str, tuple[float, float]] | None = None,
    effort: Effort = USUAL,
) -> SquaresFit:
    """The parameters that make the sum of the squared residuals least.

    A model that is linear in its parameters is solved directly, wherever it is started. Otherwise this is the lowest of
    the minima that were reached; nothing proves that there is no lower one. Nothing raises on numbers.
    """
    import numpy as np

    limits = [(bounds or {}).get(name, (-inf, inf)) for name in residuals.names]
    if residuals.linear:
        solution = solve_linear(residuals)
        if all(low <= value <= high for value, (low, high) in zip(solution.x, limits, strict=True)):
            return _told(residuals, sharpened(residuals, solution), ())
    x = np.array([start[name] for name in residuals.names], float)
    sample = residuals.thinned(SAMPLE)
    ends = _ends(sample, x, limits, effort.at_most(_BRIEF))
    best = _with_signs(sample, _lowest(sample, ends, x), x, limits, effort.at_most(_BRIEF))
    notes = tuple(_lower_elsewhere(sample, ends, best))
    if sample is not residuals or best.status is Status.STEP_LIMIT:
        best = minimize(residuals, best.x, limits, effort)
    if best.status is Status.LEFT_DOMAIN:
        best = best._replace(reason=_undefined(residuals, x))
    return _told(residuals, sharpened(residuals, best), notes)


def solved_directly(residuals: Observed) -> SquaresFit:
    """The same for a model that is linear in all parameters, where no bounds are set and rows need not be read."""
    return _told(residuals, solve_linear(residuals), ())


def _ends(residuals: Residuals, start: Array, bounds: Bounds, effort: Effort) -> list[Minimum]:
    """Where searches from the start end, and from others if these are poor; the first belongs to the start."""
    solved = LinearPart(residuals, bounds).solved(start)
    ends = [minimize(residuals, solved, bounds, effort)]
    if not _is_good(residuals, ends[0]):
        others = [start, *other_starts(residuals, start, bounds)]
        ends += [minimize(residuals, other, bounds, effort.at_most(_BRIEFER)) for other in others]
    return ends


def _is_good(residuals: Residuals, end: Minimum) -> bool:
    """Whether a search needs no others to compare: it converged, not on a plateau, and left little, which is random."""
    rounding = residuals.noise(0) ** 2
    if end.status is not Status.CONVERGED or not end.triangle.factor.any(axis=0).all():
        return False
    if end.triangle.rss <= rounding:
        return True
    explained = end.triangle.rss <= (1 - _EXPLAINED) * residuals.variation + rounding
    return explained and not are_alike(residuals, end.x)


def _lowest(residuals: Residuals, ends: Sequence[Minimum], start: Array) -> Minimum:
    """The lowest end; of those that are equally low and have converged the one nearest to the start.

    Models often say the same with parameters exchanged or with other signs. A valley that falls for ever hardly falls
    in the end: where the lowest end has not converged, one that has need not be quite as low.
    """
    import numpy as np

    lowest = min(ends, key=lambda end: end.triangle.rss if end.triangle.finite else inf)
    margin = _EQUAL if lowest.status is Status.CONVERGED else _HARDLY
    equal = [end for end in ends if end.status is Status.CONVERGED and not _is_higher(residuals, end, lowest, margin)]
    unit = np.where(start, np.abs(start), 1.0)
    return min(equal, key=lambda end: hypot(*((end.x - start) / unit)), default=lowest)


def _with_signs(residuals: Residuals, end: Minimum, start: Array, bounds: Bounds, effort: Effort) -> Minimum:
    """The end with the signs that the parameters had at the start, where the model says the same with them."""
    import numpy as np

    turned = np.where(start, np.copysign(end.x, start), end.x)
    if (turned == end.x).all() or residuals.rss(turned) > end.triangle.rss * (1 + _EQUAL):
        return end
    other = minimize(residuals, turned, bounds, effort)
    return other if other.status is end.status and not _is_higher(residuals, other, end) else end


def _is_higher(residuals: Residuals, end: Minimum, other: Minimum, margin: float = _EQUAL) -> bool:
    allowed = sqrt(other.triangle.rss) * (1 + margin) + residuals.noise(other.triangle.rss)
    return not sqrt(end.triangle.rss) <= allowed


def _lower_elsewhere(residuals: Residuals, ends: Sequence[Minimum], best: Minimum) -> Iterator[str]:
    """What the other searches say about the best end."""
    first = ends[0]
    margin = _EQUAL if first.status is Status.CONVERGED else _HARDLY
    if best is not first and not first.triangle.finite:
        yield "the model is not defined at the start: another one was taken"
    elif first.triangle.rss <= _NOTHING * residuals.variation:
        return
    elif best is not first and _is_higher(residuals, first, best, margin):
        left, least = (sqrt(end.triangle.rss / residuals.total) for end in (first, best))
        yield (
            "there is more than one basin, and perhaps a lower one still: a search from the start ended at an rmse of "
            f"{left:.4g}, one from another start at {least:.4g}"
        )
    if best.triangle.finite and any(_is_higher(residuals, best, end) for end in ends if end.triangle.finite):
        yield "another search came lower by less than a part in a thousand, but did not converge"


def _undefined(residuals: Residuals, x: Array) -> str:
    import numpy as np

    rows = np.flatnonzero(~np.isfinite(residuals.left_over(x)))
    if not len(rows):
        return "the residuals or their derivatives are too large at the start, or undefined, as at other starts tried"
    return (
        f"the model is not defined at the start in {len(rows)} of {residuals.rows} rows, the first of them row "
        f"{rows[0] + 1}, nor where other starts were tried"
    )


def _told(residuals: Observed, end: Minimum, notes: Sequence[str]) -> SquaresFit:
    names = residuals.names
    return SquaresFit(
        parameters=dict(zip(names, end.x, strict=True)),
        rss=end.triangle.rss,
        triangle=end.triangle,
        at_bound=tuple(name for name, held in zip(names, end.at_bound, strict=True) if held),
        iterations=end.iterations,
        status=end.status,
        reason=end.reason,
        notes=tuple(notes),
    )

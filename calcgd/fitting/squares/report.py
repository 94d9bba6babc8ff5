"""What least squares say beyond the parameters: how sure they are, how well the model fits, what the data leave open.

The linear theory of nonlinear regression (D. Bates and D. Watts, "Nonlinear Regression Analysis and its Applications",
1988, chapter 2): with the Jacobian J at the minimum and s^2 = rss/(rows - rank) the covariance is s^2 (J'J)^-1.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf, isfinite, sqrt
from typing import TYPE_CHECKING, NamedTuple

from calcgd.descent.status import Status
from calcgd.errors import listed
from calcgd.fitting.squares.least_squares import SquaresFit
from calcgd.fitting.squares.likeness import are_alike
from calcgd.fitting.squares.residuals import Observed, Residuals
from calcgd.fitting.squares.statistics import student_quantile
from calcgd.fitting.squares.uncertainty import Uncertainty

if TYPE_CHECKING:
    from calcgd.numeric.rows import Array

HIGH_CORRELATION = 0.95
"""From here on two parameters are said to make up for each other."""

_ROUNDING = 1e-14
"""A part of the target's variation that is rounding."""

NO_MINIMUM = "the errors are those of the point where it stopped, which is not shown to be a minimum"

_TOO_LARGE = "its error is too large for a number"

_CLEARLY = 1e-6
"""A part of the target's variation that is no matter of how far a descent was followed."""


class Estimate(NamedTuple):
    """One parameter. `stderr`, `low` and `high` (the confidence interval) are None where there is none: for a
    parameter that is held by a bound, or is not determined by the data (`why` says so), and where no row is left over
    to judge by."""

    name: str
    value: float
    stderr: float | None = None
    low: float | None = None
    high: float | None = None
    why: str = ""


class Spread(NamedTuple):
    """Five numbers about the residuals, target minus model: the quartiles between the least and the greatest."""

    least: float
    lower: float
    median: float
    upper: float
    greatest: float


class Report(NamedTuple):
    """A fit by least squares in numbers.

    rows          that count: those whose weight is not 0
    freedom       rows minus the number of parameter combinations that were determined
    rmse          the root of the (weighted) mean of the squared residuals
    deviation     the standard deviation of the residuals, None without freedom
    r2            the part of the target's variation about its mean that the model explains, None where it has none
    spread        the residuals in five numbers, None where the rows were only added up
    correlations  (name, name, correlation) of all pairs of determined parameters
    undetermined  groups of parameters of which the data determine only combinations, or nothing at all
    notes         sentences about all that limits what the numbers mean
    """

    estimates: tuple[Estimate, ...]
    level: float
    rows: int
    freedom: int
    rss: float
    rmse: float
    deviation: float | None
    r2: float | None
    spread: Spread | None
    correlations: tuple[tuple[str, str, float], ...]
    undetermined: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]


def report(residuals: Observed, fit: SquaresFit, level: float = 0.95) -> Report:
    """The report on a fit; `level` (0 to 1) is that of the confidence intervals.

    Of a fit that ended where the model is undefined or too large it holds the parameters and no more: the sum of
    squares is inf.
    """
    if not fit.triangle.finite:
        return _nothing_known(residuals, fit, level)
    free = [name not in fit.at_bound for name in residuals.names]
    known = Uncertainty(residuals.names, fit.triangle.factor, free)
    freedom = residuals.observations - known.rank
    deviation = sqrt(fit.rss / freedom) if freedom > 0 else None
    left_over = residuals.left_over([fit.parameters[name] for name in residuals.names])
    variation = residuals.variation
    flat = variation <= residuals.noise(0) ** 2
    correlations = known.correlations()
    return Report(
        estimates=_estimates(fit, known, max(sqrt(fit.rss), residuals.noise(fit.rss)), level, freedom),
        level=level,
        rows=residuals.observations,
        freedom=freedom,
        rss=fit.rss,
        rmse=sqrt(fit.rss / residuals.total),
        deviation=deviation,
        r2=None if flat else _explained(fit.rss, variation),
        spread=None if left_over is None else _spread(left_over),
        correlations=correlations,
        undetermined=known.undetermined,
        notes=(
            *fit.notes,
            *_notes(residuals, fit, known, freedom, flat),
            *_doubts(residuals, fit, variation),
            *_making_up(correlations),
        ),
    )


def _explained(rss: float, variation: float) -> float:
    """The part of the variation that is explained; zero where only rounding tells it from that."""
    part = 1 - rss / variation
    return part if abs(part) > _ROUNDING else 0.0


def _nothing_known(residuals: Observed, fit: SquaresFit, level: float) -> Report:
    return Report(
        estimates=tuple(
            Estimate(name, value, why="the model is not defined here") for name, value in fit.parameters.items()
        ),
        level=level,
        rows=residuals.observations,
        freedom=0,
        rss=inf,
        rmse=inf,
        deviation=None,
        r2=None,
        spread=None,
        correlations=(),
        undetermined=(),
        notes=fit.notes,
    )


def _estimates(fit: SquaresFit, known: Uncertainty, size: float, level: float, freedom: int) -> tuple[Estimate, ...]:
    """`size` is the length of the residuals, at least that of their rounding."""
    half = student_quantile(level, freedom) if freedom > 0 else 0.0
    lost = {name for group in known.undetermined for name in group}
    found = []
    for name, value in fit.parameters.items():
        if name in fit.at_bound:
            found.append(Estimate(name, value, why="at a bound"))
        elif name in lost:
            found.append(Estimate(name, value, why="not determined by the data"))
        elif freedom <= 0:
            found.append(Estimate(name, value, why="no rows left over to judge by"))
        else:
            stderr = size / sqrt(freedom) * known.lengths[name]
            low, high = value - half * stderr, value + half * stderr
            sure = isfinite(high - low)
            found.append(Estimate(name, value, stderr, low, high) if sure else Estimate(name, value, why=_TOO_LARGE))
    return tuple(found)


def _spread(left_over: Array) -> Spread:
    """By straight lines between neighbours in order of size (Hyndman and Fan, "Sample quantiles", 1996, type 7).

    numpy.quantile gives the same, after it has loaded some other parts of numpy, and in three times the time.
    """
    import numpy as np

    ordered = np.sort(left_over)
    places = np.array((0, 0.25, 0.5, 0.75, 1)) * (len(ordered) - 1)
    below, above = ordered[np.floor(places).astype(int)], ordered[np.ceil(places).astype(int)]
    spread = below + (above - below) * (places % 1) + 0.0  # no zero keeps a minus sign
    return Spread(*map(float, spread))


def _notes(residuals: Observed, fit: SquaresFit, known: Uncertainty, freedom: int, flat: bool) -> list[str]:
    notes = []
    if fit.status is not Status.CONVERGED and known.rank:
        notes.append(NO_MINIMUM)
    if fit.at_bound:
        notes.append(f"held by a bound: {', '.join(fit.at_bound)}; errors of the others are for that value")
    without = [group[0] for group in known.undetermined if len(group) == 1]
    if without:
        them = "it" if len(without) == 1 else "them"
        notes.append(f"the data do not determine {listed(without)}: the model does not depend on {them} here")
    for group in known.undetermined:
        if len(group) > 1:
            notes.append(f"the data determine only combinations of {', '.join(group)}, not each of them")
    if freedom <= 0:
        notes.append("no more rows than parameters: nothing is left over to judge their errors by")
    if flat:
        notes.append("the target does not vary: there is nothing to explain, and R2 has no meaning")
    elif sqrt(fit.rss) <= residuals.noise(fit.rss):
        notes.append("the model goes through all rows: what is left over is rounding")
    return notes


def _doubts(residuals: Observed, fit: SquaresFit, variation: float) -> Iterator[str]:
    """What the residuals say against the model, or against this minimum of it; nothing where no row was read.

    Where a descent stopped on its way it is not the model that they speak of.
    """
    rounding = residuals.noise(fit.rss)
    if not isinstance(residuals, Residuals) or sqrt(fit.rss) <= rounding:
        return
    elsewhere = "" if residuals.linear else ", or this is the wrong basin: try another --start"
    if fit.rss > variation * (1 + _CLEARLY) + rounding**2:
        where = "" if residuals.linear else ": try another --start"
        why = f": the model cannot follow it{elsewhere}" if fit.status is Status.CONVERGED else where
        yield f"the mean of the target fits better than this{why}"
    elif fit.status is Status.CONVERGED and are_alike(residuals, [fit.parameters[name] for name in residuals.names]):
        yield (
            f"neighbouring residuals are more alike than chance makes them: the model misses something{elsewhere}; its "
            "standard errors suppose that residuals are independent"
        )


def _making_up(correlations: Sequence[tuple[str, str, float]]) -> list[str]:
    return [
        f"the correlation of {first} and {second} is {value:.4f}: they make up for each other"
        for first, second, value in correlations
        if abs(value) >= HIGH_CORRELATION
    ]

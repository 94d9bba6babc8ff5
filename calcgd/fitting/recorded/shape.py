"""Where a recorded curve rises, levels off and falls, as far as its noise lets that be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import NormalDist
from typing import TYPE_CHECKING, Literal, NamedTuple

from calcgd.fitting.recorded.noise import rounding
from calcgd.fitting.recorded.rates import Rates

if TYPE_CHECKING:
    from calcgd.numeric.rows import Array

What = Literal["rises", "levels off", "falls", "unclear"]

_CHANCE = 0.05
"""How often noise alone may make a level curve seem to rise or fall somewhere."""

_DOUBT = 3
"""The noise is an estimate itself. It is taken to be larger, by so many parts in the root of the number of points: that
is somewhat more than two standard errors of a median of sizes, 1.17 parts each."""


class Stretch(NamedTuple):
    """From one point to another, by their numbers, the curve does one thing: `change` is by how much, `rate` per x.

    It is "unclear" where no single step stands out from the noise, and yet all together change by more than noise does,
    or at a rate that would stand out elsewhere on the curve.
    """

    first: int
    last: int
    what: What
    change: float
    rate: float


class _Quiet(NamedTuple):
    """How far the values of a level stretch may lie apart, and how large its mean rate may be."""

    band: float
    rate: float


class Extremum(NamedTuple):
    """A highest or lowest place between a rise and a fall: from one point to another, or one point."""

    kind: Literal["maximum", "minimum"]
    first: int
    last: int
    value: float


@dataclass(frozen=True)
class Shape:
    """The stretches, without gaps from the first point to the last, and the extrema between them.

    level   the size of mean rate between neighbours up to which they count as level: for each pair of neighbours
    """

    stretches: tuple[Stretch, ...]
    extrema: tuple[Extremum, ...]
    level: Array


def shape(x: Array, rates: Rates, noise: float | None, level: float | None = None) -> Shape:
    """What the curve does between neighbours, alike ones taken together.

    `noise` is the standard deviation of what was recorded. A pair of neighbours counts as level if noise alone would
    give such a rate, somewhere on a level curve of as many points, in more than one of twenty recordings (Bonferroni's
    bound for normal noise). `level` replaces that bound on the rate by a number.
    """
    import numpy as np

    scatter = max((noise or 0.0) * (1 + _DOUBT / len(x) ** 0.5), rounding(rates.values))
    beyond = NormalDist().inv_cdf(1 - _CHANCE / (2 * len(rates.step)))
    with np.errstate(over="ignore"):
        told = beyond * scatter * rates.step_error
    bound = np.minimum(told, np.finfo(float).max) if level is None else np.full(len(rates.step), level)
    signs = np.where(np.abs(rates.step) <= bound, 0, np.sign(rates.step)).astype(int)
    band = 2 * beyond * scatter * float(np.max(rates.value_error)) if level is None else np.inf
    quiet = _Quiet(band, float(bound.min()))
    stretches, at = [], 0
    for sign, group in groupby(signs.tolist()):
        count = len(list(group))
        stretches.append(_stretch(x, rates, (at, at + count), sign, quiet))
        at += count
    return Shape(tuple(stretches), _extrema(stretches, rates.values), bound)


def _stretch(x: Array, rates: Rates, ends: tuple[int, int], sign: int, quiet: _Quiet) -> Stretch:
    first, last = ends
    change = float(rates.heights[last] - rates.heights[first])
    rate = change / float(x[last] - x[first])
    if sign:
        return Stretch(first, last, "rises" if sign > 0 else "falls", change, rate)
    inside = rates.values[first : last + 1]
    level = inside.max() - inside.min() <= quiet.band and abs(rate) <= quiet.rate
    return Stretch(first, last, "levels off" if level else "unclear", change, rate)


def _extrema(stretches: Sequence[Stretch], values: Array) -> tuple[Extremum, ...]:
    found = []
    turning = [stretch for stretch in stretches if stretch.what != "levels off"]
    for before, after in pairwise(turning):
        if (before.what, after.what) not in (("rises", "falls"), ("falls", "rises")):
            continue
        kind = "maximum" if before.what == "rises" else "minimum"
        found.append(Extremum(kind, before.last, after.first, float(values[before.last : after.first + 1].mean())))
    return tuple(found)

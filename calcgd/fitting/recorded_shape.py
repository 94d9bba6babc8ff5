"""Where a recorded curve rises, levels off and falls, as far as its noise lets that be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import NormalDist
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from calcgd.fitting.recorded_rates import Rates

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

What = Literal["rises", "levels off", "falls", "unclear"]

_CHANCE = 0.05
"""How often noise alone may make a level curve seem to rise or fall somewhere."""

_ROUNDING = 2.0**-52


class Stretch(NamedTuple):
    """From one point to another, by their numbers, the curve does one thing: `change` is by how much, `rate` per x.

    It is "unclear" where no single step stands out from the noise and yet all of them together do.
    """

    first: int
    last: int
    what: What
    change: float
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

    level     the size of mean rate between neighbours up to which they count as level: for each pair of neighbours
    rounding  the noise that the representation of the values as floats makes
    """

    stretches: tuple[Stretch, ...]
    extrema: tuple[Extremum, ...]
    level: Array
    rounding: float


def shape(x: Array, rates: Rates, noise: float | None, level: float | None = None) -> Shape:
    """What the curve does between neighbours, alike ones taken together.

    `noise` is the standard deviation of what was recorded. A pair of neighbours counts as level if noise alone would
    give such a rate, somewhere on a level curve of as many points, in more than one of twenty recordings (Bonferroni's
    bound for normal noise). `level` replaces that bound on the rate by a number.
    """
    import numpy as np

    rounding = 2 * _ROUNDING * float(np.max(np.abs(rates.values)))
    scatter = max(noise or 0.0, rounding)
    beyond = NormalDist().inv_cdf(1 - _CHANCE / (2 * len(rates.step)))
    bound = beyond * scatter * rates.step_error if level is None else np.full(len(rates.step), level)
    signs = np.where(np.abs(rates.step) <= bound, 0, np.sign(rates.step)).astype(int)
    band = 2 * beyond * scatter * float(np.max(rates.value_error)) if level is None else np.inf
    stretches, at = [], 0
    for sign, group in groupby(signs.tolist()):
        count = len(list(group))
        stretches.append(_stretch(x, rates.values, (at, at + count), sign, band))
        at += count
    return Shape(tuple(stretches), _extrema(stretches, rates.values), bound, rounding)


def _stretch(x: Array, values: Array, ends: tuple[int, int], sign: int, band: float) -> Stretch:
    first, last = ends
    change = float(values[last] - values[first])
    rate = change / float(x[last] - x[first])
    if sign:
        return Stretch(first, last, "rises" if sign > 0 else "falls", change, rate)
    inside = values[first : last + 1]
    return Stretch(first, last, "unclear" if inside.max() - inside.min() > band else "levels off", change, rate)


def _extrema(stretches: Sequence[Stretch], values: Array) -> tuple[Extremum, ...]:
    found = []
    turning = [stretch for stretch in stretches if stretch.what != "levels off"]
    for before, after in pairwise(turning):
        if (before.what, after.what) not in (("rises", "falls"), ("falls", "rises")):
            continue
        kind = "maximum" if before.what == "rises" else "minimum"
        found.append(Extremum(kind, before.last, after.first, float(values[before.last : after.first + 1].mean())))
    return tuple(found)

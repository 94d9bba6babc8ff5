"""Places to start a fit from that the data suggest.

Weights of inputs are those of standardised inputs. Any other parameter may be a place among the values of a column, a
width, a rate, or a number of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from calcgd.fitting.squares.residuals import Residuals
from calcgd.fitting.squares.standard_units import has_waves, standard_units, weighted_sums

if TYPE_CHECKING:
    from numpy.random import Generator

    from calcgd.numeric.rows import Array

SUGGESTED = 384
"""How many points there are."""

_DECADES = 3
"""Sizes are tried over so many powers of ten."""

_TURNS = 126.0
"""Radians over the whole of a column up to which waves are looked for evenly: twenty periods."""


def suggested_starts(residuals: Residuals, start: Array, moved: Array) -> Iterator[Array]:
    """Points that have other values than the start in `moved`; always the same ones for the same question."""
    import numpy as np

    inputs = [name for name in residuals.columns if name in residuals.model.free]
    sums = weighted_sums(residuals.model, inputs, residuals.names)
    units = standard_units(sums, residuals.data, residuals.names)
    weighted = {name for each in sums for name in each.parameters}
    standard = np.array([name in weighted for name in residuals.names])
    ranges = [(float(residuals.data[name].min()), float(np.ptp(residuals.data[name]))) for name in inputs]
    draws = _Draws(np.random.default_rng(0), has_waves(residuals.model))
    for _ in range(SUGGESTED):
        x = np.where(standard, 1.0, start)
        for axis in np.flatnonzero(moved):
            if standard[axis] or not ranges:
                x[axis] = draws.weight() * (x[axis] or 1.0)
            else:
                x[axis] = draws.other(x[axis], *ranges[draws.random.integers(len(ranges))])
        yield units @ x


class _Draws:
    """Random values of parameters; `waves` are looked for with turning rates too, evenly."""

    def __init__(self, random: Generator, waves: bool) -> None:
        self.random = random
        self._waves = waves

    def weight(self) -> float:
        """A number of either sign, most often near 1."""
        sign, share = self.random.choice((-1.0, 1.0)), self.random.random()
        if self._waves and self.random.random() < 0.5:
            return sign * share * _TURNS / _RANGE
        return sign * 10 ** (_DECADES * (2 * share - 1) ** 3)

    def other(self, start: float, low: float, span: float) -> float:
        """A number about the start, or a place, a width or a rate on the scale of a column from `low` over `span`."""
        share, kind = self.random.random(), self.random.integers(4)
        if kind == 0:
            return (start or 1.0) * self.weight()
        if kind == 1:
            return low + share * span
        if kind == 2:
            return (span or 1.0) / 10 ** (_DECADES * share)
        turns = self._waves and self.random.random() < 0.5
        return (_TURNS * share if turns else 10 ** (_DECADES * share)) / (span or 1.0)


_RANGE = 3.5
"""Standard deviations within the range of a column whose values are evenly spread."""

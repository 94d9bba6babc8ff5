"""Newton's method within a trust region: every step goes down, also from a saddle or a maximum."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import product
from math import hypot, inf, isfinite, sqrt
from operator import add
from typing import NamedTuple

from calcgd.descent.line_search import NO_FURTHER
from calcgd.descent.problem import At
from calcgd.descent.rounding import blur
from calcgd.descent.subproblem import Model
from calcgd.descent.transforms import Direction, Finished, Transform

_ENOUGH, _POOR, _FAIR, _GOOD = 1e-4, 0.25, 0.5, 0.75
"""Parts of the fall foretold: a step is taken from the first on, the region shrinks below the second and grows above
the last."""

_SHRINK, _GROWTH = 0.25, 3.0
_ON_THE_EDGE = 0.9
_CLOSER = 0.9
_FIRST_REACH = 0.1
_UNCURVED = 1e-8
_AROUND = (1e-1, 1e-2, 1e-3)
_FURTHER_STEPS = 5

_HIDDEN = Finished("rounding hides what another step would gain")
_UNDECIDED = Finished("neither a few more steps nor the points around decide more")


class _Region(NamedTuple):
    """What is kept of a region from step to step.

    `radius` is the one in scaled variables, 0 at first, `scales` are those of the variables, and `further` counts the
    last steps, made where the gradient was small already.
    """

    radius: float
    scales: list[float]
    further: int


def trust_region(first: float, tolerance: float) -> Transform:
    """The lowest point of `g.s + s.H s/2` within `|D s| <= radius`, g the gradient and H the Hessian.

    The radius follows how well the model foretells the cost (Conn, Gould and Toint, "Trust-region methods", 2000,
    algorithm 6.1.1); D holds the roots of the largest curvatures met along each variable (Moré, "The
    Levenberg-Marquardt algorithm", 1978). The first region reaches as far as changing each variable by `first` times a
    tenth of 1 + |x|. Trials that do not bring the cost down are made again in a smaller region before anything is
    answered. Within bounds, the variables that downhill leads out of them stay and the others are projected (Bertsekas,
    "Projected Newton methods for optimization problems with simple constraints", 1982).

    Where the gradient is at most `tolerance`, this is asked for a step only if the curvature does not prove a minimum:
    it goes on for a few steps, or to a lower point around if the model has none, as at an inflection.
    """

    def update(direction: Direction, region: _Region, at: At) -> tuple[Direction | Finished, _Region]:
        assert at.problem.hessian is not None
        hessian = at.problem.hessian(at.x)
        if not all(isfinite(entry) for row in hessian for entry in row):
            return Finished("the second derivatives are not defined there"), region
        region = _rescaled(region, hessian, at, first)
        here = _Surroundings(at, hessian, region.scales)
        small = hypot(*direction) <= tolerance
        further = region.further + 1 if small else 0
        step, radius = here.foretold_fall(region.radius) if further <= _FURTHER_STEPS else (None, region.radius)
        if step is None and small and further <= 2 * _FURTHER_STEPS:
            step = here.lower_point()
        if step is None:
            return _UNDECIDED if small else _HIDDEN if here.hidden() else NO_FURTHER, region
        return step, _Region(radius, region.scales, further)

    return Transform(_unknown, update)


def lost_in_rounding(at: At) -> bool:
    """Whether the cost is curved upwards, and rounding hides what a step to the lowest point of its model gains."""
    hessian = at.problem.hessian and at.problem.hessian(at.x)
    if not hessian or not all(isfinite(entry) for row in hessian for entry in row):
        return False
    return _Surroundings(at, hessian, _rescaled(_unknown(len(at.x)), hessian, at, 1.0).scales).hidden()


def _unknown(n: int) -> _Region:
    return _Region(0.0, [0.0] * n, 0)


def _rescaled(region: _Region, hessian: Sequence[Sequence[float]], at: At, first: float) -> _Region:
    """The region with the scales of what is known now; along a variable without curvature, the largest scale."""
    scales = [max(sqrt(abs(row[i])), old) for i, (row, old) in enumerate(zip(hessian, region.scales, strict=True))]
    most = max(scales)
    scales = [scale if scale > _UNCURVED * most else most or 1.0 for scale in scales]
    reach = hypot(*((1 + abs(x)) * scale for x, scale in zip(at.x, scales, strict=True)))
    return region._replace(radius=region.radius or first * _FIRST_REACH * reach, scales=scales)


class _Surroundings:
    """The quadratic model around a point in scaled variables, and what the cost is there in truth."""

    def __init__(self, at: At, hessian: Sequence[Sequence[float]], scales: Sequence[float]) -> None:
        self._at = at
        self._free = [(i, scales[i]) for i in at.problem.free_variables(at.x, at.gradient)]
        self._model = Model(
            [at.gradient[i] / p for i, p in self._free],
            [[hessian[i][j] / (p * q) for j, q in self._free] for i, p in self._free],
        )

    def foretold_fall(self, radius: float) -> tuple[list[float] | None, float]:
        """A step by at most this radius that brings about as much as the model foretells, and the next radius."""
        tried = radius
        while tried > 0:
            for scaled in self._model.lowest(tried):
                step = self._unscaled(scaled)
                met = self._part_met(step, scaled)
                if met >= _ENOUGH:
                    return step, _next_radius(tried, hypot(*scaled), met)
            if all(x + s == x for x, s in zip(self._at.x, step, strict=True)):
                break
            tried = _SHRINK * min(tried, hypot(*scaled))
        return None, radius

    def lower_point(self) -> list[float] | None:
        """A step to a lower point along one of the axes of the Hessian, to either side."""
        for reach in _AROUND:
            for axis, side in product(self._model.axes[1], (reach, -reach)):
                direction = self._unscaled(axis)
                length = side * (1 + hypot(*self._at.x)) / hypot(*direction)
                step = [length * d for d in direction]
                value, _ = self._cost(self._reached(step))
                if self._at.value - value > self._blur:
                    return step
        return None

    def hidden(self) -> bool:
        """Whether the lowest point of the model promises no more than the blur of the cost."""
        step = self._model.newton_step()
        return step is not None and self._model.fall(step) <= self._blur

    def _unscaled(self, scaled: Sequence[float]) -> list[float]:
        step = [0.0] * len(self._at.x)
        for (i, scale), s in zip(self._free, scaled, strict=True):
            step[i] = s / scale
        return step

    def _part_met(self, step: Sequence[float], scaled: Sequence[float]) -> float:
        """The fall that a step brings, divided by the one foretold; -1 where there is none.

        Where rounding blurs all of the fall, a shorter gradient tells that the step is good.
        """
        at, problem = self._at, self._at.problem
        x = self._reached(step)
        value, gradient = self._cost(x)
        if problem.bounds is not None:
            scaled = [(x[i] - at.x[i]) * scale for i, scale in self._free]
        fall, foretold = at.value - value, self._model.fall(scaled)
        if foretold > 0 and fall >= _ENOUGH * foretold:
            return fall / foretold
        closer = hypot(*problem.free_gradient(x, gradient)) < _CLOSER * hypot(*at.free_gradient)
        return _FAIR if closer and abs(fall) <= self._blur else -1.0

    def _reached(self, step: Sequence[float]) -> Sequence[float]:
        return self._at.problem.project(list(map(add, self._at.x, step)))

    def _cost(self, x: Sequence[float]) -> tuple[float, Sequence[float]]:
        """The cost and its gradient; where one of them is not defined, the cost counts as infinite."""
        value, gradient = self._at.problem.value_and_gradient(x)
        return (value if isfinite(value) and all(map(isfinite, gradient)) else inf), gradient

    @cached_property
    def _blur(self) -> float:
        return blur(self._at)


def _next_radius(radius: float, length: float, met: float) -> float:
    if met < _POOR:
        return length / 2
    return _GROWTH * radius if met > _GOOD and length > _ON_THE_EDGE * radius else radius

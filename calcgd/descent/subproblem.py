"""The lowest point of a quadratic within a ball: what a trust-region step aims at."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from math import hypot, inf, sqrt

from calcgd.descent.eigen import eigen
from calcgd.descent.factor import Rows, cholesky, solve_factored
from calcgd.descent.vectors import dot

_ON_THE_BALL = 1e-3
_ROUNDING = 1e-14
_MOST_SHIFTS = 100


class Model:
    """The quadratic `gradient.s + s.hessian s/2` of the step s."""

    def __init__(self, gradient: Sequence[float], hessian: Sequence[Sequence[float]]) -> None:
        self.gradient = gradient
        self.hessian = hessian

    def fall(self, step: Sequence[float]) -> float:
        """How far a step goes down from zero."""
        rows = zip(self.gradient, self.hessian, step, strict=True)
        return -sum(s * (g + dot(row, step) / 2) for g, row, s in rows)

    def lowest(self, radius: float) -> list[list[float]]:
        """The steps of at most this length that go down furthest: one, or two that fall equally far.

        `-inverse(hessian + shift)*gradient` with the least shift that leaves no negative curvature and brings the step
        into the ball (Moré and Sorensen, "Computing a trust region step", 1983): by triangles where the quadratic is
        safely curved upwards, else along its axes.
        """
        step = self._by_triangles(radius)
        if step is not None:
            return [step]
        values, vectors = self.axes
        slopes = [dot(vector, self.gradient) for vector in vectors]
        shift = max(0.0, -min(values))
        raised = [value + shift for value in values]
        parts = _within_the_curved(raised, slopes)
        length = inf if parts is None else hypot(*parts)
        if parts is None or length > radius:
            return [_combined(vectors, _on_the_ball(raised, slopes, radius))]
        if shift <= _ROUNDING * max(raised):
            return [_combined(vectors, parts)]
        # The hard case: the gradient has no part along the most negative curvature, so both ways along it go down.
        axis, rest = raised.index(0.0), sqrt(radius * radius - length * length)
        return [_combined(vectors, [*parts[:axis], side, *parts[axis + 1 :]]) for side in (rest, -rest)]

    def newton_step(self) -> list[float] | None:
        """The lowest point of all, None where the quadratic is not safely curved upwards."""
        return self._by_triangles(inf)

    @cached_property
    def axes(self) -> tuple[list[float], list[list[float]]]:
        """Eigenvalues of the Hessian and their orthonormal eigenvectors."""
        return eigen(self.hessian)

    @cached_property
    def _factor(self) -> Rows | None:
        return cholesky(self.hessian)

    def _by_triangles(self, radius: float) -> list[float] | None:
        """The lowest point in the ball, None where the quadratic is not safely curved upwards or too small for this."""
        factor, shift, downhill = self._factor, 0.0, [-g for g in self.gradient]
        for _ in range(_MOST_SHIFTS):
            if factor is None:
                break
            step = solve_factored(factor, downhill)
            length = hypot(*step)
            if length <= (1 + _ON_THE_BALL) * radius:
                return step
            way = [s / length for s in step]
            shift += _shift_further(length, radius, dot(way, solve_factored(factor, way)))
            rows = enumerate(self.hessian)
            factor = cholesky([[value + shift * (i == j) for j, value in enumerate(row)] for i, row in rows])
        return None


def _combined(vectors: Sequence[Sequence[float]], parts: Sequence[float]) -> list[float]:
    return [dot(column, parts) for column in zip(*vectors, strict=True)]


def _within_the_curved(raised: Sequence[float], slopes: Sequence[float]) -> list[float] | None:
    """The lowest point along the axes that are curved; None where another one is sloped."""
    flat, level = _ROUNDING * max(raised), _ROUNDING * max(map(abs, slopes))
    parts = []
    for value, slope in zip(raised, slopes, strict=True):
        if value > flat:
            parts.append(-slope / value)
        elif abs(slope) > level:
            return None
        else:
            parts.append(0.0)
    return parts


def _on_the_ball(raised: Sequence[float], slopes: Sequence[float], radius: float) -> list[float]:
    """The parts `-slope/(value + shift)` whose length is the radius, for the one shift >= 0 where that is so."""
    shift = max(0.0, *(abs(slope) / radius - value for value, slope in zip(raised, slopes, strict=True)))
    parts: list[float] = []
    for _ in range(_MOST_SHIFTS):
        bends = [value + shift for value in raised]
        parts = [-slope / bend if slope else 0.0 for slope, bend in zip(slopes, bends, strict=True)]
        length = hypot(*parts)
        if length <= (1 + _ON_THE_BALL) * radius:
            break
        # Of the way without its length, because squares of very short ones are zero.
        bent = sum((part / length) ** 2 / bend for part, bend in zip(parts, bends, strict=True) if part)
        shift += _shift_further(length, radius, bent)
    return parts


def _shift_further(length: float, radius: float, bent: float) -> float:
    """What Newton's method adds to the shift of a step that is too long: on `1/radius - 1/length`, nearly linear in it.

    `bent` is the step times the inverse of the shifted matrix times the step, both divided by the length. From where
    the step is too long Newton's method does not shift too far.
    """
    return (length - radius) / radius / bent

"""The lowest point of a quadratic within a ball: what a trust-region step aims at."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from math import hypot, inf, sqrt

from calcgd.descent.curvature import eigen
from calcgd.descent.factor import cholesky, solve_factored
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
        into the ball (Moré and Sorensen, "Computing a trust region step", 1983), worked out along the eigenvectors.
        """
        newton = self.newton_step
        if newton is not None and hypot(*newton) <= radius:
            return [newton]
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

    @cached_property
    def newton_step(self) -> list[float] | None:
        """The lowest point of all, None where the quadratic is not safely curved upwards."""
        factor = cholesky(self.hessian)
        return None if factor is None else solve_factored(factor, [-g for g in self.gradient])

    @cached_property
    def axes(self) -> tuple[list[float], list[list[float]]]:
        """Eigenvalues of the Hessian and their orthonormal eigenvectors."""
        return eigen(self.hessian)


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
    """The parts `-slope/(value + shift)` whose length is the radius, for the one shift >= 0 where that is so.

    Newton's method on `1/radius - 1/length`, nearly linear in the shift, from where the length is at least the radius.
    """
    shift = max(0.0, *(abs(slope) / radius - value for value, slope in zip(raised, slopes, strict=True)))
    parts: list[float] = []
    for _ in range(_MOST_SHIFTS):
        parts = [-slope / (value + shift) for value, slope in zip(raised, slopes, strict=True)]
        length = hypot(*parts)
        if length <= (1 + _ON_THE_BALL) * radius:
            break
        # Of parts over their length, because squares of very short ones are zero.
        bent = sum((part / length) ** 2 / (value + shift) for part, value in zip(parts, raised, strict=True))
        shift += (length - radius) / radius / bent
    return parts

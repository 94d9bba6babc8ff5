"""Least squares by the method of Levenberg and Marquardt, as Moré made it robust, with the exact Jacobian.

Each step minimises the linear model of the residuals within a region of trust, an ellipsoid whose axes follow the
sizes of the Jacobian's columns, so that the units of the parameters do not matter (J. Moré, "The Levenberg-Marquardt
algorithm: implementation and theory", 1978). All linear algebra is on the triangle of `residuals`.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, sqrt
from typing import TYPE_CHECKING, NamedTuple

from calcgd.descent.status import Status
from calcgd.errors import counted
from calcgd.fitting.squares.column_lengths import column_lengths
from calcgd.fitting.squares.effort import USUAL, Effort
from calcgd.fitting.squares.linear_part import RANK, Bounds, LinearPart
from calcgd.fitting.squares.residuals import Observed, Residuals, Triangle

if TYPE_CHECKING:
    from calcgd.numeric.rows import Array

TOLERANCE = 1e-8
"""Converged: the residuals are orthogonal to what the parameters can change, but for this part of their length."""

_SHARP = 1e-12
"""An offset that is not worth making smaller."""

_FLAT = 1e-14
"""A relative change of the sum of squares that is all rounding."""

_FAR = 1e30
"""Parameters this many times larger than at the start (and than 1) have run off."""

LEVEL = (
    "the model does not change with any of its parameters here: it is saturated, or level, in every row; start "
    "elsewhere, or standardise the inputs"
)
"""Why a search ends where nothing is fitted, although all slopes are zero."""

_MOST_TRIALS = 60
"""Regions of trust that are tried before a step is given up."""


class Minimum(NamedTuple):
    """Where a search ended. `offset` is the cosine of the angle between residuals and the nearest thing the free
    parameters can change: 0 at a minimum; `at_bound` tells for each parameter whether it is held by a bound."""

    x: tuple[float, ...]
    triangle: Triangle
    offset: float
    at_bound: tuple[bool, ...]
    iterations: int
    status: Status
    reason: str


def minimize(residuals: Residuals, start: Array | Sequence[float], bounds: Bounds, effort: Effort = USUAL) -> Minimum:
    """The minimum of the sum of squares that is reached from a start.

    Nothing raises on numbers: a start where the model is undefined ends as left-domain.
    """
    import numpy as np

    with np.errstate(all="ignore"):
        return _Search(residuals, np.array(start, float), bounds).run(effort)


class _Search:
    def __init__(self, residuals: Residuals, start: Array, bounds: Bounds) -> None:
        import numpy as np

        self.residuals = residuals
        self.linear = LinearPart(residuals, bounds)
        self.low, self.high = np.array(bounds, float).reshape(-1, 2).T
        self.x = start.clip(self.low, self.high)
        self.triangle = residuals.triangle(self.x)
        self.scale = np.zeros(len(self.x))
        self.radius = inf

    def run(self, effort: Effort) -> Minimum:
        import numpy as np

        start = self.x
        if not self.triangle.finite:
            return self._end(0, Status.LEFT_DOMAIN, "the model or its derivative is not defined at the start")
        far = _FAR * max(1, np.abs(start).max(initial=0))
        for iteration in range(effort.iterations):
            if not effort.goes_on():
                return self._end(iteration, Status.STEP_LIMIT, f"interrupted after {counted(iteration, 'iteration')}")
            if not self._improve():
                return self._judged(iteration)
            if np.abs(self.x).max(initial=0) > far:
                return self._end(iteration, Status.DIVERGED, "the parameters grew beyond all bounds")
        return self._end(
            effort.iterations, Status.STEP_LIMIT, f"stopped after {counted(effort.iterations, 'iteration')}"
        )

    def _free(self) -> Array:
        """The parameters that no bound keeps from the way down."""
        slope = self.triangle.factor.T @ self.triangle.projection
        return ~(((self.x <= self.low) & (slope >= 0)) | ((self.x >= self.high) & (slope <= 0)))

    def _improve(self) -> bool:
        """Take a step; False where none leads further down."""
        import numpy as np

        sizes = column_lengths(self.triangle.factor)
        self.scale = np.maximum(self.scale, sizes)
        scale = np.where(self.scale > 0, self.scale, 1.0)
        if self.radius == inf:
            self.radius = 100 * (float(np.linalg.norm(scale * self.x)) or 1.0)
        return self._tried(self._free(), scale)

    def _tried(self, free: Array, scale: Array) -> bool:
        """Try steps in regions of trust that shrink until one is taken."""
        import numpy as np

        now = self.triangle
        trust = _Trust(now.factor[:, free] / scale[free], now.projection)
        for _ in range(_MOST_TRIALS):
            wanted = self._moved(free, trust.step(self.radius) / scale[free])
            trial = wanted.clip(self.low, self.high)
            step = trial - self.x
            change = now.factor @ step
            slope = 2 * float(now.projection @ change)
            predicted = -slope - float(change @ change)
            if predicted > _FLAT * now.rss:
                if self._taken(self.linear.solved(trial), predicted, slope, float(np.linalg.norm(scale * step))):
                    return True
            elif (trial == wanted).all():
                return self._polished(free, trust.step(inf) / scale[free])
            else:
                self.radius *= 0.25
        return False

    def _moved(self, free: Array, step: Array) -> Array:
        """The point that a step of the free parameters leads to, the bounds left aside."""
        moved = self.x.copy()
        moved[free] += step
        return moved

    def _taken(self, trial: Array, predicted: float, slope: float, length: float) -> bool:
        """Move to the trial if it is lower, and trust the linear model as far as it was right.

        Where it was not, the region shrinks to the bottom of the parabola through what is known along the step.
        """
        fall = self.triangle.rss - self.residuals.rss(trial)
        after = self.residuals.triangle(trial) if fall > 1e-4 * predicted else None
        if fall < 0.25 * predicted or after is None or not after.finite:
            bottom = slope / (2 * (fall + slope))
            self.radius = min(self.radius, length) * min(max(bottom, 0.1), 0.5)
        elif fall > 0.75 * predicted:
            self.radius = max(self.radius, 2 * length)
        if after is None or not after.finite:
            return False
        self.x, self.triangle = trial, after
        return True

    def _polished(self, free: Array, step: Array) -> bool:
        """Take the Gauss-Newton step, too small to show in the sum of squares, if it makes the residuals clearly more
        orthogonal."""
        now = self.triangle
        if is_minimum(self.residuals, now, offset(now, free), _SHARP):
            return False
        trial = self._moved(free, step).clip(self.low, self.high)
        after = self.residuals.triangle(trial)
        rises = not sqrt(after.rss) <= sqrt(now.rss) + self.residuals.noise(now.rss)
        if rises or not after.finite or offset(after, free) > 0.95 * offset(now, free):
            return False
        self.x, self.triangle = trial, after
        return True

    def _judged(self, iterations: int) -> Minimum:
        if not self.triangle.factor.any() and self.triangle.rss > self.residuals.noise(0) ** 2:
            return self._end(iterations, Status.STALLED, LEVEL)
        if is_minimum(self.residuals, self.triangle, offset(self.triangle, self._free())):
            return self._end(iterations, Status.CONVERGED, "the residuals are orthogonal to all that can be changed")
        return self._end(iterations, Status.STALLED, "no step lowers the sum of squares any further")

    def _end(self, iterations: int, status: Status, reason: str) -> Minimum:
        reached = offset(self.triangle, self._free()) if self.triangle.finite else inf
        held = tuple(map(bool, ~self._free()))
        return Minimum(tuple(map(float, self.x)), self.triangle, reached, held, iterations, status, reason)


def is_minimum(residuals: Observed, triangle: Triangle, offset: float, tolerance: float = TOLERANCE) -> bool:
    """Whether residuals of this offset are orthogonal to what can be changed, but for the tolerance and rounding."""
    size = sqrt(triangle.rss)
    return offset * size <= tolerance * size + residuals.noise(triangle.rss)


def offset(triangle: Triangle, free: Array) -> float:
    """The cosine of the angle between the residuals and the tangent space of the free parameters (D. Bates and
    D. Watts, "A relative offset orthogonality convergence criterion for nonlinear least squares", 1981)."""
    import numpy as np

    size = sqrt(triangle.rss)
    factor = triangle.factor[:, free]
    sizes = column_lengths(factor)
    if not size or not sizes.any():
        return 0.0
    u, s, _ = np.linalg.svd(factor[:, sizes > 0] / sizes[sizes > 0])
    kept = u[:, : len(s)][:, s > RANK * s[0]]
    return float(np.linalg.norm(kept.T @ triangle.projection)) / size


class _Trust:
    """Minimises |z + A p| over |p| <= radius, for a matrix A with few columns."""

    def __init__(self, matrix: Array, projection: Array) -> None:
        import numpy as np

        u, self._s, vt = np.linalg.svd(matrix, full_matrices=False)
        self._v = vt.T
        self._c = u.T @ projection
        if len(self._s):
            kept = self._s > RANK * self._s[0]
            self._s, self._c, self._v = self._s[kept], self._c[kept], self._v[:, kept]

    def step(self, radius: float) -> Array:
        """The whole Gauss-Newton step where it is within the radius, else the damped one that is as long as that.

        The damping is found by Newton's method on 1/|p|, nearly linear in it (Moré 1978, section 5).
        """
        import numpy as np

        s, c = self._s, self._c
        damping = 0.0
        for _ in range(30):
            weight = s * s + damping
            length = float(np.linalg.norm(s * c / weight))
            if length <= 1.05 * radius and (not damping or length >= 0.95 * radius):
                break
            slope = float(np.sum((s * c) ** 2 / weight**3)) / length
            damping = max(0.0, damping + (length - radius) / radius * length / slope)
        return self._v @ (-s * c / (s * s + damping))

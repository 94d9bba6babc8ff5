"""How fast linear methods come down a quadratic: what a step does to the distance from the minimum, in the long run.

Along a direction of curvature L the distance is multiplied by a number that depends only on `step`, the learning rate
times L, and on the momentum: the spectral radius of the matrix that takes one pair of iterates to the next (Polyak
1964; Lessard, Recht and Packard, "Analysis and design of optimization algorithms via integral quadratic constraints",
2016, section 2.2). The iterates come closer where it is below 1.
"""

from __future__ import annotations

from math import sqrt


def plain(step: float) -> float:
    """Gradient descent: the distance is multiplied by `1 - step`."""
    return abs(1 - step)


def heavy_ball(step: float, momentum: float) -> float:
    """Momentum: the larger root, in size, of `z**2 - (1 + momentum - step)*z + momentum`."""
    return _larger_root(1 + momentum - step, momentum)


def nesterov(step: float, momentum: float) -> float:
    """Nesterov's momentum: the larger root, in size, of `z**2 - (1 + momentum)*(1 - step)*z + momentum*(1 - step)`."""
    return _larger_root((1 + momentum) * (1 - step), momentum * (1 - step))


def _larger_root(trace: float, determinant: float) -> float:
    """The larger absolute value among the roots of `z**2 - trace*z + determinant`."""
    square = trace * trace - 4 * determinant
    return sqrt(determinant) if square < 0 else (abs(trace) + sqrt(square)) / 2

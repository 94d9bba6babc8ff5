"""The ingredients of methods: each turns a direction into another one. No loop, no stopping, no methods.

A `Transform` is a pair of pure functions. `init(n)` gives the state for n variables, and
`update(direction, state, at)` gives the new direction and the new state. The first transform of a method is
given the gradient; what the last one gives is added to x. Only `descend` turns uphill into downhill.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import nan, sqrt
from typing import Any, NamedTuple

from calcgd.descent.curvature import solve
from calcgd.descent.problem import At

Direction = Sequence[float]


class Transform(NamedTuple):
    """`init(n) -> state` and `update(direction, state, at) -> (direction, state)`."""

    init: Callable[[int], Any]
    update: Callable[[Direction, Any, At], tuple[Direction, Any]]


def _stateless(n: int) -> None:
    return None


def chain(*transforms: Transform) -> Transform:
    """One transform that applies the given ones from left to right."""
    if len(transforms) == 1:
        return transforms[0]
    updates = [transform.update for transform in transforms]

    def init(n: int) -> list[Any]:
        return [transform.init(n) for transform in transforms]

    def update(direction: Direction, states: list[Any], at: At) -> tuple[Direction, list[Any]]:
        new_states = []
        for one, state in zip(updates, states, strict=True):
            direction, state = one(direction, state, at)
            new_states.append(state)
        return direction, new_states

    return Transform(init, update)


def descend(rate: float) -> Transform:
    """Go downhill by a fixed rate: `d_new = -rate * d` (Cauchy 1847)."""

    def update(direction: Direction, state: None, at: At) -> tuple[Direction, None]:
        return [-(rate * d) for d in direction], None

    return Transform(_stateless, update)


def trace(momentum: float) -> Transform:
    """Heavy ball: `v_new = momentum * v + d`, and `v_new` is the direction (Polyak 1964).

    `momentum` in [0, 1) is the part of the velocity that is kept; the state is v, zero at first.
    """

    def init(n: int) -> Direction:
        return [0.0] * n

    def update(direction: Direction, velocity: Direction, at: At) -> tuple[Direction, Direction]:
        velocity = [momentum * v + d for v, d in zip(velocity, direction, strict=True)]
        return velocity, velocity

    return Transform(init, update)


def scale_by_adam(b1: float = 0.9, b2: float = 0.999, eps: float = 1e-8) -> Transform:
    """Divide running means: `mu = b1*mu + (1-b1)*d`, `nu = b2*nu + (1-b2)*d**2`, and after t steps
    `d_new = (mu / (1-b1**t)) / (sqrt(nu / (1-b2**t)) + eps)`.

    Kingma and Ba, "Adam: a method for stochastic optimization" (2015), algorithm 1. The state is
    (mu, nu, b1**t, b2**t).
    """

    def init(n: int) -> tuple[Direction, Direction, float, float]:
        return [0.0] * n, [0.0] * n, 1.0, 1.0

    def update(direction: Direction, state: Any, at: At) -> tuple[Direction, Any]:
        mu, nu, b1_power, b2_power = state
        b1_power *= b1
        b2_power *= b2
        mu = [b1 * m + (1 - b1) * d for m, d in zip(mu, direction, strict=True)]
        nu = [b2 * v + (1 - b2) * d * d for v, d in zip(nu, direction, strict=True)]
        scaled = [m / (1 - b1_power) / (sqrt(v / (1 - b2_power)) + eps) for m, v in zip(mu, nu, strict=True)]
        return scaled, (mu, nu, b1_power, b2_power)

    return Transform(init, update)


def _newton_update(direction: Direction, state: None, at: At) -> tuple[Direction, None]:
    assert at.problem.hessian is not None
    solution = solve(at.problem.hessian(at.x), direction)
    return solution or [nan] * len(direction), None


newton = Transform(_stateless, _newton_update)
"""Newton's direction: the solution of `hessian * d_new = d`; nan where the Hessian is singular.

Newton-Raphson applied to `gradient = 0` (Nocedal and Wright, "Numerical Optimization", section 3.3). It goes to
the stationary point of the quadratic model, be that a minimum, a saddle or a maximum.
"""

"""Newton's direction."""

from __future__ import annotations

from math import nan

from calcgd.descent.curvature import solve
from calcgd.descent.problem import At
from calcgd.descent.transforms import Direction, stateless


def _newton_direction(direction: Direction, at: At) -> Direction:
    assert at.problem.hessian is not None
    return solve(at.problem.hessian(at.x), direction) or [nan] * len(direction)


newton = stateless(_newton_direction)
"""Newton's direction: the solution of `hessian * d_new = d`; nan where the Hessian is singular.

Newton-Raphson applied to `gradient = 0` (Nocedal and Wright, "Numerical Optimization", section 3.3). It goes to
the stationary point of the quadratic model, be that a minimum, a saddle or a maximum.
"""

"""What is true of a point where the gradient is small, and of a descent that did not get there, in sentences.

Nothing here ends a descent: `stopping` decides that, and says why with these words.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import hypot
from typing import NamedTuple

from calcgd.descent.curvature import MOST_VARIABLES, Curvature, PointKind, examine, largest_curvature
from calcgd.descent.problem import At
from calcgd.descent.trail import Trail
from calcgd.descent.wording import number, place
from calcgd.errors import listed

_NEAR = 1e-2
_PROBE = 1e-6


class Stationary(NamedTuple):
    """A point with a small gradient.

    `near` is false where the second derivatives show that no stationary point is close by (the cost only
    flattens out); `kind` is what is proved of the point, and `reason` says all of it.
    """

    near: bool
    kind: PointKind
    reason: str


def stationary(at: At, tolerance: float) -> Stationary:
    """Judge a point whose gradient is at most `tolerance`."""
    found = f"{_smallness(hypot(*at.gradient), tolerance)} at {place(at.problem.names, at.x)}"
    corner = _corner(at, tolerance)
    if corner is not None:
        return _at_corner(at, *corner)
    curvature = examine(at)
    if curvature is None:
        unknown = _why_not_examined(at)
        return Stationary(True, PointKind.UNDECIDED, f"{found}; {unknown}, so whether this is a minimum is not decided")
    step = curvature.newton_step
    if step is None:
        flat = "along some direction the cost is sloped but not curved"
        return Stationary(False, PointKind.UNDECIDED, f"{found}, but no minimum is near: {flat}")
    if _relative_length(step, at.x) > max(_NEAR, tolerance):
        far = f"{_curvature_text(curvature)}, so that a Newton step would still move by {number(hypot(*step))}"
        return Stationary(False, PointKind.UNDECIDED, f"{found}, but the cost only flattens out there: {far}")
    return Stationary(True, curvature.kind, f"{found}{_kind_text(curvature)}")


def advice(trail: Trail, points: Sequence[Sequence[float]]) -> str:
    """Which learning rates are stable for the curvature at some points; nothing where that is not the matter."""
    if trail.method.stability is None:
        return ""
    curvature = largest_curvature(trail.problem, points)
    if curvature is None or curvature <= 0:
        return ""
    factor = trail.method.stability(trail.settings)
    limit = factor / curvature
    if trail.rate < limit * (1 - 1e-9):
        return ""
    spot = place(trail.problem.names, points[-1])
    return (
        f"; with the curvature {number(curvature)} at {spot}, {trail.method.title} is stable for learning "
        f"rates below {number(factor)}/{number(curvature)} = {number(limit)}"
    )


def movement(trail: Trail) -> str:
    """What the last steps were doing."""
    costs = [at.value for at in trail.recent]
    moves = trail.moves()
    if _to_and_fro(moves):
        factor = hypot(*moves[-1]) / hypot(*moves[-2])
        size = "equally large" if abs(factor - 1) <= 1e-9 else "ever larger" if factor > 1 else "ever smaller"
        times = "" if size == "equally large" else f", each {number(factor)} times the one before"
        return f"the iterates swing to and fro by {size} steps{times}"
    pairs = list(pairwise(costs))
    if all(later < earlier for earlier, later in pairs):
        return f"the cost is still falling, by {number(costs[-2] - costs[-1])} on the last step"
    if all(later > earlier for earlier, later in pairs):
        return f"the cost is growing, by {number(costs[-1] - costs[-2])} on the last step"
    return "the cost goes up and down"


def _smallness(norm: float, tolerance: float) -> str:
    if norm == 0:
        return "the gradient is zero"
    return f"the gradient is small ({number(norm)}, tolerance {number(tolerance)})"


def _to_and_fro(moves: list[tuple[float, ...]]) -> bool:
    last = moves[-4:]
    return len(last) >= 3 and all(
        sum(a * b for a, b in zip(first, second, strict=True)) < 0 for first, second in pairwise(last)
    )


def _relative_length(step: Sequence[float], x: Sequence[float]) -> float:
    return max(abs(s) / (1 + abs(a)) for s, a in zip(step, x, strict=True))


def _kind_text(curvature: Curvature) -> str:
    facts = _curvature_text(curvature)
    if curvature.kind is PointKind.MINIMUM:
        return f", a local minimum: {facts}"
    if curvature.kind is not PointKind.UNDECIDED:
        return f", but this is a {curvature.kind}, not a minimum: {facts}"
    if curvature.singular:
        return f"; {facts}, so whether this is a minimum is not decided"
    return f"; {facts} but changing fast there, so whether this is a minimum is not decided"


def _curvature_text(curvature: Curvature) -> str:
    values = curvature.eigenvalues
    if len(values) == 1:
        return f"the second derivative is {number(values[0])}"
    if len(values) <= 4:
        return f"the Hessian has eigenvalues {listed([number(value) for value in values])}"
    return f"the Hessian has eigenvalues from {number(values[-1])} to {number(values[0])}"


def _why_not_examined(at: At) -> str:
    if at.problem.hessian is None:
        return "second derivatives are not available"
    if len(at.x) > MOST_VARIABLES:
        return f"second derivatives of more than {MOST_VARIABLES} variables are not examined"
    return "the second derivatives are not defined there"


def _corner(at: At, tolerance: float) -> tuple[int, float, float] | None:
    """A variable along which the slope jumps here by more than the tolerance, and the slopes on both sides.

    A jump is a change of slope that stays the same when the distance is made a thousand times smaller.
    """
    for i, value in enumerate(at.x):
        reach = _PROBE * (1 + abs(value))
        before, after = (_slope(at, i, shift) for shift in (-reach, reach))
        close_before, close_after = (_slope(at, i, shift / 1000) for shift in (-reach, reach))
        jump = abs(close_after - close_before)
        if jump > tolerance and jump > abs(after - before) / 2:
            return i, close_before, close_after
    return None


def _slope(at: At, i: int, shift: float) -> float:
    x = (*at.x[:i], at.x[i] + shift, *at.x[i + 1 :])
    return at.problem.value_and_gradient(x)[1][i]


def _at_corner(at: At, i: int, before: float, after: float) -> Stationary:
    name = at.problem.names[i]
    found = (
        f"the cost has a corner at {place(at.problem.names, at.x)}: the slope along {name} jumps from "
        f"{number(before)} to {number(after)}"
    )
    if len(at.x) == 1 and before < 0 < after:
        return Stationary(True, PointKind.MINIMUM, f"{found}, so this is a local minimum")
    if len(at.x) == 1 and before > 0 > after:
        return Stationary(True, PointKind.MAXIMUM, f"{found}, so this is a maximum, not a minimum")
    return Stationary(True, PointKind.UNDECIDED, f"{found}; whether this is a minimum is not decided")

"""What is true of a point where a descent ends, in sentences. Nothing here ends a descent: `stopping` decides that."""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot
from typing import NamedTuple

from calcgd.descent.contact import Contact, Corner, contact, corner
from calcgd.descent.curvature import MOST_VARIABLES, Curvature, PointKind, examine
from calcgd.descent.problem import At, Problem
from calcgd.descent.wording import amount, number, place, words
from calcgd.errors import listed

_NEAR = 1e-2
_ROUNDED = 1e-8
_SHRINKING = 0.95
"""Newton steps towards a minimum shrink: even one of order 20 takes off more than a twentieth of the distance."""

_MOST_BOUNDS = 4


class Stationary(NamedTuple):
    """What a point is.

    `near` is false where no stationary point is known to be close by (the cost only flattens out); `kind` is what is
    proved of the point, as a point of what is minimised and within its bounds, and `reason` says all of it.
    """

    near: bool
    kind: PointKind
    reason: str


def stationary(at: At, tolerance: float) -> Stationary:
    """Judge a point whose gradient, without what leads out of the bounds, is at most `tolerance`."""
    touch = contact(at, tolerance)
    jump = corner(at, touch.free, tolerance)
    if jump is not None:
        return _at_corner(at, jump)
    found = _found(at, touch, tolerance)
    if touch.inward:
        return _falling_inwards(at, touch.inward[0], found)
    moving = sorted(touch.free + touch.level)
    if not moving:
        return _alone_within(at, touch, found)
    bounded = len(moving) < len(at.x)
    best = words(at.problem).minimum
    curvature = examine(at, moving if bounded else None)
    if curvature is None:
        unknown = _why_not_examined(at)
        return Stationary(True, PointKind.UNDECIDED, f"{found}; {unknown}, so whether this is a {best} is not decided")
    step = curvature.newton_step
    if step is None:
        flat = f"along some direction the {words(at.problem).cost} is sloped but not curved"
        return Stationary(False, PointKind.UNDECIDED, f"{found}, but no {best} is near: {flat}")
    facts = _curvature_text(at.problem, curvature, moving)
    target = at.problem.project([x - s for x, s in zip(at.x, step, strict=True)])
    move = [x - t for x, t in zip(at.x, target, strict=True)]
    far = _why_not_near(at, move, target, tolerance)
    if not far and not any(at.gradient) and not any(curvature.eigenvalues) and _is_sloped(at):
        far = "and the gradient is not zero there but too small for a float"
    if far:
        cost = words(at.problem).cost
        return Stationary(
            False, PointKind.UNDECIDED, f"{found}, but the {cost} only flattens out there: {facts}, {far}"
        )
    kind = _kind_within(at, touch, curvature.kind, target)
    return Stationary(True, kind, f"{found}{_kind_text(at, touch, kind, curvature, facts)}")


def _why_not_near(at: At, move: Sequence[float], target: Sequence[float], tolerance: float) -> str:
    """Why no stationary point is near, although the gradient is small; empty where one may be."""
    length, relative = hypot(*move), _relative_length(move, at.x)
    if relative > max(_NEAR, tolerance):
        return f"so that a Newton step would still move by {number(length)}"
    if relative > _ROUNDED and at.problem.bounds is None:
        beyond = examine(At(target, *at.problem.value_and_gradient(target), at.problem))
        if beyond is not None and beyond.newton_step is not None and hypot(*beyond.newton_step) > _SHRINKING * length:
            return f"so that a Newton step would move by {number(length)}, and the next one as far"
    return ""


def _is_sloped(at: At) -> bool:
    from calcgd.numeric.interval import is_sloped

    tree = at.problem.tree
    return tree is not None and is_sloped(tree, dict(zip(at.problem.names, at.x, strict=True)))


def unsettled(at: At, tolerance: float) -> Stationary:
    """Judge a point whose gradient is larger than `tolerance`: it may still lie beside a corner."""
    jump = corner(at, contact(at, tolerance).free, tolerance)
    if jump is not None:
        return _at_corner(at, jump)
    norm = number(hypot(*at.free_gradient))
    spot = place(at.problem.names, at.x)
    return Stationary(
        False,
        PointKind.UNDECIDED,
        f"the gradient {norm} at {spot} is above the tolerance {number(tolerance)}, so whether this is a "
        f"{words(at.problem).minimum} is not decided",
    )


def _found(at: At, touch: Contact, tolerance: float) -> str:
    """How small the gradient is and where, and which bounds the point touches."""
    sizes = hypot(*at.free_gradient)
    among = " along the free variables" if touch.held and touch.free else ""
    parts = [f"{_smallness(sizes, tolerance)}{among} at {place(at.problem.names, at.x)}"]
    if touch.held:
        parts.append(
            f"{_bounds_text(at, touch.held)}, where the {words(at.problem).cost} would "
            f"{words(at.problem).fall} further outside"
        )
    if touch.level:
        parts.append(f"{_bounds_text(at, touch.level)}, where the {words(at.problem).cost} is level")
    return ", ".join(parts if touch.free or touch.level or not touch.held else parts[1:])


def _bounds_text(at: At, variables: Sequence[int]) -> str:
    shown = [_variable(at, i) for i in variables[:_MOST_BOUNDS]]
    more = len(variables) - len(shown)
    return f"at the bound{'s' * (len(variables) > 1)} {listed([*shown, f'{more} more'] if more else shown)}"


def _falling_inwards(at: At, i: int, found: str) -> Stationary:
    kind = PointKind.MAXIMUM if len(at.x) == 1 else PointKind.UNDECIDED
    said = words(at.problem)
    why = f"the {said.cost} {said.falls} on the way in from the bound {_variable(at, i)}, so this is no {said.minimum}"
    return Stationary(False, kind, f"{found}, but {why}")


def _alone_within(at: At, touch: Contact, found: str) -> Stationary:
    """Of a point that no variable may leave, or only uphill."""
    only = "" if touch.held else ", and the bounds leave no other point"
    return Stationary(True, PointKind.MINIMUM, f"{found}{only}, a local {words(at.problem).minimum} within the bounds")


def _kind_within(at: At, touch: Contact, kind: PointKind, target: Sequence[float]) -> PointKind:
    """The kind of a point where some variables may move freely, from its kind for these alone.

    The bounds must hold the others at the stationary point near it too. Second-order conditions: Nocedal and Wright,
    "Numerical Optimization", section 12.5.
    """
    if touch.held:
        there = At(target, *at.problem.value_and_gradient(target), at.problem)
        if not set(contact(there, 0.0).held) >= set(touch.held):
            return PointKind.UNDECIDED
    if touch.level and kind is not PointKind.MINIMUM:
        return PointKind.UNDECIDED
    return PointKind.SADDLE if touch.held and kind is PointKind.MAXIMUM else kind


def _kind_text(at: At, touch: Contact, kind: PointKind, curvature: Curvature, facts: str) -> str:
    best = words(at.problem).minimum
    if kind is PointKind.MINIMUM:
        within = " within the bounds" if touch.held or touch.level else ""
        return f", a local {best}{within}: {facts}"
    if kind is not PointKind.UNDECIDED:
        return f", but this is a {words(at.problem).retold(kind)}, not a {best}: {facts}"
    fast = curvature.kind is PointKind.UNDECIDED and not curvature.singular
    return f"; {facts}{' but changing fast there' if fast else ''}, so whether this is a {best} is not decided"


def _curvature_text(problem: Problem, curvature: Curvature, moving: Sequence[int]) -> str:
    values = sorted((problem.sign * value for value in curvature.eigenvalues), reverse=True)
    if len(values) == 1:
        along = f" along {problem.names[moving[0]]}" if len(problem.names) > 1 else ""
        return f"the second derivative{along} is {number(values[0])}"
    among = " of the free variables" if len(moving) < len(problem.names) else ""
    if len(values) <= 4:
        return f"the Hessian{among} has eigenvalues {listed([number(value) for value in values])}"
    return f"the Hessian{among} has eigenvalues from {number(values[-1])} to {number(values[0])}"


def _why_not_examined(at: At) -> str:
    if at.problem.hessian is None:
        return "second derivatives are not available"
    if len(at.x) > MOST_VARIABLES:
        return f"second derivatives of more than {MOST_VARIABLES} variables are not examined"
    return "the second derivatives are not defined there"


def _at_corner(at: At, jump: Corner) -> Stationary:
    name = at.problem.names[jump.variable]
    said = words(at.problem)
    found = (
        f"the {said.cost} has a corner at {place(at.problem.names, at.x)}: the slope along {name} jumps from "
        f"{amount(at.problem, jump.before)} to {amount(at.problem, jump.after)}"
    )
    proved = len(at.x) == 1 and jump.continuous
    if proved and jump.before < 0 < jump.after:
        return Stationary(True, PointKind.MINIMUM, f"{found}, so this is a local {said.minimum}")
    if proved and jump.before > 0 > jump.after:
        return Stationary(True, PointKind.MAXIMUM, f"{found}, so this is a {said.maximum}, not a {said.minimum}")
    return Stationary(True, PointKind.UNDECIDED, f"{found}; whether this is a {said.minimum} is not decided")


def _smallness(norm: float, tolerance: float) -> str:
    if norm == 0:
        return "the gradient is zero"
    return f"the gradient is small ({number(norm)}, tolerance {number(tolerance)})"


def _relative_length(step: Sequence[float], x: Sequence[float]) -> float:
    return max(abs(s) / (1 + abs(a)) for s, a in zip(step, x, strict=True))


def _variable(at: At, i: int) -> str:
    return f"{at.problem.names[i]} = {number(at.x[i])}"

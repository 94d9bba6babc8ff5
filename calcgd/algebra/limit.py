"""One-sided limits: what an expression tends to beside a corner, a jump or a gap."""

from __future__ import annotations

from typing import Any, Literal

from calcgd.algebra import engine as sympy
from calcgd.algebra.branches import At, branch
from calcgd.algebra.bridge import Untranslatable, from_sympy, to_sympy
from calcgd.algebra.corners import NoBranch
from calcgd.algebra.engine import attempt
from calcgd.algebra.probe import value
from calcgd.expression.nodes import INFINITY, MINUS_ONE, Call, Node, Product
from calcgd.expression.substitute import substitute
from calcgd.expression.tidy import tidy

DIGITS = 120
NEAR, NEARER = -8, -16
"""Powers of ten of the two distances at which a limit is tried by numbers."""

_ROUNDING = 1e-40

Side = Literal["+", "-"]

_JUMPING = frozenset(("atan2", "acot"))
"""Functions that jump although their form shows no corner."""


def one_sided(node: Node, variable: str, point: Node, side: Side) -> Node | None:
    """The limit of `node` as `variable` tends to the finite `point` from the right ("+") or from the left ("-").

    The answer is tidy; it may be `oo` or `-oo`. None: not known, or there is none. `variable` must be the only one.
    """
    if node.free - {variable} or point.free:
        return None
    try:
        smooth = branch(node, At({variable: _beside(point, side, NEAR)}, DIGITS))
    except NoBranch:
        return None
    for find in (_by_substitution, _by_sympy):
        limit = find(smooth, variable, point, side)
        if limit is not None and _is_approached(node, variable, point, side, limit):
            return limit
    return None


def _beside(point: Node, side: Side, exponent: int) -> Any:
    import mpmath

    with mpmath.workdps(DIGITS):
        distance = mpmath.mpf(10) ** exponent
        return value(point, {}, DIGITS) + (distance if side == "+" else -distance)


def _by_substitution(smooth: Node, variable: str, point: Node, _side: Side) -> Node | None:
    """What is left without its corners is continuous where it has a value."""
    if _jumps(smooth) or value(substitute(smooth, {variable: point}), {}) is None:
        return None
    return tidy(substitute(smooth, {variable: point}))


def _jumps(node: Node) -> bool:
    return (isinstance(node, Call) and node.name in _JUMPING) or any(map(_jumps, node.args))


def _by_sympy(smooth: Node, variable: str, point: Node, side: Side) -> Node | None:
    place = sympy.Symbol(variable, real=True), to_sympy(point)
    image = attempt(lambda: sympy.limit(to_sympy(smooth), *place, side))
    if image is None:
        return None
    try:
        return tidy(from_sympy(image))
    except Untranslatable:
        return None


def _is_approached(node: Node, variable: str, point: Node, side: Side, limit: Node) -> bool:
    """Whether the values come nearer to `limit` as the distance to the point shrinks."""
    near, nearer = (value(node, {variable: _beside(point, side, exponent)}, DIGITS) for exponent in (NEAR, NEARER))
    if near is None or nearer is None:
        return False
    if limit is INFINITY:
        return near < nearer and nearer > 1
    if limit is tidy(Product((MINUS_ONE, INFINITY))):
        return near > nearer and nearer < -1
    goal = value(limit, {}, DIGITS)
    return goal is not None and (abs(nearer - goal) < abs(near - goal) or abs(nearer - goal) < _ROUNDING)

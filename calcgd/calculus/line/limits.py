"""What a smooth expression tends to at the end of an interval."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from calcgd.calculus.domain import own_conditions
from calcgd.calculus.line.real import Exact, Real, value_at
from calcgd.calculus.line.truth import holds_at, is_defined
from calcgd.calculus.point import is_finite
from calcgd.expression.nodes import INFINITY, Call, Node, Number, Symbol
from calcgd.expression.signs import is_negative
from calcgd.expression.substitute import substitute
from calcgd.expression.tidy import add, divide, multiply, negate


class Limit(NamedTuple):
    """A number, or one of the two infinities (`infinite` is 1 or -1, else 0)."""

    finite: Real | None
    infinite: int = 0

    def number(self) -> Real:
        """The limit that is a number."""
        assert self.finite is not None
        return self.finite


def approached(tree: Node, variable: str, at: Real | None, direction: int) -> Limit | None:
    """What a tidy tree without corners tends to at a number from the left (`direction` -1) or from the right (1).

    Without a number, at the end of the line in that direction. None: not known, or there is no limit.
    """
    if variable not in tree.free:
        return Limit(value_at(tree, {}))
    if at is not None and is_defined(tree, {variable: at}) and not _may_jump(tree, {variable: at}):
        return Limit(value_at(tree, {variable: at}))
    if at is not None and at.exact is None:
        return None
    rational = _of_rational(tree, variable, None if at is None else at.exact, direction)
    if rational is not None:
        return rational
    from calcgd.algebra.limit import tends_to

    where = at.exact if at is not None else INFINITY if direction > 0 else negate(INFINITY)
    assert where is not None
    found = tends_to(tree, variable, where, "+" if direction > 0 else "-")
    return None if found is None else as_limit(found)


def _may_jump(tree: Node, point: Mapping[str, Real]) -> bool:
    """Whether a function in the tree is at one of its jumps there, or may be."""
    from calcgd.algebra.limit import JUMPING

    jumps = isinstance(tree, Call) and tree.name in JUMPING
    if jumps and not all(holds_at(condition.relation, point) for condition in own_conditions(tree)):
        return True
    return any(_may_jump(arg, point) for arg in tree.args)


def _of_rational(tree: Node, variable: str, at: Node | None, direction: int) -> Limit | None:
    """The limit of a rational function, by its growth in one over the distance where it is one at a rational number."""
    from calcgd.algebra.growth import growth

    here, way = Symbol(variable), Number(direction)
    far = multiply(way, here) if at is None else add(at, divide(way, here))
    grown = growth(substitute(tree, {variable: far}), variable)
    if grown is None:
        return None
    coefficient, degree = grown
    if degree > 0:
        return Limit(None, 1 if coefficient > 0 else -1)
    return Limit(Exact(Number(coefficient if degree == 0 else 0)))


def as_limit(found: Node) -> Limit:
    """A tidy tree that may be `oo` or `-oo`."""
    if is_finite(found):
        return Limit(Exact(found))
    return Limit(None, -1 if is_negative(found) else 1)

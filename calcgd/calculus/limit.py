"""Limits: from both sides of a point, or at infinity, with values on the way and the reason where there is none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, NamedTuple

from calcgd.calculus.point import Value, broken_condition, constant_value, is_finite, value_at
from calcgd.calculus.subject import as_expression, unknown_functions
from calcgd.errors import BadInput
from calcgd.expression import Expression
from calcgd.expression.nodes import FALSE, INFINITY, ZERO, Node, Number, Quotient, Symbol
from calcgd.expression.substitute import substitute
from calcgd.expression.text import text
from calcgd.expression.tidy import add, subtract, tidy

if TYPE_CHECKING:
    from calcgd.algebra.oscillation import Along

Side = Literal["left", "right"]

SHRINKING = tuple(Fraction(1, 10**n) for n in range(9))
"""The distances from the point, 1, 0.1, ... 1e-8, at which values on the way are given."""

GROWING = tuple(Fraction(10**n) for n in range(9))
"""The same on the way to infinity: places rather than distances."""

DIGITS = 120
"""Digits for the values on the way, so that no cancellation shows."""

BESIDE = (4, 8, 16, 32)
"""Powers of ten of the distances at which it is tried whether there are values at all."""


@dataclass(frozen=True, slots=True)
class OneSided:
    """What the values tend to from one side.

    `value.exact` may be `oo` or `-oo`; where it is None, `value.reason` says why. `outside` is the condition for a real
    value that fails on this side. `oscillation` are two sequences of points on which the limits differ.
    """

    value: Value
    outside: Node | None = None
    oscillation: tuple[Along, Along] | None = None


class Approached(NamedTuple):
    """A value on each side of the point at a distance; towards infinity `distance` is how far out the place is.

    A value that no float holds is infinite.
    """

    distance: Fraction
    left: float | None
    right: float | None


@dataclass(frozen=True, slots=True)
class Limit:
    """The limit of `expression` as `variable` tends to `point`, which may be `oo` or `-oo`.

    `exists` is None where it is not decided; an infinite limit counts as one. Sides on which the expression is not
    defined do not count. At infinity there is one side: the left of `oo`, the right of `-oo`. `side` is the one that
    was asked for alone. `there` is the value at the point itself, and `continuous` says whether the limit of all sides
    is that value; None where there is no value or it is not decided. `secant` is the f of which the expression is the
    difference quotient (f(x) - f(a))/(x - a).
    """

    expression: Expression
    variable: str
    point: Node
    side: Side | None
    exists: bool | None
    limit: Value
    left: OneSided | None
    right: OneSided | None
    there: Value | None
    continuous: bool | None
    approach: tuple[Approached, ...]
    secant: Node | None

    def _repr_latex_(self) -> str:
        return "" if self.limit.exact is None else self.limit.exact._repr_latex_()


def limit(expression: Expression | Node | str, variable: str, point: Node, side: Side | None = None) -> Limit:
    """The limit as `variable` tends to `point`: a constant, a tree in other variables, `oo` or `-oo`.

    Both sides are worked out, whichever is asked for. Raises BadInput where a side of infinity is asked for, and what
    `parse` raises for a text.
    """
    subject = as_expression(expression)
    point = tidy(point)
    infinite = not is_finite(point)
    if infinite and side is not None:
        raise BadInput("infinity is approached from one side only", hint="leave --side out")
    left = None if infinite and point is not INFINITY else _one_sided(subject.tree, variable, point, "left")
    right = None if point is INFINITY else _one_sided(subject.tree, variable, point, "right")
    wanted = {"left": [left], "right": [right], None: [left, right]}[side]
    exists, value = _joined(wanted)
    numeric = subject.tree.free <= {variable} and not point.free and not unknown_functions(subject.tree)
    there = value_at(subject.tree, {variable: point}) if numeric and not infinite else None
    inside = any(one is not None and one.outside is None for one in (left, right))
    approach = tuple(_approached(subject.tree, variable, point)) if numeric and inside else ()
    secant = None if infinite else _secant_of(subject.tree, variable, point)
    continuous = None if there is None else _is_continuous(there, *_joined([left, right]))
    return Limit(subject, variable, point, side, exists, value, left, right, there, continuous, approach, secant)


def _one_sided(tree: Node, variable: str, point: Node, side: Side) -> OneSided:
    from calcgd.algebra.limit import tends_to
    from calcgd.algebra.oscillation import two_limits

    unknown = unknown_functions(tree)
    if unknown:
        return OneSided(Value(None, None, f"{unknown[0]} is only a name: it has no values"))
    outside = _outside(tree, variable, point, side)
    if outside is not None:
        needed = "" if outside is FALSE else f": it needs {text(outside)}"
        return OneSided(Value(None, None, f"no values{needed}"), outside)
    direction = "-" if side == "left" else "+"
    found = tends_to(tree, variable, point, direction)
    if found is not None:
        return OneSided(_limit_value(found))
    oscillation = two_limits(tree, variable, point, direction)
    if oscillation is not None:
        return OneSided(Value(None, None, "the values oscillate"), None, oscillation)
    return OneSided(Value(None, None, "neither a limit was found nor a proof that there is none"))


def _limit_value(found: Node) -> Value:
    if not is_finite(found):
        return Value(found, None, "it is no number: the values grow beyond all bounds")
    if found.free:
        return Value(found, None, "it depends on other variables")
    return constant_value(found)


def _outside(tree: Node, variable: str, point: Node, side: Side) -> Node | None:
    """The condition for a real value that fails everywhere near the point on one side, as far as can be told."""
    from calcgd.algebra.limit import may_oscillate
    from calcgd.algebra.probe import value

    if point.free:
        return None
    sign = -1 if side == "left" else 1
    broken = None
    for power in BESIDE:
        place = Number(-sign * 10**power) if not is_finite(point) else add(point, Number(Fraction(sign, 10**power)))
        broken = broken_condition(tree, {variable: place})
        if broken is None or may_oscillate(broken, variable, point, "+" if sign > 0 else "-"):
            return None
        if tree.free == {variable} and value(substitute(tree, {variable: place}), {}) is not None:
            return None
    return broken


def _joined(sides: Sequence[OneSided | None]) -> tuple[bool | None, Value]:
    """Whether the limit over these sides exists, and which it is."""
    inside = [one for one in sides if one is not None and one.outside is None]
    if not inside:
        return False, Value(None, None, "the expression has no values near there")
    if any(one.oscillation for one in inside):
        return False, Value(None, None, "the values oscillate")
    values = [one.value for one in inside]
    missing = next((value for value in values if value.exact is None), None)
    if missing is not None:
        return None, missing
    same = _are_same(values[0].exact, values[-1].exact)
    if same is None:
        return None, Value(None, None, "whether the limits from the left and from the right are equal is not decided")
    if not same:
        return False, Value(None, None, "the limits from the left and from the right differ")
    return True, values[0]


def _is_continuous(there: Value, exists: bool | None, limit: Value) -> bool | None:
    if there.exact is None or exists is None:
        return None
    return exists and _are_same(there.exact, limit.exact)


def _are_same(left: Node | None, right: Node | None) -> bool | None:
    from calcgd.algebra.prove import equal

    if left is right:
        return True
    if left is None or right is None or not is_finite(left) or not is_finite(right):
        return False
    return {"proved": True, "refuted": False, "undecided": None}[equal(left, right).status]


def _approached(tree: Node, variable: str, point: Node) -> Iterator[Approached]:
    """Values on the way, but for the distances at which there is none."""
    for distance in SHRINKING if is_finite(point) else GROWING:
        if is_finite(point):
            left, right = (_decimal(tree, {variable: add(point, Number(step))}) for step in (-distance, distance))
        elif point is INFINITY:
            left, right = _decimal(tree, {variable: Number(distance)}), None
        else:
            left, right = None, _decimal(tree, {variable: Number(-distance)})
        if left is not None or right is not None:
            yield Approached(distance, left, right)


def _decimal(tree: Node, place: dict[str, Node]) -> float | None:
    from calcgd.algebra.probe import value

    found = value(substitute(tree, place), {}, DIGITS)
    return None if found is None else float(found) + 0.0


def _secant_of(tree: Node, variable: str, point: Node) -> Node | None:
    """The f of a quotient f(x)/(x - a) with f(a) = 0, which is (f(x) - f(a))/(x - a) then."""
    if not isinstance(tree, Quotient):
        return None
    above, below = tree.args
    if subtract(tidy(below), subtract(Symbol(variable), point)) is not ZERO:
        return None
    return above if tidy(substitute(above, {variable: point})) is ZERO else None

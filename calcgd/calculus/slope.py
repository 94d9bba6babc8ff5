"""The derivative at a point, also where a differentiation rule does not hold: there one-sided limits decide."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from calcgd.calculus.derivative import derive
from calcgd.calculus.point import Point, Value, constant_value, corner_at, is_finite, place, value_at, why_undefined
from calcgd.expression.nodes import ZERO, Node, Number
from calcgd.expression.substitute import substitute
from calcgd.expression.text import text
from calcgd.expression.tidy import UNDEFINED, add, subtract, tidy

BESIDE = tuple(Fraction(1, 10**n) for n in (4, 8, 16))
"""How far to a side it is tried whether the expression has values there at all."""


def slope_at(tree: Node, variables: Sequence[str], point: Point) -> Value:
    """The derivative of `tree` by each of the `variables` in turn, at a point that gives every variable a constant.

    Where it does not exist, or that is not decided, there is no value but a reason.
    """
    undefined = why_undefined(tree, point)
    if undefined:
        return Value(None, None, undefined)
    value, before = Value(None, None), tree
    doubtful: set[str] = set()  # along these variables a rule failed, so its formula may fail beside the point too
    for order, variable in enumerate(variables, 1):
        if doubtful - {variable}:
            return _undecided(point)
        derivative = derive(before, variable)
        if corner_at(before, point) is not None:
            if corner_at(before, point, variable) is not None:
                doubtful.add(variable)
            value = _along_line(before, derivative, variable, point)
            if value.exact is None:
                return value
        elif order == len(variables):
            value = value_at(derivative, point)
        before = derivative
    return value


def _along_line(before: Node, derivative: Node, variable: str, point: Point) -> Value:
    """The slope where only `variable` moves; the others are constants, which may leave no corner."""
    others = {name: value for name, value in point.items() if name != variable}
    if others:
        before = tidy(substitute(before, others))
        if before is UNDEFINED:
            return _undecided(point)
        derivative = derive(before, variable)
        if corner_at(before, point) is None:
            return value_at(derivative, point)
    return _at_corner(before, derivative, variable, point)


def _at_corner(before: Node, derivative: Node, variable: str, point: Point) -> Value:
    """If `before` is continuous and its slopes on both sides tend to one number, that number is the derivative (a
    consequence of the mean value theorem); if they tend to two, there is none.

    At the end of the domain the one side decides.
    """
    at = point[variable]
    sides = [sign for sign in (-1, 1) if not _is_outside(before, variable, at, sign)]
    there = f"the derivative does not exist at {place(point)}"
    if not sides:
        return Value(None, None, f"{there}: the expression is not defined beside it")
    slopes = [_limit(derivative, variable, at, sign) for sign in sides]
    continuous = _is_continuous(before, variable, at, sides)
    if continuous is None or None in slopes:
        return _undecided(point) if continuous is not False else Value(None, None, f"{there}: there is a jump")
    if not continuous:
        return Value(None, None, f"{there}: there is a jump")
    left, right = slopes[0], slopes[-1]
    assert left is not None and right is not None
    if is_finite(left) and is_finite(right) and subtract(left, right) is ZERO:
        return constant_value(left)
    if left is right:
        return Value(None, None, f"{there}: the tangent is vertical")
    return Value(None, None, f"{there}: the slope is {text(left)} from the left and {text(right)} from the right")


def _undecided(point: Point) -> Value:
    return Value(None, None, f"whether the derivative exists at {place(point)} is not decided")


def _is_outside(node: Node, variable: str, at: Node, sign: int) -> bool:
    """Whether `node` has no values on one side of a point."""
    return all(why_undefined(node, {variable: add(at, Number(sign * distance))}) for distance in BESIDE)


def _limit(node: Node, variable: str, at: Node, sign: int) -> Node | None:
    """The limit from one side; None where it is not known or there is none."""
    from calcgd.algebra.limit import tends_to

    return tends_to(node, variable, at, "-" if sign < 0 else "+")


def _is_continuous(node: Node, variable: str, at: Node, sides: Sequence[int]) -> bool | None:
    """Whether the limits from these sides are the value; None where one of them is not known."""
    height = value_at(node, {variable: at}).decimal
    limits = [_limit(node, variable, at, sign) for sign in sides]
    if height is None or None in limits:
        return None
    return all(_is_near(limit, height) for limit in limits)


def _is_near(limit: Node | None, height: float) -> bool:
    decimal = constant_value(limit).decimal if limit is not None and is_finite(limit) else None
    return decimal is not None and abs(decimal - height) <= 1e-12 * (1 + abs(height))

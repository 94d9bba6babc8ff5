"""Values at a point: exact, decimal, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isinf

from calcgd.calculus.domain import Condition, conditions, holds
from calcgd.calculus.subject import unknown_functions
from calcgd.errors import BadInput
from calcgd.expression.nodes import INFINITY, Node, Number
from calcgd.expression.substitute import substitute
from calcgd.expression.text import text
from calcgd.expression.tidy import UNDEFINED, tidy

DIGITS = 30
"""Decimal digits that irrational values are worked out with before they are rounded to a float."""

Point = Mapping[str, Node]


@dataclass(frozen=True, slots=True)
class Value:
    """A real number: `exact` as a tree without variables, `decimal` as the nearest float.

    Both are None where there is no value. `decimal` alone is None where no float holds the value, where it could not be
    worked out, and where it depends on a function that is only a name. `reason` is the sentence that says why.
    """

    exact: Node | None
    decimal: float | None
    reason: str = ""


def value_at(node: Node, point: Point) -> Value:
    """The value of a typed or tidy tree at a point that gives every variable a constant."""
    missing = sorted(node.free - set(point))
    if missing:
        raise BadInput(f"the point leaves out {', '.join(missing)}", hint=f"add {missing[0]}=...")
    exact = tidy(substitute(node, point))
    if exact is UNDEFINED:
        return Value(None, None, f"{text(node)} is not defined at {place(point)}")
    value = constant_value(exact)
    return value if value.exact is not None else Value(None, None, f"{text(node)} has no real value at {place(point)}")


def constant_value(exact: Node) -> Value:
    """The value of a tidy tree without variables."""
    unknown = unknown_functions(exact)
    if unknown:
        return Value(exact, None, f"{unknown[0]} is only a name: it has no values")
    decimal = to_float(exact)
    if decimal is not None:
        return Value(exact, None, "too large for a decimal number") if isinf(decimal) else Value(exact, decimal)
    if why_undefined(exact, {}):
        return Value(None, None, f"{text(exact)} is not a real number")
    return Value(exact, None, "its decimal value could not be worked out")


def to_float(constant: Node) -> float | None:
    """The nearest float of a constant, infinite where it is too large for one; None where it is not a real number."""
    if constant.__class__ is Number:
        value = constant.value  # type: ignore[attr-defined]
        try:
            return float(value)
        except OverflowError:
            return float("inf") if value > 0 else float("-inf")
    from calcgd.algebra.probe import value

    found = value(constant, {}, DIGITS)
    return None if found is None else float(found) + 0.0  # no negative zero


def place(point: Point) -> str:
    """`x = 1, y = 2`."""
    return ", ".join(f"{name} = {text(value)}" for name, value in point.items())


def why_undefined(tree: Node, point: Point) -> str:
    """Why `tree` has no real value at the point, or nothing where it has one."""
    broken = broken_condition(tree, point)
    return "" if broken is None else f"the expression is not defined at {place(point)}: it needs {text(broken)}"


def broken_condition(tree: Node, point: Point) -> Node | None:
    """The first of the conditions for a real value of `tree` that fails at the point.

    Those with variables that the point leaves out do not count.
    """

    def known(relation: Node) -> bool | None:
        return holds_at(relation, point) if relation.free <= point.keys() else None

    for condition in conditions(tree, None, known):
        if not condition.smooth and known(condition.relation) is False:
            return condition.relation
    return None


def corner_at(tree: Node, point: Point, variable: str | None = None) -> Condition | None:
    """The first condition of a differentiation rule that fails at the point, where `tree` itself is defined.

    With `variable`, only conditions that depend on it.
    """
    for condition in conditions(tree, variable, lambda relation: holds_at(relation, point)):
        if condition.smooth and holds_at(condition.relation, point) is not True:
            return condition
    return None


def holds_at(relation: Node, point: Point) -> bool | None:
    """Whether a condition holds at the point, exactly or else to many digits; None where that cannot be said."""
    known = holds(relation, point)
    if known is not None or unknown_functions(relation):
        return known
    from calcgd.algebra import probe

    return probe.holds(substitute(relation, point), {}, DIGITS)


def is_finite(node: Node) -> bool:
    """Whether a limit is a number."""
    return INFINITY not in (node, *node.args)

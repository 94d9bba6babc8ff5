"""Tangents and the secants that tend to them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from calcgd.calculus.derivative import derive
from calcgd.calculus.point import Value, constant_value, to_float, value_at
from calcgd.calculus.slope import slope_at
from calcgd.calculus.subject import as_expression, chosen_variable
from calcgd.errors import BadInput
from calcgd.expression import Expression
from calcgd.expression.nodes import Node, Number, Symbol
from calcgd.expression.substitute import substitute
from calcgd.expression.tidy import add, divide, multiply, subtract, tidy

SHRINKING = tuple(Fraction(1, 10**n) for n in range(9))
"""The dx of a secant table: 1, 0.1, ... 1e-8."""

DIGITS = 60
"""Digits for the secant slopes, so that no rounding shows in the table."""


@dataclass(frozen=True, slots=True)
class Secant:
    """A secant from the point of tangency: `slope` is (f(x + dx) - f(x))/dx, `slope_left` (f(x) - f(x - dx))/dx."""

    dx: Fraction
    slope: float | None
    slope_left: float | None


@dataclass(frozen=True, slots=True)
class Tangent:
    """The tangent of `expression` at `variable = at`, which touches it at `height`.

    `line` is slope*variable + intercept, None where there is no tangent; `slope.reason` then says why.
    """

    expression: Expression
    variable: str
    at: Node
    height: Value
    derivative: Node
    slope: Value
    intercept: Value
    line: Node | None
    secants: tuple[Secant, ...]

    def _repr_latex_(self) -> str:
        return "" if self.line is None else self.line._repr_latex_()


@dataclass(frozen=True, slots=True)
class Through:
    """The line through two points of the graph of `expression`: their x, their heights, the differences, the line."""

    expression: Expression
    variable: str
    ends: tuple[Node, Node]
    heights: tuple[Value, Value]
    dx: Node
    dy: Node
    slope: Value
    intercept: Value
    line: Node


def tangent(expression: Expression | Node | str, at: Node, variable: str | None = None) -> Tangent:
    """The tangent line where the variable has the constant value `at`, with a table of secants of shrinking dx.

    Raises BadInput where the expression has further variables, and what `parse` raises for a text.
    """
    subject, variable = _curve(expression, variable)
    point = {variable: at}
    derivative = derive(subject.tree, variable)
    height = value_at(subject.tree, point)
    slope = slope_at(subject.tree, [variable], point)
    nothing = Value(None, None, slope.reason or height.reason)
    intercept, line = nothing, None
    if slope.exact is not None and height.exact is not None:
        intercept, line = _line(slope.exact, variable, at, height.exact)
    secants = tuple(_secant(subject.tree, variable, at, dx) for dx in SHRINKING) if height.decimal is not None else ()
    return Tangent(subject, variable, at, height, derivative, slope, intercept, line, secants)


def through(expression: Expression | Node | str, first: Node, second: Node, variable: str | None = None) -> Through:
    """The secant line through the points of the graph at `first` and `second`.

    Raises BadInput where they are the same, where the expression has no value at one of them, or has further variables.
    """
    subject, variable = _curve(expression, variable)
    heights = value_at(subject.tree, {variable: first}), value_at(subject.tree, {variable: second})
    for height in heights:
        if height.exact is None:
            raise BadInput(height.reason)
    low, high = heights[0].exact, heights[1].exact
    assert low is not None and high is not None
    dx, dy = subtract(second, first), subtract(high, low)
    if to_float(dx) == 0:
        raise BadInput("a line needs two different points", hint="for one point ask for the tangent: --at")
    slope = tidy(divide(dy, dx))
    intercept, line = _line(slope, variable, first, low)
    return Through(subject, variable, (first, second), heights, dx, dy, constant_value(slope), intercept, line)


def _curve(expression: Expression | Node | str, variable: str | None) -> tuple[Expression, str]:
    subject = as_expression(expression)
    variable = chosen_variable(subject, variable)
    others = [name for name in subject.variables if name != variable]
    if others:
        raise BadInput(f"a tangent line needs a curve in one variable, and {others[0]} is another one")
    return subject, variable


def _line(slope: Node, variable: str, at: Node, height: Node) -> tuple[Value, Node]:
    """The intercept and the line of that slope through (at, height)."""
    intercept = tidy(subtract(height, multiply(slope, at)))
    line = tidy(add(multiply(slope, Symbol(variable)), intercept))
    return constant_value(intercept), line


def _secant(tree: Node, variable: str, at: Node, dx: Fraction) -> Secant:
    import mpmath

    from calcgd.algebra.probe import value

    def height(shift: Fraction) -> Any:
        return value(substitute(tree, {variable: add(at, Number(shift))}), {}, DIGITS)

    with mpmath.workdps(DIGITS):
        left, middle, right = height(-dx), height(Fraction(0)), height(dx)
        slopes = [
            None if low is None or high is None else float((high - low) / dx)
            for low, high in ((middle, right), (left, middle))
        ]
    return Secant(dx, *slopes)

"""Gradients and Hessians."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from calcgd.calculus.derivative import derive
from calcgd.calculus.point import Point, Value, constant_value
from calcgd.calculus.slope import slope_at
from calcgd.calculus.subject import as_expression
from calcgd.errors import BadInput
from calcgd.expression import Expression
from calcgd.expression.nodes import ONE, TWO, ZERO, Node, Number
from calcgd.expression.rationals import rational
from calcgd.expression.tidy import add, call, divide, multiply, power

if TYPE_CHECKING:
    from calcgd.algebra.prove import Verdict
    from calcgd.calculus.steps import Step


@dataclass(frozen=True, slots=True)
class Gradient:
    """The partial derivatives of `expression` by `variables`, in that order; all trees are tidy.

    `values` and `norm` (Euclidean) are there if a point `at` was asked for, `hessian` (rows of second derivatives)
    and `hessian_values` if the Hessian was, `steps` and `checks` (one a variable) if steps were.
    """

    expression: Expression
    variables: tuple[str, ...]
    gradient: tuple[Node, ...]
    at: Point | None = None
    values: tuple[Value, ...] = ()
    norm: Value | None = None
    hessian: tuple[tuple[Node, ...], ...] = ()
    hessian_values: tuple[tuple[Value, ...], ...] = ()
    steps: tuple[Step, ...] = ()
    checks: tuple[Verdict, ...] = ()

    def _repr_latex_(self) -> str:
        from calcgd.render.latex import latex

        rows = r" \\ ".join(map(latex, self.gradient))
        return rf"$\begin{{pmatrix}} {rows} \end{{pmatrix}}$"


def gradient(
    expression: Expression | Node | str,
    variables: Sequence[str] | None = None,
    *,
    at: Point | None = None,
    hessian: bool = False,
    steps: bool = False,
) -> Gradient:
    """The gradient of an expression by all its variables in alphabetical order, or by those named.

    `at` maps every variable to a constant tree. Raises BadInput for an expression without variables and for an
    incomplete point, and what `parse` raises for a text.
    """
    subject = as_expression(expression)
    names = tuple(subject.variables if variables is None else variables)
    if not names:
        raise BadInput("the expression has no variables, so it has no gradient", hint="its derivative is 0")
    tree = subject.tree
    partials = tuple(derive(tree, name) for name in names)
    rows = tuple(tuple(derive(partial, name) for name in names) for partial in partials) if hessian else ()
    values: tuple[Value, ...] = ()
    entries: tuple[tuple[Value, ...], ...] = ()
    if at is not None:
        values = tuple(slope_at(tree, [name], at) for name in names)
        entries = tuple(tuple(slope_at(tree, pair, at) for pair in product([name], names)) for name in names if hessian)
    worked, checks = _worked(tree, names) if steps else ((), ())
    norm = None if at is None else _norm(values)
    return Gradient(subject, names, partials, at, values, norm, rows, entries, worked, checks)


def _worked(tree: Node, names: Sequence[str]) -> tuple[tuple[Step, ...], tuple[Verdict, ...]]:
    from calcgd.algebra.derivative import check_derivative
    from calcgd.calculus.steps import explain

    steps = tuple(explain(tree, name) for name in names)
    return steps, tuple(check_derivative(step.before, step.after, step.variable) for step in steps)


def _norm(values: Sequence[Value]) -> Value:
    exact = [value.exact for value in values if value.exact is not None]
    if len(exact) < len(values):
        return Value(None, None, "a partial derivative does not exist")
    unit = next((value for value in exact if value is not ZERO and isinstance(value, Number)), ONE)
    squares = (power(divide(value, unit), TWO) for value in exact)
    return constant_value(multiply(call("abs", unit), power(add(*squares), rational(1, 2))))

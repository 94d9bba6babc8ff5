"""Derivatives of any order: the plain one, with its steps, and its value at a point."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from calcgd.calculus.forms import TIDY
from calcgd.calculus.rules import RULES
from calcgd.calculus.subject import as_expression, chosen_variable
from calcgd.errors import BadInput, NoAnswer, TooLarge
from calcgd.expression import Expression
from calcgd.expression.nodes import ONE, ZERO, Node, Symbol
from calcgd.expression.sharing import Worked
from calcgd.expression.text import text
from calcgd.expression.tidy import UNDEFINED, shorter, structure, tidy

if TYPE_CHECKING:
    from calcgd.algebra.prove import Verdict
    from calcgd.calculus.point import Point, Value
    from calcgd.calculus.steps import Step

HIGHEST_ORDER = 100
LARGEST = 100_000
"""Symbols of a derivative that is still written out; a shared tree may stand for many more than it has nodes."""

SIZES: Worked[Node, int] = Worked(lambda node: 1 + sum(map(SIZES.__getitem__, node.args)))
"""How many symbols the text of a tree has, about."""


@dataclass(frozen=True, slots=True)
class Derivative:
    """The derivative of `expression` by `variable`, taken `order` times.

    `derivative` is tidy. `value` is there if a point `at` was asked for, `steps` (one tree an order) and `checks`
    (against an independent derivative, one an order) if steps were.
    """

    expression: Expression
    variable: str
    order: int
    derivative: Node
    at: Point | None = None
    value: Value | None = None
    steps: tuple[Step, ...] = ()
    checks: tuple[Verdict, ...] = ()

    def _repr_latex_(self) -> str:
        return self.derivative._repr_latex_()


def derive(node: Node, variable: str) -> Node:
    """The tidy derivative of a typed or tidy tree by `variable`.

    Raises NoAnswer where no point is left at which there is one.
    """
    derivative = shorter(_BY_VARIABLE[variable][node])
    if derivative is UNDEFINED:
        what = text(node) if tidy(node) is UNDEFINED else f"the derivative of {text(node)}"
        raise NoAnswer(f"{what} has no real value anywhere")
    return derivative


class _Derivatives(dict[Node, Node]):
    """Derivatives by one variable, worked out when they are first asked for, by indexing."""

    def __init__(self, variable: str) -> None:
        self.variable = variable

    def __missing__(self, node: Node) -> Node:
        x = self.variable
        if x not in node.free:
            return ZERO
        if type(node) is Symbol:
            return ONE
        for rule in RULES[type(node)]:
            found = rule.apply(node, x, self.__getitem__, TIDY)
            if found is not None:
                if found is UNDEFINED and _is_constant(structure(node), x):
                    found = ZERO
                self[node] = found
                return found
        raise AssertionError(f"no rule for {node!r}")


_BY_VARIABLE = Worked(_Derivatives)


def _is_constant(node: Node, x: str) -> bool:
    return node is not UNDEFINED and x not in node.free


def differentiate(
    expression: Expression | Node | str,
    variable: str | None = None,
    order: int = 1,
    *,
    at: Point | None = None,
    steps: bool = False,
) -> Derivative:
    """The derivative of an expression, given as text or as a tree, by its only variable or by the one named.

    `at` maps every variable to a constant tree; the value there is exact where it can be, and where the derivative does
    not exist the value says so. Raises BadInput for an ambiguous variable, an order outside 1 to 100 and an
    incomplete point, and what `parse` raises for a text.
    """
    subject = as_expression(expression)
    variable = chosen_variable(subject, variable)
    if not 1 <= order <= HIGHEST_ORDER:
        raise BadInput(f"the order of a derivative is a whole number from 1 to {HIGHEST_ORDER}, not {order}")
    chain = [subject.tree]
    for _ in range(order):
        chain.append(derive(chain[-1], variable))
        if order > 1 and SIZES[chain[-1]] > LARGEST:
            raise TooLarge(
                f"the derivative of order {len(chain) - 1} would be written with more than {LARGEST:,} symbols",
                hint="ask for a lower order",
            )
    value = None if at is None else _value(subject.tree, [variable] * order, at)
    worked: tuple[Step, ...] = ()
    checks: tuple[Verdict, ...] = ()
    if steps:
        from calcgd.algebra.derivative import check_derivative
        from calcgd.calculus.steps import explain

        worked = tuple(explain(before, variable) for before in chain[:-1])
        checks = tuple(check_derivative(step.before, step.after, variable) for step in worked)
    return Derivative(subject, variable, order, chain[-1], at, value, worked, checks)


def _value(tree: Node, variables: list[str], at: Point) -> Value:
    from calcgd.calculus.slope import slope_at

    return slope_at(tree, variables, at)

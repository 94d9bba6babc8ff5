"""`calcgd integrate`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any

from calcgd.commands.options import Expression, Option
from calcgd.commands.session import Session
from calcgd.errors import Exit

if TYPE_CHECKING:
    from calcgd.calculus.antiderivative import Antiderivative
    from calcgd.expression import Expression as Parsed
    from calcgd.render.document import Block, Table, View


def integrate(
    session: Session,
    text: Expression = None,
    wrt: Annotated[str | None, Option("--wrt", metavar="NAME", help="The variable to integrate by.")] = None,
) -> Exit:
    """The antiderivative of an expression.

    Examples:
      calcgd integrate "x**2 - 4*x + 6"
      calcgd integrate "x**n" --wrt x
    """
    from calcgd.commands.answer import Task, answer

    def compute(expression: Parsed) -> Antiderivative:
        from calcgd.calculus.antiderivative import antiderivative

        result = antiderivative(expression, _variable(expression, wrt, session))
        _remark_on(result, session)
        return result

    return answer(session, text, Task(compute, view))


def _variable(expression: Parsed, wrt: str | None, session: Session) -> str | None:
    if wrt is None:
        return None
    from calcgd.commands.options import variable
    from calcgd.commands.report import remark

    name = variable("--wrt", wrt, expression.variables)
    if name not in expression.variables:
        remark(f"{name} does not occur in the expression", session)
    return name


def _remark_on(result: Antiderivative, session: Session) -> None:
    from calcgd.commands.report import remark
    from calcgd.expression.text import text

    if result.needs:
        remark(f"this holds where {' and '.join(map(text, result.needs))}", session)
    if result.check.status != "proved":
        remark(f"its derivative was compared with the integrand by numbers only: {result.check.how}", session)


def view(result: Antiderivative) -> View:
    """How an antiderivative is shown: the formula with its constant, so that the next command reads it."""
    from calcgd.render.document import View

    return View(_blocks(result), lambda: _record(result), lambda: _table(result))


def _blocks(result: Antiderivative) -> Iterator[Block]:
    from calcgd.render.document import Formula

    yield Formula(result.general)


def _record(result: Antiderivative) -> Mapping[str, Any]:
    return {
        "expression": result.expression.tree,
        "variable": result.variable,
        "antiderivative": result.general,
        "constant": result.constant,
        "needs": result.needs,
        "check": {"status": result.check.status, "how": result.check.how},
    }


def _table(result: Antiderivative) -> Table:
    from calcgd.render.document import Column, Table

    columns = (Column("expression"), Column("variable"), Column("antiderivative"))
    return Table(columns, ((result.expression.tree, result.variable, result.general),))

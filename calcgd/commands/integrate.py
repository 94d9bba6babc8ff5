"""`calcgd integrate`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any

from calcgd.commands.options import Expression, Option
from calcgd.commands.session import Session
from calcgd.commands.wrt import variable_of
from calcgd.errors import BadInput, Exit

if TYPE_CHECKING:
    from calcgd.calculus.antiderivative import Antiderivative
    from calcgd.expression import Expression as Parsed
    from calcgd.render.document import Block, Table, View


def integrate(
    session: Session,
    text: Expression = None,
    wrt: Annotated[str | None, Option("--wrt", metavar="NAME", help="The variable to integrate by.")] = None,
    lower: Annotated[str | None, Option("--from", metavar="A", help="The lower end: a number, or -oo.")] = None,
    upper: Annotated[str | None, Option("--to", metavar="B", help="The upper end: a number, or oo.")] = None,
    area: Annotated[bool, Option("--area", help="The area between the curve and the axis.")] = False,
) -> Exit:
    """The antiderivative of an expression; with two ends the integral between them, exact and as a number.

    Other names are constants. An antiderivative is given only if its derivative is the expression. Between two ends,
    poles and jumps are looked for first; the exit status is 1 where the integral diverges or where that is not decided.

    Examples:
      calcgd integrate "x**2 - 4*x + 6"
      calcgd integrate "x**n" --wrt x
      calcgd integrate "exp(-x**2)" --from -oo --to oo
      calcgd integrate "sin(x)" --from 0 --to 2pi --area
    """
    from calcgd.commands.answer import Task, answer

    if lower is not None and upper is not None:
        from calcgd.commands.definite import definite_task

        return answer(session, text, definite_task((lower, upper), wrt, area, session))
    if lower is not None or upper is not None or area:
        missing = "--from and --to" if lower is upper else "--from" if lower is None else "--to"
        raise BadInput(
            f"an {'area' if area else 'integral between two ends'} needs {missing}",
            hint="--from 0 --to 1; an end may be oo or -oo",
        )

    def compute(expression: Parsed) -> Antiderivative:
        from calcgd.calculus.antiderivative import antiderivative

        result = antiderivative(expression, variable_of(expression, wrt, session))
        _remark_on(result, session)
        return result

    return answer(session, text, Task(compute, view))


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

"""`calcgd diff --definition`: the derivative as a limit, worked out or as a table of secants."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from calcgd.commands.answer import Task
from calcgd.commands.report import remark
from calcgd.errors import Exit

if TYPE_CHECKING:
    from calcgd.calculus.definition import Definition
    from calcgd.calculus.tangent import Tangent
    from calcgd.commands.session import Session
    from calcgd.expression import Expression
    from calcgd.render.document import Block, View


USUAL_PLACES = ("1", "2", "1/2", "3", "-1", "0")
"""Where secants are drawn if no point is given: the first of these where there is a tangent."""


def definition_task(session: Session, wrt: str | None, at: str | None) -> Task:
    """What `--definition` does with an expression."""

    def compute(expression: Expression) -> Definition | Tangent:
        from calcgd.calculus.definition import by_definition
        from calcgd.commands import options

        variable = None if wrt is None else options.variable("--wrt", wrt, expression.variables)
        worked = by_definition(expression, variable) if at is None else None
        if worked is not None:
            return worked
        from calcgd.calculus.tangent import tangent

        places = USUAL_PLACES if at is None else (at,)
        for place in places:
            found = tangent(expression, options.only_number("--at", place, expression.variables), variable)
            if found.line is not None:
                break
        if at is None:
            remark(
                "worked out for polynomials of moderate degree and quotients of them; "
                f"here are the secants at {place}, or say --at",
                session,
            )
        return found

    return Task(compute, _view, _exit_code)


def _view(result: Any) -> View:
    from calcgd.calculus.definition import Definition

    if isinstance(result, Definition):
        from calcgd.render.document import View

        return View(_blocks(result), lambda: _record(result))
    from calcgd.commands.tangent import view

    return view(result)


def _exit_code(result: Any) -> Exit:
    from calcgd.calculus.tangent import Tangent

    return Exit.NO_ANSWER if isinstance(result, Tangent) and result.slope.exact is None else Exit.ANSWER


def _blocks(result: Definition) -> Iterator[Block]:
    from calcgd.render.document import Formula, Line

    x, h = result.variable, result.h
    yield Formula(result.expression.tree, f"f({x})")
    yield Formula(result.shifted, f"f({x} + {h})")
    yield Formula(result.difference, f"f({x} + {h}) - f({x})")
    yield Formula(result.quotient, f"(f({x} + {h}) - f({x}))/{h}")
    yield Line(f"Let {h} tend to 0: what is left is continuous there, so {h} = 0 can be put in.")
    yield Formula(result.limit, f"f'({x})")
    if result.derivative is not result.limit:
        yield Formula(result.derivative, f"f'({x})")


def _record(result: Definition) -> dict[str, object]:
    return {
        "expression": result.expression.tree,
        "variable": result.variable,
        "order": 1,
        "derivative": result.derivative,
        "h": result.h,
        "shifted": result.shifted,
        "difference": result.difference,
        "quotient": result.quotient,
        "limit": result.limit,
    }

"""`calcgd diff`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any

from calcgd.commands.options import At, Expression, Option, Steps, Wrt
from calcgd.commands.session import Session
from calcgd.commands.wrt import variable_of
from calcgd.errors import BadInput, Exit

if TYPE_CHECKING:
    from calcgd.calculus.derivative import Derivative
    from calcgd.calculus.point import Point
    from calcgd.expression import Expression as Parsed
    from calcgd.render.document import Block, Table, View


def diff(
    session: Session,
    text: Expression = None,
    wrt: Wrt = None,
    order: Annotated[int, Option("--order", metavar="N", help="How many times to differentiate.")] = 1,
    at: At = None,
    steps: Steps = False,
    simplify: Annotated[bool, Option("--simplify", help="Look for a shorter form, and say how it was found.")] = False,
    definition: Annotated[
        bool, Option("--definition", help="Work it out as the limit of (f(x + h) - f(x))/h.")
    ] = False,
) -> Exit:
    """The derivative of an expression.

    Examples:
      calcgd diff "x**2 - 4*x + 6"
      calcgd diff "(3x+1)^5 sin(x)/x" --steps
      calcgd diff "x**2*y" --wrt y
      calcgd diff "sin(x)" --order 2 --at pi/6
      calcgd diff "x^3 - x" --definition
      echo "x^3" | calcgd diff | calcgd diff
    """
    from calcgd.commands.answer import Task, answer

    if definition:
        if order != 1 or simplify:
            other = "--simplify" if simplify else "--order"
            raise BadInput(f"--definition works out the first derivative, without {other}")
        from calcgd.commands.definition import definition_task

        return answer(session, text, definition_task(session, wrt, at))

    from calcgd.calculus.derivative import differentiate

    def compute(expression: Parsed) -> Derivative:
        point = _point(expression, at)
        result = differentiate(expression, variable_of(expression, wrt, session), order, at=point, steps=steps)
        return _simplified(result, session) if simplify else result

    return answer(session, text, Task(compute, view, exit_code))


def _point(expression: Parsed, at: str | None) -> Point | None:
    if at is None:
        return None
    from calcgd.commands.options import point

    return point("--at", at, expression.variables or ["x"])


def _simplified(result: Derivative, session: Session) -> Derivative:
    from dataclasses import replace

    from calcgd.algebra.simplify import simplify
    from calcgd.commands.report import remark

    found = simplify(result.derivative)
    if found.move:
        remark(f"simplified: {found.move}", session)
    return replace(result, derivative=found.tree)


def view(result: Derivative) -> View:
    """How a derivative is shown."""
    from calcgd.render.document import Formula, View

    is_plain = result.value is None and not result.steps
    blocks = (Formula(result.derivative),) if is_plain else _blocks(result)
    return View(blocks, lambda: _record(result), lambda: _table(result))


def _blocks(result: Derivative) -> Iterator[Block]:
    from calcgd.commands.worked import Naming, coordinates, decimal_text, worked_blocks
    from calcgd.render.document import Formula, Heading, Line

    naming = Naming(result.expression, result.variable)
    for order, (step, check) in enumerate(zip(result.steps, result.checks, strict=True), 1):
        label = naming.derivative(order)
        if result.order > 1:
            yield Heading(label)
        yield from worked_blocks(step, check, naming.derivative(order - 1), label)
    if not result.steps or result.derivative is not result.steps[-1].after:
        label = naming.derivative(result.order) if result.steps else ""
        yield Formula(result.derivative, label)
    if result.value is not None and result.at is not None:
        if result.value.exact is None:
            yield Line(result.value.reason, "bad")
        else:
            decimals = result.expression.decimals
            label = naming.derivative(result.order, coordinates(result.at, decimals))
            yield Formula(result.value.exact, label)
            rounded = decimal_text(result.value, 15, decimals)
            if rounded:
                yield Line(f"{label} = {rounded} as a decimal", "note")


def _record(result: Derivative) -> Mapping[str, Any]:
    from calcgd.commands.worked import step_record, value_record

    record: dict[str, Any] = {
        "expression": result.expression.tree,
        "variable": result.variable,
        "order": result.order,
        "derivative": result.derivative,
    }
    if result.value is not None:
        record["at"] = result.at
        record["value"] = value_record(result.value)
    if result.steps:
        worked = [step_record(step) for step in result.steps]
        record["steps"] = worked[0] if len(worked) == 1 else worked
        record["check"] = [{"status": check.status, "how": check.how} for check in result.checks]
    return record


def _table(result: Derivative) -> Table:
    from calcgd.render.document import Column, Table

    columns = [Column("expression"), Column("variable"), Column("order"), Column("derivative")]
    row: list[object] = [result.expression.tree, result.variable, result.order, result.derivative]
    if result.value is not None:
        columns.append(Column("value"))
        row.append(result.value.decimal)
    return Table(tuple(columns), (tuple(row),))


def exit_code(result: Derivative) -> Exit:
    """No answer where a value was asked for that does not exist."""
    missing = result.value is not None and result.value.exact is None
    return Exit.NO_ANSWER if missing else Exit.ANSWER

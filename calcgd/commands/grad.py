"""`calcgd grad`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

from calcgd.commands.options import At, Expression, Option, Steps
from calcgd.commands.session import Session
from calcgd.errors import Exit

if TYPE_CHECKING:
    from calcgd.calculus.gradient import Gradient
    from calcgd.expression import Expression as Parsed
    from calcgd.expression.nodes import Node
    from calcgd.render.document import Block, Table, View


NO_VALUE = "-"
WIDEST_MATRIX = 72


def grad(
    session: Session,
    text: Expression = None,
    wrt: Annotated[
        str | None, Option("--wrt", metavar="NAMES", help="Only by these variables, in this order: x,y.")
    ] = None,
    at: At = None,
    hessian: Annotated[bool, Option("--hessian", help="The matrix of second derivatives too.")] = False,
    steps: Steps = False,
) -> Exit:
    """The gradient of an expression: its derivatives by all variables, in alphabetical order.

    Examples:
      calcgd grad "x**2*y + x*y*z + z**2"
      calcgd grad "(1-x)^2 + 100(y-x^2)^2" --at 1,1 --hessian
      calcgd grad "x*exp(-x^2 - y^2)" --at x=1,y=0
      calcgd grad "w*x + b" --wrt w,b --steps
    """
    from calcgd.commands.answer import Task, answer

    def compute(expression: Parsed) -> Gradient:
        from calcgd.calculus.gradient import gradient
        from calcgd.commands import options

        names = None if wrt is None else options.names("--wrt", wrt, expression.variables)
        point = None if at is None else options.point("--at", at, expression.variables)
        return gradient(expression, names, at=point, hessian=hessian, steps=steps)

    return answer(session, text, Task(compute, view, exit_code))


def view(result: Gradient) -> View:
    """How a gradient is shown: one partial derivative a line."""
    from calcgd.render.document import View

    return View(_blocks(result), lambda: _record(result), lambda: _table(result))


def _blocks(result: Gradient) -> Iterator[Block]:
    from calcgd.commands.worked import Naming, partial, worked_blocks
    from calcgd.render.document import Formula, Heading

    letter = Naming(result.expression, result.variables[0]).letter()
    labels = [partial(letter, name) for name in result.variables]
    for label, step, check in zip(labels, result.steps, result.checks, strict=False):
        yield Heading(label)
        naming = Naming(result.expression, step.variable)
        yield from worked_blocks(step, check, naming.derivative(0), label)
    if not result.steps:
        for label, partial in zip(labels, result.gradient, strict=True):
            yield Formula(partial, caption=label)
    yield from _value_blocks(result, labels)
    if result.hessian:
        yield from _hessian_blocks(result, letter)


def _value_blocks(result: Gradient, labels: Sequence[str]) -> Iterator[Block]:
    if result.at is None or result.norm is None:
        return
    from calcgd.calculus.point import place
    from calcgd.commands.worked import decimal_text
    from calcgd.render.document import Line

    exact = tuple(value.exact for value in result.values if value.exact is not None)
    if len(exact) < len(result.values):
        for label, value in zip(labels, result.values, strict=True):
            if value.exact is None:
                yield Line(f"{label}: {value.reason}", "bad")
            else:
                yield Line(f"{label} is {{}} at {place(result.at)}", "plain", (value.exact,))
        return
    decimals = result.expression.decimals
    vector = f"<{', '.join(['{}'] * len(exact))}>"
    if len(exact) == 1:
        rounded = decimal_text(result.values[0], 10, decimals)
        yield Line(f"at {place(result.at)}: {vector}" + (f" = {rounded}" if rounded else ""), "plain", exact)
        return
    rounded = decimal_text(result.norm, 10, decimals)
    norm = ", norm {}" + (f" = {rounded}" if rounded else "")
    yield Line(f"at {place(result.at)}: {vector}{norm}", "plain", (*exact, result.norm.exact))  # type: ignore[arg-type]
    rounded_values = [decimal_text(value, 10, decimals) for value in result.values]
    if any(rounded_values):
        plain = [shown or "{}" for shown in rounded_values]
        rest = tuple(node for node, shown in zip(exact, rounded_values, strict=True) if not shown)
        yield Line(f"as decimals: <{', '.join(plain)}>", "note", rest)


def _hessian_blocks(result: Gradient, letter: str) -> Iterator[Block]:
    from calcgd.calculus.point import place
    from calcgd.render.document import Heading

    yield Heading("Hessian")
    yield from _matrix(letter, result.variables, result.hessian)
    if result.hessian_values and result.at is not None:
        yield Heading(f"Hessian at {place(result.at)}")
        yield from _matrix(letter, result.variables, [[value.exact for value in row] for row in result.hessian_values])


def _matrix(letter: str, names: Sequence[str], rows: Sequence[Sequence[Node | None]]) -> Iterator[Block]:
    """A square of entries; where that is too wide, those on and above the diagonal one a line. None: no such value."""
    from calcgd.commands.worked import partial
    from calcgd.expression.text import text
    from calcgd.render.document import Column, Formula, Line, Table

    shown = [[NO_VALUE if entry is None else text(entry) for entry in row] for row in rows]
    if sum(max(map(len, column)) + 3 for column in zip(*shown, strict=True)) <= WIDEST_MATRIX:
        columns = (Column("", "variable", "left"), *(Column(f"d/d{name}", name, "left") for name in names))
        cells = [[NO_VALUE if entry is None else entry for entry in row] for row in rows]
        yield Table(columns, [(f"d/d{name}", *row) for name, row in zip(names, cells, strict=True)])
        return
    for i, (x, row) in enumerate(zip(names, rows, strict=True)):
        for y, entry in zip(names[i:], row[i:], strict=True):
            label = partial(letter, x, 2) if x == y else f"d2{letter}/(d{x}*d{y})"
            yield Line(f"{label}: {NO_VALUE}", "bad") if entry is None else Formula(entry, label)


def _record(result: Gradient) -> Mapping[str, Any]:
    from calcgd.commands.worked import step_record, value_record

    record: dict[str, Any] = {
        "expression": result.expression.tree,
        "variables": list(result.variables),
        "gradient": list(result.gradient),
    }
    if result.norm is not None:
        record["at"] = result.at
        record["value"] = [value_record(value) for value in result.values]
        record["norm"] = value_record(result.norm)
    if result.hessian:
        record["hessian"] = [list(row) for row in result.hessian]
    if result.hessian_values:
        record["hessian_value"] = [[value_record(value) for value in row] for row in result.hessian_values]
    if result.steps:
        record["steps"] = [step_record(step) for step in result.steps]
        record["check"] = [{"status": check.status, "how": check.how} for check in result.checks]
    return record


def _table(result: Gradient) -> Table:
    from calcgd.render.document import Column, Table

    columns = [Column("variable"), Column("derivative")]
    rows: list[tuple[object, ...]] = list(zip(result.variables, result.gradient, strict=True))
    if result.values:
        columns.append(Column("value"))
        rows = [(*row, value.decimal) for row, value in zip(rows, result.values, strict=True)]
    return Table(tuple(columns), rows)


def exit_code(result: Gradient) -> Exit:
    """No answer where a value was asked for that does not exist."""
    values = (*result.values, *(value for row in result.hessian_values for value in row))
    return Exit.NO_ANSWER if any(value.exact is None for value in values) else Exit.ANSWER

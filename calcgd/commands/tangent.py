"""`calcgd tangent`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any

from calcgd.commands.options import Expression, Option, Wrt
from calcgd.commands.session import Session
from calcgd.errors import BadInput, Exit

if TYPE_CHECKING:
    from calcgd.calculus.tangent import Tangent, Through
    from calcgd.expression import Expression as Parsed
    from calcgd.render.document import Block, Table, View


def tangent(
    session: Session,
    text: Expression = None,
    at: Annotated[str | None, Option("--at", metavar="POINT", help="Where it touches: x=1, or 1.")] = None,
    through: Annotated[
        str | None, Option("--through", metavar="A,B", help="The line through the points of the curve at A and B.")
    ] = None,
    wrt: Wrt = None,
) -> Exit:
    """The tangent line at a point, with the secants that tend to it.

    Examples:
      calcgd tangent "x**2 - 4*x + 6" --at 3
      calcgd tangent "sin(x)" --at pi/4
      calcgd tangent "2*x" --through 1,4
    """
    from calcgd.commands.answer import Task, answer

    if (at is None) == (through is None):
        raise BadInput(
            "a tangent needs its point" if at is None else "--at and --through exclude each other",
            hint="--at 3 for the tangent there, --through 1,4 for the line through two points",
        )

    def compute(expression: Parsed) -> Tangent | Through:
        from calcgd.calculus import tangent as engine
        from calcgd.commands import options

        variable = None if wrt is None else options.variable("--wrt", wrt, expression.variables)
        if at is not None:
            return engine.tangent(expression, options.only_number("--at", at, expression.variables), variable)
        first, second = options.pair("--through", through or "")
        return engine.through(expression, first, second, variable)

    return answer(session, text, Task(compute, view if through is None else _through_view, exit_code, batch="json"))


def view(result: Tangent) -> View:
    """How a tangent is shown: the line, then the secants."""
    from calcgd.render.document import View

    return View(_blocks(result), lambda: _record(result), lambda: _secant_table(result))


def _blocks(result: Tangent) -> Iterator[Block]:
    from calcgd.commands.worked import Naming, decimal_text
    from calcgd.render.document import Formula, Heading, Line

    if result.line is None:
        yield Line(result.slope.reason or result.height.reason, "bad")
    else:
        x, y = result.variable, height_name(result.variable)
        yield Formula(result.line, y)
        name = Naming(result.expression, x).derivative()
        touches = f"it touches the curve at {x} = {{}}, {y} = {{}}, where {name} = {{}} is {{}}"
        rounded = decimal_text(result.slope, 10, result.expression.decimals)
        formulas = (result.at, result.height.exact, result.derivative, result.slope.exact)
        yield Line(touches + (f" = {rounded}" if rounded else ""), "plain", formulas)  # type: ignore[arg-type]
    if result.secants:
        yield Heading("Secants through that point")
        yield _secant_table(result)


def height_name(variable: str) -> str:
    """What the height of the curve is called."""
    return "z" if variable == "y" else "y"


def _secant_table(result: Tangent) -> Table:
    from calcgd.render.document import Column, Table

    columns = (
        Column(f"d{result.variable}", "dx"),
        Column(f"slope to {result.variable} + d{result.variable}", "slope"),
        Column(f"slope from {result.variable} - d{result.variable}", "slope_left"),
    )
    rows: list[tuple[object, ...]] = [(float(s.dx), s.slope, s.slope_left) for s in result.secants]
    limit = result.slope.decimal
    if limit is not None:
        rows.append((0, limit, limit))
    return Table(columns, rows, digits=10)


def _record(result: Tangent) -> Mapping[str, Any]:
    from calcgd.commands.worked import value_record

    return {
        "expression": result.expression.tree,
        "variable": result.variable,
        "at": result.at,
        "height": value_record(result.height),
        "slope": value_record(result.slope),
        "intercept": value_record(result.intercept),
        "line": result.line,
        "secants": [{"dx": float(s.dx), "slope": s.slope, "slope_left": s.slope_left} for s in result.secants],
    }


def _through_view(result: Through) -> View:
    from calcgd.render.document import View

    return View(_through_blocks(result), lambda: _through_record(result))


def _through_blocks(result: Through) -> Iterator[Block]:
    from calcgd.render.document import Formula, Line

    (a, b), (low, high) = result.ends, result.heights
    assert low.exact is not None and high.exact is not None and result.slope.exact is not None
    x, y = result.variable, height_name(result.variable)
    yield Formula(result.line, y)
    yield Line("through ({}, {}) and ({}, {})", "plain", (a, low.exact, b, high.exact))
    yield Formula(result.dx, f"d{x}")
    yield Formula(result.dy, f"d{y}")
    yield Formula(result.slope.exact, f"d{y}/d{x}")


def _through_record(result: Through) -> Mapping[str, Any]:
    from calcgd.calculus.point import to_float
    from calcgd.commands.worked import value_record
    from calcgd.render.document import Exact

    return {
        "expression": result.expression.tree,
        "variable": result.variable,
        "through": [{"x": x, "y": value_record(height)} for x, height in zip(result.ends, result.heights, strict=True)],
        "dx": Exact(result.dx, to_float(result.dx)),
        "dy": Exact(result.dy, to_float(result.dy)),
        "slope": value_record(result.slope),
        "intercept": value_record(result.intercept),
        "line": result.line,
    }


def exit_code(result: Tangent | Through) -> Exit:
    """No answer where there is no tangent."""
    return Exit.NO_ANSWER if result.slope.exact is None else Exit.ANSWER

"""`calcgd integrate --from --to`: integrals between two ends, and areas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from calcgd.commands.answer import Task
from calcgd.commands.session import Session
from calcgd.commands.wrt import variable_of
from calcgd.errors import BadInput, Exit

if TYPE_CHECKING:
    from calcgd.calculus.integral import Integral, Part
    from calcgd.calculus.line.interval import End
    from calcgd.expression import Expression as Parsed
    from calcgd.expression.nodes import Node
    from calcgd.render.document import Block, Table, View

INFINITIES = ("oo", "∞", "inf", "infinity")

DIGITS = 15
ALL_DIGITS = 17


def definite_task(ends: tuple[str, str], wrt: str | None, area: bool, session: Session) -> Task:
    """What `integrate` does between two ends, given as they were typed. Raises BadInput where they are no numbers."""
    lower, upper = (_end(option, text) for option, text in zip(("--from", "--to"), ends, strict=True))

    def compute(expression: Parsed) -> Integral:
        from calcgd.calculus.integral import integral

        return integral(expression, lower, upper, variable_of(expression, wrt, session), area=area)

    return Task(compute, view, exit_code)


def _end(option: str, text: str) -> Node:
    from calcgd.commands.options import number
    from calcgd.expression.nodes import INFINITY
    from calcgd.expression.tidy import negate

    written = text.strip().lower()
    if written.lstrip("+-") in INFINITIES and len(written) - len(written.lstrip("+-")) <= 1:
        return negate(INFINITY) if written[0] == "-" else INFINITY
    try:
        return number(option, text)
    except BadInput as problem:
        problem.hint = problem.hint or "an end is a number such as pi/2, or oo or -oo"
        raise


def exit_code(result: Integral) -> Exit:
    """No answer where the integral diverges, or where its value is not known."""
    known = result.status == "converges" and (result.exact is not None or result.decimal is not None)
    return Exit.ANSWER if known else Exit.NO_ANSWER


def view(result: Integral) -> View:
    """How an integral between two ends is shown: its value, then how well that is known."""
    from calcgd.render.document import View

    return View(_blocks(result), lambda: _record(result), lambda: _table(result))


def _blocks(result: Integral) -> Iterator[Block]:
    from calcgd.calculus.point import Value
    from calcgd.commands.worked import decimal_text
    from calcgd.render.document import Formula, Heading, Line
    from calcgd.render.numbers import number

    if result.status != "converges":
        yield Line(result.reason, "bad")
        if result.principal is not None and result.principal.exact is not None:
            yield Line("its principal value is {}", "plain", (result.principal.exact,))
    elif result.exact is not None:
        yield Formula(result.exact)
        rounded = decimal_text(Value(result.exact, result.decimal), DIGITS, result.expression.decimals)
        if rounded:
            yield Line(f"{rounded} as a decimal", "note")
        if result.reason:
            yield Line(result.reason, "note")
    elif result.decimal is not None and result.error is not None:
        yield Line(number(result.decimal, ALL_DIGITS))
        yield Line(f"{result.reason}; {_accuracy(result.error, result.proved)}", "note")
    else:
        yield Line(f"the integral converges, but its value is not known: {result.reason}", "bad")
    if result.area and len(result.parts) > 1:
        yield Heading("Pieces")
        yield _pieces(result)


def _accuracy(error: float, proved: bool) -> str:
    from math import ceil, log10

    bound = f"the number is off by less than 1e{ceil(log10(error))}"
    return bound if proved else f"{bound} by an estimate"


def _pieces(result: Integral) -> Table:
    from calcgd.render.document import Column, Table

    columns = (Column("from"), Column("to"), Column("sign"), Column("area"), Column("decimal"))
    rows = [
        (_written(part.interval.low, "-oo"), _written(part.interval.high, "oo"), _SIGNS[part.sign],
         part.value.exact, part.value.decimal)
        for part in result.parts
    ]  # fmt: skip
    return Table(columns, rows, DIGITS)


_SIGNS = {1: "+", -1: "-", 0: "0", None: "?"}


def _written(end: End, infinity: str) -> str:
    return infinity if end.at is None else str(end.at)


def _record(result: Integral) -> Mapping[str, Any]:
    from calcgd.commands.worked import value_record

    return {
        "expression": result.expression.tree,
        "variable": result.variable,
        "lower": result.lower,
        "upper": result.upper,
        "area": result.area,
        "status": result.status,
        "exact": result.exact,
        "decimal": result.decimal,
        "error": result.error,
        "error_proved": result.proved,
        "reason": result.reason,
        "principal_value": None if result.principal is None else value_record(result.principal),
        "pieces": [_piece_record(part) for part in result.parts],
    }


def _piece_record(part: Part) -> Mapping[str, Any]:
    ends = {"lower": _written(part.interval.low, "-oo"), "upper": _written(part.interval.high, "oo")}
    return {**ends, "sign": part.sign, "exact": part.value.exact, "decimal": part.value.decimal}


def _table(result: Integral) -> Table:
    from calcgd.render.document import Column, Table

    names = ("expression", "variable", "lower", "upper", "status", "exact", "decimal", "error")
    tree = result.expression.tree
    row = (tree, result.variable, result.lower, result.upper, result.status, result.exact, result.decimal, result.error)
    return Table(tuple(map(Column, names)), (row,))

"""`calcgd study`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

from calcgd.commands.options import Expression, Option, Wrt
from calcgd.commands.session import Session
from calcgd.errors import Exit

if TYPE_CHECKING:
    from calcgd.calculus.critical.extremes import Approach
    from calcgd.calculus.line.real import Real
    from calcgd.calculus.study import Study
    from calcgd.expression import Expression as Parsed
    from calcgd.render.document import Block, Line, Table, View

SIGNS = {1: "+", -1: "-", 0: "0", None: ""}

SYMMETRIES = {"even": "f(-x) = f(x)", "odd": "f(-x) = -f(x)"}


def study(
    session: Session,
    text: Expression = None,
    on: Annotated[str | None, Option("--on", metavar="RANGE", help="Only within an interval: x=-10..10.")] = None,
    wrt: Wrt = None,
) -> Exit:
    """A function of one variable on one screen: domain, zeros, symmetry, signs of f' and f'', extrema, asymptotes.

    Examples:
      calcgd study "x^3 - 3x"
      calcgd study "x/(x^2 - 1)"
      calcgd study "exp(-x/5)*sin(x)" --on x=0..10
    """
    from calcgd.commands.answer import Task, answer

    def compute(expression: Parsed) -> Study:
        from calcgd.calculus import study as engine
        from calcgd.calculus.line.interval import closed
        from calcgd.commands.options import variable
        from calcgd.commands.ranges import box

        name = None if wrt is None else variable("--wrt", wrt, expression.variables)
        names = expression.variables or [name or "x"]
        window = None if on is None else closed(*box("--on", on, names)[names[0]])
        return engine.study(expression, window, name)

    return answer(session, text, Task(compute, view, batch="json"))


def view(result: Study) -> View:
    """How a study is shown: the facts a line each, with the sign table in the middle."""
    from calcgd.render.document import View

    return View(_blocks(result), lambda: _record(result), lambda: _table(result))


def _blocks(result: Study) -> Iterator[Block]:
    from calcgd.commands.critical import completeness, continuum_line, counted, extreme_lines
    from calcgd.render.document import Formula, Heading, Line

    x = result.variable
    yield from _facts(result)
    yield Formula(result.first, f"f'({x})")
    yield Formula(result.second, f"f''({x})")
    yield Heading("Signs")
    yield _table(result)
    yield from (continuum_line(continuum) for continuum in result.critical.continua)
    yield from extreme_lines(result.critical)
    yield from counted(result.critical)
    if result.limits or result.asymptotes:
        yield Heading("At the ends of the domain")
        yield from (_limit_line(approach) for approach in result.limits)
        yield from _asymptote_lines(result)
    yield Heading("How much is proved")
    yield from completeness(result.critical)
    if not result.complete:
        yield Line("the signs of f'' are not proved everywhere", "warning")


def _facts(result: Study) -> Iterator[Block]:
    from calcgd.render.document import Line

    x = result.variable
    yield Line(f"domain: {result.critical.domain}")
    if result.symmetry:
        yield Line(f"{result.symmetry}: {SYMMETRIES[result.symmetry].replace('x', x)}")
    if result.period is not None:
        yield Line("repeats after each {}; what follows is about one period", "plain", (result.period,))
    roots, found = ", ".join(map(str, result.zeros.roots)), result.zeros
    known = "" if found.complete else " (there may be more)" if roots else " found (there may be some)"
    everywhere = " and all over an interval" if found.everywhere else ""
    yield Line(f"zeros: {roots or 'none'}{everywhere}{known}")
    if result.height is not None:
        yield Line(f"f(0) = {result.height}")


def _table(result: Study) -> Table:
    from calcgd.render.document import Column, Table

    columns = (
        Column(result.variable, "where", "left"),
        Column("f'", "first", "left"),
        Column("f''", "second", "left"),
        Column("f", "what", "left"),
        Column("value", "value", "left"),
    )
    rows: list[tuple[object, ...]] = []
    for row in result.table:
        where = f"{result.variable} = {row.at}" if row.interval is None else row.interval.in_words(result.variable)
        value = None if row.value is None else row.value.exact or row.value.decimal
        rows.append((where, SIGNS[row.rises], SIGNS[row.bends], row.what, value))
    return Table(columns, rows)


def _limit_line(approach: Approach) -> Line:
    from calcgd.render.document import Line

    return Line(f"f tends to {_limit(approach)} as {approach.where}")


def _limit(approach: Approach) -> str:
    limit = approach.limit
    if limit is None:
        return "what is not known"
    return str(limit.finite) if not limit.infinite else ("oo" if limit.infinite > 0 else "-oo")


def _asymptote_lines(result: Study) -> Iterator[Block]:
    from calcgd.commands.tangent import height_name
    from calcgd.render.document import Formula

    y = height_name(result.variable)
    for line in dict.fromkeys(asymptote.line for asymptote in result.asymptotes if asymptote.line is not None):
        yield Formula(line, f"asymptote {y}")
    for asymptote in result.asymptotes:
        if asymptote.at is not None and asymptote.at.exact is not None:
            yield Formula(asymptote.at.exact, f"asymptote {result.variable}")


def _record(result: Study) -> Mapping[str, Any]:
    from calcgd.commands.critical_record import real_record
    from calcgd.commands.critical_record import record as critical_record

    def reals(numbers: Sequence[Real]) -> list[dict[str, Any]]:
        return [real_record(number) for number in numbers]

    return {
        **critical_record(result.critical),
        "symmetry": result.symmetry or None,
        "period": result.period,
        "zeros": reals(result.zeros.roots),
        "zeros_complete": result.zeros.complete,
        "height": None if result.height is None else real_record(result.height),
        "first": result.first,
        "second": result.second,
        "signs": [
            {
                "at": None if row.at is None else real_record(row.at),
                "interval": None if row.interval is None else row.interval.in_words(result.variable),
                "first": row.rises,
                "second": row.bends,
                "what": row.what,
            }
            for row in result.table
        ],
        "inflections": reals(result.inflections),
        "limits": [{"where": approach.where, "limit": _limit(approach)} for approach in result.limits],
        "asymptotes": [
            {"line": asymptote.line, "at": None if asymptote.at is None else real_record(asymptote.at)}
            for asymptote in result.asymptotes
        ],
        "signs_complete": result.complete,
    }

"""`calcgd critical`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

from calcgd.commands.options import Expression, Option, Wrt
from calcgd.commands.session import Session
from calcgd.errors import Exit

if TYPE_CHECKING:
    from fractions import Fraction

    from calcgd.calculus.critical.result import Continuum, Critical, CriticalPoint, Extreme
    from calcgd.calculus.line.real import Real
    from calcgd.expression import Expression as Parsed
    from calcgd.expression.nodes import Node
    from calcgd.render.document import Block, Line, Table, View

DIGITS = 10

WIDEST = 12
"""Characters of a closed form that stands in a table of several coordinates."""

LONGEST = 20
"""Characters of an equation that stands for its root in a table."""


def critical(
    session: Session,
    text: Expression = None,
    on: Annotated[
        str | None, Option("--on", metavar="RANGES", help="Only within a box: x=-10..10, or x=0..2,y=-1..1.")
    ] = None,
    wrt: Wrt = None,
) -> Exit:
    """Critical points: minima, maxima, saddles, corners and ends, and whether these are all.

    Where the whole domain cannot be searched and no box is given, a default one is taken, and the answer says so.

    Examples:
      calcgd critical "x*(x-1)*(x-2)*(x-3)"
      calcgd critical "abs(sin(x))"
      calcgd critical "sin(x)*exp(-x/5) + x^2/50" --on x=-10..10
    """
    from calcgd.commands.answer import Task, answer
    from calcgd.commands.critical_record import ROWS
    from calcgd.commands.report import remark

    def compute(expression: Parsed) -> Critical:
        from calcgd.calculus import critical as engine
        from calcgd.commands.options import variable
        from calcgd.commands.ranges import box

        name = None if wrt is None else variable("--wrt", wrt, expression.variables)
        names = expression.variables or [name or "x"]
        return engine.critical(expression, None if on is None else box("--on", on, names), name)

    def exit_code(result: Critical) -> Exit:
        """Rows for machines do not tell whether these are all: stderr does."""
        if session.format in ROWS:
            for line in completeness(result):
                remark(line.text, session)
        return Exit.ANSWER

    return answer(session, text, Task(compute, view, exit_code, batch="json"))


def view(result: Critical) -> View:
    """How critical points are shown: a table, the reasons, what is least and greatest, and whether that is all."""
    from calcgd.commands.critical_record import machine_table, record
    from calcgd.render.document import View

    return View(_blocks(result), lambda: record(result), lambda: machine_table(result))


def _blocks(result: Critical) -> Iterator[Block]:
    from calcgd.render.document import Heading, Line

    if result.points:
        yield _table(result)
    elif not result.continua:
        yield Line("no critical points" if result.complete else "no critical point was found")
    yield from counted(result)
    yield from (continuum_line(continuum) for continuum in result.continua)
    if result.points:
        yield Heading("Why")
        for point in result.points:
            yield Line(f"{', '.join(_coordinate(point, name) for name in point.point)}: {point.kind}: {point.reason}")
    yield Heading(f"Over {result.domain}")
    yield from extreme_lines(result)
    yield from completeness(result)


def counted(result: Critical) -> Iterator[Line]:
    """What the letter in families of points stands for."""
    from calcgd.render.document import Line

    if result.families:
        yield Line(f"{_counter(result.variables[0])} is any whole number", "note")


def _counter(variable: str) -> str:
    return "n" if variable == "k" else "k"


def continuum_line(continuum: Continuum) -> Line:
    """Where critical points are not isolated, and what they are."""
    from calcgd.render.document import Line

    where = " and ".join(["{}"] * len(continuum.conditions)) or "everywhere"
    formulas = continuum.conditions
    if continuum.period is not None:
        where, formulas = f"{where}, and again after each {{}}", (*formulas, continuum.period)
    return Line(f"{where}: {continuum.kind}: {continuum.reason}", "plain", formulas)


def _table(result: Critical) -> Table:
    from calcgd.render.document import Column, Table

    several = len(result.variables) > 1
    columns = [Column(name, name, "left") for name in result.variables]
    if not several:
        columns.append(Column("as a decimal", "decimal"))
    columns += [Column("value", "value", "left"), Column("kind", "kind", "left")]
    rows: list[tuple[object, ...]] = []
    for point in result.points:
        places = [_cell(point, name, several) for name in result.variables]
        decimals = [] if several else [point.point[result.variables[0]].decimal]
        kind = f"{point.scope} {point.kind}" if point.scope else point.kind
        rows.append((*places, *decimals, "" if point.value is None else _number(point.value), kind))
    return Table(tuple(columns), rows, digits=DIGITS)


def _cell(point: CriticalPoint, name: str, several: bool) -> object:
    """A coordinate. Beside its decimal stands a short equation for what has no closed form."""
    from calcgd.calculus.line.real import Root
    from calcgd.expression.text import text

    real = point.point[name]
    if point.period is not None:
        return _written(point, name)
    if real.exact is not None and not (several and len(str(real)) > WIDEST):
        return real.exact
    if several:
        return real.decimal
    equation = text(real.equation) if isinstance(real, Root) else ""
    return f"root of {equation}" if 0 < len(equation) <= LONGEST else ""


def _coordinate(point: CriticalPoint, name: str) -> str:
    """`x = 3/2`, or of a family `x = pi/2 + pi*k`."""
    return f"{name} = {_written(point, name)}"


def _written(point: CriticalPoint, name: str) -> str:
    from calcgd.expression.nodes import ZERO, Product, Symbol
    from calcgd.expression.text import text

    real = point.point[name]
    if point.period is None:
        return str(real)
    step = text(Product((*_factors(point.period), Symbol(_counter(name)))))
    return step if real.exact is ZERO else f"{real} + {step}"


def _factors(node: Node) -> Sequence[Node]:
    from calcgd.expression.nodes import Product

    return node.args if isinstance(node, Product) else (node,)


def _number(real: Real) -> object:
    return real.decimal if real.exact is None else real.exact


def extreme_lines(result: Critical) -> Iterator[Line]:
    """The least and greatest value: attained where, only approached, or none."""
    from calcgd.render.document import Line

    for name, extreme in (("minimum", result.minimum), ("maximum", result.maximum)):
        if extreme is None:
            yield Line(f"{name}: not known{', as only a box was searched' if result.assumed else ''}", "note")
        else:
            yield _extreme_line(name, extreme)


def _extreme_line(name: str, extreme: Extreme) -> Line:
    from calcgd.render.document import Line

    if extreme.unbounded:
        return Line(f"no {name}: {extreme.reason}")
    assert extreme.value is not None
    if not extreme.attained:
        bound = "infimum" if name == "minimum" else "supremum"
        return Line(f"no {name}: the {bound} {_with_decimal(extreme.value)} is not attained; {extreme.reason}")
    places = " and ".join(", ".join(_coordinate(point, at) for at in point.point) for point in extreme.where)
    return Line(f"{name} {_with_decimal(extreme.value)}" + (f" at {places}" if places else f": {extreme.reason}"))


def _with_decimal(real: Real) -> str:
    """`3/2`, or `sqrt(2) = 1.414213562`."""
    from calcgd.expression.nodes import Number

    if real.exact is None or isinstance(real.exact, Number):
        return str(real)
    return f"{real} = {real.decimal:.{DIGITS}g}"


def _about(name: str, low: Fraction, high: Fraction) -> str:
    """`0.1 <= x <= 0.2`, or `x about 0.1` where the ends cannot be told apart."""
    first, last = f"{float(low):.{DIGITS}g}", f"{float(high):.{DIGITS}g}"
    return f"{name} about {first}" if first == last else f"{first} <= {name} <= {last}"


def completeness(result: Critical) -> Iterator[Line]:
    """What is proved and what is not."""
    from calcgd.render.document import Line

    places = (", ".join(_about(name, *ends) for name, ends in place.items()) for place in result.undecided)
    yield from (Line(f"undecided: {place}", "warning") for place in dict.fromkeys(places))
    if result.complete:
        yield Line(f"complete: {result.proof}", "good")
    else:
        yield Line("not proved to be complete", "warning")
    if result.assumed:
        yield Line("only this box was searched, there may be more outside: --on RANGES takes another box", "warning")

"""`calcgd rate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NamedTuple

from calcgd.commands.conditions import condition
from calcgd.commands.options import Argument, Option, decimal
from calcgd.commands.session import Session
from calcgd.errors import BadInput, Exit

if TYPE_CHECKING:
    from calcgd.expression.nodes import Node
    from calcgd.fitting.data.table import Table
    from calcgd.fitting.recorded.curve import Recorded


_ROWS_ALONE = ("csv", "jsonl")
"""Formats without a sentence in which to say where the integral starts."""


class Wish(NamedTuple):
    """What is asked of a source of data: `x`, `y` and `where` are texts of trees over its columns, or None.

    `initial` is the value of the integral at the first point.
    """

    source: str
    x: str | None
    y: str | None
    where: str | None
    strict: bool
    smooth: float | None
    level: float | None
    initial: float


class Answer(NamedTuple):
    """What was found, and how the two quantities were called."""

    x: Node
    y: Node
    wish: Wish
    recorded: Recorded


def rate(
    session: Session,
    data: Annotated[
        str | None,
        Argument(
            metavar="[DATA]",
            help="A file of rows (CSV, TSV, Parquet, JSON lines), or a pattern such as 'runs/*.csv'. Without it, or "
            "with - for it, standard input is read.",
        ),
    ] = None,
    x: Annotated[
        str | None, Option("--x", metavar="EXPR", help="A column, as its header is written, or a formula of columns.")
    ] = None,
    y: Annotated[str | None, Option("--y", metavar="EXPR", help="The same for what was recorded over x.")] = None,
    where: Annotated[str | None, Option("--where", metavar="COND", help="Only rows where this holds: t > 0.")] = None,
    smooth: Annotated[
        str | None,
        Option("--smooth", metavar="WIDTH", help="Fit a parabola to all points of a window, as wide as this in x."),
    ] = None,
    level: Annotated[
        str | None,
        Option("--level", metavar="RATE", help="Rates of up to this size are level; without it, noise decides."),
    ] = None,
    initial: Annotated[
        str | None,
        Option("--initial", metavar="VALUE", help="The integral at the first point, a constant; 0 if not given."),
    ] = None,
    strict: Annotated[bool, Option("--strict", help="Refuse data with rows that cannot be used.")] = False,
    rows: Annotated[bool, Option("--rows", help="Show the rate and the integral at every point.")] = False,
    plot: Annotated[bool, Option("--plot", help="Draw the curve and its rate over each other.")] = False,
) -> Exit:
    """The rate of change and the integral of recorded data, and where it rises, levels off and falls.

    The rows may be at any distance and in any order. Rates come from parabolas through three neighbours, the integral
    from the trapezoidal rule. Dates and times (2026-01-31 12:00:00) count in seconds. CSV and JSON Lines have a row for
    each point, from which rate reads on: the integral of an acceleration is a speed, that of a speed a distance.

    Examples:
      printf 't,v\\n0,0\\n1,2\\n2,3\\n3,3\\n' | calcgd rate - --x t --y v --rows
      printf 't,v\\n0,0\\n1,2\\n2,3\\n3,3\\n' | calcgd rate --x t --y v --plot
    """
    from calcgd.algebra.time_limit import within
    from calcgd.commands.answer import show
    from calcgd.commands.data_source import data_source
    from calcgd.commands.rate_view import start_of_integral, view
    from calcgd.commands.report import remark, remarks

    width, bound = _size("--smooth", smooth), _size("--level", level)
    if width == 0:
        raise BadInput("--smooth takes a width greater than 0", hint="it is measured in units of x")
    start = 0.0 if initial is None else decimal("--initial", initial)
    wish = Wish(data_source(data), x, y, where, strict, width, bound, start)
    answer = within(session.seconds_for_data(), _answer, wish, session)
    remarks(answer.recorded.notes, session)
    if initial is None and session.format in _ROWS_ALONE:
        remark(f"{start_of_integral(answer)}; --initial VALUE starts it elsewhere", session)
    return show(session, view(answer, rows, plot))


def _size(option: str, text: str | None) -> float | None:
    if text is None:
        return None
    size = decimal(option, text)
    if size < 0:
        raise BadInput(f"{option} takes no negative number", hint=f"write {option} {-size:g}")
    return size


def _answer(wish: Wish, session: Session) -> Answer:
    from calcgd.fitting.data.table import opened
    from calcgd.fitting.recorded.curve import curve_of, recorded

    where = condition(wish.where)
    with opened(wish.source) as table:
        across, up = (_tree(option, text, table, session) for option, text in (("--x", wish.x), ("--y", wish.y)))
        curve = curve_of(table, across, up, where, wish.strict)
    return Answer(across, up, wish, recorded(curve, wish.smooth, wish.level, wish.initial))


def _tree(option: str, text: str | None, table: Table, session: Session) -> Node:
    from calcgd.commands.report import remarks
    from calcgd.expression import parse
    from calcgd.expression.nodes import Symbol
    from calcgd.expression.tidy import tidy

    if text in table.headers:
        return Symbol(table.names[table.headers.index(text)])
    if text is None:
        hint = f"for example --x {table.names[0]} --y {table.names[1]}" if len(table.names) > 1 else None
        raise BadInput(f"{option} is missing; the columns of {table.name}: {', '.join(table.names)}", hint=hint)
    expression = parse(text)
    remarks(expression.notes, session)
    return tidy(expression.tree)

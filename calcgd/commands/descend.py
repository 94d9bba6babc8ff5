"""`calcgd descend`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, TypeAlias

from calcgd.commands.iterations import PLAIN, Layout, Shown, run_column, substitutions, table
from calcgd.commands.options import Expression, Option, Start, decimal
from calcgd.commands.session import Session
from calcgd.errors import BadInput, Exit, OutOfTime

if TYPE_CHECKING:
    from calcgd.descent.drive import Run
    from calcgd.descent.settings import Settings
    from calcgd.expression import Expression as Parsed
    from calcgd.expression.nodes import Node
    from calcgd.render.document import Block, Table, View

Work: TypeAlias = "tuple[Node, tuple[Node, ...]]"

DEFAULT = "x**2 - 4*x + 6"
STEPS = "Stopping"
SHOWN = "The table"


class Descending(NamedTuple):
    """A descent about to run, and how to show it.

    `work` holds rate and partial derivatives for --show-work. `told` gets an entry when the answer has said where the
    descent ended, and why.
    """

    expression: Parsed
    run: Run
    shown: Shown
    layout: Layout
    work: Work | None
    told: list[bool]


def descend(
    session: Session,
    text: Expression = None,
    lr: Annotated[str | None, Option("--lr", metavar="RATE", help="The learning rate, such as 0.1 or 1/3.")] = None,
    x0: Start = None,
    method: Annotated[
        str, Option("--method", metavar="NAME", help="One of gd, momentum, adam, newton.", show_default=True)
    ] = PLAIN,
    momentum: Annotated[
        float | None,
        Option("--momentum", metavar="PART", help="The velocity kept by --method momentum, 0.9 if not given."),
    ] = None,
    target_cost: Annotated[
        str | None,
        Option("--target-cost", metavar="COST", help="Stop at this cost or below.", rich_help_panel=STEPS),
    ] = None,
    max_steps: Annotated[
        int, Option("--max-steps", metavar="N", help="Stop after N steps.", show_default=True, rich_help_panel=STEPS)
    ] = 10_000,
    tolerance: Annotated[
        float,
        Option(
            "--tolerance", metavar="T", help="Small enough for a gradient.", show_default=True, rich_help_panel=STEPS
        ),
    ] = 1e-6,
    every: Annotated[int, Option("--every", metavar="K", help="Show each K-th row.", rich_help_panel=SHOWN)] = 0,
    all_rows: Annotated[bool, Option("--all-rows", help="Show every row.", rich_help_panel=SHOWN)] = False,
    show_work: Annotated[
        bool, Option("--show-work", help="Write out each step with its numbers.", rich_help_panel=SHOWN)
    ] = False,
    digits: Annotated[
        int, Option("--digits", metavar="N", help="Significant digits shown.", show_default=True, rich_help_panel=SHOWN)
    ] = 6,
) -> Exit:
    """Gradient descent to a minimum of an expression, run by run, and why it stopped.

    Examples:
      calcgd descend --lr 0.1 --x0 8
      calcgd descend "(2x-5)^2" --lr 0.1 --x0 5 --show-work --max-steps 4
      calcgd descend "2x-5" --lr 0.25 --x0 5 --target-cost 0
      calcgd descend "(1-x)^2 + 100(y-x^2)^2" --method newton --x0 -1,1
      calcgd descend "x^2 + 10y^2" --lr 0.05 --x0 x=3,y=1 --json
    """
    from calcgd.commands.answer import Task, answer
    from calcgd.commands.report import remark
    from calcgd.descent.settings import Settings

    layout = Layout(_at_least("--every", every, 0), all_rows, _at_least("--digits", digits, 1))
    target = None if target_cost is None else decimal("--target-cost", target_cost)
    if momentum is not None and method != "momentum":
        raise BadInput("--momentum is for --method momentum alone")
    settings = Settings(
        max_steps, tolerance, target_cost=target, momentum=Settings.momentum if momentum is None else momentum,
        keep_path=all_rows and (session.json or session.format in (None, "json")),
    )  # fmt: skip

    rate_is_known = lr is not None

    def compute(expression: Parsed) -> Descending:
        nonlocal rate_is_known
        run, work = _prepared(expression, (lr, x0, method, show_work), settings)
        if not rate_is_known and not run.method.needs_hessian:
            remark(f"no learning rate was given, so this is {run.rate:g}", session)
            rate_is_known = True
        return Descending(expression, run, Shown(session.seconds()), layout, work, [])

    def exit_code(result: Descending) -> Exit:
        return _finish(result, session)

    return answer(session, text, Task(compute, _view, exit_code, DEFAULT, "text" if show_work else "csv", "json"))


def _at_least(option: str, value: int, least: int) -> int:
    if value < least:
        raise BadInput(f"{option} is a whole number of at least {least}, not {value}")
    return value


def _prepared(
    expression: Parsed, given: tuple[str | None, str | None, str, bool], settings: Settings
) -> tuple[Run, Work | None]:
    from calcgd.calculus.derivative import derive
    from calcgd.calculus.subject import as_expression
    from calcgd.commands import options
    from calcgd.descent.drive import Run
    from calcgd.descent.problem import problem_of

    lr, x0, method, show_work = given
    names = tuple(as_expression(expression).variables)
    if not names:
        raise BadInput("there is nothing to descend: the expression has no variables")
    if x0 is None:
        hint = f"add --x0 {','.join(f'{name}=1' for name in names)}"
        raise BadInput(f"a start is needed for {' and '.join(names)}", hint=hint)
    start = [_start_value(name, value) for name, value in options.point("--x0", x0, names).items()]
    work = None
    if show_work:
        if method != PLAIN:
            raise BadInput("--show-work writes out plain gradient descent", hint="leave out --method")
        work = options.number("--lr", lr or "0.1"), tuple(derive(expression.tree, name) for name in names)
    rate = None if lr is None else decimal("--lr", lr)
    return Run(problem_of(expression.tree, names), start, method, rate, settings), work


def _start_value(name: str, value: Node) -> float:
    from calcgd.calculus.point import to_float

    found = to_float(value)
    if found is None:
        raise BadInput(f"the start value of {name} is not a real number that can be used here")
    return found


def _view(result: Descending) -> View:
    from calcgd.render.document import View

    everything = result.layout if result.layout.every else result.layout._replace(all_rows=True)
    return View(_blocks(result), lambda: _record(result), lambda: _table(result, everything))


def _table(result: Descending, layout: Layout) -> Table:
    return table(result.run, result.shown.pick(result.run, layout), layout.digits)


def _blocks(result: Descending) -> Iterator[Block]:
    from calcgd.render.document import Column, Line, Table

    names = result.run.problem.names
    if result.work is None:
        yield _table(result, result.layout)
    else:
        rate, partials = result.work
        rows = substitutions(names, partials, rate, result.shown.pick(result.run, result.layout), result.layout.digits)
        name = (Column("", "variable", "left", max(map(len, names))),) if len(names) > 1 else ()
        work = Column("Current - Learning rate x Derivative = New", "work", "left", 1, importance=9)
        yield Table((run_column(result.run), *name, work), rows)
    left_out = result.shown.left_out(result.layout)
    if left_out:
        yield Line(left_out, "note")
    result.told.append(True)
    where, why = verdict(result)
    yield Line(where)
    yield Line(why, "good" if _status_code(result) is Exit.ANSWER else "bad")


def verdict(result: Descending) -> tuple[str, str]:
    """Where the descent ended, and why."""
    from calcgd.render.numbers import number

    end = result.run.result()
    digits = result.layout.digits
    where = ", ".join(f"{name} = {number(x, digits)}" for name, x in zip(end.names, end.point, strict=True))
    status = end.status.value
    why = end.reason if end.reason.startswith(status) else f"{status}: {end.reason}"
    return f"{where}, cost {number(end.value, digits)}", why


def _record(result: Descending) -> Mapping[str, Any]:
    for _ in result.shown.pick(result.run, result.layout):
        pass
    result.told.append(True)
    end = result.run.result()
    record: dict[str, Any] = {
        "expression": result.expression.tree,
        "method": end.method,
        "rate": end.rate,
        "start": dict(zip(end.names, end.start, strict=True)),
        "iterations": end.iterations,
        "point": dict(zip(end.names, end.point, strict=True)),
        "value": end.value,
        "gradient_norm": end.gradient_norm,
        "status": end.status.value,
        "reason": end.reason,
        "point_kind": end.point_kind and end.point_kind.value,
    }
    if end.path:
        record["path"] = [{"run": row.run, "point": list(row.x), "value": row.value} for row in end.path]
    return record


def _status_code(result: Descending) -> Exit:
    from calcgd.descent.stopping import Status

    if result.shown.interrupted:
        return Exit.INTERRUPTED
    if result.shown.late:
        return Exit.OUT_OF_TIME
    reached = result.run.result().status in (Status.CONVERGED, Status.TARGET_REACHED)
    return Exit.ANSWER if reached else Exit.NOT_CONVERGED


def _finish(result: Descending, session: Session) -> Exit:
    """Rows for machines hold no verdict: it goes to stderr."""
    from calcgd.commands.report import remark, report

    if not result.told:
        for line in verdict(result):
            remark(line, session)
    if result.shown.late:
        return report(OutOfTime(f"stopped after {result.shown.seconds:g} seconds"), session)
    return _status_code(result)

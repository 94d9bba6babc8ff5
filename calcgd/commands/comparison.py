"""`calcgd descend` for several learning rates, methods or starts: how each of them did, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from calcgd.commands.picked import Layout, Shown
from calcgd.commands.single import Descending, record
from calcgd.commands.wishes import AUTO, DEFAULT, Wishes
from calcgd.errors import Exit

if TYPE_CHECKING:
    from calcgd.commands.answer import Task
    from calcgd.commands.session import Session
    from calcgd.descent.drive import Descent
    from calcgd.expression import Expression as Parsed
    from calcgd.render.document import Block, Column, Table, View


class Comparing(NamedTuple):
    """Descents about to run one after the other; `over` gets those that have run."""

    expression: Parsed
    descents: list[Descending]
    layout: Layout
    shown: Shown
    over: list[Descent]


def task(wished: Wishes, layout: Layout, session: Session) -> Task:
    """What is done with each expression. Raises BadInput for options that cannot be meant."""
    from calcgd.commands.answer import Task
    from calcgd.commands.progress import Progress

    settings = wished.settings(keep_path=layout.all_rows)

    def compute(expression: Parsed) -> Comparing:
        problem = wished.problem(expression)
        shown = Shown(session.seconds(), Progress(session, settings.max_steps))
        descents = [Descending(expression, trial, problem, settings, layout, shown) for trial in wished.trials(problem)]
        return Comparing(expression, descents, layout, shown, [])

    return Task(compute, _view, lambda result: _exit_code(result, session), DEFAULT, "csv", "json")


def _view(result: Comparing) -> View:
    from calcgd.render.document import View

    paths = result.layout.all_rows
    return View(_blocks(result), lambda: _record(result), lambda: _paths(result) if paths else _summary(result))


def _ended(result: Comparing) -> Iterator[tuple[Descending, Descent]]:
    """Each descent when it has ended, in turn."""
    for descending in result.descents:
        for _, run in descending.runs():
            result.shown.exhaust(run)
        if not result.shown.cut_short or not result.over:
            result.over.append(descending.run.result())
            yield descending, result.over[-1]
        if result.shown.cut_short:
            return


def _summary(result: Comparing) -> Table:
    from calcgd.render.document import Table

    return Table(tuple(_columns(result)), (_cells(*ended) for ended in _ended(result)), result.layout.digits)


def _columns(result: Comparing) -> Iterator[Column]:
    from calcgd.render.document import Column

    names = result.descents[0].problem.names
    width = result.layout.digits + 3
    yield Column("Method", "method", "left", max(len(each.trial.method) for each in result.descents), 9)
    yield Column("Learning rate", "rate", width=6, importance=8)
    for name in names:
        yield Column(f"From {name}", f"start_{name}", width=width, importance=3)
    yield Column("Steps", "iterations", "right", len(str(result.descents[0].settings.max_steps)), 8)
    for name in names:
        yield Column(f"To {name}", name, width=width, importance=7)
    yield Column("Cost", "value", width=width, importance=8)
    yield Column("Verdict", "status", "left", len("converged, undecided"), 9)


def _cells(descending: Descending, end: Descent) -> tuple[object, ...]:
    method = f"{AUTO}: {end.method}" if descending.trial.method == AUTO else end.method
    kind = end.point_kind
    status = end.status.value if kind is None else f"{end.status.value}, {kind.value}"
    return (method, end.rate, *end.start, end.iterations, *end.point, end.value, status)


def _paths(result: Comparing) -> Table:
    """Every iterate of every descent, in the order of the descents."""
    from calcgd.render.document import Column, Table

    names = result.descents[0].problem.names
    keys = ("descent", "method", "rate", "run", *names, "cost")
    rows = (
        (number, end.method, end.rate, row.run, *row.x, row.value)
        for number, (_, end) in enumerate(_ended(result), 1)
        for row in end.path
    )
    return Table(tuple(Column(key, key, "left" if key == "method" else "number") for key in keys), rows)


def _blocks(result: Comparing) -> Iterator[Block]:
    from calcgd.render.document import Heading, Line

    yield _summary(result)
    best = _fewest(result.over)
    if best is not None:
        yield Line(best, "good")
    for descending in result.descents if result.layout.explain else ():
        yield Heading(f"{descending.run.method_name}, learning rate {descending.run.rate:g}")
        yield from (Line(sentence, "note") for sentence in descending.diagnosis())


def _fewest(over: list[Descent]) -> str | None:
    from calcgd.descent.stopping import Status

    arrived = [end for end in over if end.status is Status.CONVERGED]
    if not arrived:
        return None
    first = min(arrived, key=lambda end: end.iterations)
    steps = "1 step" if first.iterations == 1 else f"{first.iterations} steps"
    return f"The fewest steps to the tolerance: {steps}, {first.method} with the learning rate {first.rate:g}."


def _record(result: Comparing) -> Mapping[str, Any]:
    descents = [record(descending.run) for descending, _ in _ended(result)]
    return {"expression": result.expression.tree, "descents": descents}


def _exit_code(result: Comparing, session: Session) -> Exit:
    return result.shown.exit_code(any(end.status.arrived for end in result.over), session)

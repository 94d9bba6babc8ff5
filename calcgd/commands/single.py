"""`calcgd descend` for one descent: its table, where it ended, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from calcgd.commands.iterations import run_column, substitutions, table
from calcgd.commands.picked import Layout, Shown
from calcgd.commands.wishes import AUTO, DEFAULT, PLAIN, Trial, Wishes, run_of
from calcgd.errors import BadInput, Exit

if TYPE_CHECKING:
    from calcgd.commands.answer import Task
    from calcgd.commands.session import Session
    from calcgd.descent.drive import Iterate, Run
    from calcgd.descent.problem import Problem
    from calcgd.descent.settings import Settings
    from calcgd.expression import Expression as Parsed
    from calcgd.expression.nodes import Node
    from calcgd.render.document import Block, Plot, Table, View

Work: TypeAlias = "tuple[Node, tuple[Node, ...]]"


class Descending:
    """A descent about to run, and how to show it.

    `work` holds rate and partial derivatives for --show-work. `told` says that the answer has told where the descent
    ended, and why. `attempts` are the runs made so far: one, or of `auto` as many as it took.
    """

    def __init__(
        self, expression: Parsed, trial: Trial, problem: Problem, settings: Settings, layout: Layout, shown: Shown
    ) -> None:
        self.expression = expression
        self.trial = trial
        self.problem = problem
        self.settings = settings
        self.layout = layout
        self.shown = shown
        self.work: Work | None = None
        self.told = False
        self.attempts: list[tuple[str, Run]] = []
        if trial.method != AUTO:
            self.attempts.append(("", run_of(trial, problem, settings)))

    @property
    def run(self) -> Run:
        """The last run there was."""
        return self.attempts[-1][1]

    def runs(self) -> Iterator[tuple[str, Run]]:
        """Each run and why it is made; the next one is asked for when one is over."""
        yield from self.attempts
        if self.trial.method == AUTO:
            from calcgd.descent.auto import attempts

            for why, run in attempts(self.problem, self.trial.start, self.trial.rate, self.settings):
                self.attempts.append((why, run))
                yield why, run
                if self.shown.cut_short:
                    return

    def diagnosis(self) -> list[str]:
        """Why the last run went as it went, in sentences."""
        from calcgd.descent.diagnose import diagnose, minima_nearby

        return diagnose(self.run, minima_nearby(self.run)).sentences()


def task(wished: Wishes, layout: Layout, session: Session) -> Task:
    """What is done with each expression. Raises BadInput for options that cannot be meant."""
    from calcgd.commands.answer import Task
    from calcgd.commands.progress import Progress
    from calcgd.commands.report import remark

    settings = wished.settings(keep_path=layout.all_rows and (session.json or session.format in (None, "json")))
    if layout.show_work and (wished.methods() != [PLAIN] or wished.maximize):
        raise BadInput("--show-work writes out plain gradient descent", hint="leave out --method")
    rate_is_known = wished.lr is not None

    def compute(expression: Parsed) -> Descending:
        nonlocal rate_is_known
        problem = wished.problem(expression)
        [trial] = wished.trials(problem)
        shown = Shown(session.seconds(), Progress(session, settings.max_steps))
        result = Descending(expression, trial, problem, settings, layout, shown)
        if layout.show_work:
            result.work = _work(wished, expression, problem)
        if not rate_is_known and trial.method != AUTO and not result.run.method.finds_step:
            remark(f"no learning rate was given, so this is {result.run.rate:g}", session)
            rate_is_known = True
        return result

    return Task(
        compute, view, lambda result: finish(result, session), DEFAULT,
        "text" if layout.for_people else "csv", "json",
    )  # fmt: skip


def _work(wished: Wishes, expression: Parsed, problem: Problem) -> Work:
    from calcgd.calculus.derivative import derive
    from calcgd.commands import options

    rate = options.number("--lr", wished.lr or "0.1")
    return rate, tuple(derive(expression.tree, name) for name in problem.names)


def view(result: Descending) -> View:
    """The descent as it comes: rows while it runs, the verdict when it is over."""
    from calcgd.render.document import View

    everything = result.layout if result.layout.every else result.layout._replace(all_rows=True)
    return View(_blocks(result), lambda: _record(result), lambda: _rows(result, everything))


def _rows(result: Descending, layout: Layout) -> Table:
    """The rows of all runs one below the other."""
    runs = result.runs()
    _, first = next(runs)

    def rows() -> Iterator[Any]:
        yield from result.shown.pick(first, layout)
        for _, run in runs:
            yield from result.shown.pick(run, layout)

    return table(first, rows(), layout.digits)


def _blocks(result: Descending) -> Iterator[Block]:
    from calcgd.render.document import Line

    for why, run in result.runs():
        if why:
            yield Line(why, "note")
        path: list[Iterate] = []
        yield _table(result, run, path)
        left_out = result.shown.left_out(result.layout)
        if left_out:
            yield Line(left_out, "note")
        result.told = True
        where, reason = verdict(run, result.layout.digits)
        yield Line(where)
        yield Line(reason, "good" if run.result().status.arrived else "bad")
        if result.layout.plot:
            yield _plot(result, path)
    for sentence in result.diagnosis() if result.layout.explain else ():
        yield Line(sentence, "note")


def _plot(result: Descending, path: list[Iterate]) -> Plot:
    from calcgd.expression.text import text
    from calcgd.render.plot import descent_plot

    problem, title = result.problem, text(result.expression.tree)
    upward = problem.sign < 0
    return descent_plot(problem.names, lambda x: problem.sign * problem.value(x), path, title, upward=upward)


def _table(result: Descending, run: Run, path: list[Iterate]) -> Table:
    """The table of a run; its rows are appended to `path` as they come, where a plot is to be drawn of them."""
    from calcgd.render.document import Column, Table

    layout, names = result.layout, result.problem.names
    picked = result.shown.pick(run, layout)
    if layout.plot:
        picked = (path.append(row) or row for row in picked)
    if result.work is None:
        return table(run, picked, layout.digits)
    rate, partials = result.work
    rows = substitutions(names, partials, rate, picked, layout.digits)
    name = (Column("", "variable", "left", max(map(len, names))),) if len(names) > 1 else ()
    work = Column("Current - Learning rate x Derivative = New", "work", "left", 1, importance=9)
    return Table((run_column(run), *name, work), rows)


def verdict(run: Run, digits: int) -> tuple[str, str]:
    """Where a descent ended, and why."""
    from calcgd.render.numbers import number

    end = run.result()
    status = end.status.value
    where = ", ".join(f"{name} = {number(x, digits)}" for name, x in zip(end.names, end.point, strict=True))
    why = end.reason if end.reason.startswith(status) else f"{status}: {end.reason}"
    return f"{where}, {'value' if run.problem.sign < 0 else 'cost'} {number(end.value, digits)}", why


def _record(result: Descending) -> Mapping[str, Any]:
    for _, run in result.runs():
        result.shown.exhaust(run)
    result.told = True
    found: dict[str, Any] = {"expression": result.expression.tree, **record(result.run)}
    if result.trial.method == AUTO:
        found["attempts"] = [{"why": why, **_summary(run)} for why, run in result.attempts]
    if result.layout.explain:
        found["diagnosis"] = result.diagnosis()
    return found


def record(run: Run) -> dict[str, Any]:
    """What JSON says of a descent."""
    end = run.result()
    found: dict[str, Any] = {
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
        "best": {"point": dict(zip(end.names, end.best, strict=True)), "value": end.best_value},
    }
    if end.path:
        found["path"] = [{"run": row.run, "point": list(row.x), "value": row.value} for row in end.path]
    return found


def _summary(run: Run) -> dict[str, Any]:
    return {key: value for key, value in record(run).items() if key in ("method", "iterations", "status", "reason")}


def finish(result: Descending, session: Session) -> Exit:
    """The exit status. Rows for machines hold no verdict: it goes to stderr."""
    from calcgd.commands.report import remark

    if not result.told:
        for line in verdict(result.run, result.layout.digits):
            remark(line, session)
    return result.shown.exit_code(result.run.result().status.arrived, session)

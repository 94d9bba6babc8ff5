"""`calcgd fit` at work: descents with their tables where one was asked for, then what was found."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple

from calcgd.commands.fit_request import Asked, Prepared, prepare
from calcgd.commands.iterations import table
from calcgd.commands.picked import Layout, Shown
from calcgd.commands.wishes import Wishes
from calcgd.errors import BadInput, Exit

if TYPE_CHECKING:
    from calcgd.commands.session import Session
    from calcgd.fitting.batches import Batches
    from calcgd.fitting.fit import Fit
    from calcgd.render.document import Block, Table, View

OWN = ("auto", "levenberg-marquardt")
"""Methods of fits that are no rows of `calcgd methods`."""


class Work(NamedTuple):
    """How to fit and what to show, as asked; `batch` is None where each step sees all rows."""

    method: str
    batch: int | None
    epochs: int
    shuffle: bool
    seed: int
    level: float
    every: int
    digits: int
    show_gradient: bool
    predict: str | None


def answered(session: Session, asked: Asked, wished: Wishes, work: Work) -> Exit:
    """Fit, and show what was found. Raises BadInput for what cannot be meant."""
    from calcgd.algebra.time_limit import within

    prepared = within(session.seconds(), prepare, asked, session)
    fitting = Fitting(prepared, wished, work, session)
    code = shown(fitting, session)
    if work.predict is not None:
        from calcgd.commands.fit_files import write_predictions

        write_predictions(work.predict, asked, prepared, fitting.fit)
    return code


def shown(fitting: Fitting, session: Session) -> Exit:
    """Fit and show, and say how that ended."""
    from calcgd.commands.answer import show

    show(session, fitting.view())
    return fitting.shown.exit_code(fitting.fit.status.arrived, session)


class Fitting:
    """A fit about to be made; `fit` is there once it has been."""

    def __init__(self, prepared: Prepared, wished: Wishes, work: Work, session: Session) -> None:
        from calcgd.commands.progress import Progress

        if not 0 < work.level < 1:
            raise BadInput(f"--level is a part between 0 and 1, not {work.level:g}")
        self.prepared = prepared
        self.work = work
        self.settings = wished.settings(keep_path=False)
        self.rate = wished.only_rate()
        self.shown = Shown(session.seconds(), Progress(session, self.settings.max_steps))
        self.began = perf_counter()
        self._seconds = session.seconds()
        self._found: Fit | None = None

    @property
    def fit(self) -> Fit:
        """What was found; the work is done when this is first asked for, without being shown."""
        for _ in self._steps():
            pass
        assert self._found is not None
        return self._found

    def view(self) -> View:
        """The table of the descent while it runs, where a method was asked for, then the parameters."""
        from calcgd.commands import fit_view
        from calcgd.render.document import View

        model, level, digits = self.prepared.model, self.work.level, self.work.digits
        return View(
            self._blocks(),
            lambda: fit_view.record(self.fit, model, self._held_out(), perf_counter() - self.began),
            lambda: fit_view.parameter_table(self.fit, level, digits),
        )

    def _blocks(self) -> Iterator[Block]:
        from calcgd.commands import fit_gradient, fit_view
        from calcgd.render.document import Line

        if self.work.show_gradient:
            yield from fit_gradient.blocks(self.prepared)
        yield from self._steps()
        yield from fit_view.blocks(self.fit, self.work.level, self.work.digits)
        held_out = self._held_out()
        if held_out is not None:
            yield Line(f"loss {held_out:.6g} over the {self.prepared.held_out.rows:,} rows held out")  # type: ignore

    def _steps(self) -> Iterator[Block]:
        """The descent, with its tables; nothing once it has been made."""
        from calcgd.fitting.fit import fitted_by_squares

        question, work = self.prepared.question, self.work
        if self._found is not None:
            return
        if work.batch is not None:
            yield from self._by_batches(work.batch)
        elif work.method == OWN[1] or (work.method == OWN[0] and question.by_squares):
            from calcgd.algebra.time_limit import within

            self._found = within(self._seconds, fitted_by_squares, question, self.prepared.start, work.level)
        else:
            yield from self._by_runs()

    def _by_runs(self) -> Iterator[Block]:
        from calcgd.fitting.fit import Ending, fitted, runs
        from calcgd.render.document import Line

        question, work = self.prepared.question, self.work
        start = list(self.prepared.start.values())
        layout = Layout(work.every, digits=work.digits)
        for why, run, engine in runs(question, start, work.method, self.rate, self.settings):
            if why:
                yield Line(why, "note")
            if work.method != OWN[0]:
                yield table(run, self.shown.pick(run, layout), work.digits)
            self.shown.exhaust(run)
            end = run.result()
            ending = Ending(end.iterations, end.status, end.reason, end.method, engine)
            self._found = fitted(question, end.point, work.level, ending)
            if self.shown.cut_short:
                return

    def _by_batches(self, batch: int) -> Iterator[Block]:
        from calcgd.descent.methods import method_named
        from calcgd.fitting.batches import Batches, Plan
        from calcgd.fitting.fit import Ending, fitted
        from calcgd.fitting.objective import Objective

        question, work = self.prepared.question, self.work
        name = "gd" if work.method == OWN[0] else work.method
        method = method_named(name)
        plan = Plan(batch, work.epochs, work.shuffle, work.seed)
        objective = Objective(question.model, question.loss, question.penalty)
        rate = method.rate if self.rate is None else self.rate
        batches = Batches(objective, question.data, method, rate, self.settings, plan)
        yield self._epochs(batches)
        ending = Ending(batches.steps, batches.status, batches.reason, f"{name} by batches of {batch}", "rows")
        self._found = fitted(question, batches.x, work.level, ending)

    def _epochs(self, batches: Batches) -> Table:
        from calcgd.render.document import Column, Table

        question, digits = self.prepared.question, self.work.digits
        held_out = None if self.prepared.held_out is None else self.prepared.held_out.problem[0]
        names = question.model.parameters
        columns = [Column("Epoch", "epoch", "right", 5, 9)]
        columns += [Column(name, name, width=digits + 3, importance=8) for name in names]
        columns.append(Column("Cost", "cost", width=digits + 3, importance=9))
        columns.append(Column("Gradient norm", "gradient_norm", width=digits + 3, importance=7))
        if held_out is not None:
            columns.append(Column("Held out", "held_out", width=digits + 3, importance=7))
        start = list(self.prepared.start.values())
        rows = (_epoch_cells(epoch) for epoch in batches.run(start, question.bounds, held_out))
        shown = (row for row in rows if not self.work.every or row[0] % self.work.every == 0)
        return Table(tuple(columns), shown, digits)

    def _held_out(self) -> float | None:
        rest = self.prepared.held_out
        if rest is None:
            return None
        return rest.problem[0].value([self.fit.parameters[name] for name in rest.model.parameters])


def _epoch_cells(epoch: Any) -> tuple[Any, ...]:
    from math import hypot

    outside = () if epoch.held_out is None else (epoch.held_out,)
    return (epoch.epoch, *epoch.x, epoch.cost, hypot(*epoch.gradient), *outside)

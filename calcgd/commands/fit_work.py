"""`calcgd fit` at work: descents with their tables where one was asked for, then what was found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cached_property, partial
from time import perf_counter
from typing import TYPE_CHECKING

from calcgd.commands.fit_request import Asked, Prepared, prepare
from calcgd.commands.fit_wishes import AUTO, SQUARES, Work
from calcgd.commands.iterations import table
from calcgd.commands.picked import Layout, Shown
from calcgd.commands.wishes import PLAIN, Wishes
from calcgd.errors import Exit

if TYPE_CHECKING:
    from calcgd.commands.fit_files import Files
    from calcgd.commands.fit_gradient import Gradient
    from calcgd.commands.fit_method import Pace
    from calcgd.commands.fit_view import HeldOut
    from calcgd.commands.session import Session
    from calcgd.fitting.fit import Fit
    from calcgd.render.document import Block, View


def answered(session: Session, asked: Asked, wished: Wishes, work: Work, files: Files) -> Exit:
    """Fit, and show what was found. Raises BadInput for what cannot be meant."""
    from calcgd.algebra.time_limit import within
    from calcgd.fitting.data.table import opened

    with ExitStack() as stack:
        table = within(session.seconds_for_data(), lambda: stack.enter_context(opened(asked.source)))
        files.check(table)
        prepared = within(session.seconds_for_data(), prepare, asked, table, session)
        keep = stack.enter_context(files.kept(asked, table, prepared))
        return shown(Fitting(prepared, wished, work, session, keep), session)


def shown(fitting: Fitting, session: Session) -> Exit:
    """Fit and show, and say how that ended."""
    from calcgd.commands.answer import show

    show(session, fitting.view(), fitting.gradient is not None and fitting.gradient.decimals)
    return fitting.shown.exit_code(fitting.fit.status.arrived, session)


class Fitting:
    """A fit about to be made; `fit` is there once it has been, and `keep` has been told it."""

    def __init__(
        self, prepared: Prepared, wished: Wishes, work: Work, session: Session, keep: Callable[[Fit], None]
    ) -> None:
        from calcgd.commands.progress import Progress
        from calcgd.fitting.admissible import refuse_targets

        self.prepared = prepared
        self.work = work
        self.settings = wished.settings(keep_path=False)
        self.rate = wished.only_rate()
        work.check(prepared, self.settings, self.rate)
        for question in filter(None, (prepared.question, prepared.held_out)):
            refuse_targets(question)
        self.shown = Shown(session.seconds_for_data(), Progress(session, *work.length(self.settings)))
        self.began = perf_counter()
        self._session = session
        self._keep = keep
        self._found: Fit | None = None

    @cached_property
    def gradient(self) -> Gradient | None:
        """The gradient at the start, worked out by hand, where that is wanted."""
        if not self.work.show_gradient:
            return None
        from calcgd.algebra.time_limit import within
        from calcgd.commands.fit_gradient import Gradient

        return within(self._session.seconds(), Gradient, self.prepared)

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
            lambda: {
                **fit_view.record(self.fit, model, self._held_out(), perf_counter() - self.began),
                **({} if self.gradient is None else {"gradient": self.gradient.record()}),
            },
            lambda: fit_view.parameter_table(self.fit, level, digits),
        )

    def _blocks(self) -> Iterator[Block]:
        from calcgd.commands import fit_view

        if self.gradient is not None:
            yield from self.gradient.blocks(self.work.digits)
        yield from self._steps()
        yield from fit_view.blocks(self.fit, self._held_out(), self.work.level, self.work.digits)

    def _steps(self) -> Iterator[Block]:
        """The descent, with its tables; nothing once it has been made."""
        from calcgd.fitting.fit import fitted_by_squares
        from calcgd.fitting.squares.effort import MOST_ITERATIONS, Effort

        question, work = self.prepared.question, self.work
        if self._found is not None:
            return
        if work.in_epochs:
            yield from self._by_epochs(min(work.batch or question.rows, question.rows))
        elif work.method == SQUARES or (work.method == AUTO and question.by_squares):
            with self.shown.listening():
                effort = Effort(min(self.settings.max_steps, MOST_ITERATIONS), self.shown.goes_on)
                self._found = fitted_by_squares(question, self.prepared.start, work.level, effort)
        else:
            yield from self._by_runs()
        assert self._found is not None
        self._keep(self._found)

    def _by_runs(self) -> Iterator[Block]:
        from calcgd.fitting.fit import fitted_by_run, runs
        from calcgd.render.document import Line

        question, work = self.prepared.question, self.work
        start = list(self.prepared.start.values())
        layout = Layout(work.every, digits=work.digits)
        pace = None if work.method == AUTO else self._pace(work.method)
        if pace is not None and pace.note:
            yield Line(pace.note, "note")
        settings = self.settings if pace is None else pace.settings(self.settings)
        for why, run in runs(question, start, pace and pace.going, pace.rate if pace else self.rate, settings):
            if why:
                yield Line(why, "note")
            if pace is not None:
                yield table(run, self.shown.pick(run, layout), work.digits)
            self.shown.exhaust(run)
            advice = tuple if pace is None else partial(pace.advice, question, start, settings)
            self._found = fitted_by_run(question, run, work.level, advice, chosen=pace is None)
            if self.shown.cut_short:
                return

    def _by_epochs(self, batch: int) -> Iterator[Block]:
        from calcgd.commands import fit_epochs
        from calcgd.fitting.batches import Batches
        from calcgd.fitting.fit import Ending, fitted
        from calcgd.fitting.objective import Objective
        from calcgd.render.document import Line

        question, work, rest = self.prepared.question, self.work, self.prepared.held_out
        start = list(self.prepared.start.values())
        pace = self._pace(PLAIN if work.method == AUTO else work.method)
        if pace.note:
            yield Line(pace.note, "note")
        objective = Objective(question.model, question.loss, question.penalty)
        plan = work.plan(batch, batch < question.rows, self.settings.max_steps)
        settings = pace.settings(self.settings)
        batches = Batches(objective, question.data, pace.method, pace.rate, settings, plan)
        epochs = batches.run(start, question.bounds, None if rest is None else rest.problem)
        shown = self.shown.epochs(epochs, work.every)
        yield fit_epochs.table(question.model.parameters, shown, rest is not None, work.digits)
        for _ in shown:
            pass
        advice = partial(pace.advice, question, start, settings)
        how = pace.title if batch >= question.rows else f"{pace.title} by batches of {batch:,}"
        ending = Ending(batches.steps, batches.status, batches.reason, how, "rows", advice)
        self._found = fitted(question, batches.x, work.level, ending)

    def _pace(self, name: str) -> Pace:
        from calcgd.commands.fit_method import pace

        return pace(self.prepared.question, name, self.rate, self.work.standardize)

    def _held_out(self) -> HeldOut | None:
        from calcgd.commands.fit_view import HeldOut

        rest = self.prepared.held_out
        if rest is None:
            return None
        found = [self.fit.parameters[name] for name in rest.model.parameters]
        return HeldOut(rest.problem.value(found), rest.rows)

"""A fit: the model, the data and the loss put together, worked on by the method that suits them, and reported."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from calcgd.descent.auto import attempts
from calcgd.descent.drive import Run
from calcgd.descent.method import Method
from calcgd.descent.problem import Problem, problem_of, within
from calcgd.descent.settings import Settings
from calcgd.descent.status import Status
from calcgd.errors import BadInput
from calcgd.expression.nodes import Node, Product, Sum
from calcgd.fitting.information import by_information
from calcgd.fitting.losses import LOSSES, Loss, told_right, within_sigmoid
from calcgd.fitting.model import Model
from calcgd.fitting.moments import number_of, sum_of_squares
from calcgd.fitting.objective import Objective, Penalty
from calcgd.fitting.settling import settled
from calcgd.fitting.squares.effort import USUAL, Effort
from calcgd.fitting.squares.least_squares import SquaresFit, least_squares
from calcgd.fitting.squares.report import NO_MINIMUM, Estimate, Observed, Report, report
from calcgd.fitting.squares.residuals import Residuals
from calcgd.fitting.verdict import overruled
from calcgd.numeric.rows import Rows

if TYPE_CHECKING:
    from calcgd.numeric.rows import Array

SQUARES = "levenberg-marquardt"

_WITHOUT_ERRORS = "standard errors are worked out for squared losses and for cross-entropy, without a penalty"

Bounds = Mapping[str, tuple[float, float]]


@dataclass(frozen=True)
class Question:
    """What is to be fitted to what: a model, columns of so many rows, a loss, a penalty, and bounds of parameters."""

    model: Model
    data: Mapping[str, Array]
    rows: int
    loss: Loss
    penalty: Penalty
    bounds: Bounds

    @property
    def of_squares(self) -> bool:
        """Whether least squares are what is asked for, so that their statistics apply."""
        return self.loss.squares is not None and self.penalty == Penalty()

    @property
    def by_squares(self) -> bool:
        """Whether their own method applies as well."""
        return self.of_squares

    @cached_property
    def residuals(self) -> Residuals:
        """Target and model row by row."""
        model = self.model
        weights = None if model.weight is None else Rows.of([model.weight], model.columns, ()).values(self.data, ())[0]
        return Residuals(model.prediction, model.target, self.data, model.parameters, weights)

    @property
    def observed(self) -> Observed:
        """What their statistics are made of."""
        return self.residuals

    def least_squares(self, start: Mapping[str, float], effort: Effort) -> tuple[SquaresFit, str]:
        """The parameters that their own method finds, and what works out the squares."""
        return least_squares(self.residuals, start, self.bounds, effort), "squares"

    @cached_property
    def problem(self) -> Problem:
        """The cost as a problem for descents."""
        if self._squares is not None:
            return within(problem_of(self._with_penalty(self._squares), self.model.parameters), self.bounds)
        objective = Objective(self.model, self.loss, self.penalty)
        return within(objective.problem(self.data, self.rows), self.bounds)

    @property
    def engine(self) -> str:
        """What works the cost out: `moments`, for which the rows are gone through once, or `rows`."""
        return "rows" if self._squares is None else "moments"

    @cached_property
    def _squares(self) -> Node | None:
        """The sum of squares as a formula in the parameters; None for other losses, and where there is no formula."""
        return sum_of_squares(self.residuals) if self.loss.squares is not None else None

    def means(self, trees: Sequence[Node]) -> Sequence[float]:
        """The means over the rows of formulas of columns."""
        return [total / self.rows for total in self.totals(trees)]

    def totals(self, trees: Sequence[Node], x: Sequence[float] | None = None) -> Sequence[float]:
        """Sums over the rows of formulas in columns and, where there is an x, in the parameters.

        They are nan where the first has no value in some row.
        """
        names, values = ((), ()) if x is None else (self.model.parameters, x)
        return Rows.of(trees, self.model.columns, names).sums(self.data, values)

    def settled(self, x: Sequence[float]) -> tuple[Sequence[float], str]:
        """The minimum where a descent has converged at x, and what was done for it."""
        return settled(self.problem, x)

    def accuracy(self, x: Sequence[float]) -> float:
        """The part of the rows in which the model is on the side of one half on which the target is."""
        return self.totals([told_right(self.model.target, self.model.prediction)], x)[0] / self.rows

    def _with_penalty(self, squares: Node) -> Node:
        assert self.loss.squares is not None
        model = self.model
        total = self.rows
        if self.loss.mean and model.weight is not None:
            total = Rows.of([model.weight], model.columns, ()).sums(self.data, ())[0]
        terms = [Product([number_of(self.loss.squares / (total if self.loss.mean else 1)), squares])]
        return Sum([*terms, *self.penalty.terms(model.parameters)]) if self.penalty != Penalty() else terms[0]


class Fit(NamedTuple):
    """A model fitted.

    parameters  name: value
    estimates   the same with standard errors and confidence intervals where there are any
    loss        the cost at the parameters, nan where it is not defined
    report      the statistics of least squares; None for other losses
    accuracy    the part of the rows that a model of 0 or 1 tells right; None for other losses than cross-entropy
    engine      what worked the cost out: `squares`, `moments`, `rows`, or the engine whose queries did
    notes       sentences about what limits the numbers
    """

    parameters: dict[str, float]
    estimates: tuple[Estimate, ...]
    loss: float
    rows: int
    iterations: int
    status: Status
    reason: str
    method: str
    engine: str
    report: Report | None
    accuracy: float | None
    notes: tuple[str, ...]


def fitted_by_squares(question: Question, start: Mapping[str, float], level: float, effort: Effort = USUAL) -> Fit:
    """The fit by Levenberg and Marquardt, or directly where the model is linear in its parameters.

    Raises `BadInput` where the question is not one of least squares.
    """
    if not question.by_squares:
        raise BadInput(f"{SQUARES} is for squared losses without a penalty", hint="leave out --method")
    found, engine = question.least_squares(start, effort)
    told = report(question.observed, found, level)
    values = [found.parameters[name] for name in question.model.parameters]
    loss = question.problem.value(values)
    return Fit(
        found.parameters, told.estimates, loss, question.rows, found.iterations, found.status, found.reason,
        SQUARES, engine, told, None, told.notes,
    )  # fmt: skip


class Ending(NamedTuple):
    """How a descent over the rows ended.

    advice  gives sentences for the case that it has not arrived
    chosen  whether the method was chosen for the person, who wants the minimum and not the point where it stopped
    """

    iterations: int
    status: Status
    reason: str
    method: str
    engine: str
    advice: Callable[[], tuple[str, ...]] = tuple
    chosen: bool = False


def runs(
    question: Question, start: Sequence[float], method: str | Method | None, rate: float | None, settings: Settings
) -> Iterator[tuple[str, Run]]:
    """Descents over all rows one after the other, each with why it is made: by a method, or by those that suit."""
    problem = question.problem
    if method is None:
        yield from attempts(problem, start, rate, settings)
    else:
        yield "", Run(problem, start, method, rate, settings)


def fitted_by_run(
    question: Question, run: Run, level: float, advice: Callable[[], tuple[str, ...]] = tuple, chosen: bool = False
) -> Fit:
    """What is known of a model where a run over all rows has come to its end; `advice`, `chosen` as for `Ending`."""
    end = run.result()
    ending = Ending(end.iterations, end.status, end.reason, end.method, question.engine, advice, chosen)
    return fitted(question, end.point, level, ending)


def fitted(question: Question, x: Sequence[float], level: float, ending: Ending) -> Fit:
    """What is known of a model at the parameters x, where a descent has ended."""
    names = question.model.parameters
    problem = question.problem
    ending = overruled(question, x, ending)
    if ending.status is Status.CONVERGED and ending.chosen:
        x, more = question.settled(x)
        ending = ending._replace(reason="; ".join(filter(None, (ending.reason, more))))
    elsewhere = ending.status in (Status.DIVERGED, Status.LEFT_DOMAIN)
    told = None
    estimates, notes = tuple(Estimate(name, value) for name, value in zip(names, x, strict=True)), ()
    if elsewhere:
        notes = ("these are not the parameters of a fit: the descent ended elsewhere",)
        if question.loss is LOSSES["cross-entropy"] and within_sigmoid(question.model.prediction) is None:
            notes += ("cross-entropy needs a model whose values are between 0 and 1, such as sigmoid(w*x + b)",)
    elif question.of_squares:
        residuals = question.observed
        told = report(residuals, _as_squares(question, residuals, x, ending), level)
        estimates, notes = told.estimates, told.notes
    elif question.loss is not LOSSES["cross-entropy"] or question.penalty != Penalty():
        notes = (_WITHOUT_ERRORS,)
    elif ending.status.arrived:
        estimates, notes = by_information(names, x, problem, question.rows, level)
        if ending.status is not Status.CONVERGED:
            notes = (NO_MINIMUM, *notes)
    return Fit(
        dict(zip(names, x, strict=True)), estimates, problem.value(x), question.rows, ending.iterations,
        ending.status, ending.reason, ending.method, ending.engine, told,
        question.accuracy(x) if question.loss is LOSSES["cross-entropy"] and not elsewhere else None,
        notes if ending.status.arrived else (*notes, *ending.advice()),
    )  # fmt: skip


def _as_squares(question: Question, residuals: Observed, x: Sequence[float], ending: Ending) -> SquaresFit:
    triangle = residuals.triangle(x)
    held = tuple(
        name for name, value in zip(question.model.parameters, x, strict=True) if value in question.bounds.get(name, ())
    )
    return SquaresFit(
        dict(zip(question.model.parameters, x, strict=True)), triangle.rss, triangle, held,
        ending.iterations, ending.status, ending.reason, (),
    )  # fmt: skip

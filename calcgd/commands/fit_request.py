"""What `calcgd fit` is asked: its options, and the model, data, loss and start they come to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from calcgd.commands.conditions import condition
from calcgd.commands.options import decimal, point
from calcgd.commands.report import remarks
from calcgd.errors import BadInput, CalcgdError, listed

if TYPE_CHECKING:
    from calcgd.commands.session import Session
    from calcgd.expression.nodes import Node
    from calcgd.fitting.data.table import Table
    from calcgd.fitting.fit import Question
    from calcgd.fitting.model import Model
    from calcgd.fitting.objective import Penalty


class Asked(NamedTuple):
    """The options about model, data and cost, as they were typed."""

    model: str
    source: str
    target: str
    where: str | None
    weights: str | None
    strict: bool
    holdout: str | None
    each_input: str | None
    start: str | None
    fix: str | None
    bounds: str | None
    loss: str
    l1: str | None
    l2: str | None
    seed: int

    @property
    def start_file(self) -> str | None:
        """The saved model that it starts from, if it does."""
        return self.start if self.start is not None and self.start.endswith(".json") else None


class Prepared(NamedTuple):
    """Everything a fit needs.

    question  model, rows and loss
    held_out  the same over the rows held out; None without any
    start     name: value of every parameter that is fitted
    fixed     name: value of those that are not
    model     the model as typed, with a weight for each input where that was asked for
    """

    question: Question
    held_out: Question | None
    start: dict[str, float]
    fixed: dict[str, float]
    model: Node


def prepare(asked: Asked, table: Table, session: Session) -> Prepared:
    """Read the data and tell columns from parameters; what was left out or assumed is told on stderr.

    Raises BadInput for what cannot be meant, and where there is no row.
    """
    from calcgd.algebra.time_limit import within

    formulated = within(session.seconds(), formulate, asked, table, session)
    model = formulated.model
    data = table.read(model.columns, condition(asked.where), asked.strict)
    remarks(data.notes, session)
    train, rest = _split(data.columns, data.rows, asked)
    question = _question(asked, model, train)
    held_out = None if rest is None else _question(asked, model, rest)
    return Prepared(question, held_out, *formulated.rest)


Rest = tuple[dict[str, float], dict[str, float], "Node"]
"""Start, fixed and model of `Prepared`."""


class Formulated(NamedTuple):
    """A model that knows its columns; `rest` is what the data do not change."""

    model: Model
    rest: Rest


def formulate(asked: Asked, table: Table, session: Session) -> Formulated:
    """Tell columns from parameters, and where they start; what was assumed is told on stderr.

    Raises BadInput for what cannot be meant.
    """
    from calcgd.commands.fit_doubts import doubts

    remarks(table.notes, session)
    whole = _model(asked, table, _tree(asked.model))
    fixed = {} if asked.fix is None else point("--fix", asked.fix, whole.parameters, every=False)
    model = _without(whole, fixed)
    remarks(doubts(asked, table, model), session)
    numbers = {name: _float(value) for name, value in fixed.items()}
    return Formulated(model, (_start(asked, model, numbers, session), numbers, whole.prediction))


def _model(asked: Asked, table: Table, typed: Node) -> Model:
    from calcgd.fitting.model import model_of, with_weight_for_each

    target, weight = _tree(asked.target), None if asked.weights is None else _tree(asked.weights)
    if asked.each_input is not None:
        inputs = [name for name in table.names if name not in target.free]
        typed = with_weight_for_each(typed, asked.each_input, inputs)
    return model_of(typed, target, table.names, weight)


def _without(model: Model, fixed: Mapping[str, Node]) -> Model:
    from calcgd.fitting.model import fixed_in

    return fixed_in(model, fixed) if fixed else model


def _question(asked: Asked, model: Model, data: Mapping[str, Any]) -> Question:
    from calcgd.fitting.fit import Question
    from calcgd.fitting.losses import loss_of

    rows = len(next(iter(data.values())))
    return Question(model, data, rows, loss_of(asked.loss), penalty(asked), limits(asked, model))


def limits(asked: Asked, model: Model) -> dict[str, tuple[float, float]]:
    """The bounds of parameters."""
    from calcgd.commands.ranges import bounds

    return {} if asked.bounds is None else bounds("--bounds", asked.bounds, model.parameters)


def penalty(asked: Asked) -> Penalty:
    """What is added to the cost for large parameters. Raises BadInput for a weight that is no number, or negative."""
    from calcgd.fitting.objective import Penalty

    weights = []
    for option, text in (("--l1", asked.l1), ("--l2", asked.l2)):
        weight = 0.0 if text is None else decimal(option, text)
        if weight < 0:
            raise BadInput(f"{option} is a number that is not negative, not {text}")
        weights.append(weight)
    return Penalty(*weights)


def _start(asked: Asked, model: Model, fixed: Mapping[str, float], session: Session) -> dict[str, float]:
    from calcgd.fitting.default_starts import default_starts
    from calcgd.fitting.linearity import linear_parameters

    given = _given_start(asked, model, fixed, session)
    if linear_parameters(model.prediction, model.columns, model.parameters) == model.parameters:
        return {name: given.get(name, 1.0) for name in model.parameters}
    start = default_starts(model.prediction, model.columns, model.parameters, given, asked.seed)
    remarks(_assumed({name: value for name, value in start.items() if name not in given}), session)
    return start


def _given_start(asked: Asked, model: Model, fixed: Mapping[str, float], session: Session) -> Mapping[str, float]:
    if asked.start is None:
        return {}
    if asked.start_file is not None:
        from calcgd.commands.fit_saved import saved_start

        return saved_start(asked.start_file, (*model.parameters, *fixed), session)
    values = point("--start", asked.start, model.parameters, every=False)
    return {name: _float(value) for name, value in values.items()}


def _assumed(start: Mapping[str, float]) -> Iterator[str]:
    """Sentences about where parameters start that were given no start."""
    ones = [name for name, value in start.items() if value == 1]
    apart = {name: value for name, value in start.items() if value != 1}
    if ones:
        yield f"no start was given for {listed(ones)}, so {'it is' if len(ones) == 1 else 'they are'} 1"
    if apart:
        starts = ", ".join(f"{name} = {value:g}" for name, value in apart.items())
        yield (
            f"no start was given for {listed([*apart])}; as equal ones would stay equal, --seed chose {starts}; "
            "from another seed the fit may end elsewhere"
        )


def _split(columns: Mapping[str, Any], rows: int, asked: Asked) -> tuple[Mapping[str, Any], Mapping[str, Any] | None]:
    if asked.holdout is None:
        return columns, None
    import numpy as np

    part = decimal("--holdout", asked.holdout)
    count = round(part * rows)
    if not 0 < part < 1 or not 0 < count < rows:
        raise BadInput(f"--holdout is a part between 0 and 1 that leaves rows on both sides, not {part:g} of {rows}")
    order = np.random.default_rng(asked.seed).permutation(rows)
    outside, inside = np.sort(order[:count]), np.sort(order[count:])
    return (
        {name: column[inside] for name, column in columns.items()},
        {name: column[outside] for name, column in columns.items()},
    )


def _tree(text: str) -> Node:
    from calcgd.expression import parse

    return parse(text).tree


def _float(value: Node) -> float:
    from calcgd.calculus.point import to_float

    found = to_float(value)
    if found is None:
        raise CalcgdError("a parameter needs a real number")
    return found

"""A saved model at work: `calcgd fit --load` applies it to data, and `--start` begins where it ended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from calcgd.commands.conditions import condition
from calcgd.commands.data_source import data_source
from calcgd.commands.fit_files import Files, write_predictions
from calcgd.commands.fit_place import MEMORY, SQL
from calcgd.commands.report import remark, remarks
from calcgd.errors import BadInput, Exit, listed

if TYPE_CHECKING:
    from calcgd.commands.session import Session
    from calcgd.expression.nodes import Node
    from calcgd.fitting.data.table import Table
    from calcgd.fitting.saved import Saved
    from calcgd.fitting.score import Score, Total

ENGINES = (MEMORY, SQL)


class Asked(NamedTuple):
    """The options that go with `--load`: all others are about a fit, and the model has been fitted.

    `source` is the first argument, which is the data here, and `more` the second one, of which there is none.
    """

    load: str
    source: str | None
    more: str | None
    where: str | None
    strict: bool
    predict: str | None
    digits: int
    engine: str


def saved_start(path: str, names: Sequence[str], session: Session) -> Mapping[str, float]:
    """The numbers of a saved model; those that are none of `names`, the parameters of the new one, are told of.

    Raises BadInput where the file holds no model.
    """
    from calcgd.fitting.saved_reading import read_saved

    values = read_saved(path).values
    others = [name for name in values if name not in names]
    if others:
        are = "is no parameter" if len(others) == 1 else "are no parameters"
        remark(f"{listed(others)} of {path} {are} of this model", session)
    return values


def answered(session: Session, asked: Asked, others: Sequence[str]) -> Exit:
    """Apply a saved model: show how well it says the target of the data, and write what it says of each row.

    `others` are the options that were given beside those asked for. Raises BadInput for what cannot be meant.
    """
    from calcgd.algebra.time_limit import within
    from calcgd.commands.answer import show
    from calcgd.commands.fit_saved_view import view
    from calcgd.fitting.data.table import opened
    from calcgd.fitting.predictions import Predictor
    from calcgd.fitting.saved_reading import read_saved

    source = _source(asked, others)
    saved = within(session.seconds(), read_saved, asked.load)
    with opened(source) as table:
        Files(session, predict=asked.predict, read=asked.load).check(table)
        remarks((*table.notes, *_check_columns(saved, table)), session)
        found, notes = within(session.seconds_for_data(), _score, saved, table, asked, session)
        show(session, view(saved, found, notes, asked.digits))
        if asked.predict is not None:
            model = saved.formulas
            predictor = Predictor(model.prediction, saved.values, condition(asked.where), model.columns)
            in_memory = asked.engine == MEMORY
            write_predictions(asked.predict, table, predictor, in_memory, session, asked.strict)
    return Exit.NO_ANSWER if found is not None and found.loss is None else Exit.ANSWER


def _source(asked: Asked, others: Sequence[str]) -> str:
    """The data. Raises BadInput where there are none, and for options that do not go together."""
    if asked.more is not None:
        raise BadInput(f"--load brings a model, so {asked.source!r} cannot be given too", hint="name the data alone")
    if others:
        raise BadInput(
            f"with --load nothing is fitted, so {listed(others)} cannot be given", hint=f"leave out {listed(others)}"
        )
    if asked.engine not in ENGINES:
        raise BadInput(f"--load works with --engine {listed(ENGINES, 'or')}, not {asked.engine}")
    return data_source(asked.source)


def _check_columns(saved: Saved, table: Table) -> Iterator[str]:
    """Notes on columns that are not used. Raises BadInput for one that is missing, or called otherwise."""
    from calcgd.fitting.data.names import near

    headers = dict(zip(table.names, table.headers, strict=True))
    for name, header in saved.columns.items():
        if name in headers and headers[name].strip() != header.strip():
            raise BadInput(
                f"{name} stands for {headers[name]!r} in {table.name}, and for {header!r} in the saved model",
                hint="give the columns the headers that they had",
            )
    for name in sorted(saved.formulas.prediction.free - saved.values.keys()):
        if name not in headers:
            similar = near(name, table.names)
            hint = f"did you mean '{similar}'?" if similar else f"the columns are {listed(table.names)}"
            raise BadInput(f"{table.name} has no column {name}, which the model needs", hint=hint)
    for name in saved.values:
        if name in headers:
            yield f"{name} is a parameter of the saved model: the column {name} is not used"


def _score(saved: Saved, table: Table, asked: Asked, session: Session) -> tuple[Score | None, tuple[str, ...]]:
    """How well the model says the target, and sentences on that; without a target there is only why it is not told.

    Raises BadInput where there is neither a target nor a file for predictions.
    """
    from calcgd.fitting.score import score

    model, notes = saved.formulas, []
    if not saved.status.arrived:
        notes.append(f"the fit that was saved had not converged: {saved.status.value}")
    if saved.where is not None:
        notes.append(f"the model was fitted to rows where {saved.where}")
    judging = model.target.free | (frozenset() if model.weight is None else model.weight.free)
    lacking = sorted(judging - set(table.names))
    if lacking and asked.predict is None:
        hint = "--predict FILE writes what the model says of each row"
        raise BadInput(f"{table.name} has no column {lacking[0]} to judge the model by", hint=hint)
    if lacking:
        return None, (*notes, f"no loss is told: {table.name} has no column {lacking[0]}")
    try:
        rows, total = _totals(saved, table, asked, session)
        found = score(saved, rows, total)
    except BadInput as problem:
        if asked.strict or asked.predict is None:
            raise
        return None, (*notes, f"no loss is told: {problem.message}")
    if found.loss is None:
        notes.append("the loss has no value: model, target or weights are not defined in some row")
    return found, tuple(notes)


def _totals(saved: Saved, table: Table, asked: Asked, session: Session) -> tuple[int, Total]:
    """The number of rows that have all columns, and how formulas are added up over them."""
    model, where, values = saved.formulas, condition(asked.where), tuple(saved.values.values())
    if asked.engine == SQL:
        from calcgd.fitting.engines.sql import sql_queries

        queries, notes = sql_queries(model, table, where, asked.strict)
        rows, total = queries.rows, partial(queries.total, x=values)
    else:
        from calcgd.numeric.rows import Rows

        data = table.read(model.columns, where, asked.strict)
        rows, notes = data.rows, data.notes

        def total(tree: Node) -> float:
            return Rows.of([tree], model.columns, model.parameters).sums(data.columns, values)[0]

    remarks(notes, session)
    return rows, total

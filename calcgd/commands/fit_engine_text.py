"""The SQL of a fit, shown and not run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from calcgd.commands.conditions import condition
from calcgd.commands.fit_request import Asked, formulate, penalty
from calcgd.errors import Exit, listed

if TYPE_CHECKING:
    from calcgd.commands.session import Session
    from calcgd.fitting.data.table import Table
    from calcgd.fitting.model import Model
    from calcgd.fitting.objective import Objective


def show_queries(session: Session, asked: Asked, table: Table, dialect: str | None) -> Exit:
    """Show the queries for the sum of the rows' costs, without and with its partial derivatives.

    In DuckDB's dialect they read the file itself, in another one a table that is called like the file, or data.
    Raises BadInput for what cannot be meant, and MissingExtra for a dialect without its package.
    """
    from calcgd.commands.answer import show
    from calcgd.fitting.engines.sql import placeholders, sums_query
    from calcgd.fitting.losses import loss_of
    from calcgd.fitting.objective import Objective
    from calcgd.render.document import Heading, Line, View

    formulated = formulate(asked, table, session)
    objective = Objective(formulated.model, loss_of(asked.loss), penalty(asked))
    relation = _relation(asked, table, formulated.model, dialect)
    queries = {
        name: _written(sums_query(formulated.model, outputs, relation), dialect)
        for name, outputs in (("cost", objective.cost_alone), ("gradient", objective.with_partials))
    }
    bound = placeholders(formulated.model.parameters)
    sentences = _sentences(objective, bound)
    blocks = [
        *(block for name, query in queries.items() for block in (Heading(name.capitalize()), Line(query))),
        *(Line(sentence, "note") for sentence in sentences),
    ]
    record = {"dialect": dialect or "duckdb", "parameters": bound, **queries, "notes": sentences}
    return show(session, View(blocks, lambda: record))


def _relation(asked: Asked, table: Table, model: Model, dialect: str | None) -> str:
    from calcgd.fitting.engines.rows import rows_in
    from calcgd.numeric.sql import quoted

    where = condition(asked.where)
    if dialect is None:
        return table.select(model.columns, where, asked.strict).relation
    stem = Path(asked.source).stem
    there = quoted(stem if stem.isidentifier() else "data")
    rows = rows_in(there, table, model.columns, where, lambda place: f"cast({quoted(table.headers[place])} as double)")
    return rows.usable()


def _written(query: str, dialect: str | None) -> str:
    from calcgd.fitting.engines.dialect import translated

    return query if dialect is None else translated(query, dialect)


def _sentences(objective: Objective, bound: dict[str, str]) -> list[str]:
    """What the numbers of the answers are, and how the cost comes of them."""
    from calcgd.fitting.objective import Penalty

    weighted = "the sum of the weights" if objective.model.weight is not None else "the number of rows"
    share = f", divided by {weighted}" if objective.loss.mean else ""
    more = ", and the penalty" if objective.penalty != Penalty() else ""
    names = listed([f"{name} ({place})" for name, place in bound.items()])
    return [
        f"the parameters are {names}",
        "the columns are the number of rows, how many of them have no cost, the sum of the costs, and for the gradient "
        f"the sum of the derivatives by {listed(list(bound))}",
        f"the cost is the third column{share}{more}",
    ]

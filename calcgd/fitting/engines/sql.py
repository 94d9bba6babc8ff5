"""The cost of a model over rows that stay in their files: each cost and gradient is one aggregate query.

Nothing is read into memory but the results, so that the rows may be more than fit there. `Queries` is what any engine
that answers SQL works by; DuckDB is the one that needs nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from math import nan
from typing import Any

from calcgd.descent.problem import Problem
from calcgd.errors import BadInput
from calcgd.expression.nodes import Node
from calcgd.fitting.data.answers import answered, cause
from calcgd.fitting.data.table import Table
from calcgd.fitting.losses import Loss
from calcgd.fitting.model import Model
from calcgd.fitting.objective import Asked, Objective, Penalty, Sums
from calcgd.numeric.lower import lower
from calcgd.numeric.sql import aggregate, quoted
from calcgd.numeric.tape import Tape

Ask = Callable[[str, Mapping[str, float]], Sequence[Any]]
"""From a query with the placeholders `$p1`, `$p2`, ... and their values to the one row of its answer."""

_IN_QUOTES = re.compile(r"'[^']*'|\"[^\"]*\"")

_REMEMBERED = 100
"""Answers: descents, and what is said of where they ended, ask of some points more than once."""


def placeholders(names: Sequence[str]) -> dict[str, str]:
    """How parameters are called in queries, whatever they are called in the model: the name without its `$`."""
    return {name: f"p{place}" for place, name in enumerate(names, 1)}


def sums_query(model: Model, asked: Asked, relation: str) -> str:
    """The query, in DuckDB's dialect, for what `numeric.sql.aggregate` says of the instructions asked for.

    `relation` has the columns of the model. Raises `BadInput` for a function that SQL has not, and for columns whose
    names SQL does not tell apart.
    """
    alike: dict[str, str] = {}
    for name in model.columns:
        other = alike.setdefault(name.lower(), name)
        if other != name:
            raise BadInput(f"SQL does not tell the columns {other} and {name} apart", hint="leave out --engine")
    tape, outputs = asked
    operands = {name: quoted(name) for name in model.columns}
    operands |= {name: f"${bound}" for name, bound in placeholders(model.parameters).items()}
    return aggregate(tape, outputs, operands, relation)


class Queries:
    """Sums over the rows of a relation, each from one query that `ask` answers.

    relation  what stands after FROM, with the columns of the model as doubles that are finite
    rows      how many rows there are
    lost      the rows in which the cost had no value, in the query that was answered last
    """

    def __init__(self, model: Model, relation: str, rows: int, ask: Ask) -> None:
        self.model = model
        self.relation = relation
        self.rows = rows
        self.lost = 0
        self._answer = lru_cache(_REMEMBERED)(lambda query, values: ask(query, dict(values)))

    def problem(self, loss: Loss, penalty: Penalty) -> Problem:
        """The cost, its gradient and, with few parameters, its Hessian.

        The cost is nan where a row has none: rows that an engine turned into null are counted, and never left out.
        """
        objective = Objective(self.model, loss, penalty)
        share = 1 / (self.rows if self.model.weight is None else self.total(self.model.weight)) if loss.mean else 1.0
        return objective.summed(self.sums_of, share)

    def sums_of(self, asked: Asked) -> Sums:
        """The sums over the rows of what is asked for, nan where the first of it has no value in some row.

        Raises `BadInput` for a function that SQL has not, and where the rows have become more or fewer.
        """
        names = placeholders(self.model.parameters)
        query = sums_query(self.model, asked, self.relation)
        used = set(re.findall(r"\$(p\d+)", _IN_QUOTES.sub("", query)))

        def sums(x: Sequence[float]) -> Sequence[float]:
            values = tuple((bound, float(x[place])) for place, bound in enumerate(names.values()) if bound in used)
            rows, self.lost, *found = self._answer(query, values)
            if rows != self.rows:
                raise BadInput(f"the data changed during the fit: {self.rows:,} rows have become {rows:,}")
            return [nan] * len(found) if self.lost else [nan if value is None else float(value) for value in found]

        return sums

    def total(self, tree: Node, x: Sequence[float] | None = None) -> float:
        """The sum over the rows of a formula in columns and, where there is an x, in the parameters."""
        return self.totals([tree], x)[0]

    def totals(self, trees: Sequence[Node], x: Sequence[float] | None = None) -> Sequence[float]:
        """The sums over the rows of several such formulas, all nan where the first has no value in some row."""
        tape = Tape((*self.model.columns, *self.model.parameters))
        asked = tape, [lower(tape, tree) for tree in trees]
        return self.sums_of(asked)([nan] * len(self.model.parameters) if x is None else x)


def sql_queries(
    model: Model, table: Table, where: Node | None = None, strict: bool = False
) -> tuple[Queries, tuple[str, ...]]:
    """The rows of a table, where they are, as `Queries` to DuckDB, and the notes on rows that were left out.

    The table must stay open. Raises what `Table.select` raises.
    """
    import duckdb

    selection = table.select(model.columns, where, strict)

    def ask(query: str, values: Mapping[str, float]) -> Sequence[Any]:
        try:
            return answered(table.connection, query, values).fetchone()
        except duckdb.Error as problem:
            raise BadInput(f"DuckDB could not answer over {table.name}: {cause(str(problem))}") from None

    return Queries(model, selection.relation, selection.rows, ask), selection.notes

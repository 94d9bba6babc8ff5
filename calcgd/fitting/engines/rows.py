"""The rows of a table as another engine finds them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from calcgd.expression.nodes import Node
from calcgd.fitting.data.rows import Rows
from calcgd.fitting.data.table import Table


def rows_in(
    relation: str, table: Table, columns: Sequence[str], where: Node | None, number: Callable[[int], str]
) -> Rows:
    """The rows of a relation that holds what the table does, as queries in DuckDB's dialect.

    `number` gives the SQL for the value of a column, null where it is none, by its place in the table. All `columns`,
    and those in the condition `where`, are names of the table.
    """
    tested = sorted(where.free - set(columns)) if where is not None else []
    numbers = {name: number(table.names.index(name)) for name in (*columns, *tested)}
    return Rows(relation, numbers, {}, where, tested)

"""Rows as comma-separated values, as they come: numbers in full, formulas as text, nothing for what is missing."""

from __future__ import annotations

import csv
from fractions import Fraction
from typing import TextIO

from calcgd.errors import BadInput
from calcgd.expression.nodes import Node
from calcgd.expression.text import text
from calcgd.render.document import Exact, View


def write(view: View, out: TextIO, decimals: bool, header: bool) -> None:
    """Write the rows, after the columns' keys where `header` is true. Raises BadInput for a view without a table."""
    if view.table is None:
        raise BadInput("csv is for results that have rows", hint="ask for --format text, json or latex")
    table = view.table()
    writer = csv.writer(out, lineterminator="\n")
    if header:
        writer.writerow([column.key or column.title for column in table.columns])
    for row in table.rows:
        writer.writerow([_cell(value, decimals) for value in row])


def _cell(value: object, decimals: bool) -> object:
    if isinstance(value, Exact):
        value = value.node
    if isinstance(value, Node):
        return text(value, decimals)
    return float(value) if isinstance(value, Fraction) else value

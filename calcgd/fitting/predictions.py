"""What a model says of each row of a table, written to a file: CSV, TSV, JSON, JSON Lines or Parquet.

DuckDB writes the file, so that the rows never have to be in memory. They keep the order and all columns of the source;
those that the model is about are written as numbers, and the model's word stands in a last column, `yhat`.
"""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from calcgd.errors import BadInput
from calcgd.expression.nodes import Node
from calcgd.fitting.data.answers import answered, cause
from calcgd.fitting.data.table import Table
from calcgd.numeric.lower import lower
from calcgd.numeric.rows import Rows
from calcgd.numeric.sql import literal, projection, quoted, text_literal
from calcgd.numeric.tape import Tape

SAYS = "yhat"
"""The header of the column that is added."""

_FORMATS = {
    ".parquet": "format parquet",
    ".jsonl": "format json",
    ".ndjson": "format json",
    ".json": "format json, array true",
}
_PACKED = ".gz"


class Predictor(NamedTuple):
    """A model with all its numbers: a tree over columns and over the names of `values`.

    `where` is the condition on rows; `numbers` are other columns that are numbers to the fit, such as its target.
    """

    tree: Node
    values: Mapping[str, float]
    where: Node | None
    numbers: Collection[str] = ()


@dataclass(frozen=True)
class Predictions:
    """The rows of which a model says something, ready to be written: all whose inputs can be used.

    `notes` tell of rows that were left out, and of others in which the model has no finite value.
    """

    table: Table
    notes: tuple[str, ...]
    _rows: int
    _relation: str
    _numbers: Collection[str]

    def write(self, path: str, name: str) -> tuple[str, ...]:
        """Write them to `path` in the format that the ending of `name` stands for, CSV for any other.

        The answer are sentences about headers that could not be kept. Raises `BadInput` where it cannot be written, and
        where the source is no longer what it was.
        """
        import duckdb

        headers, notes = self._headers()
        ending = name.lower().removesuffix(_PACKED)
        options = next((options for end, options in _FORMATS.items() if ending.endswith(end)), None)
        if options is None:
            options = _delimited(headers, "\t" if ending.endswith(".tsv") else ",")
        elif len({header.lower() for header in headers}) < len(headers):
            notes = (*notes, "headers that are alike, but for upper and lower case, get a number")
        columns = ", ".join(self._columns(headers, finite="json" in options))
        packed = f", compression {text_literal('gzip')}" if name.lower().endswith(_PACKED) else ""
        query = f"copy (select {columns} from {self._relation}) to {text_literal(path)} ({options}{packed})"
        try:
            [(written,)] = answered(self.table.connection, query).fetchall()
        except duckdb.Error as problem:
            raise BadInput(f"cannot write {name}: {_cause(str(problem))}") from None
        if written != self._rows:
            raise BadInput(f"the data changed meanwhile: {self._rows:,} rows have become {written:,}")
        return notes

    def _columns(self, headers: Sequence[str], finite: bool) -> Iterator[str]:
        """The columns to write; `finite`: JSON knows neither NaN nor infinity."""
        numbers = {*self._numbers, *(self.table.floats if finite else ())}
        cells = (*self.table.cells(numbers), SAYS)
        for cell, header, name in zip(cells, headers, (*self.table.names, SAYS), strict=True):
            yield f"{cell} as {quoted(header or name)}"

    def _headers(self) -> tuple[list[str], tuple[str, ...]]:
        """The headers of the source and that of what the model says, which is none of them."""
        there = self.table.headers
        says, number = SAYS, 1
        while says in there:
            number += 1
            says = f"{SAYS}_{number}"
        notes = (f"there is a column {SAYS}, so what the model says is in {says}",) if says != SAYS else ()
        return [*there, says], notes


def predicted(table: Table, predictor: Predictor, in_memory: bool, strict: bool = False) -> Predictions:
    """What a model says of the rows of a table, worked out by numpy, or by the query that writes it.

    Raises what `Table.select` raises, and `BadInput` for a function that SQL has not.
    """
    inputs = sorted(predictor.tree.free - set(predictor.values))
    selection = table.select(inputs, predictor.where, strict, whole=True)
    said, undefined = (_by_rows if in_memory else _by_query)(table, predictor, selection.relation, inputs)
    relation = f"(select *, case when isfinite(y0) then y0 end as {SAYS} from ({said}))"
    told = f"{SAYS} is empty in {undefined:,} of {selection.rows:,} rows: the model has no value there"
    notes = (*selection.notes, told) if undefined else selection.notes
    return Predictions(table, notes, selection.rows, relation, {*inputs, *predictor.numbers})


def _by_rows(table: Table, predictor: Predictor, relation: str, inputs: Sequence[str]) -> tuple[str, int]:
    """A query for the rows with what the model says in y0, and the number of those where it has no finite value."""
    import numpy

    names = inputs or [""]  # a model without inputs says the same of each row
    columns = ", ".join(f"v{place}" for place in range(len(inputs))) or "0e0"
    found = answered(table.connection, f"select {columns} from {relation}").fetchnumpy()
    data = dict(zip(names, found.values(), strict=True))
    rows = Rows.of([predictor.tree], names, tuple(predictor.values))
    said = rows.values(data, tuple(predictor.values.values()))[0]
    table.connection.register("said", {"y0": said})
    return f"from {relation} positional join said", len(said) - int(numpy.count_nonzero(numpy.isfinite(said)))


def _by_query(table: Table, predictor: Predictor, relation: str, inputs: Sequence[str]) -> tuple[str, int]:
    """The same, without a row in memory."""
    tape = Tape((*inputs, *predictor.values))
    operands = {name: f"v{place}" for place, name in enumerate(inputs)}
    operands |= {name: literal(value) for name, value in predictor.values.items()}
    said = projection(tape, [lower(tape, predictor.tree)], operands, relation, table.cells(()))
    [(undefined,)] = table.ask(f"select count(*) - count(case when isfinite(y0) then 1 end) from ({said})")
    return said, undefined


def _cause(said: str) -> str:
    """The cause of an error of DuckDB's, in the words of the system where it has a number there."""
    number = re.search(r'"errno":"(\d+)"', said)
    return os.strerror(int(number[1])) if number else cause(said)


def _delimited(headers: Sequence[str], delimiter: str) -> str:
    """The options for a file with these headers, which DuckDB itself would change where they are alike."""
    line = io.StringIO()
    csv.writer(line, delimiter=delimiter, lineterminator="\n").writerow(headers)
    prefix, end = text_literal(line.getvalue()), text_literal("\n")
    return f"format csv, header false, delimiter {text_literal(delimiter)}, prefix {prefix}, suffix {end}"

"""Tables of data: what their columns are called, and the numbers in them, read by DuckDB.

A row is used where every column that is asked for holds a finite number. Rows that are not used are counted, and why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from calcgd.errors import BadInput
from calcgd.expression.nodes import Logic, Node, Relation, Truth
from calcgd.fitting.data_columns import Columns, columns_of
from calcgd.fitting.data_names import names_of, near, renaming
from calcgd.fitting.data_rows import Dropped, Rows, malformed, told, unusable
from calcgd.fitting.sources import opened_source
from calcgd.numeric.sql import quoted

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FORMATS = {"csv": "CSV", "parquet": "Parquet", "json": "JSON"}


@dataclass(frozen=True)
class Data:
    """The rows that can be used: `rows` of them, as an array of float64 for each column, in the order of the source.

    `dropped` tells what was left out, `notes` says it in sentences.
    """

    columns: Mapping[str, NDArray[Any]]
    rows: int
    dropped: tuple[Dropped, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """An open source of data.

    name        what it was called
    format      csv, parquet or json
    headers     the headers as they stand there; c1, c2, ... where there are none
    names       for each of them the name by which it can stand in an expression
    notes       what a person should know of how the source was understood
    connection  of DuckDB, in which queries over `numbers` can be asked
    """

    name: str
    format: str
    headers: tuple[str, ...]
    names: tuple[str, ...]
    notes: tuple[str, ...]
    connection: Any
    _columns: Columns

    def numbers(self, names: Sequence[str]) -> str:
        """What may stand after FROM: the columns `names` as doubles under these very names, nan where there is none.

        Raises `BadInput` for a name that is no column and for a column that cannot hold numbers.
        """
        values = [f"coalesce({self._number(name)}, 'nan'::double) as {quoted(name)}" for name in names]
        return f"(select {', '.join(values) or '1'} from {self._columns.relation})"

    def read(self, names: Sequence[str], where: Node | None = None, strict: bool = False) -> Data:
        """The columns `names`, of the rows where the condition `where` holds; it is a tree over names of columns.

        Raises `BadInput` for a name that is no column, for a source that cannot be read to its end, where no row is
        left, and with `strict` where a row must be left out.
        """
        import duckdb

        names = tuple(dict.fromkeys(names))
        if where is not None and not isinstance(where, Relation | Logic | Truth):
            raise BadInput("a condition on the rows compares: x > 0")
        tested = sorted(where.free - set(names)) if where is not None else []
        numbers = {name: self._number(name) for name in (*names, *tested)}
        raw = {name: f"c{self.names.index(name) + 1}" for name in numbers}
        try:
            return self._usable(Rows(self._columns.relation, numbers, raw, where, tested), strict)
        except duckdb.Error as problem:
            raise _unreadable(self.name, self.format, problem) from None

    def _usable(self, rows: Rows, strict: bool) -> Data:
        import numpy

        found = self.connection.execute(rows.values()).fetchnumpy()
        dropped = malformed(self.name, self.connection) if self.format == "csv" else ()
        usable = ~found.pop("undecided")
        columns = dict(zip(rows.wanted, found.values(), strict=True))
        for values in columns.values():
            usable &= numpy.isfinite(values)
        kept = int(numpy.count_nonzero(usable))
        if kept < len(usable):
            columns = {name: values[usable] for name, values in columns.items()}
            dropped += unusable(rows, self.connection)
        total = kept + sum(each.count for each in dropped)
        if dropped and strict:
            raise BadInput(f"{self.name}, {dropped[0].place()}: {dropped[0].said()}")
        if not kept:
            reason = told(dropped, total) if dropped else rows.none
            raise BadInput(f"{self.name} has no row that can be used: {reason}")
        return Data(columns, kept, dropped, (told(dropped, total),) if dropped else ())

    def _number(self, name: str) -> str:
        if name not in self.names:
            similar = near(name, self.names)
            raise BadInput(f"{self.name} has no column {name}", hint=f"did you mean '{similar}'?" if similar else None)
        place = self.names.index(name)
        number = self._columns.numbers[place]
        if number is None:
            raise BadInput(f"{name} holds no numbers: in {self.name} it is of type {self._columns.types[place]}")
        return number


@contextmanager
def opened(source: str) -> Iterator[Table]:
    """The table that a path, a pattern of paths, or - for standard input stands for; its beginning is read.

    Raises `BadInput` for what is not there, may not be read, is empty or no table, and for files that differ.
    """
    import duckdb

    with opened_source(source) as files, duckdb.connect(config=_SETTINGS) as connection:
        try:
            columns = columns_of(files, connection)
        except duckdb.Error as problem:
            raise _unreadable(files.name, files.kind, problem) from None
        names = names_of(columns.headers)
        renamed = renaming(names, columns.headers)
        notes = (*columns.notes, renamed) if renamed else columns.notes
        yield Table(files.name, files.kind, columns.headers, names, notes, connection, columns)


_SETTINGS = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "temp_directory": "",
}
"""Nothing is fetched from elsewhere, and nothing is written where the person works."""


def _unreadable(name: str, kind: str, problem: Exception) -> BadInput:
    """What DuckDB says of a source, in the words of the product where the cause is a common one."""
    said = str(problem)
    if "state machine" in said:
        return BadInput(f"{name} cannot be read: its lines end in different ways", hint="end all of them alike")
    malformed = re.search(r"Malformed JSON.* in (line \d+): (.*?)\.", said)
    if malformed:
        return BadInput(f"{name} cannot be read as JSON near {malformed[1]}: {malformed[2]}")
    first = said.splitlines()[0].partition(" Error: ")[2] or said.splitlines()[0]
    return BadInput(f"{name} cannot be read as {_FORMATS[kind]}: {first}")

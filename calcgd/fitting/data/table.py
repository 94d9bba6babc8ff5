"""Tables of data: what their columns are called, and the numbers in them, read by DuckDB.

A row is used where every column that is asked for holds a finite number. Rows that are not used are counted, and why.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from calcgd.errors import BadInput
from calcgd.expression.nodes import Logic, Node, Relation, Truth
from calcgd.fitting.data.answers import answered, cause
from calcgd.fitting.data.columns import Columns, columns_of
from calcgd.fitting.data.names import names_of, near, renaming
from calcgd.fitting.data.rows import Dropped, Rows, malformed, told, unusable
from calcgd.fitting.data.sources import Source, opened_source
from calcgd.fitting.data.times import TIME, in_seconds

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


class Selection(NamedTuple):
    """The rows that can be used, in place: `relation` is what may stand after FROM, its columns are doubles.

    They are called by the names that were asked for, and hold finite numbers only. The rest is as in `Data`.
    """

    relation: str
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
    connection  of DuckDB: what `ask` asks
    """

    name: str
    format: str
    headers: tuple[str, ...]
    names: tuple[str, ...]
    notes: tuple[str, ...]
    connection: Any
    _source: Source
    _columns: Columns

    def timed(self, names: Iterable[str]) -> Table:
        """The same table, in which dates and times in the columns `names` are seconds since the first; notes say so.

        Raises `BadInput` for a source that cannot be read to its end.
        """
        places = [(name, self.names.index(name)) for name in names if name in self.names]
        with _in_words(self._source):
            columns, notes = in_seconds(self._columns, places, self.connection)
        return replace(self, notes=(*self.notes, *notes), _columns=columns)

    def read(self, names: Sequence[str], where: Node | None = None, strict: bool = False) -> Data:
        """The columns `names`, of the rows where the condition `where` holds; it is a tree over names of columns.

        Raises `BadInput` for a name that is no column, for a source that cannot be read to its end, where no row is
        left, and with `strict` where a row must be left out.
        """
        import numpy

        rows = self._rows(names, where)
        with _in_words(self._source):
            columns, usable = self._fetched(rows, self.format != "parquet" or where is not None or not names)
            for values in columns.values():
                usable &= numpy.isfinite(values)
            kept = int(numpy.count_nonzero(usable))
            dropped, notes = self._dropped(rows, len(usable), kept, strict)
        if kept < len(usable):
            columns = {name: values[usable] for name, values in columns.items()}
        return Data(columns, kept, dropped, notes)

    def _fetched(self, rows: Rows, together: bool) -> tuple[dict[str, NDArray[Any]], NDArray[Any]]:
        """The wanted columns, nan where there is no value, and in which rows the condition is decided. What is not read
        `together` takes less memory: DuckDB has once more what it hands over."""
        import numpy

        columns, undecided = {}, None
        for names in [rows.wanted] if together else [[name] for name in rows.wanted]:
            found = answered(self.connection, rows.values(names)).fetchnumpy()
            undecided = found.pop("undecided", None)
            columns |= zip(names, found.values(), strict=True)
        lengths = {len(values) for values in columns.values()}
        if len(lengths) > 1:
            raise BadInput(f"{self.name} changed while it was read")
        return columns, numpy.ones(lengths.pop(), bool) if undecided is None else ~undecided

    def select(
        self, names: Sequence[str], where: Node | None = None, strict: bool = False, whole: bool = False
    ) -> Selection:
        """The rows that `read` gives, as something to ask queries of: they are counted, and stay where they are.

        `whole`: the relation has all columns of the source as they stand there, c1, c2, ..., and the numbers of
        `names`, v0, v1, ... Raises what `read` raises.
        """
        rows = self._rows(names, where)
        with _in_words(self._source):
            [(total, kept)] = answered(self.connection, rows.counts()).fetchall()
            dropped, notes = self._dropped(rows, total, kept, strict)
        if whole:
            return Selection(rows.whole(self._raw), kept, dropped, notes)
        everything = where is None and kept == total
        return Selection(rows.plain() if everything else rows.usable(), kept, dropped, notes)

    def ask(self, query: str, values: Mapping[str, float] | None = None) -> list[tuple[Any, ...]]:
        """The rows that a query gives, with `values` for its parameters.

        Raises `BadInput` where it cannot be worked out, and KeyboardInterrupt where that is interrupted.
        """
        with _in_words(self._source):
            return answered(self.connection, query, values).fetchall()

    def cells(self, names: Collection[str]) -> list[str]:
        """The SQL of each column of a whole relation: of `names` the finite number, null without one; else as it is."""
        numbers = self._columns.numbers
        return [
            f"case when isfinite({number}) then {number} end" if name in names and number is not None else column
            for name, number, column in zip(self.names, numbers, self._raw, strict=True)
        ]

    @property
    def floats(self) -> list[str]:
        """The columns that may hold NaN and infinity."""
        return [name for name, kind in zip(self.names, self._columns.types, strict=True) if kind in ("FLOAT", "DOUBLE")]

    @property
    def files(self) -> tuple[str, ...]:
        """Where on the disk the rows are."""
        return self._source.files

    @property
    def _raw(self) -> list[str]:
        return [f"c{place}" for place in range(1, len(self.names) + 1)]

    def _rows(self, names: Sequence[str], where: Node | None) -> Rows:
        names = tuple(dict.fromkeys(names))
        if where is not None and not isinstance(where, Relation | Logic | Truth):
            raise BadInput("a condition on the rows compares: x > 0")
        tested = sorted(where.free - set(names)) if where is not None else []
        numbers = {name: self._number(name) for name in (*names, *tested)}
        raw = {name: self._raw[self.names.index(name)] for name in numbers}
        return Rows(self._columns.relation, numbers, raw, where, tested)

    def _dropped(self, rows: Rows, total: int, kept: int, strict: bool) -> tuple[tuple[Dropped, ...], tuple[str, ...]]:
        """Why some of `total` rows cannot be used, and the note on it; the last query went over all of them."""
        dropped = malformed(self.name, self.connection) if self.format == "csv" else ()
        if kept < total:
            times = [name for name, kind in zip(self.names, self._columns.types, strict=True) if kind == TIME]
            dropped += unusable(rows, self.connection, times)
        if dropped and strict:
            raise BadInput(f"{self.name}, {dropped[0].alone()}")
        notes = (told(dropped, kept + sum(each.count for each in dropped)),) if dropped else ()
        if not kept:
            raise BadInput(f"{self.name} has no row that can be used: {notes[0] if notes else rows.none}")
        return dropped, notes

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
        connection.execute("set enable_progress_bar_print = false")  # it is drawn on stdout where Python is interactive
        with _in_words(files):
            columns = columns_of(files, connection)
        names = names_of(columns.headers)
        renamed = renaming(names, columns.headers)
        notes = (*columns.notes, renamed) if renamed else columns.notes
        yield Table(files.name, files.kind, columns.headers, names, notes, connection, files, columns)


_SETTINGS = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "temp_directory": "",
}
"""Nothing is fetched from elsewhere, and nothing is written where the person works."""


@contextmanager
def _in_words(source: Source) -> Iterator[None]:
    """What DuckDB says of a source becomes a `BadInput`, in plain words where the cause is a common one."""
    import duckdb

    try:
        yield
    except RuntimeError as problem:
        if "interrupted" in str(problem):  # DuckDB has taken the signal that Python would raise this for
            raise KeyboardInterrupt from None
        raise
    except duckdb.Error as problem:
        name = source.name
        said = str(problem).replace(source.files[0], source.called(source.files[0]))
        malformed = re.search(r"Malformed JSON.* (?:in|at) (line \d+|byte \d+ in record/value \d+): (.*?)\.", said)
        if "state machine" in said:
            raise BadInput(
                f"{name} cannot be read: its lines end in different ways", hint="end all of them alike"
            ) from None
        if malformed:
            raise BadInput(f"{name} cannot be read as JSON near {malformed[1]}: {malformed[2]}") from None
        raise BadInput(f"{name} cannot be read as {_FORMATS[source.kind]}: {cause(said)}") from None

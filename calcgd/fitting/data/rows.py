"""Which rows of a table can be used, and why the others cannot."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from calcgd.errors import BadInput
from calcgd.expression.nodes import Node
from calcgd.fitting.data.answers import answered
from calcgd.numeric.sql import projection, quoted
from calcgd.numeric.tapes import value_tape

_LONGEST_SHOWN = 40
"""Characters of a cell that is no number."""

_SAID = {
    "empty": "{0} is empty",
    "text": "{0} is not a number",
    "untimed": "{0} is not a time",
    "infinite": "{0} is infinite",
    "nan": "{0} is NaN",
    "undecided": "the condition has no value",
    "short": "cells are missing",
    "long": "there are too many cells",
}

_KIND = (
    "case when {0} is null or trim({0}) = '' then 'empty' when isinf({1}) then 'infinite'"
    " when lower(ltrim(trim({0}), '+-')) = 'nan' then 'nan' else 'text' end"
)

_MALFORMED = {"MISSING COLUMNS": "short", "TOO MANY COLUMNS": "long"}
_BROKEN = {
    "UNQUOTED VALUE": "a quotation mark is not closed, or something follows the closing one",
    "LINE SIZE OVER MAXIMUM": "it is too long for a row of a table",
    "INVALID ENCODING": "it is not written in UTF-8",
}


class Dropped(NamedTuple):
    """Rows that were left out for one reason.

    reason      empty, text, untimed, infinite, nan (of `column`), undecided (the condition), short, long (the row)
    column      the name of the column, None where the row itself is the reason
    count       how many rows
    first       the number of the first of them, counted from 1 without the header; for short and long rows the line
    shown       the text that stands there instead of a number, of the first of them
    """

    reason: str
    column: str | None
    count: int
    first: int
    shown: str | None

    def place(self) -> str:
        """Where the first of the rows is."""
        return f"{'line' if self.reason in _MALFORMED.values() else 'row'} {self.first}"

    def said(self) -> str:
        """The reason as a clause."""
        return _SAID[self.reason].format(self.column)

    def alone(self) -> str:
        """The sentence on the first of the rows."""
        shown = f" ({self.shown!r})" if self.shown else ""
        return f"{self.place()}: {self.said()}{shown}"

    def counted(self) -> str:
        """The clause on all of the rows."""
        first = "first: " if self.count > 1 else ""
        shown = f": {self.shown!r}" if self.shown else ""
        return f"{self.said()} in {self.count:,} ({first}{self.place()}{shown})"


def told(dropped: Sequence[Dropped], total: int) -> str:
    """The sentence that says how many of `total` rows were left out, and why."""
    count = sum(each.count for each in dropped)
    were = "1 row was" if count == total == 1 else f"{count:,} of {total:,} rows {'was' if count == 1 else 'were'}"
    return f"{were} left out: {', '.join(each.counted() for each in dropped)}"


class Rows:
    """The rows of a relation where a condition holds or cannot be decided, as queries.

    `numbers` says for each of the `names` the SQL of its value, null where there is none, and `raw` the column it is
    read from. Only the condition is about the names `tested`; the others are `wanted`. `none` says why there is no row.
    """

    def __init__(
        self,
        relation: str,
        numbers: Mapping[str, str],
        raw: Mapping[str, str],
        where: Node | None,
        tested: Sequence[str],
    ) -> None:
        self._relation = relation
        self._numbers = numbers
        self._raw = raw
        self._where = where
        self._tested = tested
        self._places = {name: place for place, name in enumerate(numbers)}
        self.names = tuple(numbers)
        self.wanted = tuple(name for name in numbers if name not in tested)
        self.none = "it holds none" if where is None else "none meets the condition"

    def values(self, names: Sequence[str]) -> str:
        """A query that gives some of the wanted names, nan where there is no value; and whether the condition is
        undecided, where there is one, or there are no names."""
        wanted = [f"v{self._places[name]}" for name in names]
        undecided = [] if names and self._where is None else ["y0 is null as undecided"]
        return self._selected([], [*wanted, *undecided], wanted)

    def counts(self) -> str:
        """A query for the number of these rows, and of those that can be used."""
        return f"select count(*), count(case when {self._usable()} then 1 end) from ({self._all()})"

    def plain(self) -> str:
        """What may stand after FROM: all rows, with the wanted names as columns of doubles."""
        columns = ", ".join(f"{self._numbers[name]} as {quoted(name)}" for name in self.wanted) or "1"
        return f"(select {columns} from {self._relation})"

    def usable(self) -> str:
        """What may stand after FROM: the rows that can be used, with the wanted names as columns of doubles."""
        columns = ", ".join(f"v{self._places[name]} as {quoted(name)}" for name in self.wanted) or "1"
        return f"(select {columns} from ({self._all()}) where {self._usable()})"

    def whole(self, columns: Sequence[str]) -> str:
        """What may stand after FROM: the rows that can be used, with `columns` of the relation as they stand, and the
        doubles of the wanted names, v0, v1, ..."""
        kept = [*columns, *(f"v{self._places[name]}" for name in self.wanted)]
        rows = self._selected(columns, [*kept, "y0"], kept)
        return f"(select {', '.join(kept)} from ({rows}) where {self._usable()})"

    def reasons(self) -> str:
        """A query for the rows that cannot be used: reason, name, how many, the number of the first, its text."""
        texts = [f"left({column}::varchar, {_LONGEST_SHOWN}) as r{place}" for place, column in
                 enumerate(map(self._raw.__getitem__, self._places))]  # fmt: skip
        kept = ["n", *(f"{kind}{place}" for place in self._places.values() for kind in "rv")]
        bad = {
            place: f"not isfinite(v{place})" + (" and y0 is null" if name in self._tested else "")
            for name, place in self._places.items()
        }
        first = "".join(f" when {test} then {place}" for place, test in bad.items())
        kinds = "".join(f" when {place} then {_KIND.format(f'r{place}', f'v{place}')}" for place in bad)
        shown = "".join(f" when {place} then r{place}" for place in bad)
        chosen = f"case{first} else -1 end" if bad else "-1"
        rows = self._selected(["row_number() over () as n", *texts], [*kept, "y0", f"{chosen} as place"], kept)
        kind = f"case place{kinds} else 'undecided' end" if bad else "'undecided'"
        text = f"case place{shown} end" if bad else "null"
        return (
            f"select {kind} as kind, place, count(*), min(n), arg_min({text}, n) from ({rows})"
            " where place >= 0 or y0 is null group by kind, place order by min(n), place"
        )

    def _all(self) -> str:
        wanted = [f"v{self._places[name]}" for name in self.wanted]
        return self._selected([], [*wanted, "y0"], wanted)

    def _usable(self) -> str:
        return " and ".join(["y0", *(f"isfinite(v{self._places[name]})" for name in self.wanted)])

    def _selected(self, more: Sequence[str], columns: Sequence[str], keep: Sequence[str]) -> str:
        """`columns`, of the rows where the condition, y0, is not false."""
        values = [f"coalesce({self._numbers[name]}, 'nan'::double) as v{place}" for name, place in self._places.items()]
        relation = f"(select {', '.join([*more, *values]) or '1'} from {self._relation})"
        if self._where is None:
            return f"select {', '.join(columns)} from (select *, true as y0 from {relation})"
        tape, condition = value_tape(self._where, tuple(self._places))
        operands = {name: f"v{place}" for name, place in self._places.items()}
        decided = projection(tape, [condition], operands, relation, keep)
        return f"select {', '.join(columns)} from ({decided}) where y0 is not false"


def unusable(rows: Rows, connection: Any, times: Collection[str] = ()) -> tuple[Dropped, ...]:
    """Why rows cannot be used, the earliest reason first; a row counts once, for the first of its columns.

    Columns that are among `times` should hold times.
    """
    found = answered(connection, rows.reasons()).fetchall()
    dropped = []
    for kind, place, count, first, shown in found:
        column = None if place < 0 else rows.names[place]
        reason = "untimed" if kind == "text" and column in times else kind
        dropped.append(Dropped(reason, column, count, first, shown if kind == "text" else None))
    return tuple(dropped)


def malformed(name: str, connection: Any) -> tuple[Dropped, ...]:
    """The rows of a delimited file that have not as many cells as its first row, in the query asked last.

    Raises `BadInput` for what makes the rows after it doubtful: an open quotation mark, a line without an end.
    """
    found = connection.execute(
        "select error_type::varchar, count(distinct (file_id, line)), min(line) from reject_errors"
        " where scan_id = (select max(scan_id) from reject_errors) group by error_type order by min(line)"
    ).fetchall()
    for kind, _, line in found:
        if kind not in _MALFORMED:
            raise BadInput(f"{name} cannot be read beyond line {line}: {_BROKEN.get(kind, kind.lower())}")
    return tuple(Dropped(_MALFORMED[kind], None, count, line, None) for kind, count, line in found)

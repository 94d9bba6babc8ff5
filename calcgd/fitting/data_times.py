"""Columns of dates and times as numbers: seconds since the earliest of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from calcgd.errors import BadInput
from calcgd.fitting.data_columns import Columns

TIME = "TIME"
"""The type of a column whose times are numbers."""

_DATE = r"\d{4}[-/]\d{1,2}[-/]\d{1,2}"
_CLOCK = r"\d{1,2}:[0-5]\d(:[0-5]\d([.]\d+)?)?"
_ZONE = r"\s*(Z|[+-]\d{2}(:?\d{2})?)"
_DATED = rf"\s*{_DATE}([ T]{_CLOCK}({_ZONE})?)?\s*"
_CLOCKED = rf"\s*\d*{_CLOCK}\s*"
"""How dates and times are written (ISO 8601). In other forms day and month would be guessed, or minutes and hours."""

_DOUBTFUL = r"\s*\d{1,2}[-/.]\d{1,2}[-/.]\d{4}\b.*"

_TYPES = re.compile(r"DATE|INTERVAL|TIME.*")

_LOOKED_AT = 1000
"""Rows by which a column of text is judged."""


def in_seconds(columns: Columns, names: Iterable[tuple[str, int]], connection: Any) -> tuple[Columns, tuple[str, ...]]:
    """The columns with seconds in the place of times, and a note on each of those that hold times.

    `names` are the columns to look at, by name and place. Text holds times where there are as many of them as numbers,
    at least: dates, with a time or without, or times. Without a zone these are of one zone without daylight saving.
    Raises BadInput for dates of which it is not certain what is the day and what the month.
    """
    connection.execute("set TimeZone = 'UTC'")  # what it means does not depend on where the person is
    numbers, types, notes = list(columns.numbers), list(columns.types), []
    for name, place in names:
        column = f"c{place + 1}"
        moment = _moment(name, column, columns, place, connection)
        if moment is None:
            continue
        moments = f"(select {column}, {moment} as m from {columns.relation})"
        query = f"select min(m), arg_min({column}, m)::varchar from {moments}"
        [(first, shown)] = connection.execute(query).fetchall()
        if first is not None:
            numbers[place], types[place] = f"(({moment}) - {first}) / 1e6", TIME
            notes.append(f"{name} is a time: in seconds since {shown.strip()}")
    return columns._replace(numbers=tuple(numbers), types=tuple(types)), tuple(notes)


def _moment(name: str, column: str, columns: Columns, place: int, connection: Any) -> str | None:
    """SQL for microseconds from some moment to the time in a column; None for a column of something else."""
    if _TYPES.fullmatch(columns.types[place]):
        return f"epoch_us({column})"
    if columns.types[place] != "VARCHAR":
        return None
    moment = (
        f"case when regexp_full_match({column}, '{_DATED}') then epoch_us(try_cast(trim({column}) as timestamptz))"
        f" when regexp_full_match({column}, '{_CLOCKED}') then epoch_us(try_cast(trim({column}) as interval)) end"
    )
    query = (
        f"select count(case when isfinite({columns.numbers[place]}) then 1 end), count({moment}),"
        f" any_value(case when regexp_full_match({column}, '{_DOUBTFUL}') then {column} end)"
        f" from (select * from {columns.relation} limit {_LOOKED_AT})"
    )
    [(numbers, times, doubtful)] = connection.execute(query).fetchall()
    if doubtful and not numbers and not times:
        raise BadInput(
            f"{name} holds dates that could be read in several ways: {doubtful.strip()!r}",
            hint="write them as 2026-01-31",
        )
    return moment if times >= numbers else None

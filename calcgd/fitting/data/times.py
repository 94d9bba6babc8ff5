"""Columns of dates and times as numbers: seconds since the earliest of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from calcgd.errors import BadInput
from calcgd.fitting.data.answers import answered
from calcgd.fitting.data.columns import Columns

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

_DAY = 24 * 60 * 60 * 10**6
"""Microseconds."""

_LOOKED_AT = 1000
"""Rows by which a column of text is judged."""


def in_seconds(columns: Columns, names: Iterable[tuple[str, int]], connection: Any) -> tuple[Columns, tuple[str, ...]]:
    """The columns with seconds in the place of times, and a note on each of those that hold times.

    `names` are the columns to look at, by name and place. Text holds times where there are as many of them as numbers,
    at least: dates, with a time or without, or times. Without a zone these are of one zone without daylight saving.
    Raises BadInput for dates of which it is not certain what is the day and what the month, and for times without a
    date that pass midnight.
    """
    connection.execute("set TimeZone = 'UTC'")  # what it means does not depend on where the person is
    numbers, types, notes = list(columns.numbers), list(columns.types), []
    for name, place in names:
        column = f"c{place + 1}"
        moment = _moment(name, columns, place, connection)
        if moment is None:
            continue
        moments = f"(select {column}, {moment} as m from {columns.relation})"
        query = f"select min(m), arg_min({column}, m)::varchar from {moments}"
        [(first, shown)] = answered(connection, query).fetchall()
        if first is not None:
            _check_midnight(name, moments, connection)
            numbers[place], types[place] = f"(({moment}) - {first}) / 1e6", TIME
            notes.append(f"{name} is a time: in seconds since {shown.strip()}")
    return columns._replace(numbers=tuple(numbers), types=tuple(types)), tuple(notes)


def _moment(name: str, columns: Columns, place: int, connection: Any) -> str | None:
    """SQL for microseconds from some moment to the time in a column; None for a column of something else."""
    column = f"c{place + 1}"
    if _TYPES.fullmatch(columns.types[place]):
        return f"epoch_us({column})"
    if columns.types[place] != "VARCHAR":
        return None
    forms = [
        f"case when regexp_full_match({column}, '{form}') then epoch_us(try_cast(trim({column}) as {kind})) end"
        for form, kind in ((_DATED, "timestamptz"), (_CLOCKED, "interval"))
    ]
    query = (
        f"select count(case when isfinite({columns.numbers[place]}) then 1 end), count({forms[0]}), count({forms[1]}),"
        f" any_value(case when regexp_full_match({column}, '{_DOUBTFUL}') then {column} end)"
        f" from (select * from {columns.relation} limit {_LOOKED_AT})"
    )
    [(numbers, *times, doubtful)] = answered(connection, query).fetchall()
    if doubtful and not numbers and not any(times):
        said = f"{name} holds dates that could be read in several ways: {doubtful.strip()!r}"
        raise BadInput(said, hint="write them as 2026-01-31")
    return forms[times.index(max(times))] if max(times) >= numbers else None


def _check_midnight(name: str, moments: str, connection: Any) -> None:
    """Raise BadInput where times of less than a day fall from row to row, and never by less than half of one."""
    steps = f"(select m - lag(m) over () as step, m from {moments} where m is not null)"
    query = f"select max(m), max(case when step < 0 then step end) from {steps}"
    [(last, least_fall)] = answered(connection, query).fetchall()
    if 0 <= last < _DAY and least_fall is not None and least_fall < -_DAY / 2:
        raise BadInput(f"{name} passes midnight, and has no dates", hint="write the date before each time")

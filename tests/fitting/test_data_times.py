"""Dates and times in columns as seconds since the first of them; the clock of Python's library is the judge."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from calcgd.errors import BadInput
from calcgd.fitting.data.table import opened

Read = Callable[..., tuple[list[float], tuple[str, ...]]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """The column `t` of rows of text, and all notes on it."""

    def column(*cells: str) -> tuple[list[float], tuple[str, ...]]:
        (tmp_path / "data.csv").write_text("t,v\n" + "".join(f"{cell},{row}\n" for row, cell in enumerate(cells)))
        with opened(str(tmp_path / "data.csv")) as table:
            timed = table.timed(["t", "v"])
            data = timed.read(["t", "v"])
            return data.columns["t"].tolist(), (*timed.notes, *data.notes)

    return column


@pytest.fixture
def far_away() -> Iterator[None]:
    """A clock of a place with daylight saving time."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "America/New_York"
    time.tzset()
    yield
    os.environ.pop("TZ")
    if before is not None:
        os.environ["TZ"] = before
    time.tzset()


def since(first: str, *texts: str) -> list[float]:
    """Seconds from the first to the others, by ISO 8601; without a zone they are in UTC."""
    moments = [datetime.fromisoformat(text) for text in (first, *texts)]
    whole = [moment if moment.tzinfo else moment.replace(tzinfo=UTC) for moment in moments]
    return [(moment - whole[0]) / timedelta(seconds=1) for moment in whole]


@pytest.mark.parametrize(
    "texts",
    [
        ("2024-02-28", "2024-02-29", "2024-03-01", "2100-03-01"),
        ("1899-12-31 23:59:59", "1900-01-01 00:00:00.25", "1970-01-01 00:00:00"),
        ("2026-03-28T12:00", "2026-03-29T12:00", "2026-10-25T12:00", "2026-11-01T12:00"),
        ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00-01:30", "2026-01-01T04:00:00+02:00"),
        ("2026-01-01 00:00:00.000001", "2026-01-01 00:00:00.000003"),
        ("0001-01-01", "9999-12-31"),
    ],
)
@pytest.mark.usefixtures("far_away")
def test_times_are_those_of_the_calendar(read: Read, texts: tuple[str, ...]) -> None:
    assert read(*texts) == (since(*texts), (f"t is a time: in seconds since {texts[0]}",))


def test_the_first_one_is_the_earliest_wherever_it_stands(read: Read) -> None:
    assert read("2026-01-03", "2026-01-01", "2026-01-02") == (
        [172800, 0, 86400],
        ("t is a time: in seconds since 2026-01-01",),
    )


def test_times_without_a_date_may_go_beyond_a_day(read: Read) -> None:
    assert read("8:30", "08:31:00.5", "100:00:00")[0] == [0, 60.5, 91.5 * 3600]


def test_times_that_pass_midnight_need_their_dates(read: Read) -> None:
    with pytest.raises(BadInput, match="t passes midnight, and has no dates") as caught:
        read("23:58", "23:59", "00:00", "00:01")
    assert caught.value.hint == "write the date before each time"
    assert read("2026-01-01 23:59", "2026-01-02 00:00")[0] == [0, 60]


@pytest.mark.parametrize("cells", [("23:59", "12:00", "00:00"), ("23:00", "00:00", "12:30", "12:29"), ("9:00", "8:00")])
def test_times_of_one_day_may_stand_in_any_order(read: Read, cells: tuple[str, ...]) -> None:
    seconds = [60 * (60 * int(cell.split(":")[0]) + int(cell.split(":")[1])) for cell in cells]
    assert read(*cells)[0] == [second - min(seconds) for second in seconds]


def test_dates_and_times_without_a_date_are_not_mixed(read: Read) -> None:
    found, notes = read("2026-01-01", "2026-01-02 12:00", "12:00")
    assert found == [0, 129600]
    assert notes[1] == "1 of 3 rows was left out: t is not a time in 1 (row 3: '12:00')"


def test_rows_that_hold_no_time_are_left_out(read: Read) -> None:
    found, (_, note) = read("2026-01-01", "2026-02-30", "", "later", " 2026-01-02 ", "12")
    assert found == [0, 86400]
    assert note == (
        "4 of 6 rows were left out: t is not a time in 3 (first: row 2: '2026-02-30'), t is empty in 1 (row 3)"
    )


@pytest.mark.parametrize(
    "cells", [("2024", "2025"), ("20240101", "20240102"), ("1.5", "2.5", "2024-01-01"), ("inf", "3")]
)
def test_where_there_are_numbers_there_are_no_times(read: Read, cells: tuple[str, ...]) -> None:
    _, notes = read(*cells)
    assert not any("is a time" in note for note in notes)


@pytest.mark.parametrize("cell", ["Jan 2 2026", "2026-01", "noon", "1:2", "1-2-3", "epoch"])
def test_what_could_mean_something_else_is_no_time(read: Read, cell: str) -> None:
    with pytest.raises(BadInput, match="t is not a number"):
        read(cell, cell)


@pytest.mark.parametrize("cell", ["01.02.2026", "1/2/2026 12:00", "01-02-2026"])
def test_dates_that_can_be_read_in_several_ways_are_not_guessed(read: Read, cell: str) -> None:
    with pytest.raises(BadInput, match="t holds dates that could be read in several ways") as caught:
        read("", cell, "unknown")
    assert caught.value.hint == "write them as 2026-01-31"


@pytest.mark.parametrize(
    ("kind", "first", "second", "seconds"),
    [
        ("date", "2026-01-01", "2026-01-02", 86400),
        ("timestamp", "2026-01-01 12:00:00", "2026-01-01 12:00:00.000002", 2e-6),
        ("timestamp_ns", "2026-01-01 12:00:00", "2026-01-01 12:00:01", 1),
        ("timestamptz", "2026-01-01 12:00:00+02", "2026-01-01 12:00:00+01", 3600),
        ("time", "12:00:00", "12:00:01.5", 1.5),
        ("interval", "1 hour", "1 day", 23 * 3600),
    ],
)
def test_types_of_parquet_are_understood(tmp_path: Path, kind: str, first: str, second: str, seconds: float) -> None:
    path = tmp_path / "data.parquet"
    rows = ", ".join(f"('{text}'::{kind})" for text in (first, second))
    duckdb.sql(f"copy (select * from (values {rows}, (null)) as data(t)) to '{path}' (format parquet)")
    with opened(str(path)) as table:
        timed = table.timed(["t"])
        data = timed.read(["t"])
    assert data.columns["t"].tolist() == [0, seconds]
    assert timed.notes[0].startswith("t is a time: in seconds since ")
    assert data.notes == ("1 of 3 rows was left out: t is empty in 1 (row 3)",)


def test_another_type_stays_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "data.parquet"
    duckdb.sql(f"copy (select 'a'::blob as t) to '{path}' (format parquet)")
    with opened(str(path)) as table, pytest.raises(BadInput, match=r"t holds no numbers: .* of type BLOB"):
        table.timed(["t", "no_column"]).read(["t"])

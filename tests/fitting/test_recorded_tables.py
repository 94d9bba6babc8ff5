"""From the rows of a table to a recorded curve: formulas, order, repeated values, and rows that cannot be used."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from calcgd.commands.conditions import condition
from calcgd.errors import BadInput
from calcgd.expression import parse
from calcgd.expression.tidy import tidy
from calcgd.fitting.data.table import opened
from calcgd.fitting.recorded.curve import Curve, curve_of

Read = Callable[..., Curve]


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Read:
    """The curve of y over x in rows of t and v; the file is called data.csv."""
    monkeypatch.chdir(tmp_path)

    def curve(rows: str, x: str = "t", y: str = "v", where: str | None = None, strict: bool = False) -> Curve:
        Path("data.csv").write_text("\n".join(["t,v", *rows.split()]) + "\n")
        with opened("data.csv") as table:
            return curve_of(table, tidy(parse(x).tree), tidy(parse(y).tree), condition(where), strict)

    return curve


def test_rows_in_order_are_taken_as_they_are(read: Read) -> None:
    found = read("0,5 1,7 4,6")
    assert (found.x.tolist(), found.y.tolist(), found.notes) == ([0, 1, 4], [5, 7, 6], ())


def test_rows_in_another_order_are_sorted_and_that_is_said(read: Read) -> None:
    found = read("4,6 0,5 1,7")
    assert (found.x.tolist(), found.y.tolist()) == ([0, 1, 4], [5, 7, 6])
    assert found.notes == ("the rows were sorted by t",)


def test_values_at_the_same_place_are_averaged_and_that_is_said(read: Read) -> None:
    found = read("0,5 1,6 1,9 1,6 2,1 2,2 3,0")
    assert (found.x.tolist(), found.y.tolist()) == ([0, 1, 2, 3], [5, 7, 1.5, 0])
    assert found.notes == ("2 values stand more than once in t: v was averaged there",)


def test_both_may_be_formulas_of_columns(read: Read) -> None:
    found = read("0,1 30,2 60,3", "t/60", "t*v^2 - 1")
    assert (found.x.tolist(), found.y.tolist()) == ([0, 0.5, 1], [-1, 119, 539])


def test_what_was_recorded_may_be_a_constant(read: Read) -> None:
    assert read("0,1 1,2 2,3", y="7").y.tolist() == [7, 7, 7]


def test_rows_without_numbers_are_left_out_with_the_reason(read: Read) -> None:
    found = read("0,1 1,oops 2, 3,nan 4,2 5,3")
    assert found.x.tolist() == [0, 4, 5]
    (note,) = found.notes
    assert note.startswith("3 of 6 rows were left out: ") and "row 2: 'oops'" in note and "row 3" in note


def test_rows_where_a_formula_has_no_value_are_left_out_with_the_formula(read: Read) -> None:
    assert read("0,1 1,0 2,1 3,1", y="1/v").notes == ("1 of 4 rows was left out: 1/v has no value there",)
    assert (
        read("-1,1 -2,0 2,1 3,1 4,2", "sqrt(t)", "1/v")
        .notes[0]
        .endswith("rows were left out: sqrt(t) has no value there")
    )


def test_strict_refuses_rows_that_cannot_be_used(read: Read) -> None:
    with pytest.raises(BadInput, match="row 2: v is not a number"):
        read("0,1 1,oops 2,2 3,3", strict=True)
    with pytest.raises(BadInput, match="1 of 4 rows was left out: 1/v has no value there"):
        read("0,1 1,0 2,1 3,1", y="1/v", strict=True)


@pytest.mark.parametrize(
    ("rows", "said"), [("1,2", "there is one"), ("1,2 2,3", "there are 2"), ("1,2 1,3 2,4 2,5", "there are 2")]
)
def test_fewer_than_three_places_have_no_rate(read: Read, rows: str, said: str) -> None:
    with pytest.raises(BadInput, match=f"a rate needs rows with 3 different values of t, and {said}"):
        read(rows)


def test_no_row_left_is_said(read: Read) -> None:
    with pytest.raises(BadInput, match="and there is none"):
        read("1,-2 2,-3 3,-1", y="log(v)")


def test_a_number_is_no_place_to_order_rows_by(read: Read) -> None:
    with pytest.raises(BadInput, match="3 is the same in every row"):
        read("0,1 1,2 2,3", x="3")


def test_a_name_that_is_no_column_is_refused(read: Read) -> None:
    with pytest.raises(BadInput, match=r"data\.csv has no column w"):
        read("0,1 1,2 2,3", y="v*w")


def test_only_rows_that_meet_a_condition_count(read: Read) -> None:
    found = read("0,5 1,7 4,6 5,-1 6,2", where="v > 0")
    assert (found.x.tolist(), found.y.tolist(), found.notes) == ([0, 1, 4, 6], [5, 7, 6, 2], ())


def test_times_are_seconds_since_the_first_one_of_all_rows(read: Read) -> None:
    found = read("08:30,1 08:31,5 08:33,6 08:32,7", "t/60", where="t >= 60")
    assert (found.x.tolist(), found.y.tolist()) == ([1, 2, 3], [5, 7, 6])
    assert found.notes == ("t is a time: in seconds since 08:30", "the rows were sorted by t/60")

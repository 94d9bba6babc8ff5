"""Tables in fixed-width characters: aligned points, broken titles, what is left out on a narrow page."""

from __future__ import annotations

from fractions import Fraction

from descent_tables import COLUMNS, bowl, squared_cost, straight_cost
from hypothesis import given, settings
from hypothesis import strategies as st

from calcgd.expression import parse
from calcgd.render.columns import lay_out
from calcgd.render.document import Column, Exact, Table


def set_on(table: Table, width: int = 0, gap: str = " | ") -> list[str]:
    layout = lay_out(table, len(gap), width)
    lines = [gap.join(titles).rstrip() for titles in layout.titles]
    return lines + [gap.join(layout.row(row)).rstrip() for row in table.rows]


def test_a_live_table_has_room_for_any_number_and_lines_up_its_points():
    assert set_on(Table(COLUMNS, squared_cost(4)), 80) == [
        "Run | Current x    | Cost value   | Derivative x Learning rate | New x",
        "  1 |    5         |   25         |    2                       |    3",
        "  2 |    3         |    1         |    0.4                     |    2.6",
        "  3 |    2.6       |    0.04      |    0.08                    |    2.52",
        "  4 |    2.52      |    0.0016    |    0.016                   |    2.504",
    ]


def test_a_table_whose_rows_are_known_is_as_narrow_as_they_are_and_leaves_missing_cells_empty():
    assert set_on(Table(COLUMNS, list(straight_cost())), 80) == [
        "Run | Current x | Cost value | Derivative x Learning rate | New x",
        "  1 | 5         | 5          | 0.5                        | 4.5",
        "  2 | 4.5       | 4          | 0.5                        | 4",
        "  3 | 4         | 3          | 0.5                        | 3.5",
        "  4 | 3.5       | 2          | 0.5                        | 3",
        "  5 | 3         | 1          | 0.5                        | 2.5",
        "  6 | 2.5       | 0          |                            |",
    ]


def test_a_narrower_page_breaks_titles_before_anything_is_lost():
    assert set_on(Table(COLUMNS, squared_cost(2)), 70) == [
        "Run | Current x    | Cost value   | Derivative x        | New x",
        "    |              |              | Learning rate       |",
        "  1 |    5         |   25         |    2                |    3",
        "  2 |    3         |    1         |    0.4              |    2.6",
    ]


def test_then_digits_are_given_up_evenly():
    assert set_on(Table(COLUMNS, ((1, 1 / 3, 100 / 3, -1e-9 / 3, 2 / 3) for _ in "a")), 50) == [
        "Run | Current  | Cost     | Derivative  | New x",
        "    | x        | value    | x Learning  |",
        "    |          |          | rate        |",
        "  1 | 0.333333 | 33.3333  | -3.3333e-10 | 0.666667",
    ]


def test_then_the_least_important_columns_go_and_are_named():
    table = bowl(["x", "y", "z"], 1)
    layout = lay_out(table, 3, 60)
    titles = [slot.column.title for slot in layout.slots]
    assert titles == ["Run", "Current x", "Current y", "Current z", "Cost value", "New x"]
    assert layout.missing == ("New y", "New z")


def test_ten_variables_keep_run_and_cost_on_eighty_columns():
    layout = lay_out(bowl([f"x{place}" for place in range(10)], 1), 3, 80)
    titles = [slot.column.title for slot in layout.slots]
    assert titles == ["Run", *(f"Current x{place}" for place in range(6)), "Cost value"]
    assert len(layout.missing) == 14


def test_the_most_important_column_stays_however_narrow_the_page():
    layout = lay_out(Table(COLUMNS, squared_cost(1)), 3, 1)
    assert [slot.column.title for slot in layout.slots] == ["Run"]


def test_cells_may_be_formulas_exact_values_fractions_and_words():
    columns = (Column("What", align="left"), Column("Value"), Column("Slope", align="right"))
    rows = [
        ("minimum", Exact(parse("3/2").tree, 1.5), parse("2*x - 4").tree),
        ("saddle", Fraction(1, 3), True),
    ]
    assert set_on(Table(columns, rows, digits=3)) == [
        "What    | Value   |   Slope",
        "minimum | 3/2     | 2*x - 4",
        "saddle  |   0.333 |    True",
    ]


def test_wide_characters_do_not_shift_the_columns():
    columns = (Column("Name", align="left"), Column("Value", align="left"))
    assert set_on(Table(columns, [("温度", "a"), ("speed", "b")])) == [
        "Name  | Value",
        "温度  | a",
        "speed | b",
    ]


def test_control_characters_in_a_cell_are_shown_and_not_sent():
    columns = (Column("Name", align="left"),)
    assert set_on(Table(columns, [("a\x1b[31mb\nc",)])) == ["Name", r"a\x1b[31mb\nc"]


@settings(deadline=None, derandomize=True)
@given(
    st.lists(st.floats(), min_size=5, max_size=5),
    st.integers(40, 120),
    st.booleans(),
)
def test_a_row_of_any_numbers_stays_within_the_page(numbers, width, live):
    row = (1, *numbers[1:])
    rows = (row for _ in "a") if live else [row]
    layout = lay_out(Table(COLUMNS, rows), 3, width)
    assert len(" | ".join(layout.row(row))) <= width
    assert all(len(" | ".join(titles)) <= width for titles in layout.titles)


def test_a_column_may_show_more_digits_than_its_table():
    rows = [(1767225600.5, 1767225600.5), (1767225601.25, 1.0)]
    columns = (Column("exact", digits=12), Column("rounded"))
    assert set_on(Table(columns, rows)) == [
        "exact         | rounded",
        "1767225600.5  | 1.76723e9",
        "1767225601.25 | 1",
    ]
    assert set_on(Table(columns, iter(rows)))[1].startswith("1767225600.5")

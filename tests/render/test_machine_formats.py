"""JSON, JSON lines and CSV: every digit, nothing that is not a number, one object a line."""

from __future__ import annotations

import csv
import io
import json
import math
from enum import StrEnum
from fractions import Fraction

import pytest
from descent_tables import COLUMNS, squared_cost
from hypothesis import given, settings
from hypothesis import strategies as st
from worked_steps import CHAIN, tree

from calcgd.errors import BadInput, Exit
from calcgd.render import FORMATS, emit
from calcgd.render.document import Column, Exact, Formula, Table, View


def written(view: View, format: str, header: bool = True, decimals: bool = False) -> str:
    out = io.StringIO()
    emit(view, format, out, decimals, header)
    return out.getvalue()


def recorded(**record: object) -> View:
    return View((), lambda: record)


def tabled(table: Table) -> View:
    return View((), dict, lambda: table)


class Status(StrEnum):
    CONVERGED = "converged"


def test_a_record_is_one_line_with_its_schema():
    view = recorded(expression="x**2", variable="x", order=1, derivative=tree("2*x"))
    assert written(view, "json") == (
        '{"schema": 1, "expression": "x**2", "variable": "x", "order": 1, "derivative": "2*x"}\n'
    )


def test_exact_values_stand_beside_decimal_ones_at_any_depth():
    view = recorded(point={"x": Exact(tree("3/2"), 1.5)}, values=[Fraction(1, 4), Exact(tree("sqrt(2)"), math.sqrt(2))])
    assert json.loads(written(view, "json")) == {
        "schema": 1,
        "point": {"x": {"exact": "3/2", "decimal": 1.5}},
        "values": [{"exact": "1/4", "decimal": 0.25}, {"exact": "sqrt(2)", "decimal": 1.4142135623730951}],
    }


def test_what_is_not_finite_is_null():
    view = recorded(value=float("nan"), bounds=(float("-inf"), float("inf")), at=Exact(tree("x"), float("inf")))
    assert json.loads(written(view, "json")) == {
        "schema": 1,
        "value": None,
        "bounds": [None, None],
        "at": {"exact": "x", "decimal": None},
    }


def test_a_fraction_beyond_all_floats_keeps_its_exact_text():
    assert json.loads(written(recorded(value=Fraction(10**400, 3)), "json"))["value"]["decimal"] is None


def test_truth_nothing_and_named_values_are_themselves():
    view = recorded(complete=True, proof=None, status=Status.CONVERGED, exit=Exit.ANSWER)
    assert json.loads(written(view, "json")) == {
        "schema": 1,
        "complete": True,
        "proof": None,
        "status": "converged",
        "exit": 0,
    }


def test_steps_are_objects_within_objects():
    assert json.loads(written(recorded(steps=CHAIN), "json"))["steps"] == {
        "rule": "Chain rule",
        "schema": "(sin(u))' = cos(u)*u'",
        "name": "",
        "before": "sin(3*x + 1)",
        "bindings": {"u": "3*x + 1"},
        "work": "cos(3*x + 1)*3",
        "after": "3*cos(3*x + 1)",
        "note": "",
        "substeps": [
            {
                "rule": "Linear rule",
                "schema": "(a*x + b)' = a",
                "name": "u'",
                "before": "3*x + 1",
                "bindings": {},
                "work": "3",
                "after": "3",
                "note": "",
                "substeps": [],
            }
        ],
    }


def test_formulas_keep_decimals_where_decimals_were_typed():
    assert '"0.5*x"' in written(recorded(expression=tree("0.5*x")), "json", decimals=True)


def test_an_object_nobody_thought_of_is_an_error_and_not_its_address():
    with pytest.raises(TypeError, match="object has no form in JSON"):
        written(recorded(value=object()), "json")


def test_rows_are_objects_a_line_under_the_columns_keys():
    assert written(tabled(Table(COLUMNS, squared_cost(2))), "jsonl") == (
        '{"run": 1, "x": 5.0, "cost": 25.0, "move": 2.0, "new_x": 3.0}\n'
        '{"run": 2, "x": 3.0, "cost": 1.0, "move": 0.4, "new_x": 2.6}\n'
    )


def test_a_result_without_rows_is_its_record_in_json_lines_too():
    assert written(recorded(slope=2.0), "jsonl") == '{"schema": 1, "slope": 2.0}\n'


def test_csv_has_the_keys_and_every_digit():
    assert written(tabled(Table(COLUMNS, squared_cost(4))), "csv") == (
        "run,x,cost,move,new_x\n"
        "1,5.0,25.0,2.0,3.0\n"
        "2,3.0,1.0,0.4,2.6\n"
        "3,2.6,0.04000000000000007,0.08000000000000007,2.52\n"
        "4,2.52,0.001600000000000003,0.016000000000000014,2.504\n"
    )


def test_later_results_of_a_batch_leave_the_header_out():
    assert written(tabled(Table(COLUMNS, squared_cost(1))), "csv", header=False) == "1,5.0,25.0,2.0,3.0\n"


def test_cells_of_csv_are_quoted_where_they_must_be_and_empty_where_nothing_is():
    columns = (Column("what"), Column("value"), Column("exact"))
    rows = [("a, b", tree("max(x, y)"), Exact(tree("3/2"), 1.5)), ('say "x"', None, Fraction(1, 4))]
    assert written(tabled(Table(columns, rows)), "csv") == (
        'what,value,exact\n"a, b","max(x, y)",3/2\n"say ""x""",,0.25\n'
    )


def test_csv_of_a_formula_is_refused_with_what_to_do():
    with pytest.raises(BadInput) as caught:
        written(View((Formula(tree("x")),), dict), "csv")
    assert caught.value.hint == "ask for --format text, json or latex"


def test_every_format_has_a_backend():
    view = View((Formula(tree("2*x")),), lambda: {"derivative": tree("2*x")}, lambda: Table((Column("a"),), [(1,)]))
    for format in FORMATS:
        assert written(view, format)


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.fractions()
records = st.recursive(
    scalars, lambda below: st.lists(below) | st.dictionaries(st.text(), below) | st.tuples(below), max_leaves=20
)


def refused(token: str) -> float:
    raise AssertionError(f"{token} is not JSON")


@settings(deadline=None, derandomize=True)
@given(st.dictionaries(st.text(), records))
def test_any_record_is_one_line_of_strict_json(record):
    line = written(recorded(**{f"key {key}": value for key, value in record.items()}), "json")
    assert line.count("\n") == 1
    json.loads(line, parse_constant=refused)


@settings(deadline=None, derandomize=True)
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_numbers_come_back_from_csv_and_json_lines_as_the_same_floats(values):
    table = Table((Column("value"),), [(value,) for value in values])
    lines = written(tabled(table), "jsonl").splitlines()
    assert [json.loads(line)["value"] for line in lines] == values
    rows = csv.reader(io.StringIO(written(tabled(table), "csv")))
    assert next(rows) == ["value"]
    assert [float(row[0]) for row in rows] == values

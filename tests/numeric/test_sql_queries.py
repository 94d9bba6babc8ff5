"""Queries over tapes: what is shared is worked out once, nothing is lost silently, names are only text."""

import random
import re
from math import isnan

import duckdb
import pytest

from calcgd.errors import BadInput
from calcgd.expression import parse
from calcgd.numeric.python import compiled
from calcgd.numeric.sql import aggregate, literal, projection, quoted, text_literal, without_face
from calcgd.numeric.tape import Tape
from calcgd.numeric.tapes import gradient_tape, value_tape

NEURON = "(sigmoid(w*x + b) - y)^2"


@pytest.fixture
def rows():
    connection = duckdb.connect()
    connection.execute("create table t(x double, y double)")
    chance = random.Random(7)
    connection.executemany("insert into t values (?, ?)", [(chance.gauss(0, 2), chance.random()) for _ in range(500)])
    return connection


def operands(tape, **values):
    return {name: literal(values[name]) if name in values else quoted(name) for name in tape.names}


def test_a_sum_of_costs_and_partials(rows):
    tape, (cost, partials) = gradient_tape(parse(NEURON).tree, ("w", "b", "x", "y"))
    outputs = [cost, *partials[:2]]
    query = aggregate(tape, outputs, operands(tape, w=0.7, b=-0.2), "t")
    count, lost, *sums = rows.execute(query).fetchone()
    kernel = compiled(tape, outputs)
    at = rows.execute("select x, y from t").fetchall()
    expected = [sum(column) for column in zip(*(kernel((0.7, -0.2, x, y)) for x, y in at), strict=True)]
    assert (count, lost) == (500, 0)
    assert sums == pytest.approx(expected, rel=1e-12)


def test_parameters_may_be_bound_values(rows):
    tape, output = value_tape(parse("w*x").tree, ("w", "x"))
    query = aggregate(tape, [output], {"w": "$w", "x": "x"}, "t")
    assert rows.execute(query, {"w": 2.0}).fetchone()[2] == pytest.approx(
        2 * rows.execute("select sum(x) from t").fetchone()[0]
    )


def test_a_shared_function_is_written_once():
    tape, (cost, partials) = gradient_tape(parse(NEURON).tree, ("w", "b", "x", "y"))
    query = aggregate(tape, [cost, *partials[:2]], operands(tape, w=1, b=0), "t")
    assert query.count("1e0 / (1e0 + exp(") == 1


def test_rows_without_a_value_are_counted(rows):
    tape, output = value_tape(parse("log(x)").tree, ("x",))
    count, lost, total = rows.execute(aggregate(tape, [output], {"x": "x"}, "t")).fetchone()
    assert (count, lost) == (500, rows.execute("select count(*) from t where x <= 0").fetchone()[0])
    assert lost > 0 and isnan(total)
    rows.execute("insert into t values (null, null)")
    assert rows.execute(aggregate(tape, [output], {"x": "x"}, "t")).fetchone()[:2] == (501, lost + 1)


def test_columns_are_kept_beside_the_results(rows):
    tape, output = value_tape(parse("x^2 + 1/(x^2 + 3)").tree, ("x",))
    found = rows.execute(projection(tape, [output], {"x": "x"}, "t", keep=["y", "x"]))
    assert [column[0] for column in found.description] == ["y", "x", "y0"]
    assert found.fetchall()[0][:2] == rows.execute("select y, x from t").fetchone()


def test_columns_may_be_called_as_results_are():
    names = ("y0", "y1", *(f"T{number}" for number in range(3, 40)))
    waves = " + ".join(f"sin({name}*y0)^2/(1 + sin({name}*y0))" for name in names[1:])
    tape, (value, partials) = gradient_tape(parse(waves).tree, names)
    connection = duckdb.connect()
    columns = ", ".join(f"{place}e-2 as {quoted(name)}" for place, name in enumerate(names, 1))
    query = projection(tape, [value, *partials], operands(tape), f"(select {columns})")
    expected = compiled(tape, [value, *partials])([place / 100 for place in range(1, len(names) + 1)])
    assert connection.execute(query).fetchall()[0] == pytest.approx(expected, rel=1e-12)


def test_the_names_of_columns_are_only_text():
    name = 'x"; drop table t; --'
    tape, output = value_tape(parse("a^2").tree, ("a",))
    connection = duckdb.connect()
    connection.execute(f"create table t as select 3e0 as {quoted(name)}")
    assert connection.execute(projection(tape, [output], {"a": quoted(name)}, "t")).fetchall() == [(9.0,)]
    text = 'it\'s "quoted"; --'
    assert connection.execute(f"select {text_literal(text)}").fetchall() == [(text,)]


@pytest.mark.parametrize("value", [0.1, -0.1, 1.0, 5e-324, 1.7976931348623157e308, -1e22, float("inf"), float("-inf")])
def test_literals_are_the_very_doubles(value):
    found, kind = duckdb.execute(f"select {literal(value)} as v, typeof(v)").fetchall()[0]
    assert (found, kind) == (value, "DOUBLE")


def test_no_number_is_a_bare_decimal():
    tape, (cost, partials) = gradient_tape(parse("0.1*x + elu(x, 0.3)^2.5 + atan2(x, 3)/7 + acot(x)").tree, ("x",))
    query = projection(tape, [cost, *partials], {"x": "x"}, "t")
    assert not re.search(r"(?<![\w.])[0-9]+(\.[0-9]+)?(?![\w.])", query)


def test_deep_and_long_expressions():
    terms = " + ".join(f"sin({number}*x)" for number in range(1, 200))
    nested = "x"
    for _ in range(40):
        nested = f"sin({nested})^2 + x"
    for text in (terms, nested):
        tape, (value, partials) = gradient_tape(parse(text).tree, ("x",))
        query = projection(tape, [value, *partials], {"x": "x"}, "(select 0.3e0 as x)")
        found = duckdb.execute(query).fetchall()[0]
        assert found == pytest.approx(compiled(tape, [value, *partials])((0.3,)), rel=1e-12)


def test_a_function_that_sql_has_not():
    tape, output = value_tape(parse("besselj(0, x) + sin(x)").tree, ("x",))
    assert without_face(tape, [output]) == "besselj"
    with pytest.raises(BadInput, match=r"^besselj cannot be written in SQL$"):
        projection(tape, [output], {"x": "x"}, "t")
    tape, output = value_tape(parse("besselj(0, 1)*sin(x)").tree, ("x",))
    assert without_face(tape, [output]) is None


def test_results_that_rest_on_no_column(rows):
    tape = Tape(("x",))
    outputs = [tape.number(2), tape.emit("constant", "pi"), tape.inputs["x"]]
    found = rows.execute(f"{projection(tape, outputs, {'x': 'x'}, 't')} limit 1").fetchone()
    assert found[:2] == (2.0, 3.141592653589793)

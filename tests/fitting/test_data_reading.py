"""Columns of numbers out of files: which rows are kept, which are not and why, and what is said of it."""

import csv
import io
import os
import random
import re
import signal
import subprocess
import sys
from math import isfinite, nan

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calcgd.errors import BadInput
from calcgd.expression import parse
from calcgd.fitting.data.rows import Dropped, Rows
from calcgd.fitting.data.table import opened


@pytest.fixture
def file(tmp_path, monkeypatch):
    """Writes a file called data.csv, or otherwise, in the current directory; gives its name."""
    monkeypatch.chdir(tmp_path)

    def write(content, name="data.csv"):
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return name

    return write


def condition(text):
    return parse(f"1 if {text} else 0").tree.args[1]


def read(source, names=None, where=None, strict=False):
    with opened(source) as table:
        return table.read(names or table.names, where and condition(where), strict)


def columns(data):
    return {name: values.tolist() for name, values in data.columns.items()}


def refused(source, *args, **options):
    with pytest.raises(BadInput) as problem:
        read(source, *args, **options)
    return str(problem.value)


def test_columns_are_float64_in_the_order_of_the_file(file):
    rows = [(number, random.Random(number).gauss(0, 1)) for number in range(30_000)]
    data = read(file("n,value\n" + "".join(f"{n},{value!r}\n" for n, value in rows)))
    assert all(values.dtype == "float64" for values in data.columns.values())
    assert columns(data) == {"n": [n for n, _ in rows], "value": [value for _, value in rows]}
    assert (data.rows, data.dropped, data.notes) == (30_000, (), ())


def test_only_the_columns_that_are_asked_for_count(file):
    name = file("x,y,when\n1,,2024-01-01\n2,5,\n")
    assert columns(read(name, ["x"])) == {"x": [1, 2]}
    data = read(name, ["y", "x"])
    assert columns(data) == {"y": [5], "x": [2]}
    assert data.notes == ("1 of 2 rows was left out: y is empty in 1 (row 1)",)


def test_each_kind_of_row_that_cannot_be_used(file):
    bad = {3: ",1", 17: " ,1", 40: "1,n/a", 41: "n/a,n/a", 50: "1,inf", 60: "-Infinity,1", 70: "1,NaN", 80: "1,0x1F"}
    name = file("x,y\n" + "".join(bad.get(row, f"{row},2") + "\n" for row in range(1, 121)))
    data = read(name)
    assert columns(data)["x"] == [row for row in range(1, 121) if row not in bad]
    assert data.dropped == (
        Dropped("empty", "x", 2, 3, None),
        Dropped("text", "y", 2, 40, "n/a"),
        Dropped("text", "x", 1, 41, "n/a"),
        Dropped("infinite", "y", 1, 50, None),
        Dropped("infinite", "x", 1, 60, None),
        Dropped("nan", "y", 1, 70, None),
    )
    assert data.notes == (
        "8 of 120 rows were left out: x is empty in 2 (first: row 3), y is not a number in 2 (first: row 40: 'n/a'),"
        " x is not a number in 1 (row 41: 'n/a'), y is infinite in 1 (row 50), x is infinite in 1 (row 60),"
        " y is NaN in 1 (row 70)",
    )
    assert refused(name, strict=True) == "data.csv, row 3: x is empty"


def test_strict_reading_of_what_is_in_order(file):
    assert read(file("x\n1\n2\n"), strict=True).rows == 2


def test_a_condition_chooses_rows(file):
    name = file("x,y,z\n1,10,a\n2,20,b\n3,30,c\n4,40,d\n")
    assert columns(read(name, ["y"], "x > 1 and x^2 < 16")) == {"y": [20, 30]}
    assert read(name, ["y"], "x > 1 and x^2 < 16").notes == ()
    assert columns(read(name, ["x"], "x != 2")) == {"x": [1, 3, 4]}
    assert refused(name, ["x"], "x > 9") == "data.csv has no row that can be used: none meets the condition"


def test_rows_where_a_condition_cannot_be_decided_are_told(file):
    name = file("x,y\n1,1\n2,\n3,-5\n4,3\n5,oops\n,0\n")
    data = read(name, ["x"], "log(y) < 1")
    assert columns(data) == {"x": [1]}
    assert data.notes == (
        "4 of 5 rows were left out: y is empty in 1 (row 2), the condition has no value in 1 (row 3),"
        " y is not a number in 1 (row 5: 'oops'), x is empty in 1 (row 6)",
    )


def test_a_condition_is_no_number(file):
    with opened(file("x\n1\n")) as table, pytest.raises(BadInput, match=r"^a condition on the rows compares: x > 0$"):
        table.read(["x"], parse("x").tree)


def test_columns_that_are_not_there(file):
    with opened(file("speed,time\n1,2\n")) as table, pytest.raises(BadInput) as problem:
        table.read(["sped"])
    assert (problem.value.message, problem.value.hint) == ("data.csv has no column sped", "did you mean 'speed'?")


cells = st.one_of(st.floats().map(repr), st.sampled_from(["", " ", "n/a", "1e999", "-0"]))


@given(st.lists(st.tuples(cells, st.text('ab,;"\n\té', max_size=4), cells), max_size=8))
@settings(derandomize=True, deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_the_csv_module_writes(file, rows):
    def number(cell):
        try:
            return float(cell)
        except ValueError:
            return nan

    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\n")
    writer.writerows([("x", "text", "y"), ("1.5", "", "2.5"), *rows])
    data = read(file(written.getvalue()), ["x", "y"])
    expected = [row for row in ((number(x), number(y)) for x, _, y in rows) if all(map(isfinite, row))]
    assert list(zip(*columns(data).values(), strict=True)) == [(1.5, 2.5), *expected]
    assert sum(each.count for each in data.dropped) == len(rows) - len(expected)


def test_text_and_dates_are_not_numbers(file):
    assert refused(file("when,y\n2024-01-01,2\n2024-01-02,3\n"), ["when"]) == (
        "data.csv has no row that can be used: 2 of 2 rows were left out:"
        " when is not a number in 2 (first: row 1: '2024-01-01')"
    )


@pytest.mark.parametrize(
    ("content", "values"),
    [
        ("\ufeffx,y\n1,2\n", {"x": [1], "y": [2]}),
        ("x,y\r\n1,2\r\n3,4\r\n", {"x": [1, 3], "y": [2, 4]}),
        ("x,y\r1,2\r3,4\r", {"x": [1, 3], "y": [2, 4]}),
        ("x,y\n1,2", {"x": [1], "y": [2]}),
        ('"x","y"\n"1"," 2 "\n', {"x": [1], "y": [2]}),
        ('t,y\n"a,b",2\n"two\nlines",4\n"say ""no""",5\n', {"y": [2, 4, 5]}),
        ("x,y\n\n1,2\n\n3,4\n\n", {"x": [1, 3], "y": [2, 4]}),
        ("\n\nx\n1\n2\n", {"x": [1, 2]}),
        ("x\n1\n2\n", {"x": [1, 2]}),
        ("x;y\n1,5;2\n1.234,5;-,5\n", {"x": [1.5, 1234.5], "y": [2, -0.5]}),
        ("x\ty\n1\t2\n", {"x": [1], "y": [2]}),
        ('x,y\n"1,234.5",2\n', {"x": [1234.5], "y": [2]}),
        ("x,y\n12 500,2\n7,1\n", {"x": [12500, 7], "y": [2, 1]}),
        ("x\n1e3\n-2.5E-3\n+.5\n5.\n0.1\n", {"x": [1000, -0.0025, 0.5, 5, 0.1]}),
        ("x,y\ntrue,1\nFALSE, True \n1,0\n", {"x": [1, 0, 1], "y": [1, 1, 0]}),
        ("\ufeff# made by hand\nx,y\n1,2\n", {"x": [1], "y": [2]}),
        ("sep=;\r\nx;y\r\n1,5;2\r\n", {"x": [1.5], "y": [2]}),
        ("The title\n\nx,y\n1,2\n", {"x": [1], "y": [2]}),
        ("1.5,2\n3,4\n", {"c1": [1.5, 3], "c2": [2, 4]}),
        ("x,x,x\n1,2,3\n", {"x": [1], "x_2": [2], "x_3": [3]}),
        ('"x""; DROP TABLE t",__import__(\'os\')\n1,2\n', {"x_DROP_TABLE_t": [1], "__import___os": [2]}),
    ],
)
def test_ways_to_write_a_table(file, content, values):
    assert columns(read(file(content), list(values))) == values


def test_rows_with_too_few_or_too_many_cells(file):
    data = read(file("x,y\n1,2\n3\n4,5,6\n7,8\n9\n"), ["x"])
    assert columns(data) == {"x": [1, 7]}
    assert data.notes == (
        "3 of 5 rows were left out: cells are missing in 2 (first: line 3), there are too many cells in 1 (line 4)",
    )


def test_lines_are_counted_from_the_top_of_the_file(file):
    data = read(file("# a comment\n\nx,y\n1,2\n3\n4,n/a\n"))
    assert data.notes == (
        "2 of 3 rows were left out: cells are missing in 1 (line 5), y is not a number in 1 (row 2: 'n/a')",
    )


def test_units_below_the_names_are_no_row(file):
    data = read(file("t,v\ns,m/s\n0,1\n1,2\n"))
    assert columns(data) == {"t": [0, 1], "v": [1, 2]}
    assert data.notes == ("1 of 3 rows was left out: t is not a number in 1 (row 1: 's')",)


@pytest.mark.parametrize("cell", ["5%", "$5", "1.5D3", "0x10", "\u22121", "1/2", "12:30", "yes", "NA", "-", "?", "\\N"])
def test_what_is_not_a_number_is_left_out_and_shown(file, cell):
    data = read(file(f"x,y\n1,2\n{cell},4\n"))
    assert columns(data) == {"x": [1], "y": [2]}
    shown = re.escape(repr(cell))
    assert re.fullmatch(rf"1 of 2 rows was left out: x is not a number in 1 \(row 2: {shown}\)", data.notes[0])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("x,y\n", "data.csv has no row that can be used: it holds none"),
        ('x,y\n1,"2\n3,4\n', "data.csv cannot be read beyond line 2: a quotation mark is not closed, or something"
         " follows the closing one"),
        ("x,y\r\n1,2\n3,4\r\n", "data.csv cannot be read: its lines end in different ways"),
        (b"x,y\n" + b"1,2\n" * 40_000 + b"\xff,3\n", "data.csv cannot be read beyond line 40002: it is not written in"
         " UTF-8"),
        (b"x,y\n" + b"1,2\n" * 40_000 + b"9" * 3_000_000 + b",3\n", "data.csv cannot be read beyond line 40002: it is"
         " too long for a row of a table"),
    ],
)  # fmt: skip
def test_files_that_cannot_be_read_to_their_end(file, content, message):
    assert refused(file(content)) == message


def test_parquet(file):
    rows = "(1, 2.50::decimal(9,2), true, 'x', date '2024-01-01', 0.5::float), (null, 4, false, 'y', null, 'nan')"
    duckdb.sql(f"copy (from (values {rows}) as t(i, d, b, s, \"the day\", f)) to 'data.parquet'")
    data = read("data.parquet", ["d", "b"])
    assert columns(data) == {"d": [2.5, 4], "b": [1, 0]}
    assert read("data.parquet", ["i"]).notes == ("1 of 2 rows was left out: i is empty in 1 (row 2)",)
    assert read("data.parquet", ["f"]).notes == ("1 of 2 rows was left out: f is NaN in 1 (row 2)",)
    assert refused("data.parquet", ["the_day"]) == ("the_day holds no numbers: in data.parquet it is of type DATE")


def test_columns_of_parquet_belong_to_the_same_rows(file):
    duckdb.sql(
        "copy (select n::double as a, if(n % 7 = 0, null, -n) as b, 2*n as c from range(300000) t(n)) to 'data.parquet'"
    )
    data = read("data.parquet", ["c", "a", "b"])
    assert list(data.columns) == ["c", "a", "b"]
    assert (data.columns["a"] == [n for n in range(300_000) if n % 7]).all()
    assert (data.columns["b"] == -data.columns["a"]).all()
    assert (data.columns["c"] == 2 * data.columns["a"]).all()
    assert data.notes == ("42,858 of 300,000 rows were left out: b is empty in 42,858 (first: row 1)",)


def test_a_file_that_grows_while_its_columns_are_read(file, monkeypatch):
    duckdb.sql("copy (select n as a, n as b from range(10) t(n)) to 'data.parquet'")
    query = Rows.values
    monkeypatch.setattr(Rows, "values", lambda rows, names: query(rows, names) + " limit 9" * (names == ["a"]))
    assert refused("data.parquet", ["a", "b"]) == "data.parquet changed while it was read"


def test_headers_of_parquet_are_only_text(file):
    header = 'x"; drop table t; --'
    duckdb.sql(f"""copy (select 1 as "{header.replace('"', '""')}", 2 as X, 3 as y) to 'data.parquet'""")
    with opened("data.parquet") as table:
        assert table.headers == (header, "X", "y")
        assert columns(table.read(table.names)) == {"x_drop_table_t": [1], "X": [2], "y": [3]}


def test_json_lines(file):
    name = file('{"x": 1, "it\'s": 2}\n{"x": "2.5"}\n\n{"y": {"a": 1}}\n{"x": null}\n{"x": [1]}\n', "data.jsonl")
    data = read(name, ["x"])
    assert columns(data) == {"x": [1, 2.5]}
    assert data.notes == (
        "3 of 5 rows were left out: x is empty in 2 (first: row 3), x is not a number in 1 (row 5: '[1]')",
    )
    assert columns(read(name, ["it_s"])) == {"it_s": [2]}
    assert columns(read(file('[{"x": 1}, {"x": 2}]', "data.json"))) == {"x": [1, 2]}
    truths = '{"x": true, "y": 1}\n{"x": false, "y": 2}\n'
    assert columns(read(file(truths, "data.jsonl"))) == {"x": [1, 0], "y": [1, 2]}
    several_lines = '{\n "x": 1,\n "y": 2\n}\n{\n "x": 3, "y": 4\n}\n'
    assert columns(read(file(several_lines, "data.json"))) == {"x": [1, 3], "y": [2, 4]}
    message = refused(file('{"x": 1}\nnot json\n', "bad.jsonl"))
    assert re.fullmatch(r"bad.jsonl cannot be read as JSON near line \d: invalid literal", message)


@pytest.mark.parametrize("where", [None, "x > 1", "log(the_y) < 2"])
@pytest.mark.parametrize("names", [["the_y", "x"], ["the_y"], []])
def test_a_selection_is_what_would_be_read(file, names, where):
    name = file("x,the y\n1,2\n,4\n3,n/a\n4,inf\n5,-1\n6,7,8\n7,2.5\n")
    data = read(name, names, where) if names else None
    with opened(name) as table:
        selection = table.select(names, where and condition(where))
        found = table.connection.execute(f"select * from {selection.relation}").fetchnumpy()
    if data:
        assert selection[1:] == (data.rows, data.dropped, data.notes)
        assert {column: values.tolist() for column, values in found.items()} == columns(data)
    assert all(len(values) == selection.rows for values in found.values())


def test_a_selection_of_all_rows_is_the_source_itself(file):
    with opened(file("x,y\n1,a\n2,b\n3\n")) as table:
        selection = table.select(["x"])
        found = table.ask(f"select * from {selection.relation}")
    assert (found, selection.rows) == ([(1.0,), (2.0,)], 2)
    assert selection.notes == ("1 of 3 rows was left out: cells are missing in 1 (line 4)",)
    assert "isfinite" not in selection.relation


def test_nothing_is_drawn_while_a_query_runs(file):
    with opened(file("x\n1\n")) as table:
        assert table.ask("select current_setting('enable_progress_bar_print')") == [(False,)]


def test_queries_over_a_selection(file):
    with opened(file("x,y\n1,2\n3,4\n")) as table:
        selection = table.select(["x"])
        assert table.ask(f"select sum($w * x) from {selection.relation}", {"w": 0.5}) == [(2.0,)]
        with pytest.raises(BadInput, match=r"^data.csv cannot be read as CSV: "):
            table.ask(f"select z from {selection.relation}")


LONG_QUERY = """
import os, signal, sys
from threading import Event, Thread
from calcgd.fitting.data.table import opened

def press(enough):
    while not enough.wait(1):
        os.kill(os.getpid(), signal.SIGINT)

with opened(sys.argv[1]) as table:
    enough = Event()
    try:
        Thread(target=press, args=(enough,), daemon=True).start()
        table.ask("select sum(a.range * b.range) from range(1000000) a, range(1000000) b")
    except KeyboardInterrupt:
        enough.set()
        print("interrupted")
"""


@pytest.mark.skipif(os.name != "posix", reason="signals are sent otherwise")
def test_a_long_query_can_be_interrupted(file):
    # A process of its own: a shell starts what runs in its background deaf to Ctrl-C, and that is handed down. It is
    # pressed again like a person would: what comes before the query has begun may be lost.
    done = subprocess.run(
        [sys.executable, "-c", LONG_QUERY, file("x\n1\n")],
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout == "interrupted\n", done.stderr


def test_nothing_is_selected_from_where_nothing_can_be_read(file):
    with opened(file("x\nn/a\n")) as table:
        with pytest.raises(BadInput, match=r"^data.csv has no row that can be used: 1 row was left out: x is not a"):
            table.select(["x"])
        with pytest.raises(BadInput, match=r"^data.csv, row 1: x is not a number \('n/a'\)$"):
            table.select(["x"], strict=True)

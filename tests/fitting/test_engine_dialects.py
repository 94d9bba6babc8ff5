"""The SQL of a fit, shown: it runs as it stands, and is written for other databases."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from calcgd.errors import BadInput
from calcgd.fitting.engines.dialect import DIALECTS, translated

sqlglot = pytest.importorskip("sqlglot", reason="the extra sql is not installed")
OTHERS = [name for name in DIALECTS if name != "duckdb"]


@pytest.fixture
def line(tmp_path: Path) -> Path:
    path = tmp_path / "line.csv"
    path.write_text("x,y\n" + "".join(f"{x},{3 * x + 1 + x % 2}\n" for x in range(10)) + "none,1\n")
    return path


def shown(run: Callable[..., Any], path: Path, *options: str) -> dict[str, Any]:
    ran = run("fit", "w*x + b", str(path), "--target", "y", "--dry-run", "--json", *options)
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


def test_the_queries_shown_give_cost_and_gradient(run: Callable[..., Any], line: Path):
    said = shown(run, line)
    assert said["parameters"] == {"b": "p1", "w": "p2"} and said["dialect"] == "duckdb"
    at = {"p1": 1.0, "p2": 3.0}
    assert duckdb.execute(said["cost"], at).fetchone() == (10, 0, 5.0)
    # The residuals are -1 at odd x, so that d/db = 2*sum(r) and d/dw = 2*sum(r*x).
    assert duckdb.execute(said["gradient"], at).fetchone() == (10, 0, 5.0, -10.0, -2.0 * (1 + 3 + 5 + 7 + 9))


def test_people_see_the_queries_and_what_their_columns_are(run: Callable[..., Any], line: Path):
    ran = run("fit", "w*x + b", str(line), "--target", "y", "--dry-run", "--weights", "x", "--l2", "0.1")
    assert "Cost\nselect count(*)" in ran.out and "Gradient\nselect" in ran.out
    assert "the cost is the third column, divided by the sum of the weights, and the penalty" in ran.out


def test_a_table_called_like_the_file_in_the_dialect_of_duckdb(run: Callable[..., Any], line: Path):
    said = shown(run, line, "--dialect", "duckdb", "--where", "x > 4")
    connection = duckdb.connect()
    connection.execute("create table line as select x::double as x, (3*x + 1 + x % 2)::double as y from range(10) r(x)")
    connection.execute("insert into line values (null, 1), ('nan', 2), ('inf', 3), (5, null)")
    assert connection.execute(said["gradient"], {"p1": 1.0, "p2": 3.0}).fetchone() == (5, 0, 3.0, -6.0, -42.0)


@pytest.mark.parametrize("dialect", OTHERS)
def test_what_only_duckdb_has_is_written_out(run: Callable[..., Any], line: Path, dialect: str):
    said = shown(run, line, "--dialect", dialect, "--where", "x > 4")
    for query in (said["cost"], said["gradient"]):
        tree = sqlglot.parse_one(query, read=dialect)
        assert all(subquery.alias for subquery in tree.find_all(sqlglot.expressions.Subquery))
        assert all(
            isinstance(each.this, sqlglot.expressions.Coalesce) for each in tree.find_all(sqlglot.expressions.Sum)
        )
        assert not {"isfinite", "isinf", "::"} & set(query.lower().replace("(", " ").split())
        assert "1.7976931348623157e308" in query


@pytest.mark.parametrize(("dialect", "form"), [("spark", ":p1"), ("bigquery", "@p1"), ("postgres", "%(p1)s")])
def test_placeholders_are_those_of_the_dialect(dialect: str, form: str):
    assert form in translated("select $p1 * x from t", dialect)


def test_headers_that_are_sql_stay_names(run: Callable[..., Any], tmp_path: Path):
    path = tmp_path / "evil.csv"
    path.write_text('"x""; DROP TABLE t; --",y\n1,2\n3,4\n')
    call = ("fit", "w*c", str(path), "--target", "y", "--each-input", "w", "--dry-run", "--json")
    for dialect in OTHERS:
        ran = run(
            "fit", "w*c", str(path), "--target", "y", "--each-input", "w", "--dry-run", "--json", "--dialect", dialect
        )
        (statement,) = sqlglot.parse(json.loads(ran.out)["cost"], read=dialect)
        assert isinstance(statement, sqlglot.expressions.Select)
        assert 'x"; DROP TABLE t; --' in {each.name for each in statement.find_all(sqlglot.expressions.Column)}
    assert duckdb.execute(json.loads(run(*call).out)["cost"], {"p1": 1.0}).fetchone() == (2, 0, 2.0)


def test_whole_numbers_of_64_bits_do_not_cut_off_large_ones():
    query = translated("select floor(x) as f from t", "spark")
    assert "ABS(x) < 1e15" in query and "CAST(FLOOR(x) AS DOUBLE)" in query


def test_what_cannot_be_written(run: Callable[..., Any], line: Path, monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(BadInput, match="there is no dialect called 'cobol'"):
        translated("select 1", "cobol")
    with pytest.raises(BadInput, match="lgamma cannot be written in the SQL of other databases"):
        translated("select lgamma(x) from t", "postgres")
    monkeypatch.setitem(sys.modules, "sqlglot", None)
    ran = run("fit", "w*x", str(line), "--target", "y", "--dry-run", "--dialect", "postgres")
    assert ran.code == 5 and 'pip install "calcgd[sql]"' in ran.err

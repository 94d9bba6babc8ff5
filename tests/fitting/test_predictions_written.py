"""What a model says of each row, as a file: numbers of closed forms, all other cells as they were, in any format."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from calcgd.errors import BadInput
from calcgd.expression import parse
from calcgd.fitting.data.table import opened
from calcgd.fitting.predictions import Predictor, predicted

BOTH = pytest.mark.parametrize("in_memory", [True, False], ids=["memory", "sql"])
RANDOM = np.random.default_rng(11)
X, Z = RANDOM.normal(size=(2, 50))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(
    source: str,
    model: str,
    out: str = "out.csv",
    *,
    where: str | None = None,
    in_memory: bool = True,
    numbers: tuple[str, ...] = (),
    **values: float,
) -> tuple[str, ...]:
    """Write the predictions of a model with these values of its parameters; gives the notes."""
    condition = None if where is None else parse(f"1 if {where} else 0").tree.args[1]
    with opened(source) as table:
        found = predicted(table, Predictor(parse(model).tree, values, condition, numbers), in_memory)
        return (*found.notes, *found.write(out, out))


def asked(query: str) -> list[Any]:
    """What DuckDB answers."""
    return duckdb.connect().execute(query).fetchall()


def rows(path: str = "out.csv", delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(Path(path).read_text(encoding="utf-8"), newline=""), delimiter=delimiter))


def table_of(**columns: Any) -> str:
    lines = [",".join(columns), *(",".join(map(repr, row)) for row in zip(*columns.values(), strict=True))]
    Path("data.csv").write_text("\n".join(lines) + "\n")
    return "data.csv"


@BOTH
@pytest.mark.parametrize(
    ("model", "closed"),
    [
        ("w*x + v*z + b", lambda x, z, w, v, b: w * x + v * z + b),
        ("sigmoid(w*x + b)*z^2 + v", lambda x, z, w, v, b: z**2 / (1 + np.exp(-(w * x + b))) + v),
        ("v*exp(-w*x) if z > 0 else b", lambda x, z, w, v, b: np.where(z > 0, v * np.exp(-w * x), b)),
    ],
    ids=["line", "sigmoid", "piecewise"],
)
def test_the_numbers_are_those_of_numpy(model: str, closed: Any, in_memory: bool) -> None:
    values: dict[str, Any] = {"w": 0.1 + 0.2, "v": -1e-7 / 3, "b": 5e10 / 7}
    assert write(table_of(x=X.tolist(), z=Z.tolist()), model, in_memory=in_memory, **values) == ()
    header, *body = rows()
    found = np.array([[float(cell) for cell in row] for row in body])
    assert header == ["x", "z", "yhat"]
    assert np.array_equal(found[:, :2], np.stack([X, Z], 1))
    np.testing.assert_allclose(found[:, 2], closed(X, Z, **values), rtol=1e-14, atol=0)


@BOTH
def test_all_columns_come_along_and_rows_without_inputs_do_not(in_memory: bool) -> None:
    Path("data.csv").write_text(
        '"the ""x"", in m",id,"a\nb",t,e\'"\n'
        '1,007,"p, q",2,=1+1\n,008,r,3,s\n"3",009,"q""q",n/a,\n-4,010,"two\nlines",,é\n'
    )
    notes = write("data.csv", "k*the_x_in_m", in_memory=in_memory, numbers=("t",), k=0.5)
    assert notes == ("1 of 4 rows was left out: the_x_in_m is empty in 1 (row 2)",)
    assert rows() == [
        ['the "x", in m', "id", "a\nb", "t", "e'\"", "yhat"],
        ["1.0", "007", "p, q", "2.0", "=1+1", "0.5"],
        ["3.0", "009", 'q"q', "", "", "1.5"],
        ["-4.0", "010", "two\nlines", "", "é", "-2.0"],
    ]


@BOTH
def test_only_rows_that_meet_the_condition(in_memory: bool) -> None:
    write(table_of(x=[1, 2, 3, 4], z=[4, 3, 2, 1]), "x + a", where="z < 4 and x < 4", in_memory=in_memory, a=10)
    assert [row[-1] for row in rows()[1:]] == ["12.0", "13.0"]


@BOTH
def test_what_has_no_value_is_empty_and_told(in_memory: bool) -> None:
    notes = write(table_of(x=[1, -1, 800, 0]), "log(x) + exp(x) + a", in_memory=in_memory, a=1)
    assert [row[-1] != "" for row in rows()[1:]] == [True, False, False, False]
    assert notes == ("yhat is empty in 3 of 4 rows: the model has no value there",)


@BOTH
def test_a_model_without_inputs_says_the_same_of_each_row(in_memory: bool) -> None:
    write(table_of(x=[1, 2]), "a^2", in_memory=in_memory, a=3)
    assert rows() == [["x", "yhat"], ["1", "9.0"], ["2", "9.0"]]


@BOTH
@pytest.mark.parametrize(
    "out", ["o.parquet", "o.json", "o.jsonl", "o.NDJSON", "o.tsv", "o.csv.gz", "o.jsonl.gz", "o.x"]
)
def test_formats_by_the_name_of_the_file(out: str, in_memory: bool) -> None:
    Path("data.csv").write_text("x,name\n1,a\n0.1,\n-0.0,c\n")
    write("data.csv", "x/3 + a", out, in_memory=in_memory, a=0.0)
    expected = [(1.0, "a", 1 / 3), (0.1, None, 0.1 / 3), (-0.0, "c", 0.0)]
    content = Path(out).read_bytes()
    content = gzip.decompress(content) if out.endswith(".gz") else content
    if out.endswith(".parquet"):
        found = asked(f"from '{out}'")
    elif "json" in out.lower():
        text = content.decode()
        objects = json.loads(text) if text.startswith("[") else [json.loads(line) for line in text.splitlines()]
        found = [tuple(each.values()) for each in objects]
        assert list(objects[0]) == ["x", "name", "yhat"]
    else:
        _, *body = csv.reader(io.StringIO(content.decode()), delimiter="\t" if out == "o.tsv" else ",")
        found = [(float(x), name or None, float(yhat)) for x, name, yhat in body]
    assert found == expected


def test_other_columns_of_a_typed_file_keep_their_types() -> None:
    asked(
        "copy (select 1::tinyint x, date '2026-01-02' d, 'nan'::double u, 1234567890123456789::bigint n)"
        " to 'in.parquet'"
    )
    write("in.parquet", "a*x", "out.parquet", a=0.5)
    described = asked("describe from 'out.parquet'")
    [row] = asked("select x, d::varchar, isnan(u), n, yhat from 'out.parquet'")
    assert [kind for _, kind, *_ in described[1:3]] == ["DATE", "DOUBLE"]
    assert row == (1.0, "2026-01-02", True, 1234567890123456789, 0.5)
    write("in.parquet", "a*x", "out.jsonl", a=0.5)
    assert json.loads(Path("out.jsonl").read_text())["u"] is None  # JSON has no word for it


def test_headers_that_are_alike() -> None:
    Path("data.csv").write_text("x,x,X,,yhat\n1,2,3,4,5\n")
    assert write("data.csv", "x + x_2 + X + a", a=0) == ("there is a column yhat, so what the model says is in yhat_2",)
    assert rows() == [["x", "x", "X", "", "yhat", "yhat_2"], ["1.0", "2.0", "3.0", "4", "5", "6.0"]]
    _, note = write("data.csv", "x + x_2 + X + a", "out.parquet", a=0)
    assert note == "headers that are alike, but for upper and lower case, get a number"
    assert asked("from 'out.parquet'") == [(1.0, 2.0, 3.0, "4", "5", 6.0)]


def test_rows_of_several_files_keep_their_order() -> None:
    for number in range(9):
        lines = "".join(f"{number * 3000 + row}\n" for row in range(3000))
        Path(f"part{number}.csv").write_text(f"x\n{lines}")
    for in_memory in (True, False):
        write("part*.csv", "x + a", in_memory=in_memory, a=0.5)
        found = np.loadtxt("out.csv", delimiter=",", skiprows=1)
        assert np.array_equal(found, np.stack([np.arange(27000.0), np.arange(27000.0) + 0.5], 1))


def test_decimal_commas_become_points() -> None:
    Path("data.csv").write_text("x;name\n1,5;a,b\n2,5;c\n")
    write("data.csv", "x*a", a=2)
    assert rows() == [["x", "name", "yhat"], ["1.5", "a,b", "3.0"], ["2.5", "c", "5.0"]]


def test_what_cannot_be_written() -> None:
    table_of(x=[1])
    with pytest.raises(BadInput, match="lambertw cannot be written in SQL"):
        write("data.csv", "lambertw(x*a)", in_memory=False, a=1)
    with pytest.raises(BadInput, match="has no column z"):
        write("data.csv", "z*a", a=1)
    with pytest.raises(BadInput, match="cannot write no/folder"):
        write("data.csv", "x*a", "no/folder.csv", a=1)


def test_data_that_change_meanwhile() -> None:
    table_of(x=[1, 2, 3])
    with opened("data.csv") as table:
        found = predicted(table, Predictor(parse("a*x").tree, {"a": 1.0}, None), in_memory=False)
        table_of(x=[1, 2])
        with pytest.raises(BadInput, match="the data changed meanwhile: 3 rows have become 2"):
            found.write("out.csv", "out.csv")

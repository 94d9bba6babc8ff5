"""Saved models: no bit of a number is lost on the way to a file and back, and what is wrong in a file is told."""

from __future__ import annotations

import json
from collections.abc import Mapping
from math import inf, nan
from pathlib import Path
from struct import pack
from typing import Any

import pytest
from hypothesis import given, seed
from hypothesis import strategies as st

from calcgd.descent.status import Status
from calcgd.errors import BadInput, CalcgdError
from calcgd.fitting.saved import Parameter, Saved
from calcgd.fitting.saved_reading import LARGEST, read_saved

RECORD: dict[str, Any] = {
    "format": "calcgd fit",
    "version": 1,
    "model": "a*height + b",
    "target": "log(y)",
    "weights": "1/s",
    "where": "height > 0",
    "loss": "mse",
    "l1": 0,
    "l2": 0.5,
    "columns": {"height": "Height (m)", "y": "y", "s": "s"},
    "parameters": {"a": {"value": 1.5, "stderr": 0.25}},
    "fixed": {"b": -2},
    "rows": 40,
    "cost": 0.125,
    "status": "converged",
    "calcgd": "0.1.0",
}

FLOATS = st.floats(allow_nan=False, allow_infinity=False)


def written(folder: Path, content: Any) -> str:
    """The path of a file with some text, bytes, or an object as JSON."""
    path = folder / "m.json"
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return str(path)


def saved(**parts: Any) -> Saved:
    usual: dict[str, Any] = dict(
        model="a*x + b", target="y", weights=None, where=None, loss="mse", l1=0.0, l2=0.0,
        columns={"x": "x", "y": "y"}, parameters={"a": Parameter(1.0, None)}, fixed={"b": 0.0},
        rows=3, cost=0.5, status=Status.CONVERGED, calcgd="0.1.0",
    )  # fmt: skip
    return Saved(**usual | parts)


def bits(values: Mapping[str, float]) -> dict[str, bytes]:
    return {name: pack("<d", value) for name, value in values.items()}


@seed(21)
@given(value=FLOATS, fixed=FLOATS, stderr=st.none() | st.floats(0, allow_infinity=False), cost=st.none() | FLOATS)
def test_every_bit_comes_back(
    tmp_path_factory: pytest.TempPathFactory, value: float, fixed: float, stderr: float | None, cost: float | None
) -> None:
    model = saved(parameters={"a": Parameter(value, stderr)}, fixed={"b": fixed}, cost=cost)
    there = read_saved(written(tmp_path_factory.getbasetemp(), model.text()))
    assert there == model
    assert bits(there.values) == bits({"a": value, "b": fixed})


@seed(22)
@given(st.text(max_size=20))
def test_every_header_comes_back(tmp_path_factory: pytest.TempPathFactory, header: str) -> None:
    try:
        header.encode()
    except UnicodeEncodeError:
        return  # no text of a file in UTF-8
    model = saved(columns={"x": header, "y": "y"})
    assert read_saved(written(tmp_path_factory.getbasetemp(), model.text())) == model


def test_what_stands_in_a_file_by_hand(tmp_path: Path) -> None:
    found = read_saved(written(tmp_path, "\ufeff" + json.dumps(RECORD)))
    assert found.parameters == {"a": Parameter(1.5, 0.25)} and found.values == {"a": 1.5, "b": -2.0}
    assert (found.rows, found.status, found.columns["height"]) == (40, Status.CONVERGED, "Height (m)")
    assert found.formulas.prediction.free == {"a", "height", "b"}


@pytest.mark.parametrize("value", [nan, inf, -inf])
def test_what_is_no_number_is_not_written(value: float) -> None:
    with pytest.raises(ValueError):
        saved(fixed={"b": value}).text()


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("format", "other", "holds no model that calcgd fit has saved"),
        ("version", 2, "was saved by a newer calcgd than this one"),
        ("version", "1", "version is not a finite number"),
        ("version", 0.5, "version is not a whole number"),
        ("model", 7, "model is not a text"),
        ("model", "a*", "model: "),
        pytest.param("model", "(" * 100_000, "model: ", id="deep"),
        ("model", "__import__('os').system('touch pwned')", "model: "),
        ("model", "9**9**9**9*a*height + b", "model: "),
        ("target", None, "target is not a text"),
        ("target", "a", "contradicts itself: a is not either a column or a parameter"),
        ("weights", "s + w", "contradicts itself: w is not"),
        ("where", 1, "where is not a text"),
        ("loss", "mess", "loss: there is no loss called 'mess'"),
        ("loss", "", "loss: "),
        ("l1", -1, "l1 is not a number that is not negative"),
        ("l2", True, "l2 is not a finite number"),
        ("columns", [], "columns is not an object"),
        ("columns", {"height": 1, "y": "y", "s": "s"}, "columns.height is not a text"),
        ("columns", {"height": "h", "y": "y"}, "contradicts itself: s is not"),
        ("columns", RECORD["columns"] | {"z": "z"}, "contradicts itself: z is not"),
        ("parameters", {"a": 1.5}, "parameters.a is not an object"),
        ("parameters", {"a": {"value": "1"}}, "parameters.a.stderr is missing"),
        ("parameters", {"a": {"value": "1", "stderr": None}}, "parameters.a.value is not a finite number"),
        ("parameters", {"a": {"value": None, "stderr": None}}, "parameters.a.value is not a finite number"),
        ("parameters", {"a": {"value": 10**400, "stderr": None}}, "parameters.a.value is not a finite number"),
        ("parameters", {"a": {"value": 1, "stderr": -1}}, "parameters.a.stderr is not a number that is not negative"),
        ("parameters", {}, "contradicts itself: a is not"),
        ("parameters", RECORD["parameters"] | {"k": {"value": 1, "stderr": 1}}, "contradicts itself: k is not"),
        ("parameters", RECORD["parameters"] | {"b": {"value": 1, "stderr": 1}}, "contradicts itself: b is not"),
        ("fixed", {"b": False}, "fixed.b is not a finite number"),
        ("rows", -3, "rows is not a number that is not negative"),
        ("rows", 2.5, "rows is not a whole number"),
        ("cost", "0", "cost is not a finite number"),
        ("status", "fine", "status is not one of those that a fit ends with"),
        ("calcgd", None, "calcgd is not a text"),
    ],
)  # fmt: skip
def test_a_part_that_is_wrong(tmp_path: Path, key: str, value: Any, said: str) -> None:
    with pytest.raises(CalcgdError) as problem:
        read_saved(written(tmp_path, RECORD | {key: value}))
    assert said in problem.value.message and "m.json" in problem.value.message


@pytest.mark.parametrize("key", [key for key in RECORD if key != "format"])
def test_a_part_that_is_missing(tmp_path: Path, key: str) -> None:
    with pytest.raises(BadInput, match=f"m.json: {key} is missing"):
        read_saved(written(tmp_path, {name: value for name, value in RECORD.items() if name != key}))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "cannot be read as JSON: line 1, column 1"),
        ('{"format":\n "calcgd fit",}', "cannot be read as JSON: line 2, column "),
        (json.dumps(RECORD)[:-20], "cannot be read as JSON: line 1"),
        (b"\xff\xfe{", "is not written in UTF-8"),
        (b"PAR1\0\0", "cannot be read as JSON"),
        ("[" * 1_000_000, "is nested too deeply"),
        ('{"a":' * 1_000_000, "is nested too deeply"),
        (b" " * (LARGEST + 1), "it has more than 10,000,000 bytes"),
        (json.dumps(RECORD).replace("0.125", "NaN"), "NaN is no number there"),
        (json.dumps(RECORD).replace("0.125", "-Infinity"), "-Infinity is no number there"),
        (json.dumps(RECORD).replace("0.125", "1e999"), "cost is not a finite number"),
        (json.dumps(RECORD).replace("0.125", "9" * 5000), "cost is not a finite number"),
        (json.dumps(RECORD).replace('"l1": 0', '"l1": 0, "l1": 5'), "l1 stands there twice"),
        ("[1, 2]", "holds no model that calcgd fit has saved"),
        ("null", "holds no model"),
        ('"calcgd fit"', "holds no model"),
        ('{"x": 1, "y": 2}', "holds no model"),
    ],
    ids=range(17),
)
def test_a_file_that_holds_no_model(tmp_path: Path, content: str | bytes, said: str) -> None:
    with pytest.raises(BadInput) as problem:
        read_saved(written(tmp_path, content))
    assert said in problem.value.message and "m.json" in problem.value.message


def test_a_model_without_columns_says_nothing_of_data(tmp_path: Path) -> None:
    record = RECORD | {"model": "a + b", "target": "3", "weights": None, "columns": {}}
    with pytest.raises(BadInput, match="no column stands in it"):
        read_saved(written(tmp_path, record))


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="there is no file"):
        read_saved(str(tmp_path / "none.json"))
    with pytest.raises(BadInput, match="cannot be read: is a directory"):
        read_saved(str(tmp_path))

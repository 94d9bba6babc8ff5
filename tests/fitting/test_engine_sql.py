"""The cost of a model by queries over files: the same numbers as from rows in memory, and no row lost."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from calcgd.errors import BadInput
from calcgd.expression import parse
from calcgd.fitting.data import opened
from calcgd.fitting.engine_question import queried
from calcgd.fitting.engine_sql import sql_problem, sql_queries
from calcgd.fitting.losses import LOSSES
from calcgd.fitting.model import Model, model_of
from calcgd.fitting.objective import Objective, Penalty


@pytest.fixture
def points(tmp_path: Path) -> Path:
    chance = np.random.default_rng(5)
    x = chance.normal(size=400)
    y = (chance.random(400) < 1 / (1 + np.exp(1 - 2 * x))).astype(int)
    lines = [f"{a!r},{b},{c!r}" for a, b, c in zip(x.tolist(), y.tolist(), chance.random(400).tolist(), strict=True)]
    path = tmp_path / "points.csv"
    path.write_text("\n".join(["x,y,n", *lines[:200], ",1,1", "one,0,1", "inf,0,1", *lines[200:], "1,1"]) + "\n")
    return path


def model(text: str, target: str = "y", columns: tuple[str, ...] = ("x", "y", "n"), weight: str | None = None) -> Model:
    return model_of(parse(text).tree, parse(target).tree, columns, None if weight is None else parse(weight).tree)


def close(found: Any, wanted: Any) -> bool:
    return bool(np.allclose(np.array(found, float), np.array(wanted, float), rtol=1e-11, atol=1e-12))


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("weight", [None, "n"])
def test_cost_gradient_and_hessian_are_those_of_the_rows_in_memory(points: Path, loss: str, weight: str | None):
    fitted, penalty, x = model("sigmoid(w*x + b)", weight=weight), Penalty(0.1, 0.25), (0.3, -0.7)
    with opened(str(points)) as table:
        data = table.read(fitted.columns)
        memory = Objective(fitted, LOSSES[loss], penalty).problem(data.columns, data.rows)
        queries = sql_problem(fitted, LOSSES[loss], penalty, table)
        assert close(queries.value(x), memory.value(x))
        for found, wanted in zip(queries.value_and_gradient(x), memory.value_and_gradient(x), strict=True):
            assert close(found, wanted)
        assert queries.hessian is not None and memory.hessian is not None
        assert close(queries.hessian(x), memory.hessian(x))


def test_rows_that_cannot_be_used_are_counted_and_told_as_in_memory(points: Path):
    fitted = model("w*x + b")
    where = parse("1 if x < 1 else 0").tree.args[1]
    with opened(str(points)) as table:
        queries, notes = sql_queries(fitted, table, where)
        data = table.read(fitted.columns, where)
        assert (queries.rows, notes) == (data.rows, data.notes)
        assert "were left out" in notes[0]
        with pytest.raises(BadInput, match="cells are missing"):
            sql_queries(fitted, table, strict=True)


def test_a_row_without_a_cost_makes_the_cost_nan_and_is_counted(points: Path):
    fitted = model("w*log(x + b)")
    with opened(str(points)) as table:
        queries, _ = sql_queries(fitted, table)
        problem = queries.problem(LOSSES["mse"], Penalty())
        cost, gradient = problem.value_and_gradient((0.5, 1.0))
        undefined = int((table.read(["x"]).columns["x"] <= -0.5).sum())
        assert math.isnan(cost) and all(map(math.isnan, gradient))
        assert queries.lost == undefined > 0
        assert problem.value((50.0, 1.0)) > 0
        assert queries.lost == 0


def test_columns_called_like_parts_of_queries(tmp_path: Path):
    path = tmp_path / "odd $p1 '$p2.csv"
    path.write_text("y0,t3,p1\n" + "".join(f"{i},{2 * i + 1},{i * i}\n" for i in range(9)))
    with opened(str(path)) as table:
        fitted = model("a*y0 + b*p1 + c", "t3", table.names)
        problem = sql_problem(fitted, LOSSES["sse"], Penalty(), table)
        assert problem.value((2.0, 0.0, 1.0)) == 0
        assert problem.value((2.0, 1.0, 1.0)) == sum(i**4 for i in range(9))


def test_parameters_that_a_cost_does_not_depend_on_and_functions_sql_has_not(points: Path):
    with opened(str(points)) as table:
        problem = sql_problem(model("w*x + 0*c"), LOSSES["mse"], Penalty(), table)
        cost, gradient = problem.value_and_gradient([1.0] * len(problem.names))
        assert cost > 0 and all(map(math.isfinite, gradient))
        with pytest.raises(BadInput, match="zeta cannot be written in SQL"):
            sql_problem(model("w*zeta(x)"), LOSSES["mse"], Penalty(), table)


def test_rows_that_come_or_go_during_a_fit_are_noticed(points: Path):
    with opened(str(points)) as table:
        problem = sql_problem(model("w*x"), LOSSES["mse"], Penalty(), table)
        points.write_text(points.read_text() + "1,1,1\n")
        with pytest.raises(BadInput, match="the data changed during the fit"):
            problem.value((1.0,))


def test_accuracy_is_the_share_of_rows_on_the_right_side(points: Path):
    with opened(str(points)) as table:
        queries, _ = sql_queries(model("sigmoid(w*x + b)"), table)
        question = queried(queries, LOSSES["cross-entropy"], Penalty(), {}, "sql")
        data = table.read(["x", "y"]).columns
        right = ((2 * data["x"] - 1 > 0) == (data["y"] > 0.5)).mean()
        assert question.accuracy((-1.0, 2.0)) == pytest.approx(right, abs=1e-15)


@pytest.mark.parametrize(
    "options",
    [
        ("--loss", "cross-entropy"),
        ("--loss", "half-mse", "--l2", "0.01"),
        ("--loss", "sse", "--weights", "n"),
        (),
    ],
)
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_the_command_fits_the_same_by_queries(run: Callable[..., Any], points: Path, options: Any, kind: str):
    source = points
    if kind == "parquet":
        source = points.with_suffix(".parquet")
        with opened(str(points)) as table:
            usable = table.select(["x", "y", "n"]).relation
            table.connection.execute(f"copy {usable} to '{source}'")
    call = ("fit", "sigmoid(w*x + b)", str(source), "--target", "y", "--json", *options)
    memory, queries = (json.loads(run(*call, "--engine", engine).out) for engine in ("memory", "sql"))
    assert queries["engine"] == "sql" != memory["engine"]
    assert queries["rows"] == memory["rows"] == 400
    for name, found in queries["parameters"].items():
        wanted = memory["parameters"][name]
        assert found["value"] == pytest.approx(wanted["value"], rel=1e-9)
        for error in ("stderr", "low", "high"):
            assert found[error] == (wanted[error] and pytest.approx(wanted[error], rel=1e-8))
    assert queries["loss"] == pytest.approx(memory["loss"], rel=1e-9)


def test_what_the_rows_do_not_determine_has_no_standard_error(run: Callable[..., Any], points: Path):
    call = ("fit", "a*x + b*x + c", str(points), "--target", "y", "--engine", "sql", "--json")
    said = json.loads(run(*call).out)
    assert all(each["stderr"] is None for each in said["parameters"].values())
    assert "do not determine every parameter" in said["notes"][0]
    held = json.loads(run("fit", "a*x + b", *call[2:], "--bounds", "a=0..0.1", "--start", "a=0.05").out)
    assert held["parameters"]["a"] == {"value": 0.1, "stderr": None, "low": None, "high": None, "note": None}


def test_a_fit_goes_on_from_its_checkpoint(run: Callable[..., Any], points: Path, tmp_path: Path):
    kept = tmp_path / "fit.json"
    call = ("fit", "w*x + b", str(points), "--target", "y", "--engine", "sql", "--checkpoint", str(kept), "--json")
    first = run(*call, "--method", "gd", "--lr", "0.1", "--max-steps", "3")
    assert first.code == 3
    record = json.loads(kept.read_text())
    assert record["parameters"] == {name: value["value"] for name, value in json.loads(first.out)["parameters"].items()}
    second = run(*call)
    assert second.code == 0 and f"goes on from {kept}, after {record['gradients']} gradients" in second.err
    after = json.loads(kept.read_text())
    assert after["cost"] < record["cost"] and after["gradients"] > record["gradients"]
    other = run("fit", "w*x", *call[2:])
    assert other.code == 2 and "is the checkpoint of another fit" in other.err
    kept.write_text("{}")
    assert "is no checkpoint" in run(*call).err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--engine", "sql", "--batch", "8"), "--batch works on rows in memory"),
        (("--engine", "sql", "--holdout", "0.5"), "--holdout works on rows in memory"),
        (("--engine", "sql", "--method", "levenberg-marquardt"), "levenberg-marquardt works on rows in memory"),
        (("--engine", "dask"), "there is no engine called 'dask'"),
        (("--dialect", "spark"), "--dialect is for the SQL that --dry-run shows"),
        (("--checkpoint", "c.json"), "--checkpoint is for --engine sql or spark"),
        (("--master", "local[2]"), "--master is for --engine spark"),
    ],
)
def test_options_that_do_not_go_together(run: Callable[..., Any], points: Path, options: Any, message: str):
    ran = run("fit", "w*x + b", str(points), "--target", "y", *options)
    assert ran.code == 2 and message in ran.err

"""The cost of a model by queries over files: the same numbers as from rows in memory, and no row lost."""

from __future__ import annotations

import json
import math
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from engine_records import same_fit
from fits_broken_off import broken_off

from calcgd.errors import BadInput
from calcgd.expression import parse
from calcgd.fitting.data.table import opened
from calcgd.fitting.engines.question import queried
from calcgd.fitting.engines.sql import sql_queries
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
        queries = sql_queries(fitted, table)[0].problem(LOSSES[loss], penalty)
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
        problem = sql_queries(fitted, table)[0].problem(LOSSES["sse"], Penalty())
        assert problem.value((2.0, 0.0, 1.0)) == 0
        assert problem.value((2.0, 1.0, 1.0)) == sum(i**4 for i in range(9))


def test_parameters_that_a_cost_does_not_depend_on_and_functions_sql_has_not(points: Path):
    with opened(str(points)) as table:
        problem = sql_queries(model("w*x + 0*c"), table)[0].problem(LOSSES["mse"], Penalty())
        cost, gradient = problem.value_and_gradient([1.0] * len(problem.names))
        assert cost > 0 and all(map(math.isfinite, gradient))
        with pytest.raises(BadInput, match="zeta cannot be written in SQL"):
            sql_queries(model("w*zeta(x)"), table)[0].problem(LOSSES["mse"], Penalty())


def test_rows_that_come_or_go_during_a_fit_are_noticed(points: Path):
    with opened(str(points)) as table:
        problem = sql_queries(model("w*x"), table)[0].problem(LOSSES["mse"], Penalty())
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


@pytest.fixture
def measured(tmp_path: Path) -> Path:
    """Rows of a line, a neuron and a decay, some with weight 0, and some that no fit can use."""
    chance = np.random.default_rng(3)
    x, z, n = chance.uniform(0, 4, 300), chance.normal(size=300), 2 * chance.random(300)
    n[::50] = 0
    columns = {
        "x": x,
        "z": z,
        "n": n,
        "year": 1990 + 10 * x,
        "line": 2.5 * x + z / 2 - 1 + chance.normal(size=300) / 4,
        "neuron": (chance.random(300) < 1 / (1 + np.exp(1 - 2 * x + z))) * 1.0,
        "decay": 3 * np.exp(-0.7 * x) + 0.2 + chance.normal(size=300) / 20,
    }
    lines = [",".join(map(repr, row)) for row in np.array([*columns.values()]).T.tolist()]
    path = tmp_path / "measured.csv"
    rest = ["1,1" + ",1" * 5 + ",1"] + [f"{cell},1,1,2000,1,1,1" for cell in ("", "nan", "inf", "one")]
    path.write_text("\n".join([",".join(columns), *lines[:150], *rest, *lines[150:]]) + "\n")
    return path


@pytest.mark.parametrize(
    ("fitted", "target", "options"),
    [
        ("a*x + b*z + c", "line", ""),
        ("a*year^2 + b*year + c", "line", "--weights n --where x<3"),
        ("a*x + b*x + c + 0*f", "line", ""),
        ("a*x + b*z + c", "line", "--fix b=0.4 --bounds a=0..2 --start a=1"),
        ("a*x + b*z + c", "line", "--l2 0.01 --loss half-mse"),
        ("a*x + b*z + c", "line", "--loss huber"),
        ("c*exp(-k*x) + b", "decay", "--start c=1,k=1,b=0 --loss sse --weights n"),
        ("c*exp(-k*x) + b", "log(decay + 1)", "--start c=1,k=1,b=0.3 --bounds b=0.3..1"),
        ("sigmoid(a*x + b*z + c)", "neuron", ""),
        ("sigmoid(a*x + b*z + c)", "neuron", "--loss cross-entropy"),
        ("sigmoid(a*x + b*z + c)", "neuron", "--loss cross-entropy --weights n --l2 0.01 --where z>-1"),
        ("a*x + b", "line", "--method gd --standardize yes"),
    ],
)
def test_the_fit_by_queries_is_that_in_memory(
    run: Callable[..., Any], measured: Path, fitted: str, target: str, options: str
):
    call = ("fit", fitted, str(measured), "--target", target, "--json", *options.split())
    ran = [run(*call, "--engine", engine) for engine in ("memory", "sql")]
    memory, queries = (json.loads(each.out) for each in ran)
    assert queries["engine"] == "sql" and queries["status"] == "converged"
    assert same_fit(queries, memory)
    dropped = [next(line for line in each.err.splitlines() if "were left out" in line) for each in ran]
    assert dropped[0] == dropped[1] and "too many cells in 1" in dropped[0]


def test_sums_of_squares_keep_their_digits_where_the_target_hardly_varies(run: Callable[..., Any], tmp_path: Path):
    path = tmp_path / "level.csv"
    path.write_text("x,y,k\n" + "".join(f"{x},{1e8 + (x * x) % 7},0.1\n" for x in range(1000)))
    said = json.loads(run("fit", "a*x + b", str(path), "--target", "y", "--engine", "sql", "--json").out)
    x, y = np.arange(1000.0), np.array([(i * i) % 7 for i in range(1000)], float)
    slope, rest = np.polyfit(x - x.mean(), y, 1)
    rss = ((y - rest - slope * (x - x.mean())) ** 2).sum()
    assert said["rss"] == pytest.approx(rss, rel=1e-9) and said["freedom"] == 998
    assert said["rmse"] == pytest.approx(math.sqrt(rss / 1000), rel=1e-9)
    assert 1 - said["r2"] == pytest.approx(rss / ((y - y.mean()) ** 2).sum(), rel=1e-9)
    flat = json.loads(run("fit", "a*x + b", str(path), "--target", "k", "--engine", "sql", "--json").out)
    assert flat["r2"] is None and any("the target does not vary" in note for note in flat["notes"])


def test_parquet_is_fitted_as_the_same_rows_in_memory(run: Callable[..., Any], measured: Path):
    source = measured.with_suffix(".parquet")
    with opened(str(measured)) as table:
        usable = table.select(["x", "z", "neuron"]).relation
        table.connection.execute(f"copy {usable} to '{source}'")
    call = ("fit", "sigmoid(a*x + b*z + c)", str(source), "--target", "neuron", "--loss", "cross-entropy", "--json")
    memory, queries = (json.loads(run(*call, "--engine", engine).out) for engine in ("memory", "sql"))
    assert queries["rows"] == 300 and same_fit(queries, memory)


@pytest.mark.parametrize(
    ("weight", "message"),
    [
        ("x - 1", "the weight is below 0, or undefined, in"),
        ("0*x", "the weights of all rows are 0"),
    ],
)
@pytest.mark.parametrize("loss", ["mse", "mae"])
def test_weights_are_numbers_from_0_on(run: Callable[..., Any], measured: Path, weight: str, message: str, loss: str):
    call = ("fit", "a*x + b", str(measured), "--target", "line", "--engine", "sql")
    ran = run(*call, "--weights", weight, "--loss", loss)
    assert ran.code == 2 and message in ran.err


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


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no such signal")
def test_a_fit_that_was_killed_goes_on_to_the_same_end(run: Callable[..., Any], measured: Path, tmp_path: Path):
    kept = tmp_path / "fit.json"
    call = ("fit", "c*exp(-k*x) + b", str(measured), "--target", "decay", "--start", "c=1,k=1,b=0", "--json")
    call = (*call, "--engine", "sql")
    whole = json.loads(run(*call).out)
    assert broken_off(kept, signal.SIGKILL, *call, "--method", "gd", "--lr", "1e-4", "--max-steps", "1000000")[2] < 0
    before = json.loads(kept.read_text())
    assert before["cost"] > whole["loss"] * 1.01
    after = run(*call, "--checkpoint", str(kept))
    assert f"after {before['gradients']:,} gradients" in after.err
    assert same_fit(json.loads(after.out), whole)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--engine", "sql", "--batch", "8"), "--batch works on rows in memory"),
        (("--engine", "sql", "--holdout", "0.5"), "--holdout works on rows in memory"),
        (("--engine", "sql", "--method", "levenberg-marquardt"), "levenberg-marquardt works on rows in memory"),
        (("--engine", "dask"), "there is no engine called 'dask'"),
        (("--dialect", "spark"), "--dialect is for the SQL that --dry-run shows"),
        (("--checkpoint", "c.json"), "--checkpoint is for --engine sql or spark"),
        (("--engine", "sql", "--checkpoint", "c.json", "--dry-run"), "--checkpoint keeps a fit"),
        (("--dry-run", "--show-gradient"), "--show-gradient needs a fit, and --dry-run makes none"),
        (("--dry-run", "--batch", "8"), "--batch needs a fit, and --dry-run makes none"),
        (("--dry-run", "--every", "2"), "--every needs a fit, and --dry-run makes none"),
        (("--engine", "spark", "--predict", "p.csv"), "--predict works on rows in memory"),
        (("--master", "local[2]"), "--master is for --engine spark"),
    ],
)
def test_options_that_do_not_go_together(run: Callable[..., Any], points: Path, options: Any, message: str):
    ran = run("fit", "w*x + b", str(points), "--target", "y", *options)
    assert ran.code == 2 and message in ran.err


def test_columns_that_sql_does_not_tell_apart(run: Callable[..., Any], tmp_path: Path):
    path = tmp_path / "alike.csv"
    path.write_text("x,X,y\n1,2,3\n2,5,4\n3,1,9\n")
    for more in ((), ("--dry-run",)):
        ran = run("fit", "w*x + v*X", str(path), "--target", "y", "--engine", "sql", *more)
        assert ran.code == 2 and "SQL does not tell the columns x and X apart" in ran.err


@pytest.mark.parametrize(
    ("rows", "options", "said"),
    [
        ("1,0\n2,0\n3,1\n4,1\n", ["--loss", "cross-entropy"], "the data are separable"),
        ("-1000,1\n1000,0\n", ["--start", "w=1,b=1"], "it is saturated, or level, in every row"),
    ],
)
def test_what_is_no_end_is_told_as_in_memory(
    run: Callable[..., Any], tmp_path: Path, rows: str, options: list[str], said: str
):
    file = tmp_path / "few.csv"
    file.write_text(f"x,y\n{rows}")
    ran = run("fit", "sigmoid(w*x + b)", str(file), "--target", "y", "--engine", "sql", "--json", *options)
    found = json.loads(ran.out)
    assert found["status"] == "stalled" and said in found["reason"] and ran.code == 3
    assert all(each["stderr"] is None for each in found["parameters"].values())

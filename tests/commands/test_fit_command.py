"""`calcgd fit`: the report, every format, what is noted, wrong input, and the exit status."""

from __future__ import annotations

import csv
import io
import json
import os
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import Ran

Run = Callable[..., Ran]

RANDOM = np.random.default_rng(5)
X = np.linspace(0, 9, 40)
Y = 2 * X + 1 + RANDOM.normal(size=40) / 10
LABEL = (RANDOM.random(40) < 1 / (1 + np.exp(-(X - 4)))).astype(int)


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    rows = "".join(f"{x!r},{y!r},{label}\n" for x, y, label in zip(X.tolist(), Y.tolist(), LABEL.tolist(), strict=True))
    Path("data.csv").write_text(f"x,y,label\n{rows}")


def record(ran: Ran) -> dict[str, Any]:
    return json.loads(ran.out)


def test_a_line_is_that_of_the_closed_form(run: Run) -> None:
    ran = run("fit", "a*x + b", "data.csv", "--target", "y", "--json")
    (a, b), covariance = np.polyfit(X, Y, 1, cov=True)
    found = record(ran)
    assert found["parameters"]["a"]["value"] == pytest.approx(a, rel=1e-10)
    assert found["parameters"]["b"]["value"] == pytest.approx(b, rel=1e-10)
    assert found["parameters"]["a"]["stderr"] == pytest.approx(np.sqrt(covariance[0, 0]), rel=1e-9)
    assert (found["status"], found["rows"], found["engine"], ran.code) == ("converged", 40, "squares", 0)
    assert set(found) >= {"model", "parameters", "loss", "rows", "iterations", "status", "reason", "rss", "rmse", "r2",
                          "engine", "seconds"}  # fmt: skip
    assert found["loss"] == pytest.approx(found["rss"] / 40)


def test_what_a_person_sees(run: Run) -> None:
    out = run("fit", "a*x + b", "data.csv", "--target", "y", "--format", "text").out.splitlines()
    assert out[0].split("  ")[0] == "Parameter" and "95 % from" in out[0]
    assert [line.split()[0] for line in out[1:3]] == ["a", "b"]
    assert out[3].startswith("loss ") and "over 40 rows; levenberg-marquardt, 1 iteration" in out[3]
    assert out[-1] == "converged: linear in the parameters: solved exactly"


def test_csv_has_a_row_for_each_parameter(run: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(run("fit", "a*x + b", "data.csv", "--target", "y", "--format", "csv").out)))
    assert [row["parameter"] for row in rows] == ["a", "b"]
    assert float(rows[0]["low"]) < float(rows[0]["value"]) < float(rows[0]["high"])


def test_a_method_shows_its_table(run: Run) -> None:
    ran = run("fit", "a*x + b", "data.csv", "--target", "y", "--method", "gd", "--lr", "0.01", "--every", "500")
    lines = ran.out.splitlines()
    assert lines[0].split() == ["Run", "Current", "a", "Current", "b", "Cost", "value", "lr*df/da", "lr*df/db", "New",
                                "a", "New", "b"]  # fmt: skip
    assert "engine moments" in ran.out and ran.code == 0


def test_epochs_of_batches(run: Run) -> None:
    given = shlex.split("fit a*x+b data.csv --target y --batch 8 --epochs 30 --lr 0.01 --every 10")
    ran = run(*given, "--holdout", "0.25", "--start", "a=0,b=0")
    lines = ran.out.splitlines()
    assert lines[0].split()[0] == "Epoch" and [int(line.split()[0]) for line in lines[1:4]] == [10, 20, 30]
    assert "over the 10 rows held out" in lines[-1]
    assert run(*given, "--seed", "1").out == run(*given, "--seed", "1").out != run(*given, "--seed", "2").out


def test_classes_have_an_accuracy(run: Run) -> None:
    ran = run("fit", "sigmoid(w*x + b)", "data.csv", "--target", "label", "--loss", "cross-entropy", "--json")
    found = record(ran)
    says = found["parameters"]["w"]["value"] * X + found["parameters"]["b"]["value"] > 0
    assert found["accuracy"] == pytest.approx(np.mean(says == LABEL))
    assert found["rss"] is None and ran.code == 0


def test_the_gradient_is_split_by_the_chain_rule(run: Run) -> None:
    ran = run("fit", "sigmoid(w*x + b)", "data.csv", "--target", "label", "--loss", "half-mse", "--show-gradient")
    lines = ran.out.splitlines()
    assert lines[0] == "J, half the mean squared error, is the mean over the rows of C"
    assert "dC/dyhat = yhat - label" in lines
    assert "dyhat/dw = x*sigmoid(w*x + b)*(1 - sigmoid(w*x + b))" in lines
    assert "dJ/dw = mean of dC/dyhat * dyhat/dw" in lines


def test_predictions_are_written(run: Run) -> None:
    assert run("fit", "2*x + b", "data.csv", "--target", "y", "--predict", "out.csv").code == 0
    rows = list(csv.DictReader(io.StringIO(Path("out.csv").read_text())))
    b = np.mean(Y - 2 * X)
    assert [float(row["yhat"]) for row in rows] == pytest.approx(list(2 * X + b), rel=1e-10)


def test_data_may_come_through_a_pipe_and_be_chosen(run: Run) -> None:
    text = Path("data.csv").read_text()
    found = record(run("fit", "a*x", "-", "--target", "y", "--where", "x > 3 and x < 6", "--json", stdin=text))
    inside = (X > 3) & (X < 6)
    assert found["rows"] == inside.sum()
    assert found["parameters"]["a"]["value"] == pytest.approx((X @ (Y * inside)) / (X @ (X * inside)), rel=1e-10)


def test_what_is_assumed_is_noted(run: Run) -> None:
    err = run("fit", "a*exp(b*x)", "data.csv", "--target", "y", "--bounds", "b=0..1").err
    assert "no start was given for a and b, so they are 1" in err
    err = run("fit", "labe*x + b", "data.csv", "--target", "y").err
    assert "labe is no column, so it is a parameter; did you mean label?" in err
    Path("holes.csv").write_text("x,y\n1,2\n,3\n2,4\n3,n/a\n4,8\n")
    ran = run("fit", "a*x", "holes.csv", "--target", "y")
    assert "2 of 5 rows were left out" in ran.err and ran.code == 0
    assert run("fit", "a*x", "holes.csv", "--target", "y", "--strict").code == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["a*x"], "a fit needs a model, a file of data and --target"),
        (["a*x", "none.csv", "--target", "y"], "there is no file none.csv"),
        (["a*x", "data.csv", "--target", "z"], "there is no column z for the target"),
        (["x", "data.csv", "--target", "y"], "there is nothing to fit"),
        (["a*x", "data.csv", "--target", "y", "--loss", "mess"], "there is no loss called 'mess'"),
        (["a*x", "data.csv", "--target", "y", "--method", "newtn"], "there is no method called 'newtn'"),
        (["a*x", "data.csv", "--target", "y", "--batch", "5", "--method", "bfgs"], "cannot go by batches"),
        (["a*x", "data.csv", "--target", "y", "--holdout", "1"], "--holdout is a part between 0 and 1"),
        (["a*x", "data.csv", "--target", "y", "--l2", "-1"], "--l2 is a number that is not negative"),
        (["a*x", "data.csv", "--target", "y", "--level", "95"], "--level is a part between 0 and 1"),
        (["a*x", "data.csv", "--target", "y", "--where", "x >"], "is not expected here"),
        (["a*x", "data.csv", "--target", "y", "--fix", "c=1"], "there is no variable 'c'"),
        (["a*x", "data.csv", "--target", "y", "--loss", "mae", "--method", "levenberg-marquardt"], "is for squared"),
        (["a*x", "data.csv", "--target", "y", "--predict", "no/such/folder.csv"], "cannot write no/such/folder.csv"),
    ],
)  # fmt: skip
def test_wrong_use(run: Run, words: list[str], said: str) -> None:
    ran = run("fit", *words)
    assert ran.code == 2 and said in ran.err and "Traceback" not in ran.err


def test_what_has_not_converged_says_so(run: Run) -> None:
    ran = run("fit", "a*x + b", "data.csv", "--target", "y", "--method", "gd", "--lr", "1")
    assert ran.code == 3 and "diverged" in ran.out and "Standard error" in ran.out
    assert "these are not the parameters of a fit" in ran.out.lower()


@pytest.mark.parametrize(
    ("rows", "model", "said"),
    [
        ("x,y\n1,2\n", "a*x + b", "The data determine only combinations of a, b"),
        ("x,y\n1,5\n1,5\n1,5\n", "a*x + b", "The data determine only combinations of a, b"),
        ("x,y\n1,5\n2,5\n3,5\n", "a*x + b", "The target does not vary"),
        ("x,y\n1,1\n2,2\n", "a*x^2 + b*x + c", "No more rows than parameters"),
    ],
)
def test_data_that_leave_something_open(run: Run, rows: str, model: str, said: str) -> None:
    Path("few.csv").write_text(rows)
    ran = run("fit", model, "few.csv", "--target", "y")
    assert said in ran.out and "nan" not in ran.out
    shown = run("fit", model, "few.csv", "--target", "y", "--json").out
    assert "NaN" not in shown and "Infinity" not in shown


def test_nothing_else_is_written_where_the_person_works(run: Run) -> None:
    run("fit", "a*x + b", "data.csv", "--target", "y")
    assert os.listdir() == ["data.csv"]

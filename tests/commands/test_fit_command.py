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


def test_one_row_is_no_rows(run: Run) -> None:
    Path("row.csv").write_text("x,y\n1,2\n")
    assert "loss 0 over 1 row; " in run("fit", "a*x", "row.csv", "--target", "y").out


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
    assert [line.split(" over ")[1] for line in lines if line.startswith("loss ")][1] == "10 rows held out"
    assert run(*given, "--seed", "1").out == run(*given, "--seed", "1").out != run(*given, "--seed", "2").out


def test_classes_have_an_accuracy(run: Run) -> None:
    ran = run("fit", "sigmoid(w*x + b)", "data.csv", "--target", "label", "--loss", "cross-entropy", "--json")
    found = record(ran)
    says = found["parameters"]["w"]["value"] * X + found["parameters"]["b"]["value"] > 0
    assert found["accuracy"] == pytest.approx(np.mean(says == LABEL))
    assert found["rss"] is None and ran.code == 0


SPLIT = shlex.split("fit 'sigmoid(w*x + b)' data.csv --target label --loss half-mse --start w=0.5,b=-1 --show-gradient")


def slopes_of_the_neuron() -> tuple[float, float]:
    """dJ/db and dJ/dw at the start."""
    yhat = 1 / (1 + np.exp(-(0.5 * X - 1)))
    rows = (yhat - LABEL) * yhat * (1 - yhat)
    return float(np.mean(rows)), float(np.mean(rows * X))


def test_the_gradient_is_worked_out_as_by_hand(run: Run) -> None:
    lines = run(*SPLIT).out.splitlines()
    assert lines[:4] == ["J, half the mean squared error, and its gradient", "J = 1/(2*N)*sum((yhat - label)**2)",
                         "yhat = sigmoid(z)", "z = w*x + b"]  # fmt: skip
    assert lines[lines.index("dJ/dw") :][:9] == [
        "dJ/dw",
        "dJ/dw = 1/N*sum(dC/dyhat*dyhat/dw)",
        "1  Chain rule  dyhat/dw = dsigma/dz*dz/dw",
        "   1.1  dz/dw  Sum rule  differentiate term by term",
        "      1.1.1  (w*x)'  Constant multiple rule: x",
        "      1.1.2  b'  Constant rule: 0",
        "      =>  dz/dw = x",
        "   =>  dyhat/dw = yhat*(1 - yhat)*x  = x*yhat*(1 - yhat)",
        "dJ/dw = 1/N*sum(x*yhat*(1 - yhat)*(yhat - label))",
    ]
    at = lines.index("The gradient at the start, over the N = 40 rows")
    found = [[float(cell) for cell in line.split()[1:]] for line in lines[at + 2 : at + 4]]
    by_b, by_w = slopes_of_the_neuron()
    assert found == [[-1, pytest.approx(by_b, rel=1e-5)], [0.5, pytest.approx(by_w, rel=1e-5)]]
    assert lines[at + 4] == "Checked: over the data the compiled gradient is the same."


def test_the_gradient_worked_out_in_json(run: Run) -> None:
    gradient = record(run(*SPLIT, "--json"))["gradient"]
    assert (gradient["cost"], gradient["yhat"], gradient["z"]) == (
        "1/(2*N)*sum((yhat - label)**2)", "sigmoid(z)", "w*x + b",
    )  # fmt: skip
    assert gradient["factors"]["dsigma/dz"]["derivative"] == "yhat*(1 - yhat)"
    assert gradient["factors"]["dC/dyhat"]["steps"]["substeps"][0]["rule"] == "General power rule"
    by_w = gradient["partials"]["w"]
    assert by_w["factor"]["steps"]["rule"] == "Chain rule"
    assert (by_w["factor"]["derivative"], by_w["start"]) == ("x*yhat*(1 - yhat)", 0.5)
    assert [gradient["partials"][name]["value"] for name in "bw"] == pytest.approx(slopes_of_the_neuron(), rel=1e-12)
    assert gradient["check"] == "agrees"
    assert "gradient" not in record(run(*SPLIT[:-1], "--json"))


def test_the_gradient_worked_out_in_latex(run: Run) -> None:
    lines = run(*SPLIT, "--format", "latex").out.splitlines()
    assert r"\[ J = \frac{1}{2 N} \, \sum\left(\left(\hat{y} - \mathrm{label}\right)^{2}\right) \]" in lines
    assert r"\[ \frac{d J}{d w} = \frac{1}{N} \sum\left(\frac{d C}{d \hat{y}} \frac{d \hat{y}}{d w}\right) \]" in lines
    chain = r"\frac{d \hat{y}}{d w} = \frac{d \sigma}{d z} \frac{d z}{d w} \\"
    assert rf"& \text{{1}}\quad \text{{Chain rule}}\quad {chain}" in lines
    assert r"\[ \frac{d \sigma}{d z} = \hat{y} \left(1 - \hat{y}\right) \]" in lines


def test_the_gradient_is_the_same_by_queries_and_decimals_stay_decimals(run: Run) -> None:
    given = [*SPLIT, "--l2", "0.1", "--json"]
    here, there = record(run(*given))["gradient"], record(run(*given, "--engine", "sql"))["gradient"]
    assert there.pop("partials").keys() == here["partials"].keys()
    assert there == {key: value for key, value in here.items() if key != "partials"}
    assert "dJ/dw = 1/N*sum(x*yhat*(1 - yhat)*(yhat - label)) + 0.2*w" in run(*given[:-1]).out.splitlines()


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
    ("model", "said"),
    [
        ("a*exp(-E/x)", "E is Euler's number, 2.71828, and no parameter"),
        ("a*X + b", "the model names no column, so it says the same of every row; the columns are x, y and label"),
        ("a*x + e^b", None),
        ("1E1*a", None),
    ],
)
def test_names_that_may_not_be_meant(run: Run, model: str, said: str | None) -> None:
    told = run("fit", model, "data.csv", "--target", "y", "--where", "x > 0").err
    assert said in told if said else "Euler" not in told and "no column" not in told


def test_a_column_called_like_a_constant(run: Run) -> None:
    Path("e.csv").write_text("e,y\n1,2\n2,4\n3,7\n")
    assert "e is a constant in the model; the column e is called e_" in run("fit", "a*e", "e.csv", "--target", "y").err
    assert "constant" not in run("fit", "a*e_", "e.csv", "--target", "y").err


def test_rows_may_be_piped_in_without_a_dash(run: Run) -> None:
    rows = Path("data.csv").read_text()
    given = ("fit", "a*x + b", "--target", "y", "--format", "csv")
    assert run(*given, stdin=rows).out == run("fit", "a*x + b", "data.csv", *given[2:]).out


@pytest.mark.parametrize("engine", ["memory", "sql"])
def test_a_target_that_has_no_value_in_some_row(run: Run, engine: str) -> None:
    given = ("fit", "a*x", "data.csv", "--target", "1/label", "--engine", engine)
    ran = run(*given)
    assert ran.code == 2 and "the target 1/label has no value, or too large a one, in some row" in ran.err
    assert run(*given, "--where", "label == 1").code == 0


@pytest.mark.parametrize("engine", ["memory", "sql"])
def test_a_power_law_may_begin_at_zero(run: Run, engine: str) -> None:
    found = record(run("fit", "a*x^b", "data.csv", "--target", "y", "--engine", engine, "--json"))
    a, b = (found["parameters"][name]["value"] for name in "ab")
    by_b = a * X**b * np.log(np.where(X > 0, X, 1))  # 0^b is 0 whatever b > 0 is
    slopes, left = np.column_stack([X**b, by_b]), Y - a * X**b
    assert X[0] == 0 and found["status"] == "converged"
    assert np.abs(slopes.T @ left).max() < 1e-6 * np.linalg.norm(slopes) * np.linalg.norm(left)
    covariance = np.linalg.inv(slopes.T @ slopes) * (left @ left) / (len(X) - 2)
    errors = [found["parameters"][name]["stderr"] for name in "ab"]
    assert errors == pytest.approx(np.sqrt(np.diag(covariance)), rel=1e-6)


@pytest.mark.parametrize("engine", ["memory", "sql"])
def test_a_cross_entropy_is_for_targets_from_0_to_1(run: Run, engine: str) -> None:
    given = ("fit", "sigmoid(w*x + b)", "data.csv", "--loss", "cross-entropy", "--engine", engine)
    ran = run(*given, "--target", "label + 1")
    share = np.count_nonzero(LABEL)
    assert ran.code == 2 and f"cross-entropy is for targets from 0 to 1: label + 1 is not in {share} of 40" in ran.err
    assert run(*given, "--target", "label").code == 0
    ran = run("fit", "w*x + b", *given[2:], "--target", "label")
    assert ran.code == 3 and "Cross-entropy needs a model whose values are between 0 and 1" in ran.out


def test_a_learning_rate_that_is_far_too_small_is_told(run: Run) -> None:
    given = ("fit", "a*x + b", "data.csv", "--target", "y", "--max-steps", "5")
    assert "1e-08 is far below that, and each step short" in run(*given, "--lr", "1e-8").out
    assert "far below" not in run(*given, "--lr", "0.01").out


def test_a_learning_rate_that_leads_onto_a_plateau_is_told(run: Run) -> None:
    given = ("fit", "exp(a*x)", "data.csv", "--target", "y", "--start", "a=1", "--method", "gd", "--lr")
    ran = run(*given, "10")
    assert ran.code == 3 and "it is saturated, or level, in every row" in ran.out
    assert "gradient descent is stable for learning rates below" in ran.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["a*x", "data.csv", "--target", "y", "--every", "3"], "--every is for methods that descend step by step"),
        (["a*x", "data.csv", "--target", "y", "--tolerance", "0.1"], "--tolerance is for methods that descend"),
        (["a*x", "data.csv", "--target", "Y"], "did you mean y?"),
        (["a*x", "data.csv", "--target", "y", "--where", "x = 3"], "two signs compare: x == 1"),
        (["a*x", "data.csv", "--target", "y", "--where", "x == 'A'"], "columns of text cannot be asked about"),
        (["a*x"], "--target is missing"),
        (["a*x", "none.csv", "--target", "y"], "there is no file none.csv"),
        (["a*x", "data.csv", "--target", "z"], "there is no column z for the target"),
        (["x", "data.csv", "--target", "y"], "there is nothing to fit"),
        (["a", "data.csv", "--target", "3"], "there are no data to fit"),
        (["a*x", "data.csv", "--target", "y", "--loss", "mess"], "there is no loss called 'mess'"),
        (["a*x", "data.csv", "--target", "y", "--method", "newtn"], "there is no method called 'newtn'"),
        (["a*x", "data.csv", "--target", "y", "--batch", "5", "--method", "bfgs"], "cannot go by batches"),
        (["a*x", "data.csv", "--target", "y", "--holdout", "1"], "--holdout is a part between 0 and 1"),
        (["a*x", "data.csv", "--target", "y", "--l2", "-1"], "--l2 is a number that is not negative"),
        (["a*x", "data.csv", "--target", "y", "--level", "95"], "--level is a part between 0 and 1"),
        (["a*x", "data.csv", "--target", "y", "--where", "x >"], "the condition ends too early"),
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
    assert ran.code == 3 and "diverged" in ran.out and "Standard error" not in ran.out
    assert "these are not the parameters of a fit" in ran.out.lower()


def test_equal_units_of_a_network_are_set_apart(run: Run) -> None:
    Path("wave.csv").write_text(
        "x,y\n" + "".join(f"{x!r},{float(np.sin(x))!r}\n" for x in np.linspace(-3, 3, 50).tolist())
    )
    given = ("fit", "v1*tanh(w1*x + b1) + v2*tanh(w2*x + b2) + c", "wave.csv", "--target", "y", "--json")
    ran = run(*given)
    assert "no start was given for c, so it is 1" in ran.err
    assert "as equal ones would stay equal, --seed chose b1 = " in ran.err
    assert record(ran)["r2"] > 0.999
    assert run(*given).err == ran.err != run(*given, "--seed", "1").err
    assert "--seed" not in run(*given, "--start", "b1=1,b2=2,c=0,v1=1,v2=1,w1=1,w2=2").err


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

"""`calcgd fit` trained like a neuron: epochs, rows held out, standardised inputs, advice, and being broken off."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import Ran

Run = Callable[..., Ran]

RANDOM = np.random.default_rng(8)
AGE = RANDOM.normal(5000, 1000, 120)
Y = 0.003 * AGE - 14 + RANDOM.normal(size=120) / 10
FIT = ("fit", "w*age + b", "data.csv", "--target", "y")


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    rows = "".join(f"{age!r},{y!r}\n" for age, y in zip(AGE.tolist(), Y.tolist(), strict=True))
    Path("data.csv").write_text(f"age,y\n{rows}")


def record(ran: Ran) -> dict[str, Any]:
    return json.loads(ran.out)


@pytest.mark.parametrize(
    "words", [("--method", "gd"), ("--batch", "120", "--epochs", "1000"), ("--method", "nesterov")]
)
def test_inputs_far_from_one_are_standardised_where_no_rate_is_given(run: Run, words: tuple[str, ...]) -> None:
    found = record(run(*FIT, *words, "--json"))
    slope, offset = np.polyfit(AGE, Y, 1)
    assert found["status"] == "converged" and "on standardised inputs" in found["method"]
    assert found["parameters"]["w"]["value"] == pytest.approx(slope, rel=1e-5)
    assert found["parameters"]["b"]["value"] == pytest.approx(offset, rel=1e-4)


def test_so_are_inputs_that_the_usual_learning_rate_would_not_suit(run: Run) -> None:
    x = np.arange(10.0)
    Path("ten.csv").write_text("x,y\n" + "".join(f"{a!r},{3 * a + 1!r}\n" for a in x.tolist()))
    found = record(run("fit", "w*x + b", "ten.csv", "--target", "y", "--method", "gd", "--json"))
    assert found["status"] == "converged" and found["parameters"]["w"]["value"] == pytest.approx(3, rel=1e-5)


def test_what_is_standardised_is_said(run: Run) -> None:
    first = run(*FIT, "--method", "gd", "--every", "1000", "--format", "text").out.splitlines()[0]
    assert first.startswith("each step is that of standardised inputs: age (mean 49") and "deviation" in first


@pytest.mark.parametrize("words", [("--lr", "0.1"), ("--standardize", "no")])
def test_a_learning_rate_is_for_the_parameters_as_they_are(run: Run, words: tuple[str, ...]) -> None:
    ran = run(*FIT, "--method", "gd", *words, "--every", "1000", "--format", "text")
    design = np.vstack([AGE, np.ones(120)])
    curvature = np.linalg.eigvalsh(2 * design @ design.T / 120)[-1]
    assert ran.code == 3
    assert "The data are on scales that one learning rate suits badly" in ran.out
    assert f"stable for learning rates below {2 / curvature:.6g}" in ran.out
    assert "--standardize yes follows the gradient on standardised inputs: age" in ran.out


def test_early_stopping_gives_the_best_parameters_of_the_rows_held_out(run: Run) -> None:
    words = (*FIT, "--batch", "5", "--epochs", "200", "--holdout", "0.25", "--patience", "4", "--seed", "2")
    lines = run(*words, "--format", "text").out.splitlines()
    ran = run(*words, "--json")
    table = [line.split() for line in lines[2:] if line.strip()[:1].isdigit()]
    held_out = [float(row[4]) for row in table]
    best = int(np.argmin(held_out))
    assert len(table) == best + 5 < 200
    found = record(ran)
    assert (found["status"], ran.code) == ("target-reached", 0)
    assert found["held_out_loss"] == pytest.approx(held_out[best], rel=1e-5)
    assert found["parameters"]["w"]["value"] == pytest.approx(float(table[best][2]), rel=1e-4)


def test_with_all_rows_an_epoch_is_one_step(run: Run) -> None:
    ran = run(*FIT, "--method", "gd", "--holdout", "0.25", "--patience", "3", "--json")
    found = record(ran)
    assert (found["method"], ran.code) == ("gradient descent on standardised inputs", 0)
    assert found["reason"].endswith(f"after {found['iterations']} epochs") and found["iterations"] > 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--patience", "3"), "--patience is about rows held out"),
        (("--patience", "0", "--holdout", "0.2", "--method", "gd"), "--patience takes a whole number from 1 on"),
        (("--patience", "3", "--holdout", "0.2"), "--patience is for methods that descend step by step"),
        (("--standardize", "yes"), "--standardize yes is for methods that descend step by step"),
        (("--target-cost", "1"), "--target-cost is for methods that descend step by step"),
        (("--method", "levenberg-marquardt", "--lr", "1"), "--lr is for methods that descend step by step"),
        (("--epochs", "3"), "--epochs is about batches"),
        (("--batch", "3", "--max-steps", "9"), "--max-steps is about steps that see all rows"),
        (("--in-order", "--lr", "0.1"), "--in-order is about batches"),
        (("--momentum", "0.5"), "--momentum is for --method momentum or nesterov alone"),
        (("--standardize", "perhaps"), "--standardize takes auto, yes or no"),
        (("--standardize", "yes", "--method", "bfgs"), "chooses its steps itself"),
        (("--shuffle", "--in-order", "--batch", "3"), "--shuffle and --in-order do not go together"),
        (("--batch", "0"), "--batch takes a whole number from 1 on"),
        (("--batch", "3", "--epochs", "-1"), "--epochs takes a whole number from 1 on"),
    ],
)
def test_what_cannot_be_meant(run: Run, words: tuple[str, ...], said: str) -> None:
    ran = run(*FIT, *words)
    assert ran.code == 2 and said in ran.err and not ran.out


def test_a_learning_rate_means_gradient_descent(run: Run) -> None:
    words = ("--standardize", "yes", "--lr", "0.5")
    assert run(*FIT, *words).out == run(*FIT, *words, "--method", "gd").out != run(*FIT).out


def test_a_target_ends_epochs(run: Run) -> None:
    found = record(run(*FIT, "--batch", "5", "--epochs", "200", "--target-cost", "0.02", "--json"))
    assert found["status"] == "target-reached" and 0.005 < found["loss"] <= 0.02


def test_nothing_to_standardise_is_said(run: Run) -> None:
    ran = run("fit", "b*exp(-k*age/1000) + k", "data.csv", "--target", "y", "--method", "gd", "--standardize", "yes",
              "--fix", "b=1")  # fmt: skip
    assert ran.code == 2 and "no input of this model can be standardised" in ran.err


def test_the_end_of_the_time_leaves_what_was_found(run: Run) -> None:
    ran = run(*FIT, "--batch", "5", "--epochs", "100000000", "--lr", "1e-9", "--timeout", "3", "--json")
    found = record(ran)
    assert found["reason"].startswith("stopped after ") and found["parameters"]["w"]["value"] != 1
    assert "stopped after 3 seconds" in ran.err and ran.code not in (0, 3)


def test_ctrl_c_leaves_what_was_found() -> None:
    words = [sys.executable, "-c", _CALCGD, *FIT, "--batch", "5", "--epochs", "100000000", "--lr", "1e-9"]
    with subprocess.Popen(
        [*words, "--format", "text"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as ran:
        assert ran.stdout is not None
        first = [ran.stdout.readline() for _ in range(3)]
        ran.send_signal(signal.SIGINT)
        rest = ran.stdout.read().splitlines()
        code = ran.wait()
    assert first[0].split()[:3] == ["Epoch", "b", "w"] and code == 130
    assert any(line.startswith("Parameter") for line in rest)
    assert rest[-1].startswith("step-limit: stopped after ")


_CALCGD = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from calcgd.main import entry
sys.exit(entry())
"""


def test_ctrl_c_leaves_what_a_search_for_least_squares_has() -> None:
    inputs = RANDOM.normal(size=(20_000, 3))
    rows = "".join(f"{a!r},{b!r},{c!r},{a * b - c!r}\n" for a, b, c in inputs.tolist())
    Path("wide.csv").write_text(f"a,b,c,y\n{rows}")
    units = " + ".join(f"v{i}*tanh(p{i}*a + q{i}*b + r{i}*c + s{i})" for i in range(8))
    words = [sys.executable, "-c", _CALCGD, "fit", units, "wide.csv", "--target", "y", "--format", "text"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as ran:
        assert ran.stderr is not None and ran.stdout is not None
        ran.stderr.readline()
        time.sleep(4)
        ran.send_signal(signal.SIGINT)
        lines, code = ran.stdout.read().splitlines(), ran.wait()
    assert code == 130
    assert lines[0].split()[0] == "Parameter" and lines[-1].startswith("step-limit: interrupted after ")


def test_the_steps_of_a_search_for_least_squares_can_be_limited(run: Run) -> None:
    found = record(run("fit", "exp(k*age/1000) + c", "data.csv", "--target", "y", "--max-steps", "2", "--json"))
    assert (found["status"], found["iterations"]) == ("step-limit", 2)

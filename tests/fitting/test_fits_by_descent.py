"""Fits against closed forms and numpy: lines, neurons, classes, mini-batches."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from calcgd.descent.methods import method_named
from calcgd.descent.schedules import schedule
from calcgd.descent.settings import Settings
from calcgd.descent.status import Status
from calcgd.errors import BadInput
from calcgd.expression import parse
from calcgd.fitting import batches as room
from calcgd.fitting.batches import Batches, Epoch, Plan
from calcgd.fitting.fit import Ending, Fit, Question, fitted, fitted_by_squares, runs
from calcgd.fitting.losses import loss_of
from calcgd.fitting.model import model_of
from calcgd.fitting.objective import Objective, Penalty

RANDOM = np.random.default_rng(3)
ROWS = 400
DATA: dict[str, Any] = {f"x{i}": RANDOM.normal(size=ROWS) for i in (1, 2, 3, 4)}
Z = DATA["x1"] - 2 * DATA["x2"] + 0.5 * DATA["x3"] + 3 * DATA["x4"] - 1
DATA["p"] = 1 / (1 + np.exp(-Z))
DATA["label"] = (RANDOM.random(ROWS) < DATA["p"]).astype(float)
DATA["noisy"] = Z + RANDOM.normal(size=ROWS)

LINE = "w1*x1 + w2*x2 + w3*x3 + w4*x4 + b"
TRUE = [-1.0, 1.0, -2.0, 0.5, 3.0]
DESIGN = np.column_stack([np.ones(ROWS), *(DATA[f"x{i}"] for i in (1, 2, 3, 4))])


def question(model: str, target: str, loss: str = "mse", penalty: Penalty = Penalty()) -> Question:  # noqa: B008
    asked = model_of(parse(model).tree, parse(target).tree, list(DATA))
    return Question(asked, DATA, ROWS, loss_of(loss), penalty, {})


def descended(asked: Question, method: str, rate: float | None = None, **settings: Any) -> Fit:
    ends = []
    for _, run in runs(asked, [0.0] * 5, None if method == "auto" else method, rate, Settings(**settings)):
        for _ in run:
            pass
        ends.append(run.result())
    end, engine = ends[-1], asked.engine
    return fitted(asked, end.point, 0.95, Ending(end.iterations, end.status, end.reason, end.method, engine))


def test_a_linear_regression_is_that_of_the_closed_form() -> None:
    closed = np.linalg.lstsq(DESIGN, DATA["noisy"], rcond=None)[0]
    found = fitted_by_squares(question(LINE, "noisy"), dict.fromkeys(("b", "w1", "w2", "w3", "w4"), 1.0), 0.95)
    assert list(found.parameters.values()) == pytest.approx(closed, rel=1e-10)
    assert found.status is Status.CONVERGED and found.engine == "squares"


@pytest.mark.parametrize(("method", "rate"), [("auto", None), ("gd", 0.3), ("bfgs", None)])
def test_descents_on_moments_end_there_too(method: str, rate: float | None) -> None:
    closed = np.linalg.lstsq(DESIGN, DATA["noisy"], rcond=None)[0]
    found = descended(question(LINE, "noisy"), method, rate, tolerance=1e-9)
    assert found.engine == "moments"
    assert list(found.parameters.values()) == pytest.approx(closed, abs=1e-8)
    assert found.report is not None and found.report.rss == pytest.approx(
        np.sum((DESIGN @ closed - DATA["noisy"]) ** 2), rel=1e-12
    )


@pytest.mark.parametrize("loss", ["mse", "half-mse", "logcosh"])
def test_a_sigmoid_neuron_recovers_its_weights(loss: str) -> None:
    found = descended(question(f"sigmoid({LINE})", "p", loss), "auto", tolerance=1e-10)
    assert list(found.parameters.values()) == pytest.approx(TRUE, abs=1e-5)


def test_a_logistic_regression_is_that_of_reweighted_least_squares() -> None:
    beta = np.zeros(5)
    for _ in range(30):
        mean = 1 / (1 + np.exp(-DESIGN @ beta))
        information = DESIGN.T @ (DESIGN * (mean * (1 - mean))[:, None])
        beta = beta + np.linalg.solve(information, DESIGN.T @ (DATA["label"] - mean))
    found = descended(question(f"sigmoid({LINE})", "label", "cross-entropy"), "auto", tolerance=1e-9)
    assert list(found.parameters.values()) == pytest.approx(beta, abs=1e-6)
    errors = np.sqrt(np.diag(np.linalg.inv(information)))
    assert [each.stderr for each in found.estimates] == pytest.approx(errors, rel=1e-6)
    assert found.accuracy == np.mean((DESIGN @ beta > 0) == (DATA["label"] == 1))


def test_a_ridge_is_that_of_the_closed_form() -> None:
    weight = 0.1
    closed = np.linalg.solve(DESIGN.T @ DESIGN / ROWS + weight * np.eye(5), DESIGN.T @ DATA["noisy"] / ROWS)
    found = descended(question(LINE, "noisy", penalty=Penalty(0.0, weight)), "auto", tolerance=1e-10)
    assert list(found.parameters.values()) == pytest.approx(closed, rel=1e-8)
    assert found.report is None


def test_what_ran_away_is_no_fit() -> None:
    found = descended(question(LINE, "noisy"), "gd", 5.0)
    assert found.status is Status.DIVERGED
    assert all(each.stderr is None for each in found.estimates)


# ---- mini-batches


def epochs(
    plan: Plan, method: str = "gd", rate: float = 0.5, bounds: Any = None, **options: Any
) -> tuple[list[Epoch], Batches]:
    asked = question(f"sigmoid({LINE})", "p", options.pop("loss", "mse"), options.pop("penalty", Penalty()))
    objective = Objective(asked.model, asked.loss, asked.penalty)
    run = Batches(objective, DATA, method_named(method), rate, Settings(tolerance=1e-9), plan)
    held_out = asked.problem if options.get("held_out") else None
    return list(run.run([0.0] * 5, bounds or {}, held_out)), run


def by_hand(batch: int, count: int, rate: float) -> Any:
    """Plain descent by batches in the order of the rows, in numpy."""
    x = np.zeros(5)
    for _ in range(count):
        for first in range(0, ROWS, batch):
            rows = slice(first, first + batch)
            says = 1 / (1 + np.exp(-DESIGN[rows] @ x))
            slope = 2 * (says - DATA["p"][rows]) * says * (1 - says)
            x = x - rate * DESIGN[rows].T @ slope / len(says)
    return x


@pytest.mark.parametrize("batch", [1, 7, 32, ROWS, 1000])
@pytest.mark.parametrize("machine", [False, True])
def test_batches_are_those_of_numpy(batch: int, machine: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_WORTH_ROWS", 0 if machine else 10**9)
    found, run = epochs(Plan(batch, 2, shuffle=False))
    assert found[-1].x == pytest.approx(by_hand(batch, 2, 0.5), rel=1e-10)
    assert run.steps == 2 * -(-ROWS // batch)
    assert (run.status, run.reason) == (Status.STEP_LIMIT, "stopped after 2 epochs")


@pytest.mark.parametrize("method", ["momentum", "adam", "rmsprop"])
def test_machine_code_follows_the_reference(method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ends = []
    for worth in (0, 10**9):
        monkeypatch.setattr(room, "_WORTH_ROWS", worth)
        found, _ = epochs(Plan(16, 3), method, 0.05, {"w1": (-0.5, 0.5)}, penalty=Penalty(0.01, 0.02))
        ends.append(found[-1].x)
    assert ends[0] == pytest.approx(ends[1], rel=1e-9)
    assert -0.5 <= ends[0][1] <= 0.5


@pytest.mark.parametrize("machine", [False, True])
def test_a_schedule_knows_the_steps_of_all_epochs(machine: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_WORTH_ROWS", 0 if machine else 10**9)
    asked = question(f"sigmoid({LINE})", "p")
    objective = Objective(asked.model, asked.loss, asked.penalty)
    settings = Settings(tolerance=1e-9, schedule=schedule("1 - t/n"))
    run = Batches(objective, DATA, method_named("gd"), 0.5, settings, Plan(100, 3, shuffle=False))
    *_, last = run.run([0.0] * 5, {}, None)
    x = np.zeros(5)
    for t in range(12):
        rows = slice(t % 4 * 100, t % 4 * 100 + 100)
        says = 1 / (1 + np.exp(-DESIGN[rows] @ x))
        x = x - (1 - t / 12) * 0.5 * DESIGN[rows].T @ (2 * (says - DATA["p"][rows]) * says * (1 - says)) / 100
    assert last.x == pytest.approx(x, rel=1e-10)


def test_equal_seeds_give_equal_epochs_and_other_seeds_others() -> None:
    first, again, other = (epochs(Plan(16, 2, seed=seed))[0] for seed in (1, 1, 2))
    assert first == again
    assert first[-1].x != other[-1].x


def test_batches_come_to_the_known_weights() -> None:
    found, run = epochs(Plan(8, 400), rate=2.0)
    assert run.status is Status.CONVERGED
    assert found[-1].x == pytest.approx(TRUE, abs=1e-4)


def test_rows_held_out_end_a_descent_that_no_longer_helps_them() -> None:
    asked = question("w1*x1 + w2*x2 + w3*x3 + w4*x4 + b", "noisy")
    other = {**DATA, "noisy": -DATA["noisy"]}
    held_out = Question(asked.model, other, ROWS, asked.loss, asked.penalty, {}).problem
    objective = Objective(asked.model, asked.loss, asked.penalty)
    run = Batches(objective, DATA, method_named("gd"), 0.05, Settings(), Plan(50, 100, patience=3))
    found = list(run.run([0.0] * 5, {}, held_out))
    assert len(found) == 4 and run.x == found[0].x
    assert "rows held out" in run.reason and run.status is Status.TARGET_REACHED


def test_a_rate_that_is_too_large_diverges() -> None:
    asked = question(LINE, "noisy")
    objective = Objective(asked.model, asked.loss, asked.penalty)
    run = Batches(objective, DATA, method_named("gd"), 50.0, Settings(), Plan(10, 50))
    list(run.run([0.0] * 5, {}, None))
    assert run.status is Status.DIVERGED and "a smaller learning rate is needed" in run.reason


@pytest.mark.parametrize("method", ["bfgs", "newton", "nelder-mead", "steepest"])
def test_methods_that_need_all_rows_do_not_go_by_batches(method: str) -> None:
    with pytest.raises(BadInput, match="cannot go by batches"):
        epochs(Plan(10, 1), method)

"""Descents on standardised inputs: each step is that of numpy on columns of mean 0 and deviation 1."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from calcgd.descent.methods import method_named
from calcgd.descent.settings import Settings
from calcgd.errors import BadInput
from calcgd.expression import parse
from calcgd.fitting import batches as room
from calcgd.fitting.batches import Batches, Plan
from calcgd.fitting.fit import Question, runs
from calcgd.fitting.losses import loss_of
from calcgd.fitting.model import model_of
from calcgd.fitting.objective import Objective, Penalty
from calcgd.fitting.standardised import inputs, standardised

RANDOM = np.random.default_rng(5)
ROWS = 200
DATA: dict[str, Any] = {
    "age": RANDOM.normal(40, 12, ROWS),
    "dose": RANDOM.normal(0.02, 0.004, ROWS),
    "flat": np.full(ROWS, 7.0),
}
DATA["y"] = 1 / (1 + np.exp(-(0.05 * DATA["age"] - 90 * DATA["dose"])))
Z = {name: (DATA[name] - DATA[name].mean()) / DATA[name].std() for name in ("age", "dose")}
START = [0.1, 0.02, -0.3]


def question(model: str, bounds: dict[str, tuple[float, float]] | None = None) -> Question:
    asked = model_of(parse(model).tree, parse("y").tree, list(DATA))
    return Question(asked, DATA, ROWS, loss_of("mse"), Penalty(), bounds or {})


def measured(model: str, bounds: dict[str, tuple[float, float]] | None = None) -> dict[str, Any]:
    asked = question(model, bounds)
    return {one.weight: one for one in inputs(asked.model, asked.means, tuple(bounds or {}))}


def by_hand(x: list[float], rate: float, steps: int, batch: int = ROWS) -> np.ndarray[Any, Any]:
    """Plain descent of `sigmoid(b + v*age + w*dose)` in the parameters of the standardised columns, brought back."""
    design = np.column_stack([np.ones(ROWS), Z["age"], Z["dose"]])
    means, sizes = (np.array([getattr(DATA[name], what)() for name in Z]) for what in ("mean", "std"))
    q = np.array([x[0] + means @ x[1:], *(sizes * x[1:])])
    for _ in range(steps):
        for first in range(0, ROWS, batch):
            part, y = design[first : first + batch], DATA["y"][first : first + batch]
            says = 1 / (1 + np.exp(-part @ q))
            q = q - rate * part.T @ (2 * (says - y) * says * (1 - says)) / len(y)
    return np.array([q[0] - means @ (q[1:] / sizes), *(q[1:] / sizes)])


NEURON = "sigmoid(b + v*age + w*dose)"


def test_a_descent_takes_the_steps_of_standardised_columns() -> None:
    asked = question(NEURON)
    method = standardised(method_named("gd"), asked.model.parameters, inputs(asked.model, asked.means))
    ((_, run),) = runs(asked, START, method, 0.7, Settings(max_steps=25))
    rows = list(run)
    assert rows[-1].new_x == pytest.approx(by_hand(START, 0.7, 25), rel=1e-9)
    assert run.result().method == "gradient descent on standardised inputs"


@pytest.mark.parametrize("machine", [False, True])
def test_so_do_batches(machine: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_WORTH_ROWS", 0 if machine else 10**9)
    asked = question(NEURON)
    method = standardised(method_named("gd"), asked.model.parameters, inputs(asked.model, asked.means))
    objective = Objective(asked.model, asked.loss, asked.penalty)
    run = Batches(objective, DATA, method, 0.7, Settings(), Plan(32, 3, shuffle=False))
    *_, last = run.run(START, {}, None)
    assert last.x == pytest.approx(by_hand(START, 0.7, 3, 32), rel=1e-9)


@pytest.mark.parametrize("name", ["momentum", "adam", "adamw", "rmsprop", "barzilai-borwein"])
def test_every_method_goes_as_it_does_on_standardised_columns(name: str) -> None:
    asked = question(NEURON)
    method = standardised(method_named(name), asked.model.parameters, inputs(asked.model, asked.means))
    ((_, run),) = runs(asked, START, method, 0.05, Settings(max_steps=6))
    for _ in run:
        pass
    plain = Question(asked.model, {**DATA, **Z}, ROWS, asked.loss, asked.penalty, {})
    means, sizes = np.array([DATA[name].mean() for name in Z]), np.array([DATA[name].std() for name in Z])
    begin = [START[0] + float(means @ START[1:]), *(sizes * START[1:]).tolist()]
    ((_, other),) = runs(plain, begin, name, 0.05, Settings(max_steps=6))
    for _ in other:
        pass
    q = np.array(other.result().point)
    assert run.result().point == pytest.approx([q[0] - means @ (q[1:] / sizes), *(q[1:] / sizes)], rel=1e-8)


def test_means_and_deviations_are_those_of_numpy() -> None:
    found = measured("b + v*age - 2*w*dose/3 + k*age**2")
    for name, values in (("v", DATA["age"]), ("w", -2 * DATA["dose"] / 3), ("k", DATA["age"] ** 2)):
        assert (found[name].mean, found[name].deviation) == pytest.approx((values.mean(), values.std()), rel=1e-12)
        assert found[name].bias == "b"


def test_without_a_bias_of_its_own_an_input_is_only_made_shorter() -> None:
    root = np.sqrt(np.mean(DATA["age"] ** 2))
    for model, bounds in (("sigmoid(v*age)", {}), ("b*exp(v*age + b)", {}), ("v*age + b", {"b": (0.0, 1.0)})):
        one = measured(model, bounds)["v"]
        assert (one.bias, one.mean, one.deviation) == (None, 0.0, pytest.approx(root, rel=1e-12))


def test_a_constant_column_is_made_one() -> None:
    one = measured("v*flat + b")["v"]
    assert (one.bias, one.mean, one.deviation) == (None, 0.0, 7.0)


@pytest.mark.parametrize("model", ["a*exp(k*age) + k", "a*b*age", "tanh(age + b)", "a**2*age", "v*age + v*dose"])
def test_a_parameter_that_stands_elsewhere_too_is_left_alone(model: str) -> None:
    assert not measured(model)


def test_methods_that_choose_their_steps_have_no_use_for_it() -> None:
    asked = question(NEURON)
    with pytest.raises(BadInput, match="chooses its steps itself"):
        standardised(method_named("bfgs"), asked.model.parameters, inputs(asked.model, asked.means))

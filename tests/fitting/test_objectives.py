"""The cost over rows and its derivatives, against numpy and central differences."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from calcgd.descent.problem import problem_of
from calcgd.expression import parse
from calcgd.fitting import objective as room
from calcgd.fitting.losses import LOSSES
from calcgd.fitting.model import Model, model_of
from calcgd.fitting.moments import sum_of_squares
from calcgd.fitting.objective import Objective, Penalty
from calcgd.fitting.squares.residuals import Residuals

RANDOM = np.random.default_rng(7)
ROWS = 300
DATA: dict[str, Any] = {name: RANDOM.normal(size=ROWS) for name in ("u", "v")}
DATA["y"] = 1 / (1 + np.exp(-(DATA["u"] - 2 * DATA["v"]))) + RANDOM.normal(size=ROWS) / 10
DATA["k"] = RANDOM.random(ROWS)


def model(source: str, weight: str | None = None) -> Model:
    return model_of(parse(source).tree, parse("y").tree, list(DATA), None if weight is None else parse(weight).tree)


NEURON = model("sigmoid(a*u + b*v + c)")
WEIGHTED = model("sigmoid(a*u + b*v + c)", "k")
X = [0.3, -0.7, 0.2]


def neuron(x: Any) -> Any:
    return 1 / (1 + np.exp(-(x[0] * DATA["u"] + x[1] * DATA["v"] + x[2])))


COSTS = {
    "mse": (NEURON, LOSSES["mse"], Penalty(), lambda x: np.mean((neuron(x) - DATA["y"]) ** 2)),
    "sse": (NEURON, LOSSES["sse"], Penalty(), lambda x: np.sum((neuron(x) - DATA["y"]) ** 2)),
    "weighted": (
        WEIGHTED, LOSSES["half-mse"], Penalty(),
        lambda x: np.sum(DATA["k"] * (neuron(x) - DATA["y"]) ** 2) / 2 / np.sum(DATA["k"]),
    ),
    "penalty": (
        NEURON, LOSSES["mae"], Penalty(0.25, 0.5),
        lambda x: np.mean(abs(neuron(x) - DATA["y"])) + 0.25 * np.sum(np.abs(x)) + 0.5 * np.sum(np.square(x)),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", COSTS)
@pytest.mark.parametrize("many", [False, True])
def test_cost_gradient_and_hessian(name: str, many: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if many:
        monkeypatch.setattr(room, "MANY_ROWS", 1)
    asked, loss, penalty, oracle = COSTS[name]
    problem = Objective(asked, loss, penalty).problem(DATA, ROWS)
    value, gradient = problem.value_and_gradient(X)
    assert value == pytest.approx(oracle(X), rel=1e-13) == problem.value(X)
    step = 1e-5
    for i in range(3):
        ahead, behind = ([*X[:i], X[i] + sign * step, *X[i + 1 :]] for sign in (1, -1))
        assert gradient[i] == pytest.approx((oracle(ahead) - oracle(behind)) / (2 * step), rel=1e-6, abs=1e-8)
        slopes = [problem.value_and_gradient(point)[1] for point in (ahead, behind)]
        row = [(a - b) / (2 * step) for a, b in zip(*slopes, strict=True)]
        assert problem.hessian is not None
        if name != "penalty":  # the corners of the absolute values are within the step
            assert problem.hessian(X)[i] == pytest.approx(row, rel=1e-5, abs=1e-7)


@pytest.mark.parametrize("weights", [None, DATA["k"]])
def test_squares_of_a_linear_model_are_a_formula(weights: Any) -> None:
    linear = model("a*u + b*v^2 + c")
    residuals = Residuals(linear.prediction, linear.target, DATA, linear.parameters, weights=weights)
    formula = sum_of_squares(residuals)
    assert formula is not None
    for x in ([0.0, 0.0, 0.0], [1.0, -2.0, 0.5], [100.0, 3.0, -7.0]):
        assert problem_of(formula, linear.parameters).value(x) == pytest.approx(residuals.rss(x), rel=1e-12)


def test_squares_of_other_models_are_not() -> None:
    assert sum_of_squares(Residuals(NEURON.prediction, NEURON.target, DATA, NEURON.parameters)) is None


def test_a_cost_known_from_its_gradient_is_not_added_up_again() -> None:
    asked: list[int] = []

    def sums_of(outputs: Any) -> Any:
        def sums(x: Any) -> list[float]:
            asked.append(len(outputs[1]))
            return [sum(x)] * len(outputs[1])

        return sums

    problem = Objective(NEURON, LOSSES["mse"], Penalty()).summed(sums_of, 0.5)
    assert problem.value(X) == problem.value_and_gradient(X)[0] == problem.value(tuple(X)) == pytest.approx(-0.1)
    assert problem.value([1.0, 2.0, 3.0]) == 3
    assert asked == [1, 4, 1]

"""A neuron with several inputs, trained in batches on half the mean squared error, and its chain rule split up."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

Run = Callable[..., Any]

RANDOM = np.random.default_rng(8)
INPUTS = RANDOM.normal(size=(24, 3))
NAMES = ("x1", "x2", "x3")


def sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


TRUE = np.array([1.5, -2.0, 0.5])
Y = sigmoid(INPUTS @ TRUE - 0.25)


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    rows = (",".join(map(repr, row)) for row in np.column_stack([INPUTS, Y]).tolist())
    Path("data.csv").write_text("\n".join([",".join([*NAMES, "y"]), *rows]) + "\n")


def trained(weights: np.ndarray, bias: float, batch: int, epochs: int, rate: float) -> tuple[np.ndarray, float]:
    """What the document does by hand: the mean of the products of the chain, batch by batch, in the order of the rows.

    The cost of a batch of N rows is 1/(2*N)*sum((yhat - y)**2).
    """
    for _ in range(epochs):
        for start in range(0, len(Y), batch):
            x, y = INPUTS[start : start + batch], Y[start : start + batch]
            yhat = sigmoid(x @ weights + bias)
            products = (yhat - y) * yhat * (1 - yhat)
            weights, bias = weights - rate * products @ x / len(y), bias - rate * float(np.mean(products))
    return weights, bias


NEURON = ("fit", "sigmoid(w*x + b)", "data.csv", "--target", "y", "--each-input", "w", "--loss", "half-mse")
START = ("--start", "w_x1=0.1,w_x2=0.2,w_x3=0.3,b=0")


@pytest.mark.parametrize("batch", [1, 6, 24])
def test_a_neuron_is_trained_in_batches(run: Run, batch: int) -> None:
    pace = ("--batch", str(batch), "--epochs", "4", "--lr", "0.5", "--in-order")
    found = json.loads(run(*NEURON, *START, *pace, "--json").out)
    weights, bias = trained(np.array([0.1, 0.2, 0.3]), 0.0, batch, 4, 0.5)
    values = {name: told["value"] for name, told in found["parameters"].items()}
    expected = {"b": bias, **{f"w_{name}": weight for name, weight in zip(NAMES, weights.tolist(), strict=True)}}
    assert values == pytest.approx(expected, rel=1e-9)
    assert found["loss"] == pytest.approx(float(np.mean((sigmoid(INPUTS @ weights + bias) - Y) ** 2)) / 2, rel=1e-9)


def test_a_weight_for_each_input_is_found(run: Run) -> None:
    found = json.loads(run(*NEURON, *START, "--json").out)
    values = {name: told["value"] for name, told in found["parameters"].items()}
    assert values == pytest.approx({"b": -0.25, "w_x1": 1.5, "w_x2": -2.0, "w_x3": 0.5}, rel=1e-6)
    assert found["status"] == "converged"


def test_the_chain_is_split_up(run: Run) -> None:
    """dJ/dw = 1/N*sum(dC/dyhat*dyhat/dw); the document forgets the factor x of dyhat/dw."""
    gradient = json.loads(run(*NEURON, *START, "--show-gradient", "--json").out)["gradient"]
    assert gradient["cost"] == "1/(2*N)*sum((yhat - y)**2)"
    assert (gradient["yhat"], gradient["z"]) == ("sigmoid(z)", "w_x1*x1 + w_x2*x2 + w_x3*x3 + b")
    factors = {name: factor["derivative"] for name, factor in gradient["factors"].items()}
    assert factors == {"dC/dyhat": "yhat - y", "dsigma/dz": "yhat*(1 - yhat)"}
    yhat = sigmoid(INPUTS @ np.array([0.1, 0.2, 0.3]))
    products = (yhat - Y) * yhat * (1 - yhat)
    for name, column in zip(NAMES, INPUTS.T, strict=True):
        partial = gradient["partials"][f"w_{name}"]
        assert partial["chain"] == f"1/N*sum(dC/dyhat*dyhat/dw_{name})"
        assert partial["factor"]["derivative"] == f"{name}*yhat*(1 - yhat)"
        assert partial["factor"]["steps"]["schema"] == f"dyhat/dw_{name} = dsigma/dz*dz/dw_{name}"
        assert partial["derivative"] == f"1/N*sum({name}*yhat*(1 - yhat)*(yhat - y))"
        assert partial["value"] == pytest.approx(float(np.mean(products * column)), rel=1e-10)
    assert gradient["partials"]["b"]["derivative"] == "1/N*sum(yhat*(1 - yhat)*(yhat - y))"
    assert gradient["partials"]["b"]["value"] == pytest.approx(float(np.mean(products)), rel=1e-10)
    assert gradient["check"] == "agrees"


def test_the_sigmoid_is_not_the_one_of_the_document(run: Run) -> None:
    """It writes 1/(1 + exp(z)), whose derivative is negative; sigma*(1 - sigma) is that of 1/(1 + exp(-z))."""
    assert run("check", "1/(1 + exp(-z))", "sigmoid(z)*(1 - sigmoid(z))").code == 0
    assert run("check", "1/(1 + exp(z))", "sigmoid(z)*(1 - sigmoid(z))").code == 1

"""What is said against a fit: residuals that are not random, plateaus, data that no cross-entropy is least for."""

from __future__ import annotations

from itertools import combinations, product
from typing import Any

import numpy as np
import pytest
from fitted import fitted, question

from calcgd.descent.status import Status
from calcgd.errors import BadInput
from calcgd.expression import parse
from calcgd.fitting.fit import Ending, Fit, Question
from calcgd.fitting.fit import fitted as ended
from calcgd.fitting.losses import loss_of
from calcgd.fitting.model import model_of
from calcgd.fitting.objective import Penalty
from calcgd.fitting.squares.likeness import likeness_by_chance
from calcgd.fitting.squares.search import LEVEL, minimize
from calcgd.fitting.verdict import SEPARABLE

X = np.linspace(0, 10, 200)
RNG = np.random.default_rng(11)
NOISE = RNG.normal(size=200)


# ---- residuals


@pytest.mark.parametrize("sizes", [[1.0] * 10, [1, 5, 0.1, 3, 3, 1, 2, 8, 0.5, 1]])
def test_likeness_bounds_what_coins_do(sizes: list[float]) -> None:
    bounds = np.array([likeness_by_chance(np.array(signs) * sizes) for signs in product((-1, 1), repeat=len(sizes))])
    for bound in bounds:
        assert np.mean(bounds <= bound * (1 + 1e-12)) <= bound


def test_likeness_of_values_that_are_no_matter_of_chance() -> None:
    assert likeness_by_chance(np.ones(41)) == pytest.approx(np.exp(-20))
    assert likeness_by_chance(1e-200 * np.ones(41)) == pytest.approx(np.exp(-20))
    assert likeness_by_chance(np.array([1.0, -1.0] * 20)) == 1
    assert likeness_by_chance(np.zeros(3)) == likeness_by_chance(np.ones(1)) == 1


def doubts(model: str, y: Any, start: dict[str, float], x: Any = X, **more: Any) -> list[str]:
    _, report = fitted(model, {"x": x, "y": y}, start, **more)
    return [note for note in report.notes if note.startswith(("neighbouring", "the mean of"))]


def test_random_residuals_are_no_reason_for_doubt() -> None:
    assert doubts("a*x + b", 2 * X + 1 + NOISE, {"a": 1, "b": 1}) == []
    # The labels of classes are random too, although residuals of one sign lie together.
    label = (RNG.random(200) < 1 / (1 + np.exp(5 - X))).astype(float)
    assert doubts("sigmoid(w*x + b)", label, {"w": 1, "b": 1}) == []
    # The order of rows with equal inputs means nothing.
    assert doubts("a", np.sort(NOISE), {"a": 0}, x=np.ones(200)) == []


def test_a_model_that_misses_something() -> None:
    (said,) = doubts("a*x + b", X**2 + NOISE, {"a": 1, "b": 1})
    assert "the model misses something;" in said and "--start" not in said
    (said,) = doubts("a*exp(b*x)", X**2 + NOISE, {"a": 1, "b": 0.1})
    assert "or this is the wrong basin: try another --start" in said
    order = RNG.permutation(200)
    assert doubts("a*x + b", (X**2 + NOISE)[order], {"a": 1, "b": 1}, x=X[order])
    without = np.where(np.abs(X - 5) < 3, 0.0, 1.0)
    assert doubts("a*x + b", np.where(without > 0, 2 * X + NOISE, 99), {"a": 1, "b": 1}, weights=without) == []


def test_worse_than_the_mean() -> None:
    (said,) = doubts("sin(w*x)", 5 + NOISE, {"w": 1})
    assert said.startswith("the mean of the target fits better than this") and "try another --start" in said
    assert doubts("a", NOISE, {"a": 1}) == []


# ---- basins


CASES: dict[str, tuple[str, Any, Any, dict[str, float]]] = {
    "peak": (
        "h*exp(-((x - m)/s)^2/2) + c",
        np.linspace(400, 700, 120),
        lambda x: 80 * np.exp(-(((x - 532) / 9) ** 2) / 2) + 5,
        {"h": 80, "m": 532, "s": 9, "c": 5},
    ),
    "wave": ("a*sin(w*x) + c", X, lambda x: 2 * np.sin(7.3 * x) + 1, {"a": 2, "w": 7.3, "c": 1}),
    "neuron": ("tanh(w*x + b)", X * 200 + 4000, lambda x: np.tanh((x - 5000) / 300), {"w": 1 / 300, "b": -50 / 3}),
    "growth": (
        "k/(1 + exp(-r*(x - m)))",
        X * 2 + 2000,
        lambda x: 250 / (1 + np.exp(-0.8 * (x - 2011))),
        {"k": 250, "r": 0.8, "m": 2011},
    ),
    "saturation": ("v*x/(k + x)", X * 1e4, lambda x: 3 * x / (2e4 + x), {"v": 3, "k": 2e4}),
    "power": ("a*x^b", np.geomspace(0.1, 1e5, 50), lambda x: 3.2 * x**0.62, {"a": 3.2, "b": 0.62}),
    "pieces": (
        "a + b*x if x < k else a + b*k + d*(x - k)",
        X * 100,
        lambda x: np.where(x < 430, 2 + 0.1 * x, 45 - 0.05 * (x - 430)),
        {"a": 2, "b": 0.1, "d": -0.05, "k": 430},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_right_basin_is_found_from_a_start_at_one(name: str) -> None:
    model, x, rule, true = CASES[name]
    fit, report = fitted(model, {"x": x, "y": rule(x)}, dict.fromkeys(true, 1.0))
    assert report.r2 == pytest.approx(1, abs=1e-12)
    assert {key: abs(value) for key, value in fit.parameters.items()} == pytest.approx(
        {key: abs(value) for key, value in true.items()}, rel=1e-6
    )


def test_a_network_on_inputs_of_any_scale() -> None:
    data = {"x": 5000 + 300 * RNG.normal(size=300), "z": 1e-4 * RNG.normal(size=300)}
    u, v = (data["x"] - 5000) / 300, data["z"] * 1e4
    y = 3 * np.tanh(u - v) - 2 * np.tanh(0.5 * u + 2 * v + 1)
    start = {"b1": 1.5, "b2": 0.7, "c": 1.0, "u1": 2.0, "u2": 0.6, "v1": 0.6, "v2": 2.6, "w1": 2.1, "w2": 0.7}
    fit, report = fitted("v1*tanh(w1*x + u1*z + b1) + v2*tanh(w2*x + u2*z + b2) + c", {**data, "y": y}, start)
    assert report.r2 == pytest.approx(1, abs=1e-9)
    assert sorted(abs(fit.parameters[name]) for name in ("v1", "v2")) == pytest.approx([2, 3], rel=1e-4)


# ---- plateaus and data without a minimum


def ending(
    model: str, data: dict[str, Any], x: list[float], loss: str = "mse", status: Status = Status.CONVERGED, **more: Any
) -> Fit:
    weight = parse("weight").tree if "weight" in data else None
    asked = model_of(parse(model).tree, parse("y").tree, list(data), weight)
    columns = {name: np.array(column, float) for name, column in data.items()}
    rows = len(columns["y"])
    bounds, penalty = more.get("bounds", {}), more.get("penalty", Penalty())
    end = Ending(1, status, "the gradient is small", "gd", "rows")
    return ended(Question(asked, columns, rows, loss_of(loss), penalty, bounds), x, 0.95, end)


SEPARATED = {"x": [1, 2, 3, 4], "y": [0, 0, 1, 1]}


@pytest.mark.parametrize(
    ("model", "data", "x"),
    [
        ("sigmoid(w*x + b)", SEPARATED, [-25.0, 10.0]),
        ("sigmoid(w*x + b)", SEPARATED, [-2.5e-9, 1e-9]),
        ("1/(1 + exp(-(w*x + b)))", SEPARATED, [-25.0, 10.0]),
        ("(e^(-b - x*w) + 1)^-1", SEPARATED, [-25.0, 10.0]),
        ("sigmoid(b - w*x + 100)", SEPARATED, [-25.0, -10.0]),
        ("sigmoid(w*x + b)", {"x": [1, 2, 9, 3], "y": [0, 0, 0, 1], "weight": [1, 1, 0, 1]}, [-25.0, 10.0]),
    ],
)
def test_separable_data_have_no_fit(model: str, data: dict[str, Any], x: list[float]) -> None:
    fit = ending(model, data, x, "cross-entropy")
    assert (fit.status, fit.reason) == (Status.STALLED, SEPARABLE)
    assert all(each.stderr is None for each in fit.estimates)


@pytest.mark.parametrize(
    ("model", "data", "x", "more"),
    [
        ("sigmoid(w*x + b)", {"x": [1, 2, 3, 4], "y": [0, 1, 0, 1]}, [-2.5, 1.0], {}),
        ("sigmoid(w*x + b)", {"x": [1, 2, 2, 4], "y": [0, 0, 1, 1]}, [-20.0, 10.0], {}),
        ("sigmoid(w*x + b)", {"x": [1, 2, 3, 4], "y": [0.1, 0, 1, 1]}, [-25.0, 10.0], {}),
        ("sigmoid(w*x - 3)", {"x": [1, 2], "y": [0, 0]}, [1.0], {}),
        ("sigmoid(w^3*x + b)", SEPARATED, [-25.0, 2.0], {}),
        ("1/(2 + exp(-(w*x + b)))", SEPARATED, [-25.0, 10.0], {}),
        ("sigmoid(w*x + b)", SEPARATED, [-25.0, 10.0], {"penalty": Penalty(0.0, 0.1)}),
        ("sigmoid(w*x + b)", SEPARATED, [-25.0, 10.0], {"bounds": {"w": (-10.0, 10.0)}}),
    ],
)
def test_nothing_is_called_separable_that_is_not_proved(
    model: str, data: dict[str, Any], x: list[float], more: dict[str, Any]
) -> None:
    assert ending(model, data, x, "cross-entropy", **more).status is Status.CONVERGED


@pytest.mark.parametrize("loss", ["mse", "mae", "huber"])
def test_a_plateau_is_no_minimum(loss: str) -> None:
    fit = ending("sigmoid(w*x + b)", {"x": [-1000, 1000], "y": [1, 0]}, [1.0, 1.0], loss)
    assert (fit.status, fit.reason) == (Status.STALLED, LEVEL)
    fit = ending("sigmoid(w*x + b)", {"x": [-1000, 1000], "y": [0, 1]}, [1.0, 1.0], loss)
    assert fit.status is Status.CONVERGED


def test_where_a_descent_stopped_nothing_is_held_against_the_model() -> None:
    def notes(status: Status, w: float, model: str = "w*x") -> tuple[str, ...]:
        asked = model_of(parse(model).tree, parse("y").tree, ["x", "y"])
        question = Question(asked, {"x": X, "y": X + 2.0}, len(X), loss_of("mse"), Penalty(), {})
        return ended(question, [w], 0.95, Ending(1, status, "stopped", "gd", "rows")).notes

    stopped = "the errors are those of the point where it stopped, which is not shown to be a minimum"
    assert notes(Status.STEP_LIMIT, 1.3) == (stopped,)
    assert notes(Status.STEP_LIMIT, -1.0) == (stopped, "the mean of the target fits better than this")
    assert notes(Status.STEP_LIMIT, -1.0, "w^3*x")[1].endswith("than this: try another --start")
    assert any("the model misses something" in note for note in notes(Status.CONVERGED, 1.3))


def test_standard_errors_of_inputs_on_scales_far_apart() -> None:
    y = [0, 1, 0, 0, 1, 1, 0, 1]
    x = np.array([1.0, 2, 3, 4, 5, 6, 7, 8])
    near, far = (ending("sigmoid(w*x + b)", {"x": x * unit, "y": y}, [-1.0, 0.3 / unit], "cross-entropy")
                 for unit in (1.0, 1e9))  # fmt: skip
    assert [each.stderr for each in near.estimates] == pytest.approx(
        [far.estimates[0].stderr, (far.estimates[1].stderr or 0) * 1e9], rel=1e-6
    )


def test_a_search_on_a_plateau_says_so() -> None:
    residuals = question("sigmoid(w*x + b)", {"x": [-1000, 1000], "y": [1, 0]}, "wb")
    end = minimize(residuals, (1.0, 1.0), ((-9.0, 9.0), (-9.0, 9.0)))
    assert (end.status, end.reason) == (Status.STALLED, LEVEL)


# ---- corners


@pytest.mark.parametrize("weights", [{}, {"weight": [2.0, 1, 1, 3, 1, 0, 1, 5, 1]}])
def test_a_mean_absolute_error_is_least_at_one_corner_alone(weights: dict[str, Any]) -> None:
    x = np.array([0.0, 1, 2, 3, 4, 5, 6, 7, 8])
    y = np.array([1.3, 2.9, 5.2, 7.1, 30.0, 10.8, -9.0, 15.1, 16.8])
    weight = np.array(weights.get("weight", np.ones(9)))
    cost, said = {}, {}
    for i, j in combinations(np.flatnonzero(weight).tolist(), 2):
        a = (y[j] - y[i]) / (x[j] - x[i])
        b = y[i] - a * x[i]
        cost[i, j] = weight @ np.abs(a * x + b - y)
        said[i, j] = ending("a*x + b", {"x": x, "y": y, **weights}, [a, b], "mae", Status.STALLED).status
    least = min(cost, key=lambda pair: cost[pair])
    assert [pair for pair in said if said[pair] is Status.CONVERGED] == [least]


@pytest.mark.parametrize(
    ("model", "more"),
    [("a^2*x", {}), ("a*x", {"penalty": Penalty(0.0, 0.1)}), ("a*x", {"bounds": {"a": (0.0, 3.0)}})],
)
def test_corners_are_judged_of_linear_models_alone(model: str, more: dict[str, Any]) -> None:
    data = {"x": [1, 2, 3], "y": [1, 2, 3]}
    assert ending("a*x", data, [1.0], "mae", Status.STALLED).status is Status.CONVERGED
    assert ending(model, data, [1.0], "mae", Status.STALLED, **more).status is Status.STALLED


# ---- scales


@pytest.mark.parametrize("unit", [1e-200, 1e-100, 1e100])
def test_inputs_of_any_size(unit: float) -> None:
    plain = fitted("a*x + b", {"x": X, "y": 2 * X + 1 + NOISE}, {"a": 1, "b": 1})[1].estimates
    scaled = fitted("a*x + b", {"x": X * unit, "y": 2 * X + 1 + NOISE}, {"a": 1, "b": 1})[1].estimates
    assert scaled[0].value * unit == pytest.approx(plain[0].value, rel=1e-9)
    assert (scaled[0].stderr or 0) * unit == pytest.approx(plain[0].stderr, rel=1e-9)
    assert scaled[1][1:5] == pytest.approx(plain[1][1:5], rel=1e-9)


@pytest.mark.parametrize(("unit", "word"), [(1e200, "large"), (1e-200, "small")])
def test_targets_whose_squares_are_no_floats(unit: float, word: str) -> None:
    with pytest.raises(BadInput, match=f"the target is too {word} to be squared"):
        question("a*x", {"x": X, "y": X * unit}, "a")
    with pytest.raises(BadInput, match=f"the weighted target is too {word} to be squared"):
        question("a*x", {"x": X, "y": X}, "a", weights=[unit**1.52] * 200)

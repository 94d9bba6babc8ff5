"""Searches for the least sum of squares: known answers, bounds, weights, starts that are poor or undefined, honesty."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from fitted import digits, fitted, question
from hypothesis import given, settings
from hypothesis import strategies as st

from calcgd.descent.status import Status
from calcgd.errors import BadInput
from calcgd.fitting.squares.effort import Effort
from calcgd.fitting.squares.least_squares import SquaresFit, least_squares
from calcgd.fitting.squares.search import minimize
from calcgd.numeric.rows import BLOCK

X = np.linspace(0, 5, 30)
RNG = np.random.default_rng(7)
NOISE = RNG.normal(size=30) * 0.05
UNBOUNDED = (-math.inf, math.inf)


def test_exact_data_give_their_parameters_back() -> None:
    fit, _ = fitted("a*exp(-b*x) + c", {"x": X, "y": 2 * np.exp(-0.7 * X) + 0.3}, {"a": 1, "b": 3, "c": 0})
    assert digits(fit.parameters.values(), [2, 0.7, 0.3]) > 10
    assert fit.status is Status.CONVERGED


def half_gradient(fit: SquaresFit, y: Any) -> list[float]:
    """Half the gradient of the sum of squares of a*exp(-b*x) by a and b, worked out by hand."""
    a, b = fit.parameters["a"], fit.parameters["b"]
    u = np.exp(-b * X)
    return [float((a * u - y) @ u), float((a * u - y) @ (-a * X * u))]


@settings(max_examples=12, deadline=None, derandomize=True)
@given(st.floats(0.3, 3), st.floats(0.2, 2))
def test_noisy_data_end_in_a_minimum(a: float, b: float) -> None:
    y = a * np.exp(-b * X) + NOISE
    fit, _ = fitted("a*exp(-b*x)", {"x": X, "y": y}, {"a": 1, "b": 1})
    assert half_gradient(fit, y) == pytest.approx([0, 0], abs=1e-11)
    assert fit.rss <= NOISE @ NOISE
    assert fit.status is Status.CONVERGED


def test_a_neuron_with_four_inputs_is_recovered() -> None:
    data = {f"x{i}": RNG.normal(size=400) for i in range(1, 5)}
    z = 0.8 * data["x1"] - 1.7 * data["x2"] + 0.25 * data["x3"] + 2 * data["x4"] - 0.5
    start = {name: 0.0 for name in ["w1", "w2", "w3", "w4", "b"]}
    fit, _ = fitted("sigmoid(w1*x1+w2*x2+w3*x3+w4*x4+b)", {**data, "y": 1 / (1 + np.exp(-z))}, start)
    assert digits(fit.parameters.values(), [0.8, -1.7, 0.25, 2, -0.5]) > 9


@pytest.mark.parametrize(
    ("bounds", "start"),
    [({"b": (0, 0.4)}, 0.2), ({"b": (0.9, 3)}, 2.0), ({"a": (0, 1)}, 0.5), ({"a": (0, 1), "b": (0, 0.3)}, 0.1)],
)
def test_bounds_hold_and_lead_no_further_down(bounds: dict[str, tuple[float, float]], start: float) -> None:
    y = 2 * np.exp(-0.7 * X) + NOISE
    fit, _ = fitted("a*exp(-b*x)", {"x": X, "y": y}, {"a": 1, "b": start}, bounds)
    assert set(fit.at_bound) == set(bounds)
    assert fit.status is Status.CONVERGED
    for name, downhill in zip("ab", half_gradient(fit, y), strict=True):
        low, high = bounds.get(name, UNBOUNDED)
        assert fit.parameters[name] == low or downhill <= 1e-11
        assert fit.parameters[name] == high or downhill >= -1e-11
        assert low <= fit.parameters[name] <= high


def test_a_bound_that_does_not_matter_changes_nothing() -> None:
    fit, _ = fitted("a*exp(-b*x)", {"x": X, "y": 2 * np.exp(-0.7 * X)}, {"a": 1, "b": 1}, {"a": (0, 9), "b": (0, 9)})
    assert digits(fit.parameters.values(), [2, 0.7]) > 10
    assert fit.at_bound == ()


def test_a_weight_of_two_is_a_row_that_comes_twice() -> None:
    y = 2 * np.exp(-0.7 * X) + NOISE
    start = {"a": 1, "b": 1}
    weighted, _ = fitted("a*exp(-b*x)", {"x": X, "y": y}, start, weights=[2] * 10 + [1] * 20)
    twice, _ = fitted("a*exp(-b*x)", {"x": [*X[:10], *X], "y": [*y[:10], *y]}, start)
    assert weighted.rss == pytest.approx(twice.rss, rel=1e-12)
    assert list(weighted.parameters.values()) == pytest.approx(list(twice.parameters.values()), rel=1e-9)


def test_units_of_parameters_do_not_matter() -> None:
    y = 2 * np.exp(-0.7 * X) + NOISE
    plain, _ = fitted("a*exp(-b*x)", {"x": X, "y": y}, {"a": 1, "b": 1})
    scaled, _ = fitted("1e9*a*exp(-b*x*1e-7)", {"x": X, "y": y}, {"a": 1e-9, "b": 1e7})
    assert [scaled.parameters["a"] * 1e9, scaled.parameters["b"] * 1e-7] == pytest.approx(
        list(plain.parameters.values())
    )


def test_many_rows_are_folded_block_by_block() -> None:
    x = np.linspace(0, 5, 2 * BLOCK + 5)
    y = 2 * np.exp(-0.7 * x) + 0.1 * np.sin(1000 * x)
    residuals = question("a*exp(-b*x)", {"x": x, "y": y}, "ab")
    triangle = residuals.triangle([1.5, 0.5])
    jacobian = np.column_stack([np.exp(-0.5 * x), -1.5 * x * np.exp(-0.5 * x)])
    difference = 1.5 * np.exp(-0.5 * x) - y
    assert triangle.factor.T @ triangle.factor == pytest.approx(jacobian.T @ jacobian, rel=1e-12)
    assert triangle.factor.T @ triangle.projection == pytest.approx(jacobian.T @ difference, rel=1e-10)
    assert triangle.rss == pytest.approx(difference @ difference, rel=1e-12)
    assert residuals.rss([1.5, 0.5]) == pytest.approx(triangle.rss, rel=1e-12)


def test_a_fit_to_many_rows_is_that_of_all_of_them() -> None:
    x = np.linspace(0, 5, 40_000)
    fit, _ = fitted("a*exp(-b*x)", {"x": x, "y": 2 * np.exp(-0.7 * x)}, {"a": 1, "b": 3})
    assert digits(fit.parameters.values(), [2, 0.7]) > 10


def test_another_basin_is_told() -> None:
    x = np.linspace(0, 9, 40)
    fit, _ = fitted("a*sin(b*x + c)", {"x": x, "y": 2 * np.sin(3 * x + 0.5)}, {"a": 1, "b": 1, "c": 1})
    assert fit.rss < 1e-20
    assert "more than one basin" in fit.notes[0]


@pytest.mark.parametrize(("off", "taken"), [(1.001, True), (1.1, False)])
def test_a_minimum_is_not_given_up_for_a_place_that_is_hardly_lower(
    monkeypatch: pytest.MonkeyPatch, off: float, taken: bool
) -> None:
    residuals = question("a*exp(b*x)", {"x": X, "y": 2 * np.exp(-0.7 * X) + NOISE}, "ab")
    low = minimize(residuals, (1, -1), (UNBOUNDED, UNBOUNDED))
    there = (off * low.x[0], low.x[1])
    ends = [low._replace(x=there, triangle=residuals.triangle(there)), low._replace(status=Status.STALLED)]
    monkeypatch.setattr("calcgd.fitting.squares.least_squares._ends", lambda *_: ends)
    fit = least_squares(residuals, {"a": 1, "b": -1})
    assert (fit.status is Status.CONVERGED) == taken
    assert fit.parameters["a"] == (there if taken else low.x)[0]
    told = "another search came lower by less than a part in a thousand, but did not converge"
    assert (told in fit.notes) == taken


def test_a_neuron_that_is_saturated_in_all_rows_at_the_start() -> None:
    x = np.linspace(500, 1500, 100)
    fit, _ = fitted("sigmoid(w*x + b)", {"x": x, "y": 1 / (1 + np.exp(20 - 0.02 * x))}, {"w": 1, "b": 1})
    assert digits(fit.parameters.values(), [0.02, -20]) > 8
    assert fit.notes


def test_a_start_where_the_model_is_undefined() -> None:
    fit, _ = fitted("a*log(x - b)", {"x": X, "y": np.log(X + 1)}, {"a": 1, "b": 3})
    assert digits(fit.parameters.values(), [1, -1]) > 10
    assert fit.notes == ("the model is not defined at the start: another one was taken",)


def test_a_model_that_is_nowhere_defined() -> None:
    residuals = question("log(a*x)", {"x": [-1, 0, 1], "y": [1, 2, 3]}, "a")
    fit = least_squares(residuals, {"a": 1})
    assert fit.status is Status.LEFT_DOMAIN
    assert "in 2 of 3 rows, the first of them row 1" in fit.reason


def test_a_dead_unit_has_not_converged() -> None:
    residuals = question("relu(w*x + b)", {"x": X, "y": X}, "wb")
    end = minimize(residuals, (-1.0, -3.0), (UNBOUNDED, UNBOUNDED))
    assert end.status is Status.STALLED


def test_too_few_iterations_are_told() -> None:
    residuals = question("a*exp(-b*x) + c", {"x": X, "y": 2 * np.exp(-0.7 * X) + NOISE}, "abc")
    assert least_squares(residuals, {"a": 5, "b": 9, "c": 3}, effort=Effort(1)).status is Status.STEP_LIMIT


def test_overflow_on_the_way_is_survived() -> None:
    fit, _ = fitted("a*exp(exp(b*x))", {"x": X, "y": 2 * np.exp(np.exp(-X))}, {"a": 1, "b": 1})
    assert digits(fit.parameters.values(), [2, -1]) > 9


def test_an_unknown_name() -> None:
    with pytest.raises(BadInput, match="z has no value"):
        question("a*z", {"x": X, "y": X}, "a")


@pytest.mark.parametrize("weights", [[1, -1], [1, float("nan")]])
def test_weights_that_are_none(weights: list[float]) -> None:
    with pytest.raises(BadInput, match="weight of row 2"):
        question("a", {"y": [1, 2]}, "a", weights=weights)


def test_nothing_to_find() -> None:
    fit, report = fitted("2*x", {"x": [1, 2], "y": [1, 5]}, {})
    assert fit.parameters == {}
    assert fit.rss == pytest.approx(2, rel=1e-14)
    assert report.freedom == 2

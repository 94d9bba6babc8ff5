"""A derivative by time, the mean squared error over data with its gradient, its U, and one update, by commands."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

Run = Callable[..., Any]

X = np.array([0.5, 1.0, 1.5, 2.0, 2.5, 3.0])
Y = np.array([1.2, 1.9, 3.3, 3.8, 5.1, 5.9])
DATA = "x,y\n" + "".join(f"{x!r},{y!r}\n" for x, y in zip(X.tolist(), Y.tolist(), strict=True))

BEST = float(X @ Y / (X @ X))
"""The theta that makes the mean squared error of theta*x least."""


def fit(run: Run, *options: str) -> dict[str, Any]:
    return json.loads(run("fit", *options, "-", "--target", "y", "--json", stdin=DATA).out)


@pytest.mark.parametrize(
    ("velocity", "acceleration"),
    [("3*t^2 + 2*t", "6*t + 2"), ("v0 + a*t", "a"), ("20*(1 - exp(-t/5))", "4*exp(-t/5)")],
)
def test_acceleration_is_the_derivative_of_velocity_by_time(run: Run, velocity: str, acceleration: str) -> None:
    assert run("diff", velocity, "--wrt", "t").out == f"{acceleration}\n"


def slope_by_differences(cost: Callable[[float], float], theta: float) -> float:
    return (cost(theta + 1e-6) - cost(theta - 1e-6)) / 2e-6


@pytest.mark.parametrize(
    ("model", "h", "by_hand"),
    [
        ("theta*x", lambda theta: theta * X, "2/N*sum(x*(yhat - y))"),
        ("exp(theta*x)", lambda theta: np.exp(theta * X), "2/N*sum(x*yhat*(yhat - y))"),
        ("theta^2*x + theta", lambda theta: theta**2 * X + theta, "2/N*sum((2*theta*x + 1)*(yhat - y))"),
    ],
)
def test_the_gradient_of_the_mean_squared_error_has_its_factors(
    run: Run, model: str, h: Callable[[float], Any], by_hand: str
) -> None:
    """The document's formula for it leaves out the 2 and the derivative of h by theta."""
    found = fit(run, model, "--loss", "(y - yhat)^2", "--show-gradient", "--start", "theta=0.4")["gradient"]
    assert found["cost"] == "1/N*sum((y - yhat)**2)"
    theta = found["partials"]["theta"]
    assert (theta["chain"], theta["derivative"]) == ("1/N*sum(dC/dyhat*dyhat/dtheta)", by_hand)
    expected = slope_by_differences(lambda theta: float(np.mean((Y - h(theta)) ** 2)), 0.4)
    assert theta["value"] == pytest.approx(expected, rel=1e-6)
    assert found["check"] == "agrees"


def slope_at(run: Run, theta: float) -> float:
    gradient = fit(run, "theta*x", "--show-gradient", "--start", f"theta={theta!r}")["gradient"]
    return gradient["partials"]["theta"]["value"]


def test_the_slope_of_the_cost_is_negative_left_of_the_minimum_and_positive_right_of_it(run: Run) -> None:
    assert fit(run, "theta*x")["parameters"]["theta"]["value"] == pytest.approx(BEST, rel=1e-12)
    slopes = [slope_at(run, BEST + away) for away in (-2, -1, -0.5, 0.5, 1, 2)]
    curvature = 2 * float(np.mean(X**2))
    assert slopes == pytest.approx([curvature * away for away in (-2, -1, -0.5, 0.5, 1, 2)], rel=1e-9)
    assert slope_at(run, BEST) == pytest.approx(0, abs=1e-12)


def test_the_cost_against_a_parameter_is_a_u(run: Run) -> None:
    thetas = [0.5, 1, 1.5, 1.9, 2.5, 3, 4]
    costs = [fit(run, "theta*x + b", "--fix", f"theta={theta}")["loss"] for theta in thetas]
    assert costs == pytest.approx([float(np.var(Y - theta * X)) for theta in thetas], rel=1e-9)
    lowest = costs.index(min(costs))
    assert sorted(costs[: lowest + 1], reverse=True) == costs[: lowest + 1]
    assert sorted(costs[lowest:]) == costs[lowest:] and 0 < lowest < len(costs) - 1


def test_one_update_with_the_learning_rate_one(run: Run) -> None:
    """theta_new = theta - 1*dJ/dtheta."""
    start = 3.0
    slope = float(np.mean(2 * X * (start * X - Y)))
    options = ("--method", "gd", "--lr", "1", "--max-steps", "1", "--start", f"theta={start}")
    found = fit(run, "theta*x", *options)
    assert found["parameters"]["theta"]["value"] == pytest.approx(start - slope, rel=1e-12)
    assert (found["iterations"], found["status"]) == (1, "step-limit")
    assert slope_at(run, start) == pytest.approx(slope, rel=1e-12)

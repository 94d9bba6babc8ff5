"""Models that are linear in their parameters: which they are, and that the solution is exact."""

from __future__ import annotations

import re
from fractions import Fraction

import numpy as np
import pytest
from fitted import fitted, question
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Matrix, Rational

from calcgd.descent.status import Status
from calcgd.expression import parse
from calcgd.fitting.linearity import linear_parameters


@pytest.mark.parametrize(
    ("model", "linear"),
    [
        ("a*x + b", "ab"), ("a*sin(x) + b*x^2 - c", "abc"), ("(a + b*x)/(1 + x^2)", "ab"), ("a*exp(-b*x) + c", "ac"),
        ("exp(b*x)", ""), ("a*b*x", "a"), ("(a + b)*c", "ab"), ("(a*x + b)/(c + x)", "ab"), ("a^2*x", ""),
        ("floor(a)*x + b", "b"), ("sign(a*x) + b", "b"), ("abs(a)*x", ""), ("a*x if x > 0 else b", "ab"),
        ("a*x if b > 0 else a", "a"), ("max(a, b)", ""), ("x", "abc"), ("b/a", "b"),
    ],
)  # fmt: skip
def test_linear_parameters(model: str, linear: str) -> None:
    names = [name for name in "abc" if re.search(rf"\b{name}\b", model)] or list("abc")
    assert "".join(linear_parameters(parse(model).tree, ("x", "y"), names)) == linear


@settings(max_examples=20, deadline=None, derandomize=True)
@given(
    st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=4, max_size=8, unique_by=lambda p: p[0])
)
def test_the_normal_equations_hold_exactly(points: list[tuple[int, int]]) -> None:
    fit, _ = fitted(
        "a + b*x + c*x^2", {"x": [x for x, _ in points], "y": [y for _, y in points]}, dict.fromkeys("abc", 0)
    )
    design = Matrix([[1, x, x**2] for x, _ in points])
    true = (design.T * design).LUsolve(design.T * Matrix([y for _, y in points]))
    assert list(fit.parameters.values()) == [float(Fraction(value.p, value.q)) for value in true]
    assert fit.status is Status.CONVERGED


def test_weights_are_exact_too() -> None:
    fit, _ = fitted("a*x", {"x": [1, 2], "y": [1, 5]}, {"a": 0}, weights=[3, 0.5])
    assert fit.parameters["a"] == float(Rational(8, 5))


def test_the_start_does_not_matter() -> None:
    data = {"x": [1, 2, 3, 4], "y": [2, 3, 5, 4]}
    assert (
        fitted("a*x + b", data, {"a": 1e9, "b": -7})[0].parameters
        == fitted("a*x + b", data, {"a": 0, "b": 0})[0].parameters
    )


def test_many_rows_agree_with_the_closed_form() -> None:
    rng = np.random.default_rng(3)
    x = rng.normal(size=200_000) + 50
    y = 3 * x - 7 + rng.normal(size=len(x))
    fit, _ = fitted("w*x + b", {"x": x, "y": y}, {"w": 0, "b": 0})
    centred = x - x.mean()
    slope = float(centred @ (y - y.mean()) / (centred @ centred))
    assert fit.parameters["w"] == pytest.approx(slope, rel=1e-10)
    assert fit.parameters["b"] == pytest.approx(float(y.mean()) - slope * float(x.mean()), rel=1e-10)


def test_functions_that_are_not_rational_are_solved_in_floats() -> None:
    x = np.linspace(0, 6, 40)
    fit, _ = fitted(
        "a*sin(x) + b*exp(-x) + c", {"x": x, "y": 2 * np.sin(x) - 3 * np.exp(-x) + 0.5}, dict.fromkeys("abc", 0)
    )
    assert list(fit.parameters.values()) == pytest.approx([2, -3, 0.5], rel=1e-13)


def test_a_bound_holds_a_linear_model() -> None:
    fit, _ = fitted("a*x + b", {"x": [0, 1, 2], "y": [1, 3, 5]}, {"a": 1, "b": 1}, {"a": (0, 1.5)})
    # With a = 3/2 the best b is the mean of y - 3x/2.
    assert fit.parameters == pytest.approx({"a": 1.5, "b": 1.5}, rel=1e-12)
    assert fit.at_bound == ("a",)


def test_the_shortest_of_many_solutions() -> None:
    fit, _ = fitted("a*x + b*z", {"x": [1, 2, 3], "z": [1, 2, 3], "y": [2, 4, 6]}, {"a": 0, "b": 5})
    assert fit.parameters == pytest.approx({"a": 1, "b": 1}, rel=1e-12)


def test_a_row_where_the_model_is_undefined() -> None:
    residuals = question("a*log(x) + b", {"x": [1, 2, -3], "y": [1, 2, 3]}, "ab")
    assert residuals.rss([1, 1]) == float("inf")

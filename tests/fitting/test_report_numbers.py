"""What is reported beside the parameters: errors, intervals, R2, and clear words where there is no number."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest
from fitted import fitted

from calcgd.descent.status import Status
from calcgd.fitting.squares.report import Report

X = [0, 1, 2, 3, 4, 5]
Y = [1.1, 2.9, 5.2, 6.8, 9.1, 11.3]


def numbers(report: Report) -> list[float]:
    def inside(value: Any) -> list[float]:
        if isinstance(value, float):
            return [value]
        return [number for part in value for number in inside(part)] if isinstance(value, tuple) else []

    return inside(report)


class Line:
    """The line through X and Y by the formulas for one column."""

    x, y = np.array(X) - np.mean(X), np.array(Y) - np.mean(Y)
    slope = float(x @ y / (x @ x))
    rss = float(np.sum((y - slope * x) ** 2))
    stderr = math.sqrt(rss / (len(X) - 2) / float(x @ x))
    intercept_stderr = stderr * math.sqrt(np.mean(np.square(X)))
    r2 = float((x @ y) ** 2 / (x @ x) / (y @ y))


def test_a_line_by_its_formulas() -> None:
    _, report = fitted("a*x + b", {"x": X, "y": Y}, {"a": 0, "b": 0})
    slope, intercept = report.estimates
    assert slope.stderr == pytest.approx(Line.stderr, rel=1e-12)
    assert intercept.stderr == pytest.approx(Line.intercept_stderr, rel=1e-12)
    half = 2.7764451051977987 * Line.stderr
    assert (slope.low, slope.high) == pytest.approx((Line.slope - half, Line.slope + half), rel=1e-12)
    assert report.r2 == pytest.approx(Line.r2, rel=1e-12)
    assert report.freedom == 4


def test_the_residuals_in_five_numbers() -> None:
    _, report = fitted("a", {"y": [1, 2, 3, 6]}, {"a": 0})
    assert report.spread == pytest.approx((-2, -1.25, -0.5, 0.75, 3), rel=1e-12)
    assert report.rmse == pytest.approx(math.sqrt(14 / 4), rel=1e-12)
    assert report.deviation == pytest.approx(math.sqrt(14 / 3), rel=1e-12)
    assert report.r2 == 0


def test_the_correlation_of_slope_and_intercept() -> None:
    _, report = fitted("a*x + b", {"x": X, "y": Y}, {"a": 0, "b": 0})
    # -mean(x)/sqrt(mean(x^2))
    assert report.correlations == (("a", "b", pytest.approx(-2.5 / math.sqrt(55 / 6), rel=1e-12)),)
    assert not [note for note in report.notes if "make up" in note]


def test_a_high_correlation_is_told() -> None:
    _, report = fitted("a*x + b", {"x": [100, 101, 102, 103], "y": [1, 2, 4, 3]}, {"a": 0, "b": 0})
    assert report.notes == ("the correlation of a and b is -0.9999: they make up for each other",)


def test_weights_count_in_the_mean() -> None:
    _, report = fitted("a", {"y": [0, 0, 3]}, {"a": 0}, weights=[1, 1, 2])
    assert report.rmse == pytest.approx(1.5, rel=1e-12)
    assert report.r2 == pytest.approx(0, abs=1e-15)


def test_rows_of_weight_zero_leave_no_freedom() -> None:
    _, report = fitted("a*x + b", {"x": [*X, 9], "y": [*Y, 0]}, {"a": 0, "b": 0}, weights=[1] * 6 + [0])
    assert (report.rows, report.freedom) == (6, 4)
    assert report.estimates[0].stderr == pytest.approx(Line.stderr, rel=1e-12)


def test_more_parameters_than_rows() -> None:
    _, report = fitted("a + b*x + c*x^2", {"x": [1, 2], "y": [3, 4]}, dict.fromkeys("abc", 0))
    assert report.undetermined == (("a", "b", "c"),)
    assert {estimate.why for estimate in report.estimates} == {"not determined by the data"}
    assert "no more rows than parameters" in " ".join(report.notes)


def test_one_row() -> None:
    fit, report = fitted("a*x + b", {"x": [3], "y": [7]}, {"a": 0, "b": 0})
    assert 3 * fit.parameters["a"] + fit.parameters["b"] == pytest.approx(7, rel=1e-12)
    assert report.undetermined == (("a", "b"),)
    assert report.deviation is None


def test_as_many_rows_as_parameters() -> None:
    _, report = fitted("a*x + b", {"x": [1, 2], "y": [3, 5]}, {"a": 0, "b": 0})
    assert [(e.value, e.stderr, e.why) for e in report.estimates] == [
        (2, None, "no rows left over to judge by"),
        (1, None, "no rows left over to judge by"),
    ]


def test_a_constant_column_beside_an_intercept() -> None:
    _, report = fitted("a*x + b*z + c", {"x": X, "z": [2] * 6, "y": Y}, dict.fromkeys("abc", 0))
    slope = report.estimates[0]
    assert slope.stderr == pytest.approx(Line.stderr, rel=1e-12)
    assert report.undetermined == (("b", "c"),)
    assert report.freedom == 4


def test_collinear_columns() -> None:
    z = [0.1 * x for x in X]
    _, report = fitted("a*x + b*z + c", {"x": X, "z": z, "y": Y}, dict.fromkeys("abc", 0))
    assert report.undetermined == (("a", "b"),)
    assert report.estimates[2].stderr == pytest.approx(Line.intercept_stderr, rel=1e-9)


def test_a_product_of_parameters() -> None:
    fit, report = fitted("a*b*x + c", {"x": X, "y": Y}, {"a": 1, "b": 1, "c": 0})
    assert fit.parameters["a"] * fit.parameters["b"] == pytest.approx(Line.slope, rel=1e-9)
    assert report.undetermined == (("a", "b"),)


def test_a_parameter_without_effect() -> None:
    _, report = fitted("a*x + 0*b", {"x": X, "y": Y}, {"a": 0, "b": 3})
    assert report.undetermined == (("b",),)
    assert "the data do not determine b: the model does not depend on it here" in report.notes


def test_a_target_that_does_not_vary() -> None:
    fit, report = fitted("a*x + b", {"x": X, "y": [4.1] * 6}, {"a": 1, "b": 0})
    assert list(fit.parameters.values()) == [0, 4.1]
    assert report.r2 is None
    assert "the target does not vary" in report.notes[0]


def test_exact_data_are_as_sure_as_floats_are() -> None:
    _, report = fitted("a*x + b", {"x": X, "y": [2 * x + 1 for x in X]}, {"a": 0, "b": 0})
    assert report.notes == ("the model goes through all rows: what is left over is rounding",)
    assert all(0 < (estimate.stderr or 0) < 1e-13 for estimate in report.estimates)


def test_a_parameter_held_by_a_bound() -> None:
    _, report = fitted("a*x + b", {"x": X, "y": Y}, {"a": 1, "b": 0}, {"a": (0, 1.5)})
    assert report.estimates[0].why == "at a bound"
    assert report.estimates[1].stderr is not None
    assert "held by a bound: a" in report.notes[0]


@pytest.mark.parametrize(
    ("model", "data", "start"),
    [
        ("sigmoid(w*x + b)", {"x": [-1000, 1000], "y": [0, 1]}, {"w": 1, "b": 0}),
        ("sigmoid(w*x + b)", {"x": [0, 0, 0], "y": [1, 1, 1]}, {"w": 1, "b": 0}),
        ("a*exp(b*x) + c", {"x": X, "y": [4] * 6}, {"a": 1, "b": 1, "c": 1}),
        ("a*exp(b*x)", {"x": [0], "y": [0]}, {"a": 1, "b": 1}),
        ("a*x", {"x": [0, 0], "y": [1, 2]}, {"a": 1}),
        ("a*x^b", {"x": [1e-200, 1e200], "y": [1, 2]}, {"a": 1, "b": 1}),
        ("a*x + b", {"x": [1e120, 2e120, 3e120], "y": [1, 2, 4]}, {"a": 1, "b": 1}),
    ],
)
def test_no_number_is_undefined(model: str, data: dict[str, list[float]], start: dict[str, float]) -> None:
    _, report = fitted(model, data, start)
    assert all(map(math.isfinite, numbers(report)))
    json.dumps(report, allow_nan=False)


@pytest.mark.parametrize(
    ("model", "data"),
    [
        ("log(a*x)", {"x": [-1, 0, 1], "y": X[:3]}),
        ("a*x", {"x": [1e200, 2e200], "y": [1, 2]}),
        ("a", {"y": [math.nan, 1]}),
    ],
)
def test_nothing_is_said_where_there_is_no_sum_of_squares(model: str, data: dict[str, list[float]]) -> None:
    fit, report = fitted(model, data, {"a": 1, "c": 2})
    assert fit.status is Status.LEFT_DOMAIN
    assert report.rss == math.inf
    assert [(e.stderr, e.why) for e in report.estimates] == [(None, "the model is not defined here")] * 2
    assert report.undetermined == report.notes == ()


def test_errors_shrink_as_theory_says() -> None:
    rng = np.random.default_rng(5)
    x = rng.uniform(-1, 1, 20_000)
    _, report = fitted("a*x + b", {"x": x, "y": x + rng.normal(size=len(x))}, {"a": 0, "b": 0})
    assert report.estimates[1].stderr == pytest.approx(1 / math.sqrt(len(x)), rel=0.03)

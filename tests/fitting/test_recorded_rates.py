"""Derivatives of recorded values at any spacing, by three points and by smoothing, and their standard errors."""

from __future__ import annotations

from fractions import Fraction
from math import cos, sin

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calcgd.errors import BadInput
from calcgd.fitting.recorded.rates import Rates, rates, smoothed

GAPS = st.lists(st.integers(1, 40), min_size=2, max_size=12)


def exact_rates(x: list[int], y: list[Fraction]) -> list[Fraction]:
    """The slope of the Lagrange polynomial through each point and its neighbours, in exact numbers."""
    found = []
    for i in range(len(x)):
        start = min(max(i - 1, 0), len(x) - 3)
        nodes = range(start, start + 3)
        slope = Fraction(0)
        for j in nodes:
            others = [k for k in nodes if k != j]
            bottom = (x[j] - x[others[0]]) * (x[j] - x[others[1]])
            slope += y[j] * Fraction(2 * x[i] - x[others[0]] - x[others[1]], bottom)
        found.append(slope)
    return found


@settings(derandomize=True, deadline=None)
@given(GAPS, st.data())
def test_rates_are_the_slopes_of_the_polynomials_through_three_points(gaps: list[int], data: st.DataObject) -> None:
    x = np.cumsum([0, *gaps])
    y = data.draw(st.lists(st.integers(-1000, 1000), min_size=len(x), max_size=len(x)))
    found = rates(x.astype(float), np.array(y, float)).rate
    wanted = exact_rates(x.tolist(), [Fraction(value) for value in y])
    assert found == pytest.approx([float(rate) for rate in wanted], rel=1e-12, abs=1e-10)


def test_three_points_worked_by_hand() -> None:
    # (0, 0), (1, 2), (3, 3): the parabola is 5/2*x - x**2/2, its slope 5/2 - x.
    found = rates(np.array([0.0, 1, 3]), np.array([0.0, 2, 3]))
    assert found.rate.tolist() == [2.5, 1.5, -0.5]
    assert found.step.tolist() == [2.0, 0.5]


@pytest.mark.parametrize("width", [None, 2.0, 7.0, 100.0])
def test_a_parabola_has_its_own_slope_everywhere(width: float | None) -> None:
    x = np.sort(np.random.default_rng(1).uniform(-3, 7, 50))
    y = 3 * x * x - 4 * x + 6
    found = rates(x, y) if width is None else smoothed(x, y, width)
    assert found.rate == pytest.approx(6 * x - 4, abs=1e-9)
    assert found.values == pytest.approx(y, abs=1e-9)


def test_the_rate_of_a_sine_is_as_near_as_theory_says() -> None:
    gaps = np.random.default_rng(2).uniform(0.01, 0.1, 100)
    x = np.concatenate([[0.0], np.cumsum(gaps)])
    error = np.abs(rates(x, np.sin(x)).rate - np.cos(x))
    # The remainder of interpolation: |f'''|/6 times the product of the distances to the two other points.
    assert np.all(error[1:-1] <= gaps[:-1] * gaps[1:] / 6 + 1e-12)
    assert error[0] <= gaps[0] * (gaps[0] + gaps[1]) / 6 + 1e-12
    assert error[-1] <= gaps[-1] * (gaps[-1] + gaps[-2]) / 6 + 1e-12


def test_neighbours_that_nearly_coincide_keep_their_slope() -> None:
    x = np.array([0.0, 1e-12, 1.0])
    assert rates(x, 5 * x).rate == pytest.approx([5, 5, 5], rel=1e-12)


def test_a_constant_has_the_rate_zero_exactly() -> None:
    x = np.array([0.0, 0.1, 0.7, 2.0, 5.0])
    for found in (rates(x, np.full(5, 0.3)), smoothed(x, np.full(5, 0.3), 4.0)):
        assert found.rate.tolist() == [0.0] * 5
        assert found.values.tolist() == [0.3] * 5


@pytest.mark.parametrize("width", [0.9, 2.5])
def test_smoothing_is_the_least_squares_parabola_of_each_window(width: float) -> None:
    random = np.random.default_rng(3)
    x = np.sort(random.uniform(0, 10, 120))
    y = np.sin(x) + random.normal(0, 0.1, 120)
    found = smoothed(x, y, width)
    for at, value, rate in zip(x, found.values, found.rate, strict=True):
        inside = np.abs(x - at) <= width / 2
        if inside.sum() > 3:
            _, slope, height = np.polyfit(x[inside] - at, y[inside], 2)
            assert (value, rate) == pytest.approx((height, slope), rel=1e-8, abs=1e-8)


def test_many_windows_are_worked_on_in_parts() -> None:
    x = np.linspace(0, 10, 3000)
    found = smoothed(x, x**2, 0.5)
    assert found.rate == pytest.approx(2 * x, abs=1e-9)


def linear_map(x: np.ndarray, width: float | None) -> tuple[np.ndarray, Rates]:
    """What each recorded value contributes to each rate: a column for each unit vector."""
    units = np.eye(len(x))
    results = [rates(x, unit) if width is None else smoothed(x, unit, width) for unit in units]
    return np.array([result.rate for result in results]).T, results[0]


@pytest.mark.parametrize("width", [None, 2.0])
def test_standard_errors_are_those_of_the_weights(width: float | None) -> None:
    x = np.sort(np.random.default_rng(4).uniform(0, 10, 30))
    weights, found = linear_map(x, width)
    assert found.rate_error == pytest.approx(np.sqrt((weights**2).sum(1)), rel=1e-9)


def test_a_window_that_smooths_nothing_is_refused() -> None:
    x = np.arange(10.0)
    with pytest.raises(BadInput, match="no more than three points") as caught:
        smoothed(x, x, 2.0)
    assert caught.value.hint == "the points are about 1 apart; make the window several times as wide"


def test_a_window_with_too_few_points_is_widened_and_that_is_said() -> None:
    x = np.array([0.0, 0.1, 0.2, 0.3, 0.4, 5.0, 9.0])
    found = smoothed(x, x**2, 0.5)
    assert found.rate == pytest.approx(2 * x, abs=1e-9)
    assert found.notes == ("at 2 of 7 points the window holds fewer than three: there it was widened",)


def test_smoothing_takes_the_noise_out_of_a_sine() -> None:
    x = np.linspace(0, 6, 2000)
    y = np.array([sin(t) for t in x]) + np.random.default_rng(5).normal(0, 0.05, len(x))
    found = smoothed(x, y, 1.0)
    true = np.array([cos(t) for t in x])
    # Of a window of half-width h the slope of the best parabola is off by h**2/10*|f'''| at the middle of it.
    inner = slice(200, -200)
    assert np.max(np.abs(found.rate - true)[inner]) < 0.025 + 4 * 0.05 * np.max(found.rate_error[inner])
    assert np.std(rates(x, y).rate - true) > 20 * np.std(found.rate - true)


@pytest.mark.parametrize("scale", [1e-200, 1e200])
def test_standard_errors_are_right_however_long_the_axis_is(scale: float) -> None:
    x = np.array([0.0, 1, 3, 4, 4.5])
    near, far = rates(x, x), rates(x * scale, x)
    assert far.rate_error * scale == pytest.approx(near.rate_error, rel=1e-14)
    assert far.step_error * scale == pytest.approx(near.step_error, rel=1e-14)

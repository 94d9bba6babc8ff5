"""Integrals of recorded values at any spacing, and the estimate of their error."""

from __future__ import annotations

from math import cos

import numpy as np
import pytest

from calcgd.fitting.recorded.integral import integral


def test_three_points_worked_by_hand() -> None:
    # (0, 0), (1, 2), (3, 3): 1 + 5 under the lines; the parabola 5/2*x - x**2/2 has 45/4 - 27/6 = 27/4.
    found = integral(np.array([0.0, 1, 3]), np.array([0.0, 2, 3]))
    assert found.so_far.tolist() == [0.0, 1.0, 6.0]
    assert found.whole == 6.0
    assert found.parabolas == pytest.approx(6.75, rel=1e-15)
    assert found.error == pytest.approx(0.75, rel=1e-14)


def test_a_line_is_integrated_exactly() -> None:
    x = np.array([0.0, 0.5, 2, 2.25, 7, 10])
    found = integral(x, 2 * x + 1)
    assert found.so_far.tolist() == [t * t + t for t in x]
    assert found.error < 1e-13


def test_parabolas_are_exact_for_the_other_rule() -> None:
    x = np.sort(np.random.default_rng(1).uniform(0, 3, 20))
    found = integral(x, 3 * x * x)
    assert found.parabolas == pytest.approx(x[-1] ** 3 - x[0] ** 3, rel=1e-13)
    assert found.whole > found.parabolas


@pytest.mark.parametrize("count", [21, 40])
def test_at_equal_distances_it_is_the_mean_of_two_simpson_rules(count: int) -> None:
    x = np.linspace(0, 2, count)
    y = np.exp(x)
    h = x[1] - x[0]
    bends = np.diff(y, 2) / h**2
    outer = (
        bends[0] + bends[-1]
    ) / 2 + bends.sum()  # each gap has the mean of its two parabolas, those at the ends one
    assert integral(x, y).parabolas == pytest.approx(np.trapezoid(y, x) - h**3 / 12 * outer, rel=1e-12)


def test_the_estimate_is_near_the_error_that_is_made() -> None:
    gaps = np.random.default_rng(2).uniform(0.02, 0.2, 30)
    x = np.concatenate([[0.0], np.cumsum(gaps)])
    found = integral(x, np.sin(x))
    made = abs(found.whole - (1 - cos(x[-1])))
    assert found.error == pytest.approx(made, rel=0.05)


def test_the_spread_is_that_of_the_weights() -> None:
    x = np.array([0.0, 1, 3, 4.5, 10])
    weights = [integral(x, unit).whole for unit in np.eye(5)]
    assert integral(x, x).spread == pytest.approx(np.sqrt(np.sum(np.square(weights))), rel=1e-14)


@pytest.mark.parametrize("scale", [1e-300, 1e-200, 1e150, 1e300])
def test_the_axis_may_be_as_long_as_floats_go(scale: float) -> None:
    x, y = np.array([0.0, 1, 3, 4.5, 7]), np.array([1.0, 2, 4, 3, 3])
    near, far = integral(x, y), integral(x * scale, y)
    assert far.whole == pytest.approx(near.whole * scale, rel=1e-14)
    assert far.parabolas == pytest.approx(near.parabolas * scale, rel=1e-14)
    assert far.spread == pytest.approx(near.spread * scale, rel=1e-14)

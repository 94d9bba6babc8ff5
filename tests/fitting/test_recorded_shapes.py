"""Noise in recorded values, and where a curve rises, levels off and falls as far as the noise lets that be told."""

from __future__ import annotations

from itertools import pairwise
from math import pi

import numpy as np
import pytest

from calcgd.errors import BadInput, NoAnswer
from calcgd.fitting.recorded.curve import Curve, Recorded, recorded
from calcgd.fitting.recorded.noise import noise


def found(x, y, **options: float) -> Recorded:
    return recorded(Curve(np.array(x, float), np.array(y, float), ()), **options)


def parts(result: Recorded) -> list[tuple[int, int, str]]:
    return [(part.first, part.last, part.what) for part in result.shape.stretches]


def test_a_drive_that_speeds_up_goes_steadily_and_brakes() -> None:
    result = found(range(9), [0, 2, 4, 6, 6, 6, 6, 3, 0])
    assert parts(result) == [(0, 3, "rises"), (3, 6, "levels off"), (6, 8, "falls")]
    assert [(part.change, part.rate) for part in result.shape.stretches] == [(6, 2), (0, 0), (-6, -3)]
    assert result.shape.extrema == (("maximum", 3, 6, 6.0),)
    assert result.rates.rate.tolist() == [2, 2, 2, 1, 0, 0, -1.5, -3, -3]


def test_a_step_on_the_way_up_is_no_extremum() -> None:
    result = found(range(6), [0, 1, 1, 2, 1, 3])
    assert parts(result) == [(0, 1, "rises"), (1, 2, "levels off"), (2, 3, "rises"), (3, 4, "falls"), (4, 5, "rises")]
    assert result.shape.extrema == (("maximum", 3, 3, 2.0), ("minimum", 4, 4, 1.0))


@pytest.mark.parametrize("value", [0.0, 0.3, -1e300, 1e-300])
def test_a_constant_is_level(value: float) -> None:
    result = found(np.linspace(0, 1, 40) ** 2, np.full(40, value))
    assert parts(result) == [(0, 39, "levels off")]
    assert result.noise == 0


def test_rounding_alone_is_level() -> None:
    x = np.linspace(0, 1, 200)
    assert parts(found(x, (x + 0.1) - x)) == [(0, 199, "levels off")]


def test_extrema_of_a_clean_sine_are_at_the_nearest_points() -> None:
    x = np.linspace(0, 2 * pi, 101)
    result = found(x, np.sin(x))
    assert [part.what for part in result.shape.stretches] == ["rises", "falls", "rises"]
    high, low = result.shape.extrema
    assert (high.kind, low.kind) == ("maximum", "minimum")
    assert abs(x[high.first] - pi / 2) <= pi / 100 and abs(x[low.first] - 3 * pi / 2) <= pi / 100


@pytest.mark.parametrize("spread", [1e-3, 0.1, 10])
def test_noise_is_found_beside_a_curve_with_a_jump(spread: float) -> None:
    random = np.random.default_rng(1)
    x = np.sort(random.uniform(0, 10, 2000))
    y = np.where(x < 5, np.sin(x), np.sin(x) + 100) + random.normal(0, spread, len(x))
    assert noise(x, y) == pytest.approx(spread, rel=0.15)


def test_noise_is_not_told_from_few_points() -> None:
    assert noise(np.arange(22.0), np.arange(22.0) ** 2) is None
    assert noise(np.arange(23.0), np.arange(23.0) ** 2) == 0


def test_the_curve_itself_is_hardly_taken_for_noise() -> None:
    x = np.linspace(0, 2 * pi, 60)
    measured = noise(x, np.sin(x))
    assert measured is not None and measured < 1e-6


@pytest.mark.parametrize(("count", "width"), [(40, None), (200, None), (200, 15.0)])
def test_level_noise_seldom_seems_to_rise_or_fall(count: int, width: float | None) -> None:
    random, wrong = np.random.default_rng(count), 0
    options = {} if width is None else {"smooth": width}
    for _ in range(100):
        x = np.sort(random.uniform(0, count, count))
        what = {part.what for part in found(x, 5 + random.normal(0, 0.1, count), **options).shape.stretches}
        wrong += bool(what & {"rises", "falls"})
    assert wrong <= 10  # about 5 at most are expected


def test_a_rise_hidden_in_noise_is_unclear_until_it_is_smoothed() -> None:
    x = np.linspace(0, 10, 1000)
    y = np.abs(x - 5) + np.random.default_rng(3).normal(0, 0.2, 1000)
    assert parts(found(x, y)) == [(0, 999, "unclear")]
    assert found(x, y).shape.extrema == ()
    result = found(x, y, smooth=2.0)
    what = [part.what for part in result.shape.stretches]
    assert [each for each in what if each != "unclear"] == ["falls", "levels off", "rises"]
    assert all(part.last - part.first < 50 for part in result.shape.stretches if part.what == "unclear")
    (low,) = result.shape.extrema
    assert low.kind == "minimum" and x[low.first] < 5 < x[low.last] and x[low.last] - x[low.first] < 1


def test_what_counts_as_level_can_be_said() -> None:
    x, y = range(5), [0, 0.1, 0.2, 2, 1.95]
    assert parts(found(x, y, level=0.15)) == [(0, 2, "levels off"), (2, 3, "rises"), (3, 4, "levels off")]


def test_the_stretches_reach_from_end_to_end_without_gaps() -> None:
    random = np.random.default_rng(4)
    x = np.sort(random.uniform(0, 1, 300))
    result = found(x, random.normal(0, 1, 300).cumsum())
    ends = [(part.first, part.last) for part in result.shape.stretches]
    assert ends[0][0] == 0 and ends[-1][1] == 299
    assert all(before[1] == after[0] for before, after in pairwise(ends))
    assert all(one.what != other.what for one, other in pairwise(result.shape.stretches))


@pytest.mark.parametrize("width", [None, 5.0, 12.0])
def test_what_rises_has_a_positive_change_and_what_falls_a_negative_one(width: float | None) -> None:
    random = np.random.default_rng(6)
    x = np.sort(random.uniform(0, 100, 150))
    options = {} if width is None else {"smooth": width}
    for y in (np.floor(x / 7), np.sin(x / 5) + random.normal(0, 0.05, 150), np.abs(x % 20 - 10)):
        stretches = found(x, y, **options).shape.stretches
        assert all(part.change > 0 and part.rate > 0 for part in stretches if part.what == "rises")
        assert all(part.change < 0 and part.rate < 0 for part in stretches if part.what == "falls")
        assert {part.what for part in stretches} >= {"rises"}


@pytest.mark.parametrize(
    ("y", "said"),
    [([1e308, -1e308, 1e308, 0], "rate"), ([1e308] * 4, "integral"), ([-1e308, 0, 0, 1e308], "change of the curve")],
)
def test_what_is_too_large_is_said(y: list[float], said: str) -> None:
    with pytest.raises(NoAnswer, match=f"the {said} is too large"):
        found([0, 1, 2, 3], y)


def test_points_that_are_too_close_together_are_refused() -> None:
    with pytest.raises(NoAnswer, match="some points are too close together"):
        found([0, 1e-310, 1, 2], [0, 0, 0, 0])


def test_the_greatest_rate_that_counts_as_level_is_a_number() -> None:
    assert np.isfinite(found([0, 1e-300, 1, 2], [1e300, 1e300, 0, 0]).shape.level).all()


def test_a_narrow_window_is_refused() -> None:
    with pytest.raises(BadInput):
        found(range(5), range(5), smooth=0.5)

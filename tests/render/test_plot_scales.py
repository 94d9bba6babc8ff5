"""Numbers on an axis: their dots, and the round ones written beside it."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import inf, log10, nan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calcgd.render.plot_scale import HUGE, Scale, widened


def labels(low: float, high: float, most: int, log: bool = False) -> list[str]:
    return [tick.label for tick in Scale(low, high, 100, log).ticks(most)]


@pytest.mark.parametrize(
    ("value", "dot"),
    [(0.0, 0), (0.99, 0), (1.0, 1), (9.99, 9), (10.0, 9), (-0.01, -1), (10.01, 10), (inf, 10), (-inf, -1)],
)
def test_a_dot_stands_for_a_stretch_of_numbers(value: float, dot: int):
    assert Scale(0.0, 10.0, 10).place(value) == dot


def test_what_is_no_number_has_no_dot():
    assert Scale(0.0, 10.0, 10).place(nan) is None
    assert Scale(1.0, 10.0, 10, log=True).place(nan) is None


@pytest.mark.parametrize(
    ("value", "dot"),
    [(1.0, 0), (9.0, 0), (11.0, 1), (150.0, 2), (1000.0, 2), (0.5, -1), (0.0, -1), (-4.0, -1), (inf, 3)],
)
def test_equal_factors_are_equally_far_apart(value: float, dot: int):
    assert Scale(1.0, 1000.0, 3, log=True).place(value) == dot


def test_the_edges_of_the_dots_lie_between_the_ends():
    scale = Scale(-1.0, 3.0, 8)
    assert [scale.edge(dot) for dot in (0, 1, 2, 8)] == [-1.0, -0.5, 0.0, 3.0]


@pytest.mark.parametrize(
    ("low", "high", "most", "expected"),
    [
        (-0.1, 10.1, 6, "0 2 4 6 8 10"),
        (-0.1, 10.1, 5, "0 5 10"),
        (-0.1, 10.1, 11, "0 1 2 3 4 5 6 7 8 9 10"),
        (0.0, 1.0, 5, "0 0.5 1"),
        (0.05, 0.75, 8, "0.1 0.2 0.3 0.4 0.5 0.6 0.7"),
        (-1.0, 1.0, 9, "-1 -0.5 0 0.5 1"),
        (999.0, 1003.0, 5, "999 1000 1001 1002 1003"),
        (0.0, 3e6, 4, "0 1e6 2e6 3e6"),
        (0.0, 3e-7, 4, "0 1e-7 2e-7 3e-7"),
        (1.0, 1.00045, 5, "1 1.0001 1.0002 1.0003 1.0004"),
        (3.2, 3.8, 1, "3.5"),
        (3.55, 3.95, 1, ""),
    ],
)
def test_ticks_are_one_two_or_five_times_a_power_of_ten_apart(low: float, high: float, most: int, expected: str):
    assert " ".join(labels(low, high, most)) == expected


@pytest.mark.parametrize(
    ("low", "high", "most", "expected"),
    [
        (0.5, 2000.0, 4, "1 10 100 1000"),
        (1e-9, 1.0, 4, "1e-9 1e-6 0.001 1"),
        (1e-9, 1.0, 5, "1e-8 1e-6 0.0001 0.01 1"),
        (1e-300, 1e290, 7, "1e-300 1e-200 1e-100 1 1e100 1e200"),
    ],
)
def test_ticks_of_a_logarithmic_axis_are_powers_of_ten(low: float, high: float, most: int, expected: str):
    assert " ".join(labels(low, high, most, log=True)) == expected


ANY = st.floats(min_value=-HUGE, max_value=HUGE)


@given(ANY, ANY, st.integers(min_value=1, max_value=20))
@settings(derandomize=True, max_examples=300, deadline=None)
def test_ticks_are_few_round_inside_and_written_as_they_are(one: float, other: float, most: int):
    low, high = widened(min(one, other), max(one, other), 0.1)
    ticks = Scale(low, high, 100).ticks(most)
    assert len(ticks) <= most
    assert len({tick.label for tick in ticks}) == len(ticks)
    for tick in ticks:
        assert low <= tick.value <= high
        assert float(tick.label) == tick.value
    steps = {Fraction(b.label) - Fraction(a.label) for a, b in pairwise(ticks)}
    assert len(steps) <= 1
    for step in steps:
        assert step / Fraction(10) ** round(log10(step) // 1) in (1, 2, 5)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(0.0, 10.0, (-1.0, 11.0)), (0.0, 0.0, (-1.0, 1.0)), (3.0, 3.0, (1.5, 4.5)), (1e9, 1e9, (5e8, 1.5e9))],
)
def test_a_range_gets_a_margin_and_a_point_a_range(low: float, high: float, expected: tuple[float, float]):
    assert widened(low, high, 0.1) == pytest.approx(expected)


def test_a_range_is_never_narrower_than_floats_can_fill():
    low, high = widened(1e6, 1e6 + 1e-9, 0.1)
    assert high - low == pytest.approx(2e-3)

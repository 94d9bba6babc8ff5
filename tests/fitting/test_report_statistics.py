"""Student's distribution against printed tables and mpmath."""

from __future__ import annotations

import pytest
from mpmath import betainc, mp, mpf

from calcgd.fitting.squares.statistics import student_quantile, student_tail


@pytest.mark.parametrize(
    ("level", "freedom", "printed"),
    [
        (0.95, 1, "12.706"), (0.95, 2, "4.303"), (0.95, 5, "2.571"), (0.95, 10, "2.228"), (0.95, 30, "2.042"),
        (0.95, 120, "1.980"), (0.99, 1, "63.657"), (0.99, 4, "4.604"), (0.99, 20, "2.845"), (0.90, 3, "2.353"),
        (0.90, 60, "1.671"), (0.50, 7, "0.711"), (0.999, 2, "31.599"), (0.999, 15, "4.073"),
    ],
)  # fmt: skip
def test_quantiles_of_the_printed_table(level: float, freedom: int, printed: str) -> None:
    assert f"{student_quantile(level, freedom):.3f}" == printed


def true_tail(t: float, freedom: int) -> float:
    with mp.workdps(40):
        x = mpf(freedom) / (freedom + mpf(t) ** 2)
        return float(betainc(mpf(freedom) / 2, mpf(1) / 2, 0, x, regularized=True))


@pytest.mark.parametrize("freedom", [1, 2, 3, 7, 50, 99, 101, 1000, 123_456])
@pytest.mark.parametrize("level", [0.1, 0.68, 0.95, 0.999999])
def test_the_tail_beyond_a_quantile_is_what_the_level_leaves(level: float, freedom: int) -> None:
    assert true_tail(student_quantile(level, freedom), freedom) == pytest.approx(1 - level, rel=1e-10)


@pytest.mark.parametrize("t", [0.0, 1e-6, 0.3, 1.0, 2.5, 40.0, 1e5])
@pytest.mark.parametrize("freedom", [1, 2, 9, 200])
def test_tails_as_mpmath_has_them(t: float, freedom: int) -> None:
    assert student_tail(t, freedom) == pytest.approx(true_tail(t, freedom), rel=1e-11)

"""Estimates by quadrature against known values, and their refusal where an integrand does not settle."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest

from calcgd.algebra.quadrature import estimate
from calcgd.expression import parse


def ends(low: str, high: str) -> tuple[Fraction | None, Fraction | None]:
    return tuple(None if "oo" in end else Fraction(end) for end in (low, high))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("expression", "low", "high", "expected"),
    [
        ("1/sqrt(x)", "0", "1", 2),
        ("log(x)", "0", "1", -1),
        ("exp(-x**2)", "-oo", "oo", mpmath.sqrt(mpmath.pi)),
        ("exp(-x)*log(x)", "0", "oo", -mpmath.euler),
        ("x**3/(exp(x) - 1)", "0", "oo", mpmath.pi**4 / 15),
        ("1/(1 + x**2)", "-oo", "1", 3 * mpmath.pi / 4),
    ],
)
def test_an_estimate_is_within_its_error(expression: str, low: str, high: str, expected: float) -> None:
    found = estimate(parse(expression).tree, "x", *ends(low, high))
    assert found is not None
    assert abs(found[0] - expected) <= found[1] + 1e-15 * abs(expected)
    assert found[1] < 1e-10


@pytest.mark.parametrize(
    ("expression", "low", "high"),
    [("sin(x**2)", "0", "oo"), ("sin(x)/x", "1", "oo"), ("1/x", "0", "1"), ("abs(sin(x))*exp(-x)", "0", "oo")],
)
def test_what_does_not_settle_has_none(expression: str, low: str, high: str) -> None:
    assert estimate(parse(expression).tree, "x", *ends(low, high)) is None

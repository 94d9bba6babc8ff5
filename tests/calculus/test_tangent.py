"""Tangents, secants that tend to them, and lines through two points."""

from __future__ import annotations

import math

import mpmath
import pytest

from calcgd.calculus.tangent import SHRINKING, tangent, through
from calcgd.errors import BadInput
from calcgd.expression import parse
from calcgd.expression.nodes import Node
from calcgd.expression.text import text
from calcgd.expression.tidy import tidy


def number(source: str) -> Node:
    return tidy(parse(source).tree)


@pytest.mark.parametrize(
    ("source", "at", "line", "slope", "intercept"),
    [
        ("x**2 - 4*x + 6", "3", "2*x - 3", "2", "-3"),
        ("x**2 - 4*x + 6", "2", "2", "0", "2"),
        ("sin(x)", "pi", "pi - x", "-1", "pi"),
        ("exp(x)", "0", "x + 1", "1", "1"),
        ("1/x", "1/2", "4 - 4*x", "-4", "4"),
        ("x*abs(x)", "0", "0", "0", "0"),
        ("7", "3", "7", "0", "7"),
        ("t^3", "1", "3*t - 2", "3", "-2"),
        ("f(x)", "2", "x*f'(2) - 2*f'(2) + f(2)", "f'(2)", "f(2) - 2*f'(2)"),
    ],
)
def test_the_tangent_has_the_slope_of_the_curve_and_touches_it(
    source: str, at: str, line: str, slope: str, intercept: str
) -> None:
    found = tangent(source, number(at))
    assert found.line is not None and found.slope.exact is not None and found.intercept.exact is not None
    assert [text(part) for part in (found.line, found.slope.exact, found.intercept.exact)][:2] == [line, slope]
    assert found.intercept.exact is number(intercept)
    assert found._repr_latex_().startswith("$")


def test_secants_shrink_from_one_to_a_hundred_millionth_without_rounding_errors() -> None:
    found = tangent("sin(x)", number("1"))
    assert [secant.dx for secant in found.secants] == list(SHRINKING)
    assert [float(dx) for dx in SHRINKING] == [1, 0.1, 0.01, 0.001, 0.0001, 1e-5, 1e-6, 1e-7, 1e-8]
    with mpmath.workdps(40):
        for secant in found.secants:
            dx = mpmath.mpf(secant.dx.numerator) / secant.dx.denominator
            assert secant.slope == float((mpmath.sin(1 + dx) - mpmath.sin(1)) / dx)
            assert secant.slope_left == float((mpmath.sin(1) - mpmath.sin(1 - dx)) / dx)
    assert found.secants[-1].slope == pytest.approx(math.cos(1), abs=1e-8)


def test_a_secant_that_would_leave_the_domain_is_missing() -> None:
    found = tangent("sqrt(x)", number("1/20"))
    assert [secant.slope_left is None for secant in found.secants] == [True, True] + [False] * 7
    assert all(secant.slope is not None for secant in found.secants)


@pytest.mark.parametrize(
    ("source", "at", "reason", "secants"),
    [
        (
            "abs(x)",
            "0",
            "the derivative does not exist at x = 0: the slope is -1 from the left and 1 from the right",
            9,
        ),
        ("cbrt(x)", "0", "the derivative does not exist at x = 0: the tangent is vertical", 9),
        ("1/x", "0", "the expression is not defined at x = 0: it needs x != 0", 0),
    ],
)
def test_where_there_is_no_tangent_the_reason_is_told(source: str, at: str, reason: str, secants: int) -> None:
    found = tangent(source, number(at))
    assert found.line is None
    assert found.slope.reason == found.intercept.reason == reason
    assert len(found.secants) == secants
    assert found._repr_latex_() == ""


@pytest.mark.parametrize(
    ("source", "first", "second", "dx", "dy", "slope", "line"),
    [
        ("2*x", "1", "4", "3", "6", "2", "2*x"),
        ("x^2", "1", "2", "1", "3", "3", "3*x - 2"),
        ("x^2", "2", "1", "-1", "-3", "3", "3*x - 2"),
        ("1/x", "-1", "1", "2", "2", "1", "x"),
        ("sin(x)", "0", "pi", "pi", "0", "0", "0"),
        ("x^2", "1/2", "1/3", "-1/6", "-5/36", "5/6", "5*x/6 - 1/6"),
    ],
)
def test_the_line_through_two_points_of_the_curve(
    source: str, first: str, second: str, dx: str, dy: str, slope: str, line: str
) -> None:
    found = through(source, number(first), number(second))
    assert found.slope.exact is not None
    assert [text(part) for part in (found.dx, found.dy, found.slope.exact, found.line)] == [dx, dy, slope, line]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: tangent("x*y", number("1"), "x"),
            "a tangent line needs a curve in one variable, and y is another one",
        ),
        (lambda: tangent("x*y", number("1")), "the expression has the variables x and y"),
        (lambda: through("x^2", number("1"), number("1")), "a line needs two different points"),
        (lambda: through("x^2", number("1/2"), number("0.5")), "a line needs two different points"),
        (lambda: through("1/x", number("0"), number("1")), "1/x is not defined at x = 0"),
        (lambda: through("log(x)", number("1"), number("-1")), "log(x) is not defined at x = -1"),
    ],
)
def test_what_is_no_curve_or_no_line_is_refused(call, message: str) -> None:
    with pytest.raises(BadInput) as caught:
        call()
    assert caught.value.message == message

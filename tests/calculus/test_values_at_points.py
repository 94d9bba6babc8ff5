"""The derivative at a point: exact and decimal values, corners, jumps, ends of domains, poles."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest

from calcgd.calculus.derivative import differentiate
from calcgd.calculus.gradient import gradient
from calcgd.calculus.point import Value, value_at
from calcgd.calculus.slope import slope_at
from calcgd.errors import BadInput
from calcgd.expression import parse
from calcgd.expression.nodes import Node
from calcgd.expression.text import text
from calcgd.expression.tidy import tidy


def number(source: str) -> Node:
    return tidy(parse(source).tree)


def slope(source: str, at: str, order: int = 1) -> Value:
    value = differentiate(source, order=order, at={"x": number(at)}).value
    assert value is not None
    return value


@pytest.mark.parametrize(
    ("source", "at", "exact", "decimal"),
    [
        ("x^2", "1/3", "2/3", 2 / 3),
        ("sin(x)", "pi/6", "sqrt(3)/2", math.sqrt(3) / 2),
        ("log(x)", "2", "1/2", 0.5),
        ("exp(x)", "log(5)", "5", 5.0),
        ("x*sin(x)", "sqrt(2)", "sin(sqrt(2)) + sqrt(2)*cos(sqrt(2))", math.sin(2**0.5) + 2**0.5 * math.cos(2**0.5)),
        ("atan(x)", "0.5", "4/5", 0.8),
        ("gamma(x)", "4", "6*digamma(4)", 7.5367060105908),
        ("x^(1/3)", "-8", "1/12", 1 / 12),
        ("sigmoid(x)", "0", "1/4", 0.25),
        ("7", "3", "0", 0.0),
    ],
)
def test_values_are_exact_with_the_nearest_decimal_beside(source: str, at: str, exact: str, decimal: float) -> None:
    value = slope(source, at)
    assert value.exact is not None and text(value.exact) == exact
    assert value.decimal == pytest.approx(decimal, rel=1e-10)


@pytest.mark.parametrize(
    ("source", "at", "exact"),
    [
        ("x*abs(x)", "0", "0"),
        ("abs(x)^3", "0", "0"),
        ("abs(x)^(3/2)", "0", "0"),
        ("x^(4/3)", "0", "0"),
        ("relu(x)^2", "0", "0"),
        ("elu(x)", "0", "1"),
        ("softsign(x)", "0", "1"),
        ("sqrt(x^4)", "0", "0"),
        ("max(x^2, 2x - 1)", "1", "2"),
        ("max(x, x)", "3", "1"),
        ("x if x < 1 else x^2 - x + 1", "1", "1"),
        ("x if x != 0 else 0", "0", "1"),
        ("sin(x)/x if x != 0 else 1", "0", "0"),
        ("exp(-1/x^2) if x != 0 else 0", "0", "0"),
        ("log(x) if x > 0 else 0", "-1", "0"),
        ("1/x if x > 0 else x", "-3", "1"),
        ("floor(x)*x", "5/2", "2"),
        ("sinc(x)", "0", "0"),
        ("lambertw(x)", "0", "1"),
    ],
)
def test_it_exists_where_both_sides_agree_although_a_rule_fails(source: str, at: str, exact: str) -> None:
    value = slope(source, at)
    assert value.exact is not None and text(value.exact) == exact


@pytest.mark.parametrize(
    ("source", "at", "reason"),
    [
        ("abs(x)", "0", "the slope is -1 from the left and 1 from the right"),
        ("abs(x^2 - 1)", "1", "the slope is -2 from the left and 2 from the right"),
        ("max(x, x^2)", "1", "the slope is 1 from the left and 2 from the right"),
        ("min(x, 1)", "1", "the slope is 1 from the left and 0 from the right"),
        ("relu(x)", "0", "the slope is 0 from the left and 1 from the right"),
        ("leaky_relu(x)", "0", "the slope is 1/100 from the left and 1 from the right"),
        ("sqrt(x^2)", "0", "the slope is -1 from the left and 1 from the right"),
        ("x^(2/3)", "0", "the slope is -oo from the left and oo from the right"),
        ("x if x < 0 else sqrt(x)", "0", "the slope is 1 from the left and oo from the right"),
        ("sign(x)", "0", "there is a jump"),
        ("floor(x)", "2", "there is a jump"),
        ("step(x)", "0", "there is a jump"),
        ("1 if x < 0 else 2", "0", "there is a jump"),
        ("sin(x)/x if x != 0 else 5", "0", "there is a jump"),
        ("cbrt(x)", "0", "the tangent is vertical"),
        ("sqrt(x)", "0", "the tangent is vertical"),
        ("asin(x)", "1", "the tangent is vertical"),
        ("acosh(x)", "1", "the tangent is vertical"),
        ("sqrt(-x^2)", "0", "the expression is not defined beside it"),
    ],
)
def test_where_it_does_not_exist_the_reason_is_told(source: str, at: str, reason: str) -> None:
    assert slope(source, at) == Value(None, None, f"the derivative does not exist at x = {at}: {reason}")


@pytest.mark.parametrize(
    ("source", "at", "needed"),
    [
        ("1/x", "0", "x != 0"),
        ("log(x)", "-1", "x > 0"),
        ("sqrt(x - 2)", "1", "x >= 2"),
        ("tan(x)", "pi/2", "cos(x) != 0"),
        ("gamma(x)", "-1", "x > 0 or x != floor(x)"),
        ("x^x", "-1", "x > 0"),
        ("x/x", "0", "x != 0"),
        ("0*log(x)", "-1", "x > 0"),
        ("1 if x < 0 else 1/x", "0", "x != 0"),
        ("x if x > 0", "-1", "x > 0"),
    ],
)
def test_outside_the_domain_it_says_what_the_expression_needs(source: str, at: str, needed: str) -> None:
    reason = f"the expression is not defined at x = {at}: it needs {needed}"
    assert slope(source, at) == Value(None, None, reason)


def test_an_oscillating_slope_decides_nothing() -> None:
    value = slope("x^2*sin(1/x) if x != 0 else 0", "0")
    assert value == Value(None, None, "whether the derivative exists at x = 0 is not decided")


@pytest.mark.parametrize(
    ("source", "at", "order", "exact"),
    [
        ("x^5", "2", 3, "240"),
        ("sin(x)*exp(x)", "0", 5, "-4"),
        ("abs(x)^3", "0", 2, "0"),
        ("x*abs(x)", "1", 2, "2"),
        ("sinc(x)", "0", 2, "-1/3"),
        ("x^2 if x > 0 else 0", "1", 2, "2"),
    ],
)
def test_higher_derivatives(source: str, at: str, order: int, exact: str) -> None:
    value = slope(source, at, order)
    assert value.exact is not None and text(value.exact) == exact


@pytest.mark.parametrize(
    ("source", "order"), [("x*abs(x)", 2), ("floor(x)", 2), ("sign(x)", 3), ("abs(x)^3", 3), ("relu(x)^2", 2)]
)
def test_a_higher_derivative_needs_the_lower_ones(source: str, order: int) -> None:
    value = slope(source, "0", order)
    assert value.exact is None and value.reason.startswith("the derivative does not exist at x = 0")


def test_values_no_float_can_hold_stay_exact() -> None:
    huge = slope("exp(x)", "1000")
    assert huge.exact is number("exp(1000)")
    assert (huge.decimal, huge.reason) == (None, "too large for a decimal number")
    tower = slope("exp(exp(exp(x)))", "5")
    assert tower.exact is not None
    assert (tower.decimal, tower.reason) == (None, "its decimal value could not be worked out")
    tiny = slope("exp(-x)", "1000")
    assert math.copysign(1, tiny.decimal or 0.0) == 1.0 and tiny.decimal == 0.0


def test_a_function_that_is_only_a_name_has_no_number() -> None:
    value = slope("x*f(x)", "3")
    assert value.exact is parse("3*f'(3) + f(3)").tree
    assert (value.decimal, value.reason) == (None, "f is only a name: it has no values")
    assert slope("abs(f(x))", "3").exact is None


POINT = {"x": number("0"), "y": number("1")}


@pytest.mark.parametrize(
    ("source", "variables", "exact"),
    [
        ("abs(x) + abs(y)", "y", "1"),
        ("abs(x*y)*y", "y", "0"),
        ("max(x, y, 3x)", "y", "1"),
        ("y*sqrt(abs(x))", "y", "0"),
        ("abs(x) + y^2", "yy", "2"),
        ("abs(x) + y^2", "yx", "0"),
        ("x*y^3", "xy", "3"),
        ("x^2*y^2", "xxyy", "4"),
    ],
)
def test_partial_derivatives_look_along_their_own_variable(source: str, variables: str, exact: str) -> None:
    value = slope_at(parse(source).tree, list(variables), POINT)
    assert value.exact is not None and text(value.exact) == exact


def test_a_partial_derivative_of_one_that_fails_beside_the_point_is_not_decided() -> None:
    origin = {"x": number("0"), "y": number("0")}
    tree = parse("abs(x)*y").tree
    assert slope_at(tree, ["x"], origin).exact is number("0")
    assert slope_at(tree, ["x", "y"], origin).exact is None
    assert slope_at(tree, ["y", "y"], origin).exact is number("0")


def test_a_gradient_tells_what_is_missing_and_has_no_norm_then() -> None:
    found = gradient("abs(x) + abs(y)", at=POINT)
    assert [value.exact for value in found.values] == [None, number("1")]
    assert found.norm == Value(None, None, "a partial derivative does not exist")


def test_the_norm_is_exact() -> None:
    found = gradient("x^2 + 100*y", at={"x": number("-1"), "y": number("0")})
    assert found.norm is not None and found.norm.exact is number("2*sqrt(2501)")
    assert found.norm.decimal == math.hypot(2, 100)


def test_the_value_of_a_formula() -> None:
    value = value_at(parse("x/y").tree, {"x": number("1"), "y": number("4")})
    assert value.exact is not None and value.exact is number("1/4")
    assert value.decimal == Fraction(1, 4)
    assert value_at(parse("1/x").tree, {"x": number("0")}).reason == "1/x is not defined at x = 0"
    assert value_at(parse("sqrt(x)").tree, {"x": number("-1")}).reason == "sqrt(x) has no real value at x = -1"


def test_a_point_that_leaves_a_variable_out_is_refused() -> None:
    with pytest.raises(BadInput, match="the point leaves out y"):
        value_at(parse("x*y").tree, {"x": number("1")})

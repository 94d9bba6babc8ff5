"""Values at points, by our own strictly real evaluation, against definitions written for mpmath elsewhere."""

from __future__ import annotations

from fractions import Fraction
from itertools import islice
from typing import Any

import mpmath
import pytest
from expression_strategies import points as any_points
from expression_strategies import trees
from hypothesis import given, settings
from mpmath_oracle import close
from mpmath_oracle import value as oracle

from calcgd.algebra.probe import compare, holds, points, value
from calcgd.expression import parse
from calcgd.expression.functions import FUNCTIONS
from calcgd.expression.nodes import Call, Node, Number

ARGUMENTS = [Fraction(text) for text in ("1/3", "-1/3", "2", "-2", "7/3", "-7/3", "1/100", "5")]


def tree(source: str) -> Node:
    return parse(source).tree


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_has_the_value_its_definition_gives_and_none_elsewhere(name: str) -> None:
    row = FUNCTIONS[name]
    two = row.arity[1] > 1
    for first in ARGUMENTS:
        for second in ARGUMENTS if two else [Fraction(0)]:
            node = Call(name, [Number(number) for number in (first, second)][: 2 if two else 1])
            mine, other = value(node, {}), oracle(node, {})
            assert (mine is None) == (other is None), node
            assert mine is None or close(mine, other), node


@settings(deadline=None, derandomize=True, max_examples=200)
@given(trees(), any_points)
def test_generated_trees_have_the_oracle_s_values(node: Node, point: dict[str, Any]) -> None:
    mine, other = value(node, point), oracle(node, point)
    if mine is not None and other is not None:
        assert close(mine, other)


@pytest.mark.parametrize(
    "source",
    [
        "1/0", "0**0*1/0", "log(-1)", "log(-1)*0", "sqrt(-1)**2", "abs(log(-2))", "acos(2)**2", "asin(3)", "(-2)**pi",
        "(-1)**(1/2)", "gamma(-1)", "atan2(0, 0)", "acoth(1/2)", "1 if 1 > 2", "exp(exp(exp(exp(9))))", "oo", "li(1)",
        "zeta(1)", "0**(-1)", "besselk(1/2, -1)",
    ],
)  # fmt: skip
def test_there_is_no_value_where_a_part_is_not_real(source: str) -> None:
    assert value(tree(source), {}) is None


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("(-8)**(1/3)", -2), ("(-8)**(2/3)", 4), ("(-8)**(-1/3)", -0.5), ("(-32)**(3/5)", -8), ("0**0", 1),
        ("0**(2/3)", 0), ("(-2)**3", -8), ("sinc(0)", 1), ("step(0)", 0.5), ("sign(0)", 0), ("-2/3*3", -2),
        ("2 if 1 < 2 and not 1 == 2 else 3", 2), ("floor(-1/2)", -1), ("max(1, 2, 3) - min(4, 5)", -1),
    ],
)  # fmt: skip
def test_values_by_hand(source: str, expected: float) -> None:
    assert value(tree(source), {}) == pytest.approx(expected, rel=1e-15, abs=0)


def test_digits_are_as_many_as_asked_for() -> None:
    with mpmath.workdps(210):
        assert abs(value(tree("e^pi"), {}, 200) - mpmath.exp(mpmath.pi)) < mpmath.mpf(10) ** -195


def test_rounding_does_not_decide_on_which_side_of_a_jump_a_point_is() -> None:
    for whole in range(2, 20):
        assert value(tree(f"floor(sqrt({whole})**2)"), {}) in (whole, None)
        assert value(tree(f"step(sqrt({whole}) - exp(log({whole})/2))"), {}) in (0.5, None)


def test_conditions_hold_or_not_or_cannot_be_said() -> None:
    def condition(source: str) -> Node:
        return tree(f"1 if {source} else 0").args[1]

    assert holds(condition("sqrt(2) > 1"), {}) is True
    assert holds(condition("x >= 3 and not x == 4"), {"x": Fraction(3)}) is True
    assert holds(condition("x != 3"), {"x": Fraction(3)}) is False
    assert holds(condition("log(x) >= 3"), {"x": Fraction(-3)}) is None


def test_a_point_may_be_given_by_many_digits() -> None:
    with mpmath.workdps(50):
        assert value(tree("x**2"), {"x": mpmath.sqrt(2)}) - 2 < mpmath.mpf(10) ** -45


@pytest.mark.parametrize(
    ("first", "second", "outcome"),
    [
        ("sin(x)**2 + cos(x)**2", "1", "same"),
        ("x + 1e-30", "x", "different"),
        ("(1 + x)**50 - 1", "x", "different"),
        ("1 - sigmoid(300 x)", "sigmoid(-300 x)", "same"),
        ("1 - sigmoid(10^9 x)", "sigmoid(-10^9 x)", None),
        ("log(-x)", "log(-x)", None),
        ("(10^40 + x) - 10^40", "x", "same"),
        ("f(x)", "f(x)", "same"),
        ("f(x)", "g(x)", "different"),
        ("f(x)**2", "f(x)", "different"),
        ("f''(x)", "f'(x)", "different"),
    ],
)
def test_two_values_are_told_apart_only_where_rounding_cannot_be_the_reason(
    first: str, second: str, outcome: str | None
) -> None:
    assert compare(tree(first), tree(second), {"x": Fraction(7, 3)}) == outcome


def test_an_unknown_function_stands_for_one_with_the_derivatives_it_should_have() -> None:
    with mpmath.workdps(60):
        at, step = mpmath.mpf("0.3"), mpmath.mpf(10) ** -20
        right, left = (value(tree("h(x, x**2)"), {"x": x}, 60) for x in (at + step, at - step))
        slope = value(tree("h^(1,0)(x, x**2) + 2*x*h^(0,1)(x, x**2)"), {"x": at}, 60)
        assert abs((right - left) / (2 * step) - slope) < 1e-30


def test_points_are_plain_numbers_first_and_always_the_same() -> None:
    first = list(islice(points({"y", "x"}), 40))
    assert first[:3] == [{"x": 2, "y": -2}, {"x": 3, "y": Fraction(1, 2)}, {"x": -2, "y": -3}]
    assert first == list(islice(points(["x", "y"]), 40))
    assert {point["x"] for point in first} > {0, 1, -1, Fraction(1, 2)}


def test_generic_points_are_scattered_over_several_scales() -> None:
    found = [point["x"] for point in islice(points({"x"}, generic=True), 100)]
    assert len(set(found)) > 90
    assert not any(number.denominator == 1 for number in found)
    assert any(abs(number) < Fraction(1, 2) for number in found) and any(abs(number) > 20 for number in found)
    assert any(number < 0 for number in found) and any(number > 0 for number in found)

"""Bounds of extreme values over boxes, against values known in closed form and dense sampling by mpmath."""

from fractions import Fraction
from math import exp, sqrt

import mpmath_oracle
import pytest
from expression_strategies import coordinates, smooth_trees
from hypothesis import HealthCheck, given, settings

from calcgd.calculus.derivative import derive
from calcgd.errors import BadInput
from calcgd.expression import parse
from calcgd.numeric.extremes import range_over


def ranged(text, *box, most_boxes=50_000, with_gradient=True):
    names = "xyz"[: len(box)]
    tree = parse(text).tree
    gradient = [derive(tree, name) for name in names] if with_gradient else None
    return range_over(tree, names, [(Fraction(a), Fraction(b)) for a, b in box], most_boxes, gradient)


KNOWN = [
    ("x**2", [(-1, 2)], 0, 4),
    ("x**4 - 4x**3", [(-1, 5)], -27, 125),
    ("sin(x)*exp(-x/5) + x**2/50", [(-10, 10)], -3.620689020336, 6.019802507364125),
    ("x**x", [("1/100", 2)], exp(-exp(-1)), 4),
    ("sqrt(x)", [(0, 4)], 0, 2),
    ("abs(x - 1) + abs(y)", [(-5, 5), (-5, 5)], 0, 11),
    ("max(x, 1 - x)", [(-2, 2)], 0.5, 3),
    ("floor(x)", [(0, 3)], 0, 3),
    ("2 if x < 1 else x", [(0, 3)], 1, 3),
    ("1/(x**2 - 2*x + 3/2)", [(-1, 3)], 2 / 9, 2),
    ("(x**2 + y - 11)**2 + (x + y**2 - 7)**2", [(-6, 6), (-6, 6)], 0, 2186),
    ("(4 - 2.1x^2 + x^4/3)x^2 + x*y + (4y^2 - 4)y^2", [(-3, 3), (-2, 2)], -1.031628453489877, 162.9),
    ("x*y*exp(-x**2 - y**2)", [(-2, 2), (-2, 2)], -exp(-1) / 2, exp(-1) / 2),
    ("x**2*y**2", [(-3, 3), (-3, 3)], 0, 81),
    ("x*y*z", [(-1, 1), (-1, 2), (-1, 3)], -6, 6),
    ("sqrt(x**2 + y**2)", [(0, 1), (0, 1)], 0, sqrt(2)),
    ("x", [(2, 2)], 2, 2),
    ("7", [(0, 1)], 7, 7),
]


@pytest.mark.parametrize("with_gradient", [True, False], ids=["own gradient", "tape's gradient"])
@pytest.mark.parametrize("text, box, least, largest", KNOWN)
def test_known_extremes(text, box, least, largest, with_gradient):
    found = ranged(text, *box, with_gradient=with_gradient)
    assert found is not None
    for (low, high), value in zip(found, (least, largest), strict=True):
        assert low - 1e-11 <= value <= high + 1e-11
        assert high - low <= 1e-9 * max(1, abs(value), largest - least)


@pytest.mark.parametrize(
    "text",
    ["1/x", "log(x)", "sqrt(x)", "tan(2*x)", "1/(x - 1/3)**2", "x/x", "1 if x > 1/3", "exp(exp(exp(40*x + 40)))"],
)
def test_none_where_it_is_undefined_or_unbounded_somewhere(text):
    assert ranged(text, (-1, 1)) is None


def test_where_the_work_ends_the_bounds_are_wider_but_true():
    found = ranged("(x**2 + y - 11)**2 + (x + y**2 - 7)**2", (-6, 6), (-6, 6), most_boxes=3)
    assert found is not None
    assert found.minimum[0] <= 0 <= found.minimum[1]
    assert found.maximum[0] <= 2186 <= found.maximum[1]


def test_definedness_that_is_not_proved_when_the_work_ends_is_no_answer():
    assert (
        ranged("log((x - y)**4 + 1/10**9 + (x - y)**2 - (x - y)*x + (x - y)*y)", (-1, 1), (-1, 1), most_boxes=20)
        is None
    )


@settings(
    deadline=None, derandomize=True, max_examples=60,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)  # fmt: skip
@given(smooth_trees(), coordinates)
def test_no_sampled_value_lies_outside(tree, low):
    names = sorted(tree.free) or ["x"]
    found = range_over(tree, names, [(low, low + Fraction(1, 2))] * len(names), most_boxes=50)
    if found is not None:
        for step in range(5):
            value = mpmath_oracle.value(tree, dict.fromkeys(names, low + Fraction(step, 8)))
            if value is not None:
                slack = abs(value) * 1e-20 + 1e-25
                assert float(found.minimum[0]) <= float(value + slack) + abs(float(value)) * 1e-15
                assert float(found.maximum[1]) >= float(value - slack) - abs(float(value)) * 1e-15
                assert found.minimum[0] <= found.minimum[1] and found.maximum[0] <= found.maximum[1]


def test_another_variable_is_refused():
    with pytest.raises(BadInput):
        ranged("x + q", (0, 1))

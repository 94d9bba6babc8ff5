"""Enclosures hold every value that mpmath finds inside the box, and say no more than is true."""

from fractions import Fraction

import mpmath_oracle
import pytest
from expression_strategies import coordinates, points, trees
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from calcgd.errors import BadInput
from calcgd.expression import parse
from calcgd.expression.functions import FUNCTIONS
from calcgd.expression.nodes import Call, Number, Symbol
from calcgd.expression.tidy import tidy
from calcgd.numeric.interval import bounds, enclosure, is_undefined, sign

REPEATABLE = settings(
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)

widths = st.sampled_from([Fraction(0), Fraction(1, 1000), Fraction(1, 3), Fraction(2), Fraction(11)])
places = st.fractions(0, 1, max_denominator=97)


def inside(box, place):
    return {name: low + (high - low) * place for name, (low, high) in box.items()}


def check(tree, box, point):
    """Everything that is said of a tree over a box against its value at one point in it."""
    at = mpmath_oracle.value(tree, point)
    found = enclosure(tree, box)
    if found is None:
        assert at is None and is_undefined(tree, box)
    elif at is not None:
        exact = as_fraction(at)
        slack = abs(exact) / 10**25 + Fraction(1, 10**40)  # the oracle rounds, too
        assert found.low is None or found.low <= exact + slack
        assert found.high is None or exact - slack <= found.high
        assert not found.nonzero or exact != 0
        assert sign(tree, box) in (None, (exact > slack) - (exact < -slack), (exact > 0) - (exact < 0))


def as_fraction(number):
    sign_bit, mantissa, exponent, _ = number._mpf_
    return (-1) ** sign_bit * int(mantissa) * Fraction(2) ** int(exponent)


@settings(REPEATABLE, max_examples=300)
@given(trees(), points, widths, places)
def test_the_values_inside_a_box_lie_in_the_enclosure(tree, corner, width, place):
    box = {name: (low, low + width) for name, low in corner.items()}
    check(tree, box, inside(box, place))


@settings(REPEATABLE, max_examples=150)
@given(trees(), points, widths, places)
def test_the_same_holds_for_tidy_trees(tree, corner, width, place):
    box = {name: (low, low + width) for name, low in corner.items()}
    check(tidy(tree), box, inside(box, place))


OF_ONE = [name for name, row in FUNCTIONS.items() if row.arity == (1, 1)]
OF_TWO = [name for name, row in FUNCTIONS.items() if row.arity[0] <= 2 <= row.arity[1]]


@pytest.mark.parametrize("name", OF_ONE)
@settings(REPEATABLE, max_examples=15)
@given(coordinates, widths, places)
@example(Fraction(0), Fraction(1), Fraction(1, 7))
@example(Fraction(-1), Fraction(1), Fraction(1, 7))
@example(Fraction(-1), Fraction(2), Fraction(5, 7))
def test_each_function_of_one_argument(name, low, width, place):
    box = {"x": (low, low + width)}
    check(Call(name, (Symbol("x"),)), box, inside(box, place))


@pytest.mark.parametrize("name", OF_TWO)
@settings(REPEATABLE, max_examples=15)
@given(coordinates, coordinates, widths, places)
@example(Fraction(-1), Fraction(-1), Fraction(2), Fraction(5, 7))
def test_each_function_of_two_arguments(name, first, second, width, place):
    if name == "beta":  # the oracle continues it to where the table does not define it
        first, second = abs(first), abs(second)
    box = {"x": (first, first + width), "y": (second, second + width)}
    check(Call(name, (Symbol("x"), Symbol("y"))), box, inside(box, place))


@pytest.mark.parametrize("order", [-2, -1, 0, 1, 3, Fraction(1, 2)])
@pytest.mark.parametrize("name", ["polygamma", "besselj", "bessely", "besseli", "besselk"])
def test_functions_of_an_order(name, order):
    tree = Call(name, (Number(order), Symbol("x")))
    for low, width in [
        (Fraction(1, 7), Fraction(1, 3)),
        (Fraction(-5, 3), Fraction(1, 9)),
        (Fraction(-1), Fraction(2)),
    ]:
        check(tree, {"x": (low, low + width)}, {"x": low + width / 7})


def about(text, **box):
    found = bounds(parse(text).tree, {name: (Fraction(low), Fraction(high)) for name, (low, high) in box.items()})
    return found and tuple(map(float, found))


@pytest.mark.parametrize(
    "text, low, high, least, largest",
    [
        ("x**2", -1, 2, 0, 4),
        ("x**5", -1, 2, -1, 32),
        ("x**(1/3)", -8, 27, -2, 3),
        ("x**(2/3)", -8, 27, 0, 9),
        ("sqrt(x)", 0, 4, 0, 2),
        ("x*x", -3, 1, 0, 9),
        ("abs(x)", -3, 2, 0, 3),
        ("max(x, 1)", -3, 2, 1, 2),
        ("relu(x)", -3, 2, 0, 2),
        ("sign(x)", -3, 2, -1, 1),
        ("floor(x)", "1/2", "5/2", 0, 2),
        ("1/x", 1, 4, 0.25, 1),
        ("x if x < 1 else 2 - x", 0, 2, 0, 2),
        ("asin(x)", -1, 1, -1.5707963267948966, 1.5707963267948966),
        ("cosh(x)", -1, 0, 1, 1.5430806348152437),
        ("acosh(x)", 1, 1, 0, 0),
        ("sigmoid(x)", 0, 40, 0.5, 1),
    ],
)
def test_what_occurs_once_is_enclosed_tightly(text, low, high, least, largest):
    assert about(text, x=(low, high)) == pytest.approx((least, largest), rel=1e-15, abs=1e-15)


@pytest.mark.parametrize(
    "text",
    ["1/x", "log(x)", "sqrt(x)", "tan(2*x)", "x**(-1/3)", "x**y", "atan2(y, x)", "gamma(x)", "x/x", "1 if x > 0"],
)
def test_no_bounds_where_it_is_not_defined_everywhere_or_unbounded(text):
    assert about(text, x=(-1, 1), y=(-1, 1)) is None


@pytest.mark.parametrize(
    "text", ["sqrt(x)", "log(x)", "x**x + 1", "asin(x - 1)", "acosh(x)", "besselk(0, x)", "loggamma(x)", "y/(x - x)"]
)
def test_nowhere_defined(text):
    tree = parse(text).tree
    box = {"x": (Fraction(-5, 2), Fraction(-9, 4)), "y": (Fraction(1), Fraction(2))}
    proved = text != "y/(x - x)"  # 0 only to those who do algebra
    assert is_undefined(tree, box) is proved
    assert (enclosure(tree, box) is None) is proved


@pytest.mark.parametrize(
    "text, expected",
    [
        ("exp(x - 1000)", 1),
        ("-x**2 - 1/10**30", -1),
        ("sqrt(x**2 + 1) + x", None),
        ("0*x", 0),
        ("sin(x) - 2", -1),
        ("exp(-exp(exp(50 + x)))", 1),
        ("1/x", None),
    ],
)
def test_sign(text, expected):
    assert sign(parse(text).tree, {"x": (Fraction(-1), Fraction(1))}) == expected


def test_one_side_of_a_pole_is_bounded_on_the_other():
    found = enclosure(parse("1/x + 3").tree, {"x": (Fraction(0), Fraction(1, 4))})
    assert found == (7, None, False, True, True)


def test_on_both_sides_of_a_pole_the_quotient_is_large():
    found = enclosure(parse("1/x + 3").tree, {"x": (Fraction(-1, 4), Fraction(1, 4))})
    assert found == (None, None, False, True, True)


@pytest.mark.parametrize("text, continuous", [("floor(x)", False), ("abs(x)", True), ("1 if x > 0 else 2", False)])
def test_continuity(text, continuous):
    found = enclosure(parse(text).tree, {"x": (Fraction(-1, 2), Fraction(1, 2))})
    assert found is not None and found.continuous is continuous


def test_more_bits_are_narrower():
    box = {"x": (Fraction(1, 3), Fraction(1, 3))}
    found = bounds(parse("exp(x)").tree, box, bits=300)
    assert found is not None and found[1] - found[0] < Fraction(1, 2**290)


def test_enormous_and_tiny_values_are_not_written_out():
    box = {"x": (Fraction(10**6), Fraction(10**6))}
    assert bounds(parse("exp(x)").tree, box) is None
    found = bounds(parse("exp(-x)").tree, box)
    assert found is not None and found[0] == 0 < found[1] < Fraction(1, 10**1000)


def test_a_variable_without_a_place_is_refused():
    with pytest.raises(BadInput):
        bounds(parse("x + y").tree, {"x": (Fraction(0), Fraction(1))})

"""Zeros counted and placed by isolation, against SymPy, mpmath and zeros that are known in closed form."""

from fractions import Fraction
from math import pi
from typing import Any

import pytest
import sympy
from mpmath import mp
from sympy_oracle import to_sympy

from calcgd.calculus.derivative import derive
from calcgd.errors import BadInput
from calcgd.expression import parse
from calcgd.numeric.isolate import Bracket, isolate, narrow


def isolated(text, low, high, order=0, most_evaluations=20_000):
    """The isolation of the zeros of a derivative of the expression."""
    tree = parse(text).tree
    for _ in range(order):
        tree = derive(tree, "x")
    return isolate(tree, derive(tree, "x"), "x", Fraction(low), Fraction(high), most_evaluations)


def middles(brackets):
    return [float((low + high) / 2) for low, high in brackets]


ALL_SIMPLE = [
    ("sin(x)", -10, 10, [k * pi for k in range(-3, 4)]),
    ("tan(x)", -10, 10, [k * pi for k in range(-3, 4)]),
    ("x**3 - 3*x + 1", -2, 2, [-1.8793852415718169, 0.34729635533386066, 1.532088886237956]),
    ("x*(x - 1)", 0, 1, [0, 1]),
    ("x - 1", 1, 1, [1]),
    ("abs(x - 1) - 1/2", -4, 4, [0.5, 1.5]),
    ("x + abs(x)/2", -1, 2, [0]),
    ("1/x - x", -1, 1, [-1, 1]),
    ("1/(x - 3)", 0, 4, []),
    ("log(x)", 0, 4, [1]),
    ("sqrt(x) + log(x)", -1, 4, [0.49486641451653067]),
    ("exp(x)", -10, 10, []),
    ("x**(1/3) - 1", -8, 8, [1]),
    ("max(x, 1 - x) - 3/4", -2, 2, [0.25, 0.75]),
    ("sqrt(x - 2)", -2, 1, []),
    ("floor(x) + x/2 - 2", "1/10", "9/10", []),
    ("besselj(0, x)", 0, 10, [2.404825557695773, 5.520078110286311, 8.653727912911013]),
    ("x**2 - 1/10**20", -1, 1, [-1e-10, 1e-10]),
    ("10**20*(x - 10**10)", 0, 10**11, [10**10]),
]


@pytest.mark.parametrize("text, low, high, zeros", ALL_SIMPLE)
def test_all_zeros_are_proved(text, low, high, zeros):
    found = isolated(text, low, high)
    assert found.undecided == []
    assert middles(found.zeros) == pytest.approx(zeros, rel=3e-15, abs=1e-15)


@pytest.mark.parametrize(
    "text, low, high, count",
    [
        ("sin(3x)exp(-x/8)+x^2/20-cos(x^2/4)", -8, 8, 16),
        ("sin(x)exp(-x/5)+x^2/50", -10, 10, 5),
        ("x*sin(x)", -10, 10, 7),
        ("x*log(x)", 0, 5, 1),
        ("log(x)/x", 0, 10, 1),
        ("sqrt(x - 1) - x", 1, 4, 1),
        ("gelu(x)", -6, 6, 1),
        ("sec(x)", -5, 5, 3),
    ],
)
def test_brackets_of_critical_points(text, low, high, count):
    """Each bracket is narrow and holds a change of sign, found with 40 digits by another implementation."""
    found = isolated(text, low, high, order=1)
    assert len(found.zeros) == count
    assert found.undecided == []
    slope = sympy.lambdify(sympy.Symbol("x", real=True), to_sympy(derive(parse(text).tree, "x")), "mpmath")
    for bracket in found.zeros:
        assert bracket.high - bracket.low <= abs(bracket.low) / 2**58 + Fraction(1, 2**100)
        with mp.workdps(40):
            hair = mp.mpf(10) ** -25
            below, above = (slope(mp.convert(end) + step) for end, step in zip(bracket, (-hair, hair), strict=True))
            assert below * above < 0


@pytest.mark.parametrize("text", ["x**5 - 4*x**3 + x - 1/7", "x**6 - 5*x**4 + x**2 + 3*x - 1/5", "9*x**7 - 8*x**3 - x"])
def test_as_many_as_sympy_counts(text):
    found = isolated(text, -4, 4)
    roots: list[Any] = sympy.real_roots(to_sympy(parse(text).tree))
    assert middles(found.zeros) == pytest.approx(list(map(float, roots)), rel=1e-15)
    assert found.undecided == []


MULTIPLE = [
    ("x**2", -1, 1, [0]),
    ("x**3", -1, 2, [0]),
    ("(x - 1)**4", -3, 4, [1]),
    ("sin(x)**2", -4, 4, [-pi, 0, pi]),
    ("x - sin(x)", -1, 2, [0]),
    ("tan(x) - x", -1, "3/2", [0]),
    ("cos(x) - 1 + x**2/2", -1, 2, [0]),
    ("exp(x) - 1 - x - x**2/2", -1, 2, [0]),
    ("sin(x) - x + x**3/6", -2, 3, [0]),
    ("(exp(x) - 1 - x)**2", -2, 3, [0]),
    ("x**4 - 4*x**3 + 6*x**2 - 4*x + 1", -3, 4, [1]),
    ("floor(x) - 1/2", "-5/2", "5/2", [1]),
    ("sign(x - 1/3)", -1, 1, [1 / 3]),
    ("abs(x)", -1, 2, [0]),
    ("sqrt(x)*(x + 1)", 0, 3, [0]),
    ("1/x**2 - 1/x", -1, "1/2", [0]),
    ("x**3*sin(1/x)", "-1/10", "-1/1000", [-1 / (k * pi) for k in range(4, 319)]),
]


@pytest.mark.parametrize("text, low, high, places", MULTIPLE)
def test_what_is_not_a_simple_zero_stays_undecided_in_few_brackets(text, low, high, places):
    found = isolated(text, low, high)
    listed = sorted([*found.zeros, *found.undecided])
    assert len(listed) == len(places)
    for bracket, place in zip(listed, places, strict=True):
        assert bracket.low - 1e-12 <= place <= bracket.high + 1e-12
        assert bracket.high - bracket.low < 1e-6


@pytest.mark.parametrize("text", ["sin(x)**2 + cos(x)**2 - 1", "0*x", "relu(x)*0"])
def test_a_function_that_is_zero_everywhere_is_given_up_at_once(text):
    found = isolated(text, -1, 2, most_evaluations=100)
    assert found == ([], [(-1, 2)])


def test_a_zero_beyond_the_end_is_dropped():
    assert isolated("x - 1 - 1/10**7", 0, 1) == ([], [])
    assert isolated("x - 1 + 1/10**7", 0, 1).zeros != []


def test_where_the_work_ends_the_rest_is_undecided():
    found = isolated("sin(1/x)", Fraction(-1, 10), 1, most_evaluations=2_000)
    assert found.undecided
    proved = middles(found.zeros)
    for k in range(4, 400):
        zero = -1 / (k * pi)
        left = any(low <= zero <= high for low, high in found.undecided)
        assert left or any(abs(other - zero) < 1e-14 for other in proved)


def test_narrow_gives_more_digits_of_the_same_zero():
    tree = parse("cos(x) - x").tree
    (bracket,) = isolated("cos(x) - x", 0, 1).zeros
    finer = narrow(tree, derive(tree, "x"), "x", bracket, 400)
    with mp.workdps(130):
        dottie = mp.findroot(lambda x: mp.cos(x) - x, 0.739)
        assert finer.high - finer.low < Fraction(1, 2**395)
        assert abs(mp.convert(finer.low) - dottie) < mp.mpf(2) ** -390
    assert bracket.low <= finer.low <= finer.high <= bracket.high


def test_an_exact_zero_needs_no_narrowing():
    assert narrow(parse("x").tree, parse("1").tree, "x", Bracket(Fraction(0), Fraction(0)), 100) == (0, 0)


def test_another_variable_is_refused():
    with pytest.raises(BadInput):
        isolated("x - y", 0, 1)

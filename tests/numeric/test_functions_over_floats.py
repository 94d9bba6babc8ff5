"""Every function of the table over floats: the right value, nan outside the domain, and never an exception."""

from itertools import product
from math import inf, isnan, nan

import mpmath_oracle
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp, mpf

from calcgd.expression.functions import ANY, FUNCTIONS
from calcgd.expression.mpmath_faces import mpmath_function
from calcgd.expression.nodes import Call, Symbol
from calcgd.numeric.python import compile_gradient, compile_value
from calcgd.numeric.real import REAL, integer_power, power, root_power

UNARY = [(u,) for u in (-3.7, -1.3, -0.9, -0.31, -0.05, 0.02, 0.15, 0.4, 0.77, 0.95, 1.2, 1.9, 2.6, 4.3, 11.7)]
BINARY = list(product((0.3, 1.0, 2.0, 3.0), (0.2, 0.9, 1.7, 4.1)))
NASTY = [0.0, -0.0, 1.0, -1.0, 0.5, 5e-324, -5e-324, 1e-200, 709.9, 1e17, -1e17, 1e308, -1e308, inf, -inf, nan]


def arity(name):
    most = FUNCTIONS[name].arity[1]
    return 2 if most == ANY else most


def places(name):
    if name == "polygamma":
        return [(float(int(u) + 1), v) for u, v in BINARY]
    return UNARY if arity(name) == 1 else BINARY


def called(name):
    names = tuple("uvw"[: arity(name)])
    return Call(name, [Symbol(letter) for letter in names]), names


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_has_the_value_of_mpmath(name):
    tree, names = called(name)
    function = compile_value(tree, names)
    checked = 0
    for at in places(name):
        expected = mpmath_oracle.value(tree, dict(zip(names, map(mpf, at), strict=True)))
        if expected is None:
            assert isnan(function(at)), at
        else:
            assert function(at) == pytest.approx(float(expected), rel=2e-13, abs=1e-15), at
            checked += 1
    assert checked >= 5


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if FUNCTIONS[name].sympy])
def test_every_function_that_has_no_definition_has_a_face_of_many_digits(name):
    tree, names = called(name)
    function = mpmath_function(name)
    for at in places(name)[4:9]:
        expected = mpmath_oracle.value(tree, dict(zip(names, map(mpf, at), strict=True)))
        with mp.workdps(40):
            found = function(*map(mpf, at))
            assert (expected is None) == bool(mp.im(found)), at
            assert expected is None or mpmath_oracle.close(mp.re(found), expected, 1e-35)


@pytest.mark.parametrize("name", sorted(FUNCTIONS.keys() - REAL.keys()))
def test_functions_that_floats_lack_are_right_to_the_last_digit(name):
    tree, names = called(name)
    function = compile_value(tree, names)
    for at in places(name):
        expected = mpmath_oracle.value(tree, dict(zip(names, map(mpf, at), strict=True)))
        assert function(at) == pytest.approx(nan if expected is None else float(expected), rel=2.5e-16, nan_ok=True)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_partial_derivative_is_the_slope(name):
    tree, names = called(name)
    value_and_gradient = compile_gradient(tree, names)
    checked = 0
    for at in places(name):
        _, partials = value_and_gradient(at)
        for letter, partial in zip(names, partials, strict=True):
            if name == "polygamma" and letter == "u":
                assert isnan(partial)
                continue
            slope = _slope(tree, dict(zip(names, map(mpf, at), strict=True)), letter)
            if slope is not None:
                assert partial == pytest.approx(float(slope), rel=1e-9, abs=1e-12), (at, letter)
                checked += 1
    assert checked >= 5


def _slope(tree, point, letter):
    h = mpf(10) ** -12
    with mpmath_oracle.mp.workdps(mpmath_oracle.DIGITS):
        values = [mpmath_oracle.value(tree, point | {letter: point[letter] + shift}) for shift in (-h, h)]
        return None if None in values else (values[1] - values[0]) / (2 * h)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_function_ever_raises_on_a_float(name):
    tree, names = called(name)
    function = compile_gradient(tree, names) if name in REAL else compile_value(tree, names)
    arguments = NASTY if name in REAL else [0.0, -1.0, 1e17, inf, nan]
    for at in product(arguments, repeat=len(names)):
        function(at)


@pytest.mark.parametrize("name", REAL)
def test_every_function_over_floats_is_one_of_the_table(name):
    assert name in FUNCTIONS


@pytest.mark.parametrize("name", REAL)
def test_nothing_comes_of_what_is_not_a_number(name):
    assert isnan(REAL[name](*[nan] * arity(name)))


@given(st.floats(), st.floats())
@settings(deadline=None, derandomize=True, max_examples=500)
def test_powers_never_raise_and_agree_with_python_where_that_has_an_answer(base, exponent):
    found = power(base, exponent)
    try:
        expected = base**exponent
    except (OverflowError, ZeroDivisionError):
        return
    if isinstance(expected, complex) or (base == 0 and exponent <= 0) or isnan(expected) or isnan(found):
        return
    assert found == expected


def test_whole_powers_keep_their_sign_however_large():
    assert integer_power(-1.0, 1e300, True) == -1.0
    assert integer_power(-1.0, 1e300, False) == 1.0
    assert integer_power(-2.0, 3.0, True) == -8.0
    assert isnan(integer_power(0.0, -3.0, True))


def test_odd_roots_of_negative_numbers_are_real():
    assert root_power(-32.0, 3 / 5, False, True) == pytest.approx(-8.0)
    assert isnan(root_power(-16.0, 3 / 4, True, True))
    assert isnan(root_power(0.0, -3 / 5, False, True))


@pytest.mark.parametrize(
    ("name", "at"),
    [
        ("beta", (-0.5, 2.0)), ("beta", (2.0, 0.0)), ("besselj", (0.5, -1.0)), ("polygamma", (0.5, 2.0)),
        ("polygamma", (-1.0, 2.0)), ("digamma", (-3.0,)), ("zeta", (1.0,)), ("li", (1.0,)), ("li", (-2.0,)),
        ("Ci", (-1.0,)), ("lambertw", (-0.4,)), ("elliptic_k", (1.0,)), ("elliptic_e", (1.5,)), ("erfinv", (1.0,)),
    ],
)  # fmt: skip
def test_outside_its_domain_a_function_that_floats_lack_is_not_a_number(name, at):
    tree, names = called(name)
    assert isnan(compile_value(tree, names)(at))


def test_bessel_functions_of_negative_whole_order_mirror_those_of_positive_order():
    tree, names = called("besseli")
    assert compile_value(tree, names)((-2.0, -1 / 3)) == pytest.approx(0.014017937070436145, rel=1e-15)
    tree, names = called("besselj")
    assert compile_value(tree, names)((-1.0, 2.0)) == pytest.approx(-0.5767248077568734, rel=1e-15)


@pytest.mark.parametrize(
    ("name", "at"), [("digamma", (1e300,)), ("Si", (1e300,)), ("besselj", (1e4, 2.0)), ("polygamma", (1e4, 2.0))]
)
def test_a_value_that_takes_too_long_to_be_worked_out_is_not_tried(name, at):
    tree, names = called(name)
    assert isnan(compile_value(tree, names)(at))

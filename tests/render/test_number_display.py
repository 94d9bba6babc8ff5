"""Numbers for people: rounded, short, and still numbers of the language."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calcgd.expression import parse
from calcgd.render.numbers import fitted, number


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.04000000000000007, "0.04"),
        (0.30000000000000004, "0.3"),
        (5.0, "5"),
        (-0.0, "0"),
        (0.0016, "0.0016"),
        (2.504, "2.504"),
        (181.61652, "181.617"),
        (54604.6, "54604.6"),
        (999999.4, "999999"),
        (999999.7, "1e6"),
        (1234567.0, "1.23457e6"),
        (0.0001, "0.0001"),
        (0.00001, "1e-5"),
        (-1.5e-7, "-1.5e-7"),
        (1e300, "1e300"),
        (2.0000000000000004, "2"),
        (7, "7"),
        (123456789012345, "123456789012345"),
        (10**20, "1e20"),
        (Fraction(1, 3), "0.333333"),
        (Fraction(-1, 2), "-0.5"),
        (Fraction(10**400, 3), "3.33333e399"),
    ],
)
def test_a_number_is_shown_with_six_significant_digits_and_no_empty_ones(value, shown):
    assert number(value) == shown


def test_the_number_of_digits_can_be_chosen():
    assert [number(2.718281828459045, digits) for digits in (1, 2, 4, 10)] == ["3", "2.7", "2.718", "2.718281828"]


def test_a_whole_number_is_rounded_to_significant_digits_without_a_power_of_ten_as_long_as_it_is_short():
    assert number(12345.0, 2) == "12000"


def test_more_digits_than_a_float_has_show_the_float_and_no_noise():
    assert number(0.1, 25) == "0.1"
    assert number(1 / 3, 17) == "0.3333333333333333"


def test_what_is_not_finite_is_named():
    assert number(float("inf")) == "inf"
    assert number(float("-inf")) == "-inf"
    assert number(float("nan")) == "undefined"


def test_digits_are_given_up_before_the_width_is():
    assert fitted(-0.947435, 6, 8) == "-0.94744"
    assert fitted(1.23456e-10, 6, 8) == "1.23e-10"
    assert fitted(12.5, 6, 8) == "12.5"
    assert fitted(123456789, 6, 8) == "1.2346e8"


@settings(deadline=None, derandomize=True)
@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(1, 15))
def test_what_is_shown_is_the_value_to_half_a_unit_of_the_last_digit(value, digits):
    shown = Decimal(number(value, digits))
    exact = Decimal(value)
    if exact:
        assert abs(shown - exact) <= Decimal(6).scaleb(exact.adjusted() - digits)
    else:
        assert shown == 0


@settings(deadline=None, derandomize=True)
@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(1, 12))
def test_a_shown_number_is_at_most_six_characters_longer_than_its_digits(value, digits):
    exponent_beyond_two_digits = 1
    assert len(number(value, digits)) <= max(digits, 6) + 6 + exponent_beyond_two_digits


@settings(deadline=None, derandomize=True)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_seventeen_digits_read_back_to_the_same_float(value):
    assert float(number(value, 17)) == value


@settings(deadline=None, derandomize=True)
@given(st.floats(-1e12, 1e12))
def test_a_shown_number_is_read_by_the_parser(value):
    assert parse(number(value)).variables == []

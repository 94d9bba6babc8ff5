"""How numbers, points and names are read from the values of options."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest

from calcgd.commands.options import decimal, number, numbers, point, variable
from calcgd.errors import CalcgdError
from calcgd.expression.nodes import Number
from calcgd.expression.text import text


def problem(reader, *args) -> str:
    """The message, and the hint behind it."""
    with pytest.raises(CalcgdError) as caught:
        reader(*args)
    error = caught.value
    if error.span is not None:
        assert error.source is not None and 0 <= error.span[0] <= error.span[1] <= len(error.source) + 1
    return error.message + (f" [{error.hint}]" if error.hint else "")


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("3", 3),
        ("-3", -3),
        ("1/3", Fraction(1, 3)),
        ("-1/3", Fraction(-1, 3)),
        ("1e-3", Fraction(1, 1000)),
        ("0.1", Fraction(1, 10)),
        (".5", Fraction(1, 2)),
        ("2^10", 1024),
        (" 7 ", 7),
    ],
)
def test_a_number_is_exact(written: str, value: int | Fraction) -> None:
    assert number("--lr", written) is Number(value)


def test_a_number_may_be_irrational() -> None:
    assert text(number("--at", "pi/4")) == "pi/4"
    assert text(number("--at", "sqrt(8)")) == "2*sqrt(2)"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("nan", "a finite number is needed here"),
        ("inf", "a finite number is needed here"),
        ("-oo", "a finite number is needed here"),
        ("Infinity", "a finite number is needed here"),
        ("2*oo", "a finite number is needed here"),
        ("1/0", "1/0 is not a finite real number"),
        ("sqrt(-1)", "sqrt(-1) is not a finite real number"),
        ("log(0)", "log(0) is not a finite real number"),
        ("abc", "a number is needed here, and abc is a variable"),
        ("a*b", "a number is needed here, and a and b are variables"),
    ],
)
def test_what_is_not_a_finite_real_number_is_refused(written: str, said: str) -> None:
    assert problem(number, "--lr", written) == said


def test_a_decimal_is_the_nearest_float() -> None:
    assert decimal("--lr", "1/3") == 1 / 3
    assert decimal("--lr", "pi/4") == math.pi / 4
    assert problem(decimal, "--lr", "1e400") == "this number is too large"


def test_the_carets_stand_under_the_value() -> None:
    with pytest.raises(CalcgdError) as caught:
        number("--lr", "2..3")
    assert caught.value.source == "--lr 2..3"
    assert caught.value.span == (7, 8)


def test_a_list_of_numbers_is_split_at_commas_outside_parentheses() -> None:
    assert [text(value) for value in numbers("--through", "1,max(2,3),-4")] == ["1", "3", "-4"]


def test_a_point_names_its_variables_or_takes_them_in_order() -> None:
    for written in ("1,2", "x=1,y=2", "y=2,x=1", " x = 1 , y = 2 "):
        assert point("--at", written, ["x", "y"]) == {"x": Number(1), "y": Number(2)}
    assert point("--at", "-3", ["x"]) == {"x": Number(-3)}
    assert point("--at", "θ=1", ["θ"]) == {"θ": Number(1)}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("x=1,z=2", "there is no variable 'z' [the variables are x and y]"),
        ("x=1", "--x0 leaves out y [add y=...]"),
        ("1", "--x0 leaves out y [give a value for each of x and y, or write x=...]"),
        ("1,2,3", "3 values for 2 variables [the variables are x and y]"),
        ("x=1,x=2", "x is given twice"),
        ("x=1,2", "here a name is missing [write x=2]"),
        ("x=1,y=nan", "a finite number is needed here"),
        ("x=1,y=x", "a number is needed here, and x is a variable"),
    ],
)
def test_a_wrong_point_says_what_is_wrong(written: str, said: str) -> None:
    assert problem(point, "--x0", written, ["x", "y"]) == said


def test_a_point_may_leave_variables_out_where_that_is_allowed() -> None:
    assert point("--at", "y=2", ["x", "y"], every=False) == {"y": Number(2)}


def test_a_variable_is_one_name() -> None:
    assert variable("--wrt", "x", ["x"]) == "x"
    assert variable("--wrt", " w_1 ", ["w_1"]) == "w_1"
    assert problem(variable, "--wrt", "2x", ["x", "y"]) == "a variable is one name [the variables are x and y]"
    assert problem(variable, "--wrt", "pi", ["x"]) == "a variable is one name [the variable is x]"

"""The table of antiderivatives: each is differentiated back, and written so that it is found."""

from __future__ import annotations

import pytest
from mpmath import mpf
from mpmath_oracle import close, value

from calcgd.algebra.antiderivative_forms import FORMS, plain_antiderivative
from calcgd.algebra.integrate import is_positive_polynomial, offered
from calcgd.expression import parse
from calcgd.expression.text import text
from calcgd.expression.tidy import tidy

POINTS = [mpf(at) / 64 for at in (-175, -97, -41, -23, 23, 41, 97, 175)]
STEP = mpf(2) ** -50
FUNCTIONS_THAT_JUMP = ("sign", "step", "floor", "ceil", "elu")


def plain(expression: str) -> str | None:
    found = plain_antiderivative(tidy(parse(expression).tree), "x")
    return None if found is None else text(found)


@pytest.mark.parametrize("integrand", FORMS)
def test_the_slope_of_an_entry_is_its_integrand_and_the_entry_is_found(integrand: str) -> None:
    node, form = tidy(parse(integrand).tree), parse(FORMS[integrand]).tree
    assert text(node) == integrand
    assert plain_antiderivative(node, "u") is tidy(form)
    tried = 0
    for at in POINTS:
        expected = value(node, {"u": at, "v": 2})
        if expected is not None:
            right, left = (value(form, {"u": at + step, "v": 2}) for step in (STEP, -STEP))
            assert right is not None and left is not None, f"no value at {at}"
            assert close(float((right - left) / (2 * STEP)), float(expected), 1e-12), f"another slope at {at}"
            tried += 1
    assert tried > 1


@pytest.mark.parametrize("integrand", [entry for entry in FORMS if set(FUNCTIONS_THAT_JUMP) & set(entry.split("("))])
def test_an_entry_for_a_function_with_jumps_is_continuous(integrand: str) -> None:
    form = parse(FORMS[integrand]).tree
    for at in map(mpf, ("-2", "-1", "0", "1", "2", "3")):
        right, left = (value(form, {"u": at + step, "v": 2}) for step in (STEP, -STEP))
        assert abs(right - left) < 1e-10


@pytest.mark.parametrize(
    ("integrand", "expected"),
    [
        ("2", "2*x"),
        ("x**2 - 4*x + 6", "x**3/3 - 2*x**2 + 6*x"),
        ("(2*x + 1)**5", "(2*x + 1)**6/12"),
        ("(x - 1)*(x + 2)**2", "x**4/4 + x**3 - 4*x"),
        ("5/(3*x - 2)", "5*log(abs(3*x - 2))/3"),
        ("a*sin(2*x + b)", "-a*cos(b + 2*x)/2"),
        ("2**(3*x)", "2**(3*x)/(3*log(2))"),
        ("sec(x)", "log(abs(sec(x) + tan(x)))"),
        ("elu(3*x, c)", "(9*x**2/2 if 3*x > 0 else c*(-3*x + exp(3*x) - 1))/3"),
        ("1/(x**2 + 4)", None),
        ("exp(-x**2)*x", None),
        ("sin(x**2)", None),
    ],
)
def test_sums_of_powers_and_table_entries_of_linear_functions(integrand: str, expected: str | None) -> None:
    assert plain(integrand) == expected


def test_sympy_offers_the_general_case_of_a_parameter_only() -> None:
    assert [text(form) for form in offered(parse("x**n").tree, "x", 8)] == ["x**(n + 1)/(n + 1)"]


@pytest.mark.parametrize(
    ("polynomial", "expected"),
    [
        ("x**2 + x + 1", True),
        ("x**2 - sqrt(2)*x + 1", True),
        ("x**4 - x + 1", True),
        ("x**2 - 2", False),
        ("-x**2 - 1", False),
        ("x**2 - 2*x + 1", False),
        ("x**4 - 3*x + 1", False),
        ("x**2 + y**2 + 1", False),
        ("sin(x) + 2", False),
    ],
)
def test_polynomials_that_are_positive_everywhere(polynomial: str, expected: bool) -> None:
    assert is_positive_polynomial(parse(polynomial).tree) is expected

"""Laws that integrals obey, and that an antiderivative which disagrees with quadrature is never believed."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath_oracle import value

from calcgd.algebra.antiderivative_forms import plain_antiderivative
from calcgd.algebra.prove import Verdict
from calcgd.calculus import integral as engine
from calcgd.calculus.antiderivative import antiderivative, find
from calcgd.calculus.antiderivative_check import Found, checked, differentiated_back
from calcgd.calculus.integral import Integral, integral
from calcgd.calculus.stitched import stitched
from calcgd.errors import BadInput, NoAnswer
from calcgd.expression import parse
from calcgd.expression.nodes import ZERO, Node, Number
from calcgd.expression.text import text
from calcgd.expression.tidy import tidy

small = st.integers(-9, 9)
CORNERS = ["abs(x - 1)", "max(x, 1 - x)", "floor(2*x)", "sign(x)*x**2", "relu(x) - abs(2*x + 1)", "abs(sin(x))"]


def tree(expression: str) -> Node:
    return tidy(parse(expression).tree)


def between(expression: str, low: str, high: str, **options: bool) -> Integral:
    return integral(expression, parse(low).tree, parse(high).tree, "x", **options)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.lists(small, min_size=1, max_size=6), small, small)
def test_polynomials_are_integrated_exactly(coefficients: list[int], low: int, high: int) -> None:
    expression = " + ".join(f"({a})*x**{n}" for n, a in enumerate(coefficients))
    expected = sum(Fraction(a, n + 1) * (high ** (n + 1) - low ** (n + 1)) for n, a in enumerate(coefficients))
    found = between(expression, str(low), str(high))
    assert (found.status, found.exact) == ("converges", Number(expected))
    assert found.proved or low == high


@pytest.mark.parametrize("expression", CORNERS)
def test_integrals_over_adjacent_ranges_add_up(expression: str) -> None:
    first, second, whole = (between(expression, *ends).decimal for ends in (("-2", "1/3"), ("1/3", "2"), ("-2", "2")))
    assert first is not None and second is not None and whole is not None
    assert abs(first + second - whole) < 1e-14


@pytest.mark.parametrize(("low", "high"), [("1", "1"), ("sin(1)**2 + cos(1)**2", "1"), ("oo", "oo")])
def test_between_one_end_and_itself_there_is_nothing(low: str, high: str) -> None:
    found = between("x**2", low, high)
    assert (found.status, found.exact, found.decimal, found.error) == ("converges", ZERO, 0.0, 0.0)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [("0", "oo", 1), ("oo", "0", -1), ("-oo", "oo", 2), ("oo", "-oo", -2), ("0", "-oo", -1), ("-oo", "0", 1)],
)
def test_infinite_ends_in_every_order(low: str, high: str, expected: int) -> None:
    assert between("exp(-abs(x))", low, high).exact is Number(expected)


@pytest.mark.parametrize("expression", CORNERS)
def test_reversed_ends_change_the_sign_of_an_integral_but_not_of_an_area(expression: str) -> None:
    forth, back = (between(expression, *ends).decimal for ends in (("-2", "2"), ("2", "-2")))
    assert forth is not None and back == -forth
    areas = [between(expression, *ends, area=True).decimal for ends in (("-2", "2"), ("2", "-2"))]
    assert areas[0] is not None and areas[0] == areas[1] and areas[0] >= abs(forth)


def test_the_pieces_of_an_area_have_the_signs_of_the_curve_and_add_up() -> None:
    found = between("x*(x - 1)*(x + 2)", "-2", "2", area=True)
    assert [part.sign for part in found.parts] == [1, -1, 1]
    assert found.exact is not None
    pieces = [part.value.exact for part in found.parts]
    assert text(tidy(parse(" + ".join(f"({piece})" for piece in pieces)).tree)) == text(found.exact)


def test_an_antiderivative_that_disagrees_with_quadrature_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = Found(tree("x**3/3 + atan(1000*x - 500)"), Verdict("undecided", ""))
    monkeypatch.setattr(engine, "find", lambda *_: wrong)
    found = between("x**2", "0", "1")
    assert (found.status, found.exact, found.proved) == ("converges", None, True)
    assert found.decimal is not None and abs(found.decimal - 1 / 3) < 1e-15
    assert found.reason == "the antiderivative that was found does not agree with the number"


def test_what_is_not_an_antiderivative_does_not_pass() -> None:
    assert differentiated_back(tree("x**2"), tree("x"), "x") is None
    assert checked(tree("log(x)"), tree("1/x"), "x") is None  # it has no values where 1/x is negative
    jumping = "x**2/2 if x > 1 else x**2/2 + 1"
    assert checked(tree(jumping), tree("x"), "x") is None
    assert checked(tree("log(abs(x))"), tree("1/x"), "x") is not None


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("exp(-abs(x))", "exp(x) if x <= 0 else 2 - exp(-x)"),
        ("1/abs(x)", "-log(abs(x)) if x <= 0 else log(abs(x))"),
        ("sign(x - 1)*cos(x)", "-sin(x) if x <= 1 else sin(x) - 2*sin(1)"),
    ],
)
def test_the_antiderivatives_of_smooth_pieces_are_raised_to_meet(expression: str, expected: str) -> None:
    def plain(node: Node) -> Node | None:
        return plain_antiderivative(node, "x")

    form = stitched(tree(expression), "x", plain)
    assert form is not None and text(form) == expected


def test_what_is_smooth_or_has_too_many_pieces_is_not_stitched() -> None:
    for expression in ("exp(x)", "abs(sin(x))", "floor(x)", "abs(x - a)"):
        assert stitched(tree(expression), "x", lambda node: plain_antiderivative(node, "x")) is None


def test_single_values_of_parameters_are_cases_of_their_own() -> None:
    found = find(tree("x**n"), "x")
    assert found is not None and found.needs == ()
    assert text(found.function) == "x**(n + 1)/(n + 1) if n != -1 else log(abs(x))"
    several = find(tree("sin(a*x)*cos(b*x)"), "x")
    assert several is not None and [text(need) for need in several.needs] == ["a**2 - b**2 != 0"]


def test_logarithms_keep_arguments_that_the_integrand_shows_to_be_positive() -> None:
    assert "abs" not in text(antiderivative("log(x)*(x - 5)").general)
    found = antiderivative("1/(x*(x + 1))").general
    assert "log(abs(" in text(found)
    assert None not in [value(found, {"x": at, "C": 0}) for at in (-3, Fraction(-1, 2), 2)]


def test_an_integral_with_parameters_is_given_where_no_value_of_them_matters() -> None:
    found = integral("a*x + b*cos(x)", tree("0"), tree("pi/2"), "x")
    assert found.status == "converges" and found.exact is not None
    assert found.exact is tree("a*pi**2/8 + b")
    cases = integral("exp(a*x)", tree("0"), tree("1"), "x").exact
    assert cases is not None and text(cases) == "exp(a)/a - 1/a if a != 0 else 1"
    assert integral("1/(x - a)", tree("0"), tree("1"), "x").status == "undecided"


def test_several_variables_need_a_name() -> None:
    with pytest.raises(BadInput, match="x and y"):
        integral("x*y", tree("0"), tree("1"))


@pytest.mark.parametrize("expression", ["sqrt(x)**2", "exp(log(x))", "x*sqrt(x)/sqrt(x)"])
def test_what_tidying_makes_defined_everywhere_is_not_so_as_it_was_typed(expression: str) -> None:
    with pytest.raises(NoAnswer, match="not defined for -1 < x < 0"):
        between(expression, "-1", "1")
    assert between(expression, "0", "1").exact is tree("1/2")


@pytest.mark.parametrize(
    ("expression", "low", "high", "status"),
    [
        ("abs(exp(-x)*sin(x))", "0", "oo", "converges"),  # infinitely many corners, but below exp(-x)
        ("abs(sin(x))", "0", "oo", "undecided"),
        ("1/(exp(sin(x)) - 1 - sin(x)/2)", "0", "oo", "undecided"),
        ("(log(x) + sigmoid(x))/(sqrt(x) + sin(x))", "0", "3", "undecided"),
    ],
)
def test_what_cannot_be_cut_is_not_claimed(expression: str, low: str, high: str, status: str) -> None:
    found = between(expression, low, high)
    assert (found.status, found.exact, found.decimal) == (status, None, None)
    assert found.reason

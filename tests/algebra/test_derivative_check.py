"""SymPy as the source of missing rules and as the judge of derivatives."""

from __future__ import annotations

from fractions import Fraction

import pytest
from mpmath_oracle import value

from calcgd.algebra.derivative import check_derivative, derivative_of, differentiated
from calcgd.expression import parse
from calcgd.expression.functions import FUNCTIONS
from calcgd.expression.nodes import Call, Node, Symbol
from calcgd.expression.tidy import tidy

FORMULAS = [
    (row.name, place, formula) for row in FUNCTIONS.values() for place, formula in enumerate(row.derivative) if formula
]


def tree(source: str) -> Node:
    return parse(source).tree


@pytest.mark.parametrize(("name", "place", "formula"), FORMULAS)
def test_every_formula_of_the_table_is_proved(name: str, place: int, formula: str) -> None:
    letters = "uvw"[: len(FUNCTIONS[name].derivative)]
    call = Call(name, [Symbol(letter) for letter in letters])
    verdict = check_derivative(call, tree(formula), letters[place], seconds=None)
    assert verdict.status == "proved", verdict.how


@pytest.mark.parametrize(("name", "place", "formula"), FORMULAS)
def test_a_formula_with_a_slip_is_refuted(name: str, place: int, formula: str) -> None:
    letters = "uvw"[: len(FUNCTIONS[name].derivative)]
    call = Call(name, [Symbol(letter) for letter in letters])
    assert check_derivative(call, tree(f"({formula})*1.001 + 0.0001"), letters[place]).status == "refuted"


@pytest.mark.parametrize(
    ("name", "formula"),
    [
        ("elliptic_k", "(elliptic_e(u) - (1 - u)*elliptic_k(u))/(2*u*(1 - u))"),
        ("elliptic_e", "(elliptic_e(u) - elliptic_k(u))/(2*u)"),
    ],
)
def test_rules_the_table_lacks_come_from_sympy(name: str, formula: str) -> None:
    assert derivative_of(name, 0) is tidy(tree(formula))


@pytest.mark.parametrize(
    ("name", "arity"),
    [("zeta", 1), ("besselj", 2), ("bessely", 2), ("besseli", 2), ("besselk", 2), ("polygamma", 2), ("logsumexp", 2)],
)
def test_where_sympy_has_no_rule_there_is_none(name: str, arity: int) -> None:
    assert derivative_of(name, 0, arity) is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x**2 - 4*x + 6", "2*x - 4"),
        ("x**x", "x**x*(log(x) + 1)"),
        ("(3*x+1)**5*sin(x)/x", "(3*x + 1)**4*((3*x**2 + x)*cos(x) + (12*x - 1)*sin(x))/x**2"),
        ("sigmoid(w*x + b)", "w*sigmoid(w*x + b)*(1 - sigmoid(w*x + b))"),
        ("abs(x)", "sign(x)"),
        ("abs(x)", "x/abs(x)"),
        ("abs(log(x))", "sign(log(x))/x"),
        ("cbrt(x**2 - 1)", "2*x/(3*cbrt(x**2 - 1)**2)"),
        ("x**(2/3)", "2/(3*cbrt(x))"),
        ("((1 + x)/(1 - x))^(1/3)", "2/(3*(1 - x)**(4/3)*(x + 1)**(2/3))"),
        ("max(x, 1 - x, 1/2)", "1 if x > 1/2 else -1"),
        ("min(sin(x), cos(x))", "cos(x) if sin(x) <= cos(x) else -sin(x)"),
        ("max(a*x, b*x)", "a if a*x >= b*x else b"),
        ("leaky_relu(w*x + b)", "w if w*x + b > 0 else w/100"),
        ("max(x, 0)**2", "2*relu(x)"),
        ("floor(x)*x", "floor(x)"),
        ("step(x)*x", "step(x)"),
        ("x if x > 1 else x**2", "1 if x > 1 else 2*x"),
        ("sqrt(log(x)**2)", "log(x)/(x*abs(log(x)))"),
        ("f(x)*g(x)", "f'(x)*g(x) + f(x)*g'(x)"),
        ("f(g(h(x)))", "f'(g(h(x)))*g'(h(x))*h'(x)"),
        ("h(x, f(x))", "h^(1,0)(x, f(x)) + h^(0,1)(x, f(x))*f'(x)"),
        ("logsumexp(x, y)", "exp(x)/(exp(x) + exp(y))"),
        ("x!", "gamma(x + 1)*digamma(x + 1)"),
        ("acosh(x)", "1/sqrt(x**2 - 1)"),
        ("acosh(x)/sqrt(y)", "1/(sqrt(y)*sqrt(x**2 - 1))"),
    ],
)
def test_right_derivatives_are_proved(before: str, after: str) -> None:
    verdict = check_derivative(tree(before), tree(after), "x", seconds=None)
    assert verdict.status == "proved", verdict.how


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x**2", "2"),
        ("sin(2x)", "cos(2x)"),
        ("x*exp(x)", "exp(x)"),
        ("(x**2 + 1)**5", "5*(x**2 + 1)**4"),
        ("1/x", "log(x**2)"),
        ("abs(x)", "1"),
        ("cbrt(x)", "1/(3*abs(x)**(2/3))*sign(x)"),
        ("sigmoid(x)", "sigmoid(x)*(1 + sigmoid(x))"),
        ("f(x)*g(x)", "f'(x)*g'(x)"),
        ("f(x**2)", "f'(x**2)"),
        ("max(x, 0)", "1"),
        ("zeta(x)", "zeta(x)"),
        ("besselj(x, 2)", "besselj(x + 1, 2)"),
    ],
)
def test_wrong_derivatives_are_refuted(before: str, after: str) -> None:
    verdict = check_derivative(tree(before), tree(after), "x")
    assert verdict.status == "refuted"
    assert verdict.values is not None and verdict.values[0] != verdict.values[1]
    assert "x" in verdict.witness


def test_difference_quotients_judge_where_sympy_has_no_derivative() -> None:
    zeta = tree("zeta(x)**2")
    slope = tree("2*zeta(x)*f(x)")
    assert check_derivative(zeta, slope, "x").status == "refuted"
    assert check_derivative(tree("zeta(x) - zeta(x)*1 + 3*x + 0*zeta(x)"), tree("3"), "x").status in (
        "proved",
        "undecided",
    )


def test_sympy_s_derivative_has_no_impulses_at_jumps() -> None:
    derivative = differentiated(tree("floor(x)*x + sign(x)*x**2 + step(x - 1) + ceil(x**2)"), "x")
    assert derivative is not None
    assert value(derivative, {"x": Fraction(5, 2)}) == 7


def test_the_check_is_limited_in_time() -> None:
    product = tree("*".join(f"(sin({n}*x) + exp({n}*x)/{n})**{n}" for n in range(1, 30)))
    verdict = check_derivative(product, tree("1"), "x", seconds=0.05)
    assert verdict.status in ("undecided", "refuted")

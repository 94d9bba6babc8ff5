"""The derivative from its definition, against the rules and against SymPy."""

from __future__ import annotations

import pytest
import sympy

from calcgd.calculus.definition import by_definition
from calcgd.calculus.derivative import derive
from calcgd.errors import BadInput
from calcgd.expression import parse
from calcgd.expression.text import text

RATIONAL = """
    7 ; x ; -x ; 3x - 2 ; x^2 ; (x - 1)^2 ; x^3 - x ; x^7 + 2x^2 ; x/3 - 1/2 ; 0.5x^2 ; (x + 1)(x - 2)(x + 3)
    1/x ; 2/x^3 ; 1/(x + 1) ; x/(x + 1) ; (x - 1)/(x + 1) ; 1/(x^2 + 1) ; x^2/(x - 3) ; (x^2 + 1)/(x^2 - 1)
    1/x + x ; 1/x - 1/(x + 1) ; (2x + 1)^-2 ; x^-1 + x^-2 ; (x^3 - 1)/(x - 1) ; 1/(x*(x + 1)) ; x/(2x^2 + 3x + 1)^2
    (x + 1/x)^2 ; 1/(1 + 1/x) ; -(x + 2)/(3 - x) ; ((x + 1)/(x - 1))^3 ; a*x^2 + b*x + c ; x/(x + a)
"""
EXPRESSIONS = [entry.strip() for line in RATIONAL.strip().splitlines() for entry in line.split(" ; ")]


@pytest.mark.parametrize("source", EXPRESSIONS)
def test_the_limit_of_the_difference_quotient_is_the_derivative(source: str) -> None:
    worked = by_definition(source, "x")
    assert worked is not None
    tree = parse(source).tree
    assert worked.derivative is derive(tree, "x")
    x, h = sympy.symbols(f"x {worked.h}")

    def algebra(node: object) -> sympy.Expr:
        return sympy.sympify(text(node), locals={"x": x, worked.h: h})  # type: ignore[arg-type]

    f = algebra(tree)
    rise = f.subs(x, x + h) - f
    assert sympy.simplify(algebra(worked.difference) - rise) == 0
    assert sympy.simplify(algebra(worked.quotient) - rise / h) == 0
    assert sympy.simplify(algebra(worked.limit) - sympy.diff(f, x)) == 0
    assert sympy.simplify(algebra(worked.derivative) - sympy.diff(f, x)) == 0
    assert worked.h not in worked.limit.free


def test_there_are_at_least_thirty_of_them() -> None:
    assert len(set(EXPRESSIONS)) == len(EXPRESSIONS) >= 30


def test_it_is_worked_out_line_by_line() -> None:
    worked = by_definition("x^3 - x")
    assert worked is not None
    parts = (worked.shifted, worked.difference, worked.quotient, worked.limit, worked.derivative)
    assert [text(part) for part in parts] == [
        "(x + h)**3 - (x + h)",
        "h**3 + 3*h**2*x + 3*h*x**2 - h",
        "h**2 + 3*h*x + 3*x**2 - 1",
        "3*x**2 - 1",
        "3*x**2 - 1",
    ]


@pytest.mark.parametrize(
    ("source", "h"), [("x^2", "h"), ("h^2", "k"), ("h*k", "h1"), ("h*k*h1", "h2"), ("x*h*k*h1*h2", "h3")]
)
def test_the_letter_of_the_small_number_is_free(source: str, h: str) -> None:
    worked = by_definition(source, source[0])
    assert worked is not None and worked.h == h


@pytest.mark.parametrize("source", ["sin(x)", "sqrt(x)", "abs(x)", "2^x", "x^x", "f(x)", "x if x < 0 else 1", "x^1000"])
def test_other_functions_are_not_worked_out(source: str) -> None:
    assert by_definition(source) is None


def test_an_ambiguous_variable_is_refused() -> None:
    with pytest.raises(BadInput, match="the expression has the variables x and y"):
        by_definition("x*y")

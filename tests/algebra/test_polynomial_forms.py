"""Trees as quotients of polynomials and as products of irreducible factors, against SymPy."""

from __future__ import annotations

import pytest
import sympy

from calcgd.algebra.bridge import to_sympy
from calcgd.algebra.polynomial import as_fraction, factors
from calcgd.expression import parse
from calcgd.expression.nodes import Node
from calcgd.expression.text import text

FRACTIONS = """
    x**2/2 - x/3
    (x**2 - 1)/(x - 1)
    1/x + 1/y
    1/(1 - x)
    x**-3*(x + y)**2/(2*x + 2*y)
    1/(1 + 1/(1 + 1/x))
    0.25*x - (-y)**3/1e2
    (x**2 - y**2)/(x**4 - y**4) - 1/(x**2 + y**2)
"""

FACTORED = """
    x**4 - 5*x**3/2 + x**2
    (x**2 - 2)**3*(2 - 4*x)
    x**12 - 1
    x**4*y - x**2*y**3
    (x*y - 1)**2*(1 - x - y)
    6*x**2 - 6*y**2
    7
"""


def tree(source: str) -> Node:
    return parse(source).tree


def lines(block: str) -> list[str]:
    return [line.strip() for line in block.strip().splitlines()]


@pytest.mark.parametrize("source", lines(FRACTIONS))
def test_numerator_and_denominator_are_those_in_lowest_terms(source: str) -> None:
    found = as_fraction(tree(source), ["x", "y"])
    assert found is not None
    numerator, denominator = map(to_sympy, found)
    expected = sympy.fraction(sympy.cancel(to_sympy(tree(source))))
    assert sympy.expand(numerator * expected[1] - denominator * expected[0]) == 0
    parts = [
        sympy.Poly(part, sympy.Symbol("x", real=True), sympy.Symbol("y", real=True))
        for part in (numerator, denominator)
    ]
    assert sympy.gcd(*parts) == 1
    assert all(part.domain is sympy.ZZ for part in parts)


@pytest.mark.parametrize("source", lines(FACTORED))
def test_factors_are_those_of_sympy(source: str) -> None:
    found = factors(tree(source), ["x", "y"])
    assert found is not None
    expected = sympy.factor_list(to_sympy(tree(source)))[1]
    normal = {(sympy.Poly(factor), count) for factor, count in expected}
    images = {(sympy.Poly(to_sympy(factor)), count) for factor, count in found}
    assert all(image in normal or (-image[0], image[1]) in normal for image in images)
    assert len(images) == len(normal)


@pytest.mark.parametrize("source", ["sin(x)", "sqrt(x)", "x**y", "pi*x", "x + z", "1/(x - x)", "abs(x)", "x**50000"])
def test_what_is_no_rational_function_of_the_variables_has_no_such_form(source: str) -> None:
    assert as_fraction(tree(source), ["x", "y"]) is None
    assert factors(tree(source), ["x", "y"]) is None


def test_only_polynomials_other_than_zero_have_factors() -> None:
    assert factors(tree("1/x"), ["x"]) is None
    assert factors(tree("x - x"), ["x"]) is None


def test_the_first_coefficient_of_a_factor_is_positive() -> None:
    found = factors(tree("(1 - x)*(3 - 2*x**2)"), ["x"])
    assert found is not None
    assert sorted(text(factor) for factor, _ in found) == ["2*x**2 - 3", "x - 1"]

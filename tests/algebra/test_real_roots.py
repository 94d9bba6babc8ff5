"""Real roots of polynomials: how many there are, where, and how narrow, against SymPy and roots that are given."""

from __future__ import annotations

import time
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
import sympy
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from calcgd.algebra.bridge import to_sympy
from calcgd.algebra.real_roots import BITS, RealRoot, real_roots, refined
from calcgd.expression import parse
from calcgd.expression.nodes import Number
from calcgd.expression.text import text

POLYNOMIALS = """
    x**5 - x - 1
    (2*x - 3)**2*(x**2 + 1)*(x**2 - 3*x + 1)**3*x
    x**4 - 10*x**2 + 1
    (x**2 - 2)*(x**2 - 3)*(x**2 - 5)*(x**2 + x + 1)
    x**20 - 1
    x**7/3 - 2.5*x**2 + 1/7
    (x - 1)*((x - 1)**2 - 1e-30)*((x - 1)**2 - 2e-60)
    x**10 - 2*(100*x - 1)**2
    (x - 1)*(x - 2)*(x - 3)*(x - 4)*(x - 5)*(x - 6)*(x - 7)*(x - 8)*(x - 9)*(x - 10) - 1
    -3*x**3 + 10**12*x - 1
    1024*x**11 - 2816*x**9 + 2816*x**7 - 1232*x**5 + 220*x**3 - 11*x
    5 - x
    x**2 + 1
    17
"""


def roots_of(source: str) -> list[RealRoot]:
    found = real_roots(parse(source).tree, "x")
    assert found is not None
    return found


def is_isolated(root: RealRoot) -> bool:
    """Whether SymPy's Sturm chains count exactly one root of the factor in the interval."""
    return sympy.Poly(to_sympy(root.factor)).count_roots(rational(root.low), rational(root.high)) == 1


def rational(value: Fraction) -> Any:
    return sympy.Rational(value.numerator, value.denominator)


@pytest.mark.parametrize("source", [line.strip() for line in POLYNOMIALS.strip().splitlines()])
def test_the_roots_are_those_of_sympy_each_alone_in_its_interval(source: str) -> None:
    found = roots_of(source)
    x = sympy.Symbol("x", real=True)
    expected = sympy.Poly(to_sympy(parse(source).tree), x)
    counts = [count for _, count in expected.intervals()] if expected.degree() else []
    assert [root.multiplicity for root in found] == counts
    assert all(map(is_isolated, found))
    assert all(one.high < other.low for one, other in pairwise(found))
    assert all(root.high - root.low <= min(abs(root.low), abs(root.high)) / 2**BITS for root in found)


@pytest.mark.parametrize("source", [line.strip() for line in POLYNOMIALS.strip().splitlines()])
def test_the_closed_form_and_the_interval_are_the_same_number(source: str) -> None:
    for root in roots_of(source):
        if root.exact is not None:
            value = sympy.N(to_sympy(root.exact), 60)
            assert (
                rational(root.low) - sympy.Rational(1, 10**50)
                <= value
                <= rational(root.high) + sympy.Rational(1, 10**50)
            )
        assert (root.low == root.high) is isinstance(root.exact, Number)


@seed(20)
@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(-40, 40), min_size=2, max_size=9), st.lists(st.fractions(-5, 5, max_denominator=9), max_size=3)
)
def test_any_polynomial_has_the_roots_that_sturm_chains_count(
    coefficients: list[int], given_roots: list[Fraction]
) -> None:
    source = " + ".join(f"({c})*x**{n}" for n, c in enumerate(coefficients))
    source = f"({source})" + "".join(f"*(x - ({root}))**2" for root in given_roots)
    found = real_roots(parse(source).tree, "x")
    if not any(coefficients):
        assert found is None
        return
    assert found is not None
    polynomial = sympy.Poly(to_sympy(parse(source).tree), sympy.Symbol("x", real=True))
    assert len(found) == (polynomial.count_roots() if polynomial.degree() else 0)
    assert {root.low for root in found if root.low == root.high} >= set(given_roots)


def test_refining_keeps_the_root_and_narrows_the_interval() -> None:
    [root] = roots_of("x**5 - x - 1")
    narrower = refined(root, "x", 1000)
    assert root.low <= narrower.low < narrower.high <= root.high
    assert narrower.high - narrower.low <= narrower.low / 2**1000
    assert is_isolated(narrower)
    [whole] = roots_of("x - 7")
    assert refined(whole, "x", 1000) == whole


def test_roots_of_different_factors_are_told_apart_however_close() -> None:
    found = roots_of("(x - 1)*(10**40*x - 10**40 - 1)*(x**2 - 2*x + 1 - 2/10**90)")
    assert [text(root.factor) == "x - 1" for root in found] == [False, True, False, False]
    assert all(one.high < other.low for one, other in pairwise(found))


@pytest.mark.parametrize("source", ["sin(x)", "1/x", "sqrt(2)*x", "x*y - 1", "x - x", "abs(x)"])
def test_there_is_no_list_of_roots_of_what_is_no_polynomial_or_zero(source: str) -> None:
    assert real_roots(parse(source).tree, "x") is None


@pytest.mark.parametrize(
    "source", ["x**400 - 12345*x**399 + 10**500*x - 1", "(x**2 - 2)**300*(x + 1)", "x**1500 - x - 1"]
)
def test_large_polynomials_take_no_longer_than_one_waits(source: str) -> None:
    start = time.process_time()
    assert roots_of(source)
    assert time.process_time() - start < 10

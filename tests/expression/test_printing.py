"""Typed and tidy trees as text, exactly and with decimals."""

from __future__ import annotations

from fractions import Fraction

import pytest

from calcgd.expression import parse
from calcgd.expression.nodes import Negation, Node, Number, Power, Product, Quotient, Sum, Symbol
from calcgd.expression.text import number_text, text
from calcgd.expression.tidy import tidy

x, y, z = Symbol("x"), Symbol("y"), Symbol("z")
one, two = Number(1), Number(2)


@pytest.mark.parametrize(
    ("tree", "written"),
    [
        (Sum((x, Negation(y))), "x - y"),
        (Sum((x, Negation(Sum((y, z))))), "x - (y + z)"),
        (Sum((x, Sum((y, z)))), "x + (y + z)"),
        (Sum((Sum((x, y)), z)), "(x + y) + z"),
        (Sum((x, Number(-2))), "x - 2"),
        (Sum((x, Product((Number(-2), y)))), "x - 2*y"),
        (Sum((x, Negation(Negation(y)))), "x - (-y)"),
        (Negation(Product((x, y))), "-x*y"),
        (Negation(Power(x, two)), "-x**2"),
        (Product((Negation(x), y)), "(-x)*y"),
        (Product((x, Negation(y))), "x*(-y)"),
        (Product((x, Sum((y, z)))), "x*(y + z)"),
        (Product((x, Quotient(y, z))), "x*(y/z)"),
        (Product((Quotient(x, y), z)), "x/y*z"),
        (Product((x, Product((y, z)))), "x*(y*z)"),
        (Quotient(x, Product((y, z))), "x/(y*z)"),
        (Quotient(Product((x, y)), z), "x*y/z"),
        (Quotient(x, Quotient(y, z)), "x/(y/z)"),
        (Quotient(Negation(x), y), "(-x)/y"),
        (Power(Negation(x), two), "(-x)**2"),
        (Power(Power(x, y), z), "(x**y)**z"),
        (Power(x, Power(y, z)), "x**y**z"),
        (Power(x, Negation(y)), "x**(-y)"),
        (Power(x, Quotient(one, two)), "x**(1/2)"),
        (Power(Number(-2), two), "(-2)**2"),
        (Power(Number(Fraction(1, 2)), two), "(1/2)**2"),
        (Power(Product((x, y)), two), "(x*y)**2"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_parentheses_stand_where_the_tree_needs_them(tree: Node, written: str) -> None:
    assert text(tree) == written
    assert tidy(parse(written).tree) is tidy(tree)


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("x^-1", "1/x"),
        ("2x^-3", "2/x**3"),
        ("-2x^-3", "-2/x**3"),
        ("x/(y*z)", "x/(y*z)"),
        ("x^-y", "1/x**y"),
        ("x^(-y-1)", "1/x**(y + 1)"),
        ("3/4*x/y", "3*x/(4*y)"),
        ("x^(1/2)", "sqrt(x)"),
        ("x^(-1/2)", "1/sqrt(x)"),
        ("x^(1/3)", "cbrt(x)"),
        ("x^(2/3)", "x**(2/3)"),
        ("x^(-3/2)", "1/x**(3/2)"),
        ("-x", "-x"),
        ("-x-y", "-x - y"),
        ("(x+1)*(-1)", "-x - 1"),
        ("-(x+1)^5", "-(x + 1)**5"),
        ("x-2*(y+1)^5", "x - 2*(y + 1)**5"),
        ("1/2", "1/2"),
        ("-1/2", "-1/2"),
        ("x-1/2", "x - 1/2"),
        ("(1/2)^x", "(1/2)**x"),
        ("(-2)^y", "(-2)**y"),
        ("e^x/e", "exp(x - 1)"),
        ("(x if x<0 else 1) + 2", "(x if x < 0 else 1) + 2"),
        ("sin(x if x<0 else 1)", "sin(x if x < 0 else 1)"),
        ("1/0", "1/0"),
    ],
)
def test_quotients_and_signs_of_tidy_trees(source: str, written: str) -> None:
    tree = tidy(parse(source).tree)
    assert text(tree) == written
    assert tidy(parse(written).tree) is tree


@pytest.mark.parametrize(
    ("source", "exact", "with_decimals"),
    [
        ("0.5x", "x/2", "0.5*x"),
        ("x/8", "x/8", "0.125*x"),
        ("x/3", "x/3", "x/3"),
        ("-0.25x", "-x/4", "-0.25*x"),
        ("x + 0.1", "x + 1/10", "x + 0.1"),
        ("x - 0.1", "x - 1/10", "x - 0.1"),
        ("1.5/x", "3/(2*x)", "1.5/x"),
        ("x^0.5", "sqrt(x)", "sqrt(x)"),
        ("x^2.5", "x**(5/2)", "x**2.5"),
        ("x^-0.25", "1/x**(1/4)", "1/x**0.25"),
        ("2.0x", "2*x", "2*x"),
        ("leaky_relu(x)", "leaky_relu(x, 1/100)", "leaky_relu(x, 0.01)"),
        ("x if x < 0.5 else 1", "x if x < 1/2 else 1", "x if x < 0.5 else 1"),
    ],
)
def test_fractions_that_end_are_written_as_decimals_where_that_is_asked_for(
    source: str, exact: str, with_decimals: str
) -> None:
    tree = tidy(parse(source).tree)
    assert text(tree) == exact
    assert text(tree, decimals=True) == with_decimals
    assert tidy(parse(with_decimals).tree) is tree


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [
        (3, True, "3"),
        (Fraction(1, 3), True, "1/3"),
        (Fraction(-1, 4), True, "-0.25"),
        (Fraction(1, 10**6), True, "0.000001"),
        (Fraction(-7, 2), False, "-7/2"),
    ],
)
def test_a_number_alone(value: int | Fraction, decimals: bool, written: str) -> None:
    assert number_text(value, decimals) == written

"""Bounds of definite integrals, against SymPy's exact values, mpmath's quadrature and integrals that diverge."""

from fractions import Fraction

import mpmath_oracle
import pytest
import sympy
from expression_strategies import smooth_trees
from hypothesis import HealthCheck, given, settings
from mpmath import mp
from sympy_oracle import to_sympy

from calcgd.errors import BadInput
from calcgd.expression import parse
from calcgd.expression.nodes import Symbol
from calcgd.expression.substitute import substitute
from calcgd.numeric.quadrature import integral


def end(at):
    """Whole numbers go in as rationals, texts as trees."""
    return parse(at).tree if isinstance(at, str) else Fraction(at)


def bounded(text, low, high, bits=64):
    return integral(parse(text).tree, "x", end(low), end(high), bits)


EXACT = [
    ("sin(x)*exp(x)", 0, 1, "(e*(sin(1) - cos(1)) + 1)/2"),
    ("x**2", "1/3", "sqrt(2)", "2*sqrt(2)/3 - 1/81"),
    ("1/x", 1, "e", "1"),
    ("1/x", -2, -1, "-log(2)"),
    ("x", 1, 0, "-1/2"),
    ("5", 0, 0, "0"),
    ("exp(-x**2)", -10, 10, "sqrt(pi)*erf(10)"),
    ("1/(1 + x**2)", 0, "10**6", "atan(10**6)"),
    ("sqrt(1 - x**2)", -1, 1, "pi/2"),
    ("sqrt(x - 1/3)", "1/3", 1, "2*(2/3)**(3/2)/3"),
    ("asin(x)", 0, 1, "pi/2 - 1"),
    ("acosh(x)", 1, 2, "2*acosh(2) - sqrt(3)"),
    ("x**(1/3)", -8, 1, "-45/4"),
    ("x**(2/3)", -1, 1, "6/5"),
    ("1/sqrt(x)", 0, 1, "2"),
    ("1/sqrt(1 - x)", 0, 1, "2"),
    ("x**(-1/3)", 0, 8, "6"),
    ("1/sqrt(2 - x)", "sqrt(2)", 2, "2*sqrt(2 - sqrt(2))"),
    ("abs(sin(x))", 0, "10*pi", "20"),
    ("abs(x - 1/3)", 0, 1, "5/18"),
    ("max(x, 1 - x)", 0, 1, "3/4"),
    ("floor(x)", 0, "7/2", "9/2"),
    ("sign(x - pi/4)", 0, 1, "1 - pi/2"),
    ("x if x < 1/3 else 2", 0, 1, "1/18 + 4/3"),
    ("relu(x) + leaky_relu(x)", -1, 1, "1/2 + 1/2 - 1/200"),
    ("sinc(x)", 0, 1, "Si(1)"),
    ("log(x)", 1, 2, "2*log(2) - 1"),
    ("atan2(x, -1)", 1, 2, "2*pi - 2*atan(2) + log(5)/2 - (pi - pi/4 + log(2)/2)"),
    ("Ei(x)", -2, -1, "-Ei(-1) - exp(-1) + 2*Ei(-2) + exp(-2)"),
    ("besselj(1, x)", 0, 5, "1 - besselj(0, 5)"),
]


@pytest.mark.parametrize("text, low, high, exact", EXACT)
def test_exact_values(text, low, high, exact):
    found = bounded(text, low, high)
    assert found is not None
    value = sympy.Rational(1) * to_sympy(parse(exact).tree)
    below, above = ((value - sympy.Rational(bound.numerator, bound.denominator)).evalf(30) for bound in found)
    assert above <= 1e-25 and below >= -1e-25
    assert found[1] - found[0] < 1e-16


@pytest.mark.parametrize(
    "text, low, high",
    [
        ("1/x", -1, 1),
        ("1/x", 0, 1),
        ("1/x**2", -1, 1),
        ("tan(x)", 0, 2),
        ("sqrt(x)", -1, 1),
        ("log(x)", -1, 2),
        ("1/(x**2 - 2)", 0, 2),
        ("acosh(x)", 0, 2),
        ("asin(x)", 0, "3/2"),
        ("x if x < 1/2", 0, 1),
        ("x/(x - x)", 0, 1),
        ("x", 0, "log(-1)"),
    ],
)
def test_none_where_it_diverges_or_has_no_value_somewhere(text, low, high):
    assert bounded(text, low, high) is None


def test_more_bits():
    found = bounded("exp(sin(x))", 0, 1, bits=300)
    assert found is not None and found[1] - found[0] < Fraction(1, 2**290)
    with mp.workdps(100):
        assert abs(mp.quad(lambda x: mp.exp(mp.sin(x)), [0, 1]) - mp.convert(found[0])) < mp.mpf(10) ** -85


@settings(
    deadline=None, derandomize=True, max_examples=80,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)  # fmt: skip
@given(smooth_trees())
def test_smooth_integrands_against_quadrature_by_mpmath(tree):
    one_variable = substitute(tree, {name: Symbol("x") for name in tree.free})
    found = integral(one_variable, "x", Fraction(1, 7), Fraction(9, 7), 50)
    if found is not None:
        samples = [Fraction(1, 7) + Fraction(2 * step + 1, 64) * Fraction(8, 7) for step in range(32)]
        values = [mpmath_oracle.value(one_variable, {"x": place}) for place in samples]
        assert None not in values
        middle = float(sum(values) * 8 / 7 / 32)
        spread = float(max(values) - min(values)) / 16 + 1e-12 + abs(middle) * 1e-12
        assert float(found[0]) - spread <= middle <= float(found[1]) + spread


def test_another_variable_is_refused():
    with pytest.raises(BadInput):
        bounded("x*y", 0, 1)
    with pytest.raises(BadInput):
        bounded("x", 0, "y")


def test_an_interrupt_inside_the_integrand_comes_out_as_it_is(monkeypatch):
    from calcgd.numeric import ball_quadrature

    asked = []
    values = ball_quadrature._Integrand.over

    def interrupted(self, x):
        asked.append(x)
        if len(asked) == 10:
            raise KeyboardInterrupt
        return values(self, x)

    monkeypatch.setattr(ball_quadrature._Integrand, "over", interrupted)
    with pytest.raises(KeyboardInterrupt):
        bounded("abs(x - 1/3)", -1, 1)
    assert len(asked) == 10

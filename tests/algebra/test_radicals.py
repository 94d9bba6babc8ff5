"""Closed forms of algebraic numbers: short enough to read, and the right number by mpmath's arithmetic."""

from __future__ import annotations

import mpmath
import pytest
from mpmath_oracle import value

from calcgd.algebra.real_roots import real_roots
from calcgd.expression import parse
from calcgd.expression.text import text
from calcgd.expression.tidy import tidy

FORMS = """
    3*x - 2 ; 2/3
    x**2 - 3*x + 1 ; (3 - sqrt(5))/2 ; (3 + sqrt(5))/2
    7*x**2 - 3 ; -sqrt(21)/7 ; sqrt(21)/7
    x**3 - 2 ; cbrt(2)
    x**3 + 2 ; -cbrt(2)
    (x - 1)**3 - 2 ; 1 + cbrt(2)
    x**5 + 3 ; -3**(1/5)
    x**6 - 2 ; -2**(1/6) ; 2**(1/6)
    x**3 - 6*x - 6 ; cbrt(2) + cbrt(4)
    x**3 - 3*x - 4 ; cbrt(2 - sqrt(3)) + cbrt(2 + sqrt(3))
    x**4 - 10*x**2 + 1 ; -sqrt(2) - sqrt(3) ; sqrt(2) - sqrt(3) ; sqrt(3) - sqrt(2) ; sqrt(2) + sqrt(3)
    (x - 1)**4 - 10*(x - 1)**2 + 1
        ; 1 - sqrt(2) - sqrt(3) ; 1 + sqrt(2) - sqrt(3) ; 1 + sqrt(3) - sqrt(2) ; 1 + sqrt(2) + sqrt(3)
    x**4 - 5*x**2 + 5
        ; -sqrt((5 + sqrt(5))/2) ; -sqrt((5 - sqrt(5))/2) ; sqrt((5 - sqrt(5))/2) ; sqrt((5 + sqrt(5))/2)
    x**4 - 2*x**2 - 1 ; -sqrt(1 + sqrt(2)) ; sqrt(1 + sqrt(2))
    x**6 + 3*x**3 + 1 ; -cbrt((3 + sqrt(5))/2) ; -cbrt((3 - sqrt(5))/2)
    x**3 - 3*x + 1 ; 2*cos(8*pi/9) ; 2*cos(4*pi/9) ; 2*cos(2*pi/9)
    8*x**3 - 6*x + 1 ; cos(8*pi/9) ; cos(4*pi/9) ; cos(2*pi/9)
    x**3 - 3*x**2 + 1 ; 1 + 2*cos(7*pi/9) ; 1 + 2*cos(5*pi/9) ; 1 + 2*cos(pi/9)
    x**3 + x**2 - 2*x - 1 ; 2*cos(6*pi/7) ; 2*cos(4*pi/7) ; 2*cos(2*pi/7)
    x**5 + x**4 - 4*x**3 - 3*x**2 + 3*x + 1
        ; 2*cos(10*pi/11) ; 2*cos(8*pi/11) ; 2*cos(6*pi/11) ; 2*cos(4*pi/11) ; 2*cos(2*pi/11)
"""

NOT_READABLE = [
    "x**5 - x - 1",
    "x**3 - x - 1",
    "x**3 - 4*x + 1",
    "4*x**3 - 32*x + 5",
    "x**4 + 4*x**3 - 2",
    "123456789012345678901234567891*x**2 - 1234567890123456789012345678901",
    "x**100 - x - 3",
]


def cases() -> list[tuple[str, list[str]]]:
    joined = FORMS.strip().replace("\n        ;", ";")
    split = [[part.strip() for part in line.split(";")] for line in joined.splitlines()]
    return [(source, expected) for source, *expected in split]


@pytest.mark.parametrize(("source", "expected"), cases())
def test_the_roots_have_the_forms_of_the_textbook(source: str, expected: list[str]) -> None:
    found = real_roots(parse(source).tree, "x")
    assert found is not None
    assert [root.exact and text(root.exact) for root in found] == [text(tidy(parse(form).tree)) for form in expected]


@pytest.mark.parametrize(("source", "expected"), cases())
def test_each_form_is_a_root_of_its_polynomial(source: str, expected: list[str]) -> None:
    for form in expected:
        at = value(parse(form).tree, {})
        assert abs(value(parse(source).tree, {"x": at})) < mpmath.mpf(10) ** -45


@pytest.mark.parametrize("source", NOT_READABLE)
def test_what_has_no_short_form_is_given_none(source: str) -> None:
    found = real_roots(parse(source).tree, "x")
    assert found
    assert all(root.exact is None for root in found)


@pytest.mark.parametrize("b", range(-6, 7))
@pytest.mark.parametrize("c", range(-4, 5))
def test_forms_of_quartics_without_odd_powers_are_near_the_float_roots(b: int, c: int) -> None:
    found = real_roots(parse(f"x**4 + ({b})*x**2 + ({c})").tree, "x")
    assert found is not None
    squares = {(-b + s * (b * b - 4 * c) ** 0.5) / 2 for s in (1, -1)} if b * b >= 4 * c else set()
    expected = sorted({s * square**0.5 for square in squares if square >= 0 for s in (1, -1)})
    forms = [float(value(root.exact, {})) for root in found if root.exact]
    assert forms == pytest.approx(expected, abs=1e-9)

"""The sign of a polynomial far away and close by, told from the terms that decide: never told where it is not so."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from calcgd.algebra.polynomial import terms
from calcgd.calculus.critical.form import Terms, sign_far_away, sign_near_origin
from calcgd.expression import parse

FAR = """
    x**2 + y**2                   ; 1
    x**2 - x*y + y**2 - 9*x       ; 1
    -x**4 - y**2 + 7*x*y          ; -1
    x**2 - 3*x*y + y**2           ; 0
    x**2*y**2 + x**2              ; 0
    (y - x**2)**2 + x**2          ; 0
    (y - x**2)**2 + x**4          ; 1
    x**6 + y**4 - 3*x**3*y**2     ; 0
    x**6 + y**4 - x**3*y**2 - 50*x**5 ; 1
    x**4 + y**4 + z**4 - 4*x*y*z  ; 1
    x**2 + y**2 + z**2 - x*y*z    ; 0
    x**4 + y**4 + z**4 - 2*x**2*y**2 - 2*y**2*z**2 ; 0
    100*(y - x**2)**2 + 90*(w - z**2)**2 + 10.1*(y**2 + w**2) + 19.8*y*w + x ; 1
    x**3 + y**2                   ; 0
"""


def polynomial(source: str) -> Terms:
    tree = parse(source).tree
    found = terms(tree, sorted(tree.free))
    assert found is not None
    return found


@pytest.mark.parametrize("row", FAR.strip().splitlines())
def test_growth_in_all_directions(row: str) -> None:
    source, sign = row.split(";")
    assert sign_far_away(polynomial(source)) == int(sign)


@pytest.mark.parametrize("size", [1, 2, 3])
def test_what_is_said_of_random_forms_holds_on_all_samples(size: int) -> None:
    draw = random.Random(size)
    told = 0
    for _ in range(300):
        degrees = [draw.choice((2, 4)) for _ in range(size)]
        found: dict[tuple[int, ...], Fraction] = {}
        for place, degree in enumerate(degrees):
            found[tuple(degree * (n == place) for n in range(size))] = Fraction(draw.choice((1, 2, 3)))
        for _ in range(draw.randint(0, 3)):
            found[tuple(draw.randint(0, d) for d in degrees)] = Fraction(draw.randint(-3, 3))
        found.pop((0,) * size, None)
        far, near = sign_far_away(found), sign_near_origin(found)
        told += bool(far) + bool(near)
        for scale, sign in ((1000.0, far), (0.001, near)):
            for _ in range(20 * bool(sign)):
                point = [draw.gauss(0, 1) for _ in degrees]
                # on the curves on which all pure powers grow alike
                moved = [x * scale ** (4 / d) for x, d in zip(point, degrees, strict=True)]
                assert value(found, moved) * sign > 0
    assert told > 100


def value(found: Terms, point: list[float]) -> float:
    total = 0.0
    for exponents, coefficient in found.items():
        term = float(coefficient)
        for x, n in zip(point, exponents, strict=True):
            term *= x**n
        total += term
    return total

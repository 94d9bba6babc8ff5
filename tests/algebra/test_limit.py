"""One-sided limits at corners, jumps and gaps; None where there is none or it is not known."""

from __future__ import annotations

from fractions import Fraction
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calcgd.algebra.approach import Side
from calcgd.algebra.limit import tends_to
from calcgd.expression import parse
from calcgd.expression.nodes import Node
from calcgd.expression.text import text
from calcgd.expression.tidy import tidy

SIDES = """
    abs(x)/x                 ; 0       ; -1        ; 1
    sign(x - 1)              ; 1       ; -1        ; 1
    sign(x**2 - 1)           ; 1       ; -1        ; 1
    sign(x**2 - 1)           ; -1      ; 1         ; -1
    step(x)                  ; 0       ; 0         ; 1
    step(1 - x**2)           ; 1       ; 1         ; 0
    2*x + sign(x)            ; 0       ; -1        ; 1
    floor(x)                 ; 2       ; 1         ; 2
    ceil(x)                  ; 2       ; 2         ; 3
    floor(x**2)              ; sqrt(2) ; 1         ; 2
    sign(sin(x))*cos(x)      ; pi      ; -1        ; 1
    sign(log(x))/x           ; 1       ; -1        ; 1
    (1 if x > 0 else 1/100)  ; 0       ; 1/100     ; 1
    (x if x < 1 else 2 - x**2) ; 1     ; 1         ; 1
    (1 if x < 1 else -2*x)   ; 1       ; 1         ; -2
    1 - tanh(x)**2           ; 0       ; 1         ; 1
    max(x, x**2)/x           ; 0       ; 0         ; 1
    (relu(x + 1) - 1)/x      ; 0       ; 1         ; 1
    2/(3*cbrt(x))            ; 0       ; -oo       ; oo
    x**(-2/3)/3              ; 0       ; oo        ; oo
    1/(2*sqrt(x))            ; 0       ; None      ; oo
    sign(x)/sqrt(abs(x))     ; 0       ; -oo       ; oo
    sin(x)/x                 ; 0       ; 1         ; 1
    (1 - cos(x))/x**2        ; 0       ; 1/2       ; 1/2
    (exp(x) - 1)/x           ; 0       ; 1         ; 1
    (x**2 - 1)/(x - 1)       ; 1       ; 2         ; 2
    sinc(x)                  ; 0       ; 1         ; 1
    1/x                      ; 0       ; -oo       ; oo
    tan(x)                   ; pi/2    ; oo        ; -oo
    log(x)                   ; 0       ; None      ; -oo
    x*log(x)                 ; 0       ; None      ; 0
    1/log(x)                 ; 0       ; None      ; 0
    x**x                     ; 0       ; None      ; 1
    sqrt(x)                  ; 0       ; None      ; 0
    exp(-1/x)                ; 0       ; oo        ; 0
    exp(-1/x**2)             ; 0       ; 0         ; 0
    atan(1/x)                ; 0       ; -pi/2     ; pi/2
    acot(x)                  ; 0       ; -pi/2     ; pi/2
    atan2(x, -1)             ; 0       ; -pi       ; pi
    sigmoid(1/x)             ; 0       ; 0         ; 1
    (1 + x)**(1/x)           ; 0       ; e         ; e
    x*sin(1/x)               ; 0       ; 0         ; 0
    sin(1/x)                 ; 0       ; None      ; None
    besselj(1, x)/x          ; 0       ; 1/2       ; 1/2
    gamma(x)                 ; 0       ; -oo       ; oo
    sqrt(x - 3)              ; 1       ; None      ; None
    sign(x - x)              ; 1       ; 0         ; 0
    f(x)                     ; 0       ; None      ; None
"""


def tree(source: str) -> Node:
    return parse(source).tree


@pytest.mark.parametrize(
    ("source", "point", "left", "right"),
    [[part.strip() for part in line.split(";")] for line in SIDES.strip().splitlines()],
)
def test_the_two_limits_are_found(source: str, point: str, left: str, right: str) -> None:
    found = [tends_to(tree(source), "x", tree(point), side) for side in get_args(Side)]
    assert ["None" if limit is None else text(limit) for limit in found] == [
        "None" if expected == "None" else text(tidy(tree(expected))) for expected in (right, left)
    ]


@pytest.mark.parametrize(
    ("source", "variable", "point", "limit"),
    [
        ("sin(a*x)/x", "x", "0", "a"),
        ("((x + h)**3 - x**3)/h", "h", "0", "3*x**2"),
        ("(x**2 - a**2)/(x - a)", "x", "a", "2*a"),
        ("(1 + a/x)**x", "x", "oo", "exp(a)"),
        ("abs(h)*(x**2 + 1)/h", "h", "0", "x**2 + 1"),
        ("abs(a*x)/x", "x", "0", "abs(a)"),
    ],
)
def test_other_variables_stand_for_numbers(source: str, variable: str, point: str, limit: str) -> None:
    assert tends_to(tree(source), variable, tree(point), "+") is tidy(tree(limit))


@pytest.mark.parametrize(("source", "point"), [("x**n", "0"), ("exp(-a*x)", "oo"), ("floor(a*x)", "0"), ("x", "x")])
def test_what_depends_on_the_sign_of_another_variable_is_not_known(source: str, point: str) -> None:
    assert tends_to(tree(source), "x", tree(point), "+") is None


@pytest.mark.parametrize(
    ("source", "point", "limit"),
    [
        ("abs(x - 10**-50)", "0", "10**-50"),
        ("sign(x - 10**-9)", "0", "-1"),
        ("floor(x + 1 - 10**-30)", "0", "0"),
        ("sign(x - 10**20)", "oo", "1"),
        ("sign(10**-30/x - 1/x**2)", "oo", "1"),
    ],
)
def test_what_happens_at_another_scale_misleads_nobody(source: str, point: str, limit: str) -> None:
    assert tends_to(tree(source), "x", tree(point), "+") is tidy(tree(limit))


@pytest.mark.parametrize(
    "source", ["max(0, sin(1/x))", "max(0, sin(1/x) - 0.999)", "step(sin(1/x) - 0.9999)", "sqrt(sin(1/x))"]
)
def test_no_sample_of_an_oscillation_is_taken_for_its_limit(source: str) -> None:
    assert tends_to(tree(source), "x", tree("0"), "+") is None


@given(
    st.lists(st.integers(-9, 9), min_size=1, max_size=5),
    st.lists(st.integers(-9, 9), min_size=1, max_size=5).filter(any),
    st.sampled_from(["oo", "-oo"]),
)
@settings(max_examples=25, deadline=None, derandomize=True)
def test_far_out_the_leading_terms_decide(above: list[int], below: list[int], point: str) -> None:
    def polynomial(coefficients: list[int]) -> str:
        return " + ".join(f"({number})*x**{power}" for power, number in enumerate(coefficients))

    def degree(coefficients: list[int]) -> int:
        return max((power for power, number in enumerate(coefficients) if number), default=-1)

    found = tends_to(tree(f"({polynomial(above)})/({polynomial(below)})"), "x", tidy(tree(point)), "+")
    excess = degree(above) - degree(below)
    if degree(above) < 0 or excess < 0:
        assert found is tidy(tree("0"))
        return
    ratio = Fraction(above[degree(above)], below[degree(below)])
    if excess == 0:
        assert found is tidy(tree(f"{ratio}"))
    else:
        grows = (ratio > 0) == (point == "oo" or excess % 2 == 0)
        assert found is tidy(tree("oo" if grows else "-oo"))


def test_a_point_may_be_any_constant() -> None:
    limit = tends_to(tree("abs(x - pi)*x"), "x", tree("pi + 1"), "-")
    assert limit is tidy(tree("pi + 1"))

"""One-sided limits at corners, jumps and gaps; None where there is none or it is not known."""

from __future__ import annotations

from typing import get_args

import pytest

from calcgd.algebra.limit import Side, one_sided
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
    sign(x - x)              ; 1       ; None      ; None
"""


def tree(source: str) -> Node:
    return parse(source).tree


@pytest.mark.parametrize(
    ("source", "point", "left", "right"),
    [[part.strip() for part in line.split(";")] for line in SIDES.strip().splitlines()],
)
def test_the_two_limits_are_found(source: str, point: str, left: str, right: str) -> None:
    found = [one_sided(tree(source), "x", tree(point), side) for side in get_args(Side)]
    assert ["None" if limit is None else text(limit) for limit in found] == [
        "None" if expected == "None" else text(tidy(tree(expected))) for expected in (right, left)
    ]


def test_another_variable_leaves_the_limit_unknown() -> None:
    assert one_sided(tree("x*y"), "x", tree("0"), "+") is None
    assert one_sided(tree("x"), "x", tree("y"), "+") is None


def test_a_point_may_be_any_constant() -> None:
    limit = one_sided(tree("abs(x - pi)*x"), "x", tree("pi + 1"), "-")
    assert limit is tidy(tree("pi + 1"))

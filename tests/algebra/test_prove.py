"""Equal, refuted by a point, or undecided: proofs only of what is true, points only where both sides have values."""

from __future__ import annotations

from fractions import Fraction

import pytest
from expression_strategies import trees
from hypothesis import given, settings
from mpmath_oracle import close, value

from calcgd.algebra.prove import Verdict, equal, equal_nearly_everywhere
from calcgd.algebra.time_limit import within
from calcgd.errors import OutOfTime
from calcgd.expression import parse
from calcgd.expression.nodes import Node
from calcgd.expression.tidy import tidy

EQUAL = """
    (x + 1)**2                                   ; x**2 + 2x + 1
    x*(x-1)*(x-2)*(x-3)                          ; x**4 - 6x**3 + 11x**2 - 6x
    (1-x)*(1+x+x^2+x^3+x^4)                      ; 1 - x^5
    (x**2 - 1)/(x - 1)                           ; x + 1
    1/x + 1/(x+1)                                ; (2x+1)/(x*(x+1))
    x/x                                          ; 1
    (x+y+z)**3 - (x+y)**3                        ; z*((x+y+z)**2 + (x+y+z)*(x+y) + (x+y)**2)
    (x+1)**4*((x**2+x)*cos(x) + (4x-1)*sin(x))/x**2 ; 5(x+1)**4*sin(x)/x + (x+1)**5*cos(x)/x - (x+1)**5*sin(x)/x**2
    sin(x)**2 + cos(x)**2                        ; 1
    sin(2x)                                      ; 2*sin(x)*cos(x)
    cos(2x)                                      ; 1 - 2*sin(x)**2
    sin(3x)                                      ; 3*sin(x) - 4*sin(x)**3
    sin(x+y)                                     ; sin(x)*cos(y) + cos(x)*sin(y)
    tan(x)                                       ; sin(x)/cos(x)
    sec(x)**2                                    ; 1 + tan(x)**2
    cot(x)                                       ; cos(x)/sin(x)
    tan(x/2)                                     ; sin(x)/(1 + cos(x))
    cosh(x)**2 - sinh(x)**2                      ; 1
    tanh(x)                                      ; (exp(2x) - 1)/(exp(2x) + 1)
    exp(x + y)                                   ; exp(x)*exp(y)
    x**x*(log(x) + 1)                            ; exp(x*log(x))*(1 + log(x))
    2**x*3**x                                    ; 6**x
    sigmoid(x)                                   ; 1/(1 + exp(-x))
    sigmoid(x)                                   ; exp(x)/(1 + exp(x))
    sigmoid(-x)                                  ; 1 - sigmoid(x)
    sigmoid(x)                                   ; (1 + tanh(x/2))/2
    sigmoid(x)*(1 - sigmoid(x))                  ; exp(-x)/(1 + exp(-x))**2
    sigmoid(x)*(1 - sigmoid(x))                  ; 1/(4*cosh(x/2)**2)
    sigmoid(logit(x))                            ; x
    exp(-softplus(-x))                           ; sigmoid(x)
    softplus(x) - softplus(-x)                   ; x
    silu(x)                                      ; x*sigmoid(x)
    mish(x)                                      ; x*tanh(softplus(x))
    gelu(x)                                      ; x*erfc(-x/sqrt(2))/2
    tanh(x)                                      ; 2*sigmoid(2x) - 1
    logsumexp(x, y)                              ; x + log(1 + exp(y - x))
    leaky_relu(x)                                ; max(x, x/100)
    relu(x)                                      ; (x + abs(x))/2
    relu(x) - relu(-x)                           ; x
    max(x, 0)                                    ; x*step(x)
    max(x, y)                                    ; (x + y + abs(x - y))/2
    max(x, 0) + min(x, 0)                        ; x
    sqrt(x**2)                                   ; abs(x)
    sqrt((x - 1)**2)                             ; abs(x - 1)
    sqrt(x**2 + 2x + 1)                          ; abs(x + 1)
    (x**6)**(1/6)                                ; abs(x)
    sqrt(x**(2/3))                               ; abs(cbrt(x))
    sqrt(1 - sin(x)^2)                           ; abs(cos(x))
    sqrt(x)**2                                   ; x
    1/sqrt(x)                                    ; sqrt(x)/x
    1/(sqrt(x - 1)*sqrt(x + 1))                  ; 1/sqrt(x**2 - 1)
    sqrt(x - y)*sqrt(x + y)                      ; sqrt(x**2 - y**2)
    abs(x)*sign(x)                               ; x
    abs(x*y)                                     ; abs(x)*abs(y)
    x/abs(x)                                     ; sign(x)
    (x - 1)/abs(x - 1)                           ; sign(x - 1)
    abs(x**2 - 1)                                ; abs(x - 1)*abs(x + 1)
    abs(abs(x) - 1)                              ; max(1 - abs(x), abs(x) - 1)
    x if x > 0 else -x                           ; abs(x)
    sign(x)**2                                   ; 1 if x != 0 else 0
    cbrt(x)**3                                   ; x
    cbrt(x**3)                                   ; x
    cbrt(-x)                                     ; -cbrt(x)
    cbrt(x*y)                                    ; cbrt(x)*cbrt(y)
    x**(2/3)                                     ; abs(x)**(2/3)
    ((1 + x)/(1 - x))**(1/3)                     ; cbrt(1 + x)/cbrt(1 - x)
    log(x**2)                                    ; 2*log(abs(x))
    log(x**2)                                    ; 2*log(x)
    log(x*y)                                     ; log(x) + log(y)
    log(sqrt(x))                                 ; log(x)/2
    log2(8x)                                     ; 3 + log2(x)
    logit(x)                                     ; log(x) - log(1 - x)
    asin(x) + acos(x)                            ; pi/2
    asinh(x)                                     ; log(x + sqrt(x**2 + 1))
    atanh(x)                                     ; log((1 + x)/(1 - x))/2
    factorial(x)                                 ; x*gamma(x)
    erf(x) + erfc(x)                             ; 1
    besselj(1/2, x)                              ; sqrt(2/(pi*x))*sin(x)
    sinc(x)                                      ; sin(x)/x
    hypot(x, y)                                  ; sqrt(x**2 + y**2)
    sqrt(5 + 2*sqrt(6))                          ; sqrt(2) + sqrt(3)
    floor(x) + 1                                 ; floor(x + 1)
    f(x)*g'(x) + f'(x)*g(x)                      ; g(x)*f'(x) + g'(x)*f(x)
    (f(x) + g(x))**2                             ; f(x)**2 + 2*f(x)*g(x) + g(x)**2
"""

DIFFERENT = """
    sqrt(x**2)           ; x                     ; x = -2
    log(x**2)            ; 2*log(x) + 1          ; x = 2
    abs(x)               ; x                     ; x = -2
    (x + 1)**2           ; x**2 + 1              ; x = 2
    sqrt(x + 1)          ; sqrt(x) + 1           ; x = 2
    1/(x + 1)            ; 1/x + 1               ; x = 2
    sin(2x)              ; 2*sin(x)              ; x = 2
    exp(x)**2            ; exp(x**2)             ; x = 3
    cbrt(x)              ; abs(x)**(1/3)         ; x = -2
    cbrt(x**2)           ; -cbrt(x)**2           ; x = 2
    sqrt(x**(2/3))       ; cbrt(x)               ; x = -2
    (x**6)**(1/6)        ; x                     ; x = -2
    x**3                 ; x**2*abs(x)           ; x = -2
    sigmoid(x)           ; 1/(1 + exp(x))        ; x = 2
    sigmoid(x)           ; tanh(x)               ; x = 2
    gelu(x)              ; silu(x)               ; x = 2
    relu(x)              ; softplus(x)           ; x = 2
    max(x, 0)            ; abs(x)                ; x = -2
    x + 1e-30            ; x                     ; x = 2
    acot(x)              ; pi/2 - atan(x)        ; x = -2
    atan(x) + atan(1/x)  ; pi/2                  ; x = -2
    log(x)/log(2)        ; log10(x)              ; x = 2
    abs(acos(x))**2      ; acos(x)**2 + 1e-20    ; x = 0
    abs(x + y)           ; abs(x) + abs(y)       ; x = 2, y = -2
    sign(x)**2           ; 1                     ; x = 0
    sign(x - 7)**2       ; 1                     ; x = 7
    step(x)              ; 1 if x >= 0 else 0    ; x = 0
    floor(x) + 1         ; ceil(x)               ; x = 2
    f(x)*g(x)            ; f(x) + g(x)           ; x = 2
    f'(x)                ; f(x)                  ; x = 2
    pi                   ; 355/113               ;
    pi                   ; 3.14159265358979323846264338327950288 ;
"""


def tree(source: str) -> Node:
    return parse(source).tree


def rows(table: str) -> list[tuple[str, ...]]:
    return [tuple(part.strip() for part in line.split(";")) for line in table.strip().splitlines()]


@pytest.mark.parametrize(("first", "second"), rows(EQUAL))
def test_equal_forms_are_proved_equal(first: str, second: str) -> None:
    verdict = equal(tree(first), tree(second), seconds=None)
    assert verdict.status == "proved", verdict.how
    assert not verdict.witness and verdict.values is None


@pytest.mark.parametrize(("first", "second", "place"), rows(DIFFERENT))
def test_different_forms_are_refuted_by_a_point(first: str, second: str, place: str) -> None:
    verdict = equal(tree(first), tree(second))
    assert verdict.status == "refuted"
    assert verdict.how == ("the values differ" if not place else f"the values differ at {place}")
    assert verdict.values is not None
    if "f" not in first:
        for side, found in zip((first, second), verdict.values, strict=True):
            assert close(found, value(tree(side), verdict.witness), relative=1e-30)


@pytest.mark.parametrize(("first", "second"), rows(EQUAL))
def test_a_slip_in_one_of_two_equal_forms_is_never_proved(first: str, second: str) -> None:
    assert equal(tree(first), tree(f"({second})*1.0000001"), seconds=1).status != "proved"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("atan(x) + atan(1/x)", "pi*sign(x)/2"),
        ("2*asin(sqrt(x))", "acos(1 - 2x)"),
        ("max(a*x, b*x)", "a*x if a*x >= b*x else b*x"),
    ],
)
def test_agreement_of_numbers_is_not_called_a_proof(first: str, second: str) -> None:
    verdict = equal(tree(first), tree(second))
    assert verdict.status == "undecided"
    assert verdict.how.startswith("no proof was found; both have the same value at 8 points")


@pytest.mark.parametrize(
    ("first", "second", "remark"),
    [
        ("x/x", "1", "; only the second has a value at x = 0"),
        ("x + 1", "(x**2 - 1)/(x - 1)", "; only the first has a value at x = 1"),
        ("log(x**2)", "2*log(x)", "; only the first has a value at x = -2"),
        ("sqrt(x)**2", "x", "; only the second has a value at x = -2"),
        ("log(x*y)", "log(x) + log(y)", "; only the first has a value at x = -2, y = -3"),
        ("exp(log(x))", "x", "; only the second has a value at x = -2"),
    ],
)
def test_a_difference_of_domains_is_said(first: str, second: str, remark: str) -> None:
    verdict = equal(tree(first), tree(second), seconds=None)
    assert verdict.status == "proved"
    assert verdict.how.endswith(remark)


@pytest.mark.parametrize(
    ("first", "second", "how"),
    [
        ("2x + x", "3x", "the difference is 0 once like terms are collected"),
        ("1/(x + 1) + 1", "(x + 2)/(x + 1)", "the difference is 0 after bringing it over one denominator"),
        ("sin(2x)", "2*sin(x)*cos(x)", "the difference is 0 after the addition formulas"),
        ("max(x, 0)", "x*step(x)", "the difference is 0 on every piece of the line cut at 0"),
    ],
)
def test_a_proof_says_how_it_went(first: str, second: str, how: str) -> None:
    assert equal(tree(first), tree(second), seconds=None) == Verdict("proved", how)


def test_forms_without_a_common_point_are_left_undecided() -> None:
    nowhere = Verdict("undecided", "no point was found at which both have a value")
    assert equal(tree("log(x - 10^6)"), tree("log(-x)")) == nowhere
    assert equal(tree("sqrt(-1 - x^2)"), tree("log(-x^2)")) == nowhere
    assert equal(tree("1/0"), tree("1")) == nowhere


def test_a_proof_does_not_need_a_point() -> None:
    verdict = equal(tree("asin(x - 10^6) + acos(x - 10^6)"), tree("pi/2"))
    assert verdict.status == "proved"


def test_single_points_count_for_equality_but_not_nearly_everywhere() -> None:
    step, at_zero = tree("step(x - 3)"), tree("1 if x >= 3 else 0")
    assert equal(step, at_zero).witness == {"x": Fraction(3)}
    assert equal_nearly_everywhere(step, at_zero).status == "proved"
    assert equal_nearly_everywhere(tree("sign(x)**2"), tree("1")).status == "proved"
    assert equal_nearly_everywhere(tree("sign(x)"), tree("1")).status == "refuted"


def test_the_time_for_a_proof_is_limited_and_the_limit_is_not_an_error() -> None:
    factors = "*".join(f"(sin({n}*x) + cos({n + 1}*x) + tan(x/{n + 1}))" for n in range(1, 7))
    first = tree(factors)
    second = tree(factors.replace("sin(1*x)", "2*sin(x/2)*cos(x/2)"))
    assert equal(first, second, seconds=0.2).status in ("undecided", "proved")


def test_the_limit_of_the_caller_ends_everything() -> None:
    def forever() -> None:
        while True:
            equal(tree("sin(x)**2 + cos(x)**2"), tree("1"))

    with pytest.raises(OutOfTime):
        within(0.5, forever)


def test_verdicts_do_not_change() -> None:
    verdict = equal(tree("x"), tree("x"))
    with pytest.raises(AttributeError):
        verdict.status = "refuted"  # type: ignore[misc]


@settings(deadline=None, derandomize=True, max_examples=120)
@given(trees(8))
def test_a_tree_is_never_refuted_to_be_its_own_tidy_form(node: Node) -> None:
    assert equal(node, tidy(node), seconds=1).status != "refuted"


@settings(deadline=None, derandomize=True, max_examples=60)
@given(trees(6), trees(6))
def test_a_proof_is_never_contradicted_by_numbers(first: Node, second: Node) -> None:
    if equal(first, second, seconds=1).status == "proved":
        for x in (Fraction(-17, 9), Fraction(31, 23)):
            point = {"x": x, "y": x + 1, "w_12": 2 * x, "θ": 1 - x}
            values = value(first, point), value(second, point)
            assert None in values or close(*values)

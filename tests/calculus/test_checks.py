"""Answers judged: right ones in unusual forms, wrong ones by the mistake that was made; mpmath is the referee."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from expression_strategies import smooth_trees
from hypothesis import given, settings
from mpmath import mp, mpf
from mpmath_oracle import DIGITS, close, value

from calcgd.calculus.check import Check, check_derivative, check_gradient, check_integral
from calcgd.calculus.derivative import derive
from calcgd.errors import BadInput, NoAnswer
from calcgd.expression import parse
from calcgd.expression.nodes import Node
from calcgd.expression.text import text

WRONG = [
    [part.strip() for part in line.split(";")]
    for line in (Path(__file__).parents[1] / "cases" / "wrong_answers.txt").read_text(encoding="utf-8").splitlines()
    if line.strip() and not line.startswith("#")
]

RIGHT = """
    x**2                      ; x + x
    (x**2 + 1)**2             ; 4*x**3 + 4*x
    (x - 1)*(x - 2)*(x - 3)   ; 3*x**2 - 12*x + 11
    x**3 - x                  ; 3*(x - 1/sqrt(3))*(x + 1/sqrt(3))
    sqrt(x)                   ; 1/(2*sqrt(x))
    sqrt(x)                   ; sqrt(x)/(2*x)
    sqrt(x)                   ; x**(-1/2)/2
    1/x                       ; -x**-2
    cos(x)**2                 ; -sin(2*x)
    sin(x)**2 - cos(x)**2     ; 2*sin(2*x)
    tan(x)                    ; 1 + tan(x)**2
    tan(x)                    ; sec(x)**2
    sin(x)*cos(x)             ; cos(2*x)
    log(x**3)                 ; 3/x
    log(5*x)                  ; 1/x
    log(x/(x + 1))            ; 1/(x*(x + 1))
    x*log(x) - x              ; log(x)
    x**x                      ; exp(x*log(x))*(1 + log(x))
    2**x                      ; log(2)*exp(x*log(2))
    log10(x)                  ; 1/(x*log(10))
    exp(x)/(1 + exp(x))       ; 1/(2 + exp(x) + exp(-x))
    1/(1 + exp(-x))           ; sigmoid(x)*(1 - sigmoid(x))
    tanh(x)                   ; 1 - tanh(x)**2
    abs(x)                    ; x/abs(x)
    abs(x)                    ; (1 if x > 0 else -1)
    (3*x + 1)**5*sin(x)/x     ; (3*x+1)**4*((3*x**2+x)*cos(x) + (12*x-1)*sin(x))/x**2
    atan(1/x)                 ; -1/(1 + x**2)
    cbrt(x)                   ; 1/(3*cbrt(x**2))
    a*x**n                    ; a*n*x**(n - 1)
    f(x)**2                   ; 2*f'(x)*f(x)
    7                         ; 0
"""

INTEGRALS = """
    x**2                ; x**3/3             ; equal-up-to-constant
    x**2                ; x**3/3 + C         ; equal
    x**2                ; (x**3 + 5)/3       ; equal-up-to-constant
    1/x                 ; log(abs(x)) + C    ; equal
    2*sin(x)*cos(x)     ; sin(x)**2          ; equal-up-to-constant
    2*sin(x)*cos(x)     ; -cos(2*x)/2        ; equal-up-to-constant
    1/(x**2 - 1)        ; log(abs((x - 1)/(x + 1)))/2 + c ; equal
    sec(x)              ; log(abs(sec(x) + tan(x))) + K   ; equal
    exp(-x**2)          ; sqrt(pi)*erf(x)/2  ; equal-up-to-constant
    abs(x)              ; x*abs(x)/2         ; equal-up-to-constant
"""


def rows(table: str) -> list[list[str]]:
    return [[part.strip() for part in line.split(";")] for line in table.strip().splitlines()]


def tree(source: str) -> Node:
    return parse(source).tree


@cache
def judged(source: str, answer: str, question: str) -> Check:
    if question == "integral":
        return check_integral(source, answer, "x")
    return check_derivative(source, answer, "x", int(question))


@pytest.mark.parametrize(("source", "answer"), rows(RIGHT))
def test_right_answers_are_proved_whatever_their_form(source: str, answer: str) -> None:
    [found] = check_derivative(source, answer, "x").compared
    assert (found.judgement, found.mistake, found.witness) == ("equal", None, None)


@pytest.mark.parametrize(("source", "answer", "judgement"), rows(INTEGRALS))
def test_an_integral_is_right_up_to_the_constant(source: str, answer: str, judgement: str) -> None:
    assert check_integral(source, answer, "x").judgement == judgement


@pytest.mark.parametrize(("source", "answer", "question", "mistake"), WRONG, ids=lambda part: part)
def test_the_mistake_is_named(source: str, answer: str, question: str, mistake: str) -> None:
    [found] = judged(source, answer, question).compared
    assert found.judgement == "wrong"
    assert found.mistake is not None
    assert found.mistake.key == mistake


@pytest.mark.parametrize(("source", "answer", "question", "mistake"), WRONG, ids=lambda part: part)
def test_at_the_witness_mpmath_finds_the_two_values(source: str, answer: str, question: str, mistake: str) -> None:
    [found] = judged(source, answer, question).compared
    assert found.witness is not None and found.values is not None
    with mp.workdps(DIGITS):
        point = {name: mpf(number.numerator) / number.denominator for name, number in found.witness.items()}
        if question == "integral":
            own, right = slope(answer, point, 1), value(tree(source), point)
        else:
            own, right = value(tree(answer), point), slope(source, point, int(question))
    assert close(own, found.values[0]) and close(right, found.values[1])
    assert not close(own, right)


def slope(source: str, point: Mapping[str, Any], order: int) -> Any:
    """The first or second derivative by x, by central differences."""
    h = mpf(10) ** -15
    low, middle, high = (value(tree(source), {"C": 0, **point, "x": point["x"] + step}) for step in (-h, 0, h))
    return (high - low) / (2 * h) if order == 1 else (high - 2 * middle + low) / h**2


def test_the_sentence_names_the_place() -> None:
    def said(source: str, answer: str, question: str = "1") -> str:
        [found] = judged(source, answer, question).compared
        assert found.mistake is not None
        return found.mistake.explanation

    assert said("x^3 + sin(x)", "3x + cos(x)") == "the term x**3: you have 3*x, it is 3*x**2"
    assert said("x^2 + sin(4x)", "2x + cos(4x)") == (
        "the derivative of the inner function was left out (chain rule): "
        "the derivative of sin(4*x) is 4*cos(4*x), not cos(4*x)"
    )
    assert said("x^3 - 2x", "3x^2") == "the term -2*x is missing: it gives -2"
    assert said("x^2 + 3", "x^3/3", "integral") == "the term 3 is missing: it gives 3*x"
    assert said("x^2", "x^3", "integral") == (
        "the power was not divided by the new exponent: the integral of x**2 is x**3/3, not x**3"
    )
    assert said("x^3", "3x^2/2") == "it is 1/2 times the right answer"
    assert said("x^4", "4x^3", "2") == "this is the derivative of order 1, not of order 2"


def test_what_comes_from_no_known_mistake_is_only_called_wrong() -> None:
    [found] = check_derivative("x^3", "atan(x) + 5").compared
    assert (found.judgement, found.mistake) == ("wrong", None)


def test_what_is_the_same_at_all_points_but_not_proved_is_undecided() -> None:
    hidden = "0*x + sin(sin(x) + 1)**2 + cos(sin(x) + 1)**2 - 1"
    found = check_derivative("x**2", f"2*x + gamma(x + 7)*({hidden})").judgement
    assert found in ("equal", "undecided")


def test_outside_the_domain_of_the_expression_no_answer_is_wrong() -> None:
    assert check_derivative("log(x)", "1/abs(x)").judgement == "undecided"
    assert check_derivative("log(-1 - x**2)", "x").judgement == "undecided"
    assert check_integral("1/abs(x)", "log(x)").judgement == "undecided"
    assert check_derivative("log(x)", "2/abs(x)").judgement == "wrong"


def test_without_a_common_point_nothing_is_decided() -> None:
    assert check_derivative("x*log(x) - x", "log(-x)").judgement == "undecided"


def test_an_answer_that_may_jump_is_no_proved_integral() -> None:
    assert check_integral("1", "x + floor(x)").judgement == "undecided"


def test_where_the_answer_has_no_value_is_said() -> None:
    [found] = check_integral("1/x", "log(x)").compared
    assert found.gap == {"x": Fraction(-2)}
    [found] = check_derivative("x**2/2", "sqrt(x)**2").compared
    assert (found.judgement, found.gap) == ("equal", {"x": Fraction(-2)})


def test_the_components_of_a_gradient_are_judged_one_by_one() -> None:
    found = check_gradient("x**2*y + sin(y)", ["2*x*y", "x**2 - cos(y)"])
    assert [one.judgement for one in found.compared] == ["equal", "wrong"]
    assert found.judgement == "wrong"
    assert found.compared[1].mistake is not None
    assert found.compared[1].mistake.key == "function-sign"
    swapped = check_gradient("x**2*y", ["2*x*y", "x**2"], ["y", "x"])
    assert [one.mistake and one.mistake.key for one in swapped.compared] == ["other-variable", "other-variable"]


def test_a_gradient_has_as_many_components_as_variables() -> None:
    with pytest.raises(BadInput, match="has 2 components, and the answer has 3"):
        check_gradient("x*y", ["y", "x", "1"])


@given(smooth_trees())
@settings(max_examples=30, deadline=None, derandomize=True)
def test_the_derivative_itself_is_never_called_wrong(node: Node) -> None:
    try:
        answer = derive(node, "x")
    except NoAnswer:
        return
    assert check_derivative(node, text(answer), "x").judgement != "wrong"

"""Shorter forms with the same values, the move that led to each, and nothing that is longer or differs anywhere."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from expression_strategies import points, trees_with_unknown_functions
from hypothesis import given, settings
from mpmath_oracle import close, value

from calcgd.algebra.bridge import from_sympy, to_sympy
from calcgd.algebra.derivative import differentiated
from calcgd.algebra.simplify import Simplified, simplify
from calcgd.expression import parse
from calcgd.expression.nodes import Node
from calcgd.expression.text import text
from calcgd.expression.tidy import tidy

SHORTER = """
    x*sin(x) + x*cos(x)                  ; x*(cos(x) + sin(x))                ; common factor taken out
    exp(x)*sin(x) + exp(x)*cos(x)        ; exp(x)*(cos(x) + sin(x))           ; common factor taken out
    x**2*exp(-x) - 2*x*exp(-x)           ; x*(x - 2)*exp(-x)                  ; common factor taken out
    x**(1/3) + x**(4/3)                  ; cbrt(x)*(x + 1)                    ; common factor taken out
    f(x)*g(x) + f'(x)*g(x)               ; (f'(x) + f(x))*g(x)                ; common factor taken out
    2*x*f'(x**2) + x*f(x**2)             ; x*(2*f'(x**2) + f(x**2))           ; common factor taken out
    gelu(x)*x + gelu(x)                  ; (x + 1)*gelu(x)                    ; common factor taken out
    5*(x+1)**4*(x-2) + (x+1)**5          ; (x + 1)**4*(6*x - 9)               ; common factor taken out
    1/(x**2+1) - 2*x**2/(x**2+1)**2      ; (1 - x**2)/(x**2 + 1)**2           ; common denominator
    1/(1 + 1/x)                          ; x/(x + 1)                          ; common denominator
    1/(1 + 1/(1 + x))                    ; (x + 1)/(x + 2)                    ; common denominator
    sqrt(4-x^2) - x^2/sqrt(4-x^2)        ; 2*(2 - x**2)/sqrt(4 - x**2)        ; common denominator
    x**(4/3)/(3*(x+1)**(2/3)) + 4*cbrt(x+1)*cbrt(x)/3 ; cbrt(x)*(5*x + 4)/(3*(x + 1)**(2/3)) ; common denominator
    (x**2 - 1)/(x - 1)                   ; x + 1                              ; factored
    x**2 + 2x + 1                        ; (x + 1)**2                         ; factored
    x**3 - 6*x**2 + 11*x - 6             ; (x - 1)*(x - 2)*(x - 3)            ; factored
    2*x*(x**2+1) - 2*x**3 - 2*x + 1      ; 1                                  ;
    x*exp(x)*cos(x) + x*exp(x)*sin(x) + exp(x)*sin(x) ; exp(x)*((x + 1)*sin(x) + x*cos(x)) ; factored and collected
    log(2) + log(3)                      ; log(6)                             ; logarithms combined
    sin(x)**2 + cos(x)**2                ; 1                                  ; trigonometric identity
    2*sin(x)*cos(x)                      ; sin(2*x)                           ; trigonometric identity
    sin(x)/cos(x)                        ; tan(x)                             ; trigonometric identity
    cos(x)**2 - sin(x)**2                ; cos(2*x)                           ; trigonometric identity
    sec(x)**2 - tan(x)**2                ; 1                                  ; trigonometric identity
    cosh(x)**2 - sinh(x)**2              ; 1                                  ; trigonometric identity
    sin(x)*cos(y) + cos(x)*sin(y)        ; sin(x + y)                         ; trigonometric identity
    cos(x)*sin(x)**2 + cos(x)**3         ; cos(x)                             ; trigonometric identity
    -cos(x)**2/(sin(x)+1)**2 - sin(x)/(sin(x)+1) ; -1/(sin(x) + 1)            ; trigonometric identity
    abs(x)*sign(x)                       ; x                                  ; simplified
    factorial(x)/factorial(x - 1)        ; x                                  ; simplified
    x*besselj(0, x)/2 + x*besselj(2, x)/2 ; besselj(1, x)                     ; simplified
    sigmoid(x) + sigmoid(-x)             ; 1                                  ; definitions put in
    sigmoid(x) - 1/(1 + exp(-x))         ; 0                                  ; definitions put in
    log(x)/(x*log(2)) + log2(x)/x        ; 2*log(x)/(x*log(2))                ; definitions put in
    y/hypot(x, y)**2                     ; y/(x**2 + y**2)                    ; definitions put in
"""

AS_SHORT_AS_THEY_GET = """
    0
    x
    pi*x
    x**2 - 4*x + 6
    sigmoid(x)*(1 - sigmoid(x))
    sigmoid(x) - sigmoid(x)**2
    1 - tanh(x)**2
    x**x*(log(x) + 1)
    log(x) + log(y)
    log(x**2)
    (x + y + z)**40
    1/(x + 1) + 1/x
    abs(x)
    sqrt(x**2 + 1)
    f'(g(x))*g'(x)
    leaky_relu(x, 1/10)
    x/(1 + abs(x))
    2**x*log(2)
    exp(-x**2/2)/sqrt(2*pi)
    x if x > 0 else 0
    softplus(x)
"""

CORPUS = Path(__file__).parents[1] / "cases" / "derivatives.txt"


def tree(source: str) -> Node:
    return parse(source).tree


def rows(table: str) -> list[tuple[str, ...]]:
    return [tuple(part.strip() for part in line.split(";")) for line in table.strip().splitlines()]


@pytest.mark.parametrize(("source", "expected", "move"), rows(SHORTER))
def test_the_simplest_form_is_found_and_the_move_named(source: str, expected: str, move: str) -> None:
    found = simplify(tree(source), seconds=None)
    assert (text(found.tree), found.move) == (expected, move)


def test_the_quotient_rule_s_result_is_factored_and_collected() -> None:
    found = simplify(tree("(x*((3x+1)**5*cos(x) + 15*(3x+1)**4*sin(x)) - (3x+1)**5*sin(x))/x**2"), seconds=None)
    assert text(found.tree) == "(3*x + 1)**4*(x*(3*x + 1)*cos(x) + (12*x - 1)*sin(x))/x**2"
    assert found.move == "factored and collected"


@pytest.mark.parametrize(("source",), rows(AS_SHORT_AS_THEY_GET))
def test_what_is_simple_stays(source: str) -> None:
    found = simplify(tree(source), seconds=None)
    assert found.move == ""
    assert found.tree is tidy(tree(source)) or found.tree is tree(source)


@pytest.mark.parametrize(
    "source", ["exp(x - logsumexp(x, y))", "softplus(x) + softplus(-x)", "silu(x)*sigmoid(x)*exp(x)"]
)
def test_forms_that_do_not_overflow_are_not_given_up(source: str) -> None:
    calls = {"sigmoid", "softplus", "silu", "logsumexp"}
    assert any(name + "(" in text(simplify(tree(source)).tree) for name in calls)


def test_a_typed_form_that_is_shorter_than_the_tidy_one_is_kept() -> None:
    typed = tree("(x - 1)(x + 1)(x - 2)(x + 2)(x - 3)(x + 3)(x - 4)(x + 4)/1")
    assert len(text(simplify(typed).tree)) <= len(text(typed))


@pytest.mark.parametrize(
    "source", ["x**(2/3)*x**(1/3)", "cbrt(x**2)*cbrt(x)", "sqrt(x**2)/x", "(x**3)**(1/3) + abs(x)", "x**(5/3)/x**(2/3)"]
)
def test_negative_numbers_keep_their_real_roots(source: str) -> None:
    node = tree(source)
    found = simplify(node).tree
    for x in (Fraction(-8), Fraction(-1, 3), Fraction(5, 2)):
        assert close(value(found, {"x": x}), value(node, {"x": x}))


@pytest.mark.parametrize("line", range(0, 600, 12))
def test_derivatives_of_the_corpus_keep_their_values_and_become_no_longer(line: int) -> None:
    lines = [text for text in CORPUS.read_text(encoding="utf-8").splitlines() if text and text[0] != "#"]
    source, variable, *interval = (part.strip() for part in lines[line].split(";"))
    low, high = (Fraction(end) for end in interval[0].split("..")) if interval else (Fraction(1, 5), Fraction(9, 10))
    derivative = differentiated(tree(source), variable)
    assert derivative is not None
    found = simplify(derivative, seconds=1).tree
    assert len(text(found)) <= len(text(derivative))
    point = {name: low + (high - low) * Fraction(2 * n + 1, 17) for n, name in enumerate(sorted(derivative.free))}
    before, after = value(derivative, point), value(found, point)
    assert before is not None and after is not None and close(before, after)


@settings(deadline=None, derandomize=True, max_examples=40)
@given(trees_with_unknown_functions(6), points)
def test_generated_trees_keep_their_values_and_become_no_longer(node: Node, point: dict[str, Any]) -> None:
    found = simplify(node, seconds=1)
    assert len(text(found.tree)) <= len(text(node))
    before = value(node, point)
    if before is not None:
        after = value(found.tree, point)
        assert after is not None and close(before, after)


def test_time_is_limited() -> None:
    product = tree("*".join(f"(sin({n}*x) + exp({n}*x)/{n})**{n}" for n in range(1, 12)))
    assert isinstance(simplify(product, seconds=0.1), Simplified)


def test_a_simplified_form_passes_through_sympy_again() -> None:
    node = simplify(tree("x*sin(x) + x*cos(x)")).tree
    assert tidy(from_sympy(to_sympy(node))) is node

"""Derivatives of generated expressions, against finite differences and against SymPy."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from expression_strategies import points, smooth_trees, trees
from hypothesis import assume, given, settings
from mpmath import mp, mpf
from mpmath_oracle import DIGITS, close, value
from sympy_oracle import sympy_derivative, sympy_value

from calcgd.calculus.derivative import derive
from calcgd.calculus.steps import Step, explain
from calcgd.errors import TooLarge
from calcgd.expression import parse
from calcgd.expression.nodes import Node
from calcgd.expression.text import text
from calcgd.expression.tidy import UNDEFINED, tidy

Point = Mapping[str, Fraction]


def slope(tree: Node, point: Point) -> Any:
    """The derivative by x from values at four points around; None where they do not lie on one smooth curve."""
    with mp.workdps(DIGITS):
        h, x = mpf("1e-12"), mp.convert(point["x"])
        a, b, c, d = (value(tree, {**point, "x": x + steps * h}) for steps in (-2, -1, 1, 2))
        if a is None or b is None or c is None or d is None:
            return None
        rises = [(b - a), (c - b) / 2, (d - c)]
        if not all(close(rise, rises[0], 1e-6, 1e-20) for rise in rises):
            return None
        return (8 * (c - b) - (d - a)) / (12 * h)


def typable(tree: Node) -> None:
    try:
        parse(text(tree))
    except TooLarge:
        assume(False)


@settings(deadline=None, derandomize=True, max_examples=500)
@given(trees(), points)
def test_a_derivative_is_the_slope(tree: Node, point: Point) -> None:
    typable(tree)
    expected = slope(tree, point)
    assume(expected is not None)
    found = value(derive(tree, "x"), point)
    assert found is not None
    assert close(found, expected, 1e-10, 1e-15)


@settings(deadline=None, derandomize=True, max_examples=300)
@given(trees(), points)
def test_every_step_is_the_slope_of_what_it_differentiates(tree: Node, point: Point) -> None:
    typable(tree)
    assume(slope(tree, point) is not None)
    todo: list[Step] = [explain(tree, "x")]
    while todo:
        step = todo.pop()
        todo += step.substeps
        expected = slope(step.before, point)
        if expected is not None:
            for form in (step.work, step.after):
                found = value(form, point)
                assert found is not None
                assert close(found, expected, 1e-10, 1e-15)


@settings(deadline=None, derandomize=True, max_examples=100)
@given(smooth_trees(), points)
def test_a_derivative_agrees_with_sympys(tree: Node, point: Point) -> None:
    typable(tree)
    assume(value(tree, point) is not None)
    expected = sympy_value(sympy_derivative(tree, "x"), point)
    assume(expected is not None)
    found = value(derive(tree, "x"), point)
    assert found is not None
    assert close(found, expected)


@settings(deadline=None, derandomize=True, max_examples=300)
@given(trees())
def test_a_printed_derivative_reads_back_to_the_same_tree(tree: Node) -> None:
    typable(tree)
    assume(tidy(tree) is not UNDEFINED)
    derivative = derive(tree, "x")
    assert tidy(parse(text(derivative)).tree) is derivative

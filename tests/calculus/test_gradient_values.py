"""Gradients and Hessians at a point, for the expressions of the corpus in several variables."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import pytest
import sympy
from mpmath import mp, mpf
from mpmath_oracle import DIGITS, close, value
from sympy_oracle import sympy_value, to_sympy
from test_corpus import CASES, Case

from calcgd.calculus.gradient import gradient
from calcgd.expression import parse
from calcgd.expression.nodes import Node, Number

ORDER = "besselj(n, x)"
"""Its derivative by the order n has no formula."""
SEVERAL = list(
    {
        case.expression: case
        for case in CASES
        if len(parse(case.expression).tree.free) > 1 and case.expression != ORDER
    }.values()
)
FLOAT = 1e-13


def a_point(case: Case) -> tuple[Node, dict[str, Fraction]]:
    tree = parse(case.expression).tree
    return tree, next(case.points(tree.free, case.expression))


def difference_quotient(tree: Node, name: str, point: dict[str, Fraction]) -> Any:
    with mp.workdps(DIGITS):
        h = mpf("1e-12")

        def at(steps: int) -> Any:
            return value(tree, {**point, name: mp.convert(point[name]) + steps * h})

        return (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * h)


@pytest.mark.parametrize("case", SEVERAL, ids=lambda case: case.expression)
def test_the_gradient_at_a_point_agrees_with_difference_quotients(case: Case) -> None:
    tree, point = a_point(case)
    found = gradient(tree, at={name: Number(at) for name, at in point.items()})
    assert found.variables == tuple(sorted(tree.free))
    squares = mpf(0)
    for name, slope in zip(found.variables, found.values, strict=True):
        assert slope.decimal is not None
        expected = difference_quotient(tree, name, point)
        assert close(slope.decimal, expected, FLOAT, 1e-20)
        squares += expected**2
    assert found.norm is not None
    assert close(found.norm.decimal, mp.sqrt(squares), FLOAT, 1e-20)


@pytest.mark.parametrize("case", SEVERAL[::6], ids=lambda case: case.expression)
def test_the_hessian_at_a_point_agrees_with_sympy(case: Case) -> None:
    tree, point = a_point(case)
    found = gradient(tree, at={name: Number(at) for name, at in point.items()}, hessian=True)
    for i, j in product(range(len(found.variables)), repeat=2):
        symbols = [sympy.Symbol(found.variables[k], real=True) for k in (i, j)]
        expected = sympy_value(sympy.diff(to_sympy(tree), *symbols), point)
        entry = found.hessian_values[i][j].decimal
        assert entry is not None
        assert close(entry, expected, FLOAT, 1e-20)

"""The integrals of `cases/integrals.txt`, against an oracle of its own: antiderivatives are differentiated back."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import mpmath
import pytest
from mpmath_oracle import value

from calcgd.calculus.antiderivative import antiderivative
from calcgd.errors import NoAnswer
from calcgd.expression import parse
from calcgd.expression.nodes import Node
from calcgd.expression.text import text
from calcgd.expression.tidy import tidy

FILE = Path(__file__).parents[1] / "cases" / "integrals.txt"
POINTS = 6
STEP = Fraction(1, 10**15)


class Case(NamedTuple):
    """One line of the file."""

    expression: str
    variable: str
    rest: tuple[str, ...]


def cases(line: str) -> Iterator[Any]:
    expression, *rest = (part.strip() for part in line.split(";"))
    variable, *rest = rest or ["x"]
    marks = [pytest.mark.slow] if "slow" in rest else []
    yield pytest.param(Case(expression, variable, tuple(rest)), id=line, marks=marks)


LINES = [line.strip() for line in FILE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
CASES = [case for line in LINES for case in cases(line)]
WITH_CLOSED_FORM = [case for case in CASES if "none" not in case.values[0].rest]
WITHOUT = [case for case in CASES if "none" in case.values[0].rest]


def points(node: Node, variable: str) -> Iterator[dict[str, Fraction]]:
    """Points on both sides of 0 at which the integrand is real; parameters are positive."""
    draw = random.Random(text(node))
    names = sorted(node.free | {variable})
    found = 0
    for _ in range(40 * POINTS):
        point = {name: Fraction(draw.randint(1, 2_999), 1_000) for name in names}
        point[variable] = Fraction(draw.randint(-2_999, 2_999), 1_000)
        if value(node, point) is not None:
            yield point
            found += 1
            if found == POINTS:
                return
    assert found, "the integrand is real nowhere"


def slope(function: Node, variable: str, point: dict[str, Fraction]) -> Any:
    """The symmetric difference quotient of a tree, or None where it has no value."""
    ends = [value(function, {**point, variable: point[variable] + step}) for step in (STEP, -STEP)]
    if None in ends:
        return None
    with mpmath.workdps(60):
        return (ends[0] - ends[1]) / (2 * mpmath.mpf(STEP.numerator) / STEP.denominator)


@pytest.mark.parametrize("case", WITH_CLOSED_FORM)
def test_the_slope_of_an_antiderivative_is_the_integrand_wherever_that_is_real(case: Case) -> None:
    found = antiderivative(case.expression, case.variable)
    integrand = parse(case.expression).tree
    for point in points(integrand, case.variable):
        rate = slope(found.function, case.variable, point)
        assert rate is not None, f"{text(found.function)} is not real at {point}"
        expected = value(integrand, point)
        assert abs(rate - expected) <= 1e-12 * (1 + abs(expected)), f"{text(found.function)} at {point}"


@pytest.mark.parametrize("case", WITHOUT)
def test_what_has_no_antiderivative_in_closed_form_says_so(case: Case) -> None:
    with pytest.raises(NoAnswer, match="closed form"):
        antiderivative(case.expression, case.variable)


def test_a_printed_antiderivative_reads_back() -> None:
    for expression in ("x**2", "1/x", "x**n", "max(x, x**2)", "sin(x)*x"):
        general = antiderivative(expression, "x").general
        assert parse(text(general)).tree.free == general.free
        assert tidy(parse(text(general)).tree) is tidy(general)


def test_the_file_holds_a_hundred_integrals_and_no_line_twice() -> None:
    assert len(set(LINES)) == len(LINES) >= 100

"""The integrals of `cases/integrals.txt`, against mpmath: antiderivatives are differentiated back."""

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
from calcgd.calculus.integral import Integral, integral
from calcgd.errors import NoAnswer
from calcgd.expression import parse
from calcgd.expression.nodes import Node
from calcgd.expression.text import text
from calcgd.expression.tidy import tidy

FILE = Path(__file__).parents[1] / "cases" / "integrals.txt"
POINTS = 6
STEP = Fraction(1, 10**15)


class Case(NamedTuple):
    """One line of the file: `where` is the variable of an antiderivative, or the two ends of an integral."""

    expression: str
    where: str
    expected: str

    @property
    def kind(self) -> str:
        """The first word of what is expected, where that is not a formula."""
        word = self.expected.partition(" ")[0]
        return word if word in ("about", "oo", "-oo", "diverges", "unknown", "undefined") else ""


def case(line: str) -> Any:
    expression, *rest = (part.strip() for part in line.split(";"))
    marks = [pytest.mark.slow] if rest[-1:] == ["slow"] else []
    where, expected, *_ = *(rest[: -1 if marks else None] or ["x"]), ""
    return pytest.param(Case(expression, where, expected), id=line, marks=marks)


LINES = [line.strip() for line in FILE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
ENDS = ".."
DEFINITE = [case(line) for line in LINES if ENDS in line]
WITH_CLOSED_FORM = [case(line) for line in LINES if ENDS not in line and "none" not in line]
WITHOUT = [case(line) for line in LINES if ENDS not in line and "none" in line]


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
    found = antiderivative(case.expression, case.where)
    integrand = parse(case.expression).tree
    for point in points(integrand, case.where):
        rate = slope(found.function, case.where, point)
        assert rate is not None, f"{text(found.function)} is not real at {point}"
        expected = value(integrand, point)
        assert abs(rate - expected) <= 1e-12 * (1 + abs(expected)), f"{text(found.function)} at {point}"


@pytest.mark.parametrize("case", WITHOUT)
def test_what_has_no_antiderivative_in_closed_form_says_so(case: Case) -> None:
    with pytest.raises(NoAnswer, match="closed form"):
        antiderivative(case.expression, case.where)


def definite(case: Case) -> Integral:
    low, high = (parse(end).tree for end in case.where.split(ENDS))
    return integral(case.expression, low, high, "x")


def of_constant(written: str) -> Any:
    return value(parse(written).tree, {})


def by_quadrature(case: Case) -> Any:
    """mpmath's Gauss-Legendre quadrature over 40 parts of the range; the product uses another one."""
    tree = parse(case.expression).tree
    low, high = map(of_constant, case.where.split(ENDS))
    with mpmath.workdps(15):
        ends = [low + (high - low) * mpmath.mpf(step) / 40 for step in range(41)]
        return mpmath.quad(lambda x: value(tree, {"x": x}), ends, method="gauss-legendre", maxdegree=1)


def expected_to_be(*words: str) -> Any:
    return pytest.mark.parametrize("case", [case for case in DEFINITE if case.values[0].kind in words])


@expected_to_be("")
def test_an_integral_has_its_known_value(case: Case) -> None:
    found = definite(case)
    assert found.status == "converges"
    assert found.exact is not None and found.decimal is not None and found.error is not None
    expected = of_constant(case.expected)
    assert abs(value(found.exact, {}) - expected) < 1e-30
    assert abs(found.decimal - expected) <= found.error <= 1e-14


@expected_to_be("about")
def test_an_integral_without_closed_form_is_a_number_with_an_error(case: Case) -> None:
    found = definite(case)
    assert (found.status, found.exact) == ("converges", None)
    assert found.decimal is not None and found.error is not None and found.error < 1e-12
    known = case.expected.removeprefix("about").strip()
    expected, noise = (of_constant(known), 0) if known else (by_quadrature(case), 1e-4)
    assert abs(found.decimal - expected) <= found.error + noise


@expected_to_be("oo", "-oo")
def test_an_integral_diverges_in_one_direction(case: Case) -> None:
    found = definite(case)
    assert (found.status, found.decimal, found.principal) == ("diverges", None, None)
    assert found.exact is not None and text(found.exact) == case.expected


@expected_to_be("diverges")
def test_an_integral_diverges_and_has_its_principal_value_if_any(case: Case) -> None:
    found = definite(case)
    assert (found.status, found.exact, found.decimal) == ("diverges", None, None)
    known = case.expected.removeprefix("diverges").strip()
    if known:
        assert found.principal is not None and found.principal.exact is not None
        assert abs(value(found.principal.exact, {}) - of_constant(known)) < 1e-30
    else:
        assert found.principal is None


@expected_to_be("unknown")
def test_an_integral_converges_to_what_is_not_known(case: Case) -> None:
    found = definite(case)
    assert (found.status, found.exact, found.decimal) == ("converges", None, None)


@expected_to_be("undefined")
def test_there_is_no_integral_where_the_expression_is_not_defined(case: Case) -> None:
    with pytest.raises(NoAnswer, match="is not defined for"):
        definite(case)


def test_a_printed_antiderivative_reads_back() -> None:
    for expression in ("x**2", "1/x", "x**n", "max(x, x**2)", "sin(x)*x"):
        general = antiderivative(expression, "x").general
        assert parse(text(general)).tree.free == general.free
        assert tidy(parse(text(general)).tree) is tidy(general)


def test_the_file_holds_a_hundred_integrals_and_no_line_twice() -> None:
    assert len(set(LINES)) == len(LINES) >= 100

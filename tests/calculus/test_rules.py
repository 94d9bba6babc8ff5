"""Each rule by its name, the formula it is told with, what the letters stand for, and the derivative."""

from __future__ import annotations

from pathlib import Path

import pytest

from calcgd.calculus.derivative import derive
from calcgd.calculus.rules import RULES
from calcgd.calculus.schemas import READINGS
from calcgd.calculus.steps import Step, explain
from calcgd.errors import NoAnswer
from calcgd.expression import parse
from calcgd.expression.functions import FUNCTIONS
from calcgd.expression.text import text

CASES = [
    [part.strip() for part in line.split(" ; ")]
    for line in (Path(__file__).parents[1] / "cases" / "rules.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def worked(given: str) -> Step:
    source, _, variable = given.partition(" by ")
    return explain(parse(source).tree, variable or "x")


@pytest.mark.parametrize(("given", "rule", "schema", "letters", "derivative"), CASES, ids=[case[0] for case in CASES])
def test_the_rule_its_formula_and_its_result(given: str, rule: str, schema: str, letters: str, derivative: str) -> None:
    step = worked(given)
    bound = ", ".join(f"{letter} = {text(node)}" for letter, node in step.bindings)
    assert (step.rule, step.schema, bound, text(step.after)) == (rule, schema, letters, derivative)


def test_every_rule_and_every_family_of_functions_is_among_the_cases() -> None:
    told = {case[1] for case in CASES}
    assert {entry.name for entries in RULES.values() for entry in entries} <= told
    assert {row.family for row in FUNCTIONS.values()} <= told
    assert set(READINGS) <= told


@pytest.mark.parametrize(
    ("typed", "derivative"),
    [
        ("x/(x^2 + 1)^3", "(1 - 5*x**2)/(x**2 + 1)**4"),
        ("(1 - cos(x))/x^2", "(x*sin(x) + 2*cos(x) - 2)/x**3"),
        ("x/sqrt(x^2 + 1)", "1/(x**2 + 1)**(3/2)"),
        ("x/exp(x)", "(1 - x)*exp(-x)"),
        ("x/2^x", "(1 - x*log(2))/2**x"),
        ("sin(x)/(x*exp(x))", "exp(-x)*(x*cos(x) - (x + 1)*sin(x))/x**2"),
        ("x/y^n", "1/y**n"),
    ],
)
def test_quotients_come_over_the_lowest_common_denominator(typed: str, derivative: str) -> None:
    assert text(derive(parse(typed).tree, "x")) == derivative


def test_repeated_derivatives_of_a_quotient_stay_short() -> None:
    tree = parse("1/(1 + x^2)").tree
    for order in range(1, 13):
        tree = derive(tree, "x")
        assert text(tree).endswith(f"/(x**2 + 1)**{order + 1}")
    assert len(text(tree)) < 200


@pytest.mark.parametrize(
    ("typed", "derivative"),
    [
        ("x if x != 0 else 0", "1 if x != 0"),
        ("x if x < 0 else 5 if x == 0 else x^2", "1 if x < 0 else 2*x"),
        ("x if x == 0 else 2", "0"),
        ("x if x < y else y", "1 if x < y else 0"),
    ],
)
def test_pieces_for_single_points_say_nothing_of_the_slope(typed: str, derivative: str) -> None:
    assert text(derive(parse(typed).tree, "x")) == derivative


@pytest.mark.parametrize("typed", ["(-2)^x", "0^x", "(1 - 3)^(2x)", "x + (-1)^x"])
def test_powers_of_numbers_that_are_not_positive_have_no_derivative(typed: str) -> None:
    with pytest.raises(NoAnswer, match="where the exponent varies the base must be positive"):
        derive(parse(typed).tree, "x")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("zeta(x)", "the derivative of zeta has no formula"),
        ("besselj(x, 2)", "the derivative of besselj by its argument 1 has no formula"),
        ("x/(x - x)", "x/(x - x) has no real value anywhere"),
    ],
)
def test_what_has_no_derivative_is_told(typed: str, said: str) -> None:
    with pytest.raises(NoAnswer) as caught:
        derive(parse(typed).tree, "x")
    assert caught.value.message == said

"""Worked steps: the user's order, letters that nothing else bears, conditions, and the derivative at the end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from calcgd.calculus.derivative import derive, differentiate
from calcgd.calculus.domain import conditions, in_words
from calcgd.calculus.steps import Step, explain
from calcgd.expression import parse
from calcgd.expression.text import text


def outline(step: Step, level: int = 0) -> Iterator[str]:
    """One line a step: what it computes, its rule, what it starts from and where it ends."""
    name = f"{step.name} = " if step.name else ""
    yield f"{'  ' * level}{step.rule}: {name}({text(step.before)})' = {text(step.after)}"
    for below in step.substeps:
        yield from outline(below, level + 1)


def every(step: Step) -> Iterator[Step]:
    yield step
    for below in step.substeps:
        yield from every(below)


def steps(source: str, variable: str = "x") -> Step:
    return explain(parse(source).tree, variable)


def test_the_steps_follow_the_expression_as_typed() -> None:
    assert list(outline(steps("sin(x)*x^3 + 4x"))) == [
        "Sum rule: (sin(x)*x**3 + 4*x)' = x**3*cos(x) + 3*x**2*sin(x) + 4",
        "  Product rule: (sin(x)*x**3)' = x**3*cos(x) + 3*x**2*sin(x)",
        "    Trigonometric rule: f' = (sin(x))' = cos(x)",
        "    Power rule: g' = (x**3)' = 3*x**2",
        "  Constant multiple rule: (4*x)' = 4",
    ]
    reordered = list(outline(steps("4x + x^3*sin(x)")))
    assert [line.split(":")[0].strip() for line in reordered] == [
        "Sum rule", "Constant multiple rule", "Product rule", "Power rule", "Trigonometric rule"
    ]  # fmt: skip


def test_each_level_of_a_chain_has_a_letter_of_its_own() -> None:
    chain = [step for step in every(steps("sin(cos(exp(x^2)))")) if step.bindings]
    assert [[letter for letter, _ in step.bindings] for step in chain] == [["u"], ["v"], ["w"]]
    assert [step.schema for step in chain] == [
        "(sin(u))' = cos(u)*u'",
        "(cos(v))' = -sin(v)*v'",
        "(exp(w))' = exp(w)*w'",
    ]


@pytest.mark.parametrize(
    ("source", "variable", "schema", "letters"),
    [
        ("sin(2x)*u*v", "x", "(c*f)' = c*f'", ["f", "c"]),
        ("f*sin(x)*x", "x", "(c*g)' = c*g'", ["g", "c"]),
        ("sin(u*x)", "x", "(sin(v))' = cos(v)*v'", ["v"]),
        ("c*sin(x)", "x", "(k*f)' = k*f'", ["f", "k"]),
        ("c^2", "c", "(c**n)' = n*c**(n - 1)", []),
        ("n^2", "n", "(n**m)' = m*n**(m - 1)", []),
        ("a*n^3", "n", "(c*n**m)' = c*m*n**(m - 1)", ["c"]),
        ("2^a", "a", "(b**a)' = b**a*log(b)", ["b"]),
        ("3/c", "c", "(k/c)' = -k/c**2", ["k"]),
        ("f(2y)", "y", "dz/dy = dz/du*du/dy with dz/du = f'(u)", ["u"]),
    ],
)
def test_no_letter_is_one_that_the_user_has(source: str, variable: str, schema: str, letters: list[str]) -> None:
    step = steps(source, variable)
    assert step.schema == schema
    assert [letter for letter, _ in step.bindings] == letters


def test_letters_of_one_step_differ_and_run_on_when_there_are_many_factors() -> None:
    step = steps("*".join(f"sin({i}x)" for i in range(1, 30)))
    letters = [letter for letter, _ in step.bindings]
    assert len(set(letters)) == 29
    assert letters[:8] == list("fghpqrsu")


def test_what_is_obvious_has_no_step_of_its_own() -> None:
    assert [below.name for below in steps("x*sin(x)").substeps] == ["g'"]
    assert steps("(3x + 1)^5").substeps == ()
    assert steps("sin(2x)").substeps == ()


def test_the_work_is_the_rule_with_the_parts_put_in() -> None:
    assert text(steps("(3x + 1)^5").work) == "5*(3*x + 1)**4*3"
    assert text(steps("x*sin(x)").work) == "sin(x) + x*cos(x)"
    assert text(steps("sin(x)/x").work) == "(cos(x)*x - sin(x))/x**2"
    assert text(steps("x^-2").work) == "(-2)/x**3"


@pytest.mark.parametrize(
    ("source", "note"),
    [
        ("sqrt(x)", "x >= 0; differentiable where x > 0"),
        ("abs(x - 1)", "differentiable where x != 1"),
        ("log(x^2)", "x != 0"),
        ("1/(2x - 4)", "x != 2"),
        ("x^(1/3)", "differentiable where x != 0"),
        ("x^x", "x > 0"),
        ("tan(x)", "cos(x) != 0"),
        ("max(x, x^2)", "differentiable where x != x**2"),
        ("x if x < 1 else 2", "differentiable where x != 1"),
        ("sqrt(x^2 + 1)", ""),
        ("sin(x)", ""),
    ],
)
def test_a_step_says_where_its_rule_holds(source: str, note: str) -> None:
    assert steps(source).note == note


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("log(3 - 2x)", "x < 3/2"),
        ("sqrt(x)*abs(x - 1)/x", "x != 0; x >= 0; differentiable where x > 0, x != 1"),
        ("asin(2x)", "abs(x) <= 1/2; differentiable where abs(x) < 1/2"),
        ("log(x*y)", "x*y > 0"),
        ("1/(x^2 + 1) + exp(x)", ""),
        ("sqrt(-x)", "x <= 0; differentiable where x < 0"),
        ("log(x) if x > 0", "x > 0; differentiable where x != 0"),
    ],
)
def test_the_conditions_of_a_whole_expression(source: str, said: str) -> None:
    assert in_words(conditions(parse(source).tree)) == said


def test_conditions_that_do_not_concern_the_variable_are_left_out() -> None:
    tree = parse("sqrt(y)*log(x)/z").tree
    assert in_words(conditions(tree, "x")) == "x > 0"
    assert in_words(conditions(tree)) == "z != 0; y >= 0; x > 0; differentiable where y > 0"


@pytest.mark.parametrize(
    "source",
    ["x", "7", "x^x*sin(x)/log(x)", "sigmoid(3x + 1)^2", "max(x, sin(x))", "f(g(x))*x", "x^2 if x < 0 else 1/x"],
)
def test_the_steps_end_in_the_derivative(source: str) -> None:
    worked = steps(source)
    assert worked.after is derive(parse(source).tree, "x")
    for step in every(worked):
        assert step.after is derive(step.before, "x")


def test_higher_orders_have_a_tree_of_steps_each_and_a_check_each() -> None:
    result = differentiate("x*exp(x)", order=3, steps=True)
    assert [text(step.before) for step in result.steps] == ["x*exp(x)", "x*exp(x) + exp(x)", "x*exp(x) + 2*exp(x)"]
    assert result.steps[-1].after is result.derivative
    assert [check.status for check in result.checks] == ["proved"] * 3

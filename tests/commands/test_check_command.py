"""`calcgd check`: the verdict first, then where a wrong answer differs, the probable mistake and the right answer."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable

import pytest
from conftest import Ran

Run = Callable[..., Ran]


def test_a_wrong_answer_is_shown_to_be_wrong_and_why(run: Run) -> None:
    assert run("check", "sin(2x)", "cos(2x)") == Ran(
        "wrong: at x = 2 the answer is -0.6536436209, and the right answer is -1.307287242\n"
        "probable mistake: the derivative of the inner function was left out (chain rule): "
        "the derivative of sin(2*x) is 2*cos(2*x), not cos(2*x)\n"
        "f'(x) = 2*cos(2*x)\n",
        "",
        1,
    )


@pytest.mark.parametrize(
    ("words", "out"),
    [
        (["x^2", "2x"], "equal: the answer is right\nproved: the difference is 0 once like terms are collected\n"),
        (["cos(x)^2", "-sin(2x)"],
         "equal: the answer is right\nproved: the difference is 0 after the addition formulas\n"),
        (["x^4", "12x^2", "--order", "2"],
         "equal: the answer is right\nproved: the difference is 0 once like terms are collected\n"),
        (["x^2*y", "x^2", "--wrt", "y"],
         "equal: the answer is right\nproved: the difference is 0 once like terms are collected\n"),
        (["1/x", "log(x)", "--integral"],
         "equal up to a constant: the answer is right, but + C is missing\n"
         "proved: the difference is 0 once like terms are collected\n"
         "but only where it has a value: at x = -2 it has none, and should have one\n"),
        (["cos(x)", "sin(x) + C", "--integral"],
         "equal: the answer is right\nproved: the difference is 0 once like terms are collected\n"),
    ],
)  # fmt: skip
def test_a_right_answer_is_proved(run: Run, words: list[str], out: str) -> None:
    assert run("check", *words) == Ran(out, "", 0)


def test_a_wrong_integral_differs_in_its_derivative(run: Run) -> None:
    assert run("check", "x^2", "x^3", "--integral").out.splitlines() == [
        "wrong: at x = 2 the derivative of the answer is 12, and the expression is 4",
        "probable mistake: the power was not divided by the new exponent: the integral of x**2 is x**3/3, not x**3",
        "the integral = x**3/3 + C",
    ]


@pytest.mark.parametrize("answer", ["2*x*y, x^2", "<2*x*y, x^2>", "[2*x*y, x^2]", "(2*x*y, x^2)", "(2*x*y), (x^2)"])
def test_a_gradient_is_judged_component_by_component(run: Run, answer: str) -> None:
    assert run("check", "x^2*y + y", answer, "--gradient").out.splitlines() == [
        "df/dx",
        "equal: the answer is right",
        "proved: the difference is 0 once like terms are collected",
        "",
        "df/dy",
        "wrong: at x = 2, y = -2 the answer is 4, and the right answer is 5",
        "probable mistake: the term y is missing: it gives 1",
        "df/dy = x**2 + 1",
    ]


def test_a_comma_inside_a_function_separates_nothing(run: Run) -> None:
    assert run("check", "max(x, y)", "step(x - y), step(y - x)", "--gradient", "--json").code == 0
    assert run("check", "x*max(y, 2)", "max(y, 2), x*step(y - 2)", "--gradient", "--wrt", "x,y").code == 0


def test_functions_that_are_only_names_have_no_values_to_show(run: Run) -> None:
    assert run("check", "f(x)^2", "2*f(x)").out.splitlines() == [
        "wrong: the two differ as formulas",
        "probable mistake: the derivative of the inner function was left out (chain rule): "
        "the derivative of f(x)**2 is 2*f'(x)*f(x), not 2*f(x)",
        "y'(x) = 2*f'(x)*f(x)",
    ]


def test_what_is_not_proved_is_undecided(run: Run) -> None:
    ran = run("check", "1", "x + floor(x)", "--integral")
    assert ran == Ran("undecided: the derivative is right, but the answer may have jumps\n", "", 1)


def test_json_has_the_documented_keys(run: Run) -> None:
    assert json.loads(run("check", "x^3 + x", "x^2 + 1", "--json").out) == {
        "schema": 1,
        "expression": "x**3 + x",
        "question": "derivative",
        "order": 1,
        "variable": "x",
        "answer": "x**2 + 1",
        "verdict": "wrong",
        "how": "the values differ at x = 2",
        "correct": "3*x**2 + 1",
        "witness": {"x": {"exact": "2", "decimal": 2.0}},
        "values": {"answer": 5.0, "correct": 13.0},
        "mistake": "exponent-not-multiplied",
        "explanation": "the exponent was not put in front as a factor (power rule): "
        "the derivative of x**3 is 3*x**2, not x**2",
    }


def test_json_of_a_right_answer_says_how_it_was_proved(run: Run) -> None:
    found = json.loads(run("check", "x^2", "2x", "--json").out)
    assert (found["verdict"], found["correct"]) == ("equal", "2*x")
    assert found["how"] == "the difference is 0 once like terms are collected"
    assert "witness" not in found and "mistake" not in found


def test_json_of_a_gradient_holds_its_components(run: Run) -> None:
    found = json.loads(run("check", "x*y", "y, y", "--gradient", "--json").out)
    assert found["verdict"] == "wrong"
    assert [(one["variable"], one["verdict"]) for one in found["components"]] == [("x", "equal"), ("y", "wrong")]


def test_lines_hold_the_expression_and_the_answer_with_a_semicolon_between(run: Run) -> None:
    ran = run("check", stdin="x^2 ; 2x\nx^3 ; x^2\nx^4\nx^5 ; 5x^\nx ; 1\n")
    assert [json.loads(line)["verdict"] for line in ran.out.splitlines()] == ["equal", "wrong", "equal"]
    assert ran.err == (
        "error: line 3: there is no answer on this line\n"
        "  x^4\n"
        "     ^\n"
        "hint: write the expression, a semicolon, the answer\n"
        "error: line 4: the expression ends too early\n"
        "  5x^\n"
        "     ^\n"
        "hint: a number, a name or a parenthesis should follow\n"
    )
    assert ran.code == 1


def test_csv_is_a_row_for_each_answer(run: Run) -> None:
    ran = run("check", "--format", "csv", stdin="x^2 ; 2x\nx^3 ; x^2\n")
    header, *rows = csv.reader(ran.out.splitlines())
    assert header == ["expression", "question", "variable", "answer", "verdict", "correct", "mistake", "explanation"]
    assert [row[:7] for row in rows] == [
        ["x**2", "derivative", "x", "2*x", "equal", "2*x", ""],
        ["x**3", "derivative", "x", "x**2", "wrong", "3*x**2", "exponent-not-multiplied"],
    ]


def test_notes_on_how_a_text_was_read_are_given_for_both(run: Run) -> None:
    assert run("check", "x/2", "1/2x").err == "note: 1/2x was read as (1/2)*x: use parentheses to divide by both\n"


@pytest.mark.parametrize("style", ["latex", "markdown", "table", "jsonl"])
def test_every_format_tells_the_right_answer(run: Run, style: str) -> None:
    ran = run("check", "x^3", "x^2", "--format", style)
    assert ("3 x^{2}" if style == "latex" else "3*x**2") in ran.out
    assert ran.code == 1


def test_the_time_limit_holds(run: Run) -> None:
    ran = run("check", "exp(sin(x))*cos(tan(x))", "0", "--integral", "--timeout", "0.01")
    assert (ran.out, ran.code) == ("", 4)

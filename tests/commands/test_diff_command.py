"""`calcgd diff`: what it prints in each format, and its exit status."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from conftest import Ran

Run = Callable[..., Ran]


def record(ran: Ran) -> dict[str, Any]:
    assert ran.err == ""
    return json.loads(ran.out)


@pytest.mark.parametrize(
    ("words", "out"),
    [
        (["x**2 - 4*x + 6"], "2*x - 4\n"),
        (["x**2*y", "--wrt", "y"], "x**2\n"),
        (["sin(x)", "--order", "3"], "-cos(x)\n"),
        (["f(x)*g(x)"], "f'(x)*g(x) + f(x)*g'(x)\n"),
        (["0.5x^2"], "x\n"),
        (["0.1x^2"], "0.2*x\n"),
        (["7"], "0\n"),
        (["sin(x)", "--order", "2", "--at", "pi/6"],
         "-sin(x)\nf''(pi/6) = -1/2\nf''(pi/6) = -0.5 as a decimal\n"),
        (["x^2", "--at", "x=3"], "2*x\nf'(3) = 6\n"),
        (["0.1x^2", "--at", "0.3"], "0.2*x\nf'(0.3) = 0.06\n"),
        (["x*y^2", "--wrt", "y", "--at", "1,2"], "2*x*y\ndf/dy(1, 2) = 4\n"),
        (["x1^3*x2", "--wrt", "x1", "--order", "2", "--at", "1,2"], "6*x1*x2\nd2f/dx1^2(1, 2) = 12\n"),
        (["x^5", "--order", "4", "--at", "1"], "120*x\nf^(4)(1) = 120\n"),
        (["exp(x)", "--at", "1000"], "exp(x)\nf'(1000) = exp(1000)\n"),
        (["x*f(x)", "--at", "3"], "x*f'(x) + f(x)\ny'(3) = 3*f'(3) + f(3)\n"),
        (["y*f(y)", "--at", "3"], "y*f'(y) + f(y)\nz'(3) = 3*f'(3) + f(3)\n"),
    ],
)  # fmt: skip
def test_plain_text_is_the_derivative_and_its_value(run: Run, words: list[str], out: str) -> None:
    assert run("diff", *words) == Ran(out, "", 0)


@pytest.mark.parametrize(
    ("words", "last"),
    [
        (["abs(x)", "--at", "0"],
         "the derivative does not exist at x = 0: the slope is -1 from the left and 1 from the right"),
        (["1/x", "--at", "0"], "the expression is not defined at x = 0: it needs x != 0"),
    ],
)  # fmt: skip
def test_a_value_that_does_not_exist_is_no_answer(run: Run, words: list[str], last: str) -> None:
    ran = run("diff", *words)
    assert (ran.out.splitlines()[-1], ran.err, ran.code) == (last, "", 1)


@pytest.mark.parametrize(
    ("words", "note"),
    [
        (["1/2x"], "note: 1/2x was read as (1/2)*x: use parentheses to divide by both\n"),
        (["x^2", "--wrt", "y"], "note: y does not occur in the expression\n"),
        (["sin(2x)/cos(x)", "--simplify"], "note: simplified: "),
    ],
)
def test_notes_go_to_stderr_and_q_keeps_them_away(run: Run, words: list[str], note: str) -> None:
    loud, quiet = run("diff", *words), run("diff", *words, "-q")
    assert loud.err.startswith(note)
    assert (quiet.out, quiet.err, quiet.code) == (loud.out, "", 0)


def test_json_has_the_documented_keys(run: Run) -> None:
    assert record(run("diff", "x^2*y", "--wrt", "x", "--json")) == {
        "schema": 1, "expression": "x**2*y", "variable": "x", "order": 1, "derivative": "2*x*y",
    }  # fmt: skip
    assert record(run("diff", "sin(x)", "--at", "pi/6", "--json")) == {
        "schema": 1, "expression": "sin(x)", "variable": "x", "order": 1, "derivative": "cos(x)",
        "at": {"x": "pi/6"}, "value": {"exact": "sqrt(3)/2", "decimal": 0.8660254037844386},
    }  # fmt: skip


def test_json_has_null_and_a_reason_where_there_is_no_number(run: Run) -> None:
    ran = run("diff", "abs(x)", "--at", "0", "--json")
    assert ran.code == 1
    assert json.loads(ran.out)["value"] == {
        "exact": None,
        "decimal": None,
        "reason": "the derivative does not exist at x = 0: the slope is -1 from the left and 1 from the right",
    }
    huge = record(run("diff", "exp(x)", "--at", "1000", "--json"))["value"]
    assert huge == {"exact": "exp(1000)", "decimal": None, "reason": "too large for a decimal number"}


def test_json_steps_are_a_tree(run: Run) -> None:
    found = record(run("diff", "x*sin(x)", "--steps", "--json"))
    assert found["steps"] == {
        "rule": "Product rule",
        "schema": "(f*g)' = f'*g + f*g'",
        "before": "x*sin(x)",
        "work": "sin(x) + x*cos(x)",
        "after": "x*cos(x) + sin(x)",
        "bindings": {"f": "x", "g": "sin(x)"},
        "note": "",
        "substeps": [
            {
                "rule": "Trigonometric rule", "schema": "(sin(x))' = cos(x)", "before": "sin(x)", "work": "cos(x)",
                "after": "cos(x)", "bindings": {}, "note": "", "substeps": [],
            }
        ],
    }  # fmt: skip
    [check] = found["check"]
    assert check["status"] == "proved"
    assert len(record(run("diff", "x^3", "--steps", "--order", "2", "--json"))["steps"]) == 2


@pytest.mark.parametrize(
    ("style", "out"),
    [
        ("text", "2*x*y\ndf/dx(1, 2) = 4\n"),
        ("table", "2*x*y\ndf/dx(1, 2) = 4\n"),
        ("latex", "2 x y\n\\frac{d f}{d x}\\left(1, 2\\right) = 4\n"),
        ("markdown", "`2*x*y`\n\n`df/dx(1, 2) = 4`\n"),
        ("csv", "expression,variable,order,derivative,value\nx**2*y,x,1,2*x*y,4.0\n"),
        ("jsonl", '{"expression": "x**2*y", "variable": "x", "order": 1, "derivative": "2*x*y", "value": 4.0}\n'),
    ],
)
def test_each_format(run: Run, style: str, out: str) -> None:
    assert run("diff", "x^2*y", "--wrt", "x", "--at", "1,2", "--format", style) == Ran(out, "", 0)


def test_steps_in_plain_text(run: Run) -> None:
    assert run("diff", "x*sin(2x)", "--steps").out == (
        "f(x) = x*sin(2*x)\n"
        "1  Product rule  (f*g)' = f'*g + f*g'    f = x,  g = sin(2*x)\n"
        "   1.1  g'  Chain rule  (sin(u))' = cos(u)*u'    u = 2*x\n"
        "      =>  g' = cos(2*x)*2  = 2*cos(2*x)\n"
        "   =>  f'(x) = 2*x*cos(2*x) + sin(2*x)\n"
        "Checked against SymPy's derivative: the difference is 0 once like terms are collected.\n"
    )


def test_the_name_of_the_whole_is_not_the_users_own(run: Run) -> None:
    assert run("diff", "f(x)^2", "--steps").out.splitlines()[0] == "y = f(x)**2"
    assert run("diff", "f(y)", "--steps").out.splitlines()[0] == "z = f(y)"
    assert run("diff", "f*x", "--wrt", "x", "--steps").out.splitlines()[0] == "y = f*x"


@pytest.mark.parametrize(
    ("words", "out"),
    [
        (["x^3 - x"],
         "f(x) = x**3 - x\n"
         "f(x + h) = (x + h)**3 - (x + h)\n"
         "f(x + h) - f(x) = h**3 + 3*h**2*x + 3*h*x**2 - h\n"
         "(f(x + h) - f(x))/h = h**2 + 3*h*x + 3*x**2 - 1\n"
         "Let h tend to 0: what is left is continuous there, so h = 0 can be put in.\n"
         "f'(x) = 3*x**2 - 1\n"),
        (["1/h", "--wrt", "h"],
         "f(h) = 1/h\n"
         "f(h + k) = 1/(h + k)\n"
         "f(h + k) - f(h) = -k/(h*(h + k))\n"
         "(f(h + k) - f(h))/k = -1/(h*(h + k))\n"
         "Let k tend to 0: what is left is continuous there, so k = 0 can be put in.\n"
         "f'(h) = -1/h**2\n"),
    ],
)  # fmt: skip
def test_the_definition_worked_out(run: Run, words: list[str], out: str) -> None:
    assert run("diff", *words, "--definition") == Ran(out, "", 0)


def test_the_definition_ends_in_the_form_the_rules_give(run: Run) -> None:
    lines = run("diff", "1/(x^2+1)^3", "--definition").out.splitlines()
    assert lines[-2:] == ["f'(x) = (-6*x**5 - 12*x**3 - 6*x)/(x**2 + 1)**6", "f'(x) = -6*x/(x**2 + 1)**4"]
    found = record(run("diff", "1/x", "--definition", "--json"))
    assert (found["quotient"], found["limit"], found["derivative"]) == ("-1/(x*(h + x))", "-1/x**2", "-1/x**2")


def test_the_definition_of_other_functions_is_a_table_of_secants_somewhere(run: Run) -> None:
    ran = run("diff", "log(x)", "--definition")
    assert ran.out.startswith("y = x - 1\n") and ran.code == 0
    assert ran.err.endswith("here are the secants at 1, or say --at\n")
    assert run("diff", "log(x)", "--definition", "--at", "2").err == ""


@pytest.mark.parametrize("option", [["--order", "2"], ["--simplify"]])
def test_the_definition_refuses_what_it_does_not_do(run: Run, option: list[str]) -> None:
    ran = run("diff", "x^2", "--definition", *option)
    assert (ran.out, ran.code) == ("", 2)
    assert ran.err == f"error: --definition works out the first derivative, without {option[0]}\n"


def test_simplify_gives_the_shorter_form_and_says_how(run: Run) -> None:
    ran = run("diff", "(x^2-1)/(x-1)", "--simplify")
    assert (ran.out, ran.code) == ("1\n", 0)
    assert ran.err.startswith("note: simplified: ")
    assert run("diff", "x^2", "--simplify") == Ran("2*x\n", "", 0)

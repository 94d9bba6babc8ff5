"""`calcgd grad`: partial derivatives, values, Hessians."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from conftest import Ran

Run = Callable[..., Ran]


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        (["x**2*y + x*y*z + z**2"], ["2*x*y + y*z", "x**2 + x*z", "x*y + 2*z"]),
        (["x*y", "--wrt", "y,x"], ["x", "y"]),
        (["x^2"], ["2*x"]),
        (["x^2*y", "--at", "1,2"], ["2*x*y", "x**2", "at x = 1, y = 2: <4, 1>, norm sqrt(17) = 4.123105626"]),
        (["x^2*y", "--at", "y=2,x=1"], ["2*x*y", "x**2", "at x = 1, y = 2: <4, 1>, norm sqrt(17) = 4.123105626"]),
        (["3x + 4y", "--at", "0,0"], ["3", "4", "at x = 0, y = 0: <3, 4>, norm 5"]),
        (["x^2", "--at", "1/3"], ["2*x", "at x = 1/3: <2/3> = 0.6666666667"]),
        (
            ["x*exp(y)", "--at", "1,2"],
            ["exp(y)", "x*exp(y)", "at x = 1, y = 2: <exp(2), exp(2)>, norm sqrt(2)*exp(2) = 10.44970335",
             "as decimals: <7.389056099, 7.389056099>"],
        ),
    ],
)  # fmt: skip
def test_one_partial_derivative_a_line_then_the_value(run: Run, words: list[str], lines: list[str]) -> None:
    ran = run("grad", *words)
    assert (ran.out.splitlines(), ran.err, ran.code) == (lines, "", 0)


def test_a_person_sees_which_is_which(run: Run) -> None:
    assert run("grad", "x*y^2", "--format", "table").out == "df/dx = y**2\ndf/dy = 2*x*y\n"
    assert run("grad", "f(x,y)", "--format", "table").out == "dz/dx = f^(1,0)(x, y)\ndz/dy = f^(0,1)(x, y)\n"
    assert run("grad", "f*x", "--format", "table").out == "dy/df = x\ndy/dx = f\n"


def test_what_does_not_exist_is_told_beside_what_does(run: Run) -> None:
    ran = run("grad", "abs(x) + abs(y)", "--at", "0,1")
    assert ran.out.splitlines()[2:] == [
        "df/dx: the derivative does not exist at x = 0, y = 1: the slope is -1 from the left and 1 from the right",
        "df/dy is 1 at x = 0, y = 1",
    ]
    assert ran.code == 1


def test_a_hessian_is_a_table(run: Run) -> None:
    assert run("grad", "x^2*y", "--at", "1,2", "--hessian").out.splitlines()[3:] == [
        "",
        "Hessian",
        "      d/dx  d/dy",
        "d/dx  2*y   2*x",
        "d/dy  2*x   0",
        "",
        "Hessian at x = 1, y = 2",
        "      d/dx  d/dy",
        "d/dx  4     2",
        "d/dy  2     0",
    ]


def test_a_hessian_too_wide_for_that_is_a_list(run: Run) -> None:
    ran = run("grad", "(1-x)^2 + 100(y-x^2)^2 + sin(x*y*z)", "--hessian")
    assert ran.out.splitlines()[3:] == [
        "",
        "Hessian",
        "d2f/dx2 = -y**2*z**2*sin(x*y*z) + 1200*x**2 - 400*y + 2",
        "d2f/(dx*dy) = z*(cos(x*y*z) - x*y*z*sin(x*y*z)) - 400*x",
        "d2f/(dx*dz) = y*(cos(x*y*z) - x*y*z*sin(x*y*z))",
        "d2f/dy2 = 200 - x**2*z**2*sin(x*y*z)",
        "d2f/(dy*dz) = x*(cos(x*y*z) - x*y*z*sin(x*y*z))",
        "d2f/dz2 = -x**2*y**2*sin(x*y*z)",
    ]


def test_an_entry_of_the_hessian_that_does_not_exist_is_a_dash(run: Run) -> None:
    ran = run("grad", "abs(x)*y", "--at", "0,0", "--hessian")
    assert ran.out.splitlines()[-3:] == ["      d/dx  d/dy", "d/dx  0     -", "d/dy  -     0"]
    assert ran.code == 1


def test_json_has_the_documented_keys(run: Run) -> None:
    ran = run("grad", "x^2*y", "--at", "1,2", "--hessian", "--json")
    assert (ran.err, ran.code) == ("", 0)

    def both(number: int) -> dict[str, object]:
        return {"exact": str(number), "decimal": float(number)}

    assert json.loads(ran.out) == {
        "schema": 1,
        "expression": "x**2*y",
        "variables": ["x", "y"],
        "gradient": ["2*x*y", "x**2"],
        "at": {"x": "1", "y": "2"},
        "value": [both(4), both(1)],
        "norm": {"exact": "sqrt(17)", "decimal": 17**0.5},
        "hessian": [["2*y", "2*x"], ["2*x", "0"]],
        "hessian_value": [[both(4), both(2)], [both(2), both(0)]],
    }


@pytest.mark.parametrize(
    ("style", "out"),
    [
        ("csv", "variable,derivative,value\nx,2*x*y,4.0\ny,x**2,1.0\n"),
        ("jsonl", '{"variable": "x", "derivative": "2*x*y", "value": 4.0}\n'
                  '{"variable": "y", "derivative": "x**2", "value": 1.0}\n'),
        ("markdown", "`df/dx = 2*x*y`\n\n`df/dy = x**2`\n\n"
                     "at x = 1, y = 2: \\<`4`, `1`\\>, norm `sqrt(17)` = 4.123105626\n"),
        ("latex", "\\[ \\frac{d f}{d x} = 2 x y \\]\n\\[ \\frac{d f}{d y} = x^{2} \\]\n"
                  "at x = 1, y = 2: \\textless{}$4$, $1$\\textgreater{}, norm $\\sqrt{17}$ = 4.123105626\n\n"),
    ],
)  # fmt: skip
def test_each_format(run: Run, style: str, out: str) -> None:
    assert run("grad", "x^2*y", "--at", "1,2", "--format", style) == Ran(out, "", 0)


def test_mixed_second_derivatives_in_latex(run: Run) -> None:
    out = run("grad", "sin(x*y)^3*exp(x + y)/(x^2 + y^2)", "--hessian", "--format", "latex").out
    assert r"\[ \frac{d^{2} f}{d x \, d y} = " in out and r"\[ \frac{d^{2} f}{d x^{2}} = " in out


def test_steps_come_under_a_heading_for_each_variable(run: Run) -> None:
    checked = "Checked against SymPy's derivative: the difference is 0 once like terms are collected."
    assert run("grad", "x*y", "--steps").out.splitlines() == [
        "df/dx",
        "f(x, y) = x*y",
        "1  Constant multiple rule  (c*x)' = c*1*x**0 = c    c = y    =>  df/dx = y",
        checked,
        "",
        "df/dy",
        "f(x, y) = x*y",
        "1  Constant multiple rule  (c*y)' = c*1*y**0 = c    c = x    =>  df/dy = x",
        checked,
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["7"], "error: the expression has no variables, so it has no gradient\nhint: its derivative is 0\n"),
        (["x*y", "--at", "1"],
         "error: --at leaves out y\nhint: give a value for each of x and y, or write x=...\n"),
        (["x*y", "--wrt", "x,x"], "error: --wrt names x twice\n"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_wrong_use(run: Run, words: list[str], said: str) -> None:
    assert run("grad", *words) == Ran("", said, 2)

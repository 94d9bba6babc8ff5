"""`calcgd tangent`: the line, the secants, and the slope through two points."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from conftest import Ran

Run = Callable[..., Ran]


def test_the_line_and_the_secants_that_tend_to_it(run: Run) -> None:
    ran = run("tangent", "x**2 - 4*x + 6", "--at", "3")
    assert ran == Ran(
        "y = 2*x - 3\n"
        "it touches the curve at x = 3, y = 3, where f'(x) = 2*x - 4 is 2\n"
        "\n"
        "Secants through that point\n"
        "dx      slope to x + dx  slope from x - dx\n"
        "1       3                1\n"
        "0.1     2.1              1.9\n"
        "0.01    2.01             1.99\n"
        "0.001   2.001            1.999\n"
        "0.0001  2.0001           1.9999\n"
        "1e-5    2.00001          1.99999\n"
        "1e-6    2.000001         1.999999\n"
        "1e-7    2.0000001        1.9999999\n"
        "1e-8    2.00000001       1.99999999\n"
        "0       2                2\n",
        "",
        0,
    )


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        (["sin(x)", "--at", "pi/4"],
         ["y = sqrt(2)*x/2 + sqrt(2)/2 - sqrt(2)*pi/8",
          "it touches the curve at x = pi/4, y = sqrt(2)/2, where f'(x) = cos(x) is sqrt(2)/2 = 0.7071067812"]),
        (["t^2", "--at", "t=2"], ["y = 4*t - 4", "it touches the curve at t = 2, y = 4, where f'(t) = 2*t is 4"]),
        (["y^2", "--at", "2"], ["z = 4*y - 4", "it touches the curve at y = 2, z = 4, where f'(y) = 2*y is 4"]),
        (["7", "--at", "1"], ["y = 7", "it touches the curve at x = 1, y = 7, where f'(x) = 0 is 0"]),
    ],
)  # fmt: skip
def test_the_line_is_exact_and_in_the_letters_of_the_curve(run: Run, words: list[str], lines: list[str]) -> None:
    ran = run("tangent", *words)
    assert ran.out.splitlines()[:2] == lines
    assert (ran.err, ran.code) == ("", 0)


def test_secants_are_named_after_the_variable(run: Run) -> None:
    assert "dt      slope to t + dt  slope from t - dt" in run("tangent", "t^2", "--at", "2").out


def test_where_there_is_no_tangent_the_secants_are_still_shown(run: Run) -> None:
    ran = run("tangent", "abs(x)", "--at", "0")
    assert ran.code == 1
    assert ran.out.splitlines()[0] == (
        "the derivative does not exist at x = 0: the slope is -1 from the left and 1 from the right"
    )
    assert ran.out.splitlines()[-1].split() == ["1e-8", "1", "-1"]


def test_where_there_are_no_values_there_are_no_secants(run: Run) -> None:
    said = "the expression is not defined at x = 0: it needs x != 0\n"
    assert run("tangent", "1/x", "--at", "0") == Ran(said, "", 1)
    assert "Secants" not in run("tangent", "f(x)", "--at", "2").out
    assert "Secants" not in run("tangent", "exp(x)", "--at", "1000").out


@pytest.mark.parametrize(
    ("words", "out"),
    [
        (["2*x", "--through", "1,4"], "y = 2*x\nthrough (1, 2) and (4, 8)\ndx = 3\ndy = 6\ndy/dx = 2\n"),
        (["t^2", "--through", "1/2,-1"],
         "y = 1/2 - t/2\nthrough (1/2, 1/4) and (-1, 1)\ndt = -3/2\ndy = 3/4\ndy/dt = -1/2\n"),
        (["y^2", "--through", "1,2"], "z = 3*y - 2\nthrough (1, 1) and (2, 4)\ndy = 1\ndz = 3\ndz/dy = 3\n"),
    ],
)  # fmt: skip
def test_the_line_through_two_points(run: Run, words: list[str], out: str) -> None:
    assert run("tangent", *words) == Ran(out, "", 0)


def test_json_has_the_documented_keys(run: Run) -> None:
    found = json.loads(run("tangent", "x^2", "--at", "3", "--json").out)
    secants = found.pop("secants")
    assert found == {
        "schema": 1,
        "expression": "x**2",
        "variable": "x",
        "at": "3",
        "height": {"exact": "9", "decimal": 9.0},
        "slope": {"exact": "6", "decimal": 6.0},
        "intercept": {"exact": "-9", "decimal": -9.0},
        "line": "6*x - 9",
    }
    assert secants[0] == {"dx": 1.0, "slope": 7.0, "slope_left": 5.0}
    assert len(secants) == 9


def test_json_of_a_line_through_two_points(run: Run) -> None:
    assert json.loads(run("tangent", "2*x", "--through", "1,4", "--json").out) == {
        "schema": 1,
        "expression": "2*x",
        "variable": "x",
        "through": [
            {"x": "1", "y": {"exact": "2", "decimal": 2.0}},
            {"x": "4", "y": {"exact": "8", "decimal": 8.0}},
        ],
        "dx": {"exact": "3", "decimal": 3.0},
        "dy": {"exact": "6", "decimal": 6.0},
        "slope": {"exact": "2", "decimal": 2.0},
        "intercept": {"exact": "0", "decimal": 0.0},
        "line": "2*x",
    }


def test_csv_is_the_table_of_secants(run: Run) -> None:
    lines = run("tangent", "x^2", "--at", "3", "--format", "csv").out.splitlines()
    assert lines[:2] == ["dx,slope,slope_left", "1.0,7.0,5.0"]
    assert len(lines) == 11
    ran = run("tangent", "x^2", "--through", "1,2", "--format", "csv")
    assert ran == Ran("", "error: csv is for results that have rows\nhint: ask for --format text, json or latex\n", 2)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["x^2"], "error: a tangent needs its point\n"),
        (["x^2", "--at", "1", "--through", "1,2"], "error: --at and --through exclude each other\n"),
        (["x^2", "--at", "1,2"], "error: 2 values for 1 variable\n"),
        (["x*y", "--at", "1"], "error: this needs an expression in one variable, not in x and y\n"),
        (["x^2", "--through", "1"], "error: --through takes two numbers, not 1\n"),
        (["x^2", "--through", "1,1"], "error: a line needs two different points\n"),
        (["1/x", "--through", "0,1"], "error: 1/x is not defined at x = 0\n"),
    ],
)
def test_what_cannot_be_meant_is_wrong_use(run: Run, words: list[str], said: str) -> None:
    ran = run("tangent", *words)
    assert (ran.out, ran.code) == ("", 2)
    assert ran.err.startswith(said)


@pytest.mark.parametrize("words", [["--at", "1"], ["--through", "1,2"]])
def test_lines_of_standard_input_give_a_line_each(run: Run, words: list[str]) -> None:
    ran = run("tangent", *words, stdin="x^2\nx +* 2\nx^3\n")
    assert [json.loads(line)["expression"] for line in ran.out.splitlines()] == ["x**2", "x**3"]
    assert ran.err.startswith("error: line 2: ") and ran.code == 1

"""Slopes, named rules, the sigmoid, a gradient and a step of descent on a quartic, through the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

Run = Callable[..., Any]

QUARTIC = "x*(x-1)*(x-2)*(x-3)"


def test_the_slope_through_two_points(run: Run) -> None:
    found = json.loads(run("tangent", "2*x", "--through", "1,4", "--json").out)
    assert found["slope"] == {"exact": "2", "decimal": 2}
    assert found["line"] == "2*x"


def test_the_two_points_and_their_differences_are_shown(run: Run) -> None:
    ran = run("tangent", "2*x", "--through", "1,4")
    assert ran.code == 0
    for fact in ("(1, 2)", "(4, 8)", "dx = 3", "dy = 6", "dy/dx = 2"):
        assert fact in ran.out


@pytest.mark.parametrize(
    "expression, derivative, rule",
    [
        ("x**5", "5*x**4", "Power rule"),
        ("f(x)**n", "n*f'(x)*f(x)**(n - 1)", "General power rule"),
        ("f(x)*g(x)", "f'(x)*g(x) + f(x)*g'(x)", "Product rule"),
        ("f(x)/g(x)", "(f'(x)*g(x) - f(x)*g'(x))/g(x)**2", "Quotient rule"),
        ("f(g(x))", "f'(g(x))*g'(x)", "Chain rule"),
    ],
)
def test_each_rule_is_named_and_holds_for_unknown_functions(
    run: Run, expression: str, derivative: str, rule: str
) -> None:
    found = json.loads(run("diff", expression, "--wrt", "x", "--steps", "--json").out)
    assert found["steps"]["rule"] == rule
    assert found["derivative"] == derivative


def test_the_derivative_of_the_sigmoid_is_written_with_the_sigmoid(run: Run) -> None:
    assert run("diff", "sigmoid(x)") == ("sigmoid(x)*(1 - sigmoid(x))\n", "", 0)


def test_the_derivative_of_the_written_out_sigmoid(run: Run) -> None:
    assert run("diff", "1/(1 + exp(-x))") == ("exp(-x)/(exp(-x) + 1)**2\n", "", 0)


def test_the_gradient_is_one_partial_derivative_a_line(run: Run) -> None:
    ran = run("grad", "x**2*y+x*y*z+z**2")
    assert ran == ("2*x*y + y*z\nx**2 + x*z\nx*y + 2*z\n", "", 0)


def test_the_integral_of_a_constant_and_the_area_below_it(run: Run) -> None:
    assert run("integrate", "2") == ("2*x + C\n", "", 0)
    area = json.loads(run("integrate", "2", "--from", "1", "--to", "4", "--area", "--json").out)
    assert (area["exact"], area["decimal"]) == ("6", 6)


def test_the_critical_points_of_the_quartic(run: Run) -> None:
    found = json.loads(run("critical", QUARTIC, "--json").out)
    assert [point["point"]["x"]["exact"] for point in found["points"]] == [
        "3/2 - sqrt(5)/2",
        "3/2",
        "sqrt(5)/2 + 3/2",
    ]
    assert [round(point["point"]["x"]["decimal"], 2) for point in found["points"]] == [0.38, 1.5, 2.62]
    assert [(point["kind"], point["scope"]) for point in found["points"]] == [
        ("minimum", "global"),
        ("maximum", "local"),
        ("minimum", "global"),
    ]
    assert [point["value"]["exact"] for point in found["points"]] == ["-1", "9/16", "-1"]
    assert found["complete"] and found["maximum"]["unbounded"]


def test_the_derivative_of_the_quartic_is_multiplied_out(run: Run) -> None:
    assert run("diff", QUARTIC) == ("4*x**3 - 18*x**2 + 22*x - 6\n", "", 0)


@pytest.mark.parametrize("start, end, value", [("1.2", "(3 - sqrt(5))/2", -1), ("2", "(3 + sqrt(5))/2", -1)])
def test_descents_on_the_quartic_end_in_its_two_minima(run: Run, start: str, end: str, value: int) -> None:
    found = json.loads(run("descend", QUARTIC, "--lr", "0.05", "--x0", start, "--json").out)
    expected = {"(3 - sqrt(5))/2": 0.3819660112501051, "(3 + sqrt(5))/2": 2.618033988749895}[end]
    assert found["point"]["x"] == pytest.approx(expected, abs=1e-6)
    assert found["value"] == pytest.approx(value, abs=1e-9)


def test_one_step_of_descent_on_the_quartic(run: Run) -> None:
    gradient = json.loads(run("diff", QUARTIC, "--at", "1.25", "--json").out)["value"]
    assert gradient == {"exact": "19/16", "decimal": 1.1875}
    ran = run("descend", QUARTIC, "--lr", "0.05", "--x0", "1.25", "--max-steps", "1", "--format", "csv")
    row = ran.out.splitlines()[1].split(",")
    assert [float(cell) for cell in row[:2]] == [1, 1.25]
    assert float(row[3]) == pytest.approx(0.059375, abs=1e-15)
    assert float(row[4]) == pytest.approx(1.190625, abs=1e-15)

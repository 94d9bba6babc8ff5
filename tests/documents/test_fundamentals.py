"""Tangents, derivatives of every order and secants that tend to the tangent, through the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

Run = Callable[..., Any]


@pytest.mark.parametrize(
    "at, slope, line",
    [("-2", "-8", "2 - 8*x"), ("0", "-4", "6 - 4*x"), ("2", "0", "2"), ("3", "2", "2*x - 3")],
)
def test_the_tangent_falls_lies_level_and_rises(run: Run, at: str, slope: str, line: str) -> None:
    found = json.loads(run("tangent", "x**2 - 4*x + 6", "--at", at, "--json").out)
    assert found["slope"]["exact"] == slope
    assert found["line"] == line


@pytest.mark.parametrize(
    "order, derivative",
    [(1, "5*x**4 - 6*x**2"), (2, "20*x**3 - 12*x"), (3, "60*x**2 - 12"), (4, "120*x"), (5, "120"), (6, "0")],
)
def test_derivatives_of_every_order(run: Run, order: int, derivative: str) -> None:
    assert run("diff", "x**5 - 2*x**3", "--order", str(order)) == (f"{derivative}\n", "", 0)


def test_the_fourth_derivative_of_the_sine_is_the_sine(run: Run) -> None:
    assert run("diff", "sin(x)", "--order", "4") == ("sin(x)\n", "", 0)


def test_secants_tend_to_the_slope_of_the_tangent(run: Run) -> None:
    found = json.loads(run("tangent", "x**2", "--at", "3", "--json").out)
    secants = [(row["dx"], row["slope"]) for row in found["secants"]]
    assert secants[0][0] > 0
    assert all(abs(later) < abs(earlier) for (earlier, _), (later, _) in pairwise(secants))
    for dx, slope in secants:
        assert slope == pytest.approx(6 + dx, rel=1e-12)
    assert found["slope"] == {"exact": "6", "decimal": 6}


def test_the_last_row_of_the_secants_is_the_limit(run: Run) -> None:
    ran = run("tangent", "x**2", "--at", "3", "--format", "table")
    rows = [line.replace("│", " ").split() for line in ran.out.splitlines()]
    assert ["0.01", "6.01", "5.99"] in rows
    assert rows[-1] == ["0", "6", "6"]


def test_the_definition_is_worked_to_the_derivative(run: Run) -> None:
    ran = run("diff", "x**2 - 4*x + 6", "--definition", "--format", "table")
    assert ran.code == 0
    for line in (
        "f(x + h) - f(x) = h**2 + 2*h*x - 4*h",
        "(f(x + h) - f(x))/h = h + 2*x - 4",
        "f'(x) = 2*x - 4",
    ):
        assert line in ran.out.splitlines()


def test_the_definition_of_what_is_not_rational_is_a_table_of_secants(run: Run) -> None:
    ran = run("diff", "sin(x)", "--definition", "--at", "0", "--format", "table")
    assert ran.code == 0
    assert "0.1" in ran.out


def test_from_acceleration_back_to_speed_and_to_distance(run: Run) -> None:
    assert run("integrate", "2", "--wrt", "t").out == "2*t + C\n"
    assert run("integrate", "2*t", "--wrt", "t") == ("t**2 + C\n", "", 0)
    fallen = json.loads(run("integrate", "2*t", "--from", "0", "--to", "3", "--json").out)
    assert (fallen["status"], fallen["exact"], fallen["decimal"]) == ("converges", "9", 9)

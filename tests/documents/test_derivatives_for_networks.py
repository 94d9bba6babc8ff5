"""The road, the cost function and its learning table, through the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

Run = Callable[..., Any]

COST_TABLE = [
    ["1", "5", "5", "0.5", "4.5"],
    ["2", "4.5", "4", "0.5", "4"],
    ["3", "4", "3", "0.5", "3.5"],
    ["4", "3.5", "2", "0.5", "3"],
    ["5", "3", "1", "0.5", "2.5"],
    ["6", "2.5", "0"],
]
SQUARED_COST_TABLE = [
    ["1", "5", "25", "2", "3"],
    ["2", "3", "1", "0.4", "2.6"],
    ["3", "2.6", "0.04", "0.08", "2.52"],
    ["4", "2.52", "0.0016", "0.016", "2.504"],
]


def rows(table: str) -> list[list[str]]:
    """The cells of the numbered lines of a table."""
    lines = [line.replace("|", " ").replace("│", " ").split() for line in table.splitlines()]
    return [cells for cells in lines if cells and cells[0].isdigit()]


@pytest.mark.parametrize("road, slope", [("x", "1"), ("2*x", "2")])
def test_the_slope_of_a_straight_road_is_a_number(run: Run, road: str, slope: str) -> None:
    assert run("diff", road) == (f"{slope}\n", "", 0)


def test_the_slope_of_a_curved_road_is_a_function(run: Run) -> None:
    assert run("diff", "x**2") == ("2*x\n", "", 0)


def test_the_slope_of_a_curved_road_at_a_point_is_a_number(run: Run) -> None:
    found = json.loads(run("diff", "x**2", "--at", "1", "--json").out)
    assert found["derivative"] == "2*x"
    assert found["value"] == {"exact": "2", "decimal": 2}


def test_the_chain_rule_shows_both_factors_and_their_product(run: Run) -> None:
    ran = run("diff", "f(g(x))", "--steps")
    assert ran.code == 0
    assert "Chain rule" in ran.out
    assert "f'(g(x))*g'(x)" in ran.out.replace(" ", "").replace("·", "*")


def test_the_cost_table_ends_where_the_cost_is_zero(run: Run) -> None:
    ran = run("descend", "2*x - 5", "--lr", "0.25", "--x0", "5", "--target-cost", "0", "--format", "table")
    assert ran.code == 0
    header = [cell.strip() for cell in ran.out.splitlines()[0].split("│")]
    assert header == ["Run", "Current x", "Cost value", "Derivative x Learning rate", "New x"]
    assert rows(ran.out) == COST_TABLE


def test_the_squared_cost_table_agrees_in_every_digit(run: Run) -> None:
    ran = run("descend", "(2*x - 5)**2", "--lr", "0.1", "--x0", "5", "--format", "table")
    assert ran.code == 0
    assert rows(ran.out)[:4] == SQUARED_COST_TABLE


def test_what_a_machine_reads_is_not_rounded(run: Run) -> None:
    ran = run("descend", "(2*x - 5)**2", "--lr", "0.1", "--x0", "5", "--max-steps", "4", "--format", "csv")
    third = ran.out.splitlines()[3].split(",")
    assert float(third[2]) == (2 * 2.6 - 5) ** 2 == 0.04000000000000007


def test_a_learning_rate_that_jumps_past_the_target_is_said_to_overshoot(run: Run) -> None:
    ran = run("descend", "2*x - 5", "--lr", "0.7", "--x0", "5", "--target-cost", "0", "--format", "table")
    assert [cells[2] for cells in rows(ran.out)][:3] == ["5", "2.2", "-0.6"]
    assert "the learning rate 0.7 overshoots" in ran.out
    assert "0.55 would have landed on it" in ran.out


def test_the_squared_cost_oscillates_or_diverges_with_the_same_rate(run: Run) -> None:
    ran = run("descend", "(2*x - 5)**2", "--lr", "0.7", "--x0", "5", "--json")
    found = json.loads(ran.out)
    assert found["status"] == "diverged"
    assert "stable for learning rates below 2/8 = 0.25" in found["reason"]
    assert ran.code == 3

"""The main example, x**2 - 4*x + 6 and its descent from 8, through the command line."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from decimal import ROUND_DOWN, Decimal
from typing import Any

import pytest

Run = Callable[..., Any]

COST = "x**2 - 4*x + 6"

# The x after each iteration as the document lists them: cut, not rounded, to two decimals.
ITERATES = """
    6.8 5.84 5.07 4.45 3.96 3.57 3.25 3.00 2.80 2.64 2.51 2.41 2.32 2.26 2.21 2.16 2.13 2.10 2.08 2.06 2.05 2.04 2.03
    2.02 2.02 2.01 2.01 2.01 2.00 2.00 2.00 2.00 2.00
"""


def descent(run: Run, *options: str) -> dict[str, Any]:
    """The JSON object of a descent from 8, with the exit status beside it."""
    ran = run("descend", COST, "--x0", "8", *options, "--json")
    return {**json.loads(ran.out), "exit": ran.code}


def test_the_derivative_is_a_line(run: Run) -> None:
    assert run("diff", COST) == ("2*x - 4\n", "", 0)


def test_the_minimum_is_two_at_two(run: Run) -> None:
    found = descent(run, "--lr", "0.1")
    assert found["point"]["x"] == pytest.approx(2, abs=1e-6)
    assert found["value"] == pytest.approx(2, abs=1e-9)
    assert found["status"] == "converged"
    assert "local minimum" in found["reason"]
    assert found["exit"] == 0


def test_all_33_iterates_agree_cut_to_two_decimals(run: Run) -> None:
    ran = run("descend", COST, "--lr", "0.1", "--x0", "8", "--max-steps", "33", "--format", "csv")
    rows = list(csv.reader(io.StringIO(ran.out)))[1:]
    cut = [Decimal(row[-1]).quantize(Decimal("0.01"), rounding=ROUND_DOWN) for row in rows if row[-1]]
    assert cut == [Decimal(x) for x in ITERATES.split()]


def test_the_work_of_the_first_iteration_is_written_out(run: Run) -> None:
    ran = run("descend", COST, "--lr", "0.1", "--x0", "8", "--max-steps", "3", "--show-work", "--format", "table")
    assert "8 - 0.1*(2*8 - 4) = 6.8" in ran.out
    assert "6.8 - 0.1*(2*6.8 - 4) = 5.84" in ran.out


def test_newton_lands_on_two_in_one_step(run: Run) -> None:
    found = descent(run, "--method", "newton")
    assert found["point"] == {"x": 2}
    assert found["iterations"] == 1
    assert found["status"] == "converged"
    assert found["exit"] == 0


@pytest.mark.parametrize("rate", ["0.05", "0.3", "0.5", "0.7", "0.95"])
def test_rates_below_one_converge(run: Run, rate: str) -> None:
    found = descent(run, "--lr", rate)
    assert found["status"] == "converged"
    assert found["point"]["x"] == pytest.approx(2, abs=1e-6)


def test_half_gets_there_in_one_step(run: Run) -> None:
    assert descent(run, "--lr", "0.5")["iterations"] == 1


def test_a_rate_of_one_jumps_between_8_and_minus_4_for_ever(run: Run) -> None:
    found = descent(run, "--lr", "1")
    assert found["status"] == "oscillating"
    assert found["exit"] == 3
    assert "below 2/2 = 1" in found["reason"]


def test_a_rate_above_one_diverges(run: Run) -> None:
    found = descent(run, "--lr", "1.1")
    assert found["status"] == "diverged"
    assert found["exit"] == 3
    assert "below 2/2 = 1" in found["reason"]


def test_a_tiny_rate_wastes_the_steps(run: Run) -> None:
    found = descent(run, "--lr", "0.000001", "--max-steps", "100")
    assert found["status"] == "step-limit"
    assert found["exit"] == 3
    assert found["point"]["x"] == pytest.approx(7.9988, abs=1e-4)


def test_without_an_expression_it_is_the_main_example(run: Run) -> None:
    ran = run("descend", "--lr", "0.1", "--x0", "8", "--json")
    assert json.loads(ran.out)["expression"] == COST
    assert COST in ran.err
    assert ran.code == 0

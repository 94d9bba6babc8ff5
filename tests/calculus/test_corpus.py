"""Every derivative of `cases/derivatives.txt`, and every step on the way to it, against SymPy's own."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import pytest
from mpmath_oracle import close, value
from sympy_oracle import sympy_derivative, sympy_value

from calcgd.calculus.derivative import derive
from calcgd.calculus.steps import Step, explain
from calcgd.expression import parse
from calcgd.expression.functions import FUNCTIONS
from calcgd.expression.nodes import Call, Node, Unknown
from calcgd.expression.text import text
from calcgd.expression.tidy import tidy

FILE = Path(__file__).parents[1] / "cases" / "derivatives.txt"
POINTS = 5
USUAL = "0.2..0.9"


class Case(NamedTuple):
    """One line of the file: `intervals` tells by name from where a variable may be drawn, "" for all others."""

    expression: str
    variable: str
    intervals: dict[str, tuple[Fraction, Fraction]]

    def points(self, names: frozenset[str], seed: str) -> Iterator[dict[str, Fraction]]:
        draw = random.Random(seed)
        for _ in range(POINTS):
            yield {name: self.drawn(name, draw) for name in sorted(names)}

    def drawn(self, name: str, draw: random.Random) -> Fraction:
        low, high = self.intervals.get(name) or self.intervals[""]
        return low + (high - low) * Fraction(draw.randint(1, 10_006), 10_007)


def case(line: str) -> Case:
    expression, variable, *interval = (part.strip() for part in line.split(";"))
    intervals = {"": bounds(USUAL)}
    for part in interval[0].split(",") if interval else ():
        *name, pair = part.split()
        intervals[name[0] if name else ""] = bounds(pair)
    return Case(expression, variable, intervals)


def bounds(interval: str) -> tuple[Fraction, Fraction]:
    low, high = interval.split("..")
    return Fraction(low), Fraction(high)


LINES = [line for line in FILE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
CASES = [case(line) for line in LINES]
each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.expression} ; {case.variable}")


def disagreements(case: Case, node: Node, derivative: Node) -> list[str]:
    """Points at which `derivative` is not SymPy's derivative of `node`, with both values."""
    expected = sympy_derivative(node, case.variable)
    wrong = []
    for point in case.points(node.free | {case.variable}, text(node)):
        ours, theirs = value(derivative, point), sympy_value(expected, point)
        if ours is None or theirs is None or not close(ours, theirs):
            wrong.append(f"d/d{case.variable} {text(node)} at {point}: {text(derivative)} = {ours}, not {theirs}")
    return wrong


@each_case
def test_a_derivative_agrees_with_sympys_at_five_points(case: Case) -> None:
    tree = parse(case.expression).tree
    assert disagreements(case, tree, derive(tree, case.variable)) == []


@each_case
def test_a_printed_derivative_reads_back_to_the_same_tree(case: Case) -> None:
    derivative = derive(parse(case.expression).tree, case.variable)
    for decimals in (False, True):
        assert tidy(parse(text(derivative, decimals)).tree) is derivative


def steps(step: Step) -> Iterator[Step]:
    yield step
    for substep in step.substeps:
        yield from steps(substep)


def wrong_steps(case: Case) -> list[str]:
    tree = parse(case.expression).tree
    worked = explain(tree, case.variable)
    assert worked.before is tree
    assert worked.after is derive(tree, case.variable)
    return [
        f"{step.rule}: {problem}"
        for step in steps(worked)
        for problem in disagreements(case, step.before, step.after) + disagreements(case, step.before, step.work)
    ]


@pytest.mark.parametrize("case", CASES[::15], ids=lambda case: f"{case.expression} ; {case.variable}")
def test_every_step_of_a_sample_agrees_with_sympy(case: Case) -> None:
    assert wrong_steps(case) == []


@pytest.mark.slow
@each_case
def test_every_step_agrees_with_sympy(case: Case) -> None:
    assert wrong_steps(case) == []


def holds(node: Node, kind: type[Node]) -> bool:
    return isinstance(node, kind) or any(holds(arg, kind) for arg in node.args)


def test_nine_printed_derivatives_of_ten_are_not_longer_than_sympys() -> None:
    longer, count = [], 0
    for case in CASES:
        tree = parse(case.expression).tree
        if holds(tree, Unknown):
            continue
        count += 1
        ours, theirs = text(derive(tree, case.variable)), str(sympy_derivative(tree, case.variable, real_roots=False))
        if len(ours) > len(theirs):
            longer.append(f"+{len(ours) - len(theirs)}: {case.expression}: {ours}, SymPy {theirs}")
    share = 1 - len(longer) / count
    assert share >= 0.9, f"only {share:.1%} are not longer than SymPy's:\n" + "\n".join(longer)


def test_the_file_holds_every_function_of_the_table_and_no_line_twice() -> None:
    def names(node: Node) -> set[str]:
        return {node.name for node in [node] if isinstance(node, Call)}.union(*map(names, node.args))

    trees = [parse(case.expression).tree for case in CASES]
    assert set(FUNCTIONS) - set().union(*map(names, trees)) == set()
    assert len(set(LINES)) == len(LINES) >= 450

"""Every method on every problem of the matrix: what a verdict claims is true, and verdicts stay as they are.

A new row of the table of methods is tried by being there. The expected verdicts stand in
`cases/descents/expected_statuses.toml`; `python tests/descent/test_method_matrix.py` writes that file anew, and what
has changed in it is to be looked at. A pair whose verdict hangs on the last digits of the start is left out of it.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain, product
from math import inf
from typing import Any, NamedTuple

import pytest
from descent_cases import FOLDER, Case, cases
from descent_judge import assert_true

from calcgd.descent.drive import Descent, Run
from calcgd.descent.methods import METHODS
from calcgd.descent.problem import Problem, problem_of, within
from calcgd.descent.settings import Settings
from calcgd.descent.status import Status
from calcgd.errors import BadInput
from calcgd.expression import parse

EXPECTED = FOLDER / "expected_statuses.toml"
CASES = {case.name: case for case in cases("matrix")}
SETTINGS = Settings(max_steps=2000)
LARGE = 10
"""With more variables than this a row of the matrix is slow."""

REFUSED, LEAST, REACHED = "refused", "least", "converged, minimum, least"
MOVED = (1e-13, -3e-13)

EASY = [name for name in CASES if name.endswith(("parabola", "condition 1", "condition 10"))] + ["Booth"]


def pairs(names: Iterable[str], methods: Iterable[str]) -> list[Any]:
    """Each of these problems with each of these methods."""
    return [
        pytest.param(name, method, marks=[pytest.mark.slow] if len(CASES[name].variables) > LARGE else [])
        for name, method in product(names, methods)
    ]


PAIRS = pairs(CASES, METHODS)
EASY_PAIRS = pairs(EASY, [name for name, row in METHODS.items() if row.stability or row.needs_hessian])
SMOOTH_PAIRS = pairs(
    [name for name, case in CASES.items() if case.kind == "smooth"],
    [name for name, row in METHODS.items() if row.escapes],
)


class Outcome(NamedTuple):
    """How a pair went: the descent, None where the method does not take the problem, and that in few words."""

    descent: Descent | None
    words: str


@cache
def outcome(name: str, method: str, moved: float = 0.0) -> Outcome:
    """Run a pair from its start, moved by a part of itself."""
    case = CASES[name]
    problem = posed(case, method)
    start = [at * (1 + moved) for at in (case.start or {}).values()]
    try:
        run = Run(problem, start, method, rate(problem, case, method), SETTINGS)
    except BadInput:
        return Outcome(None, REFUSED)
    run.next_wanted = lambda steps: SETTINGS.max_steps + 1
    for _ in run:
        pass
    end = run.result()
    words = [end.status, end.point_kind, LEAST if case.minima and case.solved(end.value) else None]
    return Outcome(end, ", ".join(filter(None, words)))


def posed(case: Case, method: str) -> Problem:
    """The problem as the method gets it: within its box, if it needs one."""
    problem = problem_of(parse(case.expression).tree, case.variables)
    return within(problem, case.box or {}) if METHODS[method].needs_bounds else problem


def rate(problem: Problem, case: Case, method: str) -> float | None:
    """1/L where a method is stable below some c/L: L is the largest row sum of the Hessian at start and minima."""
    assert case.start is not None and problem.hessian is not None
    if METHODS[method].stability is None:
        return None
    places = [case.start, *(minimum.place for minimum in case.minima)]
    rows = chain.from_iterable(problem.hessian([float(at) for at in place.values()]) for place in places)
    largest = max(sum(map(abs, row)) for row in rows)
    return 1 / largest if 0 < largest < inf else None


@pytest.mark.parametrize(("name", "method"), PAIRS)
def test_a_verdict_is_true(name: str, method: str) -> None:
    case, end = CASES[name], outcome(name, method).descent
    in_a_box = METHODS[method].needs_bounds
    if end is None:
        assert METHODS[method].one_variable and len(case.variables) > 1
        return
    assert_true(case, end, SETTINGS.tolerance, in_a_box)


@pytest.mark.parametrize(("name", "method"), EASY_PAIRS)
def test_a_round_bowl_is_descended_to_its_bottom(name: str, method: str) -> None:
    assert outcome(name, method).words == REACHED


@pytest.mark.parametrize(("name", "method"), SMOOTH_PAIRS)
def test_a_method_that_leaves_saddles_finds_the_minimum_of_all_that_is_smooth(name: str, method: str) -> None:
    end = outcome(name, method).descent
    assert end is not None
    assert (end.status, CASES[name].solved(end.value)) == (Status.CONVERGED, True)


@pytest.mark.parametrize(("name", "method"), PAIRS)
def test_a_verdict_is_the_expected_one(name: str, method: str) -> None:
    assert outcome(name, method).words == expected().get((name, method), outcome(name, method).words)


def test_verdicts_are_expected_of_every_method() -> None:
    for method in METHODS:
        assert sum((name, method) in expected() for name in CASES) >= 0.8 * len(CASES), method


@cache
def expected() -> dict[tuple[str, str], str]:
    """The expected words by problem and method."""
    given = tomllib.loads(EXPECTED.read_text(encoding="utf-8"))
    return {
        (name, method): words
        for name, verdicts in given.items()
        for words, methods in verdicts.items()
        for method in methods
    }


def table() -> Iterator[str]:
    """The lines of the file of expected verdicts, from runs made now."""
    yield "# Written by tests/descent/test_method_matrix.py: the verdicts on each problem, and the methods with each."
    yield f'# "{LEAST}" ends what came to a known minimum; what hangs on the last digits of the start is left out.'
    for name in CASES:
        verdicts: dict[str, list[str]] = {}
        for method in METHODS:
            words = {outcome(name, method, moved).words for moved in (0.0, *MOVED)}
            if len(words) == 1:
                verdicts.setdefault(words.pop(), []).append(method)
        yield f'\n["{name}"]'
        yield from (f'"{words}" = {json.dumps(methods)}' for words, methods in verdicts.items())


if __name__ == "__main__":
    EXPECTED.write_text("\n".join(table()) + "\n", encoding="utf-8")

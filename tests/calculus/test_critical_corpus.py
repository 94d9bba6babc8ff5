"""What is said about the critical points of the corpus: nothing false, most points found, most cases proved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from critical_cases import Case, cases
from critical_judge import Verdict, judge, judged

from calcgd.calculus.critical import critical
from calcgd.calculus.critical.result import Critical, Extreme

CASES = cases()
SECONDS = 10
"""Each case has so long."""


def shares(verdicts: dict[Case, Verdict]) -> tuple[float, float]:
    """How many of the points, and how many of the cases whose proof can be expected."""
    expected = sum(verdict.expected for verdict in verdicts.values())
    found = sum(verdict.found for verdict in verdicts.values())
    provable = [verdict.complete for case, verdict in verdicts.items() if case.proof]
    return found / expected, sum(provable) / len(provable)


def assert_good(judged: list[Case]) -> None:
    verdicts = {case: judge(case, SECONDS) for case in judged}
    false = [f"{case!r}: {problem}" for case, verdict in verdicts.items() for problem in verdict.false]
    points, proofs = shares(verdicts)
    lacking = [f"{case!r}" for case, verdict in verdicts.items() if not verdict.complete]
    report = f"{points:.1%} of the points found, {proofs:.1%} of the cases proved; not proved: {lacking}"
    assert false == [], report
    assert points >= 0.95, report
    assert proofs >= 0.9, report


def test_a_sample_of_the_corpus() -> None:
    assert_good(CASES[::5])


@pytest.mark.slow
def test_all_functions_of_one_variable() -> None:
    assert_good([case for case in CASES if len(case.variables) == 1])


@pytest.mark.slow
def test_all_functions_of_several_variables() -> None:
    assert_good([case for case in CASES if len(case.variables) > 1])


def shorter(result: Critical) -> Critical:
    return replace(result, points=result.points[1:])


def moved(result: Critical) -> Critical:
    first, second, *others = result.points
    return replace(result, points=(replace(first, point=second.point), second, *others))


def turned(result: Critical) -> Critical:
    first, *others = result.points
    return replace(result, points=(replace(first, kind="maximum"), *others))


def all_global(result: Critical) -> Critical:
    return replace(result, points=tuple(replace(point, scope="global") for point in result.points))


def without_bound(result: Critical) -> Critical:
    return replace(result, minimum=Extreme(None, False, (), True, ""))


def not_attained(result: Critical) -> Critical:
    assert result.minimum is not None
    return replace(result, minimum=replace(result.minimum, attained=False))


@pytest.mark.parametrize("change", [shorter, moved, turned, all_global, without_bound, not_attained])
def test_a_false_statement_is_noticed(change: Callable[[Critical], Critical]) -> None:
    case = next(case for case in CASES if case.expression == "x**4/4 - 3*x**2/2 + x")
    result = critical(case.expression)
    assert judged(case, result).false == []
    assert judged(case, change(result)).false != []

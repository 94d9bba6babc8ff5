"""What `auto` comes to: on the problems of Moré, Garbow and Hillstrom, and on the matrix of problems."""

from __future__ import annotations

import pytest
from descent_cases import Case, cases
from descent_judge import assert_true

from calcgd.descent.auto import minimize
from calcgd.descent.curvature import PointKind
from calcgd.descent.problem import problem_of
from calcgd.descent.settings import Settings
from calcgd.descent.status import Status
from calcgd.expression import parse

SETTINGS = Settings()
LONG = 3000
"""With more characters than this mpmath takes long over a cost."""

CASES = [
    pytest.param(case, marks=[pytest.mark.slow] if len(case.expression) > LONG or len(case.variables) > 10 else [])
    for file in ("smooth", "matrix")
    for case in cases(file)
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_auto_finds_a_minimum_where_there_is_one_and_claims_none_elsewhere(case: Case) -> None:
    assert case.start is not None
    problem = problem_of(parse(case.expression).tree, case.variables)
    end, reasons = minimize(problem, list(case.start.values()), SETTINGS)
    assert reasons
    assert_true(case, end, SETTINGS.tolerance)
    if case.minima:
        assert case.solved(end.value)
    else:
        assert end.status is not Status.CONVERGED
        assert end.point_kind is not PointKind.MINIMUM

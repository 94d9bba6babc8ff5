"""Critical points of functions of several variables, judged by the corpus."""

from __future__ import annotations

import pytest
from critical_cases import Case, cases
from critical_judge import judge

SURFACES = [case for case in cases() if len(case.variables) > 1]
SECONDS = 20


@pytest.mark.parametrize("case", SURFACES, ids=repr)
def test_nothing_false_is_said(case: Case) -> None:
    assert judge(case, SECONDS).false == []

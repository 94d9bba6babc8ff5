"""The sign tables and zeros of `study` are what samples of the functions of the corpus of critical points show."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from critical_cases import Case, cases
from critical_judge import box
from critical_oracle import DIGITS, Curve
from mpmath import mp, mpf

from calcgd.algebra.time_limit import within
from calcgd.calculus.line.interval import End, Interval
from calcgd.calculus.line.real import Exact, Real
from calcgd.calculus.sign_table import Stretch
from calcgd.calculus.study import Study, study
from calcgd.errors import CalcgdError

CASES = [case for case in cases() if len(case.variables) == 1]
SECONDS = 10
STEP = mpf(10) ** -12
FAR = mpf(12)
PARTS = [mpf(part) for part in ("0.03", "0.39", "0.57", "0.96")]
NOISE = mpf(10) ** -18


def studied(case: Case) -> Study:
    ends = box(case)
    if ends is None:
        return within(SECONDS, study, case.expression)
    ((low, high),) = ends.values()
    return within(SECONDS, study, case.expression, Interval(End(Exact(low), True), End(Exact(high), True)))


def number(real: Real) -> Any:
    low, high = real.within(200)
    return (mpf(low.numerator) / low.denominator + mpf(high.numerator) / high.denominator) / 2


def wrong_signs(curve: Curve, stretch: Stretch) -> Iterator[str]:
    """What samples say against a row about an interval."""
    assert stretch.interval is not None
    low, high = (None if end.at is None else number(end.at) for end in stretch.interval)
    low = low if low is not None else min(-FAR, high - 5 if high is not None else -FAR)
    high = high if high is not None else max(FAR, low + 5)
    for x in (low + (high - low) * part for part in PARTS):
        before, here, after = (curve(x + side * STEP) for side in (-1, 0, 1))
        if None in (before, here, after):
            continue
        if stretch.what == "not defined":
            yield f"there is a value at {mp.nstr(x)}"
            return
        noise = NOISE * (1 + abs(here))
        rise, bend = (after - before) / (2 * STEP), (after - 2 * here + before) / STEP**2
        for name, sign, found in (("f'", stretch.rises, rise), ("f''", stretch.bends, bend)):
            if sign is not None and abs(found) > noise and mp.sign(found) != sign:
                yield f"{name} at {mp.nstr(x)} is {mp.nstr(found)}, not of sign {sign}"


def wrong_zeros(curve: Curve, result: Study) -> Iterator[str]:
    """Zeros that are none, and changes of sign without a zero or a gap."""
    known = [number(root) for root in result.zeros.roots]
    for x in known:
        value = curve(x)
        if value is not None and abs(value) > mpf(10) ** -25:
            yield f"the value at {mp.nstr(x)} is {mp.nstr(value)}"
    if result.zeros.complete and not result.zeros.everywhere and result.period is None and not result.critical.assumed:
        for low, high in pairwise(curve.grid()):
            before, after = curve(low), curve(high)
            if None in (before, after) or before * after >= 0 or abs(after - before) > 1:
                continue
            if not any(low <= x <= high for x in known):
                yield f"there is a zero between {mp.nstr(low)} and {mp.nstr(high)}"


def problems(case: Case) -> list[str]:
    try:
        result = studied(case)
    except CalcgdError:
        return []
    with mp.workdps(DIGITS):
        curve = Curve(case)
        signs = [text for row in result.table if row.interval is not None for text in wrong_signs(curve, row)]
        return [f"{case!r}: {text}" for text in (*signs, *wrong_zeros(curve, result))]


def test_a_sample_of_the_corpus_and_all_functions_in_pieces() -> None:
    chosen = [case for case in CASES if case.file == "pieces" or "2*cos" in case.expression] + CASES[::15]
    assert [text for case in chosen for text in problems(case)] == []


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=repr)
def test_a_function_of_the_corpus(case: Case) -> None:
    assert problems(case) == []

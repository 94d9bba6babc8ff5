"""Whether an answer about critical points agrees with what a case of the corpus knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from operator import ge, gt, le, lt
from typing import Any, NamedTuple

from critical_cases import Case, Extreme
from critical_oracle import DIGITS, agree
from critical_surface_oracle import lies_on, place_of
from mpmath import mp, mpf
from mpmath_oracle import value

from calcgd.algebra.time_limit import within
from calcgd.calculus.critical import critical
from calcgd.calculus.critical.result import Critical, CriticalPoint
from calcgd.calculus.critical.result import Extreme as Answered
from calcgd.errors import CalcgdError
from calcgd.expression import parse
from calcgd.expression.nodes import Node, Relation
from calcgd.expression.tidy import tidy

CLOSE = 1e-9
TURNS = 60
"""How many members of a family are looked at in each direction."""

SEARCHED = 10
"""Where no box is given and the whole space cannot be searched, -10..10 is taken for each variable."""

GRID = 23
CREASING = ("abs(", "max(", "min(", "relu(")
"""Functions with corners, which in several variables fill curves."""

COMPARED: dict[str, Callable[[Any, Any], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}

At = Mapping[str, Any]


class Verdict(NamedTuple):
    """False statements in sentences, the numbers of points and families, and whether completeness is claimed."""

    false: list[str]
    expected: int
    found: int
    complete: bool


def judge(case: Case, seconds: float | None = None) -> Verdict:
    """The verdict on what the product says about a case; nothing is found where it says nothing in time."""
    try:
        result = within(seconds, critical, case.expression, box(case))
    except CalcgdError:
        return Verdict([], len(case.groups), 0, False)
    with mp.workdps(DIGITS):
        return judged(case, result)


def box(case: Case) -> Any:
    """The box of a case as the product takes it."""
    if case.on is None:
        return None
    return {name: tuple(tidy(parse(end).tree) for end in ends) for name, ends in case.ends.items()}


def judged(case: Case, result: Critical) -> Verdict:
    """The verdict on a result."""
    told = list(_members(case, result))
    false = [problem for point, at in told for problem in _wrong_point(case, point, at, result.assumed)]
    reported = [at for _, at in told]
    found = [all(_is_among(point.at, reported) for point in group) for group in case.groups]
    if result.complete:
        false += list(_missing(case, result, reported))
    false += list(_wrong_continua(case, result))
    false += list(_wrong_extreme("minimum", case.minimum, result.minimum))
    false += list(_wrong_extreme("maximum", case.maximum, result.maximum))
    return Verdict(false, len(found), sum(found), result.complete)


def _members(case: Case, result: Critical) -> Iterator[tuple[CriticalPoint, At]]:
    """Each point of the answer, those of families as often as they are in the window."""
    for point in result.points:
        first = {
            name: mpf(real.decimal) if real.exact is None else value(real.exact, {})
            for name, real in point.point.items()
        }
        if point.period is None:
            yield point, first
            continue
        ((name, start),) = first.items()
        low, high = case.window[name]
        for turn in range(-TURNS, TURNS + 1):
            x = start + turn * value(point.period, {})
            if low <= x <= high:
                yield point, {name: x}


def _wrong_point(case: Case, point: CriticalPoint, at: At, assumed: bool) -> Iterator[str]:
    shown = ", ".join(f"{name} = {mp.nstr(x, 12)}" for name, x in at.items())
    for name, real in point.point.items():
        if point.period is None and not agree(at[name], mpf(real.decimal), CLOSE):
            yield f"{shown}: shown as {real.decimal}"
    expected = next((other for other in case.points if _is_near(other.at, at)), None)
    if expected is None:
        if not _is_on_a_continuum(case, at) and not (assumed and SEARCHED in map(abs, at.values())):
            yield f"{shown}: {point.kind}, but it is not critical"
        return
    if point.kind != "undecided" and point.kind not in expected.kinds:
        yield f"{shown}: {point.kind}, but it is {expected.kinds}"
    if point.value is not None and not agree(mpf(point.value.decimal), expected.value, CLOSE):
        yield f"{shown}: its value is {mp.nstr(expected.value, 15)}, not {point.value.decimal}"
    if point.scope == "global":
        extreme = case.minimum if point.kind.endswith("minimum") else case.maximum
        if extreme is None or extreme.value is None or not agree(extreme.value, expected.value):
            yield f"{shown}: {point.kind} is not global"


def _missing(case: Case, result: Critical, reported: list[At]) -> Iterator[str]:
    for point in case.points:
        outside = result.assumed and any(abs(x) > SEARCHED for x in point.at.values())
        if not outside and not _is_among(point.at, reported) and not _is_on_a_continuum(case, point.at):
            yield f"complete, but {point.at} is missing"


def _wrong_continua(case: Case, result: Critical) -> Iterator[str]:
    creased = len(case.variables) > 1 and any(name in case.expression for name in CREASING)
    if result.continua and not case.continua and not creased:
        yield f"a continuum where all points are isolated: {result.continua}"
    covered = [_is_told(result, at) for expected in case.continua for at in map(expected.point, expected.inside())]
    if result.complete and not all(covered):
        yield "complete, but a continuum is missing"
    if len(case.variables) == 1 and case.continua:
        ((name, (low, high)),) = case.window.items()
        for step in range(1, GRID):
            at = {name: low + (high - low) * step / GRID}
            if _is_told(result, at) and not _is_on_a_continuum(case, at) and abs(at[name]) < SEARCHED - 1:
                yield f"{at} is no point of a continuum"


def _is_told(result: Critical, at: At) -> bool:
    """Whether one of the continua of the answer holds the point."""
    return any(all(fulfilled(condition, at) for condition in found.conditions) for found in result.continua)


def fulfilled(condition: Node, at: At) -> bool:
    """Whether a comparison of the answer holds at a point; equal is what agrees."""
    assert isinstance(condition, Relation)
    left, right = (value(side, at) for side in condition.args)
    return agree(left, right) if condition.op == "==" else COMPARED[condition.op](left, right)


def _wrong_extreme(name: str, expected: Extreme | None, answered: Answered | None) -> Iterator[str]:
    if expected is None or answered is None:
        return
    if answered.unbounded or expected.value is None:
        if answered.unbounded and expected.value is None:
            return
        yield f"{name}: {answered.value or 'unbounded'}, but it is {expected.value or 'unbounded'}"
        return
    assert answered.value is not None
    if answered.attained != expected.attained or not agree(expected.value, mpf(answered.value.decimal), CLOSE):
        how = "attained" if answered.attained else "not attained"
        yield f"{name}: {answered.value} {how}, but it is {mp.nstr(expected.value, 12)}, {expected.attained}"


def _is_near(one: At, other: At) -> bool:
    return all(agree(one[name], other[name], CLOSE) for name in one)


def _is_among(at: At, others: list[At]) -> bool:
    return any(_is_near(at, other) for other in others)


def _is_on_a_continuum(case: Case, at: At) -> bool:
    place = place_of(at, case.variables)
    return any(lies_on(place, continuum, case.variables) for continuum in case.continua)

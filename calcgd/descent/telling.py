"""A diagnosis in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from calcgd.descent.wording import number, place, words
from calcgd.errors import listed

if TYPE_CHECKING:
    from calcgd.descent.diagnose import Diagnosis

_MOST_LISTED = 4
_ONE_STEP = 1e-12


def told(found: Diagnosis) -> list[str]:
    """The sentences, from what the cost is like to what a descent may do elsewhere."""
    return [*_curvature(found), *_rates(found), *_pace(found), *found.causes, *_elsewhere(found)]


def _curvature(found: Diagnosis) -> Iterator[str]:
    if found.at_end is None or found.along_path is None:
        return
    alone = len(found.problem.names) == 1
    among = " of the free variables" if len(found.at_end) < len(found.problem.names) else ""
    condition = (
        "" if len(found.at_end) == 1 or found.condition is None else f" (condition number {number(found.condition)})"
    )
    here = f"{number(found.at_end[0]) if alone else _range(found.at_end)}{condition}"
    have = f"the Hessian{among} has {'eigenvalues' if len(found.at_end) > 1 else 'the eigenvalue'}"
    if found.constant:
        yield f"{'The second derivative is' if alone else f'T{have[1:]}'} {here} everywhere."
        return
    low, high = map(number, found.along_path)
    if alone and low == high == here:
        yield f"The second derivative was {here} at all points along the way that were looked at."
        return
    what = "the second derivative was" if alone else "the eigenvalues of the Hessian were"
    seen = low if low == high else f"between {low} and {high}"
    end = f"it is {here}" if alone else f"{have} {here}"
    yield f"At the points along the way that were looked at {what} {seen}; at the last one {end}."


def _rates(found: Diagnosis) -> Iterator[str]:
    method = words(found.problem).retold(found.method)
    if found.stability is not None and found.stable_below is not None:
        subject = f"{method[0].upper()}{method[1:]}" if found.constant else f"For the curvature at the end {method}"
        yield f"{subject} is {_stable(found.stability, found.stable_below)}{_fastest(found)}."
    if found.stability is not None and found.stable_on_path not in (None, found.stable_below):
        limit = _stable(found.stability, found.stable_on_path)
        yield f"For the strongest curvature met on the way {method} is {limit}."
    if found.closed_form is not None:
        yield f"In exact arithmetic the iterates are {found.closed_form}."


def _stable(stability: float, limit: float) -> str:
    return f"stable for learning rates below {number(stability)}/{number(stability / limit)} = {number(limit)}"


def _fastest(found: Diagnosis) -> str:
    fastest, factor = found.fastest, found.fastest_factor
    if fastest is None or factor is None or found.at_end is None:
        return ""
    sizes = sorted(abs(value) for value in found.at_end if value)
    if factor <= _ONE_STEP:
        formula, effect = f"1/{number(sizes[0])}", "one step is enough"
    else:
        formula = f"2/({number(sizes[0])} + {number(sizes[-1])})"
        effect = f"in the long run a step leaves {number(factor)} of the distance"
    there = "" if found.constant else " by the quadratic model there"
    return f"; the fastest is {formula} = {number(fastest)}, with which {effect}{there}"


def _pace(found: Diagnosis) -> Iterator[str]:
    if found.observed is None:
        return
    factor, steps = found.observed
    if number(factor) == "1":
        yield f"Over the last {steps:,} steps the gradient hardly changed."
    else:
        effect = f"left {number(factor)} of the gradient"
        if factor > 1:
            effect = f"made the gradient {number(factor)} times as large"
        long_run = "" if found.predicted is None else f"; the quadratic model predicts {number(found.predicted)}"
        yield f"On average each of the last {steps:,} steps {effect}{long_run}{' in the long run' * bool(long_run)}."
    if found.steps_left is not None:
        more = "1 more step" if found.steps_left == 1 else f"{found.steps_left:,} more steps"
        yield f"At this pace about {more} would reach the tolerance."


def _elsewhere(found: Diagnosis) -> Iterator[str]:
    said = words(found.problem)
    if found.lower is not None:
        point, value, by = found.lower
        spot = place(found.problem.names, point)
        if point == found.start:
            yield f"No step led {said.below} the {said.cost} at the start, {number(value)} at {spot}."
        else:
            seen = f"{number(value)} at {spot}, {said.lower} than at the end by {number(by)}"
            yield f"A {said.lower} {said.cost} was seen on the way: {seen}."
    if found.others:
        shown = [_rest(found, *other) for other in found.others[:_MOST_LISTED]]
        more = len(found.others) - len(shown)
        rests = listed([*shown, f"{more} more"] if more else shown)
        minima = f"{said.minimum.removesuffix('um')}{'a' if len(found.others) > 1 else 'um'}"
        yield f"The answer depends on the start: from others nearby, descents come to rest at the {minima} {rests}."


def _rest(found: Diagnosis, point: Sequence[float], value: float, lower: bool) -> str:
    said = words(found.problem)
    better = f", which is {said.lower}" if lower else ""
    return f"{place(found.problem.names, point)} ({said.cost} {number(value)}{better})"


def _range(values: Sequence[float]) -> str:
    if len(values) <= _MOST_LISTED:
        return listed([number(value) for value in values])
    return f"from {number(values[-1])} to {number(values[0])}"

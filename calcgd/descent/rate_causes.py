"""What a learning rate did on the curvature it met: one function a cause, each true where it speaks.

All of them are about steps with one learning rate, by methods of which is known what they do on a quadratic.
"""

from __future__ import annotations

from math import isfinite
from operator import mul

from calcgd.descent.case import MANY_STEPS, Case, along
from calcgd.descent.motion import stable_limit, to_and_fro
from calcgd.descent.status import Status
from calcgd.descent.wording import amount, number, words

_ILL_CONDITIONED = 100
_FLATTENED = 0.01
_NOTHING = 1e-12


def rate_too_large(case: Case) -> str | None:
    """The learning rate is beyond what the curvature allows, and the cost grew."""
    trail, model = case.trail, case.model
    grew = case.at.value > trail.start.value or not isfinite(trail.now.value)
    if not (case.fixed_rate and grew and not case.bounded):
        return None
    limit = stable_limit(trail, [trail.start.x])
    if limit is None or trail.rate <= limit.rate or case.status not in (Status.DIVERGED, Status.STEP_LIMIT):
        return None
    if model is None or not (model.exact and model.resting):
        times = number(trail.rate / limit.rate)
        return (
            f"Where it started the curvature allows learning rates below {number(limit.rate)}: {number(trail.rate)} is "
            f"{times} times that."
        )
    assert trail.method.contraction is not None
    factor = number(trail.method.contraction(trail.rate * model.values[-1], trail.settings))
    how = (
        f"each step lands on the other side of the {words(case.problem).bottom}, {factor} times as far from it"
        if case.plain
        else f"in the long run each step makes the distance {factor} times as large"
    )
    return f"The learning rate {number(trail.rate)} is above {number(limit.rate)}: {how}{along(model.vectors[-1])}."


def across_the_valley(case: Case) -> str | None:
    """Steps to and fro along a direction of the Hessian whose curvature takes only shorter ones."""
    trail, problem, model = case.trail, case.problem, case.model
    moves = trail.moves()
    if model is None or not (model.trusted and case.plain and to_and_fro(moves)):
        return None
    curvature, direction = max(
        zip(model.values, model.vectors, strict=True), key=lambda pair: abs(sum(map(mul, pair[1], moves[-1])))
    )
    if trail.rate * curvature <= 1:
        return None
    said, size = words(problem), number(curvature)
    return (
        f"The steps swing across the {said.valley}{along(direction)}, where the curvature is "
        f"{amount(problem, curvature)}: with a learning rate above 1/{size} = {number(1 / curvature)} each step lands "
        f"beyond the {said.bottom}, and from 2/{size} = {number(2 / curvature)} on it comes no closer."
    )


def rate_too_small(case: Case) -> str | None:
    """Another learning rate of plain descent would have come closer with each step."""
    model, rate = case.bottom, case.trail.rate
    if model is None or not (model.trusted and case.plain):
        return None
    weakest, strongest = model.curved[0], model.curved[-1]
    fastest = 2 / (weakest + strongest)
    if rate > fastest / 10:
        return None
    slow, fast = 1 - rate * weakest, (strongest - weakest) * fastest / 2
    rest = "nothing" if fast < _NOTHING else number(fast)
    return (
        f"The learning rate {number(rate)} is small for the curvature at the end: in the long run each step leaves "
        f"{number(slow)} of the distance, where {number(fastest)} would leave {rest}."
    )


def ill_conditioned(case: Case) -> str | None:
    """Curvatures so different that no one learning rate suits them."""
    model = case.bottom
    condition = 1.0 if model is None else model.curved[-1] / model.curved[0]
    if model is None or condition < _ILL_CONDITIONED:
        return None
    where = along(model.vectors[-1]) or " in one direction"
    best = f", so that at best a step leaves {number((condition - 1) / (condition + 1))} of the distance"
    return (
        f"At the end the {words(case.problem).valley} is {number(condition)} times as curved{where} as where it is "
        f"flattest, and one learning rate must do for both{best if case.plain and model.trusted else ''}. Methods that "
        "use second derivatives, such as newton, do not mind."
    )


def flattens(case: Case) -> str | None:
    """The curvature has become a small part of what it was, so that steps of a fixed rate become short."""
    trail, model = case.trail, case.model
    if not case.fixed_rate or trail.steps < MANY_STEPS or model is None or model.trusted:
        return None
    started, ended = (stable_limit(trail, [at.x]) for at in (trail.start, case.at))
    if started is None or ended is None or started.rate > _FLATTENED * ended.rate:
        return None
    before, after = (amount(case.problem, limit.factor / limit.rate) for limit in (started, ended))
    return (
        f"The curvature has shrunk from {before} to {after} on the way: where a {words(case.problem).cost} flattens "
        "out like this, steps of a fixed learning rate become ever shorter."
    )

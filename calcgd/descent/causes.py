"""Why a descent swung, ran off, crept or left the domain: one function a cause, each true where it speaks.

A cause answers with a sentence, or with None where it is not the matter or cannot be shown.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from math import dist, hypot
from operator import mul

from calcgd.descent.case import Case, along
from calcgd.descent.contact import turn_between
from calcgd.descent.curvature import PointKind
from calcgd.descent.motion import to_and_fro
from calcgd.descent.quadratic import degree
from calcgd.descent.rate_causes import across_the_valley, flattens, ill_conditioned, rate_too_large, rate_too_small
from calcgd.descent.status import Status
from calcgd.descent.undefined import saturated, undefined_part
from calcgd.descent.wording import amount, number, place, words

_RAN_INTO_POLE = 1e15
_VANISHING = 1e-3


def causes(case: Case) -> list[str]:
    """All that can be said of why a descent went as it went."""
    return [sentence for cause in _CAUSES if (sentence := cause(case)) is not None]


def _no_minimum(case: Case) -> str | None:
    """A proof that there is none: the cost is linear, or a quadratic that is curved downwards somewhere."""
    problem, model = case.problem, case.model
    if case.bounded or problem.tree is None or model is None or not model.exact:
        return None
    said = words(problem)
    if degree(problem.tree) <= 1 and any(case.at.gradient):
        return f"The {said.cost} is linear, so it has no {said.minimum}{_squared(case)}."
    if model.values[0] >= 0:
        return None
    where = along(model.vectors[0])
    curvature = amount(problem, model.values[0])
    return f"A quadratic with the curvature {curvature}{where} has no {said.minimum}: it {said.falls} for ever{where}."


def _squared(case: Case) -> str:
    """What becomes of a linear cost with a target when its distance from that is squared: the curvature is constant."""
    if case.trail.settings.target_cost is None or not case.plain:
        return ""
    curvature = 2 * hypot(*case.at.gradient) ** 2
    return (
        "; its distance from the target has one when it is squared, and then every learning rate below "
        f"2/{number(curvature)} = {number(2 / curvature)} converges"
    )


def _pole(case: Case) -> str | None:
    """The cost ran off while the point moved no great distance."""
    start, now = case.trail.start, case.trail.now
    if case.status is not Status.DIVERGED or case.trail.before is None or (case.model and case.model.exact):
        return None
    steepness = hypot(*case.at.gradient) * (1 + hypot(*case.at.x))
    far = dist(start.x, case.at.x) > 10 * (1 + hypot(*start.x))
    if far or not steepness > _RAN_INTO_POLE or now.value >= start.value:
        return None
    said, spot = words(case.problem), place(case.problem.names, case.at.x)
    return f"The {said.cost} {said.falls} ever more steeply towards a point near {spot}, as beside a pole."


def _round_a_corner(case: Case) -> str | None:
    """Steps across a corner that do not shrink."""
    trail = case.trail
    swings = case.status is Status.OSCILLATING or to_and_fro(trail.moves())
    if not swings or trail.method.finds_step or trail.settings.schedule is not None:
        return None
    here, there = list(trail.recent)[-2:]
    turns = (turn_between(case.problem, *way) for way in ((here.x, there.x), (there.x, here.x)))
    if not any(turn is not None and turn.sharp for turn in turns):
        return None
    return (
        "The slope does not shrink towards a corner, so that steps with a fixed learning rate hardly ever land on it; "
        "with a schedule such as 1/(1 + t) they shrink and close in on it."
    )


def _carried_by_the_velocity(case: Case) -> str | None:
    """A method with momentum went back and forth."""
    if "momentum" not in case.trail.method.options or not case.trail.settings.momentum:
        return None
    moves = case.trail.moves()
    turns = sum(sum(map(mul, a, b)) < 0 for a, b in pairwise(moves))
    if not turns or to_and_fro(moves):
        return None
    often = "once" if turns == 1 else f"{turns} times"
    return (
        f"In the last {len(moves)} steps it turned round {often}: with momentum the velocity carries it on until the "
        "slope has turned it back."
    )


def _saturated(case: Case) -> str | None:
    """The gradient has all but vanished in a function that levels off."""
    tree = case.problem.tree
    ended = case.status in (Status.STALLED, Status.STEP_LIMIT) or case.kind is PointKind.UNDECIDED
    if tree is None or not ended or case.trail.norm > _VANISHING:
        return None
    found = saturated(tree, case.problem.names, case.at.x)
    if found is None:
        return None
    return (
        f"{found.function} is saturated: at {number(found.argument)} its slope is only {number(found.slope)}, so that "
        "hardly any gradient passes through it."
    )


def _outside(case: Case) -> str | None:
    """Which part of the cost is not defined."""
    problem, now = case.problem, case.trail.now
    if case.status is not Status.LEFT_DOMAIN or problem.tree is None or now.value == now.value:
        return None
    part = undefined_part(problem.tree, problem.names, now.x)
    return None if part is None else f"There {part}."


def _curved_the_wrong_way(case: Case) -> str | None:
    """The last point is no minimum because the cost is curved downwards there."""
    model, problem = case.model, case.problem
    if model is None or model.exact or model.values[0] >= 0 or case.bounded:
        return None
    if case.status not in (Status.STEP_LIMIT, Status.STALLED, Status.OSCILLATING):
        return None
    said, where = words(problem), along(model.vectors[0])
    why = f"the {said.cost} is curved {said.downwards} there{where}"
    return f"The last point is no {said.minimum}: {why}, with the curvature {amount(problem, model.values[0])}."


_CAUSES: tuple[Callable[[Case], str | None], ...] = (
    _no_minimum,
    rate_too_large,
    _pole,
    across_the_valley,
    _round_a_corner,
    _carried_by_the_velocity,
    rate_too_small,
    ill_conditioned,
    flattens,
    _saturated,
    _outside,
    _curved_the_wrong_way,
)

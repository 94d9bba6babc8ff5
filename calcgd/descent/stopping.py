"""When a descent ends, and why: one small predicate for each reason, looking at the trail so far.

A test answers None or a `Stop`. They are asked in the order of `tests_for` at every iterate: what ends the
descent for good (leaving the domain, divergence) before what was asked for, and the step limit last. A new reason
to stop is one function and its place in that order.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from math import hypot, inf, isnan
from typing import NamedTuple

from calcgd.descent.curvature import PointKind, largest_curvature
from calcgd.descent.method import Method
from calcgd.descent.problem import At
from calcgd.descent.settings import Settings
from calcgd.descent.trail import Trail, next_look_for_cycles
from calcgd.descent.verdict import advice, movement, stationary
from calcgd.descent.wording import coordinates, number, place
from calcgd.errors import listed

OVERFLOW = 1e30
"""A cost or a variable this many times larger than at the start (and than 1) has diverged."""

_REPEATS = 1e-12
_PERIODS = 3


class Status(StrEnum):
    """How a descent ended; `sentence` says it in general, the reason of a `Stop` in particular."""

    sentence: str

    def __new__(cls, value: str, sentence: str) -> Status:
        status = str.__new__(cls, value)
        status._value_ = value
        status.sentence = sentence
        return status

    CONVERGED = "converged", "The gradient is small at the last point."
    TARGET_REACHED = "target-reached", "The cost came down to the target."
    STEP_LIMIT = "step-limit", "The allowed steps were made before anything else ended the descent."
    OSCILLATING = "oscillating", "The iterates repeat for ever and come no closer."
    DIVERGED = "diverged", "The cost or the point grew beyond all bounds."
    STALLED = "stalled", "The descent gets no further, although this is not shown to be a stationary point."
    LEFT_DOMAIN = "left-domain", "A step led to where the cost or its gradient is not defined."


class Stop(NamedTuple):
    """Why a descent ended. `kind` is what the last point is, None where its gradient is not small."""

    status: Status
    reason: str
    kind: PointKind | None = None


Test = Callable[[Trail], Stop | None]


def left_domain(trail: Trail) -> Stop | None:
    """The cost or its gradient is not defined at the last iterate."""
    now = trail.now
    undefined = now.value != now.value
    if not undefined and (trail.norm < inf or not any(map(isnan, now.gradient))):
        return None
    spot = place(trail.problem.names, now.x)
    missing = "the cost is not defined" if undefined else "the cost has no gradient"
    if trail.before is None:
        return Stop(Status.LEFT_DOMAIN, f"{missing} at the start {spot}")
    return Stop(
        Status.LEFT_DOMAIN,
        f"{missing} at {spot}, where step {trail.steps} led from {coordinates(trail.before.x)}"
        f"{advice(trail, [trail.before.x])}",
    )


def diverged(trail: Trail) -> Stop | None:
    """The cost, its gradient or the point is not finite, or has outgrown the start beyond all bounds."""
    now, start = trail.now, trail.start
    size, far = abs(now.value), hypot(*now.x)
    if size < OVERFLOW and far < OVERFLOW and trail.norm < inf:
        return None
    within = size <= OVERFLOW * max(1.0, abs(start.value)) and far <= OVERFLOW * max(1.0, hypot(*start.x))
    if within and size < inf and trail.norm < inf:
        return None
    spot = place(trail.problem.names, now.x)
    if trail.before is None:
        return Stop(Status.DIVERGED, f"the cost or its gradient is too large to compute at {spot}")
    change = f"from {number(start.value)} to {number(now.value)}"
    if size <= OVERFLOW:
        what = f"the point ran off to {spot}"
    elif now.value > start.value:
        what = f"the cost grew {change} at {spot}"
    else:
        what = f"the cost fell {change} at {spot} and seems to have no minimum"
    return Stop(Status.DIVERGED, f"diverged at step {trail.steps}: {what}{advice(trail, [start.x])}")


def fell_for_ever(trail: Trail) -> Stop | None:
    """The lowest point found has outgrown the start beyond all bounds."""
    now = trail.now
    return diverged(trail) if now.value < -OVERFLOW or hypot(*now.x) > OVERFLOW else None


def target_slack(target: float) -> float:
    """How far from the target a cost may be and yet be on it, for rounding."""
    return 1e-12 * max(1.0, abs(target))


def target_reached(trail: Trail) -> Stop | None:
    """The cost is at or below the target, whether it landed on it or jumped past it."""
    target, cost, before = trail.settings.target_cost, trail.now.value, trail.before
    if target is None:
        return None
    slack = target_slack(target)
    if cost > target + slack:
        return None
    spot = place(trail.problem.names, trail.now.x)
    if cost >= target - slack:
        reason = f"the cost has reached its target {number(target)} at {spot}"
    elif before is None or trail.norm < 0.9 * hypot(*before.gradient):
        reason = f"the cost {number(cost)} at {spot} is below its target {number(target)}"
    else:
        landing = trail.rate * (before.value - target) / (before.value - cost)
        reason = (
            f"the cost jumped past its target {number(target)} without landing on it, from "
            f"{number(before.value)} to {number(cost)} at {spot}: the learning rate {number(trail.rate)} "
            f"overshoots, and on this step {number(landing)} would have landed on it"
        )
    return Stop(Status.TARGET_REACHED, reason)


def small_gradient(trail: Trail) -> Stop | None:
    """The norm of the gradient is at most the tolerance: converged, unless the cost only flattens out."""
    if trail.norm > trail.settings.tolerance:
        return None
    judged = stationary(trail.now, trail.settings.tolerance)
    status = Status.CONVERGED if judged.near else Status.STALLED
    target = trail.settings.target_cost
    missed = "" if target is None else f"; the cost {number(trail.now.value)} is above the target {number(target)}"
    return Stop(status, judged.reason + missed, judged.kind)


def repeating(trail: Trail) -> Stop | None:
    """The last iterates go round in a cycle of two, three or four points."""
    before = trail.before
    if before is None or next_look_for_cycles(trail.steps - 1) != trail.steps:
        return None
    # Somewhere in every cycle the cost does not fall, so that most iterates need no closer look.
    if trail.now.value < before.value - _REPEATS * abs(before.value):
        return None
    for period in (2, 3, 4):
        if _repeats(trail, period):
            return _cycle(trail, list(trail.recent)[-period:])
    return None


def small_step(trail: Trail) -> Stop | None:
    """The last step was too small to be told from no step, and the gradient is not small."""
    before, now, tolerance = trail.before, trail.now, trail.settings.step_tolerance
    if before is None:
        return None
    for i, old in enumerate(before.x):
        if abs(now.x[i] - old) > tolerance * (1 + abs(old)):
            return None
    length = hypot(*(b - a for a, b in zip(before.x, now.x, strict=True)))
    return Stop(
        Status.STALLED,
        f"the last step moved only by {number(length)}, while the gradient {number(trail.norm)} at "
        f"{place(trail.problem.names, now.x)} is not small: a larger learning rate is needed",
    )


def step_limit(trail: Trail) -> Stop | None:
    """As many steps have been made as are allowed."""
    if trail.steps < trail.settings.max_steps:
        return None
    steps = "1 step" if trail.steps == 1 else f"{trail.steps} steps"
    return Stop(Status.STEP_LIMIT, f"stopped after {steps}{unfinished(trail)}")


def unfinished(trail: Trail) -> str:
    """What a descent that is cut short was doing, and how far from flat it is."""
    norm = f"the gradient is {number(trail.norm)}, the tolerance {number(trail.settings.tolerance)}"
    if trail.before is None:
        return f": {norm}"
    return f": {movement(trail)}; {norm}{advice(trail, [trail.now.x])}"


def tests_for(method: Method, settings: Settings) -> tuple[Test, ...]:
    """The tests in the order in which they are asked at every iterate.

    Of a method that ends by itself neither a small gradient on the way nor iterates that stay where they are say
    anything.
    """
    target = () if settings.target_cost is None else (target_reached,)
    if method.ends_itself:
        return (fell_for_ever, *target, step_limit)
    return (left_domain, diverged, *target, small_gradient, repeating, small_step, step_limit)


def no_direction(trail: Trail) -> Stop:
    """The method has no finite step to offer at the last iterate."""
    spot = place(trail.problem.names, trail.now.x)
    return Stop(Status.STALLED, f"{trail.method.title} has no step at {spot}: {trail.method.no_step}")


def finished(trail: Trail, reason: str) -> Stop:
    """The method has done what it can: converged where the gradient is small, and said what the point is."""
    judged = stationary(trail.now, trail.settings.tolerance)
    small = trail.norm <= trail.settings.tolerance
    status = Status.CONVERGED if small and judged.near else Status.STALLED
    return Stop(status, f"{reason}; {judged.reason}", judged.kind)


def _repeats(trail: Trail, period: int) -> bool:
    recent = trail.recent
    if len(recent) < period * _PERIODS:
        return False
    return all(
        abs(a - b) <= _REPEATS * max(abs(a), abs(b))
        for back in range(1, period * (_PERIODS - 1) + 1)
        for a, b in zip(recent[-back].x, recent[-back - period].x, strict=True)
    )


def _cycle(trail: Trail, cycle: list[At]) -> Stop | None:
    widest = max(
        (max(values) - min(values)) / (max(map(abs, values)) or 1.0)
        for values in zip(*(at.x for at in cycle), strict=True)
    )
    if widest <= 1000 * _REPEATS:
        return Stop(
            Status.STALLED,
            f"the iterates change only by rounding at {place(trail.problem.names, trail.now.x)}, while the "
            f"gradient {number(trail.norm)} is above the tolerance {number(trail.settings.tolerance)}",
        )
    points = [at.x for at in cycle]
    curvature = largest_curvature(trail.problem, points)
    if curvature is not None and curvature <= 0:
        why = (
            ": the cost is not rounded at the bottom between them, as at a corner, so that the slope does not "
            "shrink on the way there and a smaller learning rate only makes the swing smaller"
        )
    else:
        why = advice(trail, points)
    rounds = listed([coordinates(x) for x in points])
    return Stop(Status.OSCILLATING, f"the iterates repeat with period {len(cycle)}: {rounds} in turn{why}")

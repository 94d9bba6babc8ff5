"""When a descent ends, and why: one small predicate for each reason, looking at the trail so far.

A test answers None or a `Stop`. They are asked in the order of `tests_for` at every iterate: what ends the
descent for good (leaving the domain, divergence) before what was asked for, and the step limit last. A new reason
to stop is one function and its place in that order.
"""

from __future__ import annotations

from collections.abc import Callable
from math import hypot, inf, isnan

from calcgd.descent.curvature import PointKind
from calcgd.descent.cycles import repeating
from calcgd.descent.method import Method
from calcgd.descent.motion import advice, movement, pressed
from calcgd.descent.problem import At
from calcgd.descent.settings import Settings
from calcgd.descent.status import Status, Stop
from calcgd.descent.trail import REMEMBERED, Trail
from calcgd.descent.verdict import stationary, unsettled
from calcgd.descent.wording import amount, coordinates, number, place, words

OVERFLOW = 1e30
"""A cost or a variable this many times larger than at the start (and than 1) has diverged."""


Test = Callable[[Trail], Stop | None]


def left_domain(trail: Trail) -> Stop | None:
    """The cost or its gradient is not defined at the last iterate."""
    now = trail.now
    undefined = now.value != now.value
    if not undefined and (trail.norm < inf or not any(map(isnan, now.gradient))):
        return None
    spot = place(trail.problem.names, now.x)
    missing = f"the {words(trail.problem).cost} {'is not defined' if undefined else 'has no gradient'}"
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
    said = words(trail.problem)
    if trail.before is None:
        return Stop(Status.DIVERGED, f"the {said.cost} or its gradient is too large to compute at {spot}")
    change = f"from {amount(trail.problem, start.value)} to {amount(trail.problem, now.value)}"
    if size <= OVERFLOW:
        what = f"the point ran off to {spot}"
    elif now.value > start.value:
        what = f"the {said.cost} {said.grew} {change} at {spot}"
    else:
        what = f"the {said.cost} {said.fell} {change} at {spot} and seems to have no {said.minimum}"
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
    said, landed = words(trail.problem), amount(trail.problem, cost)
    aim = f"its target {amount(trail.problem, target)}"
    if cost >= target - slack:
        reason = f"the {said.cost} has reached {aim} at {spot}"
    elif before is None or not _along_a_slope(trail, before):
        reason = f"the {said.cost} {landed} at {spot} is {said.below} {aim}"
    else:
        landing = trail.rate * (before.value - target) / (before.value - cost)
        reason = (
            f"the {said.cost} jumped past {aim} without landing on it, from {amount(trail.problem, before.value)} to "
            f"{landed} at {spot}: the learning rate {number(trail.rate)} overshoots, and on this step "
            f"{number(landing)} would have landed on it"
        )
    return Stop(Status.TARGET_REACHED, reason)


def small_gradient(trail: Trail) -> Stop | None:
    """The norm of the gradient is at most the tolerance: converged, unless the cost only flattens out.

    A method that escapes is stopped by a minimum only; of other points it knows itself when it gets no further.
    """
    if trail.norm > trail.settings.tolerance:
        return None
    judged = stationary(trail.now, trail.settings.tolerance)
    if trail.method.escapes and judged.kind is not PointKind.MINIMUM:
        return None
    status = Status.CONVERGED if judged.near else Status.STALLED
    target = trail.settings.target_cost
    return Stop(status, judged.reason + ("" if target is None else _missed(trail, target)), judged.kind)


def small_step(trail: Trail) -> Stop | None:
    """The last step was too small to be told from no step, and the gradient is not small."""
    before, now, tolerance = trail.before, trail.now, trail.settings.step_tolerance
    if before is None:
        return None
    for i, old in enumerate(before.x):
        if abs(now.x[i] - old) > tolerance * (1 + abs(old)):
            return None
    if pressed(trail):
        return None
    length = hypot(*(b - a for a, b in zip(before.x, now.x, strict=True)))
    return Stop(
        Status.STALLED,
        f"the last step moved only by {number(length)}, while the gradient {number(trail.norm)} at "
        f"{place(trail.problem.names, now.x)} is not small{_remedy(trail)}",
    )


def no_longer_falling(trail: Trail) -> Stop | None:
    """None of the last iterates is the lowest one, nor has the gradient become shorter: the rest is rounding."""
    recent = trail.recent
    if len(recent) < REMEMBERED or any(at is trail.best for at in recent):
        return None
    if trail.norm < hypot(*recent[0].free_gradient):
        return None
    return Stop(
        Status.STALLED,
        f"the {words(trail.problem).cost} changes only by rounding at {place(trail.problem.names, trail.now.x)}, while "
        f"the gradient {number(trail.norm)} is above the tolerance {number(trail.settings.tolerance)}",
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
    anything. One that only goes down goes round in rounding alone, and knows when its steps become too small.
    """
    target = () if settings.target_cost is None else (target_reached,)
    if method.ends_itself:
        return (fell_for_ever, *target, step_limit)
    if method.monotone:
        return (left_domain, diverged, *target, small_gradient, no_longer_falling, step_limit)
    return (left_domain, diverged, *target, small_gradient, repeating, small_step, step_limit)


def no_direction(trail: Trail) -> Stop:
    """The method has no finite step to offer at the last iterate."""
    spot, said = place(trail.problem.names, trail.now.x), words(trail.problem)
    why = said.retold(trail.method.no_step)
    return Stop(Status.STALLED, f"{said.retold(trail.method.title)} has no step at {spot}: {why}")


def finished(trail: Trail, reason: str) -> Stop:
    """The method has done what it can: converged where the gradient is small, and said what the point is."""
    if trail.now.value != trail.now.value:
        missing = f"the {words(trail.problem).cost} is not defined at any point that was tried"
        return Stop(Status.LEFT_DOMAIN, f"{reason}; {missing}")
    small = trail.norm <= trail.settings.tolerance
    judged = (stationary if small else unsettled)(trail.now, trail.settings.tolerance)
    status = Status.CONVERGED if small and judged.near else Status.STALLED
    return Stop(status, f"{words(trail.problem).retold(reason)}; {judged.reason}", judged.kind)


def _along_a_slope(trail: Trail, before: At) -> bool:
    """Whether the last step was the learning rate times a gradient that stayed the same."""
    steps = zip(before.x, trail.now.x, before.gradient, trail.now.gradient, strict=True)
    return all(
        abs(slope - after) <= 1e-9 * abs(slope) and abs(x - trail.rate * slope - new) <= 1e-12 * (abs(x) + abs(new))
        for x, new, slope, after in steps
    )


def _missed(trail: Trail, target: float) -> str:
    said, cost = words(trail.problem), amount(trail.problem, trail.now.value)
    return f"; the {said.cost} {cost} is {said.above} the target {amount(trail.problem, target)}"


def _remedy(trail: Trail) -> str:
    if trail.method.finds_step:
        return ""
    if trail.settings.schedule is not None:
        return ": the learning rate and its schedule make the steps too small"
    return ": a larger learning rate is needed"

"""What the last steps of a descent were doing, and which learning rates would do better, in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import hypot
from operator import mul
from typing import NamedTuple

from calcgd.descent.curvature import largest_curvature
from calcgd.descent.trail import Trail
from calcgd.descent.wording import amount, number, place, words


class Limit(NamedTuple):
    """Learning rates below `rate` are stable for the curvature at `x`; that is `factor` over the curvature."""

    rate: float
    factor: float
    x: Sequence[float]


def stable_limit(trail: Trail, points: Sequence[Sequence[float]]) -> Limit | None:
    """Which learning rates are stable for the largest curvature at some points.

    None where no rate is the limit: the method has none, a schedule changes the rate, the cost is not curved upwards.
    """
    if trail.method.stability is None or trail.settings.schedule is not None:
        return None
    curvature, x = largest_curvature(trail.problem, points) or (0.0, ())
    factor = trail.method.stability(trail.settings)
    return Limit(factor / curvature, factor, x) if curvature > 0 else None


def advice(trail: Trail, points: Sequence[Sequence[float]]) -> str:
    """Which learning rates are stable for the curvature at some points; nothing where that is not the matter."""
    limit = stable_limit(trail, points)
    if limit is None or trail.rate < limit.rate * (1 - 1e-9):
        return ""
    curvature = limit.factor / limit.rate
    title = words(trail.problem).retold(trail.method.title)
    return (
        f"; with the curvature {amount(trail.problem, curvature)} at {place(trail.problem.names, limit.x)}, {title} is "
        f"stable for learning rates below {number(limit.factor)}/{number(curvature)} = {number(limit.rate)}"
    )


def movement(trail: Trail) -> str:
    """What the last steps were doing."""
    costs = [at.value for at in trail.recent]
    moves = trail.moves()
    if to_and_fro(moves):
        factor = hypot(*moves[-1]) / hypot(*moves[-2])
        size = "equally large" if abs(factor - 1) <= 1e-9 else "ever larger" if factor > 1 else "ever smaller"
        times = "" if size == "equally large" else f", each {number(factor)} times the one before"
        return f"the iterates swing to and fro by {size} steps{times}"
    said = words(trail.problem)
    pairs = list(pairwise(costs))
    if all(later < earlier for earlier, later in pairs):
        return f"the {said.cost} is still {said.falling}, by {number(costs[-2] - costs[-1])} on the last step"
    if all(later > earlier for earlier, later in pairs):
        return f"the {said.cost} is {said.growing}, by {number(costs[-1] - costs[-2])} on the last step"
    if all(later == earlier for earlier, later in pairs):
        return f"the {said.cost} does not change"
    return f"the {said.cost} goes up and down"


def to_and_fro(moves: Sequence[Sequence[float]]) -> bool:
    """Whether each of the last few steps went back against the one before."""
    last = moves[-4:]
    return len(last) >= 3 and all(sum(map(mul, first, second)) < 0 for first, second in pairwise(last))


def pressed(trail: Trail) -> bool:
    """Whether a variable stays at a bound although the cost falls inwards: a velocity may hold it there for a while."""
    at, bounds = trail.now, trail.problem.bounds
    if bounds is None or trail.method.finds_step:
        return False
    parts = zip(at.x, at.free_gradient, bounds, strict=True)
    return any(slope and not lowest < value < highest for value, slope, (lowest, highest) in parts)

"""Golden section search along one variable: with every cost that is asked for a bracket becomes 0.618 times as wide."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import inf, sqrt
from typing import NamedTuple

from calcgd.descent.direct_search import SMALLEST, Trial, ended, towards, trying
from calcgd.descent.problem import At, Problem
from calcgd.descent.transforms import Direction, Finished, Transform
from calcgd.descent.wording import number

GOLDEN = (sqrt(5) - 1) / 2
"""The width of a bracket divided by that of the one before."""

_FARTHEST = 1e40

_Tried = Callable[[Sequence[float]], Trial]


class Bracket(NamedTuple):
    """Four points in rising order with their costs; the inner ones divide the bracket by the golden section."""

    low: Trial
    left: Trial
    right: Trial
    high: Trial

    @property
    def width(self) -> float:
        """From end to end, in units of the variable."""
        return self.high.x[0] - self.low.x[0]


def golden_section(step: float, tolerance: float) -> Transform:
    """Keep the part of a bracket around the lower one of two inner points, until it is narrower than `tolerance *
    (1 + |x|)`.

    Kiefer, "Sequential minimax search for a maximum" (1953). The first bracket is what lies between the bounds, and
    else is found by going downhill from the start in growing steps, the first `step * (1 + |x|)` (Press et al.,
    "Numerical Recipes", section 10.1); where the cost falls for ever the update steps far out. What is found is a
    local minimum in the bracket, or one of its ends.
    """
    tolerance = max(tolerance, SMALLEST)

    def update(direction: Direction, bracket: Bracket | None, at: At) -> tuple[Direction | Finished, Bracket | None]:
        tried = trying(at.problem)
        if bracket is None:
            low, high = _ends(at.problem, at.x[0], step, tried)
            if max(map(abs, (*low.x, *high.x))) > _FARTHEST:
                return towards(min(low, high).x, at), None
            bracket = Bracket(low, _inner(low, high, 1 - GOLDEN, tried), _inner(low, high, GOLDEN, tried), high)
        elif bracket.width > tolerance * (1 + abs(bracket.left.x[0])):
            bracket = narrowed(bracket, tried)
        else:
            return ended(min(bracket).x, at, f"the bracket has shrunk to {number(bracket.width)}"), bracket
        return towards(min(bracket.left, bracket.right).x, at), bracket

    return Transform(lambda n: None, update)


def narrowed(bracket: Bracket, tried: _Tried) -> Bracket:
    """The part of a bracket on whose inside the lower one of its inner points lies."""
    low, left, right, high = bracket
    if left.value <= right.value:
        return Bracket(low, _inner(low, right, 1 - GOLDEN, tried), left, right)
    return Bracket(left, right, _inner(left, high, GOLDEN, tried), high)


def _inner(low: Trial, high: Trial, share: float, tried: _Tried) -> Trial:
    return tried([low.x[0] + share * (high.x[0] - low.x[0])])


def _ends(problem: Problem, start: float, step: float, tried: _Tried) -> tuple[Trial, Trial]:
    """The ends of the first bracket, the lower one first."""
    lowest, highest = problem.bounds[0] if problem.bounds else (-inf, inf)
    if -inf < lowest and highest < inf:
        return tried([lowest]), tried([highest])
    middle, length = tried([start]), step * (1 + abs(start))
    behind, ahead = tried([start - length]), tried([start + length])
    if ahead.value < middle.value or behind.value < middle.value:
        behind, middle = middle, min(behind, ahead)
        ahead = _onwards(behind, middle, tried)
        while ahead.value < middle.value and abs(ahead.x[0]) <= _FARTHEST:
            behind, middle = middle, ahead
            ahead = _onwards(behind, middle, tried)
    return min(behind, ahead, key=lambda trial: trial.x), max(behind, ahead, key=lambda trial: trial.x)


def _onwards(behind: Trial, middle: Trial, tried: _Tried) -> Trial:
    return tried([middle.x[0] + (middle.x[0] - behind.x[0]) / GOLDEN])

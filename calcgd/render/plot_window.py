"""Which part of the plane a plot shows: what the descent did and what is around it, whatever one wild number says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from calcgd.render.document import Visit
from calcgd.render.plot_scale import HUGE, widened

Range = tuple[float, float]
Function = Callable[[float], float]

_FAR = 2
"""An iterate is shown if it is at most so many times the size of the descent away from it."""

_LOOKS = 500
"""Places where a function is asked to choose the heights."""

_EDGE = 0.12
"""The margin on either side, as a part of the whole width."""

_HALVINGS = 20
"""Steps towards a pole, each half as long as the one before."""

_TAIL = 10
"""One in so many values at either end may be near a pole,"""

_REACH = 3
"""where it is farther away from the others than so many times their height."""

_MARGIN = 0.05
_FLAT = 1e-9


def is_shown(value: float) -> bool:
    """Whether a number is finite, and small enough to have a place on an axis."""
    return abs(value) < HUGE


def best(path: Sequence[Visit], upward: bool) -> Visit:
    """Where the cost was lowest, or highest if that was looked for; the start, if it was nowhere a number."""
    shown = [visit for visit in path if is_shown(visit.cost)] or path[:1]
    return max(shown, key=lambda visit: visit.cost) if upward else min(shown, key=lambda visit: visit.cost)


def whereabouts(path: Sequence[Visit], margin: float, upward: bool = False) -> list[Range]:
    """The range around the descent in each coordinate, `margin` of its width added on both sides.

    The size of a descent is the distance from its start to the best point, or, where that is the start, to the first
    other point.
    """
    visits = [visit for visit in path if all(map(is_shown, visit.x))]
    if not visits:
        return [widened(0.0, 0.0, margin) for _ in path[0].x]
    start = visits[0].x
    goal = best(visits, upward).x
    if goal == start:
        goal = next((visit.x for visit in visits if visit.x != start), start)
    box = [(min(pair), max(pair)) for pair in zip(start, goal, strict=True)]
    size = max(high - low for low, high in box)
    near = [
        visit.x
        for visit in visits
        if all(low - _FAR * size <= c <= high + _FAR * size for c, (low, high) in zip(visit.x, box, strict=True))
    ]
    ranges = [(min(coordinates), max(coordinates)) for coordinates in zip(*near, strict=True)]
    widest = max(high - low for low, high in ranges)
    return [widened(*_not_flat(low, high, widest), margin) for low, high in ranges]


def heights(function: Function, across: Range, costs: Iterable[float]) -> Range | None:
    """The range of a function's values to show over a range of its variable, None where it has none.

    Of a function without a pole there, it holds all values but those in the margins. Else it holds the middle half of
    all and those of the `costs` near them. What lies farther outside of these than they are apart is cut off.
    """
    low, high = across
    step = (high - low) / _LOOKS
    looked = [(x, value) for i in range(_LOOKS + 1) if is_shown(value := function(x := low + step * i))]
    if not looked:
        return None
    values = sorted(value for _, value in looked)
    met = [cost for cost in costs if is_shown(cost)]
    if _has_pole(function, looked, step) or _has_pole(lambda x: -function(x), [(x, -v) for x, v in looked], step):
        tail, quarter = len(values) // _TAIL, len(values) // 4
        met = _near(met, (values[tail], values[-1 - tail]), _REACH)
        core = [values[quarter], values[-1 - quarter], *met]
    else:
        edge = _EDGE * (high - low)
        core = [value for x, value in looked if low + edge <= x <= high - edge] + met or values
    shown = [*_near(values, (min(core), max(core)), 1), *core]
    return widened(min(shown), max(shown), _MARGIN)


def _has_pole(function: Function, looked: Sequence[tuple[float, float]], step: float) -> bool:
    """Whether, from the highest value seen, half steps up lead far above it."""
    x, top = max(looked, key=lambda seen: seen[1])
    bottom, value = min(value for _, value in looked), top
    for _ in range(_HALVINGS):
        step /= 2
        for near in (x - step, x + step):
            if function(near) > value:
                x, value = near, function(near)
    return value - top > top - bottom


def _not_flat(low: float, high: float, widest: float) -> Range:
    """A descent along one coordinate is shown as wide across it as along it."""
    if high - low > _FLAT * widest:
        return low, high
    return low - widest / 2, high + widest / 2


def _near(values: Iterable[float], middle: Range, times: float) -> list[float]:
    """The values at most so many heights of the `middle` away from it; all, where it has no height."""
    low, high = middle
    reach = times * (high - low)
    return [value for value in values if low - reach <= value <= high + reach or not reach]

"""Iterates that go round in a cycle."""

from __future__ import annotations

from collections.abc import Sequence

from calcgd.descent.contact import turn_between
from calcgd.descent.motion import advice, pressed
from calcgd.descent.problem import At
from calcgd.descent.status import Status, Stop
from calcgd.descent.trail import Trail, next_look_for_cycles
from calcgd.descent.wording import coordinates, number, place, words
from calcgd.errors import listed

_REPEATS = 1e-12
_PERIODS = 3


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
    if widest <= 1000 * _REPEATS and pressed(trail):
        return None
    if widest <= 1000 * _REPEATS:
        return Stop(
            Status.STALLED,
            f"the iterates change only by rounding at {place(trail.problem.names, trail.now.x)}, while the "
            f"gradient {number(trail.norm)} is above the tolerance {number(trail.settings.tolerance)}",
        )
    points = [at.x for at in cycle]
    rounds = listed([coordinates(x) for x in points])
    return Stop(
        Status.OSCILLATING, f"the iterates repeat with period {len(cycle)}: {rounds} in turn{_why_round(trail, points)}"
    )


def _why_round(trail: Trail, points: list[Sequence[float]]) -> str:
    ways = ((points[0], points[1]), (points[1], points[0]))
    turn = next((turn for way in ways if (turn := turn_between(trail.problem, *way))), None)
    if turn is None or not turn.sharp:
        return advice(trail, points if turn is None else [turn.x, *points])
    said = words(trail.problem)
    why = (
        f": the {said.cost} is not rounded at the {said.bottom} between them but has a corner at "
        f"{place(trail.problem.names, turn.x)}, so that the slope does not shrink on the way there"
    )
    return why if trail.method.finds_step else f"{why} and a smaller learning rate only makes the swing smaller"

"""Descents from new places that what was found before suggests: between and beside the lowest points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import dist
from typing import TYPE_CHECKING

from calcgd.descent.distinct import Group
from calcgd.descent.ends import End, Way, alone, usable
from calcgd.descent.problem import Bound, Point, Problem
from calcgd.descent.settings import Settings

if TYPE_CHECKING:
    from random import Random

_MEMBERS = 20
_FEWEST = 4
_IDLE_ROUNDS = 5
_SAME = 1e-3


def restarted(
    problem: Problem, box: Sequence[Bound], groups: Sequence[Group], way: Way, settings: Settings
) -> Iterator[list[End]]:
    """Descents from combinations of the lowest points found, in rounds, as many as there were ends at most.

    Differential evolution (Storn and Price 1997) of which each trial is followed downhill: a point takes some of its
    coordinates from a third one moved by the difference of two others, and gives way to where the descent from there
    ends if that is lower and new. It ends when several rounds bring nothing new.
    """
    from random import Random

    random = Random(settings.seed)
    members = [group.best for group in groups[:_MEMBERS]]
    idle, left = 0, sum(len(group.ends) for group in groups)
    while len(members) >= _FEWEST and idle < _IDLE_ROUNDS and left >= len(members):
        new = []
        idle, left = idle + 1, left - len(members)
        for place, member in enumerate(members):
            start = _trial(members, place, box, random)
            end = alone(problem, tuple(problem.project(start)), way, settings)._replace(restart=True)
            new.append(end)
            if usable(end) and end.value < member.value and not _known(end, members):
                members[place] = end
                idle = 0
        yield new


def _trial(members: Sequence[End], place: int, box: Sequence[Bound], random: Random) -> Point:
    own = members[place].x
    third, plus, minus = (members[i].x for i in random.sample([i for i in range(len(members)) if i != place], 3))
    scale, share = random.uniform(0.4, 1.0), random.choice((0.2, 0.9))
    sure = random.randrange(len(own))
    moved = (c + scale * (a - b) for a, b, c in zip(plus, minus, third, strict=True))
    return tuple(
        _inside(new, old, bound, random) if i == sure or random.random() < share else old
        for i, (new, old, bound) in enumerate(zip(moved, own, box, strict=True))
    )


def _inside(new: float, old: float, bound: Bound, random: Random) -> float:
    """The new value where it is in the box, else one on the way to the side where it left."""
    low, high = bound
    if low <= new <= high:
        return new
    return random.uniform(min(old, high), high) if new > high else random.uniform(low, max(old, low))


def _known(end: End, members: Sequence[End]) -> bool:
    near = _SAME * (1 + max(map(abs, end.x)))
    return any(dist(end.x, member.x) <= near for member in members)

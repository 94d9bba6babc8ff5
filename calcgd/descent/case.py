"""What is looked at when it is asked why a descent went as it went."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import NamedTuple

from calcgd.descent.curvature import PointKind
from calcgd.descent.methods import METHODS
from calcgd.descent.problem import At, Problem
from calcgd.descent.quadratic import Model
from calcgd.descent.status import Status
from calcgd.descent.trail import Trail

MANY_STEPS = 1_000
"""A descent that has made so many has not gone straight to the minimum."""

_SHOWN_PARTS = 4


class Case(NamedTuple):
    """A descent that is over: its trail, its last point with a finite cost, how it ended, what is known of that point,
    and the model there.
    """

    trail: Trail
    at: At
    status: Status
    kind: PointKind | None
    model: Model | None

    @property
    def problem(self) -> Problem:
        """What was descended on."""
        return self.trail.problem

    @property
    def bounded(self) -> bool:
        """Whether any variable has a bound."""
        return any(isfinite(end) for ends in self.problem.bounds or () for end in ends)

    @property
    def fixed_rate(self) -> bool:
        """Whether every step was made with one learning rate, by a method of which is known what that does."""
        settings = self.trail.settings
        return self.trail.method.contraction is not None and settings.schedule is None and settings.clip is None

    @property
    def plain(self) -> bool:
        """Whether each step was the learning rate times the gradient."""
        return self.trail.method is METHODS["gd"] and self.fixed_rate and not self.bounded

    @property
    def bottom(self) -> Model | None:
        """The model where a long descent with a fixed rate ended, if there is a lowest point near it."""
        crept = self.fixed_rate and self.trail.steps >= MANY_STEPS
        return self.model if crept and self.model is not None and self.model.resting else None


def along(direction: Sequence[float]) -> str:
    """In words: ` along (0.6, 0.8)`, the larger part positive; nothing for one variable and for very many."""
    if len(direction) == 1 or len(direction) > _SHOWN_PARTS:
        return ""
    turned = -1 if max(direction, key=abs) < 0 else 1
    parts = (0.0 if abs(part) < 1e-9 else turned * part for part in direction)
    return f" along ({', '.join(f'{part:.3g}' for part in parts)})"

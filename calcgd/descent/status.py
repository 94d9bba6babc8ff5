"""The ways in which a descent ends."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from calcgd.descent.curvature import PointKind


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

    @property
    def arrived(self) -> bool:
        """Whether the descent came to what it was made for."""
        return self in (Status.CONVERGED, Status.TARGET_REACHED)


class Stop(NamedTuple):
    """Why a descent ended. `kind` is what the last point is, None where its gradient is not small."""

    status: Status
    reason: str
    kind: PointKind | None = None

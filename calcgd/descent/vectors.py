"""What is asked of pairs of vectors of floats, in few operations of Python."""

from __future__ import annotations

from collections.abc import Sequence
from operator import mul


def dot(u: Sequence[float], v: Sequence[float]) -> float:
    """The inner product."""
    return sum(map(mul, u, v))

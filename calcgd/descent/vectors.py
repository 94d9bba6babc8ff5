"""What is asked of pairs of vectors of floats, in few operations of Python."""

from __future__ import annotations

from collections.abc import Sequence
from operator import mul


def dot(u: Sequence[float], v: Sequence[float]) -> float:
    """The inner product."""
    return sum(map(mul, u, v))


def same_held(gradient: Sequence[float], other: Sequence[float]) -> bool:
    """Whether bounds hold the same variables, from two free gradients: there the components held are zero."""
    return all((a == 0.0) == (b == 0.0) for a, b in zip(gradient, other, strict=True))

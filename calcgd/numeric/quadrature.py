"""Definite integrals with proved bounds."""

from __future__ import annotations

from fractions import Fraction

from calcgd.expression.nodes import Node, Number
from calcgd.numeric.interval import BITS

End = Fraction | Node
"""An end of the range: an exact rational, or a tree of constants such as `pi/2`."""


def integral(node: Node, variable: str, low: End, high: End, bits: int = BITS) -> tuple[Fraction, Fraction] | None:
    """Bounds of the integral of `node` by `variable` from `low` to `high`, about `bits` bits where that is cheap.

    None: no bounded value is proved. So it is where the integral diverges, where the integrand has no value in some
    part of the range, and also where its only fault is a singularity that is not algebraic (`log(x)` from 0). Corners
    and jumps cost time; a caller who knows them does better to split the range there. Source: F. Johansson, Numerical
    integration in arbitrary-precision ball arithmetic (2018). Raises BadInput for a variable other than `variable`.
    """
    from calcgd.numeric.ball_quadrature import integrated

    first, last = (end if isinstance(end, Node) else Number(end) for end in (low, high))
    return integrated(node, variable, (first, last), bits)

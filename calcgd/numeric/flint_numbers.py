"""Rationals into FLINT and out of it, rounded outward. This module imports FLINT: import it inside functions only."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from flint import arb, fmpq

FARTHEST = 20_000
"""Powers of two beyond which a number is not written out as a fraction."""

_SMALLEST = Fraction(1, 2**FARTHEST)


def exact(value: Any) -> fmpq:
    """An exact rational for FLINT."""
    return fmpq(value.numerator, value.denominator)


def ball(low: Fraction, high: Fraction) -> arb:
    """The ball over an interval."""
    first = arb(exact(low))
    return first if low == high else first.union(arb(exact(high)))


def fraction(x: arb) -> Fraction:
    """The value of an exact ball."""
    mantissa, exponent = map(int, x.man_exp())
    return Fraction(mantissa << exponent) if exponent >= 0 else Fraction(mantissa, 1 << -exponent)


def fraction_below(x: arb) -> Fraction | None:
    """The exact value of an end; where that is too long to write, something lower, or None if it is far out."""
    return None if not x.is_finite() else _short(x, Fraction(0), -_SMALLEST)


def fraction_above(x: arb) -> Fraction | None:
    """The exact value of an end; where that is too long to write, something higher, or None if it is far out."""
    return None if not x.is_finite() else _short(x, _SMALLEST, Fraction(0))


def _short(x: arb, tiny: Fraction, tiny_negative: Fraction) -> Fraction | None:
    mantissa, exponent = map(int, x.man_exp())
    size = exponent + mantissa.bit_length()
    if mantissa == 0 or -FARTHEST < size < FARTHEST:
        return fraction(x)
    if size > 0:
        return None
    return tiny if mantissa > 0 else tiny_negative

"""Exact rationals: an int where the value is whole, a Fraction elsewhere."""

from __future__ import annotations

import math
from typing import Any

from calcgd.expression.nodes import NUMBERS, Number


def ratio(numerator: Any, denominator: Any) -> Any:
    """The exact quotient of two rationals: an int where it is whole."""
    if type(numerator) is int and type(denominator) is int and numerator % denominator == 0:
        return numerator // denominator
    from fractions import Fraction

    value = Fraction(numerator, denominator)
    return int(value) if value.denominator == 1 else value


def rational(numerator: int, denominator: int) -> Number:
    """The number `numerator/denominator`."""
    common = math.gcd(numerator, denominator)
    if denominator < 0:
        common = -common
    if common == denominator:
        return NUMBERS[numerator // denominator]
    return NUMBERS[numerator // common, denominator // common]

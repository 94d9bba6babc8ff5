"""From numbers to dots along one axis, and the round numbers that are written beside it."""

from __future__ import annotations

from math import ceil, floor, isnan, log10
from typing import NamedTuple

from calcgd.render.numbers import number

HUGE = 1e300
"""Numbers from here on count as infinite, so that differences of those below do not overflow."""

_NARROWEST = 1e-9
"""The least width of an axis, compared with the numbers on it: the floats between stand too far apart below it."""

_SMALLEST = 1e-290
_FAR_AWAY = 1e150
_EVERY_SO_MANY_DECADES = (1, 2, 3, 5, 10, 20, 50, 100, 200)


class Tick(NamedTuple):
    """A number on an axis and how it is written."""

    value: float
    label: str


class Scale(NamedTuple):
    """The numbers from `low` to `high` on `dots` dots; `log` has equal factors equally far apart, all of them positive.

    A dot stands for a stretch of numbers: dot i for those from `edge(i)` to `edge(i + 1)`.
    """

    low: float
    high: float
    dots: int
    log: bool = False

    def part(self, value: float) -> float:
        """Where a number is: 0 at `low`, 1 at `high`; what is very far away is brought nearer, nan stays nan."""
        if self.log:
            low, high, value = log10(self.low), log10(self.high), log10(value) if value > 0 else value - HUGE
        else:
            low, high = self.low, self.high
        return value if isnan(value) else max(-_FAR_AWAY, min((value - low) / (high - low), _FAR_AWAY))

    def dot(self, part: float) -> int:
        """The dot at a part of the axis from 0 to 1."""
        return min(int(part * self.dots), self.dots - 1)

    def place(self, value: float) -> int | None:
        """The dot of a number: -1 below all dots, `dots` above them, None for not-a-number."""
        part = self.part(value)
        if isnan(part):
            return None
        return -1 if part < 0 else self.dots if part > 1 else self.dot(part)

    def edge(self, dot: float) -> float:
        """The number at the lower edge of a dot (of a linear scale)."""
        part = dot / self.dots
        return self.low * (1 - part) + self.high * part

    def ticks(self, most: int) -> list[Tick]:
        """At most `most` round numbers in equal steps: 1, 2 or 5 times a power of ten, powers of ten where `log`."""
        return _powers_of_ten(self.low, self.high, most) if self.log else _multiples(self.low, self.high, most)


def widened(low: float, high: float, share: float) -> tuple[float, float]:
    """The range with `share` of its width added on both sides; a point becomes a range around it."""
    size = max(abs(low), abs(high))
    if high - low <= max(_NARROWEST * size, _SMALLEST):
        middle, half = low / 2 + high / 2, max(size / 2, 1.0) if low == high else max(_NARROWEST * size, _SMALLEST)
        return middle - half, middle + half
    margin = share * (high - low)
    return low - margin, high + margin


def _multiples(low: float, high: float, most: int) -> list[Tick]:
    exponent = floor(log10((high - low) / most)) - 1
    factor = next(f for f in (1, 2, 5, 10, 20, 50, 100, 200) if _count(low, high, f, exponent) <= most)
    unit = times_power(factor, exponent)
    first, last = ceil(low / unit), floor(high / unit)
    wholes = [i * factor for i in range(first, last + 1)]
    digits = max((len(str(abs(whole)).rstrip("0")) for whole in wholes), default=1)
    return [Tick(value, number(value, digits)) for value in (times_power(whole, exponent) for whole in wholes)]


def _count(low: float, high: float, factor: int, exponent: int) -> int:
    unit = times_power(factor, exponent)
    return floor(high / unit) - ceil(low / unit) + 1


def times_power(whole: int, exponent: int) -> float:
    """The float nearest to `whole * 10**exponent`."""
    return float(whole * 10**exponent) if exponent >= 0 else whole / 10**-exponent


def _powers_of_ten(low: float, high: float, most: int) -> list[Tick]:
    first, last = ceil(log10(low) - _NARROWEST), floor(log10(high) + _NARROWEST)
    for every in _EVERY_SO_MANY_DECADES:
        decades = [k for k in range(first, last + 1) if k % every == 0]
        if len(decades) <= most:
            break
    return [Tick(times_power(1, k), number(times_power(1, k), 1)) for k in decades]

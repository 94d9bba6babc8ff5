"""Intervals of the real line and unions of them, whose ends are exact."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from typing import NamedTuple

from calcgd.calculus.line.real import PRECISIONS, Exact, Real, compare
from calcgd.expression.nodes import Node, Number


class End(NamedTuple):
    """An end of an interval: `at` is None where there is no end, and `closed` says whether it belongs to it."""

    at: Real | None
    closed: bool


OPEN = End(None, False)


class Interval(NamedTuple):
    """All numbers between two ends; a single number where both are closed and the same."""

    low: End = OPEN
    high: End = OPEN

    @property
    def is_bounded(self) -> bool:
        return self.low.at is not None and self.high.at is not None

    @property
    def is_point(self) -> bool:
        return self.low.at is not None and self.low.at is self.high.at

    def contains(self, real: Real) -> bool:
        """Whether a number lies in it."""
        low, high = self.low, self.high
        above = low.at is None or compare(low.at, real) < (1 if low.closed else 0)
        return above and (high.at is None or compare(real, high.at) < (1 if high.closed else 0))

    def has_inside(self, real: Real) -> bool:
        """Whether a number lies strictly between the ends."""
        return self.open().contains(real)

    def open(self) -> Interval:
        """The same without its ends."""
        return Interval(End(self.low.at, False), End(self.high.at, False))

    def in_words(self, variable: str) -> str:
        """`0 < x <= 1`, `x > 0`, `x = 2`, or `all real x`."""
        low, high = self.low, self.high
        if self.is_point:
            return f"{variable} = {low.at}"
        if low.at is None or high.at is None:
            if low.at is not None:
                return f"{variable} {'>=' if low.closed else '>'} {low.at}"
            return f"all real {variable}" if high.at is None else f"{variable} {'<=' if high.closed else '<'} {high.at}"
        return f"{low.at} {'<=' if low.closed else '<'} {variable} {'<=' if high.closed else '<'} {high.at}"

    def closure(self) -> Interval:
        """The same with its ends."""
        return Interval(End(self.low.at, self.low.at is not None), End(self.high.at, self.high.at is not None))

    def hull(self) -> tuple[Fraction, Fraction]:
        """Rationals just outside of the ends of a bounded interval."""
        assert self.low.at is not None and self.high.at is not None
        return self.low.at.within(PRECISIONS[0]).low, self.high.at.within(PRECISIONS[0]).high

    def inside(self) -> Fraction:
        """A rational strictly between the ends, a simple one."""
        low, high = self.low.at, self.high.at
        if low is None:
            return Fraction(0) if high is None else Fraction(ceil(high.within(PRECISIONS[0]).low) - 1)
        if high is None:
            return Fraction(floor(low.within(PRECISIONS[0]).high) + 1)
        for bits in PRECISIONS:
            below, above = low.within(bits).high, high.within(bits).low
            if below < above:
                return simplest_between(below, above)
        raise ValueError("the ends of the interval cannot be told apart")


Region = tuple[Interval, ...]
"""Disjoint intervals in ascending order."""

LINE = Interval()


def simplest_between(low: Fraction, high: Fraction) -> Fraction:
    """The rational with the smallest denominator strictly between two others (Stern and Brocot)."""
    if low < 0 < high:
        return Fraction(0)
    if high <= 0:
        return -simplest_between(-high, -low)
    whole = floor(low)
    if whole + 1 < high:
        return Fraction(whole + 1)
    rest = low - whole
    # Between the two there is no whole number, so that both are whole + a part, whose reciprocals lie between.
    upper = simplest_above(1 / (high - whole)) if rest == 0 else simplest_between(1 / (high - whole), 1 / rest)
    return whole + 1 / upper


def simplest_above(low: Fraction) -> Fraction:
    """The smallest whole number above."""
    return Fraction(floor(low) + 1)


def closed(low: Node, high: Node) -> Interval:
    """The closed interval between two constants."""
    return Interval(End(Exact(low), True), End(Exact(high), True))


def between(low: Fraction, high: Fraction) -> Interval:
    """The closed interval between two rationals."""
    return closed(Number(low), Number(high))


def split(window: Interval, cuts: Sequence[Real]) -> list[Interval]:
    """The open intervals into which the ascending `cuts` inside it divide a window."""
    ends = [window.low.at, *(cut for cut in cuts if window.has_inside(cut)), window.high.at]
    return [Interval(End(a, False), End(b, False)) for a, b in pairwise(ends)]


def in_words(region: Region, variable: str) -> str:
    """`x < 0 or 1 <= x <= 2`; `all real x`; `x != -1 and x != 1` where only single numbers are missing."""
    missing = [before.high.at for before, after in pairwise(region) if before.high.at is after.low.at]
    if 0 < len(missing) == len(region) - 1 and region[0].low.at is None and region[-1].high.at is None:
        return " and ".join(f"{variable} != {at}" for at in missing)
    return " or ".join(part.in_words(variable) for part in region)


def joined(parts: Sequence[Interval]) -> Region:
    """Adjacent parts, in ascending order, joined where the end between them belongs to one of them."""
    region: list[Interval] = []
    for part in parts:
        if region and region[-1].high.at is not None and region[-1].high.at is part.low.at:
            last = region[-1]
            if last.high.closed or part.low.closed:
                region[-1] = Interval(last.low, part.high)
                continue
        region.append(part)
    return tuple(region)

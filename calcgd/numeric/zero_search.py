"""The search behind `numeric.isolate`. This module imports FLINT: import it inside functions only."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from fractions import Fraction
from itertools import count

from flint import arb, ctx

from calcgd.numeric.ball_functions import HALF, ZERO, Ball
from calcgd.numeric.curve import GUARD, MORE_BITS, TWO, Curve
from calcgd.numeric.flint_numbers import ball, exact, fraction
from calcgd.numeric.isolate import RELATIVE_BITS, Bracket
from calcgd.numeric.pieces import Piece, down, united, up

BITS = 64

EASY = 500
"""Evaluations after which a search is a hard one and goes on with three times as many bits."""

NARROWEST = 36
"""An interval is not split any more when it is this many bits narrower than the whole."""

HAIR = Fraction(1, 2**20)
"""By how much of its width an interval is searched beyond its ends, so that a zero there has room around it."""

OFF_CENTRE = arb(0.4892578125)
"""Where an interval is split: not in the middle, which is where zeros are found in exercises."""

EIGHT = arb(8)


class Search:
    """The brackets that are found of the zeros of a curve, and those about which nothing is known."""

    def __init__(self, curve: Curve) -> None:
        self._curve = curve
        self._zeros: list[Ball] = []
        self._undecided: list[Piece] = []
        self._queue: list[tuple[float, int, Piece]] = []
        self._order = count()

    def run(self, low: Fraction, high: Fraction, most_evaluations: int) -> tuple[list[Bracket], list[Bracket]]:
        """The brackets of the zeros and of what is undecided."""
        width = high - low or max(abs(low), Fraction(1))
        hair = width * HAIR
        bits = BITS + _extra_bits(max(abs(low), abs(high)) / width)
        with ctx.workprec(bits):
            self._wait((down(arb(exact(low - hair))), up(arb(exact(high + hair)))))
            narrowest = down(arb(exact(width)) * arb(2) ** -NARROWEST)
            self._search(narrowest, min(EASY, most_evaluations))
        with ctx.workprec(3 * bits):
            self._search(narrowest, most_evaluations)
            self._undecided += [piece for _, _, piece in self._queue]
            self._join()
        with ctx.workprec(MORE_BITS):
            zeros = [Bracket(fraction(down(zero)), fraction(up(zero))) for zero in self._zeros]
            rest = list(self._rest(low, high))
        return [zero for zero in zeros if zero.low <= high and low <= zero.high], rest

    def _wait(self, piece: Piece) -> None:
        heapq.heappush(self._queue, (float(piece[0] - piece[1]), next(self._order), piece))

    def _search(self, narrowest: Ball, most_evaluations: int) -> None:
        """The widest interval first, so that one hard place does not use up what the others need."""
        while self._queue and self._curve.evaluations < most_evaluations:
            left, right = heapq.heappop(self._queue)[-1]
            parts = self._examined(left, right)
            if right - left > narrowest:
                for part in parts:
                    self._wait(part)
            elif parts:
                self._undecided.append((left, right))

    def _examined(self, low: Ball, high: Ball) -> list[Piece]:
        """What is left of an interval to be searched."""
        x = low.union(high)
        value = self._curve.value(x)
        if value > ZERO or value < ZERO:
            return []
        if not value.is_finite():
            values = self._curve.values(low, high)
            if values.is_nonzero:
                return []
            if not values.total or not values.continuous:
                return _split(low, high)
        slope = self._curve.slope(x)
        if slope is None:
            return _split(low, high)
        if slope > ZERO or slope < ZERO:
            return self._monotone(low, high, slope)
        return self._beside_the_middle(low, high, slope)

    def _monotone(self, low: Ball, high: Ball, slope: Ball) -> list[Piece]:
        """Where the slope has one sign there is one zero or none: by Newton's step, else by the signs at the ends."""
        x = low.union(high)
        middle = x.mid()
        step = middle - self._curve.value(middle) / slope
        if not step.overlaps(x):
            return []
        if x.contains_interior(step):
            self._zeros.append(self._curve.refined(step, slope, RELATIVE_BITS))
            return []
        first, last = self._curve.value(low), self._curve.value(high)
        product = first * last
        if product < ZERO:
            self._zeros.append(self._curve.refined(x, slope, RELATIVE_BITS))
        if product < ZERO or product > ZERO:
            return []
        return self._around(low, high)

    def _around(self, low: Ball, high: Ball) -> list[Piece]:
        """A zero at an end, or too near to it to have a sign there: with room around it Newton's step proves it."""
        room = (high - low) * HALF
        x = down(low - room).union(up(high + room))
        slope = self._curve.steep(x) if self._curve.value(x).is_finite() else None
        if slope is not None:
            middle = x.mid()
            step = middle - self._curve.value(middle) / slope
            if x.contains_interior(step):
                self._zeros.append(self._curve.refined(step, slope, RELATIVE_BITS))
                return []
        return _split(low, high)

    def _beside_the_middle(self, low: Ball, high: Ball, slope: Ball) -> list[Piece]:
        """Without the part in the middle for whose zeros the function would have to be steeper than it is."""
        middle = low.union(high).mid()
        value = self._curve.clear_value(middle)
        if value is None:
            (_, between), _ = halves = _split(low, high)
            if self._curve.clear_value(between) is not None:
                return halves
            self._undecided.append((low, high))
            return []
        if slope.is_zero():
            return []
        gap = down(value.abs_lower() / slope.abs_upper())
        left, right = up(middle - gap), down(middle + gap)
        sides = [(low, left)] if low <= left else []
        sides += [(right, high)] if right <= high else []
        return sides if gap * EIGHT > high - low else [part for side in sides for part in _split(*side)]

    def _join(self) -> None:
        """Brackets of the same zero made one: where both overlap and the slope has one sign over both."""
        joined: list[Ball] = []
        for zero in sorted(self._zeros, key=lambda zero: zero.mid()):
            if joined and joined[-1].overlaps(zero):
                other = joined.pop()
                both = other.union(zero)
                if self._curve.steep(both) is None:
                    self._undecided.append((down(both), up(both)))
                    continue
                zero = other.intersection(zero)
            joined.append(zero)
        self._zeros = joined

    def _rest(self, low: Fraction, high: Fraction) -> Iterator[Bracket]:
        """The undecided intervals inside; those that touch, or lie about one point without a zero between, made one."""
        clusters: list[Piece] = []
        for piece in united(self._undecided, most=len(self._undecided)):
            if clusters and self._belong_together(clusters[-1], piece):
                piece = (clusters.pop()[0], piece[1])
            clusters.append(piece)
        for bracket in (Bracket(fraction(first), fraction(last)) for first, last in clusters):
            if bracket.low <= high and low <= bracket.high:
                yield Bracket(max(bracket.low, low), min(bracket.high, high))

    def _belong_together(self, left: Piece, right: Piece) -> bool:
        gap = left[1].union(right[0])
        near = (right[0] - left[1]) * TWO <= right[1] - left[0]
        return bool(near) and not any(zero.overlaps(gap) for zero in self._zeros)


def _split(low: Ball, high: Ball) -> list[Piece]:
    between = (low + (high - low) * OFF_CENTRE).mid()
    return [(low, between), (between, high)]


def _extra_bits(ratio: Fraction) -> int:
    """How many bits longer the ends of an interval are than its width."""
    return max(0, ratio.numerator.bit_length() - ratio.denominator.bit_length())


def narrowed(curve: Curve, bracket: Bracket, bits: int) -> Bracket:
    """The bracket of the same zero, to about `bits` bits."""
    if bracket.low == bracket.high:
        return bracket
    with ctx.workprec(2 * bits + GUARD):
        x = ball(*bracket)
        slope = curve.steep(x)
        if slope is None:
            return bracket
        zero = curve.refined(x, slope, bits)
        return Bracket(max(bracket.low, fraction(down(zero))), min(bracket.high, fraction(up(zero))))

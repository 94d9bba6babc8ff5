"""The search behind `numeric.isolate`. This module imports FLINT: import it inside functions only."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property
from itertools import count

from flint import arb, ctx

from calcgd.expression.nodes import Node
from calcgd.numeric.ball_functions import HALF, ZERO, Ball
from calcgd.numeric.balls import ball_meaning
from calcgd.numeric.flint_numbers import ball, exact, fraction
from calcgd.numeric.isolate import RELATIVE_BITS, Bracket
from calcgd.numeric.pieces import Piece, Values, down, united, up
from calcgd.numeric.program import Program
from calcgd.numeric.sets import hull, set_meaning

BITS = 64
MORE_BITS = 320
"""For values that cannot be told apart from 0: enough for a zero of order 8 to be seen to the narrowest width."""

NARROWEST = 36
"""An interval is not split any more when it is this many bits narrower than its ends are large."""

HAIR = Fraction(1, 2**20)
"""By how much of its width an interval is searched beyond its ends, so that a zero there has room around it."""

OFF_CENTRE = arb(0.4892578125)
"""Where an interval is split: not in the middle, which is where zeros are found in exercises."""


GUARD = 36
TWO, EIGHT = arb(2), arb(8)
MOST_LEFT = arb(0.75)
"""Of the width of a bracket after one step of its refinement, else the precision is at its end."""

_FUNCTION, _DERIVATIVE = 0, 1


class Search:
    """A function of one variable and its derivative, the brackets found so far and the evaluations they took."""

    def __init__(self, function: Node, derivative: Node, variable: str) -> None:
        self._programs = [Program([tree], [variable], ball_meaning) for tree in (function, derivative)]
        self._trees = function, derivative
        self._variable = variable
        self._evaluations = 0
        self._zeros: list[Ball] = []
        self._undecided: list[Piece] = []

    def run(self, low: Fraction, high: Fraction, most_evaluations: int) -> tuple[list[Bracket], list[Bracket]]:
        """The brackets of the zeros and of what is undecided."""
        width = high - low or max(abs(low), Fraction(1))
        hair, scale = width * HAIR, max(abs(low), abs(high))
        with ctx.workprec(BITS + _extra_bits(scale / width)):
            narrowest = down(arb(exact(scale)) * arb(2) ** -NARROWEST)
            self._search(down(arb(exact(low - hair))), up(arb(exact(high + hair))), narrowest, most_evaluations)
            self._join()
        with ctx.workprec(MORE_BITS):
            zeros = [Bracket(fraction(down(zero)), fraction(up(zero))) for zero in self._zeros]
            rest = list(self._rest(low, high))
        return [zero for zero in zeros if zero.low <= high and low <= zero.high], rest

    def narrow(self, bracket: Bracket, bits: int) -> Bracket:
        """The bracket of the same zero, to about `bits` bits."""
        if bracket.low == bracket.high:
            return bracket
        with ctx.workprec(2 * bits + GUARD):
            x = ball(*bracket)
            slope = self._one_sign(x)
            if slope is None:
                return bracket
            zero = self._refined(x, slope, bits)
            return Bracket(max(bracket.low, fraction(down(zero))), min(bracket.high, fraction(up(zero))))

    def _search(self, low: Ball, high: Ball, narrowest: Ball, most_evaluations: int) -> None:
        """The widest interval first, so that one hard place does not use up what the others need."""
        order = count()
        queue = [(float(low - high), next(order), (low, high))]
        while queue and self._evaluations < most_evaluations:
            _, _, (left, right) = heapq.heappop(queue)
            parts = self._examined(left, right)
            if parts and right - left <= narrowest:
                self._undecided.append((left, right))
            else:
                for part in parts:
                    heapq.heappush(queue, (float(part[0] - part[1]), next(order), part))
        self._undecided += [piece for _, _, piece in queue]

    def _examined(self, low: Ball, high: Ball) -> list[Piece]:
        """What is left of an interval to be searched."""
        x = low.union(high)
        value = self._enclosed(_FUNCTION, x)
        if value > ZERO or value < ZERO:
            return []
        if not value.is_finite():
            values = self._as_set(_FUNCTION, low, high)
            if values.is_nonzero:
                return []
            if not values.total or not values.continuous:
                return _split(low, high)
        slope = self._slope(x)
        if slope is None:
            return _split(low, high)
        if slope > ZERO or slope < ZERO:
            return self._monotone(low, high, slope)
        return self._beside_the_middle(low, high, slope)

    def _enclosed(self, which: int, x: Ball) -> Ball:
        self._evaluations += 1
        return self._programs[which]([x])[0]

    def _as_set(self, which: int, low: Ball, high: Ball) -> Values:
        self._evaluations += 1
        return self._set_programs[which]([Values(((low, high),))])[0]

    @cached_property
    def _set_programs(self) -> list[Program]:
        return [Program([tree], [self._variable], set_meaning) for tree in self._trees]

    def _slope(self, x: Ball) -> Ball | None:
        """Bounds of the derivative; one that only jumps bounds the secants of a continuous function all the same."""
        slope = self._enclosed(_DERIVATIVE, x)
        if slope.is_finite():
            return slope
        values = self._as_set(_DERIVATIVE, down(x), up(x))
        return hull(values) if values.total and values.bounded else None

    def _monotone(self, low: Ball, high: Ball, slope: Ball) -> list[Piece]:
        """Where the slope has one sign there is one zero or none: by Newton's step, else by the signs at the ends."""
        x = low.union(high)
        middle = x.mid()
        step = middle - self._enclosed(_FUNCTION, middle) / slope
        if not step.overlaps(x):
            return []
        if x.contains_interior(step):
            self._zeros.append(self._refined(step, slope, RELATIVE_BITS))
            return []
        first, last = self._enclosed(_FUNCTION, low), self._enclosed(_FUNCTION, high)
        product = first * last
        if product < ZERO:
            self._zeros.append(self._refined(x, slope, RELATIVE_BITS))
        if product < ZERO or product > ZERO:
            return []
        return self._around(low, high)

    def _around(self, low: Ball, high: Ball) -> list[Piece]:
        """A zero at an end, or too near to it to have a sign there: with room around it Newton's step proves it."""
        room = (high - low) * HALF
        x = down(low - room).union(up(high + room))
        slope = self._one_sign(x) if self._enclosed(_FUNCTION, x).is_finite() else None
        if slope is not None:
            middle = x.mid()
            step = middle - self._enclosed(_FUNCTION, middle) / slope
            if x.contains_interior(step):
                self._zeros.append(self._refined(step, slope, RELATIVE_BITS))
                return []
        return _split(low, high)

    def _beside_the_middle(self, low: Ball, high: Ball, slope: Ball) -> list[Piece]:
        """Without the part in the middle for whose zeros the function would have to be steeper than it is."""
        middle = low.union(high).mid()
        value = self._clear(middle)
        if value is None:
            (_, between), _ = halves = _split(low, high)
            if self._clear(between) is not None:
                return halves
            self._undecided.append((low, high))
            return []
        gap = down(value.abs_lower() / slope.abs_upper())
        left, right = up(middle - gap), down(middle + gap)
        sides = [(low, left)] if low <= left else []
        sides += [(right, high)] if right <= high else []
        return sides if gap * EIGHT > high - low else [part for side in sides for part in _split(*side)]

    def _clear(self, point: Ball) -> Ball | None:
        """The value at a point if it is not 0, as far as many bits can tell."""
        value = self._enclosed(_FUNCTION, point)
        if not value.contains(ZERO):
            return value
        with ctx.workprec(MORE_BITS):
            value = self._enclosed(_FUNCTION, point)
        return None if value.contains(ZERO) else value

    def _refined(self, x: Ball, slope: Ball, bits: int) -> Ball:
        """The only zero in a ball on which the slope has one sign, to about `bits` bits if those can be worked out."""
        tiny = arb(2) ** (-2 * bits)
        for working in (bits + GUARD, 3 * bits + GUARD):
            with ctx.workprec(working):
                while x.rel_accuracy_bits() < bits and x.rad() > tiny:
                    smaller = self._newton_or_half(x, slope)
                    if smaller.rad() > x.rad() * MOST_LEFT:
                        break
                    x = smaller
                    slope = self._one_sign(x) or slope
        return x

    def _newton_or_half(self, x: Ball, slope: Ball) -> Ball:
        """Newton's step from the middle where it is small, else the half in which the zero is."""
        middle = x.mid()
        value = self._enclosed(_FUNCTION, middle)
        if value == ZERO:
            return middle
        step = (middle - value / slope).intersection(x)
        if step.rad() * TWO < x.rad() or value.contains(ZERO):
            return step
        return (down(x) if (value > ZERO) == (slope > ZERO) else up(x)).union(middle)

    def _one_sign(self, x: Ball) -> Ball | None:
        """The slope where it is proved to be nowhere 0."""
        slope = self._slope(x)
        return None if slope is None or slope.contains(ZERO) else slope

    def _join(self) -> None:
        """Brackets of the same zero made one: where both overlap and the slope has one sign over both."""
        joined: list[Ball] = []
        for zero in sorted(self._zeros, key=lambda zero: zero.mid()):
            if joined and joined[-1].overlaps(zero):
                other = joined.pop()
                both = other.union(zero)
                if self._one_sign(both) is None:
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

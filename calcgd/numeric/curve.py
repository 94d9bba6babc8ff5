"""A function of one variable with its derivative over balls: bounds of both, and Newton's method with proof.

This module imports FLINT: import it inside functions only.
"""

from __future__ import annotations

from bisect import bisect
from functools import cached_property

from flint import arb, ctx

from calcgd.expression.nodes import Node
from calcgd.numeric.adjoint import gradient
from calcgd.numeric.ball_functions import ZERO, Ball
from calcgd.numeric.balls import ball_meaning
from calcgd.numeric.lower import lower
from calcgd.numeric.pieces import Values, down, up
from calcgd.numeric.program import Program
from calcgd.numeric.sets import hull, set_meaning
from calcgd.numeric.tape import Tape

GUARD = 36
"""Bits to work with beyond those that are asked for."""

MORE_BITS = 320
"""For values that cannot be told apart from 0: enough for a zero of order 8 to be seen to the narrowest width."""

HARD = (500, 1000, 1500, 2000)
"""After so many evaluations one more derivative is used."""

LONGEST = 1_000
"""Instructions of the derivatives, all together, from which no further one is worked out."""

TWO = arb(2)
MOST_LEFT = arb(0.75)
"""Of the width of a bracket after one step of its refinement, else the precision is at its end."""


class Curve:
    """A function and its derivative, ready to be enclosed; `evaluations` counts how often they were."""

    def __init__(self, function: Node, derivative: Node, variable: str) -> None:
        self._trees = function, derivative
        self._names = (variable,)
        self._function, self._derivative = (Program.of([tree], self._names, ball_meaning) for tree in self._trees)
        self.evaluations = 0

    def value(self, x: Ball) -> Ball:
        """The values over a ball, finite only where the function is defined and continuous."""
        self.evaluations += 1
        return self._function([x])[0]

    def values(self, low: Ball, high: Ball) -> Values:
        """The values where those over the ball are not finite."""
        self.evaluations += 1
        return self._sets[0]([Values(((low, high),))])[0]

    def clear_value(self, point: Ball) -> Ball | None:
        """The value at a point if it is not 0, as far as many bits can tell."""
        value = self.value(point)
        if not value.contains(ZERO):
            return value
        with ctx.workprec(MORE_BITS):
            value = self.value(point)
        return None if value.contains(ZERO) else value

    def slope(self, x: Ball) -> Ball | None:
        """Bounds of the derivative; one that only jumps bounds the secants of a continuous function all the same."""
        self.evaluations += 1
        slope = self._derivative([x])[0]
        if slope.is_finite():
            return self._nearer(1, slope, x) if slope.contains(ZERO) else slope
        self.evaluations += 1
        values = self._sets[1]([Values(((down(x), up(x)),))])[0]
        return hull(values) if values.total and values.bounded else None

    def _nearer(self, order: int, natural: Ball, x: Ball) -> Ball:
        """Narrower bounds of a derivative from the next one: worth while only once the search is seen to be hard."""
        if order > bisect(HARD, self.evaluations) or order + 1 >= len(self._derivatives):
            return natural
        self.evaluations += 1
        middle = x.mid()
        following = self._derivatives[order + 1]([x])[0]
        if following.contains(ZERO):
            following = self._nearer(order + 1, following, x)
        closer = self._derivatives[order]([middle])[0] + following * (x - middle)
        return natural.intersection(closer) if closer.is_finite() else natural

    @cached_property
    def _derivatives(self) -> list[Program]:
        """The function and its derivatives up to the order that the hardest search asks for, while they stay short."""
        tape = Tape(self._names)
        results = [lower(tape, tree) for tree in self._trees]
        while len(results) < len(HARD) + 2 and len(tape.code) < LONGEST:
            results += gradient(tape, results[-1])
        return [Program(tape, [result], ball_meaning) for result in results]

    def steep(self, x: Ball) -> Ball | None:
        """The slope where it is proved to be nowhere 0."""
        slope = self.slope(x)
        return None if slope is None or slope.contains(ZERO) else slope

    @cached_property
    def _sets(self) -> list[Program]:
        return [Program.of([tree], self._names, set_meaning) for tree in self._trees]

    def refined(self, x: Ball, slope: Ball, bits: int) -> Ball:
        """The only zero in a ball on which the slope has one sign, to about `bits` bits if those can be worked out."""
        tiny = arb(2) ** (-2 * bits)
        for working in (bits + GUARD, 3 * bits + GUARD):
            with ctx.workprec(working):
                while x.rel_accuracy_bits() < bits and x.rad() > tiny:
                    smaller = self._newton_or_half(x, slope)
                    if smaller.rad() > x.rad() * MOST_LEFT:
                        break
                    x = smaller
                    slope = self.steep(x) or slope
        return x

    def _newton_or_half(self, x: Ball, slope: Ball) -> Ball:
        """Newton's step from the middle where it is small, else the half in which the zero is."""
        middle = x.mid()
        value = self.value(middle)
        if value == ZERO:
            return middle
        step = (middle - value / slope).intersection(x)
        if step.rad() * TWO < x.rad() or value.contains(ZERO):
            return step
        return (down(x) if (value > ZERO) == (slope > ZERO) else up(x)).union(middle)

"""The search behind `numeric.extremes`. This module imports FLINT: import it inside functions only."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from fractions import Fraction
from itertools import count, product

from flint import arb, ctx

from calcgd.expression.nodes import Node
from calcgd.numeric.ball_functions import INF, ONE, ZERO, Ball
from calcgd.numeric.balls import ball_meaning
from calcgd.numeric.box_search import longest_side, split
from calcgd.numeric.flint_numbers import exact, fraction_above, fraction_below
from calcgd.numeric.pieces import Piece, Values, down, span, up
from calcgd.numeric.program import Program
from calcgd.numeric.sets import hull, set_meaning
from calcgd.numeric.system import Box

BITS = 64
NARROWEST = 2.0**-40
"""A box in which the expression may be undefined is given up when its sides are this small a part of the whole."""

RELATIVE, OF_SPREAD = arb(2) ** -33, arb(2) ** -42
"""How near the bounds shall come, as a part of the value and of the difference between the values that were met."""

FIRST = 64
"""How many boxes, the largest ones, are enclosed by sets, too: those are slower, but exact at 0."""

MOST_STEPS = 40
LONGER, SHORTER = arb(2), arb(0.25)


def minimum(
    node: Node,
    names: Sequence[str],
    gradient: Sequence[Node] | None,
    box: Sequence[tuple[Fraction, Fraction]],
    most_boxes: int,
) -> tuple[Fraction, Fraction] | None:
    """Bounds of the infimum over a closed box; None where no bounded value is proved everywhere."""
    with ctx.workprec(BITS):
        start = [(down(arb(exact(low))), up(arb(exact(high)))) for low, high in box]
        found = _Descent(node, names, gradient).run(start, most_boxes)
        if found is None:
            return None
        low, high = fraction_below(found[0]), fraction_above(found[1])
    return None if low is None or high is None else (low, high)


class _Undefined(Exception):
    """There is a point at which the expression has no bounded value, as far as is known."""


class _Descent:
    """Branch and bound. `_met` and `_most` bound the smallest and the largest value that was met at a point."""

    def __init__(self, node: Node, names: Sequence[str], gradient: Sequence[Node] | None) -> None:
        self._value = Program.of([node], names, ball_meaning)
        self._sets = Program.of([node], names, set_meaning)
        if gradient is None:
            self._gradient = Program.of_gradient(node, names, ball_meaning)
        else:
            self._gradient = Program.of(gradient, names, ball_meaning)
        self._met, self._most = INF, -INF

    def run(self, start: Box, most_boxes: int) -> tuple[Ball, Ball] | None:
        """Bounds of the infimum over a box."""
        sides = [float(high - low) or 1.0 for low, high in start]
        order = count()
        settled = INF
        try:
            for corner in product(*start):
                self._at(corner)
            queue = [self._bounded(start, next(order))]
            while queue and most_boxes > 0 and queue[0][0] < self._met - self._tolerance():
                most_boxes -= 1
                low, _, box = heapq.heappop(queue)
                if longest_side(box, sides) > NARROWEST:
                    parts = [self._bounded(part, next(order)) for part in split(box, sides)]
                    for part in parts:
                        heapq.heappush(queue, part)
                else:
                    settled = min(settled, low)
        except _Undefined:
            return None
        low = min(settled, queue[0][0] if queue else INF)
        return (low, self._met) if low > -INF else None

    def _tolerance(self) -> Ball:
        return self._met.abs_upper() * RELATIVE + (self._most - self._met) * OF_SPREAD

    def _bounded(self, box: Box, place: int) -> tuple[Ball, int, Box]:
        """A lower bound of the values in a box, and the part of the box where they are smallest, if that is known."""
        balls = [low.union(high) for low, high in box]
        middle = [ball.mid() for ball in balls]
        at_middle = self._at(middle)
        value = self._value(balls)[0]
        low = down(value)
        if place < FIRST or not value.is_finite():
            values = self._sets([Values((piece,)) for piece in box])[0]
            low = max(low, values.low) if values.total else -INF
            if not values.total or not values.continuous:
                return low, place, box
        if up(at_middle) <= self._met:
            self._go_down(middle, box)
        slopes = self._gradient(balls)
        smallest = [_lowest_side(slope, piece) for slope, piece in zip(slopes, box, strict=True)]
        if smallest != box:
            return self._bounded(smallest, place)
        reach = at_middle
        for slope, ball, centre in zip(slopes, balls, middle, strict=True):
            reach += slope * (ball - centre)
        return (max(low, down(reach)) if reach.is_finite() else low), place, box

    def _go_down(self, point: list[Ball], box: Box) -> None:
        """Meet smaller values in the box by steps against the gradient, longer after each that leads down."""
        length = ONE
        for _ in range(MOST_STEPS):
            before = self._met
            slopes = self._gradient(point)
            if not all(slope.is_finite() for slope in slopes):
                break
            nearer = [
                max(low, min(high, (coordinate - slope * length).mid()))
                for coordinate, slope, (low, high) in zip(point, slopes, box, strict=True)
            ]
            self._at(nearer)
            if self._met < before:
                point, length = nearer, length * LONGER
            else:
                length *= SHORTER

    def _at(self, point: Sequence[Ball]) -> Ball:
        """The value at a point, of which the smallest and the largest are remembered."""
        value = self._value(point)[0]
        if not value.is_finite():
            values = self._sets([Values((span(coordinate),)) for coordinate in point])[0]
            if not values.bounded:
                raise _Undefined
            value = hull(values)
        self._met, self._most = min(self._met, up(value)), max(self._most, up(value))
        return value


def _lowest_side(slope: Ball, piece: Piece) -> Piece:
    """The end of a side where a function with this slope is smallest, the whole side where that is not known."""
    low, high = piece
    if slope > ZERO:
        return low, low
    return (high, high) if slope < ZERO else piece

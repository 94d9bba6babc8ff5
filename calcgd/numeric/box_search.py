"""The search behind `numeric.krawczyk`. This module imports FLINT: import it inside functions only."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import count, product

from flint import arb, ctx

from calcgd.numeric.ball_functions import HALF
from calcgd.numeric.flint_numbers import exact, fraction
from calcgd.numeric.isolate import RELATIVE_BITS, Bracket
from calcgd.numeric.krawczyk import Corner
from calcgd.numeric.pieces import Piece, down, up
from calcgd.numeric.system import Box, System
from calcgd.numeric.zero_search import BITS, HAIR, MORE_BITS, OFF_CENTRE

NARROWEST = 2.0**-24
"""A box is not split any more when all of its sides are this small a part of those of the whole."""

GUARD = 36
WORTH = 0.75
"""A step that leaves more than this of the longest side is followed by a split."""


class BoxSearch:
    """The boxes that are found of the solutions of a system, and those about which nothing is known."""

    def __init__(self, system: System, box: Sequence[tuple[Fraction, Fraction]]) -> None:
        self._system = system
        self._whole = box
        self._zeros: list[Box] = []
        self._regions: list[Box] = []
        """Boxes around the zeros in which there is no other one."""
        self._undecided: list[Box] = []

    def run(self, most_boxes: int) -> tuple[list[Corner], list[Corner]]:
        """The boxes of the solutions and of what is undecided."""
        with ctx.workprec(BITS):
            start = [_with_a_hair(low, high) for low, high in self._whole]
            sides = [float(high - low) for low, high in start]
            self._search(start, sides, most_boxes)
            left = clusters(self._undecided, sides)
        with ctx.workprec(MORE_BITS):
            zeros = [corner for corner in map(_corner, self._zeros) if self._meets(corner)]
            rest = [corner for corner in map(_corner, left) if self._meets(corner)]
        return sorted(zeros), sorted(map(self._clipped, rest))

    def _search(self, start: Box, sides: list[float], most_boxes: int) -> None:
        """The largest box first, so that one hard place does not use up what the others need."""
        order = count()
        queue = [(-1.0, next(order), start)]
        while queue and most_boxes > 0:
            most_boxes -= 1
            size, _, box = heapq.heappop(queue)
            for part in self._examined(box, -size, sides):
                heapq.heappush(queue, (-longest_side(part, sides), next(order), part))
        self._undecided += [box for _, _, box in queue]

    def _examined(self, box: Box, size: float, sides: list[float]) -> Iterable[Box]:
        """What is left of a box to be searched."""
        step = self._system.step(box)
        if step is None or self._known(step.box):
            return []
        if step.proved:
            self._keep(box, step.box)
            return []
        left = longest_side(step.box, sides)
        if left < WORTH * size:
            return [] if self._proved_around(step.box) else [step.box]
        if left <= NARROWEST:
            self._undecided.append(step.box)
            return []
        return split(step.box, sides)

    def _known(self, box: Box) -> bool:
        """Whether all solutions in a box are one that is known already."""
        return any(_contains(region, box) for region in self._regions)

    def _keep(self, region: Box, box: Box) -> None:
        self._regions.append(region)
        self._zeros.append(self._refined(box))

    def _proved_around(self, box: Box) -> bool:
        """Whether there is exactly one solution in a box that is a little larger, so that none is left to search."""
        wider = [_widened(piece) for piece in box]
        step = self._system.step(wider)
        if step is None:
            return True
        if step.proved and not self._known(step.box):
            self._keep(wider, step.box)
        return step.proved

    def _refined(self, box: Box) -> Box:
        """The only solution in a box to about `RELATIVE_BITS` bits, or as far as Newton's steps get."""
        with ctx.workprec(RELATIVE_BITS + GUARD):
            while not all(_is_narrow(piece) for piece in box):
                step = self._system.step(box)
                if step is None or not any(_halved(new, old) for new, old in zip(step.box, box, strict=True)):
                    break
                box = step.box
        return box

    def _meets(self, corner: Corner) -> bool:
        return all(low <= b.high and b.low <= high for b, (low, high) in zip(corner, self._whole, strict=True))

    def _clipped(self, corner: Corner) -> Corner:
        return tuple(
            Bracket(max(b.low, low), min(b.high, high)) for b, (low, high) in zip(corner, self._whole, strict=True)
        )


def _with_a_hair(low: Fraction, high: Fraction) -> Piece:
    hair = (high - low or max(abs(low), Fraction(1))) * HAIR
    return down(arb(exact(low - hair))), up(arb(exact(high + hair)))


def longest_side(box: Box, sides: list[float]) -> float:
    """The longest side as a part of that of the whole."""
    return max(float(high - low) / side for (low, high), side in zip(box, sides, strict=True))


def split(box: Box, sides: list[float]) -> list[Box]:
    """In two across the longest side."""
    lengths = [float(high - low) / side for (low, high), side in zip(box, sides, strict=True)]
    at = lengths.index(max(lengths))
    low, high = box[at]
    between = (low + (high - low) * OFF_CENTRE).mid()
    return [[*box[:at], piece, *box[at + 1 :]] for piece in ((low, between), (between, high))]


def _widened(piece: Piece) -> Piece:
    low, high = piece
    room = (high - low) * HALF
    return down(low - room), up(high + room)


def _contains(outer: Box, inner: Box) -> bool:
    return all(a[0] <= b[0] and b[1] <= a[1] for a, b in zip(outer, inner, strict=True))


def _is_narrow(piece: Piece) -> bool:
    low, high = piece
    tiny = arb(2) ** -RELATIVE_BITS
    return bool(high - low <= tiny * max(abs(low), abs(high)) or high - low <= tiny * tiny)


def _halved(new: Piece, old: Piece) -> bool:
    return bool((new[1] - new[0]) <= (old[1] - old[0]) * HALF)


def _corner(box: Box) -> Corner:
    return tuple(Bracket(fraction(low), fraction(high)) for low, high in box)


def clusters(boxes: list[Box], sides: list[float]) -> list[Box]:
    """Boxes that lie side by side, in cells as large as the largest of them, made one box around them."""
    cell = max(NARROWEST, *(longest_side(box, sides) for box in boxes), 0.0)
    cells: defaultdict[tuple[int, ...], list[Box]] = defaultdict(list)
    for box in boxes:
        cells[tuple(int(float(low) // (cell * side)) for (low, _), side in zip(box, sides, strict=True))].append(box)
    groups: list[Box] = []
    while cells:
        key, group = cells.popitem()
        stack = [key]
        while stack:
            for near in product(*((place - 1, place, place + 1) for place in stack.pop())):
                if near in cells:
                    group += cells.pop(near)
                    stack.append(near)
        groups.append(
            [(min(low for low, _ in side), max(high for _, high in side)) for side in zip(*group, strict=True)]
        )
    return groups

"""A system of equations over boxes: bounds of the functions, and interval Newton steps with proof.

This module imports FLINT: import it inside functions only.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from flint import arb

from calcgd.expression.nodes import Node
from calcgd.numeric.ball_functions import ZERO, Ball
from calcgd.numeric.balls import ball_meaning
from calcgd.numeric.pieces import Piece, Values, down, up
from calcgd.numeric.program import Program
from calcgd.numeric.sets import hull, set_meaning

Box = list[Piece]
Matrix = list[list[Ball]]


class Step(NamedTuple):
    """What is left of a box to be searched. `proved`: there is exactly one solution in it, a regular one."""

    box: Box
    proved: bool


class System:
    """Functions of as many variables with their Jacobian matrix by rows, ready to be enclosed."""

    def __init__(self, functions: Sequence[Node], jacobian: Sequence[Sequence[Node]], names: Sequence[str]) -> None:
        self._names = names
        self._functions = list(functions)
        self._entries = [entry for row in jacobian for entry in row]
        self._values = Program.of(self._functions, names, ball_meaning)
        self._jacobian = Program.of(self._entries, names, ball_meaning)
        self._size = range(len(names))

    def step(self, box: Box) -> Step | None:
        """Newton's step in the form of Hansen and Sengupta; None where there is no solution in the box."""
        balls = [low.union(high) for low, high in box]
        values = self._values(balls)
        if any(value > ZERO or value < ZERO for value in values):
            return None
        nothing = Step(box, False)
        if not all(value.is_finite() for value in values):
            sets = self._value_sets([Values((piece,)) for piece in box])
            if any(one.is_nonzero for one in sets):
                return None
            if not all(one.total and one.continuous for one in sets):
                return nothing
        slopes = self._slopes(balls)
        if slopes is None:
            return nothing
        middle = [ball.mid() for ball in balls]
        at_middle = self._values(middle)
        offsets = [ball - centre for ball, centre in zip(balls, middle, strict=True)]
        found = self._preconditioned(slopes, at_middle, offsets)
        smaller, proved = found if found is not None else (offsets, False)
        if smaller and not proved:
            smaller = _by_rows(slopes, at_middle, smaller)
        if not smaller:
            return None
        ends = [(down(centre + offset), up(centre + offset)) for centre, offset in zip(middle, smaller, strict=True)]
        return Step(ends if proved else [_within(end, piece) for end, piece in zip(ends, box, strict=True)], proved)

    def _preconditioned(
        self, slopes: Matrix, at_middle: list[Ball], offsets: list[Ball]
    ) -> tuple[list[Ball], bool] | None:
        """Smaller offsets from the middle, none where there is no solution; None where the slopes are singular."""
        inverse = _inverse([[float(slope.mid()) for slope in row] for row in slopes])
        if inverse is None:
            return None
        result, proved = list(offsets), True
        for i in self._size:
            row = [_dot(inverse[i], [slopes[k][j] for k in self._size]) for j in self._size]
            rest = _dot(inverse[i], at_middle)
            for j in self._size:
                if j != i:
                    rest += row[j] * result[j]
            if row[i].contains(ZERO):
                proved = False
                continue
            offset = -rest / row[i]
            if not offset.is_finite():
                proved = False
            elif offsets[i].contains_interior(offset):
                result[i] = offset
            elif offset.overlaps(offsets[i]):
                result[i] = offset.intersection(offsets[i])
                proved = False
            else:
                return [], False
        return result, proved

    def _slopes(self, balls: list[Ball]) -> Matrix | None:
        """Bounds of the Jacobian matrix; entries that only jump bound the secants of continuous functions, too."""
        entries = self._jacobian(balls)
        if not all(entry.is_finite() for entry in entries):
            sets = self._slope_sets([Values(((down(ball), up(ball)),)) for ball in balls])
            if not all(one.total and one.bounded for one in sets):
                return None
            entries = list(map(hull, sets))
        count = len(balls)
        return [entries[start : start + count] for start in range(0, len(entries), count)]

    @cached_property
    def _value_sets(self) -> Program:
        return Program.of(self._functions, self._names, set_meaning)

    @cached_property
    def _slope_sets(self) -> Program:
        return Program.of(self._entries, self._names, set_meaning)


def _by_rows(slopes: Matrix, at_middle: list[Ball], offsets: list[Ball]) -> list[Ball]:
    """Smaller offsets from the middle by each equation solved for each variable; none where there is no solution."""
    result = list(offsets)
    for value, row in zip(at_middle, slopes, strict=True):
        terms = [slope * offset for slope, offset in zip(row, result, strict=True)]
        for j, slope in enumerate(row):
            rest = sum((term for k, term in enumerate(terms) if k != j), value)
            if slope.contains(ZERO):
                if not (rest + terms[j]).contains(ZERO):
                    return []
                continue
            offset = -rest / slope
            if not offset.overlaps(result[j]):
                return []
            if offset.is_finite():
                result[j] = offset.intersection(result[j])
                terms[j] = slope * result[j]
    return result


def _dot(row: Sequence[Ball], column: Sequence[Ball], start: Ball = ZERO) -> Ball:
    for one, other in zip(row, column, strict=True):
        start = start + one * other
    return start


def _within(end: Piece, piece: Piece) -> Piece:
    return max(end[0], piece[0]), min(end[1], piece[1])


def _inverse(matrix: list[list[float]]) -> Matrix | None:
    """The inverse of a small matrix by elimination with pivots, in floats: any regular matrix near to it will do."""
    size = len(matrix)
    rows = [[*row, *(float(i == j) for j in range(size))] for i, row in enumerate(matrix)]
    for i in range(size):
        pivot = max(range(i, size), key=lambda k: abs(rows[k][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        if not abs(rows[i][i]) > 1e-300:
            return None
        rows[i] = [entry / rows[i][i] for entry in rows[i]]
        for k in range(size):
            if k != i and rows[k][i]:
                factor = rows[k][i]
                rows[k] = [entry - factor * other for entry, other in zip(rows[k], rows[i], strict=True)]
    inverse = [[arb(entry) for entry in row[size:]] for row in rows]
    return inverse if all(entry.is_finite() for row in inverse for entry in row) else None

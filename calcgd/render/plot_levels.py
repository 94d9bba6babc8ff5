"""Level lines of a function over a window: marching squares, and which levels to draw."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from math import floor, log10
from typing import NamedTuple

from calcgd.render.numbers import number
from calcgd.render.plot_scale import Tick, times_power
from calcgd.render.plot_window import is_shown

Point = tuple[float, float]

_CLOSER = 8
"""A level counts as crossed where the values on both sides come so many times nearer to each other,"""

_PATIENCE = 50
"""after at most so many halvings: values that stay apart longer jump."""

_SKEW = 1.5
"""Above 1: more of the levels lie among the values where a descent goes."""


class _Node(NamedTuple):
    x: float
    y: float
    value: float


_Edge = tuple[_Node, _Node]


class Grid:
    """A function's values at the corners of squares; one that is no number is a hole."""

    def __init__(self, function: Callable[[Sequence[float]], float], xs: Sequence[float], ys: Sequence[float]) -> None:
        self._function = function
        self._rows = [[self._node(x, y) for x in xs] for y in ys]

    def _node(self, x: float, y: float) -> _Node:
        return _Node(x, y, self._function((x, y)))

    def values(self) -> list[float]:
        """The values that are numbers."""
        return [node.value for row in self._rows for node in row if is_shown(node.value)]

    def crossings(self, level: float) -> Iterator[Point]:
        """The middle of each piece of the level line, one or two pieces in a square that it goes through.

        Where the function jumps over the level, at a pole for one, there is no line.
        """
        found: dict[_Edge, Point | None] = {}
        for lower, upper in pairwise(self._rows):
            for (a, b), (d, c) in zip(pairwise(lower), pairwise(upper), strict=True):
                for ends in self._pieces((a, b, c, d), level):
                    for edge in ends:
                        if edge not in found:
                            found[edge] = self._crossing(*edge, level)
                    one, other = (found[edge] for edge in ends)
                    if one and other:
                        yield (one[0] + other[0]) / 2, (one[1] + other[1]) / 2

    def _pieces(self, corners: Sequence[_Node], level: float) -> list[tuple[_Edge, _Edge]]:
        """Pairs of edges that a piece of the line joins; around a saddle the middle of the square decides."""
        above = [corner.value >= level for corner in corners]
        if all(above) or not any(above) or not all(is_shown(corner.value) for corner in corners):
            return []
        edges = [_edge(corners[i - 1], corners[i]) for i in range(4) if above[i - 1] != above[i]]
        if len(edges) == 2:
            return [(edges[0], edges[1])]
        left, bottom, right, top = edges
        low, _, high, _ = corners
        middle = self._node((low.x + high.x) / 2, (low.y + high.y) / 2)
        if (middle.value >= level) == above[0]:
            return [(bottom, right), (top, left)]
        return [(left, bottom), (right, top)]

    def _crossing(self, one: _Node, other: _Node, level: float) -> Point | None:
        """Where the level is crossed between two nodes, None where the values jump over it."""
        enough = abs(other.value - one.value) / _CLOSER
        for _ in range(_PATIENCE):
            if abs(other.value - one.value) <= enough:
                part = (level - one.value) / (other.value - one.value)
                return one.x + part * (other.x - one.x), one.y + part * (other.y - one.y)
            middle = self._node((one.x + other.x) / 2, (one.y + other.y) / 2)
            if not is_shown(middle.value):
                return None
            if (middle.value >= level) == (one.value >= level):
                one = middle
            else:
                other = middle
        return None


def _edge(one: _Node, other: _Node) -> _Edge:
    return (one, other) if one < other else (other, one)


def levels(values: Sequence[float], most: int, upward: bool = False) -> list[Tick]:
    """At most so many rounded levels, with about the same area between two of them but more near the best values.

    These are the low ones, or the high ones where the way is `upward`.
    """
    if not values:
        return []
    ordered = sorted(values)
    last = len(ordered) - 1
    places = [int(((i + 0.5) / most) ** _SKEW * last) for i in range(most)]
    raw = sorted({ordered[0], *(ordered[last - place if upward else place] for place in places)})
    gaps = [above - below for below, above in pairwise(raw)]
    return [_rounded(value, min(gaps[i : i + 2])) for i, value in enumerate(raw[1:])]


def _rounded(value: float, gap: float) -> Tick:
    """The value with as few digits as keep it well within `gap` of itself."""
    exponent = max(floor(log10(gap / 2)), -300)
    whole = round(value / times_power(1, exponent))
    return Tick(times_power(whole, exponent), number(times_power(whole, exponent), len(str(abs(whole)))))

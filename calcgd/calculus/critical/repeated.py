"""Points that repeat with a period: equal ones at equal distances are one family with a shorter period."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from math import floor

from calcgd.calculus.critical.result import CriticalPoint
from calcgd.calculus.line.real import PRECISIONS, Exact, Real, compare, enclosed
from calcgd.expression.nodes import ZERO, Node, Number
from calcgd.expression.tidy import add, divide, multiply, subtract


def repeated(points: Iterable[CriticalPoint], variable: str, period: Node) -> list[CriticalPoint]:
    """The points of one period, each with the period after which it and its like come again."""
    groups: list[list[CriticalPoint]] = []
    for point in points:
        group = next((group for group in groups if _alike(group[0], point)), None)
        if group is None:
            groups.append([point])
        else:
            group.append(point)
    return [family for group in groups for family in _families(group, variable, period)]


def _alike(first: CriticalPoint, second: CriticalPoint) -> bool:
    """Whether one reason can stand for both: what happens on the sides of a point does not name it."""
    if (first.kind, first.shape) != (second.kind, second.shape):
        return False
    if first.shape != "smooth" and first.reason != second.reason:
        return False
    if first.value is None or second.value is None:
        return first.value is second.value
    return compare(first.value, second.value) == 0


def _families(group: list[CriticalPoint], variable: str, period: Node) -> list[CriticalPoint]:
    places = [point.point[variable].exact for point in group]
    distance = divide(period, Number(len(group)))
    equally = all(
        place is not None and subtract(place, add(places[0], multiply(Number(i), distance))) is ZERO  # type: ignore[arg-type]
        for i, place in enumerate(places)
    )
    if equally:
        return [_first(group[0], variable, distance)]
    return [_first(point, variable, period) for point in group]


def _first(point: CriticalPoint, variable: str, period: Node) -> CriticalPoint:
    """The member of a family that is not negative and the least such."""
    at: Real = point.point[variable]
    if at.exact is not None:
        turns = floor(enclosed(divide(at.exact, period), {}, PRECISIONS[0]).high)
        at = Exact(subtract(at.exact, multiply(Number(turns), period)))
    return replace(point, point={variable: at}, period=period)

"""The least and the greatest value on the line: among the critical values and what the values tend to at open ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from calcgd.calculus.critical.result import Continuum, CriticalPoint, Extreme
from calcgd.calculus.line.chart import Chart
from calcgd.calculus.line.limits import Limit, approached
from calcgd.calculus.line.real import Real, compare, sign_at
from calcgd.expression.nodes import Node


class Approach(NamedTuple):
    """What the values tend to at a number, or where there is none at the end of the line; None: not known.

    `direction` is -1 for what lies to the left of it, else 1.
    """

    limit: Limit | None
    at: Real | None
    direction: int
    variable: str

    @property
    def where(self) -> str:
        """`x -> 0 from the left`, `x -> oo`."""
        if self.at is None:
            return f"{self.variable} -> {'oo' if self.direction > 0 else '-oo'}"
        return f"{self.variable} -> {self.at} from the {'right' if self.direction > 0 else 'left'}"


def approaches_of(chart: Chart, variable: str, without: Sequence[Real | None] = ()) -> Iterator[Approach]:
    """What the values tend to at both ends of every gap on which they change.

    Left out are the ends in `without`, and those at which the function is smooth: there it has the value itself.
    """
    without = [*without, *(mark.at for mark in chart.marks if not mark.is_cut)]
    for gap in chart.gaps:
        for end, direction in ((gap.interval.low.at, 1), (gap.interval.high.at, -1)):
            if gap.tree is None or gap.rises == 0 or any(end is other for other in without):
                continue
            way = direction if end is not None else -direction
            limit = approached(gap.tree, variable, end, way)
            if limit is None and end is not None and gap.rises and _is_pole(gap.tree, variable, end):
                limit = Limit(None, -gap.rises * way)
            yield Approach(limit, end, way, variable)


def unbounded(sign: int, approaches: Iterable[Approach]) -> Extreme | None:
    """That there is no maximum (`sign` 1) or minimum (-1), because the values grow without end somewhere."""
    for approach in approaches:
        if approach.limit is not None and approach.limit.infinite == sign:
            return Extreme(None, False, (), True, f"f tends to {'oo' if sign > 0 else '-oo'} as {approach.where}")
    return None


def _is_pole(tree: Node, variable: str, at: Real) -> bool:
    """Whether a rational function has a pole at an algebraic number."""
    from calcgd.algebra.polynomial import as_fraction

    fraction = as_fraction(tree, [variable])
    return fraction is not None and sign_at(fraction[1], {variable: at}) == 0


def extreme(
    sign: int, points: Sequence[CriticalPoint], plateaus: Sequence[Continuum], approaches: Sequence[Approach]
) -> Extreme | None:
    """The maximum (`sign` 1) or minimum (-1) of a function that is monotonic between all its critical points.

    Its values then lie between those at, or towards, the ends of these intervals. None where one is not known.
    """
    if any(approach.limit is None for approach in approaches):
        return None
    without_end = unbounded(sign, approaches)
    if without_end is not None:
        return without_end
    reached = [found for found in (*points, *plateaus) if found.value is not None]
    towards = [(near.limit.finite, near.where) for near in approaches if near.limit and near.limit.finite is not None]
    best: Real | None = None
    for value in (*(found.value for found in reached), *(value for value, _ in towards)):
        if value is not None and (best is None or compare(value, best) * sign > 0):
            best = value
    if best is None:
        return None
    there = [found for found in reached if found.value is not None and compare(found.value, best) == 0]
    if there:
        where = tuple(point for point in there if isinstance(point, CriticalPoint))
        return Extreme(best, True, where, False, "" if where else "f is constant there")
    where = next(where for value, where in towards if compare(value, best) == 0)
    return Extreme(best, False, (), False, f"f tends to it as {where}")

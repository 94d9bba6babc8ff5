"""The least and the greatest value on the line: among the critical values and what the values tend to at open ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from calcgd.calculus.critical.result import Continuum, CriticalPoint, Extreme
from calcgd.calculus.line.chart import Chart
from calcgd.calculus.line.limits import Limit, approached
from calcgd.calculus.line.real import Real, compare


class Approach(NamedTuple):
    """What the values tend to at the end of a gap (None: not known), and in words where that is."""

    limit: Limit | None
    where: str


def approaches_of(chart: Chart, variable: str, without: Sequence[Real | None] = ()) -> Iterator[Approach]:
    """What the values tend to at both ends of every gap, but for the ends in `without`."""
    for gap in chart.gaps:
        for end, direction in ((gap.interval.low.at, 1), (gap.interval.high.at, -1)):
            if gap.tree is None or any(end is other for other in without):
                continue
            if end is None:
                limit = approached(gap.tree, variable, None, -direction)
                yield Approach(limit, f"{variable} -> {'-oo' if direction > 0 else 'oo'}")
            else:
                limit = approached(gap.tree, variable, end, direction)
                yield Approach(limit, f"{variable} -> {end} from the {'right' if direction > 0 else 'left'}")


def extreme(
    sign: int, points: Sequence[CriticalPoint], plateaus: Sequence[Continuum], approaches: Sequence[Approach]
) -> Extreme | None:
    """The maximum (`sign` 1) or minimum (-1) of a function that is monotonic between all its critical points.

    Its values then lie between those at, or towards, the ends of these intervals. None where one is not known.
    """
    if any(approach.limit is None for approach in approaches):
        return None
    for limit, where in approaches:
        if limit is not None and limit.infinite == sign:
            return Extreme(None, False, (), True, f"f tends to {'oo' if sign > 0 else '-oo'} as {where}")
    reached = [found for found in (*points, *plateaus) if found.value is not None]
    towards = [(limit.finite, where) for limit, where in approaches if limit is not None and limit.finite is not None]
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

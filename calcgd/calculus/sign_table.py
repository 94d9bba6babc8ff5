"""The sign table of a function: where it rises and falls, where it is convex and concave, and what is in between."""

from __future__ import annotations

from dataclasses import dataclass

from calcgd.calculus.critical.kinds import classified
from calcgd.calculus.line.chart import Chart, Gap, Mark
from calcgd.calculus.line.interval import Interval, split
from calcgd.calculus.line.real import Exact, Real, ascending, compare, value_at
from calcgd.calculus.line.truth import is_defined
from calcgd.expression.nodes import Node, Number

INFLECTION = "inflection"

_COURSE = {1: "increasing", -1: "decreasing", 0: "constant"}
_BEND = {1: "convex", -1: "concave"}


@dataclass(frozen=True, slots=True)
class Stretch:
    """A row of the table: a number `at` which something happens, or the open `interval` between two such.

    `rises` and `bends` are the signs of f' and f'' there (None: there is none, or it is not known); `what` says in
    words what that means, and `value` is that of f at the number.
    """

    at: Real | None
    interval: Interval | None
    rises: int | None
    bends: int | None
    what: str
    value: Real | None = None


def sign_table(course: Chart, bends: Chart, tree: Node, variable: str) -> tuple[Stretch, ...]:
    """The rows in ascending order, from the charts of a typed tree and of its derivative on the same window."""
    window = Interval(course.gaps[0].interval.low, course.gaps[-1].interval.high)
    stops = ascending([*(mark.at for mark in course.marks), *(mark.at for mark in bends.marks)])
    rows = {at: _stop(at, course, bends, tree, variable) for at in stops}
    kept = [at for at in stops if rows[at].what or _changes(at, course, bends)]
    found: list[Stretch] = []
    for interval in split(window, kept):
        if interval.low.at in rows:
            found.append(rows[interval.low.at])
        found.append(_between(interval, course, bends))
    if window.high.at is not None and kept and kept[-1] is window.high.at:
        found.append(rows[kept[-1]])
    return tuple(found)


def _between(interval: Interval, course: Chart, bends: Chart) -> Stretch:
    inside = Exact(Number(interval.inside()))
    gap = _gap_around(course, inside)
    if gap is None or gap.tree is None:
        return Stretch(None, interval, None, None, "not defined")
    bend = _gap_around(bends, inside)
    bending = None if bend is None else bend.rises
    words = (_COURSE.get(gap.rises, ""), _BEND.get(bending, "")) if gap.rises is not None else ()  # type: ignore[arg-type]
    return Stretch(None, interval, gap.rises, bending, ", ".join(filter(None, words)))


def _gap_around(chart: Chart, real: Real) -> Gap | None:
    """The gap that holds a number, or ends at it: beside a number at which nothing happens the two are alike."""
    return next((gap for gap in chart.gaps if gap.interval.closure().contains(real)), None)


def _mark_at(chart: Chart, real: Real) -> Mark | None:
    return next((mark for mark in chart.marks if compare(mark.at, real) == 0), None)


def _stop(at: Real, course: Chart, bends: Chart, tree: Node, variable: str) -> Stretch:
    """A row for a mark of one of the charts, with nothing to say where nothing happens."""
    mark, bend = _mark_at(course, at), _mark_at(bends, at)
    if not is_defined(tree, {variable: at}):
        return Stretch(at, None, None, None, "not defined")
    rises, bending = _sign(mark, course, at), _sign(bend, bends, at)
    point = classified(tree, variable, mark) if mark is not None else None
    words = [] if point is None else [point.kind]
    turns = bend is not None and _turns(bend)
    if turns and INFLECTION not in words and (point is None or point.shape in ("smooth", "vertical tangent")):
        words.append(INFLECTION)
    return Stretch(at, None, rises, bending, ", ".join(words), value_at(tree, {variable: at}))


def _changes(at: Real, course: Chart, bends: Chart) -> bool:
    """Whether a sign is another one after a number than before it."""
    marks = (_mark_at(course, at), _mark_at(bends, at))
    return any(
        mark is not None and mark.left is not None and mark.right is not None and mark.left.rises != mark.right.rises
        for mark in marks
    )


def _sign(mark: Mark | None, chart: Chart, at: Real) -> int | None:
    if mark is not None:
        return None if mark.is_cut else 0
    gap = _gap_around(chart, at)
    return None if gap is None else gap.rises


def _turns(mark: Mark) -> bool:
    sides = [gap.rises for gap in (mark.left, mark.right) if gap is not None]
    return sides in ([1, -1], [-1, 1])

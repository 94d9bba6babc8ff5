"""Critical points of functions of one variable: stationary points, corners, cusps, jumps and ends of the domain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from math import ceil, floor

from calcgd.calculus.critical.extremes import Approach, approaches_of, extreme, unbounded
from calcgd.calculus.critical.kinds import classified
from calcgd.calculus.critical.repeated import repeated
from calcgd.calculus.critical.result import Continuum, Critical, CriticalPoint, Extreme, Scope
from calcgd.calculus.line.chart import Gap
from calcgd.calculus.line.charted import Search, charted, domain_in_words
from calcgd.calculus.line.interval import Interval
from calcgd.calculus.line.limits import approached
from calcgd.calculus.line.real import PRECISIONS, Exact, Real, compare, sign_at, value_at
from calcgd.calculus.line.truth import is_defined
from calcgd.errors import NoAnswer
from calcgd.expression import Expression
from calcgd.expression.nodes import ZERO, Node, Number, Relation, Symbol
from calcgd.expression.text import text
from calcgd.expression.tidy import tidy

CONSTANT = "the derivative is 0 only where f is constant"
NEVER = "the derivative is never 0"

SHORT = 10**9
"""Parts of 1 to which an end without a closed form is rounded."""


def critical_on_line(expression: Expression, variable: str, on: Interval | None) -> Critical:
    """The critical points of an expression in one variable, on its natural domain or within the box `on`.

    Raises NoAnswer where the expression has no value anywhere there.
    """
    return critical_on_chart(expression, variable, charted(expression.tree, variable, on))


def critical_on_chart(expression: Expression, variable: str, search: Search) -> Critical:
    """The same from what is charted of it."""
    tree, found = expression.tree, search.chart
    marks = [mark for mark in found.marks if is_defined(tree, {variable: mark.at})]
    if not marks and all(gap.tree is None for gap in found.gaps):
        raise NoAnswer(f"{text(tree)} has no real values{' there' if search.is_boxed and not search.assumed else ''}")
    points = [point for mark in marks if (point := classified(tree, variable, mark)) is not None]
    plateaus = [_plateau(gap, search, tree, variable, points) for gap in found.gaps if gap.rises == 0]
    if search.period is not None:
        drifts = search.drift is not ZERO
        alike = [replace(point, value=None) for point in points] if drifts else points
        points = repeated(alike, variable, search.period)
    minimum, maximum = (_extreme(sign, search, tidy(tree), variable, points, plateaus) for sign in (-1, 1))
    points = [replace(point, scope=_scope(point, minimum, maximum)) for point in points]
    return Critical(
        expression,
        (variable,),
        domain_in_words(search, tree, variable),
        search.is_boxed,
        search.assumed,
        tuple(points),
        tuple(plateaus),
        tuple({variable: place} for place in found.undecided),
        found.complete,
        (", ".join(sorted(found.proofs)) or (CONSTANT if plateaus else NEVER)) if found.complete else "",
        minimum,
        maximum,
    )


def _extreme(
    sign: int, search: Search, tree: Node, variable: str, points: list[CriticalPoint], plateaus: list[Continuum]
) -> Extreme | None:
    if not search.chart.complete:
        return None
    if search.assumed:
        return unbounded(sign, _towards_infinity(search, tree, variable))
    if search.period is None:
        return extreme(sign, points, plateaus, list(approaches_of(search.chart, variable)))
    if search.drift is ZERO:
        ends = [end.at for end in search.window]
        return extreme(sign, points, plateaus, list(approaches_of(search.chart, variable, ends)))
    if sign_at(search.drift, {}):
        reason = f"each {text(search.period)} further f is larger by {text(search.drift)}"
        return Extreme(None, False, (), True, reason)
    return None


def _towards_infinity(search: Search, tree: Node, variable: str) -> Iterator[Approach]:
    """What the values tend to inside of the box, and beyond it, where the trees of the gaps need not hold any more."""
    yield from approaches_of(search.chart, variable, [end.at for end in search.window])
    for gap, direction in ((search.chart.gaps[0], -1), (search.chart.gaps[-1], 1)):
        if gap.tree is not None:
            yield Approach(approached(tree, variable, None, direction), None, direction, variable)


def _scope(point: CriticalPoint, minimum: Extreme | None, maximum: Extreme | None) -> Scope:
    for name, most in (("minimum", minimum), ("maximum", maximum)):
        if point.kind.endswith(name):
            return "global" if most is not None and point in most.where else "local"
    return ""


def _plateau(gap: Gap, search: Search, tree: Node, variable: str, points: list[CriticalPoint]) -> Continuum:
    """An interval on which the function is constant, with its ends where they have the same value.

    Ends that are points of their own are left out: values beyond them may be less or greater.
    """
    assert gap.tree is not None
    value = value_at(gap.tree, {variable: Exact(Number(gap.interval.inside()))})
    conditions: list[Node] = []
    for end, open_, closed in ((gap.interval.low.at, ">", ">="), (gap.interval.high.at, "<", "<=")):
        if end is None:
            continue
        if end.exact is None:
            conditions.append(Relation(closed, Symbol(variable), _inside(end, upwards=open_ == ">")))
            continue
        at, alone = {variable: end}, any(point.point[variable] is end for point in points)
        same = not alone and is_defined(tree, at) and compare(value_at(tree, at), value) == 0
        conditions.append(Relation(closed if same else open_, Symbol(variable), end.exact))
    reason = "f is constant there: no value near is less or greater"
    return Continuum(tuple(conditions), None if search.drift is not ZERO else value, "minimum", reason, search.period)


def _inside(end: Real, upwards: bool) -> Node:
    """A short decimal next to an end without a closed form, on that side of it."""
    low, high = end.within(PRECISIONS[0])
    return Number(Fraction(floor(high * SHORT) + 1 if upwards else ceil(low * SHORT) - 1, SHORT))

"""Critical points of functions of one variable: stationary points, corners, cusps, jumps and ends of the domain."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from calcgd.calculus.critical.extremes import approaches_of, extreme
from calcgd.calculus.critical.kinds import classified
from calcgd.calculus.critical.repeated import repeated
from calcgd.calculus.critical.result import Continuum, Critical, CriticalPoint, Extreme, Scope
from calcgd.calculus.derivative import derive
from calcgd.calculus.domain import conditions, in_words
from calcgd.calculus.line.chart import Chart, Gap, chart
from calcgd.calculus.line.interval import LINE, End, Interval, between
from calcgd.calculus.line.period import period_of
from calcgd.calculus.line.real import Exact, sign_at, value_at
from calcgd.calculus.line.truth import is_defined
from calcgd.errors import NoAnswer
from calcgd.expression import Expression
from calcgd.expression.nodes import ZERO, Node, Number, Relation, Symbol
from calcgd.expression.substitute import substitute
from calcgd.expression.text import text
from calcgd.expression.tidy import add, multiply, subtract, tidy

DEFAULT = between(Fraction(-10), Fraction(10))
"""The box that is searched where the whole line cannot be."""

STARTS = (Fraction(-1, 16), Fraction(-1, 19), Fraction(-1, 23), Fraction(-1, 29))
"""Where a period may be taken to begin, in periods: somewhere where nothing happens."""

NEVER = "the derivative has no factor that can be 0"


class _Search(NamedTuple):
    """The chart of a window: the whole line, a box (`assumed`: one that nobody asked for), or one `period`.

    `drift` is what is added to the values in each period.
    """

    chart: Chart
    window: Interval
    assumed: bool = False
    period: Node | None = None
    drift: Node = ZERO


def critical_on_line(expression: Expression, variable: str, on: Interval | None) -> Critical:
    """The critical points of an expression in one variable, on its natural domain or within the box `on`.

    Raises NoAnswer where the expression has no value anywhere there.
    """
    tree = expression.tree
    search = _searched(tree, variable, on)
    found = search.chart
    marks = [mark for mark in found.marks if is_defined(tree, {variable: mark.at})]
    if not marks and all(gap.tree is None for gap in found.gaps):
        raise NoAnswer(f"{text(tree)} has no real values{'' if on is None else ' there'}")
    points = [point for mark in marks if (point := classified(tree, variable, mark)) is not None]
    plateaus = [_plateau(gap, variable) for gap in found.gaps if gap.rises == 0]
    if search.period is not None:
        drifts = search.drift is not ZERO
        alike = [replace(point, value=None) for point in points] if drifts else points
        points = repeated(alike, variable, search.period)
    minimum, maximum = (_extreme(sign, search, variable, points, plateaus) for sign in (-1, 1))
    points = [replace(point, scope=_scope(point, minimum, maximum)) for point in points]
    return Critical(
        expression,
        (variable,),
        _domain_in_words(tree, variable, search),
        search.window is not LINE and search.period is None,
        search.assumed,
        tuple(points),
        tuple(plateaus),
        tuple({variable: place} for place in found.undecided),
        found.complete,
        (", ".join(sorted(found.proofs)) or NEVER) if found.complete else "",
        minimum,
        maximum,
    )


def _searched(tree: Node, variable: str, on: Interval | None) -> _Search:
    if on is not None:
        return _Search(chart(tree, variable, on), on)
    whole = chart(tree, variable, LINE)
    if whole.finished:
        return _Search(whole, LINE)
    return _over_a_period(tree, variable) or _Search(chart(tree, variable, DEFAULT), DEFAULT, assumed=True)


def _over_a_period(tree: Node, variable: str) -> _Search | None:
    """A period of the expression, or of its derivative where there are no corners or gaps."""
    drift, period = ZERO, period_of([tree], variable)
    if period is None and not conditions(tree, variable):
        period = period_of([derive(tree, variable)], variable)
        if period is not None:
            ends = (tidy(substitute(tree, {variable: at})) for at in (period, ZERO))
            drift = subtract(*ends)
    for start in STARTS if period is not None else ():
        low = Exact(multiply(Number(start), period))
        if is_defined(tree, {variable: low}) and sign_at(derive(tree, variable), {variable: low}):
            window = Interval(End(low, False), End(Exact(add(low.exact, period)), False))
            return _Search(chart(tree, variable, window), window, False, period, drift)
    return None


def _extreme(
    sign: int, search: _Search, variable: str, points: list[CriticalPoint], plateaus: list[Continuum]
) -> Extreme | None:
    if not search.chart.complete:
        return None
    if search.period is None:
        return extreme(sign, points, plateaus, list(approaches_of(search.chart, variable)))
    if search.drift is ZERO:
        ends = [end.at for end in search.window]
        return extreme(sign, points, plateaus, list(approaches_of(search.chart, variable, ends)))
    if sign_at(search.drift, {}):
        reason = f"each {text(search.period)} further f is larger by {text(search.drift)}"
        return Extreme(None, False, (), True, reason)
    return None


def _scope(point: CriticalPoint, minimum: Extreme | None, maximum: Extreme | None) -> Scope:
    for name, most in (("minimum", minimum), ("maximum", maximum)):
        if point.kind.endswith(name):
            return "global" if most is not None and point in most.where else "local"
    return ""


def _plateau(gap: Gap, variable: str) -> Continuum:
    """An interval on which the function is constant."""
    assert gap.tree is not None
    low, high = gap.interval.low.at, gap.interval.high.at
    conditions = [Relation(">", Symbol(variable), low.exact)] if low is not None and low.exact is not None else []
    if high is not None and high.exact is not None:
        conditions.append(Relation("<", Symbol(variable), high.exact))
    value = value_at(gap.tree, {variable: Exact(Number(gap.interval.inside()))})
    return Continuum(tuple(conditions), value, "minimum", "f is constant there: no value near is less or greater")


def _domain_in_words(tree: Node, variable: str, search: _Search) -> str:
    needed = in_words([condition for condition in conditions(tree, variable) if not condition.smooth])
    if search.window is LINE or search.period is not None:
        return needed or f"all real {variable}"
    low, high = search.window.low.at, search.window.high.at
    box = f"{low} <= {variable} <= {high}"
    return f"{box}, {needed}" if needed else box

"""What part of the line is charted: all of it where that can be done, else one period, else a box."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from calcgd.calculus.derivative import derive
from calcgd.calculus.domain import conditions
from calcgd.calculus.domain import in_words as needs
from calcgd.calculus.line.chart import Chart, chart, region_of
from calcgd.calculus.line.interval import LINE, End, Interval, between, in_words
from calcgd.calculus.line.period import period_of
from calcgd.calculus.line.pieces import differences
from calcgd.calculus.line.real import Exact, sign_at
from calcgd.expression.nodes import ZERO, Node, Number, Sum
from calcgd.expression.substitute import substitute
from calcgd.expression.tidy import add, multiply, subtract, tidy

DEFAULT = between(Fraction(-10), Fraction(10)).open()
"""The box that is searched where the whole line cannot be, without its ends, which are no ends of the domain."""

STARTS = (Fraction(-1, 16), Fraction(-1, 19), Fraction(1, 16), Fraction(5, 16), Fraction(9, 16), Fraction(-1, 29))
"""Where a period may be taken to begin, in periods: somewhere where nothing happens."""


class Search(NamedTuple):
    """The chart of a window: the whole line, a box (`assumed`: one that nobody asked for), or one `period`.

    `drift` is what is added to the values in each period.
    """

    chart: Chart
    window: Interval
    assumed: bool = False
    period: Node | None = None
    drift: Node = ZERO

    @property
    def is_boxed(self) -> bool:
        """Whether only a part of the line is known."""
        return self.window is not LINE and self.period is None


def charted(tree: Node, variable: str, on: Interval | None) -> Search:
    """The chart of a typed tree in one variable, on the box `on` or on as much of the line as can be searched."""
    if on is not None:
        return Search(chart(tree, variable, on), on)
    whole = chart(tree, variable, LINE)
    if whole.finished:
        return Search(whole, LINE)
    return _over_a_period(tree, variable) or boxed(tree, variable)


def boxed(tree: Node, variable: str) -> Search:
    """The chart of the default box."""
    return Search(chart(tree, variable, DEFAULT), DEFAULT, assumed=True)


def domain_in_words(search: Search, tree: Node, variable: str) -> str:
    """Where in the box, or on the line, the typed tree has values; where that is not known, what it needs."""
    if search.chart.complete and search.period is None:
        return in_words(region_of(search.chart, tree, variable), variable)
    needed = needs([condition for condition in conditions(tree, variable) if not condition.smooth])
    low, high = search.window.low.at, search.window.high.at
    box = f"{low} <= {variable} <= {high}" if search.is_boxed else ""
    return ", ".join(filter(None, (box, needed))) or f"all real {variable}"


def _over_a_period(tree: Node, variable: str) -> Search | None:
    """One period of an expression that is the sum of one that repeats and one whose slope is constant or repeats."""
    terms = _terms(tidy(tree))
    rest = add(ZERO, *(term for term in terms if variable in term.free and period_of([term], variable) is None))
    if conditions(rest, variable):
        return None
    repeating = [*differences(tree, variable), *(term for term in terms if term not in _terms(rest))]
    period = period_of([*repeating, derive(rest, variable)], variable)
    if period is None:
        return None
    drift = subtract(*(tidy(substitute(rest, {variable: at})) for at in (period, ZERO)))
    for start in STARTS:
        low = Exact(multiply(Number(start), period))
        if all(sign_at(node, {variable: low}) for node in (derive(tree, variable), *differences(tree, variable))):
            window = Interval(End(low, False), End(Exact(add(low.exact, period)), False))
            return Search(chart(tree, variable, window), window, False, period, drift)
    return None


def _terms(node: Node) -> tuple[Node, ...]:
    return node.args if isinstance(node, Sum) else (node,)

"""Lines that a curve comes nearer and nearer to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from calcgd.calculus.critical.extremes import Approach
from calcgd.calculus.line.chart import Chart, Gap
from calcgd.calculus.line.limits import approached
from calcgd.calculus.line.real import Real
from calcgd.expression.nodes import ZERO, Negation, Node, Number, Power, Product, Sum, Symbol
from calcgd.expression.tidy import add, multiply, tidy


@dataclass(frozen=True, slots=True)
class Asymptote:
    """A line that the curve comes nearer and nearer to: `line` in the variable, or the vertical one at `at`."""

    line: Node | None
    at: Real | None
    where: str


def asymptotes(approaches: Sequence[Approach], chart: Chart, variable: str) -> Iterator[Asymptote]:
    """The vertical, horizontal and oblique ones, from what the values tend to at the open ends of the domain."""
    poles: list[Real] = []
    for approach in approaches:
        limit = approach.limit
        if limit is None:
            continue
        if approach.at is not None:
            if limit.infinite and not any(approach.at is pole for pole in poles):
                poles.append(approach.at)
                yield Asymptote(None, approach.at, approach.where)
        elif limit.finite is not None:
            yield Asymptote(limit.finite.exact, None, approach.where)
        else:
            line = _oblique(chart.gaps[-1 if approach.direction > 0 else 0], variable, approach.direction)
            if line is not None:
                yield Asymptote(line, None, approach.where)


def _oblique(gap: Gap, variable: str, direction: int) -> Node | None:
    """The line m*x + b with m the limit of f/x and b that of f - m*x."""
    assert gap.tree is not None
    slope = approached(tidy(Product((gap.tree, Power(Symbol(variable), Number(-1))))), variable, None, direction)
    if slope is None or slope.finite is None or slope.finite.exact in (None, ZERO):
        return None
    rise = multiply(slope.finite.exact, Symbol(variable))
    rest = approached(tidy(Sum((gap.tree, Negation(rise)))), variable, None, direction)
    if rest is None or rest.finite is None or rest.finite.exact is None:
        return None
    return add(rise, rest.finite.exact)

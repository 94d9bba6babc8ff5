"""Whether and after which distance an expression repeats, as far as its form tells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import gcd, lcm

from calcgd.calculus.line.kernels import linear_parts
from calcgd.expression.nodes import PI, TWO, Call, Node, Number, Symbol
from calcgd.expression.signs import is_negative
from calcgd.expression.tidy import divide, multiply, negate, tidy

_TURNS = {"sin": TWO, "cos": TWO, "sec": TWO, "csc": TWO, "tan": Number(1), "cot": Number(1)}
"""Periods in units of pi."""


def period_of(nodes: Iterable[Node], variable: str) -> Node | None:
    """A common period of typed or tidy trees, not always the smallest; None where their form shows none.

    The variable has to stand in circular functions of linear arguments only, whose periods have a common multiple.
    """
    periods = [period for node in nodes for period in _periods(tidy(node), variable)]
    if not periods or None in periods:
        return None
    first = periods[0]
    assert first is not None
    ratios = [divide(period, first) for period in periods if period is not None]
    if not all(isinstance(ratio, Number) for ratio in ratios):
        return None
    rationals = [Fraction(ratio.value) for ratio in ratios]  # type: ignore[attr-defined]
    multiple = Fraction(lcm(*(r.numerator for r in rationals)), gcd(*(r.denominator for r in rationals)))
    return multiply(Number(multiple), first)


def _periods(node: Node, variable: str) -> Iterator[Node | None]:
    if variable not in node.free:
        return
    if isinstance(node, Call) and node.name in _TURNS:
        slope, _ = linear_parts(node.args[0], variable)
        if slope is not None and not slope.free:
            positive = negate(slope) if is_negative(slope) else slope
            yield divide(multiply(_TURNS[node.name], PI), positive)
            return
    if node is Symbol(variable):
        yield None
    for arg in node.args:
        yield from _periods(arg, variable)

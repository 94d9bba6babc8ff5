"""Limits that do not exist because the values oscillate: two sequences on which they tend to different limits.

Where the argument u of sin(u), cos(u) ... is continuous and grows beyond all bounds, it is s + 2*pi*k somewhere for
every large whole number k, whatever s is; along these points sin(u) is the constant sin(s). Under `floor` and `ceil`
the points are those where u = s + k.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from math import ceil, floor, gcd, lcm
from typing import NamedTuple

from calcgd.algebra.approach import INFINITE, Side
from calcgd.algebra.corners import ROUNDING
from calcgd.algebra.limit import may_jump, tends_to
from calcgd.algebra.probe import compare, points
from calcgd.expression.nodes import ONE, PI, TWO, Call, Node, Number
from calcgd.expression.tidy import UNDEFINED, add, divide, multiply, tidy

CIRCULAR = frozenset(("sin", "cos", "tan", "cot", "sec", "csc"))

TURNS = tuple(Fraction(number, 24) for number in (6, 18, 0, 12, 3, 9, 4))
"""The starts s that are tried, in turns of 2*pi."""

PARTS = (Fraction(0), Fraction(1, 2))
"""The starts s that are tried under `floor` and `ceil`."""


class Along(NamedTuple):
    """The points where `argument` is `start + period*k` for whole numbers k: along them the values tend to `limit`."""

    argument: Node
    start: Node
    period: Node
    limit: Node


def two_limits(node: Node, variable: str, point: Node, side: Side) -> tuple[Along, Along] | None:
    """Two sequences of points that prove that `node` has no limit from one side, as `limit.tends_to` takes them.

    None: none were found.
    """
    node = tidy(node)
    waves = [wave for wave in _waves(node) if tends_to(wave.args[0], variable, point, side) in INFINITE]
    rounds = {wave.name in ROUNDING for wave in waves}
    common = _common_measure(dict.fromkeys(wave.args[0] for wave in waves))
    if len(rounds) != 1 or common is None:
        return None
    argument, multiples = common
    period, starts = (ONE, PARTS) if True in rounds else (multiply(TWO, PI), TURNS)
    found: list[Along] = []
    for start in starts:
        along = tidy(_with_waves_at_rest(node, start, multiples))
        limit = None if along is UNDEFINED else tends_to(along, variable, point, side)
        if limit is None:
            continue
        for other in found:
            if _differ(other.limit, limit):
                return other, Along(argument, multiply(Number(start), period), period, limit)
        found.append(Along(argument, multiply(Number(start), period), period, limit))
    return None


def _waves(node: Node) -> Iterator[Call]:
    if isinstance(node, Call) and node.name in CIRCULAR | ROUNDING and not may_jump(node.args[0]):
        yield node
    for arg in node.args:
        yield from _waves(arg)


def _common_measure(arguments: Iterable[Node]) -> tuple[Node, dict[Node, int]] | None:
    """An expression of which all `arguments` are whole multiples, and which multiples they are; None without one."""
    first, *others = arguments or [ONE]
    ratios = {first: Fraction(1)}
    for other in others:
        ratio = divide(other, first)
        if not isinstance(ratio, Number):
            return None
        ratios[other] = Fraction(ratio.value)
    measure = Fraction(gcd(*(r.numerator for r in ratios.values())), lcm(*(r.denominator for r in ratios.values())))
    multiples = {argument: int(ratio / measure) for argument, ratio in ratios.items()}
    return multiply(Number(measure), first), multiples


def _with_waves_at_rest(node: Node, start: Fraction, multiples: Mapping[Node, int]) -> Node:
    """`node` along the points where the common measure is `start` and some periods."""
    if isinstance(node, Call) and node.args[0] in multiples and node.name in CIRCULAR | ROUNDING:
        place = multiples[node.args[0]] * start
        if node.name in CIRCULAR:
            return Call(node.name, (multiply(Number(2 * place), PI),))
        return add(node.args[0], Number((floor(place) if node.name == "floor" else ceil(place)) - place))
    return node.over([_with_waves_at_rest(arg, start, multiples) for arg in node.args]) if node.args else node


def _differ(first: Node, second: Node) -> bool:
    if first in INFINITE or second in INFINITE:
        return first is not second
    return compare(first, second, next(points(first.free | second.free, generic=True))) == "different"

"""Cauchy's principal value: poles approached from both sides at the same pace, and both infinities alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from calcgd.calculus.line.limits import Limit
from calcgd.calculus.point import Value, constant_value, is_finite
from calcgd.calculus.share import Share
from calcgd.calculus.total import shortest
from calcgd.expression.nodes import INFINITY, ZERO, Node, Symbol
from calcgd.expression.substitute import substitute
from calcgd.expression.tidy import add, negate, subtract, tidy


def principal_value(shares: Sequence[Share], variable: str) -> Value | None:
    """The principal value of an integral that diverges; None where there is none or it is not known.

    There is one where every infinite limit of the antiderivatives has its counterpart: across a pole, or at the other
    end of the line.
    """
    limits = [one.limits for one in shares]
    if any(known is None for known in limits):
        return None
    numbers: list[Node | None] = [
        _exact(sign, limit) for known in limits if known is not None for sign, limit in known if not limit.infinite
    ]
    numbers += _counterparts(shares, variable)
    found = [number for number in numbers if number is not None]
    return constant_value(shortest(add(*found))) if len(found) == len(numbers) else None


def _exact(sign: int, limit: Limit) -> Node | None:
    node = limit.number().exact
    return node if node is None or sign > 0 else negate(node)


def _counterparts(shares: Sequence[Share], variable: str) -> Iterator[Node | None]:
    """For each pair of opposite ends of which one is infinite what both add together; None where they have no sum."""
    ends = [(one.limits[0][1], one.limits[-1][1]) for one in shares if one.limits is not None]
    for (left, right), ((_, before), (after, _)) in zip(pairwise(shares), pairwise(ends), strict=True):
        if before.infinite or after.infinite:
            yield _across(left, right, variable) if before.infinite and after.infinite else None
    first, last = ends[0][0], ends[-1][1]
    if first.infinite or last.infinite:
        yield _at_both_infinities(shares, variable) if first.infinite and last.infinite else None


def _across(left: Share, right: Share, variable: str) -> Node | None:
    at = left.piece.interval.high.at
    if at is None or at.exact is None:
        return None
    before, after = left.function[-1].tree, right.function[0].tree
    x = Symbol(variable)
    return _limit((before, subtract(at.exact, x)), (after, add(at.exact, x)), variable, ZERO)


def _at_both_infinities(shares: Sequence[Share], variable: str) -> Node | None:
    first, last = shares[0], shares[-1]
    if first.piece.interval.low.at is not None or last.piece.interval.high.at is not None:
        return None
    x = Symbol(variable)
    return _limit((last.function[-1].tree, x), (first.function[0].tree, negate(x)), variable, INFINITY)


def _limit(plus: tuple[Node, Node], minus: tuple[Node, Node], variable: str, towards: Node) -> Node | None:
    """The finite limit of the difference of two functions, each at a place that moves with the variable."""
    from calcgd.algebra.limit import tends_to

    values = [tidy(substitute(function, {variable: place})) for function, place in (plus, minus)]
    found = tends_to(subtract(*values), variable, towards, "+" if towards is ZERO else "-")
    return found if found is not None and is_finite(found) else None

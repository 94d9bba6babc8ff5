"""Coming nearer to a point from one side: the values there, and whether they bear out a limit that is claimed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import islice
from typing import Any, Literal, NamedTuple

from calcgd.algebra.probe import points, value
from calcgd.expression.nodes import INFINITY, MINUS_ONE, Node, Product
from calcgd.expression.tidy import tidy

Side = Literal["+", "-"]

MINUS_INFINITY: Node = tidy(Product((MINUS_ONE, INFINITY)))
INFINITE = (INFINITY, MINUS_INFINITY)

DIGITS = 400
"""So many that at the nearest distance differences of the seventh order are still told from rounding."""

DISTANCES = ((25, 50), (8, 16), (2, 4), (1, 2))
"""Pairs of exponents of ten, far and near: `near` is 10**-50, or 10**50 towards infinity. The first pair decides at
which there are values that more digits do not change."""

SETTINGS, ATTEMPTS = 4, 20
"""So many values of the other variables are looked at, among so many that are tried."""

_STEADY = (Fraction(1),)
_SCATTERED = tuple(Fraction(1000 + (7 * k * k + 61 * k) % 1699, 1000) for k in range(12))
_UNEVEN = 0.377
"""Far out this keeps away from the whole numbers, where `floor` jumps."""

_ROUNDING = 1e-40


class Approach(NamedTuple):
    """`variable` tends to `point`, a constant or an expression in other variables, or infinite, from one side.

    The right side is "+", the left "-". Infinity is approached from the left and its opposite from the right, whatever
    `side` says.
    """

    variable: str
    point: Node
    side: Side

    def places(self, exponent: int, setting: Mapping[str, Any], scattered: bool) -> Iterator[dict[str, Any]]:
        """Points at about the distance 10**-exponent, or as far out as 10**exponent, for one setting of the others."""
        import mpmath

        with mpmath.workdps(2 * DIGITS):
            for factor in _SCATTERED if scattered else _STEADY:
                size = mpmath.mpf(factor.numerator) / factor.denominator
                if self.point in INFINITE:
                    far = size * mpmath.mpf(10) ** exponent + _UNEVEN
                    yield {**setting, self.variable: far if self.point is INFINITY else -far}
                    continue
                distance = size / mpmath.mpf(10) ** exponent
                middle = value(self.point, setting, 2 * DIGITS)
                if middle is not None:
                    yield {**setting, self.variable: middle + (distance if self.side == "+" else -distance)}

    def settings(self, node: Node) -> Iterator[dict[str, Fraction]]:
        """Values for all variables of `node` but this one, the same at every call: one setting where there are none."""
        others = (node.free | self.point.free) - {self.variable}
        return islice(points(others, generic=True), ATTEMPTS) if others else iter(({},))

    def bears_out(self, node: Node, limit: Node, scattered: bool) -> bool:
        """Whether the values of `node` come nearer to `limit`; at a dozen places for each distance if `scattered`.

        With other variables they do so for several values of these, and for none do they not.
        """
        seen = 0
        for setting in self.settings(node):
            borne_out = self._bears_out(node, limit, setting, scattered)
            if borne_out is False:
                return False
            seen += borne_out is True
            if seen == SETTINGS:
                return True
        return seen > 1 or (seen == 1 and not node.free - {self.variable})

    def _bears_out(self, node: Node, limit: Node, setting: Mapping[str, Any], scattered: bool) -> bool | None:
        for far, near in DISTANCES:
            before, after = (self._values(node, exponent, setting, scattered) for exponent in (far, near))
            if before is None or after is None:
                continue
            if limit in INFINITE:
                sign = 1 if limit is INFINITY else -1
                least = min(sign * number for number in after)
                return least > 1 and least > max(sign * number for number in before)
            goal = value(limit, setting, DIGITS)
            if goal is None:
                return False
            away = max(abs(number - goal) for number in after)
            return away < max(abs(number - goal) for number in before) or away < _ROUNDING
        return None

    def _values(self, node: Node, exponent: int, setting: Mapping[str, Any], scattered: bool) -> list[Any] | None:
        """The values at one distance; None where one is missing or where rounding is all there is to it."""
        found = []
        for place in self.places(exponent, setting, scattered):
            rough, sharp = value(node, place, DIGITS), value(node, place, 2 * DIGITS)
            if rough is None or sharp is None or abs(rough - sharp) > _ROUNDING * max(1, abs(sharp)):
                return None
            found.append(sharp)
        return found or None

"""Monotone functions over sets of reals, given by the intervals on which they are continuous and monotone.

This module imports FLINT: import it inside functions only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

from flint import arb

from calcgd.numeric.ball_functions import HALF, INF, ONE, ZERO, Ball, Function
from calcgd.numeric.pieces import Piece, Values, clipped, down, united, up


class Branch(NamedTuple):
    """An interval on which a function is continuous and monotone, with its values or limits at both ends.

    `ends` says which ends belong to it: "[]", "[)", "(]", "()"; an infinite one counts as belonging to it.
    """

    ends: str
    low: Ball
    high: Ball
    at_low: Ball
    at_high: Ball

    def part(self, piece: Piece) -> Piece | None:
        """What of a piece lies on the branch."""
        part = clipped(piece, self.low, self.high)
        if part is None or part[0] < part[1] or (self.holds_low(part) and self.holds_high(part)):
            return part
        return None

    def holds_low(self, part: Piece) -> bool:
        return part[0] > self.low or self.ends[0] == "["

    def holds_high(self, part: Piece) -> bool:
        return part[1] < self.high or self.ends[1] == "]"

    def image(self, function: Function, part: Piece) -> Piece:
        """The values on a part, from those at its ends."""
        first = self.at_low if part[0] == self.low else function(part[0])
        last = self.at_high if part[1] == self.high else function(part[1])
        low, high = min(down(first), down(last)), max(up(first), up(last))
        return (
            max(low, min(down(self.at_low), down(self.at_high))),
            min(high, max(up(self.at_low), up(self.at_high))),
        )


def along(function: Function, branches: Sequence[Branch], u: Values) -> Values:
    """The values of a function that is given by balls at exact points and has all of its domain in `branches`."""
    images: list[Piece] = []
    total, continuous = u.total, u.continuous
    for piece in u.pieces:
        parts = [(branch, part) for branch in branches if (part := branch.part(piece)) is not None]
        images += [branch.image(function, part) for branch, part in parts]
        total = total and _covers(parts, piece)
        continuous = continuous and all(one.at_high == other.at_low for (one, _), (other, _) in pairwise(parts))
    return Values(united(images), total, continuous)


def _covers(parts: Sequence[tuple[Branch, Piece]], piece: Piece) -> bool:
    """Whether the parts, which are in ascending order, leave out nothing of the piece."""
    if not parts:
        return False
    (first, beginning), (last, end) = parts[0], parts[-1]
    return (
        (beginning[0] == piece[0] and first.holds_low(beginning))
        and (end[1] == piece[1] and last.holds_high(end))
        and all(
            part[1] == following[0] and (one.holds_high(part) or other.holds_low(following))
            for (one, part), (other, following) in pairwise(parts)
        )
    )


def everywhere(at_low: Ball = -INF, at_high: Ball = INF) -> list[Branch]:
    return [Branch("[]", -INF, INF, at_low, at_high)]


def even(at_zero: Ball, at_infinity: Ball) -> list[Branch]:
    """Of an even function that is monotone on the positive numbers."""
    return [Branch("[]", -INF, ZERO, at_infinity, at_zero), Branch("[]", ZERO, INF, at_zero, at_infinity)]


def _odd_without(low: Ball, at_low: Ball) -> list[Branch]:
    """Of an odd function that is defined beyond `low` only, decreases to 0 and tends to `at_low` there."""
    return [Branch("[)", -INF, -low, ZERO, -at_low), Branch("(]", low, INF, at_low, ZERO)]


def _jumping(below: Ball, there: Ball, above: Ball) -> list[Branch]:
    """Of a function with one value below 0, one at 0 and one above."""
    return [
        Branch("[)", -INF, ZERO, below, below),
        Branch("[]", ZERO, ZERO, there, there),
        Branch("(]", ZERO, INF, above, above),
    ]


_MINUS = -ONE
_TWO = ONE + ONE


def _right_angle() -> Ball:
    return arb.pi() * HALF


BRANCHES: dict[str, Callable[[], list[Branch]]] = {
    "cbrt": everywhere,
    "sqrt": lambda: [Branch("[]", ZERO, INF, ZERO, INF)],
    "exp": lambda: everywhere(ZERO),
    "expm1": lambda: everywhere(_MINUS),
    "log": lambda: [Branch("(]", ZERO, INF, -INF, INF)],
    "log2": lambda: [Branch("(]", ZERO, INF, -INF, INF)],
    "log10": lambda: [Branch("(]", ZERO, INF, -INF, INF)],
    "log1p": lambda: [Branch("(]", _MINUS, INF, -INF, INF)],
    "asin": lambda: [Branch("[]", _MINUS, ONE, -_right_angle(), _right_angle())],
    "acos": lambda: [Branch("[]", _MINUS, ONE, arb.pi(), ZERO)],
    "atan": lambda: everywhere(-_right_angle(), _right_angle()),
    "acot": lambda: [
        Branch("[)", -INF, ZERO, ZERO, -_right_angle()),
        Branch("[]", ZERO, INF, _right_angle(), ZERO),
    ],
    "asec": lambda: [
        Branch("[]", -INF, _MINUS, _right_angle(), arb.pi()),
        Branch("[]", ONE, INF, ZERO, _right_angle()),
    ],
    "acsc": lambda: [
        Branch("[]", -INF, _MINUS, ZERO, -_right_angle()),
        Branch("[]", ONE, INF, _right_angle(), ZERO),
    ],
    "sinh": everywhere,
    "cosh": lambda: even(ONE, INF),
    "tanh": lambda: everywhere(_MINUS, ONE),
    "coth": lambda: [Branch("[)", -INF, ZERO, _MINUS, -INF), Branch("(]", ZERO, INF, INF, ONE)],
    "sech": lambda: even(ONE, ZERO),
    "csch": lambda: _odd_without(ZERO, INF),
    "asinh": everywhere,
    "acosh": lambda: [Branch("[]", ONE, INF, ZERO, INF)],
    "atanh": lambda: [Branch("()", _MINUS, ONE, -INF, INF)],
    "acoth": lambda: _odd_without(ONE, INF),
    "asech": lambda: [Branch("(]", ZERO, ONE, INF, ZERO)],
    "acsch": lambda: _odd_without(ZERO, INF),
    "abs": lambda: even(ZERO, INF),
    "sign": lambda: _jumping(_MINUS, ZERO, ONE),
    "step": lambda: _jumping(ZERO, HALF, ONE),
    "relu": lambda: [Branch("[]", -INF, ZERO, ZERO, ZERO), Branch("[]", ZERO, INF, ZERO, INF)],
    "sigmoid": lambda: everywhere(ZERO, ONE),
    "softplus": lambda: everywhere(ZERO),
    "softsign": lambda: everywhere(_MINUS, ONE),
    "logit": lambda: [Branch("()", ZERO, ONE, -INF, INF)],
    "erf": lambda: everywhere(_MINUS, ONE),
    "erfc": lambda: everywhere(_TWO, ZERO),
    "erfi": everywhere,
    "erfinv": lambda: [Branch("()", _MINUS, ONE, -INF, INF)],
    "Ei": lambda: [Branch("[)", -INF, ZERO, ZERO, -INF), Branch("(]", ZERO, INF, -INF, INF)],
    "li": lambda: [Branch("()", ZERO, ONE, ZERO, -INF), Branch("(]", ONE, INF, -INF, INF)],
    "elliptic_k": lambda: [Branch("[)", -INF, ONE, ZERO, INF)],
    "elliptic_e": lambda: [Branch("[]", -INF, ONE, INF, ONE)],
}
"""The branches of each function in ascending order. They are asked for when they are needed, since irrational ends
are known in FLINT's current precision only."""

_HYPERBOLIC = ("cosh", "sech", "coth", "csch", "acsch", "acoth")
NOWHERE_ZERO = frozenset(
    (*_HYPERBOLIC, "exp", "acsc", "acot", "sigmoid", "softplus", "erfc", "elliptic_k", "elliptic_e")
)
"""Functions of the table that are nowhere 0, though 0 may be a limit of theirs."""

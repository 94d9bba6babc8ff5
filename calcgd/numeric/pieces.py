"""Sets of reals as a few closed pieces with exact ends, infinite ones included, and arithmetic on them.

A quotient by an interval around 0 is two pieces, one to each side of the gap (the exterior intervals of W. Kahan, A
more complete interval arithmetic, 1968), so that `1/x` near 0 is known to be large although it is not known to have
one sign. This module imports FLINT: import it inside functions only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import NamedTuple

from calcgd.numeric.ball_functions import INF, ONE, ZERO, Ball

Piece = tuple[Ball, Ball]
"""Both ends, exact, the lower one first; they may be infinite, and then are not attained."""

Pieces = tuple[Piece, ...]

MOST = 4


class Values(NamedTuple):
    """What is known of the values of an expression over a box.

    `pieces` hold all of its values, none is left where it has no value anywhere. `total`: it has a value everywhere;
    `continuous`: and is continuous where it has; `nonzero`: it is nowhere 0, though 0 may be in `pieces`.
    """

    pieces: Pieces
    total: bool = True
    continuous: bool = True
    nonzero: bool = False

    @property
    def low(self) -> Ball:
        return self.pieces[0][0]

    @property
    def high(self) -> Ball:
        return self.pieces[-1][1]

    @property
    def bounded(self) -> bool:
        return bool(self.pieces) and self.low > -INF and self.high < INF

    @property
    def is_nonzero(self) -> bool:
        """Proved to be 0 nowhere."""
        return self.nonzero or not any(low <= ZERO <= high for low, high in self.pieces)


NOWHERE = Values((), False)
UNKNOWN = Values(((-INF, INF),), False, False)


def down(x: Ball) -> Ball:
    """The lower end of a ball, minus infinity where it has none."""
    low = x.lower()
    return low if low == low else -INF


def up(x: Ball) -> Ball:
    """The upper end of a ball, infinity where it has none."""
    high = x.upper()
    return high if high == high else INF


def span(ball: Ball) -> Piece:
    return down(ball), up(ball)


def united(pieces: Iterable[Piece], most: int = MOST) -> Pieces:
    """The union, in ascending order, the narrowest gaps closed where there are too many."""
    result: list[Piece] = []
    for low, high in sorted(pieces, key=_lower_end):
        if result and low <= result[-1][1]:
            if high > result[-1][1]:
                result[-1] = (result[-1][0], high)
        else:
            result.append((low, high))
    while len(result) > most:
        gaps = [following[0] - piece[1] for piece, following in pairwise(result)]
        at = min(range(len(gaps)), key=lambda place: float(gaps[place]))
        result[at : at + 2] = [(result[at][0], result[at + 1][1])]
    return tuple(result)


def _lower_end(piece: Piece) -> Ball:
    return piece[0]


def clipped(piece: Piece, low: Ball, high: Ball) -> Piece | None:
    """What of a piece lies in a range."""
    low, high = max(piece[0], low), min(piece[1], high)
    return (low, high) if low <= high else None


def combined(
    function: Callable[[Piece, Piece], Iterable[Piece]], u: Values, v: Values, nonzero: bool = False
) -> Values:
    """A continuous operation on two sets, piece by piece."""
    pieces = united(piece for one in u.pieces for other in v.pieces for piece in function(one, other))
    return Values(pieces, u.total and v.total, u.continuous and v.continuous, nonzero)


def add(u: Values, v: Values) -> Values:
    return combined(lambda p, q: [(down(p[0] + q[0]), up(p[1] + q[1]))], u, v)


def negate(u: Values) -> Values:
    return u._replace(pieces=tuple((-high, -low) for low, high in reversed(u.pieces)))


def subtract(u: Values, v: Values) -> Values:
    return add(u, negate(v))


def multiply(u: Values, v: Values) -> Values:
    return combined(_product, u, v, u.is_nonzero and v.is_nonzero)


def _product(p: Piece, q: Piece) -> list[Piece]:
    corners = [_times(a, b) for a in p for b in q]
    return [(min(map(down, corners)), max(map(up, corners)))]


def _times(a: Ball, b: Ball) -> Ball:
    """Exact ends multiplied; infinite ones are not attained, so that 0 times one is 0."""
    return ZERO if a == ZERO or b == ZERO else a * b


def divide(u: Values, v: Values) -> Values:
    return multiply(u, reciprocal(v))._replace(nonzero=u.is_nonzero)


def reciprocal(u: Values) -> Values:
    pieces = united(piece for part in u.pieces for piece in _inverse(part))
    return Values(pieces, u.total and u.is_nonzero, u.continuous, True)


def _inverse(piece: Piece) -> list[Piece]:
    low, high = piece
    if low > ZERO or high < ZERO:
        return [(down(ONE / high), up(ONE / low))]
    left = [(-INF, up(ONE / low))] if low < ZERO else []
    return [*left, (down(ONE / high), INF)] if high > ZERO else left


def extreme(choose: Callable[[Ball, Ball], Ball]) -> Callable[..., Values]:
    """The larger or the smaller of any number of arguments."""

    def of_all(*us: Values) -> Values:
        result = us[0]
        for u in us[1:]:
            result = combined(lambda p, q: [(choose(p[0], q[0]), choose(p[1], q[1]))], result, u)
        return result

    return of_all


# ---- conditions


class Truths(NamedTuple):
    """What is known of a condition over a box: whether it may hold, may fail, and is defined everywhere."""

    may_hold: bool
    may_fail: bool
    total: bool = True


def select(condition: Truths, value: Values, other: Values) -> Values:
    """The one where the condition holds, the other where it does not."""
    chosen = [one for one, possible in zip((value, other), condition, strict=False) if possible]
    return Values(
        united(piece for one in chosen for piece in one.pieces),
        condition.total and all(one.total for one in chosen),
        len(chosen) == 1 and chosen[0].continuous,
        all(one.is_nonzero for one in chosen),
    )


def related(
    may_hold: Callable[[Piece, Piece], bool], may_fail: Callable[[Piece, Piece], bool]
) -> Callable[..., Truths]:
    """A comparison, from when it may hold and when it may fail for values of two pieces."""

    def compared(u: Values, v: Values) -> Truths:
        pairs = [(p, q) for p in u.pieces for q in v.pieces]
        return Truths(any(may_hold(p, q) for p, q in pairs), any(may_fail(p, q) for p, q in pairs), u.total and v.total)

    return compared


def meet(p: Piece, q: Piece) -> bool:
    return p[0] <= q[1] and q[0] <= p[1]


def both(p: Truths, q: Truths) -> Truths:
    return Truths(p.may_hold and q.may_hold, p.may_fail or q.may_fail, p.total and q.total)


def either(p: Truths, q: Truths) -> Truths:
    return Truths(p.may_hold or q.may_hold, p.may_fail and q.may_fail, p.total and q.total)


def opposite(p: Truths) -> Truths:
    return Truths(p.may_fail, p.may_hold, p.total)

"""What a smooth piece of an integrand adds to an integral: whether it converges at its ends, and its exact value."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal, NamedTuple

from calcgd.calculus.derivative import derive
from calcgd.calculus.domain import conditions
from calcgd.calculus.line.interval import Interval
from calcgd.calculus.line.limits import Limit, approached
from calcgd.calculus.line.pieces import Piece, pieces
from calcgd.calculus.line.real import Real, Root, sign_at
from calcgd.calculus.real_logarithms import is_certainly_positive
from calcgd.errors import NoAnswer
from calcgd.expression.nodes import INFINITY, ZERO, Call, Node, Number, Power, Relation, Symbol
from calcgd.expression.substitute import substitute
from calcgd.expression.tidy import multiply, negate, subtract, tidy

Growth = Literal["converges", "oo", "-oo", "oscillates"]
"""What an integral does at one end of its range: it tends to a number, or to an infinity, or to nothing."""

CONVERGES: Growth = "converges"

SLIGHTLY = Fraction(1, 100)
"""So near to 1 are the exponents of the powers that an integrand is compared with."""


class Share(NamedTuple):
    """What the piece adds. `function` is an antiderivative in smooth parts from end to end, empty where none is known.

    `limits` are what the antiderivative tends to at the ends of its parts, each with the sign that it has in the sum;
    None where one of them is not known. `growths` tell for both ends of the piece whether the integral converges there;
    None where it is not known.
    """

    piece: Piece
    function: tuple[Piece, ...]
    limits: tuple[tuple[int, Limit], ...] | None
    growths: tuple[Growth | None, Growth | None]

    @property
    def terms(self) -> list[tuple[int, Real]] | None:
        """Numbers with their signs whose sum the piece adds; None where they are not known."""
        if self.limits is None or any(limit.infinite for _, limit in self.limits):
            return None
        return [(sign, limit.number()) for sign, limit in self.limits]

    def convergent(self) -> Share:
        """The same, once it is known otherwise that the integral converges at both ends."""
        return self._replace(growths=(CONVERGES, CONVERGES))


def share(piece: Piece, variable: str, function: Node | None) -> Share:
    """What a piece adds, given an antiderivative of its tree where one is known."""
    parts = _smooth_parts(function, variable, piece.interval)
    found = [
        (-inward, approached(part.tree, variable, at, _side(at, inward)))
        for part in parts
        for inward, at in ((1, part.interval.low.at), (-1, part.interval.high.at))
    ]
    limits = tuple((sign, limit) for sign, limit in found if limit is not None)
    known = bool(parts) and len(limits) == len(found)
    bounded = _is_bounded(piece, variable)
    ends: list[Growth | None] = [
        _by_limit(inward, found[at][1] if found else None)
        or (CONVERGES if bounded else None)
        or _by_comparison(piece, variable, inward)
        or _by_oscillation(piece, variable, inward, parts[at] if parts else None)
        for inward, at in ((1, 0), (-1, -1))
    ]
    return Share(piece, parts, limits if known else None, (ends[0], ends[1]))


def _side(at: Real | None, inward: int) -> int:
    """From which side an end is approached from inside; at the end of the line outward is the only way."""
    return -inward if at is None else inward


def _smooth_parts(function: Node | None, variable: str, interval: Interval) -> tuple[Piece, ...]:
    """The parts that lead from end to end; none where they are not known, or where there is a gap."""
    if function is None:
        return ()
    function = _without_steps(function, variable)
    if all(_always_holds(condition.relation) for condition in conditions(function, variable)):
        return (Piece(interval, function),)
    try:
        cut = pieces(function, variable, interval)
    except NoAnswer:
        return ()
    gapless = len(cut.parts) == 1 + sum(map(interval.has_inside, cut.cuts))
    return cut.parts if cut.complete and gapless else ()


def _without_steps(function: Node, variable: str) -> Node:
    """Without steps that only join the branches of an arc tangent: each part may have a constant of its own."""

    def level(part: Node) -> Node:
        if isinstance(part, Call) and part.name == "floor":
            return ZERO
        return part.over([level(arg) for arg in part.args]) if part.args else part

    plain = tidy(level(function))
    return plain if derive(plain, variable) is derive(function, variable) else function


def _always_holds(relation: Node) -> bool:
    return (
        isinstance(relation, Relation)
        and relation.op in (">", ">=", "!=")
        and is_certainly_positive(subtract(*relation.args))
    )


def _is_bounded(piece: Piece, variable: str) -> bool:
    """Whether the integrand is proved bounded on a bounded piece; it has an integral then."""
    from calcgd.numeric.interval import enclosure

    if not piece.interval.is_bounded:
        return False
    found = enclosure(piece.tree, {variable: piece.interval.hull()})
    return found is not None and found.low is not None and found.high is not None


def _by_limit(inward: int, limit: Limit | None) -> Growth | None:
    """By what the antiderivative tends to at the lower (`inward` 1) or at the upper end (-1)."""
    return None if limit is None else _towards(-inward * limit.infinite)


def _towards(sign: int) -> Growth:
    return "oo" if sign > 0 else "-oo" if sign < 0 else CONVERGES


def _by_comparison(piece: Piece, variable: str, inward: int) -> Growth | None:
    """The comparison tests: t**(p - 1) has an integral from 0 on, and t**(-p - 1) one to infinity, just where p > 0."""
    at = (piece.interval.low if inward > 0 else piece.interval.high).at
    if isinstance(at, Root):
        return _at_root(piece, variable, inward, at)
    if at is not None and at.exact is None:
        return None
    side = _side(at, inward)
    place = Symbol(variable) if at is None or at.exact is None else subtract(Symbol(variable), at.exact)
    distance = multiply(Number(side), place)

    def tends_to(exponent: Fraction) -> Limit | None:
        return approached(tidy(multiply(piece.tree, Power(distance, Number(exponent)))), variable, at, side)

    tame = tends_to(1 + SLIGHTLY if at is None else 1 - SLIGHTLY)
    if tame is not None and not tame.infinite:
        return CONVERGES
    wild = tends_to(Fraction(1))
    sign = 0 if wild is None else wild.infinite or sign_at(wild.number().exact or ZERO, {}) or 0
    return _towards(sign) if sign else None


def _at_root(piece: Piece, variable: str, inward: int, at: Root) -> Growth | None:
    """Where the integrand is a finite number over a simple zero it has a simple pole, which no integral survives."""
    equation = substitute(at.equation, {at.variable: Symbol(variable)})
    above = sign_at(tidy(multiply(piece.tree, equation)), {variable: at})
    slope = sign_at(derive(equation, variable), {variable: at})
    return _towards(above * slope * inward) if above and slope else None


def _by_oscillation(piece: Piece, variable: str, inward: int, part: Piece | None) -> Growth | None:
    """Two sequences of points along which the antiderivative has different limits."""
    at = (piece.interval.low if inward > 0 else piece.interval.high).at
    if part is None or (at is not None and at.exact is None):
        return None
    from calcgd.algebra.oscillation import two_limits

    point = at.exact if at is not None and at.exact is not None else _infinity(inward)
    side = "+" if _side(at, inward) > 0 else "-"
    return None if two_limits(part.tree, variable, point, side) is None else "oscillates"


def _infinity(inward: int) -> Node:
    return negate(INFINITY) if inward > 0 else INFINITY

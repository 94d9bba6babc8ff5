"""The value of an integral that converges: exact by the fundamental theorem, compared with an independent number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import fsum, isfinite, ulp
from typing import NamedTuple

from calcgd.calculus.line.pieces import Piece
from calcgd.calculus.line.real import PRECISIONS, Bounds, Exact, Real
from calcgd.calculus.point import to_float
from calcgd.calculus.share import Share
from calcgd.errors import NoAnswer
from calcgd.expression.nodes import Call, Node, Number, Sum
from calcgd.expression.tidy import add, multiply

AGREEMENT = 1e-9
"""How far apart, relative to their size, a value and an estimate of it may be."""

NOTHING = 1e-15
"""An estimate as small as this may be one of 0."""

ACCURATE = 1e-12
"""The largest error of a number that bears out a closed form."""

SECONDS = 4.0
"""What looking for a closed form of the whole may take."""


class Total(NamedTuple):
    """A value: `decimal` differs from it by at most `error`; that is `proved`, by ball arithmetic, or an estimate.

    `reason` says why `exact` is missing, or both are.
    """

    exact: Node | None = None
    decimal: float | None = None
    error: float | None = None
    proved: bool = False
    reason: str = ""


def total(shares: Sequence[Share], numbers: Sequence[Total]) -> Total:
    """What pieces at whose ends the integral converges add up to, given what was `measured` of each."""
    number = _sum(numbers)
    terms = [one.terms for one in shares]
    if None in terms:
        return number._replace(reason="no antiderivative in closed form was found")
    known = [term for some in terms if some is not None for term in some]
    value = _exact(known) or _enclosed(known)
    if value is None:
        return number._replace(reason="the antiderivative could not be evaluated at the ends")
    if not _agree(value, number):
        return number._replace(reason="the antiderivative that was found does not agree with the number")
    return value._replace(proved=number.proved)


def measured(piece: Piece, variable: str) -> Total:
    """What a piece adds by quadrature, which knows nothing of antiderivatives; empty where that gives no number.

    It is proved where the piece is bounded and the integrand is not too wild at its ends; then it converges.
    """
    from calcgd.algebra.quadrature import estimate
    from calcgd.numeric.quadrature import integral

    low, high = piece.interval.low.at, piece.interval.high.at
    if low is not None and high is not None and low.exact is not None and high.exact is not None:
        bounds = integral(piece.tree, variable, low.exact, high.exact)
        if bounds is not None:
            return _middle(Bounds(*bounds))
    found = estimate(piece.tree, variable, low and _rational(low), high and _rational(high))
    return Total() if found is None else Total(None, found[0], found[1] + ulp(found[0]))


def _sum(numbers: Sequence[Total]) -> Total:
    decimals = [number.decimal for number in numbers if number.decimal is not None]
    errors = [number.error for number in numbers if number.error is not None]
    if len(errors) < len(numbers):
        return Total()
    rounding = len(numbers) * ulp(fsum(map(abs, decimals)))
    return Total(None, fsum(decimals), fsum(errors) + rounding, all(number.proved for number in numbers))


def value_to_infinity(one: Share, number: Total, variable: str) -> Total | None:
    """A closed form that SymPy has for an integral to infinity, though not for the antiderivative.

    None without one, and where it is not borne out by an accurate `number`.
    """
    from calcgd.algebra.integrate import known_value

    low, high = one.piece.interval.low.at, one.piece.interval.high.at
    if number.error is None or number.error > ACCURATE or (low is not None and high is not None):
        return None
    found = known_value(one.piece.tree, variable, low and low.exact, high and high.exact, SECONDS)
    value = None if found is None else _exact([(1, Exact(found))])
    if value is None or not _agree(value, number):
        return None
    return value._replace(reason=f"SymPy knows this value; quadrature agrees to within {ACCURATE:g}")


def _exact(terms: Iterable[tuple[int, Real]]) -> Total | None:
    """The sum where every term has a closed form, and a real value."""
    exact = [(sign, real.exact) for sign, real in terms]
    if any(node is None for _, node in exact):
        return None
    found = shortest(add(*(multiply(Number(sign), node) for sign, node in exact if node is not None)))
    decimal = to_float(found)
    if decimal is None or not isfinite(decimal):
        return None
    whole = isinstance(found, Number) and found.value == decimal
    return Total(found, decimal, 0.0 if whole else ulp(decimal))


def shortest(node: Node) -> Node:
    """A constant simplified, where its form lets one hope for something shorter."""
    if not isinstance(node, Sum) and not _calls(node) - {"log", "exp"}:
        return node
    from calcgd.algebra.simplify import simplify

    return simplify(node).tree


def _calls(node: Node) -> set[str]:
    below = set[str]().union(*map(_calls, node.args))
    return below | {node.name} if isinstance(node, Call) else below


def _enclosed(terms: Iterable[tuple[int, Real]]) -> Total | None:
    try:
        bounds = [(sign, real.within(PRECISIONS[1])) for sign, real in terms]
    except NoAnswer:
        return None
    ends = [(low, high) if sign > 0 else (-high, -low) for sign, (low, high) in bounds]
    found = _middle(Bounds(sum((low for low, _ in ends), Fraction(0)), sum((high for _, high in ends), Fraction(0))))
    return found if found.decimal is None else found._replace(reason="an end of a piece has no closed form")


def _middle(bounds: Bounds) -> Total:
    """The middle of proved bounds, and how far it is from them, also where it is written with 17 digits.

    Empty where no float holds them.
    """
    try:
        decimal = float((bounds.low + bounds.high) / 2) + 0.0
        error = float(bounds.high - bounds.low) + ulp(decimal)
    except OverflowError:
        return Total(reason="it is too large for a decimal number")
    return Total(None, decimal, error, True)


def _rational(real: Real) -> Fraction:
    low, high = real.within(PRECISIONS[1])
    return (low + high) / 2


def _agree(value: Total, number: Total) -> bool:
    """Whether a value is within the error of a number, where there is one."""
    if value.decimal is None or value.error is None or number.decimal is None or number.error is None:
        return True
    room = value.error + number.error + (0 if number.proved else AGREEMENT * abs(value.decimal) + NOTHING)
    return abs(value.decimal - number.decimal) <= room

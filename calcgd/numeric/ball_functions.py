"""The functions of the table over real balls of FLINT.

Every function here follows one rule: **a finite ball comes back only where the function is defined and continuous on
the whole ball it was given**; it then holds all values. In every other case the answer is not finite (nan), which says
nothing. FLINT's own functions keep to that for finite balls, but for the few with jumps; some of them turn infinite
balls and even nan into finite ones (`atan`, `sgn`, `sinc`), so that none is given any.

This module imports FLINT: import it inside functions only.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from flint import arb

Ball = Any
Function = Callable[..., Ball]

NAN = arb.nan()
INF = arb.pos_inf()
ZERO, ONE, HALF = arb(0), arb(1), arb(0.5)

CLEAR = 5
"""Bits of relative accuracy from which the power of a ball by repeated multiplication is tight enough."""


def ball_function(name: str) -> Function | None:
    """The function of the table over balls, None where FLINT has none and the table must define it."""
    from calcgd.numeric.special_balls import SPECIAL

    own = _OWN.get(name) or SPECIAL.get(name)
    if own is not None:
        return own
    method = getattr(arb, _SPELLED.get(name, name), None)
    return None if method is None or name in _FOREIGN else of_finite(method)


def of_finite(function: Function) -> Function:
    return lambda u: function(u) if u.is_finite() else NAN


def where(condition: Callable[..., bool], function: Function) -> Function:
    """The function where a condition is proved for finite arguments."""
    return lambda *us: function(*us) if all(u.is_finite() for u in us) and condition(*us) else NAN


def reciprocal(u: Ball) -> Ball:
    return ONE / u if u.is_finite() else NAN


# ---- powers


@cache
def power_function(exponent: Any) -> Function:
    """The power to an exact rational, the real root where its denominator is odd; tight also for wide balls."""
    root, times = exponent.denominator, abs(exponent.numerator)
    whole = _whole_power(times)
    if root == 1:
        positive = whole
    elif root % 2:
        positive = lambda u: whole(odd_root(u, root))  # noqa: E731
    else:
        positive = lambda u: whole(u.sqrt() if root == 2 else u.root(root)) if u >= ZERO else NAN  # noqa: E731
    return positive if exponent > 0 else lambda u: reciprocal(positive(u))


def _whole_power(times: int) -> Function:
    if times == 1:
        return lambda u: u
    clear = CLEAR + times.bit_length()

    def power(u: Ball) -> Ball:
        if u.rel_accuracy_bits() >= clear or not u.is_finite():
            return u**times
        if times % 2:
            return (u.lower() ** times).union(u.upper() ** times)
        return (u.abs_lower() ** times).union(u.abs_upper() ** times)

    return power


def odd_root(u: Ball, index: int) -> Ball:
    """The real root of an odd index of a finite ball."""
    if u > ZERO:
        return u.root(index)
    if u < ZERO:
        return -(-u).root(index)
    return _odd_root_at(u.lower(), index).union(_odd_root_at(u.upper(), index)) if u.is_finite() else NAN


def _odd_root_at(u: Ball, index: int) -> Ball:
    if u == ZERO:
        return ZERO
    return u.root(index) if u > ZERO else -(-u).root(index)


def general_power(base: Ball, exponent: Ball) -> Ball:
    return (exponent * base.log()).exp() if base.is_finite() and exponent.is_finite() else NAN


# ---- functions with corners and jumps


def _step_like(below: Ball, above: Ball) -> Function:
    def step(u: Ball) -> Ball:
        if u > ZERO:
            return above
        return below if u < ZERO else NAN

    return step


def _whole(function: Function) -> Function:
    """Floor or ceiling where the ball holds no jump."""

    def whole(u: Ball) -> Ball:
        if not u.is_finite() or u.contains_integer():
            return NAN
        return function(u)

    return whole


def _relu(u: Ball) -> Ball:
    return u.max(ZERO) if u.is_finite() else NAN


def _extreme(function: Function) -> Function:
    def extreme(*us: Ball) -> Ball:
        result = us[0]
        for u in us[1:]:
            result = function(result, u) if result.is_finite() and u.is_finite() else NAN
        return result

    return extreme


def _leaky_relu(u: Ball, v: Ball) -> Ball:
    return _relu(u) - v * _relu(-u)


def _elu(u: Ball, v: Ball) -> Ball:
    return _relu(u) + v * (-_relu(-u)).expm1()


def _logsumexp(*us: Ball) -> Ball:
    return sum((u.exp() for u in us), ZERO).log()


def _hypot(u: Ball, v: Ball) -> Ball:
    square = power_function(2)
    return (square(u) + square(v)).sqrt()


def _off_the_cut(u: Ball, v: Ball) -> bool:
    return v > ZERO or u > ZERO or u < ZERO


_OWN: dict[str, Function] = {
    "sqrt": lambda u: u.sqrt(),
    "cbrt": lambda u: odd_root(u, 3),
    "log": lambda u: u.log(),
    "abs": lambda u: abs(u),
    "sign": _step_like(-ONE, ONE),
    "step": _step_like(ZERO, ONE),
    "floor": _whole(arb.floor),
    "ceil": _whole(arb.ceil),
    "relu": _relu,
    "max": _extreme(arb.max),
    "min": _extreme(arb.min),
    "leaky_relu": _leaky_relu,
    "elu": _elu,
    "logsumexp": _logsumexp,
    # A tape reads the formulas that define these two as the functions themselves.
    "sigmoid": lambda u: reciprocal(ONE + (-u).exp()),
    "softplus": lambda u: u.exp().log1p(),
    "hypot": _hypot,
    "atan2": where(_off_the_cut, arb.atan2),
    "acot": where(lambda u: u > ZERO or u < ZERO, lambda u: (ONE / u).atan()),
    "asec": lambda u: reciprocal(u).acos(),
    "acsc": lambda u: reciprocal(u).asin(),
    "acoth": lambda u: reciprocal(u).atanh(),
    "asech": where(lambda u: u > ZERO, lambda u: (ONE / u).acosh()),
    "acsch": lambda u: reciprocal(u).asinh(),
}

_SPELLED = {
    "airyai": "airy_ai",
    "airybi": "airy_bi",
    "fresnels": "fresnel_s",
    "fresnelc": "fresnel_c",
    "Si": "si",
}

_FOREIGN = frozenset(("log2", "log10"))
"""Names that a later FLINT may give to something else; the table defines them."""

"""Expressions as holomorphic functions over complex balls of FLINT, for integration along the real line.

A finite ball comes back only where some function that agrees with the expression on the real points of the ball is
holomorphic on all of it: branch cuts are not touched, corners and jumps not met. Conditions are decided by the real
parts, which hold the values at the real points. This module imports FLINT: import it inside functions only.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction
from functools import cache, reduce
from typing import Any

from flint import acb, arb

from calcgd.expression.functions import FUNCTIONS
from calcgd.numeric.balls import ball_meaning
from calcgd.numeric.flint_numbers import exact
from calcgd.numeric.program import by_definition

Ball = Any
Function = Callable[..., Ball]

NAN = acb(arb.nan())
ONE = acb(1)


@cache
def complex_meaning(op: str, data: Any) -> Function:
    """What an instruction does to complex balls."""
    if op == "call":
        return _complex_function(data)
    if op == "power":
        return _power(data)
    if op == "number":
        return lambda: acb(arb(exact(data))) if data == data else NAN
    if op == "constant":
        constant = ball_meaning(op, data)
        return lambda: acb(constant())
    if op == "relation":
        compared = ball_meaning(op, data)
        return lambda u, v: compared(u.real, v.real)
    if op in ("truth", "logic"):
        return ball_meaning(op, data)
    return _MEANINGS[op]


def _complex_function(name: str) -> Function:
    if name in _ENTIRE:
        return _of_finite(getattr(acb, _SPELLED.get(name, name)))
    own = _OWN.get(name)
    if own is not None:
        return own
    return by_definition(name, complex_meaning) if FUNCTIONS[name].definition else lambda *us: NAN


def _of_finite(function: Function) -> Function:
    return lambda u: function(u) if u.is_finite() else NAN


def _where(holds: Callable[..., bool], function: Function) -> Function:
    """The function where a condition is proved for all of the finite arguments, away from its cuts."""
    return lambda *us: function(*us) if all(u.is_finite() for u in us) and holds(*us) else NAN


def _positive(*us: Ball) -> bool:
    return all(u.real > 0 for u in us)


def _not_real(u: Ball) -> bool:
    return bool(u.imag > 0 or u.imag < 0)


def _off_zero(u: Ball) -> bool:
    return bool(u.real > 0 or u.real < 0)


def _within_one(u: Ball) -> bool:
    return bool(abs(u.real) < 1) or _not_real(u)


def _off_imaginary_cuts(u: Ball) -> bool:
    return bool(abs(u.imag) < 1) or _off_zero(u)


def _above(limit: float) -> Callable[[Ball], bool]:
    return lambda u: bool(u.real > limit) or _not_real(u)


def _general_power(u: Ball, v: Ball) -> Ball:
    return (v * u.log(analytic=True)).exp()


def _power(exponent: Any) -> Function:
    """The power to a rational, the real root of a negative base where its denominator is odd."""
    root, times = exponent.denominator, exponent.numerator
    if root == 1:
        return lambda u: u**times if u.is_finite() else NAN
    of_positive = acb.sqrt if root == 2 else lambda u, analytic: u.pow(ONE / root, analytic=analytic)

    def power(u: Ball) -> Ball:
        if not u.is_finite():
            return NAN
        if root % 2 and u.real < 0:
            size = of_positive(-u, analytic=True) ** times
            return -size if times % 2 else size
        return of_positive(u, analytic=True) ** times

    return power


def _atan2(u: Ball, v: Ball) -> Ball:
    right_angle = acb(arb.pi() / 2)
    if v.real > 0:
        return _ATAN(u / v)
    if u.real > 0:
        return right_angle - _ATAN(v / u)
    return -right_angle - _ATAN(v / u) if u.real < 0 else NAN


def _ei(u: Ball) -> Ball:
    """Continued to both sides of 0 from the real values there: DLMF 6.5.1 and 6.2.6."""
    if u.real > 0:
        return u.ei()
    return -((-u).expint(ONE)) if u.real < 0 else NAN


def _bessel(method: Function) -> Function:
    def bessel(order: Ball, u: Ball) -> Ball:
        return method(u, order)

    return bessel


def _whole_order_or_positive(order: Ball, u: Ball) -> bool:
    return order.is_exact() and (order.real.is_integer() or bool(u.real > 0))


_ATAN = _where(_off_imaginary_cuts, acb.atan)
_INVERSE = _of_finite(lambda u: ONE / u)
_ASIN, _ACOS = _where(_within_one, acb.asin), _where(_within_one, acb.acos)
_ATANH, _ACOSH = _where(_within_one, acb.atanh), _where(_above(1), acb.acosh)
_ASINH = _where(_off_imaginary_cuts, acb.asinh)


def _relu(u: Ball) -> Ball:
    return u.real_max(acb(0), analytic=True)


def _through(function: Function) -> Function:
    """A function of the reciprocal."""
    return lambda u: function(_INVERSE(u))


_CIRCULAR = ("sin", "cos", "tan", "cot", "sec", "csc", "sinc")
_HYPERBOLIC = ("sinh", "cosh", "tanh", "coth", "sech", "csch")
_SPECIAL = ("erf", "erfc", "erfi", "gamma", "digamma", "zeta", "Si", "airyai", "airybi", "fresnels", "fresnelc")
_ENTIRE = frozenset(("exp", "expm1", *_CIRCULAR, *_HYPERBOLIC, *_SPECIAL))
"""Functions without cuts; FLINT answers at their poles with balls that are not finite."""

_SPELLED = {"Si": "si", "airyai": "airy_ai", "airybi": "airy_bi", "fresnels": "fresnel_s", "fresnelc": "fresnel_c"}

_OWN: dict[str, Function] = {
    "sqrt": lambda u: u.sqrt(analytic=True),
    "log": lambda u: u.log(analytic=True),
    "cbrt": _power(Fraction(1, 3)),
    "asin": _ASIN,
    "acos": _ACOS,
    "atan": _ATAN,
    "acot": _where(_off_zero, _through(_ATAN)),
    "asec": _through(_ACOS),
    "acsc": _through(_ASIN),
    "atan2": _atan2,
    "asinh": _ASINH,
    "acosh": _ACOSH,
    "atanh": _ATANH,
    "acoth": _through(_ATANH),
    "asech": _through(_ACOSH),
    "acsch": _through(_ASINH),
    "abs": lambda u: u.real_abs(analytic=True),
    "sign": lambda u: u.real_sgn(analytic=True),
    "step": lambda u: u.real_heaviside(analytic=True),
    "floor": lambda u: u.real_floor(analytic=True),
    "ceil": lambda u: u.real_ceil(analytic=True),
    "max": lambda *us: reduce(lambda u, v: u.real_max(v, analytic=True), us),
    "min": lambda *us: reduce(lambda u, v: u.real_min(v, analytic=True), us),
    "relu": _relu,
    "leaky_relu": lambda u, v: _relu(u) - v * _relu(-u),
    "elu": lambda u, v: _relu(u) + v * (-_relu(-u)).expm1(),
    # A tape reads the formulas that define these two as the functions themselves.
    "sigmoid": lambda u: _INVERSE(ONE + (-u).exp()),
    "softplus": lambda u: (ONE + u.exp()).log(analytic=True),
    "logsumexp": lambda *us: sum((u.exp() for u in us), acb(0)).log(analytic=True),
    "factorial": _of_finite(lambda u: (u + ONE).gamma()),
    "loggamma": _where(_positive, acb.lgamma),
    "polygamma": _where(
        lambda order, u: order.is_exact() and order.real.is_integer(), lambda order, u: u.polygamma(order)
    ),
    "beta": _where(_positive, lambda u, v: (u.lgamma() + v.lgamma() - (u + v).lgamma()).exp()),
    "lambertw": _where(_above(-0.3671875), acb.lambertw),
    "Ci": _where(_positive, acb.ci),
    "Ei": _ei,
    "li": lambda u: _ei(u.log(analytic=True)),
    "besselj": _where(_whole_order_or_positive, _bessel(acb.bessel_j)),
    "besseli": _where(_whole_order_or_positive, _bessel(acb.bessel_i)),
    "bessely": _where(lambda order, u: _positive(u), _bessel(acb.bessel_y)),
    "besselk": _where(lambda order, u: _positive(u), _bessel(acb.bessel_k)),
    "airyaiprime": _of_finite(lambda u: u.airy_ai(derivative=1)),
    "airybiprime": _of_finite(lambda u: u.airy_bi(derivative=1)),
    "elliptic_k": _where(lambda u: bool(u.real < 1), acb.elliptic_k),
    "elliptic_e": _where(lambda u: bool(u.real < 1), acb.elliptic_e),
}

_MEANINGS: dict[str, Function] = {
    "add": operator.add,
    "sub": operator.sub,
    "neg": operator.neg,
    "mul": operator.mul,
    "div": operator.truediv,
    "pow": _general_power,
    "select": lambda condition, value, other: NAN if condition is None else value if condition else other,
}

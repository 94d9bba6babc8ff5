"""The functions of the table over floats: real values only, and never an exception.

Where a function has no real value the answer is nan, where the value is too large for a float it is +-inf. Forms are
chosen so that nothing overflows on the way to a value that does not. The names here are the ones of the table; a
function of the table that is not here is worked out by `numeric.special`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import reduce
from math import cbrt, copysign, inf, nan
from operator import add

_EXACT = 2.0**53
"""From here on every float is a whole number."""


def power(base: float, exponent: float) -> float:
    """`base**exponent`; of a negative base only whole powers, of zero only positive ones."""
    if base < 0:
        if exponent % 1 != 0:
            return nan
        return integer_power(base, exponent, exponent % 2 == 1)
    return nan if base == 0 and exponent <= 0 else _positive_power(base, exponent)


def integer_power(base: float, exponent: float, odd: bool) -> float:
    """`base**exponent` for a whole exponent not 0; whether it is odd is told, because a huge float has forgotten it."""
    if base == 0 and exponent < 0:
        return nan
    size = _positive_power(abs(base), exponent)
    return -size if odd and base < 0 else size


def root_power(base: float, exponent: float, even_root: bool, odd: bool) -> float:
    """`base**exponent` for a fraction in lowest terms: whether its denominator is even and its numerator odd is told.

    A negative base has the real root where the denominator is odd.
    """
    if (base == 0 and exponent < 0) or (base < 0 and even_root):
        return nan
    size = _positive_power(abs(base), exponent)
    return -size if odd and base < 0 else size


def _positive_power(base: float, exponent: float) -> float:
    try:
        return base**exponent
    except OverflowError:
        return inf


def _sqrt(u: float) -> float:
    return math.sqrt(u) if u >= 0 else nan


def _exp(u: float) -> float:
    try:
        return math.exp(u)
    except OverflowError:
        return inf


def _expm1(u: float) -> float:
    try:
        return math.expm1(u)
    except OverflowError:
        return inf


def _logarithm(logarithm: Callable[[float], float], lowest: float = 0.0) -> Callable[[float], float]:
    return lambda u: logarithm(u) if u > lowest else nan


def _finite(function: Callable[[float], float]) -> Callable[[float], float]:
    return lambda u: function(u) if -inf < u < inf else nan


def _within(function: Callable[[float], float]) -> Callable[[float], float]:
    return lambda u: function(u) if -1 <= u <= 1 else nan


def _inverse(u: float) -> float:
    return 1 / u if u else nan


def _reciprocal(function: Callable[[float], float]) -> Callable[[float], float]:
    return lambda u: _inverse(function(u))


def _of_reciprocal(function: Callable[[float], float]) -> Callable[[float], float]:
    return lambda u: function(_inverse(u))


_sin, _cos, _tan = _finite(math.sin), _finite(math.cos), _finite(math.tan)
_asin, _acos = _within(math.asin), _within(math.acos)


def _cot(u: float) -> float:
    return _cos(u) * _inverse(_sin(u))


def _acot(u: float) -> float:
    return math.atan(1 / u) if u else math.pi / 2


def _atan2(u: float, v: float) -> float:
    return math.atan2(u, v) if u or v else nan


def _sinc(u: float) -> float:
    return _sin(u) / u if u else 1.0


def _sinh(u: float) -> float:
    try:
        return math.sinh(u)
    except OverflowError:
        return copysign(inf, u)


def _cosh(u: float) -> float:
    try:
        return math.cosh(u)
    except OverflowError:
        return inf


def _acosh(u: float) -> float:
    return math.acosh(u) if u >= 1 else nan


def _atanh(u: float) -> float:
    return math.atanh(u) if -1 < u < 1 else nan


def _sign(u: float) -> float:
    return u if u != u else float((u > 0) - (u < 0))


def _step(u: float) -> float:
    return u if u != u else (_sign(u) + 1) / 2


def _floor(u: float) -> float:
    return float(math.floor(u)) if -_EXACT < u < _EXACT else u


def _ceil(u: float) -> float:
    return float(math.ceil(u)) if -_EXACT < u < _EXACT else u


def _max(*us: float) -> float:
    return nan if any(map(math.isnan, us)) else max(us)


def _min(*us: float) -> float:
    return nan if any(map(math.isnan, us)) else min(us)


def _sigmoid(u: float) -> float:
    if u >= 0:
        return 1 / (1 + math.exp(-u))
    part = math.exp(u)
    return part / (1 + part)


def _relu(u: float) -> float:
    return 0.0 if u < 0 else u


def _leaky_relu(u: float, v: float) -> float:
    return u if u > 0 else v * u


def _elu(u: float, v: float) -> float:
    return u if u > 0 else v * math.expm1(u)


def _softplus(u: float) -> float:
    return _relu(u) + math.log1p(math.exp(-abs(u)))


def _silu(u: float) -> float:
    return u * _sigmoid(u)


def _gelu(u: float) -> float:
    return u * math.erfc(-u / math.sqrt(2)) / 2


def _mish(u: float) -> float:
    return u * math.tanh(_softplus(u))


def _softsign(u: float) -> float:
    return u / (1 + abs(u))


def _logit(u: float) -> float:
    return math.log(u) - math.log1p(-u) if 0 < u < 1 else nan


def _logsumexp(*us: float) -> float:
    largest = _max(*us)
    if not -inf < largest < inf:
        return largest
    # Not `sum`: that rounds in another way from Python 3.12 on.
    return largest + math.log(reduce(add, (math.exp(u - largest) for u in us)))


def _gamma(u: float) -> float:
    if u <= 0 and u == _floor(u):
        return nan
    try:
        return math.gamma(u)
    except OverflowError:
        return copysign(inf, u)


def _factorial(u: float) -> float:
    return _gamma(u + 1)


def _loggamma(u: float) -> float:
    try:
        return math.lgamma(u) if u > 0 else nan
    except OverflowError:
        return inf


REAL: dict[str, Callable[..., float]] = {
    "sqrt": _sqrt, "cbrt": cbrt, "exp": _exp, "expm1": _expm1, "log": _logarithm(math.log),
    "log2": _logarithm(math.log2), "log10": _logarithm(math.log10), "log1p": _logarithm(math.log1p, -1.0),
    "sin": _sin, "cos": _cos, "tan": _tan, "cot": _cot, "sec": _reciprocal(_cos), "csc": _reciprocal(_sin),
    "asin": _asin, "acos": _acos, "atan": math.atan, "acot": _acot, "asec": _of_reciprocal(_acos),
    "acsc": _of_reciprocal(_asin), "atan2": _atan2, "hypot": math.hypot, "sinc": _sinc, "sinh": _sinh,
    "cosh": _cosh, "tanh": math.tanh, "coth": _reciprocal(math.tanh), "sech": _reciprocal(_cosh),
    "csch": _reciprocal(_sinh), "asinh": math.asinh, "acosh": _acosh, "atanh": _atanh,
    "acoth": _of_reciprocal(_atanh), "asech": _of_reciprocal(_acosh), "acsch": _of_reciprocal(math.asinh),
    "abs": abs, "sign": _sign, "step": _step, "floor": _floor, "ceil": _ceil, "max": _max, "min": _min,
    "sigmoid": _sigmoid, "relu": _relu, "leaky_relu": _leaky_relu, "elu": _elu, "softplus": _softplus,
    "silu": _silu, "gelu": _gelu, "mish": _mish, "softsign": _softsign, "logit": _logit,
    "logsumexp": _logsumexp, "erf": math.erf, "erfc": math.erfc, "factorial": _factorial, "gamma": _gamma,
    "loggamma": _loggamma,
}  # fmt: skip

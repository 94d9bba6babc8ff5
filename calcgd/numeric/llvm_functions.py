"""The functions of the table in machine code: what `numeric.real` says of floats, said of `Real`s.

Each has the very bits of its face over floats, because both call the same C library and do the same arithmetic, but for
`hypot`: Python has its own, the C library's differs from it by one unit in the last place at most.
Both sides of a choice are worked out; that is harmless, because nothing traps. Adding a function is adding a row.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import reduce
from math import inf, nan

from calcgd.numeric.llvm_writer import Bit, Real, choose

Face = Callable[..., Real]

_EXACT = 2.0**53


def divided(a: Real | float, b: Real) -> Real:
    """A quotient; a division by zero has no value."""
    return choose(b.equals(0.0), nan, a / b)


def power(base: Real, exponent: Real) -> Real:
    """`base**exponent` as `numeric.real.power` has it."""
    size = _c_pow(choose(base < 0.0, -base, base), exponent)
    half = exponent * 0.5
    whole = _is_whole(exponent) & (abs(exponent) < inf)
    signed = choose(_is_whole(half), size, -size)
    of_positive = choose(base.equals(0.0) & (exponent <= 0.0), nan, size)
    return choose(base < 0.0, choose(whole, signed, nan), of_positive)


def integer_power(base: Real, exponent: float, odd: bool) -> Real:
    """`base**exponent` as `numeric.real.integer_power` has it."""
    size = _c_pow(abs(base), base.writer.real(exponent))
    signed = choose(base < 0.0, -size, size) if odd else size
    return choose(base.equals(0.0), nan, signed) if exponent < 0 else signed


def root_power(base: Real, exponent: float, even_root: bool, odd: bool) -> Real:
    """`base**exponent` as `numeric.real.root_power` has it."""
    value = integer_power(base, exponent, odd)
    return choose(base < 0.0, nan, value) if even_root else value


def _c(name: str) -> Face:
    """A function of the C library."""
    return lambda *args: args[0].writer.call(name, args)


def _processor(name: str) -> Face:
    return lambda u: u.writer.intrinsic(name, u)


def _where(belongs: Callable[[Real], Bit], face: Face) -> Face:
    return lambda u: choose(belongs(u), face(u), nan)


def _inverse(u: Real) -> Real:
    return divided(1.0, u)


def _reciprocal(face: Face) -> Face:
    return lambda u: _inverse(face(u))


def _of_reciprocal(face: Face) -> Face:
    return lambda u: face(_inverse(u))


_c_pow, _exp, _log, _log1p, _expm1 = _c("pow"), _c("exp"), _c("log"), _c("log1p"), _c("expm1")
_sin, _cos, _tanh, _sinh, _cosh = _c("sin"), _c("cos"), _c("tanh"), _c("sinh"), _c("cosh")
_acos, _atan, _asinh, _acosh = _c("acos"), _c("atan"), _c("asinh"), _c("acosh")
_atanh = _where(lambda u: abs(u) < 1.0, _c("atanh"))


def _is_whole(u: Real) -> Bit:
    return u.writer.intrinsic("floor", u).equals(u)


def _acot(u: Real) -> Real:
    return choose(u.equals(0.0), math.pi / 2, _atan(1.0 / u))


def _atan2(u: Real, v: Real) -> Real:
    return choose(u.equals(0.0) & v.equals(0.0), nan, u.writer.call("atan2", (u, v)))


def _sinc(u: Real) -> Real:
    return choose(u.equals(0.0), 1.0, _sin(u) / u)


def _sign(u: Real) -> Real:
    return choose(u > 0.0, 1.0, choose(u < 0.0, -1.0, choose(u.equals(0.0), 0.0, nan)))


def _rounded(name: str) -> Face:
    """To a whole number; a zero that comes of it is not negative."""
    return lambda u: choose(abs(u) < _EXACT, u.writer.intrinsic(name, u) + 0.0, u)


def _extreme(predicate: str) -> Face:
    """The first of the arguments that none of the others goes beyond, nan where one of them is nan."""

    def beyond(a: Real, b: Real) -> Real:
        return choose(a.compared("uno", b), nan, choose(b.compared(predicate, a), b, a))

    return lambda *us: reduce(beyond, us)


_max = _extreme("ogt")


def _sigmoid(u: Real) -> Real:
    part = _exp(-abs(u))
    return choose(u >= 0.0, 1.0, part) / (1.0 + part)


def _relu(u: Real) -> Real:
    return choose(u < 0.0, 0.0, u)


def _softplus(u: Real) -> Real:
    return _relu(u) + _log1p(_exp(-abs(u)))


def _logsumexp(*us: Real) -> Real:
    largest = _max(*us)
    total = reduce(Real.__add__, [_exp(u - largest) for u in us])
    return choose(abs(largest) < inf, largest + _log(total), largest)


def _logit(u: Real) -> Real:
    return choose((u > 0.0) & (u < 1.0), _log(u) - _log1p(-u), nan)


FACES: dict[str, Face] = {
    "sqrt": _processor("sqrt"), "cbrt": _c("cbrt"), "exp": _exp, "expm1": _expm1,
    "log": _where(lambda u: u > 0.0, _log), "log2": _where(lambda u: u > 0.0, _c("log2")),
    "log10": _where(lambda u: u > 0.0, _c("log10")), "log1p": _where(lambda u: u > -1.0, _log1p),
    "sin": _sin, "cos": _cos, "tan": _c("tan"), "cot": lambda u: _cos(u) * _inverse(_sin(u)),
    "sec": _reciprocal(_cos), "csc": _reciprocal(_sin), "asin": _c("asin"), "acos": _acos, "atan": _atan,
    "acot": _acot, "asec": _of_reciprocal(_acos), "acsc": _of_reciprocal(_c("asin")), "atan2": _atan2,
    "hypot": _c("hypot"), "sinc": _sinc, "sinh": _sinh, "cosh": _cosh, "tanh": _tanh, "coth": _reciprocal(_tanh),
    "sech": _reciprocal(_cosh), "csch": _reciprocal(_sinh), "asinh": _asinh, "acosh": _acosh, "atanh": _atanh,
    "acoth": _of_reciprocal(_atanh), "asech": _of_reciprocal(_acosh), "acsch": _of_reciprocal(_asinh),
    "abs": _processor("fabs"), "sign": _sign, "step": lambda u: (_sign(u) + 1.0) / 2.0,
    "floor": _rounded("floor"), "ceil": _rounded("ceil"), "max": _max, "min": _extreme("olt"),
    "sigmoid": _sigmoid, "relu": _relu, "leaky_relu": lambda u, v: choose(u > 0.0, u, v * u),
    "elu": lambda u, v: choose(u > 0.0, u, v * _expm1(u)), "softplus": _softplus, "silu": lambda u: u * _sigmoid(u),
    "gelu": lambda u: u * _c("erfc")(-u / math.sqrt(2)) / 2.0, "mish": lambda u: u * _tanh(_softplus(u)),
    "softsign": lambda u: u / (1.0 + abs(u)), "logit": _logit, "logsumexp": _logsumexp,
    "erf": _c("erf"), "erfc": _c("erfc"),
}  # fmt: skip
"""All of `numeric.real` but gamma, loggamma and factorial: Python's own are several units away from the C library's."""

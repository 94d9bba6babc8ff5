"""exp, expm1, log, log1p and tanh written out, so that all lanes are worked on at once.

The C library has one number at a time; over rows of data that is what most of the time would go to. Arguments are
reduced as in Tang, "Table-driven implementation of the exponential function" (1989), without the table, and in the
logarithm as in fdlibm (Sun Microsystems 1993); what is left is the Taylor series, summed in pairs (Estrin 1960).
By mpmath they are less than one unit in the last place (exp, log, log1p), 1.3 (expm1) or 1.9 (tanh) away from the true
value, and what is made of them 1.5 (softplus) or, by the roundings of its formula, 2.3 (sigmoid).
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Sequence
from math import factorial, inf

from calcgd.numeric.llvm_writer import Real, Writer, choose

_LOG2_E = float.fromhex("0x1.71547652b82fep+0")
_LN2_HIGH = float.fromhex("0x1.62e42feep-1")
_LN2_LOW = float.fromhex("0x1.a39ef35793c76p-33")
"""The logarithm of 2 is the sum of these; the first has so few bits that products with whole exponents are exact."""

_BIAS = 1023
"""The exponent bits of 1.0."""

_ROUNDS = 1.5 * 2.0**52 + 2 * _BIAS
"""Added to a small number it leaves the nearest whole number in the last bits, and the bias of two exponents."""

_LEAST_NORMAL = 2.0**-1022
_ROOT_OF_HALF = 0.5**0.5
_LARGEST_EXPONENT = _BIAS - 1

_EXPONENTIAL = [1 / factorial(k) for k in range(2, 14)]
"""exp(r) = 1 + r + r**2*(...), in rising powers of r; enough for abs(r) <= log(2)/2."""

_AREA_TANGENT = [2 / (2 * k + 1) for k in range(1, 11)]
"""2*atanh(s) = 2*s + s**3*(...), in rising powers of s**2; enough for abs(s) <= 0.172."""


class VectorWriter(Writer):
    """A writer that has functions of its own where they are faster than those of the C library."""

    def call(self, name: str, args: Iterable[Real]) -> Real:
        """A function of the C library, or what stands in for it."""
        own = _OWN.get(name)
        return own(*args) if own else super().call(name, args)


# ---- whole numbers, one for each lane


def _integers(writer: Writer, op: str, a: str | int, b: str | int) -> str:
    return writer.put(f"{op} {writer.of('i64')} {_integer(writer, a)}, {_integer(writer, b)}")


def _integer(writer: Writer, value: str | int) -> str:
    return value if isinstance(value, str) else writer.constant("i64", str(value))


def _bits(u: Real) -> str:
    writer = u.writer
    return writer.put(f"bitcast {writer.of('double')} {u.name} to {writer.of('i64')}")


def _real(writer: Writer, bits: str) -> Real:
    return Real(writer, writer.put(f"bitcast {writer.of('i64')} {bits} to {writer.of('double')}"))


def _bits_of(value: float) -> int:
    return struct.unpack("<q", struct.pack("<d", value))[0]


def _power_of_two(writer: Writer, biased: str) -> Real:
    """2**(biased - _BIAS), where that is a normal number; of `biased` only the last 11 bits count."""
    return _real(writer, _integers(writer, "shl", biased, 52))


# ---- polynomials


def _fused(a: Real, b: Real | float, c: Real | float) -> Real:
    """`a*b + c`, rounded once where the processor does that."""
    return a.writer.intrinsic("fmuladd", a, a.writer.real(b), a.writer.real(c))


def _polynomial(u: Real, coefficients: Sequence[float]) -> Real:
    """The sum of `coefficients[k] * u**k`."""
    terms = [u.writer.real(coefficient) for coefficient in coefficients]
    while len(terms) > 1:
        pairs = [_fused(u, high, low) for low, high in zip(terms[::2], terms[1::2], strict=False)]
        terms = pairs + terms[2 * len(pairs) :]
        u = u * u
    return terms[0]


# ---- exponentials


def _parts(u: Real) -> tuple[Real, Real, str, str]:
    """`r, t, i, k` so that exp(u) = (1 + r + t) * 2**i * 2**k, i and k as for `_power_of_two`; t is small beside r."""
    writer = u.writer
    u = choose(u < -746.0, -746.0, u)
    u = choose(u > 710.0, 710.0, u)
    shifted = _fused(u, _LOG2_E, _ROUNDS)
    whole = shifted - _ROUNDS
    high, low = _fused(whole, -_LN2_HIGH, u), whole * _LN2_LOW
    rest = high - low
    lost = (high - rest) - low
    small = _fused(rest * rest, _polynomial(rest, _EXPONENTIAL), lost)
    exponents = _bits(shifted)
    half = _integers(writer, "ashr", exponents, 1)
    return rest, small, half, _integers(writer, "sub", exponents, half)


def _exp(u: Real) -> Real:
    rest, small, i, k = _parts(u)
    return (1.0 + (rest + small)) * _power_of_two(u.writer, i) * _power_of_two(u.writer, k)


def _expm1(u: Real) -> Real:
    return choose(u.equals(0.0), u, _expm1_and_lost(u)[0])


def _expm1_and_lost(u: Real) -> tuple[Real, Real]:
    """exp(u) - 1 where u is not zero, and what was lost to the last rounding."""
    rest, small, i, k = _parts(u)
    a, b = _power_of_two(u.writer, i), _power_of_two(u.writer, k)
    offset, scaled = b - _power_of_two(u.writer, _integers(u.writer, "sub", 2 * _BIAS, i)), rest * b
    large = offset + scaled
    tail = _fused(small, b, (offset - large) + scaled)
    total = large + tail
    return a * total, a * ((large - total) + tail)


def _tanh(u: Real) -> Real:
    """m/(m + 2), m the exponential of 2*abs(u) less 1; where m is large, the other way round."""
    size = abs(u)
    m, lost = _expm1_and_lost(size * 2.0)
    large = m > 2.0
    part = choose(large, 2.0, m) / (m + 2.0)
    rest = 1.0 - part
    of_small = _fused(rest * rest * 0.5, lost, part)
    return u.writer.intrinsic("copysign", choose(large, rest, of_small), u)


# ---- logarithms


def _log(u: Real) -> Real:
    """Of what is positive; that is all it is asked for."""
    tiny = u < _LEAST_NORMAL
    normal = choose(tiny, u * 2.0**54, u)
    mantissa, exponent = _split(normal)
    offset = choose(tiny, u.writer.real(-54.0), 0.0)
    return choose(u < inf, _joined(mantissa - 1.0, _whole(u.writer, exponent) + offset), u)


def _log1p(u: Real) -> Real:
    """Of what is above -1; that is all it is asked for."""
    writer = u.writer
    total = u + 1.0
    large = u > 1.0
    lost = (choose(large, u, 1.0) - total) + choose(large, 1.0, u)
    mantissa, exponent = _split(total)
    limit = f"call {writer.of('i64')} @llvm.smin.{writer.suffix('i64')}({writer.of('i64')} {exponent}, "
    limited = writer.put(f"{limit}{writer.of('i64')} {_integer(writer, _LARGEST_EXPONENT)})")
    lost = lost * _power_of_two(writer, _integers(writer, "sub", _BIAS, limited))
    over = mantissa - 1.0
    f = over + lost
    rest = lost - (f - over)
    value = _joined(f, _whole(writer, exponent), rest)
    return choose(total.equals(1.0), u, choose(total < inf, value, total))


def _split(u: Real) -> tuple[Real, str]:
    """The mantissa of a normal number, at least the root of 1/2 and less than that of 2, and the exponent."""
    writer, bits = u.writer, _bits(u)
    exponent = _integers(writer, "ashr", _integers(writer, "sub", bits, _bits_of(_ROOT_OF_HALF)), 52)
    return _real(writer, _integers(writer, "sub", bits, _integers(writer, "shl", exponent, 52))), exponent


def _whole(writer: Writer, integer: str) -> Real:
    return Real(writer, writer.put(f"sitofp {writer.of('i64')} {integer} to {writer.of('double')}"))


def _joined(f: Real, exponent: Real, rest: Real | float = 0.0) -> Real:
    """log(1 + f + rest) + exponent*log(2), where `rest` is too small for its square to count."""
    s = f / (f + 2.0)
    z = s * s
    half_square = f * f * 0.5
    series = z * _polynomial(z, _AREA_TANGENT)
    small = _fused(s, half_square + series, _fused(exponent, _LN2_LOW, rest))
    return _fused(exponent, _LN2_HIGH, f - (half_square - small))


_OWN: dict[str, Callable[..., Real]] = {"exp": _exp, "expm1": _expm1, "log": _log, "log1p": _log1p, "tanh": _tanh}

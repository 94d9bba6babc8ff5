"""Rational powers of rational numbers in lowest terms: `8**(1/2)` is `2*sqrt(2)`, `2**(-1/2)` is `sqrt(2)/2`."""

from __future__ import annotations

from typing import Any

from calcgd.expression.nodes import MINUS_ONE, ONE, ZERO, Node, Number, Power, Product
from calcgd.expression.rationals import ratio, rational
from calcgd.expression.size import MOST_DIGITS

HIGHEST_INDEX = 24
"""Roots of a higher index are left as they are: what stands under them would grow with the index."""

_PRIMES = tuple(n for n in range(2, 200) if all(n % d for d in range(2, n)))


def number_power(base: Any, exponent: Any) -> Node:
    """`base**exponent` for rationals: worked out, or left as it is where that is too large or not real."""
    if base == 0:
        return ZERO if exponent > 0 else Power(ZERO, MINUS_ONE)
    if base == 1:
        return ONE
    if abs(exponent) * (base.numerator.bit_length() + base.denominator.bit_length()) > 4 * MOST_DIGITS:
        return Power(Number(base), Number(exponent))
    if type(exponent) is int:
        if exponent > 0:
            return Number(base**exponent)
        return rational(base.denominator**-exponent, base.numerator**-exponent)
    root = exponent.denominator
    if root > HIGHEST_INDEX or (base < 0 and root % 2 == 0):
        return Power(Number(base), Number(exponent))
    sign = -1 if base < 0 and exponent.numerator % 2 else 1
    return _positive_root(abs(base), exponent.numerator, root, sign)


def _fraction(value: Any) -> Any:
    from fractions import Fraction

    return Fraction(value)


def _positive_root(base: Any, times: int, root: int, sign: int) -> Node:
    """`sign * base**(times/root)` with one radical of a whole number and no radical below the bar."""
    whole, times = divmod(times, root)
    coefficient = sign * _fraction(base) ** whole
    radicand = base.numerator**times * base.denominator ** (root - times)
    coefficient /= base.denominator
    outside, inside, index = _extract(radicand, root)
    coefficient *= outside
    if inside == 1:
        return Number(coefficient)
    radical = _radical(inside, index)
    return radical if coefficient == 1 else Product((Number(coefficient), radical))


def _extract(radicand: int, root: int) -> tuple[int, int, int]:
    """`outside, inside, index` with `radicand**(1/root) == outside * inside**(1/index)`, as small as is cheap."""
    outside, rest, powers = 1, radicand, []
    for prime in _PRIMES:
        count = 0
        while rest % prime == 0:
            rest //= prime
            count += 1
        if count:
            outside *= prime ** (count // root)
            if count % root:
                powers.append((prime, count % root))
        if rest == 1:
            break
    if rest > 1:
        exact = round(rest ** (1 / root)) if rest < 10**15 else 0
        if exact and exact**root == rest:
            outside *= exact
        else:
            powers.append((rest, 1))
    index = root
    for divisor in range(root, 1, -1):
        if root % divisor == 0 and all(count % divisor == 0 for _, count in powers):
            index = root // divisor
            powers = [(prime, count // divisor) for prime, count in powers]
            break
    inside = 1
    for prime, count in powers:
        inside *= prime**count
    return outside, inside, index


def _radical(inside: int, index: int) -> Node:
    """`inside**(1/index)` over the smallest base: `4**(1/3)` is `2**(2/3)`."""
    for count in range(index - 1, 1, -1):
        base = round(inside ** (1 / count)) if inside < 10**15 else 0
        if base > 1 and base**count == inside:
            return Power(Number(base), Number(ratio(count, index)))
    return Power(Number(inside), Number(ratio(1, index)))

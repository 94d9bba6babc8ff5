"""Student's distribution, without which there are no confidence intervals of a few rows."""

from __future__ import annotations

from math import exp, lgamma, log, log1p, pi, sqrt

_TINY = 1e-300
"""Stands for a zero that would be divided by, as Lentz's algorithm wants it."""

_MANY = 100.0
"""From here on the series has twelve digits."""


def student_quantile(level: float, freedom: float) -> float:
    """The t with P(|T| <= t) = level for Student's T with so many degrees of freedom (> 0), 0 < level < 1.

    By bisection of the tail: twelve digits up to a million degrees of freedom, eight up to a thousand million.
    """
    low, high = 0.0, 1.0
    while student_tail(high, freedom) > 1 - level:
        low, high = high, 2 * high
    while low < (middle := (low + high) / 2) < high:
        if student_tail(middle, freedom) > 1 - level:
            low = middle
        else:
            high = middle
    return high


def student_tail(t: float, freedom: float) -> float:
    """P(|T| > t) for Student's T, t >= 0 (Abramowitz and Stegun 26.7.1)."""
    return _incomplete_beta(freedom / 2, t * t, freedom)


def _incomplete_beta(a: float, square: float, freedom: float) -> float:
    """The regularised incomplete beta function I_x(a, 1/2) at x = freedom/(freedom + square).

    By its continued fraction (NIST Digital Library of Mathematical Functions, 8.17.22), on the side of the symmetry
    I_x(a, b) = 1 - I_(1-x)(b, a) where that converges fast.
    """
    x, rest = freedom / (freedom + square), square / (freedom + square)
    if not rest:
        return 1.0
    front = exp(-a * log1p(square / freedom) + log(rest) / 2 - _log_beta_half(a))
    if x < (a + 1) / (a + 2.5):
        return front * _fraction(a, 0.5, x) / a
    return 1 - front * _fraction(0.5, a, rest) * 2


def _log_beta_half(a: float) -> float:
    """log B(a, 1/2); by the series of Gamma(a + 1/2)/Gamma(a) where its parts are too large to be subtracted."""
    if a < _MANY:
        return lgamma(a) + lgamma(0.5) - lgamma(a + 0.5)
    series = 1 - 1 / (8 * a) + 1 / (128 * a**2) + 5 / (1024 * a**3) - 21 / (32768 * a**4)
    return log(sqrt(pi) / (sqrt(a) * series))


def _fraction(a: float, b: float, x: float) -> float:
    """The continued fraction, from the front, by Lentz's algorithm as Thompson and Barnett changed it (1986)."""
    c, d = 1.0, 1 / _apart(1 - (a + b) * x / (a + 1))
    value, step, m = d, 0.0, 0
    while abs(step - 1) > 1e-16 and m < 10_000:
        m += 1
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        step = 1.0
        for part in (even, odd):
            d = 1 / _apart(1 + part * d)
            c = _apart(1 + part / c)
            step *= c * d
        value *= step
    return value


def _apart(value: float) -> float:
    """The value kept apart from zero, to be divided by."""
    return value if abs(value) > _TINY else _TINY

"""The functions of the table that floats lack, over floats: worked out by mpmath with digits to spare, then rounded.

Nothing here raises: where a function has no real value, and where mpmath would take too long, the answer is nan.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from calcgd.expression.functions import FUNCTIONS
from calcgd.expression.mpmath_faces import mpmath_function
from calcgd.expression.nodes import ONE

LARGEST = 64
"""Bits before the point of the largest argument: beyond that one value would take too long."""

HIGHEST_ORDER = 200
"""The largest order of a Bessel or polygamma function, for the same reason."""

DIGITS = 25
"""Digits to work with for a value that is rounded to a float."""


def real_function(name: str) -> Callable[..., float]:
    """A function of the table over floats: nan where it has no real value, +-inf where that is too large."""
    function = _within_domain(name)
    return lambda *args: _as_float(function, args)


def real_partial_derivative(name: str, orders: tuple[int, ...]) -> Callable[..., float]:
    """A partial derivative of a function of the table over floats, by differences of high precision.

    `orders[i]` is how many times it is taken by the i-th argument. For what has no formula.
    """
    from mpmath import mp

    function = _within_domain(name)
    return lambda *args: _as_float(lambda *numbers: mp.diff(function, numbers, orders), args)


def _as_float(function: Callable[..., Any], args: Sequence[float]) -> float:
    from mpmath import libmp, mp, mpf

    if not all(map(math.isfinite, args)):
        return math.nan
    with mp.workdps(DIGITS):
        try:
            return float(function(*map(mpf, args)))
        except (ValueError, ArithmeticError, NotImplementedError, libmp.NoConvergence):
            return math.nan


def _within_domain(name: str) -> Callable[..., Any]:
    """The function over mpf; raises ValueError where there is no real value, and what mpmath raises."""
    from mpmath import mp

    function, belongs = _ORDERED.get(name) or mpmath_function(name), _domain(name)

    def real_value(*args: Any) -> Any:
        value = function(*args) if belongs(args) and all(mp.mag(arg) <= LARGEST for arg in args) else None
        if value is None or mp.im(value):
            raise ValueError
        return mp.re(value)

    return real_value


@cache
def _domain(name: str) -> Callable[[Sequence[Any]], float]:
    """The condition of the table as a kernel, 1 where it holds; it compares mpf as exactly as floats."""
    from calcgd.expression import parse
    from calcgd.numeric.python import compile_value

    row = FUNCTIONS[name]
    condition = parse(f"1 if {row.domain} else 0").tree if row.domain else ONE
    return compile_value(condition, "uvw"[: row.arity[1]])


def _polygamma(order: Any, u: Any) -> Any:
    from mpmath import mp

    whole = mp.isint(order) and 0 <= order <= HIGHEST_ORDER
    return mpmath_function("polygamma")(order, u) if whole else None


def _bessel(name: str, sign: int) -> Callable[[Any, Any], Any]:
    """With `sign**n` times the value of order n at the order -n, where mpmath would take very long."""

    def of_bounded_order(order: Any, u: Any) -> Any:
        from mpmath import mp

        if abs(order) > HIGHEST_ORDER:
            return None
        reflected = order < 0 and mp.isint(order)
        value = mpmath_function(name)(abs(order) if reflected else order, u)
        return sign ** int(-order) * value if reflected else value

    return of_bounded_order


_ORDERED: dict[str, Callable[[Any, Any], Any]] = {
    "polygamma": _polygamma,
    "besselj": _bessel("besselj", -1),
    "bessely": _bessel("bessely", -1),
    "besseli": _bessel("besseli", 1),
    "besselk": _bessel("besselk", 1),
}

"""Numbers as people read them: rounded to significant digits, no digits that carry nothing.

Machine formats never come here: they write `repr`, which reads back to the same float.
"""

from __future__ import annotations

from fractions import Fraction
from math import isfinite

_SMALLEST_FIXED = -4  # 0.0001 is still easier to read than 1e-4
_LARGEST_FIXED = 6  # 999999 too, whatever the number of digits asked for
_WRITTEN_OUT = 10**15


def number(value: int | float | Fraction, digits: int = 6) -> str:
    """`value` rounded to `digits` significant digits, without trailing zeros.

    Very large and very small values take the form `1.5e-7`; zero has no sign; whole numbers of up to 15 digits given
    as int are never rounded. Infinity is `inf`, not-a-number is `undefined`. Everything but those two is an
    expression of the language.
    """
    if isinstance(value, int) and abs(value) < _WRITTEN_OUT:
        return str(value)
    if isinstance(value, float) and not isfinite(value):
        return "undefined" if value != value else "inf" if value > 0 else "-inf"
    mantissa, _, exponent = _scientific(value, max(digits, 1)).partition("e")
    return _placed(mantissa, int(exponent), max(digits, _LARGEST_FIXED))


def fitted(value: int | float | Fraction, digits: int, width: int) -> str:
    """`number` with as many of the `digits` as `width` characters hold, at least one."""
    text = number(value, digits)
    if isinstance(value, int):
        value = Fraction(value)
    while len(text) > width and digits > 1:
        digits -= 1
        text = number(value, digits)
    return text


def _scientific(value: int | float | Fraction, digits: int) -> str:
    if isinstance(value, float):
        rounded = f"{value:.{digits - 1}e}"
        if digits <= 15:
            return rounded
        shortest = f"{_decimal(value, 17):e}"  # the digits beyond those that tell floats apart are noise
        return min(rounded, shortest, key=len)
    return f"{_decimal(value, digits):e}"


def _decimal(value: int | float | Fraction, digits: int):
    from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal

    if isinstance(value, float):
        return Decimal(repr(value)).normalize()
    context = Context(prec=digits, Emax=MAX_EMAX, Emin=MIN_EMIN)
    return context.divide(Decimal(value.numerator), Decimal(value.denominator))


def _placed(mantissa: str, exponent: int, fixed_below: int) -> str:
    sign = "-" if mantissa[0] == "-" else ""
    figures = mantissa.lstrip("-").replace(".", "").rstrip("0")
    if not figures:
        return "0"
    if exponent >= fixed_below or exponent < _SMALLEST_FIXED:
        point = "." if len(figures) > 1 else ""
        return f"{sign}{figures[0]}{point}{figures[1:]}e{exponent}"
    if exponent < 0:
        return f"{sign}0.{'0' * (-exponent - 1)}{figures}"
    whole = figures[: exponent + 1].ljust(exponent + 1, "0")
    rest = figures[exponent + 1 :]
    return f"{sign}{whole}.{rest}" if rest else sign + whole

"""The functions of the table in SQL: what `numeric.real` says of floats, said of doubles. Adding one is adding a row.

The dialect is DuckDB's. Its arithmetic is that of IEEE 754, as Python's is, but for comparisons: there nan equals
itself and is larger than any other number. Each argument is an expression that binds as one operand.
"""

from __future__ import annotations

import math

from calcgd.numeric.sql_error_function import ERF, ERFC

NAN = "'nan'::double"


def _where(condition: str, value: str) -> str:
    return f"case when {condition} then {value} else {NAN} end"


def _by_zero(value: str) -> str:
    return f"case when {{0}} = 0e0 then {NAN} else {value} end"


DIVISION = f"case when {{1}} = 0e0 then {NAN} else {{0}} / {{1}} end"

POWER = (
    "case when ({0} < 0e0 and ({1} <> floor({1}) or isinf({1}))) or ({0} = 0e0 and {1} <= 0e0)"
    f" then {NAN} else pow({{0}}, {{1}}) end"
)
"""As `numeric.real.power` has it: of a negative base only whole powers, of zero only positive ones."""

_LOG1P = (
    f"case when abs({{0}}) < 0.5e0 then 2e0 * atanh({{0}} / ({{0}} + 2e0))"
    f" when {{0}} > -1e0 then ln(1e0 + {{0}}) else {NAN} end"
)
"""log(1 + u) = 2 artanh(u/(u + 2)) loses no digits of a small u."""

_EXPM1 = "case when abs({0}) < 1e0 then 2e0 * sinh({0} / 2e0) * exp({0} / 2e0) else exp({0}) - 1e0 end"
"""exp(u) - 1 = 2 sinh(u/2) exp(u/2) loses no digits of a small u."""

_SIGMOID = "case when {0} > -709e0 then 1e0 / (1e0 + exp(-{0})) else exp({0}) end"
"""Below -709 exp(-u) is too large, and exp(u) is the same number as the quotient."""

_RELU = "case when {0} < 0e0 then 0e0 else {0} end"

_SOFTPLUS = f"{_RELU} + 2e0 * atanh(exp(-abs({{0}})) / (2e0 + exp(-abs({{0}}))))"

_HYPOT = (
    "case when isinf({0}) or isinf({1}) then 'inf'::double when {0} = 0e0 and {1} = 0e0 then 0e0"
    " else greatest(abs({0}), abs({1}))"
    " * sqrt(1e0 + pow(least(abs({0}), abs({1})) / greatest(abs({0}), abs({1})), 2e0)) end"
)

FACES: dict[str, str] = {
    "sqrt": "sqrt({0})",
    "cbrt": "cbrt({0})",
    "exp": "exp({0})",
    "expm1": _EXPM1,
    "log": _where("{0} > 0e0", "ln({0})"),
    "log2": _where("{0} > 0e0", "log2({0})"),
    "log10": _where("{0} > 0e0", "log10({0})"),
    "log1p": _LOG1P,
    "sin": "sin({0})",
    "cos": "cos({0})",
    "tan": "tan({0})",
    "cot": _by_zero("cos({0}) / sin({0})"),
    "sec": "(1e0 / cos({0}))",
    "csc": _by_zero("1e0 / sin({0})"),
    "asin": "asin({0})",
    "acos": "acos({0})",
    "atan": "atan({0})",
    "acot": f"case when {{0}} = 0e0 then {math.pi / 2!r}e0 else atan(1e0 / {{0}}) end",
    "asec": _by_zero("acos(1e0 / {0})"),
    "acsc": _by_zero("asin(1e0 / {0})"),
    "atan2": f"case when {{0}} = 0e0 and {{1}} = 0e0 then {NAN} else atan2({{0}}, {{1}}) end",
    "hypot": _HYPOT,
    "sinc": "case when {0} = 0e0 then 1e0 else sin({0}) / {0} end",
    "sinh": "sinh({0})",
    "cosh": "cosh({0})",
    "tanh": "tanh({0})",
    "coth": _by_zero("1e0 / tanh({0})"),
    "sech": "(1e0 / cosh({0}))",
    "csch": _by_zero("1e0 / sinh({0})"),
    "asinh": "asinh({0})",
    "acosh": "acosh({0})",
    "atanh": _where("abs({0}) < 1e0", "atanh({0})"),
    "acoth": _where("abs({0}) > 1e0", "atanh(1e0 / {0})"),
    "asech": _where("{0} > 0e0", "acosh(1e0 / {0})"),
    "acsch": _by_zero("asinh(1e0 / {0})"),
    "abs": "abs({0})",
    "sign": "case when isnan({0}) then {0} else sign({0})::double end",
    "step": "case when isnan({0}) then {0} else (sign({0})::double + 1e0) / 2e0 end",
    "floor": "floor({0})",
    "ceil": "ceil({0})",
    "sigmoid": _SIGMOID,
    "relu": _RELU,
    "leaky_relu": "case when {0} > 0e0 then {0} else {1} * {0} end",
    "elu": f"case when {{0}} > 0e0 then {{0}} else {{1}} * {_EXPM1} end",
    "softplus": f"({_SOFTPLUS})",
    "silu": f"({{0}} * {_SIGMOID})",
    "mish": f"({{0}} * tanh({_SOFTPLUS}))",
    "softsign": "({0} / (1e0 + abs({0})))",
    "logit": _where("{0} > 0e0 and {0} < 1e0", f"ln({{0}}) - {_LOG1P.replace('{0}', '(-{0})')}"),
    "erf": ERF,
    "erfc": ERFC,
    "gelu": f"({{0}} * {ERFC.replace('{0}', f'(-{{0}} / {math.sqrt(2)!r}e0)')} / 2e0)",
    "factorial": _where("{0} > -1e0 or {0} <> floor({0})", "gamma({0} + 1e0)"),
    "gamma": _where("{0} > 0e0 or {0} <> floor({0})", "gamma({0})"),
    "loggamma": _where("{0} > 0e0", "lgamma({0})"),
}


def largest(count: int) -> str:
    """The largest of a number of arguments, nan where one is nan."""
    return f"greatest({_arguments('{%d}', count)})"


def smallest(count: int) -> str:
    """The smallest of a number of arguments, nan where one is nan (which is why it is not `least`)."""
    return f"(-greatest({_arguments('-{%d}', count)}))"


def log_sum_exp(count: int) -> str:
    """The logarithm of the sum of the exponentials of a number of arguments."""
    total = " + ".join(f"exp({{{place}}} - {largest(count)})" for place in range(count))
    return f"case when isfinite({largest(count)}) then {largest(count)} + ln({total}) else {largest(count)} end"


def _arguments(shape: str, count: int) -> str:
    return ", ".join(shape % place for place in range(count))


OF_ANY_NUMBER = {"max": largest, "min": smallest, "logsumexp": log_sum_exp}

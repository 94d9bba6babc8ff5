"""What instructions of a tape mean over numpy arrays: the faces of `numeric.rows`.

A face that is a ufunc can write into a buffer, the others make a new array. All follow `numeric.real`: nan where there
is no real value and for a division by zero, +-inf where a value is too large, nothing that overflows on the way to a
value that does not. A condition is an array of 1 where it holds, 0 where it does not, nan where it cannot be decided.
This module imports numpy: import it inside functions only.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from calcgd.numeric.real import REAL

Face = Callable[..., Any]


def face(op: str, data: Any) -> Face:
    """The function of arrays and floats that stands for an instruction which is not an input, number or constant."""
    if op == "call":
        return _CALLS.get(data) or row_by_row(_real_function(data))
    if op == "partial":
        from calcgd.numeric.special import real_partial_derivative

        return row_by_row(real_partial_derivative(*data))
    if op == "power":
        return _power(data)
    if op == "relation":
        return _relation(_COMPARE[data])
    return _LOGIC[data] if op == "logic" else _ARITHMETIC[op]


def row_by_row(function: Callable[..., float]) -> Face:
    """A function of floats over arrays, one row after another."""

    def over_rows(*args: Any) -> Any:
        rows = np.broadcast(*args).size
        lists = [np.broadcast_to(arg, rows).tolist() for arg in args]
        return np.fromiter(map(function, *lists), float, rows)

    return over_rows


def _real_function(name: str) -> Callable[..., float]:
    from calcgd.numeric.special import real_function

    return REAL.get(name) or real_function(name)


# ---- arithmetic, powers, conditions


def _divide(a: Any, b: Any) -> Any:
    return np.where(np.equal(b, 0), np.nan, np.divide(a, b))


def _power(exponent: Any) -> Face:
    """The power to an exact rational exponent, in the steps that the Python kernel takes."""
    times, root = exponent.numerator, exponent.denominator
    odd = times % 2 == 1
    if root == 1 and 2 <= times <= 4:
        return {2: np.square, 3: lambda u: u * u * u, 4: lambda u: u * u * u * u}[times]
    if root == 1:
        return lambda u: _signed_power(u, times, odd)
    if root in (2, 3):
        radical = np.sqrt if root == 2 else np.cbrt
        return radical if times == 1 else lambda u: _signed_power(radical(u), times, odd)
    return lambda u: np.where((root % 2 == 0) & (u < 0), np.nan, _signed_power(u, times / root, odd))


def _signed_power(base: Any, exponent: float, odd: bool) -> Any:
    size = np.power(np.abs(base), float(exponent))
    value = np.copysign(size, base) if odd else size
    return np.where(base == 0, np.nan, value) if exponent < 0 else value


def _pow(base: Any, exponent: Any) -> Any:
    size = np.power(np.abs(base), exponent)
    value = np.where(np.less(base, 0) & np.equal(np.mod(exponent, 2), 1), -size, size)
    fraction_of_negative = np.less(base, 0) & np.not_equal(np.mod(exponent, 1), 0)
    return np.where(fraction_of_negative | (np.equal(base, 0) & np.less_equal(exponent, 0)), np.nan, value)


def _relation(compare: Any) -> Face:
    return lambda a, b: np.where(np.isnan(a) | np.isnan(b), np.nan, compare(a, b))


def _select(condition: Any, a: Any, b: Any) -> Any:
    return np.where(np.equal(condition, 1), a, np.where(np.equal(condition, 0), b, np.nan))


_ARITHMETIC: dict[str, Face] = {
    "add": np.add, "sub": np.subtract, "mul": np.multiply, "neg": np.negative, "div": _divide, "pow": _pow,
    "select": _select,
}  # fmt: skip
_COMPARE: dict[str, Any] = {
    "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal, "==": np.equal, "!=": np.not_equal,
}  # fmt: skip
_LOGIC: dict[str, Face] = {
    "and": lambda a, b: np.where(np.equal(a, 1), b, a),
    "or": lambda a, b: np.where(np.equal(a, 0), b, a),
    "not": lambda a: np.subtract(1, a),
}


# ---- functions of the table


def _within(function: Face, belongs: Callable[[Any], Any]) -> Face:
    return lambda u: np.where(belongs(u), function(u), np.nan)


def _inverse(u: Any) -> Any:
    return _divide(1.0, u)


def _reciprocal(function: Face) -> Face:
    return lambda u: _inverse(function(u))


def _of_reciprocal(function: Face) -> Face:
    return lambda u: function(_inverse(u))


def _atan2(u: Any, v: Any) -> Any:
    return np.where(np.equal(u, 0) & np.equal(v, 0), np.nan, np.arctan2(u, v))


def _sigmoid(u: Any) -> Any:
    part = np.exp(-np.abs(u))
    return np.where(u < 0, part, 1) / (1 + part)


def _softplus(u: Any) -> Any:
    return np.maximum(u, 0) + np.log1p(np.exp(-np.abs(u)))


def _log_sum_exp(*us: Any) -> Any:
    largest = _extreme(np.maximum)(*us)
    total = largest + np.log(sum(np.exp(u - largest) for u in us))
    return np.where(np.isinf(largest), largest, total)


def _extreme(of_two: Any) -> Face:
    def of_many(first: Any, *others: Any) -> Any:
        for other in others:
            first = of_two(first, other)
        return first

    return of_many


_atanh = _within(np.arctanh, lambda u: np.abs(u) < 1)

_CALLS: dict[str, Face] = {
    "sqrt": np.sqrt, "cbrt": np.cbrt, "exp": np.exp, "expm1": np.expm1,
    **{
        name: _within(logarithm, lambda u, lowest=lowest: u > lowest)
        for name, logarithm, lowest in (
            ("log", np.log, 0), ("log2", np.log2, 0), ("log10", np.log10, 0), ("log1p", np.log1p, -1),
        )
    },
    "sin": np.sin, "cos": np.cos, "tan": np.tan, "cot": lambda u: np.cos(u) * _inverse(np.sin(u)),
    "sec": _reciprocal(np.cos), "csc": _reciprocal(np.sin), "asin": np.arcsin, "acos": np.arccos, "atan": np.arctan,
    "acot": lambda u: np.where(u == 0, np.pi / 2, np.arctan(1 / u)), "asec": _of_reciprocal(np.arccos),
    "acsc": _of_reciprocal(np.arcsin), "atan2": _atan2, "hypot": _extreme(np.hypot),
    "sinc": lambda u: np.where(u == 0, 1.0, np.sin(u) / u), "sinh": np.sinh, "cosh": np.cosh, "tanh": np.tanh,
    "coth": _reciprocal(np.tanh), "sech": _reciprocal(np.cosh), "csch": _reciprocal(np.sinh), "asinh": np.arcsinh,
    "acosh": np.arccosh, "atanh": _atanh, "acoth": _of_reciprocal(_atanh), "asech": _of_reciprocal(np.arccosh),
    "acsch": _of_reciprocal(np.arcsinh), "abs": np.absolute, "sign": np.sign, "step": lambda u: (np.sign(u) + 1) / 2,
    "floor": np.floor, "ceil": np.ceil, "max": _extreme(np.maximum), "min": _extreme(np.minimum), "sigmoid": _sigmoid,
    "relu": lambda u: np.maximum(u, 0), "leaky_relu": lambda u, v: np.where(np.greater(u, 0), u, v * u),
    "elu": lambda u, v: np.where(np.greater(u, 0), u, v * np.expm1(u)), "softplus": _softplus,
    "silu": lambda u: u * _sigmoid(u), "mish": lambda u: u * np.tanh(_softplus(u)),
    "softsign": lambda u: u / (1 + np.abs(u)), "logsumexp": _log_sum_exp,
    "logit": _within(lambda u: np.log(u) - np.log1p(-u), lambda u: (u > 0) & (u < 1)),
}  # fmt: skip

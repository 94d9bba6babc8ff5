"""Arithmetic that floats and instructions of a tape share: one formula, worked out at once or written on a tape.

A formula made of `+ - *`, comparisons and the functions here gives floats for floats. Given `Traced` numbers it
appends its operations to their tape, one by one as they are written, so that a kernel made of that tape takes the
same roundings in the same order.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import nan
from typing import Any

from calcgd.expression.rationals import ratio
from calcgd.numeric.real import REAL
from calcgd.numeric.tape import Tape


class Traced:
    """The number (or the condition) that an instruction of a tape gives."""

    __slots__ = ("index", "tape")

    def __init__(self, tape: Tape, index: int) -> None:
        self.tape = tape
        self.index = index

    def __add__(self, other: Any) -> Traced:
        return self._with("add", None, self, other)

    def __radd__(self, other: Any) -> Traced:
        return self._with("add", None, other, self)

    def __sub__(self, other: Any) -> Traced:
        return self._with("sub", None, self, other)

    def __rsub__(self, other: Any) -> Traced:
        return self._with("sub", None, other, self)

    def __mul__(self, other: Any) -> Traced:
        return self._with("mul", None, self, other)

    def __rmul__(self, other: Any) -> Traced:
        return self._with("mul", None, other, self)

    def __neg__(self) -> Traced:
        return self._with("neg", None, self)

    def __abs__(self) -> Traced:
        return self._with("call", "abs", self)

    def __lt__(self, other: Any) -> Traced:
        return self._with("relation", "<", self, other)

    def __le__(self, other: Any) -> Traced:
        return self._with("relation", "<=", self, other)

    def __gt__(self, other: Any) -> Traced:
        return self._with("relation", ">", self, other)

    def __ge__(self, other: Any) -> Traced:
        return self._with("relation", ">=", self, other)

    def __and__(self, other: Traced) -> Traced:
        return self._with("logic", "and", self, other)

    def __or__(self, other: Traced) -> Traced:
        return self._with("logic", "or", self, other)

    def opposite(self) -> Traced:
        """The condition that this one does not hold."""
        return self._with("logic", "not", self)

    def _with(self, op: str, data: Any, *args: Any) -> Traced:
        return Traced(self.tape, self.tape.emit(op, data, *(place(self.tape, arg) for arg in args)))


Real = float | Traced
Condition = bool | Traced


def place(tape: Tape, value: Real) -> int:
    """The instruction on a tape that gives a value: its own where it is traced, else a finite number."""
    return value.index if isinstance(value, Traced) else tape.number(ratio(*value.as_integer_ratio()))


def divide(a: Any, b: Any) -> Any:
    """`a / b`, nan where b is zero."""
    traced = _traced(a, b)
    if traced is not None:
        return traced._with("div", None, a, b)
    return a / b if b else nan


def call(name: str, *args: Any) -> Any:
    """A function of the table, nan where it has no real value."""
    traced = _traced(*args)
    return REAL[name](*args) if traced is None else traced._with("call", name, *args)


def sqrt(u: Any) -> Any:
    """The square root, nan of a negative number."""
    return call("sqrt", u)


def select(condition: Any, a: Any, b: Any) -> Any:
    """`a` where the condition holds, else `b`; both are worked out."""
    if isinstance(condition, Traced):
        return condition._with("select", None, condition, a, b)
    return a if condition else b


def dot(u: Sequence[Any], v: Sequence[Any]) -> Any:
    """The inner product, summed from left to right."""
    total = u[0] * v[0]
    for a, b in zip(u[1:], v[1:], strict=True):
        total = total + a * b
    return total


def _traced(*args: Any) -> Traced | None:
    return next((arg for arg in args if isinstance(arg, Traced)), None)

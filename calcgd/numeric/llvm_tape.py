"""Tapes in machine code: each instruction does what `numeric.python` has it do, to the last bit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from math import nan
from typing import Any, NamedTuple

from calcgd.numeric.llvm_functions import FACES, divided, integer_power, power, root_power
from calcgd.numeric.llvm_writer import Bit, Real, Writer, choose
from calcgd.numeric.python import as_float, constant_values
from calcgd.numeric.tape import Tape


class Condition(NamedTuple):
    """True, false or undecided; where it is undecided, `holds` says nothing. None: it is always decided."""

    holds: Bit
    undecided: Bit | None

    def value(self) -> Real:
        """1 or 0, nan where it is undecided."""
        return self.decided(choose(self.holds, 1.0, 0.0))

    def decided(self, value: Real) -> Real:
        """A number, nan where the condition is undecided."""
        return value if self.undecided is None else choose(self.undecided, nan, value)

    def may_hold(self) -> Bit:
        """Whether it is anything but plainly false."""
        return self.holds if self.undecided is None else self.holds | self.undecided


def has_face(tape: Tape, index: int) -> bool:
    """Whether machine code can do an instruction; what rests on no variable is worked out before."""
    op, data, _ = tape.code[index]
    return not tape.varies[index] or (data in FACES if op == "call" else op != "partial")


class Translation:
    """The results of the instructions that `outputs` rest on, written by `writer`.

    `inputs` are what the values of the tape's variables are called in machine code.
    """

    def __init__(self, tape: Tape, outputs: Iterable[int], inputs: Mapping[str, str], writer: Writer) -> None:
        self._tape = tape
        self._writer = writer
        needed = tape.needed(outputs)
        self._constants = constant_values(tape, needed)
        self._results: dict[int, Real | Condition] = {}
        for index in needed:
            op, data, _ = tape.code[index]
            if index in self._constants:
                self._results[index] = self._constant(self._constants[index])
            elif op == "input":
                self._results[index] = Real(writer, inputs[data])
            else:
                self._results[index] = self._written(index)

    def real(self, index: int) -> Real:
        """The result of an instruction as a number."""
        result = self._results[index]
        return result.value() if isinstance(result, Condition) else result

    def condition(self, index: int) -> Condition:
        """The result of an instruction that is a condition; a number in its place is nan: undecided for good."""
        result = self._results[index]
        return result if isinstance(result, Condition) else Condition(self._writer.bit(False), self._writer.bit(True))

    def _constant(self, value: float | bool) -> Real | Condition:
        return Condition(self._writer.bit(value), None) if isinstance(value, bool) else self._writer.real(value)

    def _written(self, index: int) -> Real | Condition:
        op, data, args = self._tape.code[index]
        if op == "logic":
            return _LOGIC[data](*map(self.condition, args))
        if op == "select":
            condition = self.condition(args[0])
            return condition.decided(choose(condition.holds, self.real(args[1]), self.real(args[2])))
        operands = [self.real(arg) for arg in args]
        if op == "relation":
            varying = [self.real(arg) for arg in args if arg not in self._constants]
            undecided = varying[0].compared("uno", varying[-1])
            return Condition(operands[0].compared(_PREDICATES[data], operands[1]), undecided)
        if op == "power":
            return _power(operands[0], data)
        if op == "div" and self._constants.get(args[1]):
            return operands[0] / operands[1]
        return (FACES[data] if op == "call" else _ARITHMETIC[op])(*operands)


def _power(base: Real, exponent: Any) -> Real:
    times, root = exponent.numerator, exponent.denominator
    if root == 1 and 2 <= times <= 4:
        return reduce(Real.__mul__, [base] * times)
    odd = times % 2 == 1
    if root == 1:
        return integer_power(base, as_float(exponent), odd)
    if root <= 3:
        radical = FACES["sqrt" if root == 2 else "cbrt"](base)
        return radical if times == 1 else integer_power(radical, as_float(times), odd)
    return root_power(base, as_float(exponent), root % 2 == 0, odd)


def _both(a: Condition, b: Condition) -> Condition:
    return Condition(a.holds & b.holds, _first_of(a.undecided, b.undecided and a.holds & b.undecided))


def _either(a: Condition, b: Condition) -> Condition:
    return Condition(a.holds | b.holds, _first_of(a.undecided, b.undecided and ~a.holds & b.undecided))


def _first_of(a: Bit | None, b: Bit | None) -> Bit | None:
    return a | b if a and b else a or b


_ARITHMETIC: dict[str, Callable[..., Real]] = {
    "add": Real.__add__,
    "sub": Real.__sub__,
    "mul": Real.__mul__,
    "div": divided,
    "neg": Real.__neg__,
    "pow": power,
}

_LOGIC: dict[str, Callable[..., Condition]] = {
    "and": _both,
    "or": _either,
    "not": lambda a: Condition(~a.holds, a.undecided),
}

_PREDICATES = {"<": "olt", "<=": "ole", ">": "ogt", ">=": "oge", "==": "oeq", "!=": "une"}

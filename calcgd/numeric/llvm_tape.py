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
    """Plainly true, plainly false, or neither: undecided."""

    true: Bit
    false: Bit

    def choice(self, a: Real | float, b: Real | float) -> Real:
        """`a` where it is true, `b` where it is false, else nan."""
        return choose(self.true, a, choose(self.false, b, nan))


def has_face(tape: Tape, index: int) -> bool:
    """Whether machine code can do an instruction; what rests on no variable is worked out before."""
    op, data, _ = tape.code[index]
    return not tape.varies[index] or (data in FACES if op == "call" else op != "partial")


class Translation:
    """The results of the instructions that `outputs` rest on, written by `writer`.

    `known` are the results of instructions that are there already: of the tape's variables, and of others.
    """

    def __init__(
        self, tape: Tape, outputs: Iterable[int], known: Mapping[int, Real | Condition], writer: Writer
    ) -> None:
        self._tape = tape
        self._writer = writer
        needed = tape.needed(outputs, known)
        self._constants = constant_values(tape, needed)
        self._results: dict[int, Real | Condition] = dict(known)
        for index in needed:
            if index in self._constants:
                self._results[index] = self._constant(self._constants[index])
            else:
                self._results[index] = self._written(index)

    def result(self, index: int) -> Real | Condition:
        """The result of an instruction as what it is."""
        return self._results[index]

    def names(self, indices: Iterable[int]) -> list[str]:
        """What the results of some instructions are called as numbers; of a condition 1 or 0, nan where undecided."""
        return [self.real(index).name for index in indices]

    def real(self, index: int) -> Real:
        """The result of an instruction as a number; of a condition 1 or 0, or nan where it is undecided."""
        result = self._results[index]
        return result.choice(1.0, 0.0) if isinstance(result, Condition) else result

    def condition(self, index: int) -> Condition:
        """The result of an instruction that is a condition."""
        result = self._results[index]
        return result if isinstance(result, Condition) else Condition(self._writer.bit(False), self._writer.bit(False))

    def _constant(self, value: float | bool) -> Real | Condition:
        """A condition that is undecided for good is nan, like numbers."""
        if isinstance(value, bool):
            return Condition(self._writer.bit(value), self._writer.bit(not value))
        return self._writer.real(value)

    def _written(self, index: int) -> Real | Condition:
        op, data, args = self._tape.code[index]
        if op == "logic":
            return _LOGIC[data](*map(self.condition, args))
        if op == "select":
            return self.condition(args[0]).choice(self.real(args[1]), self.real(args[2]))
        operands = [self.real(arg) for arg in args]
        if op == "relation":
            return Condition(*(operands[0].compared(predicate, operands[1]) for predicate in _PREDICATES[data]))
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


_ARITHMETIC: dict[str, Callable[..., Real]] = {
    "add": Real.__add__,
    "sub": Real.__sub__,
    "mul": Real.__mul__,
    "div": divided,
    "neg": Real.__neg__,
    "pow": power,
}

_LOGIC: dict[str, Callable[..., Condition]] = {
    # What comes second counts only where the first leaves it open.
    "and": lambda a, b: Condition(a.true & b.true, a.false | (a.true & b.false)),
    "or": lambda a, b: Condition(a.true | (a.false & b.true), a.false & b.false),
    "not": lambda a: Condition(a.false, a.true),
}

_PREDICATES = {
    "<": ("olt", "oge"),
    "<=": ("ole", "ogt"),
    ">": ("ogt", "ole"),
    ">=": ("oge", "olt"),
    "==": ("oeq", "one"),
    "!=": ("one", "oeq"),
}
"""When a comparison is true and when it is false; beside nan it is neither."""

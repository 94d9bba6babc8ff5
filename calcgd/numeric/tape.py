"""Straight-line programs: one instruction for each different subexpression, in the order of evaluation.

A `Tape` holds instructions `(op, data, args)`; `args` are the numbers of earlier instructions. Equal instructions are
one, so that what a tree shares is computed once. Nothing is evaluated here (but exact constants), and nothing is known
of trees or of a target language.

    input      data: name of a variable         add sub mul div   two args
    number     data: exact rational, or nan      neg               one arg
    constant   data: pi, e, oo
    power      data: exact rational exponent     pow               base and exponent
    call       data: function of the table       partial           data: (function, orders): its partial derivative
    relation   data: < <= > >= == !=             logic             data: and, or (two args), not (one arg)
    truth      data: True or False               select            condition, value where it holds, other value
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any, NamedTuple

from calcgd.expression.rationals import ratio

_LONGEST_EXACT = 2_000


class Instruction(NamedTuple):
    """One operation; `args` are the numbers of the instructions whose results it takes."""

    op: str
    data: Any
    args: tuple[int, ...]


class Tape:
    """A growing straight-line program over the variables `names`."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        self.code: list[Instruction] = []
        self.varies: list[bool] = []
        """Whether the result of an instruction depends on a variable."""
        self._known: dict[Instruction, int] = {}
        self.inputs = {name: self.emit("input", name) for name in names}

    def emit(self, op: str, data: Any = None, *args: int) -> int:
        """The number of the instruction, which is appended unless it is there already."""
        instruction = Instruction(op, data, args)
        index = self._known.get(instruction)
        if index is None:
            index = self._known[instruction] = len(self.code)
            self.code.append(instruction)
            self.varies.append(op == "input" or any(self.varies[arg] for arg in args))
        return index

    def number(self, value: Any) -> int:
        """An exact rational (int or Fraction), or nan for no value at all."""
        return self.emit("number", value)

    def exact(self, index: int) -> Any:
        """The value of an instruction that is an exact rational, else None."""
        op, data, _ = self.code[index]
        return data if op == "number" and data.__class__ is not float else None

    # ---- arithmetic, worked out where it is exact and where an operand changes nothing

    def add(self, a: int, b: int) -> int:
        p, q = self.exact(a), self.exact(b)
        if p is not None and q is not None:
            return self.number(ratio(p + q, 1))
        if p == 0:
            return b
        if q == 0:
            return a
        op, _, args = self.code[b]
        return self.sub(a, args[0]) if op == "neg" else self.emit("add", None, a, b)

    def sub(self, a: int, b: int) -> int:
        p, q = self.exact(a), self.exact(b)
        if p is not None and q is not None:
            return self.number(ratio(p - q, 1))
        if q == 0:
            return a
        if p == 0:
            return self.neg(b)
        return self.emit("sub", None, a, b)

    def neg(self, a: int) -> int:
        op, data, args = self.code[a]
        if op == "number":
            return self.number(-data)
        return args[0] if op == "neg" else self.emit("neg", None, a)

    def mul(self, a: int, b: int) -> int:
        p, q = self.exact(a), self.exact(b)
        if p is not None and q is not None and _short(p) and _short(q):
            return self.number(ratio(p * q, 1))
        for factor, other in ((p, b), (q, a)):
            if factor == 1:
                return other
            if factor == -1:
                return self.neg(other)
        op, _, args = self.code[b]
        if op == "div" and self.exact(args[0]) == 1:
            return self.div(a, args[1])
        return self.emit("mul", None, a, b)

    def div(self, a: int, b: int) -> int:
        p, q = self.exact(a), self.exact(b)
        if p is not None and q and _short(p) and _short(q):
            return self.number(ratio(p, q))
        if q == 1:
            return a
        exponent = self.exponent_beside_one(b)
        if exponent is None:
            return self.emit("div", None, a, b)
        # 1/(1 + exp(u)) and exp(u)/(1 + exp(u)), written so that neither they nor their derivatives overflow.
        if self.code[a] == ("call", "exp", (exponent,)):
            return self.emit("call", "sigmoid", exponent)
        return self.mul(a, self.emit("call", "sigmoid", self.neg(exponent)))

    def power(self, a: int, exponent: Any) -> int:
        """`a` to an exact rational exponent; the real root where its denominator is odd."""
        if exponent == 0:
            return self.number(1)
        if exponent == 1:
            return a
        base = self.exact(a)
        if base and type(exponent) is int and abs(exponent) * _bits(base) <= _LONGEST_EXACT:
            return self.number(ratio(Fraction(base) ** exponent, 1))
        return self.div(self.number(1), a) if exponent == -1 else self.emit("power", exponent, a)

    def select(self, condition: int, a: int, b: int) -> int:
        """`a` where the condition holds, else `b`."""
        op, data, _ = self.code[condition]
        if op == "truth":
            return a if data else b
        return self.emit("select", None, condition, a, b)

    def both(self, first: int | None, second: int | None) -> int | None:
        """The condition that two conditions hold; None stands for one that always does."""
        if first is None or second is None or first == second:
            return second if first is None else first
        return self.emit("logic", "and", first, second)

    def either(self, first: int | None, second: int | None) -> int | None:
        """The condition that one of two conditions holds; None stands for one that always does."""
        if first is None or second is None or self._opposite(first, second) or self._opposite(second, first):
            return None
        return first if first == second else self.emit("logic", "or", first, second)

    def _opposite(self, first: int, second: int) -> bool:
        return self.code[first] == ("logic", "not", (second,))

    def exponent_beside_one(self, index: int) -> int | None:
        """The u of an instruction for 1 + exp(u), else None."""
        op, _, args = self.code[index]
        if op != "add":
            return None
        for one, other in (args, reversed(args)):
            inner = self.code[other]
            if self.exact(one) == 1 and inner[:2] == ("call", "exp"):
                return inner.args[0]
        return None

    def inline(self, source: Tape, outputs: Iterable[int], values: Iterable[int]) -> list[int]:
        """Append the instructions of another tape that `outputs` rest on; the numbers of the outputs here.

        `values` are the instructions that stand for the variables of the source, in their order.
        """
        here = dict(zip(source.inputs.values(), values, strict=True))
        outputs = list(outputs)
        for index in source.needed(outputs):
            op, data, args = source.code[index]
            if index not in here:
                here[index] = self.emit(op, data, *(here[arg] for arg in args))
        return [here[index] for index in outputs]

    def needed(self, outputs: Iterable[int], known: Iterable[int] = ()) -> list[int]:
        """The instructions that `outputs` rest on and these themselves, in order; without those that are `known`."""
        known = set(known)
        stack = [index for index in outputs if index not in known]
        seen = known.union(stack)
        while stack:
            for arg in self.code[stack.pop()].args:
                if arg not in seen:
                    seen.add(arg)
                    stack.append(arg)
        return sorted(seen - known)

    def cone(self, index: int) -> list[int]:
        """The instructions an instruction rests on and itself, the last first, without those that never vary."""
        seen, stack = {index}, [index]
        while stack:
            for arg in self.code[stack.pop()].args:
                if arg not in seen and self.varies[arg]:
                    seen.add(arg)
                    stack.append(arg)
        return sorted(seen, reverse=True)


def _bits(value: Any) -> int:
    return value.numerator.bit_length() + value.denominator.bit_length()


def _short(value: Any) -> bool:
    return _bits(value) <= _LONGEST_EXACT

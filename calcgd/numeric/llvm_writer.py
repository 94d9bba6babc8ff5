"""Numbers and truths of machine code that write down how they come about, in LLVM's language.

A formula over `Real`s looks like the one over floats that it stands for; each operation in it appends one instruction
to a `Writer`. Operations are those of IEEE 754 in the order they are written: nothing is contracted, nothing reordered.
A writer works on one number at a time or on several *lanes* side by side, which never touch each other.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from itertools import count


class Writer:
    """Instructions in the order they were written; `foreign` gathers the functions of libm that they call."""

    def __init__(self, lanes: int = 1, beside: Writer | None = None) -> None:
        """`beside` is another writer for the same text: they share `foreign`, and no two results have one name."""
        self.lanes = lanes
        self.lines: list[str] = []
        self.foreign: dict[str, int] = beside.foreign if beside else {}
        self._numbers: Iterator[int] = beside._numbers if beside else count()

    def of(self, kind: str) -> str:
        """The type of one `kind` for each lane."""
        return kind if self.lanes == 1 else f"<{self.lanes} x {kind}>"

    def constant(self, kind: str, text: str) -> str:
        """The same constant in each lane."""
        return text if self.lanes == 1 else f"splat ({kind} {text})"

    def put(self, instruction: str) -> str:
        """Append an instruction; the name of its result."""
        name = f"%r{next(self._numbers)}"
        self.lines.append(f"{name} = {instruction}")
        return name

    def real(self, value: Real | float) -> Real:
        """A number as an operand."""
        return value if isinstance(value, Real) else Real(self, self.constant("double", bits(value)))

    def bit(self, value: bool) -> Bit:
        """A truth as an operand."""
        return Bit(self, self.constant("i1", "true" if value else "false"))

    def intrinsic(self, name: str, *values: Real) -> Real:
        """An operation that processors have: fabs, sqrt, floor, ceil, copysign, fmuladd."""
        kind = self.of("double")
        operands = ", ".join(f"{kind} {value.name}" for value in values)
        return Real(self, self.put(f"call {kind} @llvm.{name}.{self.suffix('f64')}({operands})"))

    def suffix(self, kind: str) -> str:
        """How the names of intrinsics over one `kind` for each lane end."""
        return kind if self.lanes == 1 else f"v{self.lanes}{kind}"

    def call(self, name: str, args: Iterable[Real]) -> Real:
        """A function of the C library, lane by lane."""
        operands = [arg.name for arg in args]
        self.foreign[name] = len(operands)
        if self.lanes == 1:
            return Real(self, self.put(_call(name, operands)))
        kind, result = self.of("double"), "poison"
        for lane in range(self.lanes):
            parts = [self.put(f"extractelement {kind} {operand}, i64 {lane}") for operand in operands]
            value = self.put(_call(name, parts))
            result = self.put(f"insertelement {kind} {result}, double {value}, i64 {lane}")
        return Real(self, result)

    def declarations(self) -> str:
        """What is said of the functions that are called: they have no effect but their result."""
        declared = [
            f"declare double @{symbol(name)}({', '.join(['double'] * arity)}) #0"
            for name, arity in self.foreign.items()
        ]
        return "\n".join([*declared, "attributes #0 = { nounwind willreturn memory(none) }"])


class Real:
    """A number; arithmetic with it and comparisons of it are written down. What is nan compares as for floats."""

    __slots__ = ("name", "writer")

    def __init__(self, writer: Writer, name: str) -> None:
        self.writer = writer
        self.name = name

    def _operation(self, op: str, a: Real | float, b: Real | float) -> str:
        writer = self.writer
        return writer.put(f"{op} {writer.of('double')} {writer.real(a).name}, {writer.real(b).name}")

    def __add__(self, other: Real | float) -> Real:
        return Real(self.writer, self._operation("fadd", self, other))

    def __radd__(self, other: float) -> Real:
        return Real(self.writer, self._operation("fadd", other, self))

    def __sub__(self, other: Real | float) -> Real:
        return Real(self.writer, self._operation("fsub", self, other))

    def __rsub__(self, other: float) -> Real:
        return Real(self.writer, self._operation("fsub", other, self))

    def __mul__(self, other: Real | float) -> Real:
        return Real(self.writer, self._operation("fmul", self, other))

    def __truediv__(self, other: Real | float) -> Real:
        """The quotient of IEEE 754; what a kernel makes of a division by zero is `divided`."""
        return Real(self.writer, self._operation("fdiv", self, other))

    def __rtruediv__(self, other: float) -> Real:
        return Real(self.writer, self._operation("fdiv", other, self))

    def __neg__(self) -> Real:
        return Real(self.writer, self.writer.put(f"fneg {self.writer.of('double')} {self.name}"))

    def __abs__(self) -> Real:
        return self.writer.intrinsic("fabs", self)

    def __lt__(self, other: Real | float) -> Bit:
        return self.compared("olt", other)

    def __le__(self, other: Real | float) -> Bit:
        return self.compared("ole", other)

    def __gt__(self, other: Real | float) -> Bit:
        return self.compared("ogt", other)

    def __ge__(self, other: Real | float) -> Bit:
        return self.compared("oge", other)

    def equals(self, other: Real | float) -> Bit:
        """Whether two numbers are equal."""
        return self.compared("oeq", other)

    def compared(self, predicate: str, other: Real | float) -> Bit:
        """A comparison by one of LLVM's predicates: `o..` is false and `u..` true where one of the two is nan."""
        return Bit(self.writer, self._operation(f"fcmp {predicate}", self, other))


class Bit:
    """True or false."""

    __slots__ = ("name", "writer")

    def __init__(self, writer: Writer, name: str) -> None:
        self.writer = writer
        self.name = name

    def _operation(self, op: str, other: Bit) -> Bit:
        return Bit(self.writer, self.writer.put(f"{op} {self.writer.of('i1')} {self.name}, {other.name}"))

    def __and__(self, other: Bit) -> Bit:
        return self._operation("and", other)

    def __or__(self, other: Bit) -> Bit:
        return self._operation("or", other)


def choose(condition: Bit, a: Real | float, b: Real | float) -> Real:
    """`a` where the condition holds, else `b`; both are worked out."""
    writer = condition.writer
    kind, one, other = writer.of("double"), writer.real(a).name, writer.real(b).name
    return Real(writer, writer.put(f"select {writer.of('i1')} {condition.name}, {kind} {one}, {kind} {other}"))


def bits(value: float) -> str:
    """A float in LLVM's language: its bits."""
    return f"0x{struct.pack('>d', value).hex()}"


def _call(name: str, operands: list[str]) -> str:
    return f"call double @{symbol(name)}({', '.join(f'double {operand}' for operand in operands)})"


def symbol(name: str) -> str:
    """What a function of the C library is called here: LLVM may replace one that it knows by another."""
    return f"c_{name}"

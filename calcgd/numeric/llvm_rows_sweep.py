"""A tape over rows of data in machine code: the sums of its outputs over some rows.

Rows are taken as many at a time as a writer has lanes; lanes that are past the last row are read as zeros and not
added. What depends on the parameters alone is worked out before the rows. Columns and parameters are numbered: nothing
that a user has written is in a text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from calcgd.numeric.llvm_loop import joined
from calcgd.numeric.llvm_tape import Condition, Translation
from calcgd.numeric.llvm_vector import VectorWriter
from calcgd.numeric.llvm_writer import Bit, Real, Writer
from calcgd.numeric.rows import resting_on
from calcgd.numeric.tape import Tape

_SWEEP = """work:
 %row = phi i64 [ %start, %{origin} ], [ %next_row, %work ]
 {sums}
 %left = sub nuw nsw i64 %end, %row
 {loads}
 {work}
 {added}
 %next_row = add nuw nsw i64 %row, {lanes}
 %unread = icmp slt i64 %next_row, %end
 br i1 %unread, label %work, label %summed"""


class RowTape(NamedTuple):
    """Instructions of a tape, its `outputs`, over columns of data and parameters: all the variables of the tape."""

    tape: Tape
    outputs: Sequence[int]
    columns: Sequence[str]
    parameters: Sequence[str]


class Sweep:
    """The lines that add up the outputs over the rows from %start to before %end.

    columns    numbers of the columns that are needed, the order in which their addresses are handed over
    fixed      lines that work out what depends on the parameters alone
    text       the block %work, which is entered from the block named and left for %summed
    sums       lines that belong into %summed
    totals     what the sums are called there
    """

    def __init__(self, rows: RowTape, parameters: Sequence[str], origin: str, lanes: int) -> None:
        """`parameters` is what the values of the parameters are called in machine code."""
        tape, outputs = rows.tape, rows.outputs
        self._scalar = Writer()
        self.writer = writer = VectorWriter(lanes, beside=self._scalar)
        known = self._known(rows, dict(zip(rows.parameters, parameters, strict=True)))
        places = {tape.inputs[name]: i for i, name in enumerate(rows.columns)}
        self.columns = sorted(places[index] for index in tape.needed(outputs) if index in places)
        inputs = {tape.inputs[rows.columns[i]]: Real(writer, f"%value{i}") for i in self.columns}
        self.fixed = [*self._scalar.lines, *writer.lines]
        writer.lines.clear()
        results = Translation(tape, outputs, known | inputs, writer).names(outputs)
        work = list(writer.lines)
        writer.lines.clear()
        self.totals = [self._total(f"%new{i}") for i in range(len(outputs))]
        self.sums = list(writer.lines)
        self.text = self._text(work, results, origin)

    def _known(self, rows: RowTape, parameters: Mapping[str, str]) -> dict[int, Real | Condition]:
        """What the rows need of that which varies with the parameters alone, in every lane."""
        tape = rows.tape
        needed = tape.needed(rows.outputs)
        by_row = resting_on(tape, needed, [tape.inputs[name] for name in rows.columns])
        used = {arg for index in by_row for arg in tape.code[index].args} | set(rows.outputs)
        fixed = sorted(index for index in used - by_row if tape.varies[index])
        given: dict[int, Real | Condition] = {
            tape.inputs[name]: Real(self._scalar, place) for name, place in parameters.items()
        }
        translation = Translation(tape, fixed, given, self._scalar)
        return {index: self._spread(translation.result(index)) for index in fixed}

    def _spread(self, result: Real | Condition) -> Real | Condition:
        if isinstance(result, Condition):
            return Condition(*(Bit(self.writer, self._in_all_lanes("i1", bit.name)) for bit in result))
        return Real(self.writer, self._in_all_lanes("double", result.name))

    def _in_all_lanes(self, kind: str, name: str) -> str:
        writer = self.writer
        if writer.lanes == 1:
            return name
        vector = writer.of(kind)
        one = writer.put(f"insertelement {vector} poison, {kind} {name}, i64 0")
        return writer.put(f"shufflevector {vector} {one}, {vector} poison, {writer.of('i32')} zeroinitializer")

    def _total(self, vector: str) -> str:
        """The sum of all lanes: the upper half is added to the lower half, until one is left."""
        writer, lanes = self.writer, self.writer.lanes
        if lanes == 1:
            return vector
        kind = writer.of("double")
        half = lanes // 2
        while half:
            picked = ", ".join(f"i32 {lane + half if lane < half else lane}" for lane in range(lanes))
            upper = writer.put(f"shufflevector {kind} {vector}, {kind} poison, {writer.of('i32')} <{picked}>")
            vector = writer.put(f"fadd {kind} {vector}, {upper}")
            half //= 2
        return writer.put(f"extractelement {kind} {vector}, i64 0")

    def _text(self, work: Iterable[str], results: Sequence[str], origin: str) -> str:
        kind, zero = self.writer.of("double"), self.writer.real(0.0).name
        return _SWEEP.format(
            origin=origin,
            sums=joined(f"%sum{i} = phi {kind} [ {zero}, %{origin} ], [ %new{i}, %work ]" for i in range(len(results))),
            loads=joined(self._loads()),
            work=joined(work),
            added=joined(self._additions(results)),
            lanes=self.writer.lanes,
        )

    def _loads(self) -> Iterator[str]:
        writer = self.writer
        if writer.lanes > 1:
            counts, truths, kind = writer.of("i64"), writer.of("i1"), writer.of("double")
            yield f"%lefts_of_one = insertelement {counts} poison, i64 %left, i64 0"
            yield f"%lefts = shufflevector {counts} %lefts_of_one, {counts} poison, {writer.of('i32')} zeroinitializer"
            yield f"%there = icmp slt {counts} <{', '.join(f'i64 {lane}' for lane in range(writer.lanes))}>, %lefts"
        for i in self.columns:
            yield f"%at{i} = getelementptr double, ptr %column{i}, i64 %row"
            if writer.lanes == 1:
                yield f"%value{i} = load double, ptr %at{i}, align 8"
            else:
                yield (
                    f"%value{i} = call {kind} @llvm.masked.load.{writer.suffix('f64')}.p0"
                    f"(ptr %at{i}, i32 8, {truths} %there, {kind} zeroinitializer)"
                )

    def _additions(self, results: Sequence[str]) -> Iterator[str]:
        writer, kind = self.writer, self.writer.of("double")
        for i, result in enumerate(results):
            if writer.lanes == 1:
                yield f"%new{i} = fadd double %sum{i}, {result}"
            else:
                yield f"%more{i} = fadd {kind} %sum{i}, {result}"
                yield f"%new{i} = select {writer.of('i1')} %there, {kind} %more{i}, {kind} %sum{i}"

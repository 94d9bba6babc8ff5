"""A tape over rows of data in machine code: the sums of its outputs over some rows.

Rows are taken as many at a time as a writer has lanes; lanes that are past the last row are read as zeros and not
added. Either each column is an array and rows come as they stand there, or all are one table, row by row, and an array
of row numbers says which comes when: then what a row holds is in one place of memory. What depends on the parameters
alone is worked out before the rows. Columns and parameters are numbered: nothing that a user has written is in a text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from calcgd.numeric.llvm_loop import joined
from calcgd.numeric.llvm_tape import Condition, Translation
from calcgd.numeric.llvm_vector import VectorWriter
from calcgd.numeric.llvm_writer import Bit, Real, Writer
from calcgd.numeric.rows import resting_on
from calcgd.numeric.tape import Tape

BLOCK = 8192
"""Rows that are added up in the lanes, before their sums are added to those of the rows before."""

_AHEAD = 32
"""A shuffled row is asked for so many rows before it is needed: the memory takes longer than the work on some rows."""

_ONE_ROW = """sweep:
 {loads}
 {work}
 br label %summed"""

_MANY_ROWS = """sweep:
 %first = phi i64 [ %start, %{origin} ], [ %last, %added ]
 {wholes}
 %block_end = add nuw nsw i64 %first, {block}
 %last = call i64 @llvm.smin.i64(i64 %block_end, i64 %end)
 br label %work
work:
 %row = phi i64 [ %first, %sweep ], [ %next_row, %work ]
 {sums}
 {loads}
 {work}
 {added}
 %next_row = add nuw nsw i64 %row, {lanes}
 %unread = icmp slt i64 %next_row, %last
 br i1 %unread, label %work, label %added
added:
 {totals}
 %more_blocks = icmp slt i64 %last, %end
 br i1 %more_blocks, label %sweep, label %summed"""


class RowTape(NamedTuple):
    """Instructions of a tape, its `outputs`, over columns of data and parameters: all the variables of the tape."""

    tape: Tape
    outputs: Sequence[int]
    columns: Sequence[str]
    parameters: Sequence[str]


class Sweep:
    """The lines that add up the outputs over the rows from %start to before %end, or take the one row %start.

    columns    numbers of the columns that are needed, the order in which their addresses are handed over
    fixed      lines that work out what depends on the parameters alone
    text       from the label %sweep, entered from the block named, to the jump to %summed
    totals     what the sums are called then
    """

    def __init__(
        self, rows: RowTape, parameters: Sequence[str], origin: str, lanes: int, shuffled: bool = False
    ) -> None:
        """`parameters` is what the values of the parameters are called in machine code; one lane takes one row.

        Where rows are `shuffled`, %order is the address of their numbers, and %final the place of the last of them.
        """
        tape, outputs = rows.tape, rows.outputs
        self._scalar = Writer()
        self.writer = writer = VectorWriter(lanes, beside=self._scalar)
        known = self._known(rows, dict(zip(rows.parameters, parameters, strict=True)))
        places = {tape.inputs[name]: i for i, name in enumerate(rows.columns)}
        self.columns = sorted(places[index] for index in tape.needed(outputs) if index in places)
        self._shuffled = shuffled
        inputs = {tape.inputs[rows.columns[i]]: Real(writer, f"%value{i}") for i in self.columns}
        self.fixed = [*self._scalar.lines, *self._taken()]
        results = Translation(tape, outputs, known | inputs, writer).names(outputs)
        self.totals = results if lanes == 1 else [f"%total{i}" for i in range(len(results))]
        self.text = self._one_row() if lanes == 1 else self._many_rows(results, origin)

    def _taken(self) -> list[str]:
        """The lines that were written since this was last asked."""
        taken = list(self.writer.lines)
        self.writer.lines.clear()
        return taken

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

    def _one_row(self) -> str:
        loads, row = [], "i64 %start"
        if self._shuffled:
            loads, row = [self._number("%start"), "%number = load i64, ptr %number_at, align 8"], "i64 %number"
            loads += self._fetched("%start")
        for i in self.columns:
            loads += [self._address(i, row), f"%value{i} = load double, ptr %at{i}, align 8"]
        return _ONE_ROW.format(loads=joined(loads), work=joined(self._taken()))

    def _many_rows(self, results: Sequence[str], origin: str) -> str:
        writer = self.writer
        kind, zero, numbers = writer.of("double"), writer.real(0.0).name, range(len(results))
        work = self._taken()
        sums = [self._sum_of_lanes(f"%new{i}") for i in numbers]
        self.writer.lines += [f"{total} = fadd double %whole{i}, {sums[i]}" for i, total in enumerate(self.totals)]
        return _MANY_ROWS.format(
            origin=origin,
            wholes=joined(f"%whole{i} = phi double [ 0.0, %{origin} ], [ {self.totals[i]}, %added ]" for i in numbers),
            block=BLOCK,
            sums=joined(f"%sum{i} = phi {kind} [ {zero}, %sweep ], [ %new{i}, %work ]" for i in numbers),
            loads=joined(self._loads()),
            work=joined(work),
            added=joined(self._additions(results)),
            lanes=writer.lanes,
            totals=joined(self._taken()),
        )

    def _address(self, column: int, row: str) -> str:
        step = f"[{len(self.columns)} x double]" if self._shuffled else "double"
        return f"%at{column} = getelementptr {step}, ptr %column{column}, {row}"

    def _number(self, row: str) -> str:
        return f"%number_at = getelementptr i64, ptr %order, i64 {row}"

    def _loads(self) -> Iterator[str]:
        """The values of the columns; those of lanes that are past the last row are not read."""
        writer = self.writer
        counts, truths, kind = writer.of("i64"), writer.of("i1"), writer.of("double")
        yield "%left = sub nuw nsw i64 %last, %row"
        yield f"%lefts_of_one = insertelement {counts} poison, i64 %left, i64 0"
        yield f"%lefts = shufflevector {counts} %lefts_of_one, {counts} poison, {writer.of('i32')} zeroinitializer"
        yield f"%there = icmp slt {counts} <{', '.join(f'i64 {lane}' for lane in range(writer.lanes))}>, %lefts"
        reals, row = writer.suffix("f64"), "i64 %row"
        zeros, read = f"{truths} %there, {kind} zeroinitializer)", f"load.{reals}.p0(ptr"
        if self._shuffled:
            yield self._number("%row")
            yield (
                f"%numbers = call {counts} @llvm.masked.load.{writer.suffix('i64')}.p0"
                f"(ptr %number_at, i32 8, {truths} %there, {counts} zeroinitializer)"
            )
            yield from self._fetched("%row")
            row, read = f"{counts} %numbers", f"gather.{reals}.{writer.suffix('p0')}({writer.of('ptr')}"
        for i in self.columns:
            yield self._address(i, row)
            yield f"%value{i} = call {kind} @llvm.masked.{read} %at{i}, i32 8, {zeros}"

    def _fetched(self, row: str) -> Iterator[str]:
        """Ask for what is worked on a little later, from its first to its last column: it may be anywhere."""
        step = f"[{len(self.columns)} x double]"
        for lane in range(self.writer.lanes):
            yield f"%later{lane} = add nuw nsw i64 {row}, {_AHEAD + lane}"
            yield f"%ahead{lane} = call i64 @llvm.smin.i64(i64 %later{lane}, i64 %final)"
            yield f"%ahead_at{lane} = getelementptr i64, ptr %order, i64 %ahead{lane}"
            yield f"%coming{lane} = load i64, ptr %ahead_at{lane}, align 8"
            for i in sorted({*self.columns[:1], *self.columns[-1:]}):
                yield f"%fetched{lane}_{i} = getelementptr {step}, ptr %column{i}, i64 %coming{lane}"
                yield f"call void @llvm.prefetch.p0(ptr %fetched{lane}_{i}, i32 0, i32 3, i32 1)"

    def _additions(self, results: Sequence[str]) -> Iterator[str]:
        writer, kind = self.writer, self.writer.of("double")
        for i, result in enumerate(results):
            yield f"%more{i} = fadd {kind} %sum{i}, {result}"
            yield f"%new{i} = select {writer.of('i1')} %there, {kind} %more{i}, {kind} %sum{i}"

    def _sum_of_lanes(self, vector: str) -> str:
        """The upper half is added to the lower half, until one lane is left."""
        writer, lanes = self.writer, self.writer.lanes
        kind = writer.of("double")
        half = lanes // 2
        while half:
            picked = ", ".join(f"i32 {lane + half if lane < half else lane}" for lane in range(lanes))
            upper = writer.put(f"shufflevector {kind} {vector}, {kind} poison, {writer.of('i32')} <{picked}>")
            vector = writer.put(f"fadd {kind} {vector}, {upper}")
            half //= 2
        return writer.put(f"extractelement {kind} {vector}, i64 0")

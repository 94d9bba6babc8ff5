"""What stands around a translated tape: one evaluation, and the loop `state = step(state)` in three shapes.

Each text defines `@kernel(from, to, steps)`. The state of a loop is read from and written back to `from`, the number of
steps that were made goes to `to`. Variables are numbered: nothing that a user has written is in a text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from calcgd.numeric.llvm_tape import Translation
from calcgd.numeric.llvm_writer import Writer
from calcgd.numeric.tape import Tape

LANES = 8
"""Starts that a loop over lanes takes side by side: enough to keep a processor busy while it waits for results."""

_LOOP = """
head:
 %k = phi i64 [ 0, %entry ], [ %next_k, %step ]
{phis}
 %more = icmp slt i64 %k, %steps
 br i1 %more, label %work, label %done
work:
{work}
 br i1 {alarm}, label %done, label %step
step:
{stepped}
 %next_k = add nsw i64 %k, 1
 br label %head
done:
{finally_}
 store i64 %k, ptr %to"""

_LOOP_OF_LANES = """
head:
 %k = phi i64 [ 0, %entry ], [ %next_k, %work ]
 %going = phi {truths} [ {all}, %entry ], [ %goes_on, %work ]
 %made = phi {counts} [ zeroinitializer, %entry ], [ %next_made, %work ]
{phis}
 %mask = bitcast {truths} %going to i{lanes}
 %some = icmp ne i{lanes} %mask, 0
 %early = icmp slt i64 %k, %steps
 %more = and i1 %some, %early
 br i1 %more, label %work, label %done
work:
{work}
 %goes_on = and {truths} %going, {calm}
{stepped}
 %step = zext {truths} %goes_on to {counts}
 %next_made = add nsw {counts} %made, %step
 %next_k = add nsw i64 %k, 1
 br label %head
done:
{finally_}
 store {counts} %made, ptr %to, align 8"""


def evaluation(tape: Tape, outputs: Sequence[int], writer: Writer) -> str:
    """The results of `outputs` at the values in `from`, written to `to`."""
    body = _translated(tape, outputs, writer)
    results = [body.real(index).name for index in outputs]
    count = len(tape.names)
    reading = [*_places(writer, "from", count), *_loads(writer, "x", count), *writer.lines]
    return _kernel([*reading, *_places(writer, "to", len(results)), *_stores(writer, "to", results)])


def loop_in_memory(tape: Tape, carried: Sequence[int], alarm: int, writer: Writer) -> str:
    """The loop for large states: they are read and written in each step."""
    body = _translated(tape, [*carried, alarm], writer)
    following = [body.real(index).name for index in carried]
    stop = body.condition(alarm).may_hold().name
    text = _LOOP.format(
        phis="",
        work=_lines([*_loads(writer, "x", len(following)), *writer.lines]),
        alarm=stop,
        stepped=_lines(_stores(writer, "from", following)),
        finally_="",
    )
    return _kernel([*_places(writer, "from", len(following)), "br label %head", text])


def loop_in_registers(tape: Tape, carried: Sequence[int], alarm: int, writer: Writer) -> str:
    """The loop for small states: one start, or one in each of the writer's lanes."""
    body = _translated(tape, [*carried, alarm], writer)
    following = [body.real(index).name for index in carried]
    stop = body.condition(alarm).may_hold()
    count, state = len(following), [f"%x{i}" for i in range(len(following))]
    if writer.lanes == 1:
        text = _LOOP.format(
            phis=_phis(writer, following, "step"),
            work=_lines(writer.lines),
            alarm=stop.name,
            stepped="",
            finally_=_lines(_stores(writer, "from", state)),
        )
    else:
        truths, kind = writer.of("i1"), writer.of("double")
        chosen = [f"%y{i} = select {truths} %goes_on, {kind} {new}, {kind} %x{i}" for i, new in enumerate(following)]
        text = _LOOP_OF_LANES.format(
            phis=_phis(writer, [f"%y{i}" for i in range(count)], "work"),
            calm=(~stop).name,
            work=_lines(writer.lines),
            stepped=_lines(chosen),
            finally_=_lines(_stores(writer, "from", state)),
            truths=truths,
            counts=writer.of("i64"),
            all=writer.bit(True).name,
            lanes=writer.lanes,
        )
    return _kernel([*_places(writer, "from", count), *_loads(writer, "first", count), "br label %head", text])


def _translated(tape: Tape, outputs: Sequence[int], writer: Writer) -> Translation:
    return Translation(tape, outputs, {name: f"%x{i}" for i, name in enumerate(tape.names)}, writer)


def _kernel(lines: Iterable[str]) -> str:
    signature = "define void @kernel(ptr noalias %from, ptr noalias %to, i64 %steps)"
    return f"{signature} {{\nentry:\n{_lines(lines)}\n ret void\n}}"


def _places(writer: Writer, array: str, count: int) -> list[str]:
    kind = writer.of("double")
    return [f"%{array}{i} = getelementptr {kind}, ptr %{array}, i64 {i}" for i in range(count)]


def _loads(writer: Writer, name: str, count: int) -> list[str]:
    return [f"%{name}{i} = load {writer.of('double')}, ptr %from{i}, align 8" for i in range(count)]


def _stores(writer: Writer, array: str, values: Sequence[str]) -> list[str]:
    return [f"store {writer.of('double')} {value}, ptr %{array}{i}, align 8" for i, value in enumerate(values)]


def _phis(writer: Writer, following: Sequence[str], edge: str) -> str:
    kind = writer.of("double")
    return _lines(f"%x{i} = phi {kind} [ %first{i}, %entry ], [ {new}, %{edge} ]" for i, new in enumerate(following))


def _lines(lines: Iterable[str]) -> str:
    return "\n ".join(lines)

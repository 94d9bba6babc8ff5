"""What stands around a translated tape: one evaluation, and the loop `state = step(state)`.

Each text defines `@kernel(from, to, steps)`. The state of a loop is read from `from` and written back there at the end,
the number of steps that were made goes to `to`; in between all is in registers. Variables are numbered: nothing that a
user has written is in a text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from calcgd.numeric.llvm_tape import Condition, Translation
from calcgd.numeric.llvm_writer import Real, Writer
from calcgd.numeric.tape import Tape

_LOOP = """
head:
 %k = phi i64 [ 0, %entry ], [ %next_k, %step ]
 {state}
 %more = icmp slt i64 %k, %steps
 br i1 %more, label %work, label %done
work:
 {work}
 br i1 {calm}, label %step, label %done
step:
 %next_k = add nsw i64 %k, 1
 br label %head
done:
 {last}
 store i64 %k, ptr %to, align 8"""

_LOOP_OF_LANES = """
head:
 %k = phi i64 [ 0, %entry ], [ %next_k, %work ]
 %going = phi {truths} [ {all}, %entry ], [ {calm}, %work ]
 %made = phi {counts} [ zeroinitializer, %entry ], [ %next_made, %work ]
 {state}
 %mask = bitcast {truths} %going to i{lanes}
 %some = icmp ne i{lanes} %mask, 0
 %early = icmp slt i64 %k, %steps
 %more = and i1 %some, %early
 br i1 %more, label %work, label %done
work:
 {work}
 {stepped}
 %step = zext {truths} {calm} to {counts}
 %next_made = add nsw {counts} %made, %step
 %next_k = add nsw i64 %k, 1
 br label %head
done:
 {last}
 store {counts} %made, ptr %to, align 8"""


def evaluation(tape: Tape, outputs: Sequence[int], writer: Writer) -> str:
    """The results of `outputs` at the values in `from`, written to `to`."""
    results = _translated(tape, outputs, writer).names(outputs)
    return _kernel([*_loads(writer, "x", len(tape.names)), *writer.lines, *stores(writer, "to", results)])


def loop(tape: Tape, carried: Sequence[int], alarm: int, writer: Writer) -> str:
    """The loop of `numeric.llvm.Loop`: from one start, or from one in each of the writer's lanes.

    A lane whose alarm has sounded stands still while the others go on; there it sounds again at each step.
    """
    body = _translated(tape, [*carried, alarm], writer)
    following = body.names(carried)
    calm = body.condition(alarm).false.name
    last = joined(stores(writer, "from", [f"%x{i}" for i in range(len(carried))]))
    work = joined(writer.lines)
    if writer.lanes == 1:
        text = _LOOP.format(state=_state(writer, following, "step"), work=work, calm=calm, last=last)
    else:
        truths, kind = writer.of("i1"), writer.of("double")
        stepped = [f"%y{i} = select {truths} {calm}, {kind} {new}, {kind} %x{i}" for i, new in enumerate(following)]
        text = _LOOP_OF_LANES.format(
            state=_state(writer, [f"%y{i}" for i in range(len(carried))], "work"),
            work=work,
            calm=calm,
            stepped=joined(stepped),
            last=last,
            lanes=writer.lanes,
            truths=truths,
            counts=writer.of("i64"),
            all=writer.bit(True).name,
        )
    return _kernel([*_loads(writer, "first", len(carried)), "br label %head", text])


def _translated(tape: Tape, outputs: Sequence[int], writer: Writer) -> Translation:
    return Translation(tape, outputs, variables(tape, (f"%x{i}" for i in range(len(tape.names))), writer), writer)


def variables(tape: Tape, names: Iterable[str], writer: Writer) -> dict[int, Real | Condition]:
    """What is known to a `Translation` where the tape's variables, in their order, have these names."""
    return {index: Real(writer, name) for index, name in zip(tape.inputs.values(), names, strict=True)}


def _kernel(lines: Iterable[str]) -> str:
    signature = "define void @kernel(ptr noalias %from, ptr noalias %to, i64 %steps)"
    return f"{signature} {{\nentry:\n {joined(lines)}\n ret void\n}}"


def _loads(writer: Writer, name: str, count: int) -> list[str]:
    kind = writer.of("double")
    return [
        line
        for i in range(count)
        for line in (
            f"%from{i} = getelementptr {kind}, ptr %from, i64 {i}",
            f"%{name}{i} = load {kind}, ptr %from{i}, align 8",
        )
    ]


def stores(writer: Writer, array: str, values: Sequence[str]) -> list[str]:
    """Lines that write values to an array, from its first place on."""
    kind = writer.of("double")
    return [
        line
        for i, value in enumerate(values)
        for line in (
            f"%place{i} = getelementptr {kind}, ptr %{array}, i64 {i}",
            f"store {kind} {value}, ptr %place{i}, align 8",
        )
    ]


def _state(writer: Writer, following: Sequence[str], origin: str) -> str:
    """The numbers of the state at the head of a loop: the first ones, or those that come from the block `origin`."""
    kind = writer.of("double")
    return joined(f"%x{i} = phi {kind} [ %first{i}, %entry ], [ {new}, %{origin} ]" for i, new in enumerate(following))


def joined(lines: Iterable[str]) -> str:
    """Lines of a text, one below the other."""
    return "\n ".join(lines)

"""What stands around the sums over rows: one block of rows after another, and descents along rows batch by batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from calcgd.numeric.balance import balanced
from calcgd.numeric.llvm_loop import joined, stores, variables
from calcgd.numeric.llvm_rows_sweep import BLOCK, RowTape, Sweep
from calcgd.numeric.llvm_tape import Translation
from calcgd.numeric.llvm_writer import Real, Writer, choose
from calcgd.numeric.tape import Tape

_BLOCKS = """
define void @kernel(ptr noalias %from, ptr noalias %to, i64 %rows) {{
entry:
 {first}
 br label %block
block:
 %start = phi i64 [ 0, %entry ], [ %end, %summed ]
 %place = phi ptr [ %to, %entry ], [ %next_place, %summed ]
 %limit = add nuw nsw i64 %start, {block}
 %end = call i64 @llvm.smin.i64(i64 %limit, i64 %rows)
 br label %sweep
{sweep}
summed:
 {stores}
 %next_place = getelementptr double, ptr %place, i64 {outputs}
 %more = icmp slt i64 %end, %rows
 br i1 %more, label %block, label %done
done:
 ret void
}}"""

_BATCHES = """
define void @kernel(ptr noalias %from, ptr noalias %to, i64 %rows) {{
entry:
 %final = sub nsw i64 %rows, 1
 {first}
 br label %batch
batch:
 %start = phi i64 [ 0, %entry ], [ %end, %summed ]
 {state}
 %total = phi double [ 0.0, %entry ], [ {total}, %summed ]
 %lost = phi double [ 0.0, %entry ], [ {lost}, %summed ]
 %limit = add nuw nsw i64 %start, {batch}
 %end = call i64 @llvm.smin.i64(i64 %limit, i64 %rows)
 {fixed}
 br label %sweep
{sweep}
summed:
 {update}
 %more = icmp slt i64 %end, %rows
 br i1 %more, label %batch, label %done
done:
 {stores}
 ret void
}}"""


class Update(NamedTuple):
    """What is done after a batch of rows: `carried` are the instructions with the new state.

    The variables of the tape are the state's numbers and then the means of the outputs over the batch's rows.
    """

    tape: Tape
    carried: Sequence[int]


def block_sums(rows: RowTape, lanes: int) -> tuple[str, Sweep]:
    """The sums of the outputs over each block of %rows rows, one block after the other in `to`.

    In `from` are the addresses of the columns that the sweep needs, and the parameters.
    """
    names = [f"%parameter{i}" for i in range(len(rows.parameters))]
    sweep = Sweep(rows, names, "block", lanes)
    text = _BLOCKS.format(
        first=joined([*_addresses(sweep), *_numbers("from", names, len(sweep.columns)), *sweep.fixed]),
        block=BLOCK,
        sweep=sweep.text,
        stores=joined(stores(Writer(), "place", sweep.totals)),
        outputs=len(rows.outputs),
    )
    return text, sweep


def batches(rows: RowTape, update: Update, batch: int, lanes: int, shuffled: bool) -> tuple[str, Sweep]:
    """Batch after batch of %rows rows, each followed by an update of the state, whose first numbers are parameters.

    In `from` are the addresses of the columns that the sweep needs, where rows are `shuffled` that of their numbers,
    and the state. The state at the end goes to `to`; behind it the sum of the first output over all rows, and what was
    lost to rounding on the way to it.
    """
    if batch == 1:
        rows, update = _in_one(rows, update)
    size = len(update.carried)
    state = [f"%state{i}" for i in range(size)]
    sweep = Sweep(rows, state[: len(rows.parameters)], "batch", lanes, shuffled)
    writer = Writer(beside=sweep.writer)
    total, lost = _added("%total", "%lost", sweep.totals[0], writer)
    means = [_mean(sum_, batch, writer) for sum_ in sweep.totals]
    known = variables(update.tape, [*state, *means], writer)
    following = Translation(update.tape, update.carried, known, writer).names(update.carried)
    first = [f"%first{i}" for i in range(size)]
    text = _BATCHES.format(
        first=joined([*_addresses(sweep, shuffled), *_numbers("from", first, len(sweep.columns) + shuffled)]),
        state=joined(
            f"{now} = phi double [ {start}, %entry ], [ {new}, %summed ]"
            for now, start, new in zip(state, first, following, strict=True)
        ),
        total=total,
        lost=lost,
        batch=batch,
        fixed=joined(sweep.fixed),
        sweep=sweep.text,
        update=joined(["%length = sub i64 %end, %start", "%count = sitofp i64 %length to double", *writer.lines]),
        stores=joined(stores(Writer(), "to", [*following, total, lost])),
    )
    return text, sweep


def _in_one(rows: RowTape, update: Update) -> tuple[RowTape, Update]:
    """A row and the update after it as outputs of one tape, so arranged that the next row waits for as little as can
    be: the cost, and the new state, which the update that is left takes over."""
    columns = tuple(f"c{i}" for i in range(len(rows.columns)))
    state = tuple(f"s{i}" for i in range(len(update.carried)))
    tape = Tape((*columns, *state))
    places = dict(zip((*rows.columns, *rows.parameters), tape.inputs.values(), strict=False))
    found = tape.inline(rows.tape, rows.outputs, [places[name] for name in rows.tape.names])
    carried = tape.inline(update.tape, update.carried, [*(tape.inputs[name] for name in state), *found])
    together = RowTape(*balanced(tape, [found[0], *carried], state), columns, state)
    taken = Tape((*state, "cost", *(f"new{i}" for i in range(len(state)))))
    return together, Update(taken, [*taken.inputs.values()][-len(state) :])


def _mean(total: str, batch: int, writer: Writer) -> str:
    return total if batch == 1 else (Real(writer, total) / Real(writer, "%count")).name


def _added(total: str, lost: str, value: str, writer: Writer) -> tuple[str, str]:
    """A sum, and what rounding has taken from it so far (Neumaier 1974)."""
    a, b = Real(writer, total), Real(writer, value)
    larger = abs(a) >= abs(b)
    new = a + b
    rounding = (choose(larger, a, b) - new) + choose(larger, b, a)
    return new.name, (Real(writer, lost) + rounding).name


def _addresses(sweep: Sweep, shuffled: bool = False) -> Iterator[str]:
    for place, name in enumerate([*(f"%column{i}" for i in sweep.columns), *["%order"] * shuffled]):
        yield f"%from{place} = getelementptr ptr, ptr %from, i64 {place}"
        yield f"{name} = load ptr, ptr %from{place}, align 8"


def _numbers(array: str, names: Sequence[str], first: int) -> Iterator[str]:
    """Read numbers from their places in an array, the first of them from the place `first`."""
    for place, name in enumerate(names, first):
        yield f"%{array}{place} = getelementptr double, ptr %{array}, i64 {place}"
        yield f"{name} = load double, ptr %{array}{place}, align 8"

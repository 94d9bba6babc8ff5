"""Sums over rows of data in machine code: vector wide, on all processors, one pass whatever is summed.

The reference is `numeric.rows`. In each row the operations are the same; exp, log and what is made of them may differ
in the last places (`numeric.llvm_vector`), and rows are added up in another order. Results depend on neither the
number of threads nor on chance. Descents row by row join sums and products in another order, too (`numeric.balance`).
"""

from __future__ import annotations

import ctypes
import math
import os
import struct
from collections.abc import Mapping, Sequence
from typing import Any

from calcgd.numeric.llvm import compilable
from calcgd.numeric.llvm_native import Native, work_off
from calcgd.numeric.llvm_rows_loop import Update, batches, block_sums
from calcgd.numeric.llvm_rows_sweep import BLOCK, RowTape
from calcgd.numeric.rows import total
from calcgd.numeric.tape import Tape

LANES = 8
"""Rows that are worked on side by side: a register of AVX-512, two of AVX2."""

BLOCKS_AT_ONCE = 4
"""A thread that has finished so many blocks takes the next ones."""

_SIZE = ctypes.sizeof(ctypes.c_double)


def available(tape: Tape, outputs: Sequence[int]) -> bool:
    """Whether machine code can do every instruction that `outputs` rest on."""
    return compilable(tape, outputs)


class RowSums:
    """The sums over rows of instructions of a tape, its `outputs`, as functions of data and parameters.

    The variables of the tape are `columns` and `parameters`. All outputs must be `available`. What is undefined in a
    row is nan in the sum, what is too large +-inf; no number raises.
    """

    def __init__(self, tape: Tape, outputs: Sequence[int], columns: Sequence[str], parameters: Sequence[str]) -> None:
        text, sweep = block_sums(RowTape(tape, outputs, columns, parameters), LANES)
        self._native = Native(text, sweep.writer)
        self._columns = [columns[i] for i in sweep.columns]
        self._parameters = len(parameters)
        self._outputs = len(outputs)
        self._first = columns[0]

    def sums(self, data: Mapping[str, Any], parameters: Sequence[float], threads: int | None = None) -> list[float]:
        """The sum of each output over the rows: of lanes within a block, exactly rounded over the blocks.

        `data` has an array for each column, all of one length; those of float64 without gaps are read where they are.
        `parameters` are in the order they were named. The blocks are shared out among so many `threads` (None: as
        many as there are processors). Raises ValueError where columns differ in length, or the parameters in number.
        """
        require(len(parameters), self._parameters)
        rows = len(data[self._first])
        columns = contiguous(data, self._columns, rows)
        addresses = [column.ctypes.data for column in columns]
        at_once = BLOCKS_AT_ONCE * BLOCK
        parts = (ctypes.c_double * (self._outputs * -(-rows // BLOCK)))()
        calls = []
        for first in range(0, rows, at_once):
            to = ctypes.addressof(parts) + first // BLOCK * self._outputs * _SIZE
            calls.append((handed_over(addresses, first, parameters), to, min(at_once, rows - first)))
        work_off(self._native, calls, threads or os.cpu_count() or 1)
        return [total(parts[i :: self._outputs]) for i in range(self._outputs)]


class RowDescent:
    """Descent along rows of data, batch by batch, entirely in machine code.

    A state is a row of numbers, the first of them the `parameters`. For each batch the `outputs` are averaged over its
    rows (the first of them is the cost of a row, and also added up), and the `update` makes the next state of the state
    and these means. All instructions must be `available`; no number raises.
    """

    def __init__(self, rows: RowTape, update: Update, batch: int) -> None:
        """A step is made after every `batch` rows, at least one, and after the last one."""
        text, sweep = batches(rows, update, batch, 1 if batch == 1 else LANES, shuffled=False)
        self._native = Native(text, sweep.writer)
        self._columns = [rows.columns[i] for i in sweep.columns]
        self._first = rows.columns[0]
        self._size = len(update.carried)

    def run(
        self, data: Mapping[str, Any], state: Sequence[float], first: int = 0, last: int | None = None
    ) -> tuple[list[float], float]:
        """Go along the rows from `first` to before `last` (None: all) in their order.

        Gives the new state, and the sum of what each row cost when its batch was worked on. `data` is as for
        `RowSums.sums`. Nothing interrupts this, so that a long way is to be made in several parts; parts of whole
        batches give what all at once gives. Raises ValueError where columns differ in length or end before `last`,
        or the state has another length.
        """
        require(len(state), self._size)
        rows = len(data[self._first])
        last = rows if last is None else last
        if not 0 <= first <= last <= rows:
            raise ValueError(f"there are no rows {first} to {last} among {rows}")
        columns = contiguous(data, self._columns, rows)
        addresses = [column.ctypes.data for column in columns]
        return _gone(self._native, handed_over(addresses, first, state), state, last - first)


class ShuffledDescent:
    """What `RowDescent` is, along the rows of a table in any order."""

    def __init__(self, rows: RowTape, update: Update, batch: int) -> None:
        """A step is made after every `batch` rows, at least one, and after the last one."""
        text, sweep = batches(rows, update, batch, 1 if batch == 1 else LANES, shuffled=True)
        self._native = Native(text, sweep.writer)
        self._columns = [rows.columns[i] for i in sweep.columns]
        self._size = len(update.carried)

    def table(self, data: Mapping[str, Any]) -> Any:
        """The columns that are needed, as an array of shape (rows, columns). Raises ValueError as `RowSums.sums`."""
        import numpy as np

        rows = len(next(iter(data.values())))
        return np.stack(contiguous(data, self._columns, rows), axis=1) if self._columns else np.empty((rows, 0))

    def run(self, table: Any, order: Any, state: Sequence[float]) -> tuple[list[float], float]:
        """Go along the rows of a `table` made here, in the order that row numbers say; it gives what `RowDescent` does.

        Raises ValueError for a number that is no row's, and a state of another length.
        """
        import numpy as np

        require(len(state), self._size)
        order = np.ascontiguousarray(order, np.int64)
        if len(order) and (order.min() < 0 or order.max() >= len(table)):
            raise ValueError(f"there are no rows {order.min()} to {order.max()} among {len(table)}")
        addresses = [*(table.ctypes.data + _SIZE * i for i in range(len(self._columns))), order.ctypes.data]
        return _gone(self._native, handed_over(addresses, 0, state), state, len(order))


def _gone(native: Native, start: bytes, state: Sequence[float], rows: int) -> tuple[list[float], float]:
    """The state after so many rows, and what they cost."""
    if not rows:
        return list(state), 0.0
    result = (ctypes.c_double * (len(state) + 2))()
    native.run(start, result, rows)
    *following, cost, lost = result
    return following, cost + lost if math.isfinite(lost) else cost


def contiguous(data: Mapping[str, Any], names: Sequence[str], rows: int) -> list[Any]:
    """The columns as arrays of so many float64 without gaps. Raises ValueError where one has another length."""
    import numpy as np

    columns = [np.ascontiguousarray(data[name], np.float64) for name in names]
    for name, column in zip(names, columns, strict=True):
        if column.shape != (rows,):
            raise ValueError(f"column {name} has the shape {column.shape}, not {rows} rows")
    return columns


def require(found: int, expected: int) -> None:
    """Raise ValueError for another number of numbers: machine code would read what is behind them."""
    if found != expected:
        raise ValueError(f"there are {found} numbers where {expected} are needed")


def handed_over(addresses: Sequence[int], first: int, numbers: Sequence[float]) -> bytes:
    """What machine code reads: where the row `first` is in columns that begin at these addresses, then numbers."""
    places = [address + first * _SIZE for address in addresses]
    return struct.pack(f"{len(places)}q{len(numbers)}d", *places, *numbers)

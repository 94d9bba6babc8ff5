"""Tapes in machine code, by LLVM: for work that Python is too slow for.

What comes out has the bits of the Python kernels (`numeric.python`), operation by operation, but for the one
function named in `numeric.llvm_functions`. Nothing a user wrote reaches LLVM: variables are numbered.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from calcgd.numeric.llvm_loop import evaluation, loop
from calcgd.numeric.llvm_native import Native, work_off
from calcgd.numeric.llvm_tape import has_face
from calcgd.numeric.llvm_writer import Writer
from calcgd.numeric.tape import Tape

LANES = 8
"""Starts that are taken side by side: enough for the processor to have work while it waits for results."""

WORTH_LANES = 500_000
"""To compile a loop over lanes takes about as long as one start at a time takes for so many steps."""


def compilable(tape: Tape, outputs: Iterable[int]) -> bool:
    """Whether machine code can do every instruction that `outputs` rest on."""
    return all(has_face(tape, index) for index in tape.needed(outputs))


def compile_outputs(tape: Tape, outputs: Sequence[int]) -> Callable[[Sequence[float]], list[float]]:
    """A function that gives the results of instructions at values of the tape's variables, in their order.

    A condition gives 1 or 0, or nan where it is undecided. The function is not to be called by two threads at once.
    """
    writer = Writer()
    native = Native(evaluation(tape, outputs, writer), writer)
    values, results = _numbers([0.0] * len(tape.names)), _numbers([0.0] * len(outputs))

    def evaluate(at: Sequence[float]) -> list[float]:
        values[:] = at
        native.run(values, results, 0)
        return results[:]

    return evaluate


class Loop:
    """A tape repeated in machine code: `state = step(state)` until an alarm or until enough steps are made.

    `tape.names` are the numbers of the state, in order; `carried[i]` is the instruction with the new value of the i-th
    of them, and `alarm` an instruction that is a condition. All of them must be `compilable`.
    A loop is not to be used by two threads at once: it does its own threading in `run_many`.
    """

    def __init__(self, tape: Tape, carried: Sequence[int], alarm: int) -> None:
        self._tape = tape
        self._carried = tuple(carried)
        self._alarm = alarm
        self._one = self._compiled(1)
        self._side_by_side: Native | None = None
        self._state, self._made = _numbers([0.0] * len(self._carried)), _counts(1)
        # Numbers are handed over in half the time that it takes ctypes to find the address of an array.
        self._addresses = ctypes.addressof(self._state), ctypes.addressof(self._made)

    def _compiled(self, lanes: int) -> Native:
        writer = Writer(lanes)
        return Native(loop(self._tape, self._carried, self._alarm, writer), writer)

    def run(self, state: Sequence[float], steps: int) -> tuple[list[float], int]:
        """Repeat at most `steps` times: the state where it is then, and the number of steps made.

        Before each step the alarm is looked at, and where it is not plainly false (undecided counts as alarm) the loop
        stops at that state. Nothing interrupts this, so that a long run is to be made in several parts.
        """
        self._state[:] = state
        self._one.run(*self._addresses, steps)
        return self._state[:], self._made[0]

    def run_many(
        self, states: Sequence[Sequence[float]], steps: int, threads: int | None = None
    ) -> tuple[list[list[float]], list[int]]:
        """What `run` gives for each of many states: where they are then, and the numbers of steps made.

        They are shared out among so many threads (None: as many as there are processors).
        """
        if self._side_by_side is None and len(states) * steps >= WORTH_LANES:
            self._side_by_side = self._compiled(LANES)
        native, lanes = (self._one, 1) if self._side_by_side is None else (self._side_by_side, LANES)
        groups = [
            (_numbers(chain.from_iterable(zip(*group, strict=True))), _counts(lanes))
            for group in _groups(states, lanes)
        ]
        work_off(native, [(*group, steps) for group in groups], threads or os.cpu_count() or 1)
        ends = [numbers[lane::lanes] for numbers, _ in groups for lane in range(lanes)]
        made = [count for _, counts in groups for count in counts]
        return ends[: len(states)], made[: len(states)]


def _groups(states: Sequence[Sequence[float]], size: int) -> Iterator[list[Sequence[float]]]:
    """So many states at a time; the last is repeated until its group is full."""
    for first in range(0, len(states), size):
        group = list(states[first : first + size])
        yield group + group[-1:] * (size - len(group))


def _numbers(values: Iterable[float]) -> Any:
    given = tuple(values)
    return (ctypes.c_double * len(given))(*given)


def _counts(count: int) -> Any:
    return (ctypes.c_longlong * count)()

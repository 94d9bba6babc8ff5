"""Tapes run over rows of data with numpy: the reference kernel for columns.

The rows are taken in blocks whose intermediate results stay in the processor's cache; the buffers that hold them are
few, because one is used again as soon as nothing needs what it holds. What depends on the parameters alone is worked
out once a call, by the Python kernel.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from calcgd.expression.nodes import Node
from calcgd.numeric.adjoint import gradient
from calcgd.numeric.lower import lower
from calcgd.numeric.tape import Tape

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

BLOCK = 8_192
"""Rows worked on at once: a buffer of them is 64 kB, and so short that BLAS does not share it out among threads."""

_NEW = -1
"""The place of a result that has an array of its own."""


class Rows:
    """Instructions of a tape, its `outputs`, as functions of columns of data and of parameters.

    The variables of the tape are `columns` and `parameters`. What is undefined in a row is nan there, what is too
    large +-inf, as in the Python kernel; nothing raises or warns.
    """

    def __init__(self, tape: Tape, outputs: Sequence[int], columns: Sequence[str], parameters: Sequence[str]) -> None:
        from calcgd.numeric.python import compiled
        from calcgd.numeric.row_functions import face

        self._columns = {tape.inputs[name]: name for name in columns}
        self._outputs = list(outputs)
        self._names = list(tape.names)
        self._parameters = list(parameters)
        needed = tape.needed(outputs)
        by_row = resting_on(tape, needed, self._columns)
        steps = [index for index in needed if index in by_row and index not in self._columns]
        used = {arg for index in steps for arg in tape.code[index].args} | set(outputs)
        self._scalars = sorted(used - by_row)
        self._scalar_values = compiled(tape, self._scalars)
        functions = {index: face(*tape.code[index][:2]) for index in steps}
        self._steps, self._buffers = _plan(tape, functions, self._outputs)

    @classmethod
    def of(cls, nodes: Iterable[Node], columns: Sequence[str], parameters: Sequence[str]) -> Rows:
        """The values of trees.

        Raises `BadInput` for a variable that is neither a column nor a parameter, and for a function that is only a
        name.
        """
        tape = Tape((*columns, *parameters))
        return cls(tape, [lower(tape, node) for node in nodes], columns, parameters)

    @classmethod
    def with_partials(cls, node: Node, columns: Sequence[str], parameters: Sequence[str], by: Sequence[str]) -> Rows:
        """The value of a tree and then its partial derivatives by the variables `by`; raises as `of` does."""
        tape = Tape((*columns, *parameters))
        value = lower(tape, node)
        partials = dict(zip(tape.names, gradient(tape, value), strict=True))
        return cls(tape, [value, *(partials[name] for name in by)], columns, parameters)

    def values(self, data: Mapping[str, Any], parameters: Sequence[float]) -> Array:
        """The outputs in all rows, an array of shape (outputs, rows).

        `data` has an array for each column, all of one length; `parameters` are in the order they were named.
        """
        import numpy as np

        result = np.empty((len(self._outputs), self._length(data)))
        for start, block in self.blocks(data, parameters):
            for line, values in zip(result, block, strict=True):
                line[start : start + BLOCK] = values
        return result

    def sums(self, data: Mapping[str, Any], parameters: Sequence[float]) -> list[float]:
        """The sum of each output over the rows: pairwise within a block, exactly rounded over the blocks."""
        import numpy as np

        rows = self._length(data)
        parts: list[list[float]] = [[] for _ in self._outputs]
        for start, block in self.blocks(data, parameters):
            with np.errstate(all="ignore"):
                for part, values in zip(parts, block, strict=True):
                    part.append(float(np.sum(np.broadcast_to(values, min(BLOCK, rows - start)))))
        return [total(part) for part in parts]

    def blocks(self, data: Mapping[str, Any], parameters: Sequence[float]) -> Iterator[tuple[int, list[Any]]]:
        """For each block of rows the number of its first row and its outputs.

        An output is an array, or one float where it is the same in all rows. The arrays are overwritten with the
        next block.
        """
        import numpy as np

        columns = {index: np.asarray(data[name], float) for index, name in self._columns.items()}
        point = dict(zip(self._parameters, map(float, parameters), strict=True))
        scalars = self._scalar_values([point.get(name, math.nan) for name in self._names])
        slots: dict[int, Any] = dict(zip(self._scalars, map(float, scalars), strict=True))
        rows = self._length(data)
        buffers = [np.empty(min(rows, BLOCK)) for _ in range(self._buffers)]
        for start in range(0, rows, BLOCK):
            slots |= {index: column[start : start + BLOCK] for index, column in columns.items()}
            with np.errstate(all="ignore"):
                self._run(slots, [buffer[: rows - start] for buffer in buffers])
            yield start, [slots[output] for output in self._outputs]

    def _run(self, slots: dict[int, Any], buffers: list[Any]) -> None:
        for index, function, args, place in self._steps:
            if place == _NEW:
                slots[index] = function(*[slots[arg] for arg in args])
            else:
                slots[index] = function(*[slots[arg] for arg in args], out=buffers[place])

    def _length(self, data: Mapping[str, Any]) -> int:
        return len(data[next(iter(self._columns.values()))])


def resting_on(tape: Tape, needed: Iterable[int], columns: Iterable[int]) -> set[int]:
    """Those of the `needed` instructions that depend on `columns`, which are instructions too, and these."""
    found = set(columns)
    for index in needed:
        if any(arg in found for arg in tape.code[index].args):
            found.add(index)
    return found


def _plan(tape: Tape, functions: Mapping[int, Any], outputs: Iterable[int]) -> tuple[list[Any], int]:
    """The steps (instruction, function, arguments, place of the result) and the number of buffers that they need."""
    import numpy as np

    last = {arg: index for index in functions for arg in tape.code[index].args}
    for output in outputs:
        last[output] = len(tape.code)
    places: dict[int, int] = {}
    free: list[int] = []
    buffers, steps = 0, []
    for index, function in functions.items():
        args, place = tape.code[index].args, _NEW
        if isinstance(function, np.ufunc):
            if free:
                place = free.pop()
            else:
                place, buffers = buffers, buffers + 1
            places[index] = place
        steps.append((index, function, args, place))
        free += [places[arg] for arg in set(args) if last[arg] == index and arg in places]
    return steps, buffers


def total(parts: Sequence[float]) -> float:
    """The exactly rounded sum, or what infinite parts give."""
    try:
        return math.fsum(parts)
    except (OverflowError, ValueError):
        return float(sum(parts))

"""Tapes run over values of any kind: balls, sets of intervals, complex balls of FLINT.

A `meaning` gives the function that stands for an instruction; the rest is the same for all. This module imports
FLINT: import it inside functions only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from flint import ctx

from calcgd.expression.functions import FUNCTIONS
from calcgd.expression.nodes import Node
from calcgd.numeric.adjoint import gradient
from calcgd.numeric.lower import lower
from calcgd.numeric.tape import Tape

Function = Callable[..., Any]
Meaning = Callable[[str, Any], Function]
"""From the `op` and the `data` of an instruction to a function of the values of its arguments."""


class Program:
    """The results of some instructions of a tape, its `outputs`, as one function of the tape's variables."""

    def __init__(self, tape: Tape, outputs: Sequence[int], meaning: Meaning) -> None:
        self._outputs = outputs
        self._inputs = list(tape.inputs.values())
        self._constant: list[_Step] = []
        self._varying: list[_Step] = []
        for index in tape.needed(outputs):
            op, data, args = tape.code[index]
            if op != "input":
                steps = self._varying if tape.varies[index] else self._constant
                steps.append((index, meaning(op, data), *_first_two(args)))
        self._size = len(tape.code)
        self._constants: dict[int, list[Any]] = {}

    @classmethod
    def of(cls, nodes: Iterable[Node], names: Sequence[str], meaning: Meaning) -> Program:
        """The values of trees, what they share worked out once, as a function of the variables `names`.

        Raises BadInput for a variable that is not among them and for a function that is only a name.
        """
        tape = Tape(tuple(names))
        return cls(tape, [lower(tape, node) for node in nodes], meaning)

    @classmethod
    def of_gradient(cls, node: Node, names: Sequence[str], meaning: Meaning) -> Program:
        """The partial derivatives of a tree by the variables `names`; raises as `of` does."""
        tape = Tape(tuple(names))
        return cls(tape, gradient(tape, lower(tape, node)), meaning)

    def __call__(self, point: Sequence[Any]) -> list[Any]:
        """The values of the trees, in FLINT's current precision."""
        values = self._at_precision(ctx.prec).copy()
        for index, value in zip(self._inputs, point, strict=True):
            values[index] = value
        _run(self._varying, values)
        return [values[output] for output in self._outputs]

    def _at_precision(self, bits: int) -> list[Any]:
        """All slots, with the constants worked out to the bits that are asked for."""
        known = self._constants.get(bits)
        if known is None:
            known = self._constants[bits] = [None] * self._size
            _run(self._constant, known)
        return known


_Step = tuple[int, Function, Any, Any]
_MANY = -1


def _first_two(args: tuple[int, ...]) -> tuple[Any, Any]:
    """Arguments as a step holds them: two numbers, one and None, or all of them and the sign that they are many."""
    if len(args) == 1:
        return args[0], None
    return args if len(args) == 2 else (args, _MANY)


def _run(steps: Sequence[_Step], values: list[Any]) -> None:
    for index, function, first, second in steps:
        if second is None:
            values[index] = function(values[first])
        elif second >= 0:
            values[index] = function(values[first], values[second])
        else:
            values[index] = function(*[values[arg] for arg in first])


def by_definition(name: str, meaning: Meaning) -> Function:
    """A function of the table as the table defines it by others."""
    from calcgd.expression import parse

    row = FUNCTIONS[name]
    program = Program.of([parse(row.definition).tree], "uvw"[: row.arity[1]], meaning)
    return lambda *args: program(args)[0]

"""What is asked of a cost, as tapes: its value, gradient, Hessian, and the Hessian times a direction.

Each function gives a tape and the numbers of its outputs, nested as the answer is. All of them raise `BadInput` for a
variable that is not among `names` and for a function that is only a name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from calcgd.expression.nodes import Node
from calcgd.numeric.adjoint import gradient
from calcgd.numeric.lower import lower
from calcgd.numeric.tape import Tape

Answer = tuple[Tape, Any]


def value_tape(node: Node, names: Sequence[str]) -> Answer:
    """The value of a tree."""
    tape = Tape(tuple(names))
    return tape, lower(tape, node)


def values_tape(nodes: Iterable[Node], names: Sequence[str]) -> Answer:
    """The values of several trees, worked out together."""
    tape = Tape(tuple(names))
    return tape, [lower(tape, node) for node in nodes]


def gradient_tape(node: Node, names: Sequence[str]) -> Answer:
    """The value, and the partial derivatives by all `names`, in one pass."""
    tape = Tape(tuple(names))
    value = lower(tape, node)
    return tape, [value, gradient(tape, value)]


def hessian_tape(node: Node, names: Sequence[str]) -> Answer:
    """The matrix of second partial derivatives by rows, exactly symmetric."""
    tape = Tape(tuple(names))
    rows = [gradient(tape, partial) for partial in gradient(tape, lower(tape, node))]
    return tape, [[rows[max(i, j)][min(i, j)] for j in range(len(rows))] for i in range(len(rows))]


def hessian_product_tape(node: Node, names: Sequence[str]) -> Answer:
    """The Hessian times a direction, whose components are the variables after `names`.

    The derivative of the slope along the direction: two passes, whatever the number of variables (Pearlmutter 1994).
    """
    directions = [f"along {name}" for name in names]
    tape = Tape((*names, *directions))
    partials = gradient(tape, lower(tape, node))[: len(names)]
    slope = tape.number(0)
    for partial, direction in zip(partials, directions, strict=True):
        slope = tape.add(slope, tape.mul(partial, tape.inputs[direction]))
    return tape, gradient(tape, slope)[: len(names)]

"""Which parameters a model is linear in, read off its tape: a proof, not a trial with numbers."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from calcgd.expression.nodes import Node
from calcgd.numeric.lower import lower
from calcgd.numeric.tape import Tape

_HIGHER = 2
"""The degree of all that is not shown to be of degree 0 or 1."""


def linear_parameters(model: Node, known: Sequence[str], parameters: Sequence[str]) -> tuple[str, ...]:
    """Parameters in which the model is linear together while the others stay; none can be added to them.

    `known` are the other variables of the model. Of the parameters given back it is proved that every second partial
    derivative by two of them is identically zero; of those left out only that this does not show in the form of the
    tree. Raises `BadInput` for a variable that is not named and for a function that is only a name.
    """
    tape = Tape((*known, *parameters))
    output = lower(tape, model)
    if _degree(tape, output, parameters) < _HIGHER:
        return tuple(parameters)
    found: list[str] = []
    for name in parameters:
        if _degree(tape, output, [*found, name]) < _HIGHER:
            found.append(name)
    return tuple(found)


def _degree(tape: Tape, output: int, parameters: Collection[str]) -> int:
    """0 where the output does not depend on the parameters, 1 where it is linear in them, else `_HIGHER`."""
    degrees: dict[int, int] = {}
    for index in tape.needed([output]):
        op, data, args = tape.code[index]
        of = [degrees[arg] for arg in args]
        if op == "input":
            degree = int(data in parameters)
        elif not any(of):
            degree = 0
        elif op in ("add", "sub", "neg") or (op == "select" and not of[0]):
            degree = max(of)
        elif op == "mul" or (op == "div" and not of[1]):
            degree = sum(of)
        else:
            degree = _HIGHER
        degrees[index] = min(degree, _HIGHER)
    return degrees[output]

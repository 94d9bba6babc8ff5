"""Trees and their partial derivatives over rows of data in rational numbers: no rounding at all."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from calcgd.expression.nodes import Node
from calcgd.numeric.adjoint import gradient
from calcgd.numeric.lower import lower
from calcgd.numeric.tape import Tape

_FIELD: dict[str, Callable[..., Any]] = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "div": operator.truediv,
    "neg": operator.neg,
}

_HIGHEST = 100
"""The largest exponent: the digits grow with it."""


def exact_rows(node: Node, data: Mapping[str, Any], names: Sequence[str]) -> list[list[Fraction]] | None:
    """A tree and its partial derivatives by `names`, all where `names` are 0: a list of lists, one number a row.

    Columns stand for exactly the floats that they hold. None where the tree is not made of additions, multiplications,
    divisions and whole powers, or divides by zero.
    """
    tape = Tape((*data, *names))
    value = lower(tape, node)
    partials = dict(zip(tape.names, gradient(tape, value), strict=True))
    outputs = [value, *(partials[name] for name in names)]
    needed = tape.needed(outputs)
    if not all(_is_rational(tape, index) for index in needed):
        return None
    rows = len(next(iter(data.values())))
    known = {tape.inputs[name]: [Fraction(0)] * rows for name in names}
    for name, column in data.items():
        if tape.inputs[name] in needed:
            known[tape.inputs[name]] = [Fraction(number) for number in column.tolist()]
    try:
        return _run(tape, needed, outputs, known, rows)
    except ZeroDivisionError:
        return None


def _is_rational(tape: Tape, index: int) -> bool:
    op, data, _ = tape.code[index]
    if op == "power":
        return data.denominator == 1 and abs(data) <= _HIGHEST
    return op in _FIELD or op == "input" or tape.exact(index) is not None


def _run(
    tape: Tape, needed: Sequence[int], outputs: Sequence[int], known: dict[int, list[Fraction]], rows: int
) -> list[list[Fraction]]:
    for index in needed:
        op, data, args = tape.code[index]
        if op == "number":
            known[index] = [Fraction(data)] * rows
        elif op == "power":
            known[index] = [base ** int(data) for base in known[args[0]]]
        elif op != "input":
            known[index] = list(map(_FIELD[op], *(known[arg] for arg in args)))
    return [known[output] for output in outputs]

"""Reverse-mode differentiation of tapes: appends the partial derivatives of one instruction by all variables.

The sweep goes once through the program from the end, whatever the number of variables (Griewank and Walther,
"Evaluating Derivatives", chapter 3). What it appends is again a program, so that it can be applied to itself.

An adjoint that only counts where a condition holds (inside a piece of a piecewise function) carries that condition
as its *guard*, and no number is made of it elsewhere: the branch not taken may have no value there.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

from calcgd.expression.functions import FUNCTIONS
from calcgd.expression.nodes import Node
from calcgd.expression.sharing import cache
from calcgd.numeric.lower import lower
from calcgd.numeric.tape import Instruction, Tape

Adjoint = tuple[int, int | None]
"""The number of an instruction and its guard: the condition under which it counts, None for always."""

Contributions = Iterator[tuple[int, Adjoint]]

_formulas: dict[str, Node] = cache({})


def gradient(tape: Tape, output: int) -> list[int]:
    """Append the partial derivatives of the instruction `output` by the tape's variables, in their order."""
    adjoints: dict[int, Adjoint] = {output: (tape.number(1), None)}
    for index in tape.cone(output) if tape.varies[output] else []:
        adjoint = adjoints.get(index)
        if adjoint is None:
            continue
        instruction = tape.code[index]
        rule = _RULES.get(instruction.op)
        if rule is None:
            continue
        for arg, (value, guard) in rule(tape, index, instruction, adjoint):
            if tape.varies[arg] and tape.exact(value) != 0:
                adjoints[arg] = _joined(tape, adjoints.get(arg), (value, guard))
    nothing: Adjoint = (tape.number(0), None)
    return [_plain(tape, adjoints.get(index, nothing)) for index in tape.inputs.values()]


def _joined(tape: Tape, first: Adjoint | None, second: Adjoint) -> Adjoint:
    if first is None:
        return second
    if first[1] == second[1]:
        return tape.add(first[0], second[0]), first[1]
    total = tape.add(_plain(tape, first), _plain(tape, second))
    return total, tape.either(first[1], second[1])


def _plain(tape: Tape, adjoint: Adjoint) -> int:
    value, guard = adjoint
    return value if guard is None else tape.select(guard, value, tape.number(0))


# ---- one rule for each operation: which arguments get which share of the adjoint


def _add(tape: Tape, index: int, instruction: Instruction, adjoint: Adjoint) -> Contributions:
    for arg in instruction.args:
        yield arg, adjoint


def _sub(tape: Tape, index: int, instruction: Instruction, adjoint: Adjoint) -> Contributions:
    first, second = instruction.args
    yield first, adjoint
    yield second, (tape.neg(adjoint[0]), adjoint[1])


def _neg(tape: Tape, index: int, instruction: Instruction, adjoint: Adjoint) -> Contributions:
    yield instruction.args[0], (tape.neg(adjoint[0]), adjoint[1])


def _mul(tape: Tape, index: int, instruction: Instruction, adjoint: Adjoint) -> Contributions:
    first, second = instruction.args
    yield first, (tape.mul(adjoint[0], second), adjoint[1])
    yield second, (tape.mul(adjoint[0], first), adjoint[1])


def _div(tape: Tape, index: int, instruction: Instruction, adjoint: Adjoint) -> Contributions:
    numerator, denominator = instruction.args
    share = tape.div(adjoint[0], denominator)
    yield numerator, (share, adjoint[1])
    yield denominator, (tape.neg(tape.mul(share, index)), adjoint[1])


def _power(tape: Tape, index: int, instruction: Instruction, adjoint: Adjoint) -> Contributions:
    (base,), exponent = instruction.args, instruction.data
    slope = tape.mul(tape.number(exponent), tape.power(base, exponent - 1))
    yield base, (tape.mul(adjoint[0], slope), adjoint[1])


def _pow(tape: Tape, index: int, instruction: Instruction, adjoint: Adjoint) -> Contributions:
    base, exponent = instruction.args
    if tape.varies[base]:
        lowered = tape.emit("pow", None, base, tape.sub(exponent, tape.number(1)))
        yield base, (tape.mul(adjoint[0], tape.mul(exponent, lowered)), adjoint[1])
    if tape.varies[exponent]:
        slope = tape.mul(index, tape.emit("call", "log", base))
        # 0^b is 0 for every b > 0, which the logarithm of 0 does not tell.
        zero = tape.number(0)
        level = tape.both(tape.emit("relation", "==", base, zero), tape.emit("relation", ">", exponent, zero))
        assert level is not None
        yield exponent, (tape.mul(adjoint[0], tape.select(level, zero, slope)), adjoint[1])


def _select(tape: Tape, index: int, instruction: Instruction, adjoint: Adjoint) -> Contributions:
    condition, chosen, other = instruction.args
    value, guard = adjoint
    yield chosen, (value, tape.both(guard, condition))
    yield other, (value, tape.both(guard, tape.emit("logic", "not", condition)))
    op, data, sides = tape.code[condition]
    if op == "relation" and data in ("==", "!="):
        # The piece for a single point says nothing of the slope there: it is not defined, rather than that piece's.
        there = tape.emit("relation", "==", *sides)
        for side in sides:
            yield side, (tape.select(there, tape.number(math.nan), tape.number(0)), guard)


def _call(tape: Tape, index: int, instruction: Instruction, adjoint: Adjoint) -> Contributions:
    name, args = instruction.data, instruction.args
    if name in _OWN_RULE:
        yield from _OWN_RULE[name](tape, index, instruction, adjoint)
        return
    for place, arg in enumerate(args):
        if tape.varies[arg]:
            slope = _partial_derivative(tape, name, args, place)
            yield arg, (tape.mul(adjoint[0], slope), adjoint[1])


def _partial(tape: Tape, index: int, instruction: Instruction, adjoint: Adjoint) -> Contributions:
    (name, orders), args = instruction.data, instruction.args
    for place, arg in enumerate(args):
        slope = tape.emit("partial", (name, _raised(orders, place)), *args)
        yield arg, (tape.mul(adjoint[0], slope), adjoint[1])


def _raised(orders: tuple[int, ...], place: int) -> tuple[int, ...]:
    return (*orders[:place], orders[place] + 1, *orders[place + 1 :])


def _partial_derivative(tape: Tape, name: str, args: tuple[int, ...], place: int) -> int:
    from calcgd.expression import parse

    formulas = FUNCTIONS[name].derivative
    written = formulas[place] if place < len(formulas) else ""
    if not written:
        return tape.emit("partial", (name, _raised((0,) * len(args), place)), *args)
    tree = _formulas.get(written)
    if tree is None:
        tree = _formulas[written] = parse(written).tree
    return lower(tape, tree, dict(zip("uvw", args, strict=False)))


def _extreme(tape: Tape, index: int, instruction: Instruction, adjoint: Adjoint) -> Contributions:
    """All of it to the first argument that is the largest (smallest)."""
    value, guard = adjoint
    for arg in instruction.args[:-1]:
        wins = tape.emit("relation", ">=" if instruction.data == "max" else "<=", arg, index)
        yield arg, (value, tape.both(guard, wins))
        guard = tape.both(guard, tape.emit("logic", "not", wins))
    yield instruction.args[-1], (value, guard)


def _log_sum_exp(tape: Tape, index: int, instruction: Instruction, adjoint: Adjoint) -> Contributions:
    """To each argument its softmax."""
    for arg in instruction.args:
        weight = tape.emit("call", "exp", tape.sub(arg, index))
        yield arg, (tape.mul(adjoint[0], weight), adjoint[1])


_OWN_RULE: dict[str, Callable[..., Contributions]] = {
    "max": _extreme,
    "min": _extreme,
    "logsumexp": _log_sum_exp,
}

_RULES: dict[str, Callable[[Tape, int, Any, Adjoint], Contributions]] = {
    "add": _add,
    "sub": _sub,
    "neg": _neg,
    "mul": _mul,
    "div": _div,
    "power": _power,
    "pow": _pow,
    "select": _select,
    "call": _call,
    "partial": _partial,
}

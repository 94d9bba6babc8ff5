"""Which part of a cost has no value at a point, and which of its functions has levelled off there."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite, isnan
from typing import NamedTuple

from calcgd.descent.wording import number
from calcgd.expression.nodes import Call, Negation, Node, Power, Product, Quotient, Sum, Symbol
from calcgd.expression.subtrees import subtrees
from calcgd.expression.text import text
from calcgd.numeric.kernel import Kernel
from calcgd.numeric.tapes import gradient_tape, value_tape

_LEVELLING = frozenset({"sigmoid", "tanh", "erf", "atan", "softsign", "softplus", "relu"})
_LEVEL = 1e-3
_LONGEST = 60


class Saturated(NamedTuple):
    """A function of the cost whose slope at its argument is next to nothing."""

    function: str
    argument: float
    slope: float


def undefined_part(cost: Node, names: Sequence[str], x: Sequence[float]) -> str | None:
    """Why the smallest part without a value has none, such as `log(x) is not defined, as x = -1`.

    None where that part is not a function, a power or a quotient, or is too long to be shown.
    """
    part = cost
    while True:
        inner = next((child for child in _parts(part) if isnan(_value(child, names, x))), None)
        if inner is None:
            break
        part = inner
    arguments = [child for child in part.args if child.free]
    if not isinstance(part, Call | Power | Quotient) or len(shown := text(part)) > _LONGEST:
        return None
    given = " and ".join(f"{text(argument)} = {number(_value(argument, names, x))}" for argument in arguments)
    return f"{shown} is not defined, as {given}"


def saturated(cost: Node, names: Sequence[str], x: Sequence[float]) -> Saturated | None:
    """The first function of the cost that levels off to a side and has done so at a point; None where there is none."""
    for node in subtrees(cost):
        if not (isinstance(node, Call) and node.name in _LEVELLING and node.free):
            continue
        argument = _value(node.args[0], names, x)
        slope = abs(Kernel(gradient_tape, Call(node.name, (Symbol("u"),)), ("u",))((argument,))[1][0])
        if isfinite(argument) and slope <= _LEVEL:
            shown = text(node)
            return Saturated(shown if len(shown) <= _LONGEST else node.name, argument, slope)
    return None


def _parts(node: Node) -> tuple[Node, ...]:
    """The parts that have values wherever the whole has one."""
    return node.args if isinstance(node, Sum | Product | Quotient | Power | Negation | Call) else ()


def _value(node: Node, names: Sequence[str], x: Sequence[float]) -> float:
    return Kernel(value_tape, node, names)(x)

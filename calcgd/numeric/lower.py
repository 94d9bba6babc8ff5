"""From a tree to a tape. Works on typed and on tidy trees, and on deep ones: nothing here recurses."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from calcgd.errors import BadInput
from calcgd.expression.functions import FUNCTIONS
from calcgd.expression.nodes import (
    Call,
    Constant,
    E,
    Logic,
    Negation,
    Node,
    Number,
    Piecewise,
    Power,
    Product,
    Quotient,
    Relation,
    Sum,
    Symbol,
    Truth,
    Unknown,
)
from calcgd.numeric.tape import Tape


def lower(tape: Tape, root: Node, bound: Mapping[str, int] | None = None) -> int:
    """Append a tree to a tape; the number of the instruction that gives its value.

    `bound` gives the instructions that stand for the symbols (else: the tape's inputs). Raises `BadInput` for a
    symbol that stands for nothing and for a function that is only a name.
    """
    bound = tape.inputs if bound is None else bound
    done: dict[Node, int] = {}
    for node in _in_order(root):
        if node.__class__ is Symbol:
            name = node.name  # type: ignore[attr-defined]
            if name not in bound:
                raise BadInput(f"{name} has no value here")
            done[node] = bound[name]
        else:
            done[node] = _LOWER[node.__class__](tape, node, [done[arg] for arg in node.args])
    return done[root]


def _in_order(root: Node) -> Iterator[Node]:
    """Every different subtree once, arguments before what holds them; deep trees are no problem."""
    seen: set[Node] = set()
    stack: list[tuple[Node, bool]] = [(root, False)]
    while stack:
        node, ready = stack.pop()
        if ready:
            yield node
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack += [(arg, False) for arg in reversed(node.args)]


def _folded(operation: Callable[[Tape, int, int], int]) -> Callable[[Tape, Node, list[int]], int]:
    def lower(tape: Tape, node: Node, args: list[int]) -> int:
        result = args[0]
        for arg in args[1:]:
            result = operation(tape, result, arg)
        return result

    return lower


def _power(tape: Tape, node: Node, args: list[int]) -> int:
    base, exponent = args
    if node.args[0] is E:
        return tape.emit("call", "exp", exponent)
    exact = tape.exact(exponent)
    return tape.emit("pow", None, base, exponent) if exact is None else tape.power(base, exact)


def _call(tape: Tape, node: Call, args: list[int]) -> int:
    from calcgd.expression import parse

    row = FUNCTIONS[node.name]
    if node.name == "log":
        exponent = tape.exponent_beside_one(args[0])
        if exponent is not None:
            return tape.emit("call", "softplus", exponent)
    missing = row.defaults[len(args) - row.arity[0] :]
    return tape.emit("call", node.name, *args, *(lower(tape, parse(text).tree) for text in missing))


def _unknown(tape: Tape, node: Unknown, args: list[int]) -> int:
    raise BadInput(f"{node.name} is only a name: it has no values")


def _piecewise(tape: Tape, node: Piecewise, args: list[int]) -> int:
    result = tape.number(math.nan)
    for value, condition in zip(reversed(args[::2]), reversed(args[1::2]), strict=True):
        result = tape.select(condition, value, result)
    return result


def _logic(tape: Tape, node: Logic, args: list[int]) -> int:
    if node.op == "not":
        return tape.emit("logic", "not", *args)
    result = args[0]
    for arg in args[1:]:
        result = tape.emit("logic", node.op, result, arg)
    return result


_LOWER: dict[type, Callable[[Tape, Any, list[int]], int]] = {
    Number: lambda tape, node, args: tape.number(node.value),
    Constant: lambda tape, node, args: tape.emit("constant", node.name),
    Sum: _folded(Tape.add),
    Product: _folded(Tape.mul),
    Quotient: _folded(Tape.div),
    Negation: lambda tape, node, args: tape.neg(*args),
    Power: _power,
    Call: _call,
    Unknown: _unknown,
    Piecewise: _piecewise,
    Relation: lambda tape, node, args: tape.emit("relation", node.op, *args),
    Logic: _logic,
    Truth: lambda tape, node, args: tape.emit("truth", node.value),
}

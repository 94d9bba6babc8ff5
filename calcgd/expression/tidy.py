"""A tree to its canonical form: the same mathematics is, as far as is cheap, the same tree.

Sums and products are flat and ordered, like terms and like bases are joined, constants are worked out, there is no
`Quotient` and no `Negation`. Of a polynomial part the shorter of the structured and the expanded form is kept.
`tidy(tidy(t))` is `tidy(t)`, and the text of a tidy tree reads back to that tree.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

from calcgd.expression.expand import shorter
from calcgd.expression.nodes import (
    FALSE,
    TRUE,
    Call,
    Constant,
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
from calcgd.expression.products import divide, multiply, power
from calcgd.expression.sharing import cache
from calcgd.expression.sums import UNDEFINED, add, negate, subtract
from calcgd.expression.values import call

__all__ = [
    "COMPARISONS",
    "UNDEFINED",
    "add",
    "call",
    "divide",
    "multiply",
    "negate",
    "power",
    "shorter",
    "structure",
    "structure_at",
    "subtract",
    "tidy",
]

_tidied: dict[Node, Node] = cache({})
_structured: dict[Node, Node] = cache({})


def tidy(node: Node) -> Node:
    """The canonical form of a typed or tidy tree."""
    tidied = _tidied.get(node)
    if tidied is None:
        tidied = _tidied[node] = shorter(structure(node))
        _tidied[tidied] = tidied
    return tidied


def structure(node: Node) -> Node:
    """The canonical form but for the choice between structured and expanded parts, which `shorter` makes at the end."""
    structured = _structured.get(node)
    if structured is None:
        structured = _structured[node] = _STRUCTURE[type(node)](node, structure, tidy)
    return structured


def structure_at(node: Node, values: Mapping[str, Node]) -> Node:
    """The structure of what `node` becomes where the variables named in `values` are replaced by structured trees."""
    return _Place(values).structure(node)


class _Place:
    """What `structure` and `tidy` give at values of the variables."""

    __slots__ = ("values",)

    def __init__(self, values: Mapping[str, Node]) -> None:
        self.values = values

    def structure(self, node: Node) -> Node:
        if node.free.isdisjoint(self.values):
            return structure(node)
        if type(node) is Symbol:
            return self.values[node.content]
        return _STRUCTURE[type(node)](node, self.structure, self.tidy)

    def tidy(self, node: Node) -> Node:
        return shorter(self.structure(node))


# How parts are brought into the canonical form: those to calculate with, and those that stand by themselves.
_Inward = Callable[[Node], Node]


def _itself(node: Node, structured: _Inward, tidied: _Inward) -> Node:
    return node


def _sum(node: Sum, structured: _Inward, tidied: _Inward) -> Node:
    return add(*map(structured, node.args))


def _product(node: Product, structured: _Inward, tidied: _Inward) -> Node:
    return multiply(*map(structured, node.args))


def _quotient(node: Quotient, structured: _Inward, tidied: _Inward) -> Node:
    return divide(structured(node.args[0]), structured(node.args[1]))


def _negation(node: Negation, structured: _Inward, tidied: _Inward) -> Node:
    return negate(structured(node.args[0]))


def _power(node: Power, structured: _Inward, tidied: _Inward) -> Node:
    return power(structured(node.args[0]), tidied(node.args[1]))


def _call(node: Call, structured: _Inward, tidied: _Inward) -> Node:
    return call(node.name, *map(tidied, node.args))


def _unknown(node: Unknown, structured: _Inward, tidied: _Inward) -> Node:
    return Unknown(node.name, map(tidied, node.args), node.orders)


COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
"""What the operators of relations say of two numbers."""


def _relation(node: Relation, structured: _Inward, tidied: _Inward) -> Node:
    left, right = map(tidied, node.args)
    if type(left) is Number and type(right) is Number:
        return Truth(COMPARISONS[node.op](left.value, right.value))  # type: ignore[attr-defined]
    return Relation(node.op, left, right)


def _logic(node: Logic, structured: _Inward, tidied: _Inward) -> Node:
    args = [tidied(arg) for arg in node.args]
    if node.op == "not":
        [arg] = args
        return Truth(not arg.value) if type(arg) is Truth else Logic("not", args)  # type: ignore[attr-defined]
    decisive, neutral = (FALSE, TRUE) if node.op == "and" else (TRUE, FALSE)
    flat: list[Node] = []
    for arg in args:
        flat.extend(arg.args if type(arg) is Logic and arg.op == node.op else (arg,))  # type: ignore[attr-defined]
    if decisive in flat:
        return decisive
    kept = list(dict.fromkeys(arg for arg in flat if arg is not neutral))
    if not kept:
        return neutral
    return kept[0] if len(kept) == 1 else Logic(node.op, kept)


def _piecewise(node: Piecewise, structured: _Inward, tidied: _Inward) -> Node:
    pieces: list[tuple[Node, Node]] = []
    for typed_value, typed_condition in node.pieces:
        condition = tidied(typed_condition)
        if condition is FALSE:
            continue
        value = tidied(typed_value)
        if pieces and pieces[-1][0] is value:
            condition = tidy(Logic("or", (pieces.pop()[1], condition)))
        pieces.append((value, condition))
        if condition is TRUE:
            break
    if not pieces:
        return UNDEFINED
    if pieces[0][1] is TRUE:
        return pieces[0][0]
    return Piecewise(part for piece in pieces for part in piece)


_STRUCTURE: dict[type, Callable[[Any, _Inward, _Inward], Node]] = {
    Number: _itself,
    Constant: _itself,
    Symbol: _itself,
    Truth: _itself,
    Sum: _sum,
    Product: _product,
    Quotient: _quotient,
    Negation: _negation,
    Power: _power,
    Call: _call,
    Unknown: _unknown,
    Piecewise: _piecewise,
    Relation: _relation,
    Logic: _logic,
}

"""A tree to its canonical form: the same mathematics is, as far as is cheap, the same tree.

Sums and products are flat and ordered, like terms and like bases are joined, constants are worked out, there is no
`Quotient` and no `Negation`. Of a polynomial part the shorter of the structured and the expanded form is kept.
`tidy(tidy(t))` is `tidy(t)`, and the text of a tidy tree reads back to that tree.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
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
    "UNDEFINED",
    "add",
    "call",
    "divide",
    "multiply",
    "negate",
    "power",
    "shorter",
    "structure",
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
        structured = _structured[node] = _STRUCTURE[node.__class__](node)
    return structured


def _itself(node: Node) -> Node:
    return node


def _sum(node: Sum) -> Node:
    return add(*map(structure, node.args))


def _product(node: Product) -> Node:
    return multiply(*map(structure, node.args))


def _quotient(node: Quotient) -> Node:
    return divide(structure(node.args[0]), structure(node.args[1]))


def _negation(node: Negation) -> Node:
    return negate(structure(node.args[0]))


def _power(node: Power) -> Node:
    return power(structure(node.args[0]), tidy(node.args[1]))


def _call(node: Call) -> Node:
    return call(node.name, *map(tidy, node.args))


def _unknown(node: Unknown) -> Node:
    return Unknown(node.name, map(tidy, node.args), node.orders)


_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


def _relation(node: Relation) -> Node:
    left, right = map(tidy, node.args)
    if left.__class__ is Number and right.__class__ is Number:
        return Truth(_COMPARE[node.op](left.value, right.value))  # type: ignore[attr-defined]
    return Relation(node.op, left, right)


def _logic(node: Logic) -> Node:
    args = [tidy(arg) for arg in node.args]
    if node.op == "not":
        [arg] = args
        return Truth(not arg.value) if arg.__class__ is Truth else Logic("not", args)  # type: ignore[attr-defined]
    decisive, neutral = (FALSE, TRUE) if node.op == "and" else (TRUE, FALSE)
    flat: list[Node] = []
    for arg in args:
        flat.extend(arg.args if arg.__class__ is Logic and arg.op == node.op else (arg,))  # type: ignore[attr-defined]
    if decisive in flat:
        return decisive
    kept = list(dict.fromkeys(arg for arg in flat if arg is not neutral))
    if not kept:
        return neutral
    return kept[0] if len(kept) == 1 else Logic(node.op, kept)


def _piecewise(node: Piecewise) -> Node:
    pieces: list[tuple[Node, Node]] = []
    for typed_value, typed_condition in node.pieces:
        condition = tidy(typed_condition)
        if condition is FALSE:
            continue
        value = tidy(typed_value)
        if pieces and pieces[-1][0] is value:
            condition = _logic(Logic("or", (pieces.pop()[1], condition)))
        pieces.append((value, condition))
        if condition is TRUE:
            break
    if not pieces:
        return UNDEFINED
    if pieces[0][1] is TRUE:
        return pieces[0][0]
    return Piecewise(part for piece in pieces for part in piece)


_STRUCTURE: dict[type, Callable[[Any], Node]] = {
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

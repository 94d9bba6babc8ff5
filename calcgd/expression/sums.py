"""Sums of tidy trees, again tidy: flat, ordered, like terms joined."""

from __future__ import annotations

from typing import Any

from calcgd.expression.nodes import MINUS_ONE, PRODUCTS, SUMS, ZERO, Node, Number, Power, Product, Sum
from calcgd.expression.order import TERM_KEYS, in_order_of_terms
from calcgd.expression.sharing import keep
from calcgd.expression.signs import is_negative

UNDEFINED = keep(Power(ZERO, MINUS_ONE))
"""What has no value (1/0); it swallows whatever it meets."""

# A term without its coefficient: a node, or the factors of a product, whose node need not be made to compare it.
_Rest = Node | tuple[Node, ...]


def add(*terms: Node) -> Node:
    """The tidy sum of tidy terms."""
    if len(terms) == 1:
        return terms[0]
    constant: Any = 0
    found: dict[_Rest, Any] = {}  # the term, or where several met the sum of their coefficients
    met = False
    for term in terms:
        for part in term.args if type(term) is Sum else (term,):
            cls = type(part)
            if cls is Number:
                constant += part.content
                continue
            rest: _Rest = part
            if cls is Product:
                rest = part.args
                if type(rest[0]) is Number:
                    rest = rest[1] if len(rest) == 2 else rest[1:]
            elif part is UNDEFINED:
                return UNDEFINED
            if rest not in found:
                found[rest] = part
            else:
                known = found[rest]
                if isinstance(known, Node):
                    known = _coefficient(known)
                    met = True
                found[rest] = known + _coefficient(part)
    if met:
        return _joined(constant, found)
    return _sum_of(list(found.values()), constant)


def _joined(constant: Any, found: dict[_Rest, Any]) -> Node:
    terms: list[Node] = []
    nested = False
    for rest, term in found.items():
        if not isinstance(term, Node):
            if not term:
                continue
            term = scale(term, PRODUCTS[rest] if type(rest) is tuple else rest)  # type: ignore[arg-type]
            nested |= type(term) is Sum
        terms.append(term)
    return add(Number(constant), *terms) if nested else _sum_of(terms, constant)


def _sum_of(terms: list[Node], constant: Any) -> Node:
    if len(terms) > 1:
        terms = in_order_of_terms(terms)
    if constant:
        _place_constant(terms, Number(constant))
    if len(terms) == 2:
        if is_negative(terms[0]) and not is_negative(terms[1]):
            terms = [terms[1], terms[0]]
    elif len(terms) < 2:
        return terms[0] if terms else ZERO
    return SUMS[tuple(terms)]


def _place_constant(terms: list[Node], constant: Node) -> None:
    """Numbers come after the terms of positive degree and before those of negative degree (`x + 1 + 1/x`)."""
    at = len(terms)
    while at and TERM_KEYS[terms[at - 1]][0] > 0:
        at -= 1
    terms.insert(at, constant)


def _coefficient(term: Node) -> Any:
    if type(term) is Product:
        first = term.args[0]
        if type(first) is Number:
            return first.content
    return 1


def scale(coefficient: Any, rest: Node) -> Node:
    """`rest`, which has no coefficient of its own, times a rational that is not 0."""
    if coefficient == 1:
        return rest
    if type(rest) is Product:
        return PRODUCTS[(Number(coefficient), *rest.args)]
    if type(rest) is Sum and coefficient == -1:
        return add(*map(negate, rest.args))
    return PRODUCTS[Number(coefficient), rest]


def negate(node: Node) -> Node:
    """The tidy negative of a tidy tree."""
    cls = type(node)
    if cls is Number:
        return Number(-node.content)
    if node is UNDEFINED:
        return node
    if cls is Product:
        args = node.args
        first = args[0]
        if type(first) is Number:
            if first is not MINUS_ONE:
                return PRODUCTS[(Number(-first.content), *args[1:])]
            return args[1] if len(args) == 2 else PRODUCTS[args[1:]]
    return scale(-1, node)


def subtract(left: Node, right: Node) -> Node:
    """The tidy difference of tidy trees."""
    return add(left, negate(right))

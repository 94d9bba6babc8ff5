"""The shorter of the structured and the expanded form of polynomial parts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from calcgd.expression.nodes import SUMS, Call, Node, Number, Power, Product, Sum
from calcgd.expression.polynomial import IS_POLYNOMIAL, expand
from calcgd.expression.products import multiply, power
from calcgd.expression.sharing import Worked
from calcgd.expression.sums import add
from calcgd.expression.text import text
from calcgd.expression.values import call


def shorter(node: Node) -> Node:
    """The tidy tree with each polynomial part in whichever of its two forms has the shorter text."""
    return _SHORT[node]


def _shorter(node: Node) -> Node:
    work = _WORK.get(type(node))
    if work is None:
        return node
    short = work(node)
    _SHORT[short] = short
    return short


_SHORT = Worked(_shorter)


def _shorter_sum(node: Node) -> Node:
    args = node.args
    short = tuple(map(_SHORT.__getitem__, args))
    best = node if short == args else add(*short)
    if type(best) is not Sum or not any(map(_HOLDS_SUM.__getitem__, best.args)):
        return best
    polynomial = [term for term in args if IS_POLYNOMIAL[term]]
    if any(map(_HOLDS_SUM.__getitem__, polynomial)):
        expanded = expand(SUMS[tuple(polynomial)] if len(polynomial) > 1 else polynomial[0])
        if expanded is not None:
            rest = [_SHORT[term] for term in args if not IS_POLYNOMIAL[term]]
            best = _shortest(best, add(expanded, *rest) if rest else expanded)
    return best


def _shorter_product(node: Node) -> Node:
    short = tuple(map(_SHORT.__getitem__, node.args))
    best = node if short == node.args else multiply(*short)
    if type(best) is not Product or not _HOLDS_SUM[best]:
        return best
    if IS_POLYNOMIAL[best]:
        return _shorter_polynomial(best)
    first, second = best.args[0], best.args[-1]
    if len(best.args) == 2 and type(first) is Number and type(second) is Sum:
        return _shortest(best, add(*[multiply(first, term) for term in second.args]))
    return best


def _shorter_power(node: Node) -> Node:
    short = tuple(map(_SHORT.__getitem__, node.args))
    best = node if short == node.args else power(*short)
    if type(best) is Power and type(best.args[0]) is Sum and IS_POLYNOMIAL[best]:
        return _shorter_polynomial(best)
    return best


def _shorter_call(node: Call) -> Node:
    args = tuple(map(_SHORT.__getitem__, node.args))
    return node if args == node.args else call(node.name, *args)


_WORK: dict[type, Callable[[Any], Node]] = {
    Sum: _shorter_sum,
    Product: _shorter_product,
    Power: _shorter_power,
    Call: _shorter_call,
}


def _shorter_polynomial(node: Node) -> Node:
    """Of a product or power of polynomials; mostly the number of its terms tells that to expand it is no use."""
    terms = _fewest_terms(node)
    if 4 * terms - 3 + 2 * max(0, terms - 1 - len(node.free)) > len(text(node)):
        return node
    expanded = expand(node)
    return node if expanded is None else _shortest(node, expanded)


def _fewest_terms(node: Node) -> int:
    """As many terms as there are at least once `node` is multiplied out.

    A polynomial with a root other than 0 of multiplicity n has n + 1 terms or more (Hajos 1953).
    """
    fewest = 1
    for factor in node.args if type(node) is Product else (node,):
        base = factor.args[0] if type(factor) is Power else factor
        if type(base) is Sum and not any(map(_HOLDS_SUM.__getitem__, base.args)):
            fewest = max(fewest, 1 + (1 if base is factor else factor.args[1].content))
    return fewest


def _shortest(structured: Node, expanded: Node) -> Node:
    return expanded if len(text(expanded)) <= len(text(structured)) else structured


def _holds_sum(term: Node) -> bool:
    if type(term) is Power:
        return type(term.args[0]) is Sum
    if type(term) is Product:
        for factor in term.args:
            base = factor.args[0] if type(factor) is Power else factor
            if type(base) is Sum:
                return True
    return False


_HOLDS_SUM = Worked(_holds_sum)
"""Whether a term is a product or power that holds a sum which could be multiplied out or shortened."""

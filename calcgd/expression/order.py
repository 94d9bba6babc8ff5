"""The canonical order: terms by falling degree, factors as mathematicians write them."""

from __future__ import annotations

from typing import Any

from calcgd.expression.nodes import Call, Constant, Node, Number, Piecewise, Power, Product, Sum, Symbol
from calcgd.expression.rationals import ratio
from calcgd.expression.sharing import Worked
from calcgd.expression.text import text

TermKey = tuple[Any, tuple[tuple[str, Any], ...], bool, bool, "_Tie"]


class _Tie:
    """What decides between nodes with equal keys: their text, which takes longer to have and is seldom asked for."""

    __slots__ = ("node",)

    def __init__(self, node: Node) -> None:
        self.node = node

    def __lt__(self, other: _Tie) -> bool:
        return _text_key(self.node) < _text_key(other.node)


def _twelfths(number: Node) -> Any:
    return ratio(12 * number.content, 1)


_TWELFTHS = Worked(_twelfths)
"""Exponents in the unit of degrees: of roots they are whole there, and fractions take long to add and compare."""


def _degree(node: Node) -> Any:
    cls = type(node)
    if cls is Symbol:
        return 12
    if cls is Power:
        base, exponent = node.args
        degree = TWELFTHS_OF_DEGREES[base] if type(exponent) is Number else 0
        return ratio(degree * _TWELFTHS[exponent], 12) if degree else 0
    if cls is Product:
        return sum(map(TWELFTHS_OF_DEGREES.__getitem__, node.args))
    return max(map(TWELFTHS_OF_DEGREES.__getitem__, node.args)) if cls is Sum else 0


TWELFTHS_OF_DEGREES = Worked(_degree)
"""Twelve times the total degrees in the variables that stand outside functions; of a sum, its leading term's."""


def _term_key(node: Node) -> TermKey:
    total: Any = 0
    powers: list[tuple[str, Any]] = []
    plain = True
    for factor in node.args if type(node) is Product else (node,):
        cls = type(factor)
        if cls is Symbol:
            total += 12
            powers.append((factor.content, -12))
        elif cls is Power and type(factor.args[0]) is Symbol and type(factor.args[1]) is Number:
            exponent = _TWELFTHS[factor.args[1]]
            total += exponent
            powers.append((factor.args[0].content, -exponent))
        elif cls is not Number:
            total += TWELFTHS_OF_DEGREES[factor]
            plain = False
    if len(powers) > 1:
        powers.sort()
    return -total, tuple(powers), plain and not powers, plain, _Tie(node)


TERM_KEYS = Worked(_term_key)
"""What terms are ordered by; a coefficient makes no difference."""


def _factor_key(node: Node) -> tuple[str, _Tie]:
    base = node.args[0] if type(node) is Power else node
    named = type(base) is Symbol or type(base) is Call
    return f"{_rank(node, base)}{base.content}" if named else str(_rank(node, base)), _Tie(node)


_FACTOR_KEYS = Worked(_factor_key)


def in_order_of_terms(terms: list[Node]) -> list[Node]:
    """Highest degree first, then graded lexicographic; with functions before plain ones, numbers last."""
    return sorted(terms, key=TERM_KEYS.__getitem__)


def in_order_of_factors(factors: list[Node]) -> list[Node]:
    """Numbers, constants, variables, polynomials, functions, sums of functions; alphabetical among themselves."""
    return sorted(factors, key=_FACTOR_KEYS.__getitem__)


def _text_key(node: Node) -> tuple[bool, str]:
    """Alphabetical but for the coefficient, with `exp(x)` before `exp(-x)`."""
    if type(node) is Product and type(node.args[0]) is Number:
        node = node.args[1] if len(node.args) == 2 else Product(node.args[1:])
    written = text(node)
    return "(-" in written, written


def _rank(node: Node, base: Node) -> int:
    cls = type(base)
    if cls is Number:
        return 1 if node.free else 0
    if cls is Constant:
        return 2
    if cls is Symbol:
        return 3 if type(node) is Symbol or type(node.args[1]) is Number else 4
    if cls is Sum:
        return 8 if _HOLDS_CALL[base] else 5
    if cls is Call:
        return 6 if base.content == "exp" else 7
    return 9 if cls is Piecewise else 7


def _holds_call(node: Node) -> bool:
    return type(node) is Call or any(map(_HOLDS_CALL.__getitem__, node.args))


_HOLDS_CALL = Worked(_holds_call)

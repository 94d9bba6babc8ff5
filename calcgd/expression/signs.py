"""What the form of a tidy tree shows of its sign."""

from __future__ import annotations

from calcgd.expression.nodes import MINUS_ONE, ONE, Call, E, Node, Number, Power, Product, Sum

_NEVER_NEGATIVE = frozenset(("exp", "abs", "cosh", "sigmoid", "softplus", "relu", "acos", "hypot"))


def is_negative(node: Node) -> bool:
    """Whether the text of a tidy tree begins with a minus sign."""
    cls = type(node)
    while cls is Product or cls is Sum:
        node = node.args[0]
        cls = type(node)
    return cls is Number and node.content.numerator < 0


def is_nonnegative(node: Node) -> bool:
    """Whether `node` is never negative where it is defined, as far as its form tells."""
    cls = type(node)
    if cls is Number:
        return node.value >= 0  # type: ignore[attr-defined]
    if cls is Power:
        base, exponent = node.args
        if type(exponent) is Number:
            value = exponent.value  # type: ignore[attr-defined]
            if value.numerator % 2 == 0 or value.denominator % 2 == 0:
                return True
        return is_nonnegative(base)
    if cls is Call:
        return node.name in _NEVER_NEGATIVE  # type: ignore[attr-defined]
    if cls is Product or cls is Sum:
        return all(map(is_nonnegative, node.args))
    return node is E or (not node.free and not node.args)


_ALWAYS_POSITIVE = frozenset(("exp", "cosh", "sigmoid", "softplus"))


def is_positive(node: Node) -> bool:
    """Whether `node` is never 0 or negative where it is defined, as far as its form tells."""
    cls = type(node)
    if cls is Number:
        return node.value > 0  # type: ignore[attr-defined]
    if cls is Call:
        return node.name in _ALWAYS_POSITIVE  # type: ignore[attr-defined]
    if cls is Sum:
        return all(map(is_nonnegative, node.args)) and any(map(is_positive, node.args))
    if cls is Product:
        return all(map(is_positive, node.args))
    return is_positive(node.args[0]) if cls is Power else not node.free and not node.args


def without_sign(node: Node) -> Node:
    """The negative of a tidy tree whose text begins with a minus sign."""
    if type(node) is Number:
        return Number(-node.value)  # type: ignore[attr-defined]
    if type(node) is Sum:
        return Sum(without_sign(term) if is_negative(term) else _with_sign(term) for term in node.args)
    first, *rest = node.args
    positive = without_sign(first)
    if positive is ONE:
        return rest[0] if len(rest) == 1 else Product(rest)
    return Product((positive, *rest))


def _with_sign(term: Node) -> Node:
    if type(term) is Number:
        return Number(-term.value)  # type: ignore[attr-defined]
    if type(term) is Product and type(term.args[0]) is Number:
        return Product((Number(-term.args[0].value), *term.args[1:]))  # type: ignore[attr-defined]
    return Product((MINUS_ONE, *(term.args if type(term) is Product else (term,))))

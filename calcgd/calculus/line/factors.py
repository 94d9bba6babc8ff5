"""An expression as a product: it is zero where one of its factors is."""

from __future__ import annotations

from collections.abc import Iterator

from calcgd.calculus.line.kernels import kernels_of
from calcgd.expression.nodes import ZERO, Call, Node, Number, Power, Product
from calcgd.expression.signs import is_positive

NEVER_ZERO = frozenset(("exp", "cosh", "sech", "csch", "coth", "sec", "csc", "sigmoid", "softplus", "acot", "acoth"))


def factors_of(node: Node, variable: str) -> list[Node]:
    """Tidy factors of a tidy tree that may be zero, each once and none a power of another.

    They are found by dividing the numerator into irreducible polynomials in the kernels of the expression.
    """
    found: dict[Node, None] = {}
    for part in _written_factors(node):
        for factor in _irreducible(part, variable):
            if factor is ZERO or not _is_never_zero(factor):
                found[factor] = None
    return list(found)


def _written_factors(node: Node) -> Iterator[Node]:
    if isinstance(node, Product):
        for factor in node.args:
            yield from _written_factors(factor)
    elif isinstance(node, Power) and isinstance(node.args[1], Number):
        if node.args[1].value > 0:
            yield from _written_factors(node.args[0])
    else:
        yield node


def _irreducible(node: Node, variable: str) -> list[Node]:
    from calcgd.algebra.polynomial import as_fraction, factors

    if node is not ZERO and _is_never_zero(node):
        return []
    kernels = kernels_of(node, variable)
    names = list(kernels.meaning)
    fraction = as_fraction(kernels.tree, names)
    if fraction is None:
        return [node]
    irreducible = factors(fraction[0], names)
    if irreducible is None:
        return [fraction[0]]
    return [part for factor, _ in irreducible for part in _written_factors(kernels.restored(factor))]


def _is_never_zero(node: Node) -> bool:
    if isinstance(node, Power) and node.args[1].free:
        return True  # a power with a varying exponent has a positive base
    return is_positive(node) or (isinstance(node, Call) and node.name in NEVER_ZERO)

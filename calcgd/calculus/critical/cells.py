"""Space cut into cells where an expression has corners: inside of a cell it is smooth, on the creases it may not be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple

from calcgd.calculus.critical.rational import factored
from calcgd.calculus.critical.surface import Surface
from calcgd.calculus.domain import conditions
from calcgd.errors import NoAnswer
from calcgd.expression import Expression
from calcgd.expression.nodes import ONE, ZERO, Logic, Node, Product, Relation
from calcgd.expression.signs import is_negative, is_nonnegative
from calcgd.expression.text import text
from calcgd.expression.tidy import divide, negate, subtract, tidy

MOST_CREASES = 6


class Cell(NamedTuple):
    """What an expression is where some differences, that are 0 on the creases, have certain signs."""

    surface: Surface
    relations: tuple[Relation, ...]


def creases(surface: Surface) -> list[Node]:
    """What is 0 where the expression may have a corner or a jump."""
    from calcgd.algebra.polynomial import factors

    found: dict[Node, None] = {}
    for condition in conditions(surface.typed):
        if condition.smooth:
            for relation in _comparisons(condition.relation):
                difference = subtract(*relation.args)
                for factor, _ in factors(difference, surface.names) or [(difference, 1)]:
                    found[factor] = None
    return list(found)


def cells(surface: Surface, differences: Sequence[Node]) -> Iterator[Cell]:
    """The cells between the creases, some of which may be empty. Raises NoAnswer where they cannot be listed."""
    from calcgd.algebra.branches import branch
    from calcgd.algebra.corners import NoBranch

    if len(differences) > MOST_CREASES:
        raise NoAnswer("the expression has too many corners")
    found: dict[Node, list[tuple[bool, ...]]] = {}
    for negative in product((False, True), repeat=len(differences)):
        try:
            found.setdefault(tidy(branch(surface.typed, _Signs(surface.names, differences, negative))), []).append(
                negative
            )
        except NoBranch:
            raise NoAnswer("a corner of the expression could not be resolved") from None
    for tree, patterns in found.items():
        smooth = Surface(Expression(text(tree), tree), surface.names)
        for negative in patterns:
            relations = (
                Relation("<" if below else ">", difference, ZERO)
                for difference, below in zip(differences, negative, strict=True)
            )
            yield Cell(smooth, tuple(relations))


class _Signs:
    """Where the differences have the signs given."""

    def __init__(self, names: Sequence[str], differences: Sequence[Node], negative: Sequence[bool]) -> None:
        self._names = names
        self._negative = dict(zip(differences, negative, strict=True))

    def is_negative(self, node: Node) -> bool:
        from calcgd.algebra.corners import NoBranch

        node = tidy(node)
        for one, sign in ((node, 1), (negate(node), -1)):
            if is_nonnegative(one):
                return sign < 0
            for difference, negative in self._negative.items():
                if divide(one, difference) is ONE:
                    return negative is (sign > 0)
        product = factored(node, self._names)
        if not isinstance(product, Product) or tidy(product.args[1]) is node:
            raise NoBranch
        number, *powers = product.args
        odd = [power.args[0] for power in powers if power.args[1].value % 2]  # type: ignore[attr-defined]
        return (sum(map(self.is_negative, odd)) + is_negative(number)) % 2 == 1

    def whole(self, node: Node) -> int:
        from calcgd.algebra.corners import NoBranch

        raise NoBranch


def _comparisons(condition: Node) -> Iterator[Relation]:
    if isinstance(condition, Relation):
        yield condition
    for part in condition.args if isinstance(condition, Logic) else ():
        yield from _comparisons(part)

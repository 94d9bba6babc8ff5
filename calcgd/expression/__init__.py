"""The language: text to tree and back. `parse` is the way in; `tidy`, `text` and `substitute` work on trees."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from calcgd.errors import CalcgdError
from calcgd.expression.grammar import Parser
from calcgd.expression.nodes import INFINITY, Node
from calcgd.expression.size import MOST_DIGITS

# A tree may be as deep as grammar.DEEPEST allows, and its derivative deeper; each level takes a few frames.
sys.setrecursionlimit(max(sys.getrecursionlimit(), 40_000))
# Products of the numbers that size.MOST_DIGITS allows; what is longer still is refused where it is written.
sys.set_int_max_str_digits(max(sys.get_int_max_str_digits(), 4 * MOST_DIGITS))


@dataclass(frozen=True, slots=True)
class Expression:
    """What was read: the `text`, its typed `tree`, whether numbers were written as decimals, notes on the reading."""

    text: str
    tree: Node
    decimals: bool = False
    notes: tuple[str, ...] = ()

    @property
    def variables(self) -> list[str]:
        """The names of the variables in alphabetical order."""
        return sorted(self.tree.free)

    def _repr_latex_(self) -> str:
        return self.tree._repr_latex_()


def parse(source: str) -> Expression:
    """Read one expression.

    Raises a `CalcgdError` with the span of the mistake: SyntaxProblem, UnknownName or TooLarge.
    """
    try:
        parser = Parser(source)
        tree = parser.whole()
    except CalcgdError as problem:
        problem.source = source
        raise
    return Expression(source, tree, parser.decimals, tuple(parser.notes))


def mentions_infinity(node: Node) -> bool:
    """Whether `oo` stands somewhere in the tree."""
    return node is INFINITY or any(mentions_infinity(arg) for arg in node.args)

"""What the form of a cost tells of its smoothness."""

from __future__ import annotations

from typing import NamedTuple

from calcgd.expression.functions import FUNCTIONS
from calcgd.expression.nodes import Call, Node, Piecewise
from calcgd.expression.subtrees import subtrees


class Kinks(NamedTuple):
    """What may keep a cost from being smooth, by the names of functions: jumps, and corners or upright tangents."""

    jumps: tuple[str, ...]
    corners: tuple[str, ...]


def kinks(tree: Node | None) -> Kinks:
    """The functions in a tree whose derivative does not hold all over their domain; none of no tree."""
    jumps, corners = set(), set()
    for part in () if tree is None else subtrees(tree):
        if isinstance(part, Piecewise) and part.free:
            corners.add("a form in pieces")
        elif isinstance(part, Call) and part.free:
            row = FUNCTIONS[part.name]
            if row.derivative == ("0",):
                jumps.add(row.name)
            elif "!=" in row.smooth or row.name in ("max", "min"):
                corners.add(row.name)
    return Kinks(tuple(sorted(jumps)), tuple(sorted(corners)))

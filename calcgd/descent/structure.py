"""What the form of a cost tells of its smoothness."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from calcgd.expression.functions import FUNCTIONS
from calcgd.expression.nodes import Call, Node, Piecewise


class Kinks(NamedTuple):
    """What may keep a cost from being smooth, by the names of functions: jumps, and corners or upright tangents."""

    jumps: tuple[str, ...]
    corners: tuple[str, ...]


def kinks(tree: Node | None) -> Kinks:
    """The functions in a tree whose derivative does not hold all over their domain; none of no tree."""
    jumps, corners = set(), set()
    for part in _parts(tree):
        if isinstance(part, Piecewise):
            corners.add("a form in pieces")
        elif isinstance(part, Call):
            row = FUNCTIONS[part.name]
            if row.derivative == ("0",):
                jumps.add(row.name)
            elif "!=" in row.smooth or row.name in ("max", "min"):
                corners.add(row.name)
    return Kinks(tuple(sorted(jumps)), tuple(sorted(corners)))


def _parts(tree: Node | None) -> Iterator[Node]:
    """Every part of a tree that depends on a variable, once."""
    stack = [] if tree is None else [tree]
    seen = set(stack)
    while stack:
        part = stack.pop()
        yield part
        new = {arg for arg in part.args if arg.free} - seen
        seen |= new
        stack.extend(new)

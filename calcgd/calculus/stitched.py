"""Antiderivatives of what has corners and jumps: one for each smooth piece, raised so that they meet."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from calcgd.calculus.line.limits import approached
from calcgd.calculus.line.pieces import Piece, pieces
from calcgd.errors import NoAnswer
from calcgd.expression.nodes import TRUE, ZERO, Node, Piecewise, Relation, Symbol
from calcgd.expression.tidy import add, subtract, tidy

MOST_PIECES = 6
"""More of them are no form that one would want to read."""


def stitched(node: Node, variable: str, find: Callable[[Node], Node | None]) -> Node | None:
    """A piecewise antiderivative of a tree in one variable, whose smooth pieces `find` can integrate; unchecked.

    None where the tree is smooth, its pieces are too many, not all known, or one of them has no antiderivative.
    """
    if node.free != {variable}:
        return None
    try:
        cut = pieces(node, variable)
    except NoAnswer:
        return None
    functions = [find(part.tree) for part in cut.parts] if cut.complete and 1 < len(cut.parts) <= MOST_PIECES else []
    if not functions or None in functions:
        return None
    ends = [part.interval.high.at for part in cut.parts[:-1]]
    parts = [Piece(part.interval, function) for part, function in zip(cut.parts, functions, strict=True) if function]
    conditions = [Relation("<=", Symbol(variable), end.exact) for end in ends if end is not None and end.exact]
    if len(conditions) < len(ends):
        return None
    raised = _raised(parts, variable)
    return tidy(Piecewise(x for piece in zip(raised, (*conditions, TRUE), strict=True) for x in piece))


def _raised(parts: list[Piece], variable: str) -> list[Node]:
    """Each function plus what it lacks to begin where the one before ends; across a pole nothing."""
    found, height = [parts[0].tree], ZERO
    for left, right in pairwise(parts):
        before = approached(left.tree, variable, left.interval.high.at, -1)
        after = approached(right.tree, variable, right.interval.low.at, 1)
        ends = [
            limit.finite.exact if limit is not None and limit.finite is not None else None for limit in (before, after)
        ]
        height = ZERO if ends[0] is None or ends[1] is None else add(height, subtract(ends[0], ends[1]))
        found.append(add(right.tree, height))
    return found

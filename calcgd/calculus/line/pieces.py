"""An expression cut where it has corners, jumps and gaps: between the cuts it is smooth, or has no value at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from calcgd.calculus.domain import conditions, relations
from calcgd.calculus.line.interval import LINE, Interval, split
from calcgd.calculus.line.inverses import rounded_to_itself, solve_exactly
from calcgd.calculus.line.real import Bounds, Exact, Real, ascending, sign_at
from calcgd.calculus.line.truth import is_defined
from calcgd.calculus.line.zeros import Zeros, zeros
from calcgd.errors import NoAnswer
from calcgd.expression.nodes import Node, Number
from calcgd.expression.tidy import subtract, tidy


class Piece(NamedTuple):
    """An open interval, and a tidy tree without corners that is equal to the expression on it."""

    interval: Interval
    tree: Node


@dataclass(frozen=True, slots=True)
class Pieces:
    """The `parts` of a window on which an expression is defined, and the `cuts` between them, both ascending.

    The cuts may be more than needed. Where they are not `complete`, others may be missing.
    """

    cuts: tuple[Real, ...]
    parts: tuple[Piece, ...]
    undecided: tuple[Bounds, ...]
    complete: bool
    finished: bool = True


UNFINISHED = Pieces((), (), (), False, False)
"""Of a window without ends that could not be searched."""


def pieces(node: Node, variable: str, window: Interval = LINE) -> Pieces:
    """Cut a typed or tidy tree, with no other variable, where it is not smooth. Raises NoAnswer where it cannot be."""
    found = [zeros_anywhere(difference, variable, window) for difference in differences(node, variable)]
    if not all(zeros.finished for zeros in found):
        return UNFINISHED
    cuts = tuple(ascending(root for zeros in found for root in zeros.roots))
    parts = tuple(
        Piece(interval, _smooth(node, variable, interval))
        for interval in split(window, cuts)
        if is_defined(node, {variable: Exact(Number(interval.inside()))})
    )
    return Pieces(
        cuts,
        parts,
        tuple(place for zeros in found for place in zeros.undecided),
        all(zeros.complete for zeros in found),
    )


def zeros_anywhere(node: Node, variable: str, window: Interval) -> Zeros:
    """`zeros`, also of an expression with corners and jumps. `everywhere` says that it is zero on some interval."""
    node = tidy(node)
    if not _has_corners(node, variable) or _is_solved(node, variable, window):
        return zeros(node, variable, window)
    cut = pieces(node, variable, window)
    found = [zeros(part.tree, variable, part.interval) for part in cut.parts]
    roots = [root for zeros in found for root in zeros.roots]
    roots += [at for at in cut.cuts if window.contains(at) and sign_at(node, {variable: at}) == 0]
    return Zeros(
        tuple(ascending(roots)),
        any(zeros.everywhere for zeros in found),
        (*cut.undecided, *(place for zeros in found for place in zeros.undecided)),
        frozenset().union(*(zeros.proofs for zeros in found)),
        cut.finished and all(zeros.finished for zeros in found),
    )


def differences(node: Node, variable: str) -> Iterator[Node]:
    """What is zero at the places where a condition may begin or cease to hold."""
    seen: dict[Node, None] = {}
    for condition in (*conditions(node, variable), *conditions(tidy(node), variable)):
        for relation in relations(condition.relation):
            seen[subtract(*relation.args)] = None
    return iter(seen)


def _has_corners(node: Node, variable: str) -> bool:
    return any(condition.smooth for condition in conditions(node, variable))


def _is_solved(node: Node, variable: str, window: Interval) -> bool:
    # What is a whole number is found exactly or, on the whole line, not at all: no pieces would be simpler.
    return rounded_to_itself(node) is not None or solve_exactly(node, variable, window) is not None


def _smooth(node: Node, variable: str, interval: Interval) -> Node:
    """The tree that holds all over the interval is the one that holds around one of its points."""
    node = tidy(node)
    if not _has_corners(node, variable):
        return node
    from calcgd.algebra.branches import At, branch
    from calcgd.algebra.corners import NoBranch

    try:
        return tidy(branch(node, At({variable: interval.inside()})))
    except NoBranch:
        raise NoAnswer("a corner of the expression could not be resolved") from None

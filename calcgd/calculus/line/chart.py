"""Where an expression rises and falls: the line divided at every stationary point, corner, jump and gap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from calcgd.calculus.derivative import derive
from calcgd.calculus.line.interval import LINE, End, Interval, Region, joined, split
from calcgd.calculus.line.pieces import Piece, pieces, zeros_anywhere
from calcgd.calculus.line.real import PRECISIONS, Bounds, Exact, Real, ascending, compare, sign_at
from calcgd.calculus.line.truth import is_defined
from calcgd.calculus.line.zeros import Zeros
from calcgd.expression.nodes import Node, Number


class Gap(NamedTuple):
    """An open interval between two marks.

    `tree` is equal to the expression there and smooth, `slope` its derivative; both are None where the expression has
    no value. `rises` is the sign of the slope all over it: 1, -1, 0 where it is constant, None where not known.
    """

    interval: Interval
    tree: Node | None
    slope: Node | None
    rises: int | None


class Mark(NamedTuple):
    """A number at which something may happen, with the gaps beside it (None outside of the window).

    `is_cut`: the expression is not known to be smooth there.
    """

    at: Real
    left: Gap | None
    right: Gap | None
    is_cut: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """Marks and gaps in ascending order. Where it is not `complete`, marks may be missing in the `undecided` places."""

    marks: tuple[Mark, ...]
    gaps: tuple[Gap, ...]
    undecided: tuple[Bounds, ...]
    proofs: frozenset[str]
    complete: bool
    finished: bool = True


UNFINISHED = Chart((), (), (), frozenset(), False, False)
"""Of a window without ends that could not be searched."""


def chart(tree: Node, variable: str, window: Interval = LINE) -> Chart:
    """The chart of a typed or tidy tree in one variable. Raises NoAnswer where it cannot be cut into smooth pieces."""
    cut = pieces(tree, variable, window)
    if not cut.finished:
        return UNFINISHED
    slopes = [derive(part.tree, variable) for part in cut.parts]
    found = [zeros_anywhere(slope, variable, part.interval) for slope, part in zip(slopes, cut.parts, strict=True)]
    if not all(zeros.finished for zeros in found):
        return UNFINISHED
    undecided = (*cut.undecided, *(place for zeros in found for place in zeros.undecided))
    ends = [end.at for end in window if end.at is not None and end.closed]
    cuts = ascending([*ends, *(at for at in cut.cuts if window.contains(at))])
    stops = ascending([*cuts, *(root for zeros in found for root in zeros.roots)])
    solved = list(zip(cut.parts, slopes, found, strict=True))
    gaps = tuple(_gap(interval, solved, undecided, variable) for interval in split(window, stops))
    return Chart(
        tuple(_marks(stops, cuts, gaps)),
        gaps,
        undecided,
        frozenset().union(*(zeros.proofs for zeros in found)),
        cut.complete and all(zeros.complete for zeros in found),
    )


def region_of(chart: Chart, tree: Node, variable: str) -> Region:
    """The part of a complete chart's window on which the typed tree has values."""
    marks = {id(mark.at): mark for mark in chart.marks}
    parts: list[Interval] = []
    for gap in chart.gaps:
        for at, inside in ((gap.interval.low.at, None), (gap.interval.high.at, gap)):
            if inside is not None and inside.tree is not None:
                parts.append(inside.interval)
            if at is not None and id(at) in marks and is_defined(tree, {variable: at}):
                del marks[id(at)]
                parts.append(Interval(End(at, True), End(at, True)))
    return joined(parts)


def _gap(
    interval: Interval, solved: Sequence[tuple[Piece, Node, Zeros]], undecided: Sequence[Bounds], variable: str
) -> Gap:
    inside = Exact(Number(interval.inside()))
    for piece, slope, found in solved:
        if piece.interval.contains(inside):
            rises = 0 if found.everywhere else sign_at(slope, {variable: inside})
            open_question = any(_meets(interval, place) for place in undecided)
            return Gap(interval, piece.tree, slope, None if open_question else rises)
    return Gap(interval, None, None, None)


def _meets(interval: Interval, place: Bounds) -> bool:
    low, high = interval.low.at, interval.high.at
    return (low is None or low.within(PRECISIONS[0]).low <= place.high) and (
        high is None or place.low <= high.within(PRECISIONS[0]).high
    )


def _marks(stops: Sequence[Real], cuts: Sequence[Real], gaps: Sequence[Gap]) -> Iterator[Mark]:
    """Each stop lies between two gaps, but for the ends of the window."""
    before = [gap for gap in gaps if gap.interval.high.at is not None]
    for at in stops:
        left = next((gap for gap in before if gap.interval.high.at is at), None)
        right = next((gap for gap in gaps if gap.interval.low.at is at), None)
        yield Mark(at, left, right, any(cut is at or compare(cut, at) == 0 for cut in cuts))

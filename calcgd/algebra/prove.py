"""Whether two forms are equal: proved, refuted by a point, or undecided. Nothing is called proved on numbers alone.

Equal means: one value wherever both have a value. `x/x` and `1` are equal; that only one of them has a value at 0 is
said beside the verdict.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice
from typing import Any, Literal

from calcgd.algebra import probe
from calcgd.algebra.patience import wait
from calcgd.algebra.pieces import cuts_of, why_equal
from calcgd.expression.nodes import ZERO, Negation, Node, Sum
from calcgd.expression.tidy import tidy

SECONDS = 5.0
"""What a proof by SymPy may take, unless the caller says otherwise."""

POINTS = 8
"""So many points at which both sides have a value are tried."""

ATTEMPTS = 80


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to "are these two equal?".

    `how` is a sentence. For a refuted claim `witness` is a point, a rational for each variable, and `values` are the
    two values there, as mpf.
    """

    status: Literal["proved", "refuted", "undecided"]
    how: str
    witness: dict[str, Fraction] = field(default_factory=dict)
    values: tuple[Any, Any] | None = None


def equal(first: Node, second: Node, seconds: float | None = SECONDS) -> Verdict:
    """Whether two typed or tidy trees have one value at every real point where both have one.

    What SymPy is asked for takes at most `seconds` (None: no limit but the caller's).
    """
    return _judge(first, second, seconds, generic=False)


def equal_nearly_everywhere(first: Node, second: Node, seconds: float | None = SECONDS) -> Verdict:
    """`equal`, but single points (a corner, the jump of a step) do not count: what derivatives are compared with."""
    return _judge(first, second, seconds, generic=True)


def _judge(first: Node, second: Node, seconds: float | None, generic: bool) -> Verdict:
    def remark() -> str:
        return "" if generic else _domain_remark(first, second)

    if tidy(Sum((first, Negation(second)))) is ZERO:
        return Verdict("proved", "the difference is 0 once like terms are collected" + remark())
    trial = _Trial(first, second, generic)
    if trial.witness is not None:
        return trial.refutation()
    how = wait(seconds, why_equal, first, second, generic)
    if how:
        return Verdict("proved", how + remark())
    if not trial.tried:
        return Verdict("undecided", "no point was found at which both have a value")
    places = "1 point" if trial.tried == 1 else f"{trial.tried} points"
    return Verdict("undecided", f"no proof was found; both have the same value at {places}" + remark())


class _Trial:
    """Both sides at some points, until they differ."""

    def __init__(self, first: Node, second: Node, generic: bool) -> None:
        self.sides = first, second
        self.tried = 0
        self.witness: dict[str, Fraction] | None = None
        for point in islice(_points(first, second, generic), ATTEMPTS):
            outcome = probe.compare(first, second, point)
            if outcome == "different":
                self.witness = point
                return
            self.tried += outcome == "same"
            if self.tried == POINTS:
                return

    def refutation(self) -> Verdict:
        assert self.witness is not None
        left, right = (probe.value(side, self.witness) for side in self.sides)
        place = ", ".join(f"{name} = {number}" for name, number in self.witness.items())
        return Verdict("refuted", f"the values differ{place and ' at ' + place}", self.witness, (left, right))


def _points(first: Node, second: Node, generic: bool) -> Iterator[dict[str, Fraction]]:
    names = first.free | second.free
    if not names:
        return iter(({},))
    if generic or len(names) > 1:
        return probe.points(names, generic)
    return _points_and_cuts(first, second, *names)


def _points_and_cuts(first: Node, second: Node, name: str) -> Iterator[dict[str, Fraction]]:
    """Soon among the others the corners and jumps of functions of one variable: there two forms may differ."""
    points = probe.points((name,))
    yield from islice(points, 3)
    for cut in cuts_of((first, second), name) or ():
        if cut.is_Rational:
            yield {name: Fraction(int(cut.p), int(cut.q))}
    yield from points


def _domain_remark(first: Node, second: Node) -> str:
    """Said where only one of the two has a value."""
    for point in islice(_points(first, second, False), 2 * POINTS):
        defined = [probe.value(side, point) is not None for side in (first, second)]
        if defined[0] != defined[1]:
            place = ", ".join(f"{name} = {number}" for name, number in point.items())
            return f"; only the {'first' if defined[0] else 'second'} has a value at {place}"
    return ""

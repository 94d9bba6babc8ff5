"""All zeros of an expression in an interval, with the proof that there are no others.

An expression is divided into factors, each of which is solved in the first way that works: exactly, by counting the
real roots of a polynomial and undoing one function (`inverses`), else by interval arithmetic (`search`), where the
interval is bounded.
"""

from __future__ import annotations

from dataclasses import dataclass

from calcgd.calculus.domain import conditions
from calcgd.calculus.line.factors import factors_of
from calcgd.calculus.line.interval import Interval
from calcgd.calculus.line.inverses import solve_exactly
from calcgd.calculus.line.real import Bounds, Real, ascending
from calcgd.calculus.line.search import search
from calcgd.calculus.line.tails import bounded_part
from calcgd.calculus.line.truth import is_defined
from calcgd.expression.nodes import ZERO, Node
from calcgd.expression.tidy import tidy

COUNTED = "solved exactly, with all real roots of the polynomials counted"
SEARCHED = "interval arithmetic proves each zero and excludes all others"


@dataclass(frozen=True, slots=True)
class Zeros:
    """The zeros in an interval.

    `roots` are the isolated ones, ascending. `everywhere`: it is zero all over. `undecided` are the places where
    nothing is proved. `proofs` say how the rest is known, and `finished` is false where an unbounded interval
    could not be searched.
    """

    roots: tuple[Real, ...] = ()
    everywhere: bool = False
    undecided: tuple[Bounds, ...] = ()
    proofs: frozenset[str] = frozenset()
    finished: bool = True

    @property
    def complete(self) -> bool:
        """Whether it is proved that there are no others."""
        return self.finished and not self.undecided


def zeros(node: Node, variable: str, window: Interval) -> Zeros:
    """The zeros of a typed or tidy tree in the only variable that it has, within `window`.

    The tree is to be smooth between the ends of its domain: of what has corners and jumps take `pieces.zeros_anywhere`.
    """
    node = tidy(node)
    found = [_zeros_of_factor(factor, variable, window) for factor in factors_of(node, variable)]
    roots = ascending(root for zeros in found for root in zeros.roots)
    return Zeros(
        tuple(root for root in roots if is_defined(node, {variable: root}) is not False),
        any(zeros.everywhere for zeros in found),
        tuple(place for zeros in found for place in zeros.undecided),
        frozenset().union(*(zeros.proofs for zeros in found)),
        all(zeros.finished for zeros in found),
    )


def _zeros_of_factor(factor: Node, variable: str, window: Interval) -> Zeros:
    if factor is ZERO:
        return Zeros(everywhere=True)
    exact = solve_exactly(factor, variable, window)
    if exact is not None:
        return Zeros(tuple(root for root in exact if window.contains(root)), proofs=frozenset((COUNTED,)))
    if not window.is_bounded:
        part = bounded_part(factor, variable, window)
        return Zeros(finished=False) if part is None else _zeros_of_factor(factor, variable, part)
    if any(condition.smooth for condition in conditions(factor, variable)):
        return Zeros(undecided=(Bounds(*window.hull()),))
    roots, undecided = search(factor, variable, window)
    return Zeros(tuple(roots), undecided=tuple(undecided), proofs=frozenset((SEARCHED,)))

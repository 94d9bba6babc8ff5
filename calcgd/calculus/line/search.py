"""Zeros found by interval arithmetic, and recognised as closed forms where they are."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from calcgd.calculus.derivative import derive
from calcgd.calculus.line.closed_forms import closed_forms
from calcgd.calculus.line.interval import Interval
from calcgd.calculus.line.real import PRECISIONS, Bounds, Exact, Real, Root
from calcgd.expression.nodes import ZERO, Node
from calcgd.expression.substitute import substitute
from calcgd.expression.tidy import tidy

HIGHEST_MULTIPLICITY = 8

NEAR = Fraction(1, 10**4)
"""The distance of two undecided places that are taken for one, by their size."""


def search(equation: Node, variable: str, window: Interval) -> tuple[list[Real], list[Bounds]]:
    """The zeros of a smooth tidy tree in a bounded window, and the places where nothing is proved.

    Every zero is proved to be one, and to be the only one near; outside of the places there are no others.
    """
    from calcgd.numeric.isolate import isolate

    slope = derive(equation, variable)
    isolation = isolate(equation, slope, variable, *window.hull())
    roots: list[Real] = []
    for low, high in isolation.zeros:
        exact = next(closed_forms(equation, variable, Bounds(low, high)), None)
        roots.append(Exact(exact) if exact is not None else Root(equation, variable, low, high))
    undecided: list[Bounds] = []
    for place in _together(isolation.undecided):
        multiple = _multiple_zero(equation, variable, place)
        if multiple is None:
            undecided.append(place)
        else:
            roots.append(multiple)
    return [root for root in roots if window.contains(root)], undecided


def _together(places: Iterable[tuple[Fraction, Fraction]]) -> list[Bounds]:
    """The places as few wider ones: about a multiple zero there are many, close together."""
    found: list[Bounds] = []
    for low, high in sorted(places):
        if found and low - found[-1].high <= NEAR * (1 + abs(low)):
            found[-1] = Bounds(found[-1].low, max(high, found[-1].high))
        else:
            found.append(Bounds(low, high))
    return found


def _multiple_zero(equation: Node, variable: str, place: Bounds) -> Real | None:
    """The one zero in a place, where the derivatives up to some order vanish at it and the next has one sign all over.

    By Taylor's formula the equation is then that derivative somewhere in the place, times a power of the distance.
    """
    from calcgd.numeric.interval import sign

    for number in closed_forms(equation, variable, place):
        derivative = derive(equation, variable)
        for _ in range(HIGHEST_MULTIPLICITY):
            if sign(derivative, {variable: place}, PRECISIONS[0]):
                return Exact(number)
            if tidy(substitute(derivative, {variable: number})) is not ZERO:
                break
            derivative = derive(derivative, variable)
    return None

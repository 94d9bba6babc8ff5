"""Zeros found by interval arithmetic, and recognised as closed forms where they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from calcgd.calculus.derivative import derive
from calcgd.calculus.line.closed_forms import closed_forms
from calcgd.calculus.line.interval import Interval
from calcgd.calculus.line.real import PRECISIONS, Bounds, Exact, Real, Root
from calcgd.errors import NoAnswer
from calcgd.expression.nodes import ZERO, Node
from calcgd.expression.substitute import substitute
from calcgd.expression.text import text
from calcgd.expression.tidy import tidy

HIGHEST_MULTIPLICITY = 8

REACH = Fraction(1, 8)
"""How far about an undecided place a multiple zero is looked for."""

NARROWINGS = 12
"""So often a fourth of the room about a multiple zero is tried."""

MOST_ZEROS = 500
"""So many are worked out."""

NEAR = Fraction(1, 10**4)
"""The distance of two undecided places that are taken for one, by their size."""


def search(equation: Node, variable: str, window: Interval) -> tuple[list[Real], list[Bounds]]:
    """The zeros of a smooth tidy tree in a bounded window, and the places where nothing is proved.

    Every zero is proved to be one, and to be the only one near; outside of the places there are no others.
    """
    from calcgd.numeric.isolate import isolate

    slope = derive(equation, variable)
    isolation = isolate(equation, slope, variable, *window.hull())
    if len(isolation.zeros) > MOST_ZEROS:
        raise NoAnswer(
            f"{text(equation)} has more than {MOST_ZEROS} zeros there",
            hint=f"--on {variable}=A..B takes a smaller box, away from where they crowd together",
        )
    roots: list[Real] = []
    for low, high in isolation.zeros:
        exact = next(closed_forms(equation, variable, Bounds(low, high)), None)
        roots.append(Exact(exact) if exact is not None else Root(equation, variable, low, high))
    open_places = [Bounds(*place) for place in isolation.undecided]
    for zero, around in _multiple_zeros(equation, variable, open_places):
        roots = [root for root in roots if not _meets(root.within(PRECISIONS[0]), around)] + [zero]
        open_places = [place for place in open_places if not _meets(place, around)]
    return [root for root in roots if window.contains(root)], _together(open_places)


def _together(places: Iterable[tuple[Fraction, Fraction]]) -> list[Bounds]:
    """The places as few wider ones: about a multiple zero there are many, close together."""
    found: list[Bounds] = []
    for low, high in sorted(places):
        if found and low - found[-1].high <= NEAR * (1 + abs(low)):
            found[-1] = Bounds(found[-1].low, max(high, found[-1].high))
        else:
            found.append(Bounds(low, high))
    return found


def _multiple_zeros(equation: Node, variable: str, places: Sequence[Bounds]) -> Iterator[tuple[Real, Bounds]]:
    """Multiple zeros near the places, each with an interval in which it is proved to be the only zero."""
    covered: list[Bounds] = []
    for place in places:
        if not any(_meets(place, around) for around in covered):
            room = REACH * (1 + abs(place.low))
            wider = Bounds(place.low - room, place.high + room)
            for number in closed_forms(equation, variable, wider):
                around = _neighbourhood(equation, variable, Exact(number))
                if around is not None and _meets(place, around):
                    covered.append(around)
                    yield Exact(number), around
                    break


def _neighbourhood(equation: Node, variable: str, zero: Exact) -> Bounds | None:
    """An interval about a zero without another: a derivative has one sign on it, and those before vanish at the zero.

    By Taylor's formula the equation is that derivative somewhere in the interval, times a power of the distance.
    """
    from calcgd.numeric.interval import sign

    low, high = zero.within(PRECISIONS[0])
    derivative = derive(equation, variable)
    for _ in range(HIGHEST_MULTIPLICITY):
        if sign(derivative, {variable: (low, high)}, PRECISIONS[0]):
            rooms = (Bounds(low - REACH / 4**step, high + REACH / 4**step) for step in range(NARROWINGS))
            return next((room for room in rooms if sign(derivative, {variable: room}, PRECISIONS[0])), None)
        if tidy(substitute(derivative, {variable: zero.exact})) is not ZERO:
            return None
        derivative = derive(derivative, variable)
    return None


def _meets(first: Bounds, second: Bounds) -> bool:
    return first.low <= second.high and second.low <= first.high

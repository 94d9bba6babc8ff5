"""Numbers known between two rationals, recognised by a closed form that fulfils their equation exactly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from calcgd.calculus.formulas import formula
from calcgd.calculus.line.interval import simplest_between
from calcgd.calculus.line.real import PRECISIONS, Bounds, Exact, enclosed
from calcgd.errors import NoAnswer
from calcgd.expression.nodes import ZERO, Node, Number
from calcgd.expression.substitute import substitute
from calcgd.expression.tidy import tidy

RATIONAL = ("r", "x")
FORMS = (
    RATIONAL,
    ("r*pi", "x/pi"),
    ("sqrt(r)", "x**2"),
    ("-sqrt(r)", "x**2"),
    ("log(r)", "exp(x)"),
    ("exp(r)", "log(x)"),
)
"""Closed forms that are looked for, as formulas in a rational r, and r as a formula in the number x."""

LARGEST = 10_000
"""Of numerator and denominator of a rational that is recognised."""

_HAIR = Fraction(1, 1 << 50)


def closed_forms(
    equation: Node, variable: str, place: Bounds, forms: Sequence[tuple[str, str]] = FORMS
) -> Iterator[Node]:
    """Readable numbers in that place at which the equation is exactly fulfilled."""
    hair = _HAIR * (1 + abs(place.low))
    wider = (place.low - hair, place.high + hair)
    for form, inverse in forms:
        try:
            low, high = enclosed(formula(inverse), {"x": wider}, PRECISIONS[0])
        except NoAnswer:
            continue
        rational = simplest_between(low, high) if low < high else low
        if max(abs(rational.numerator), rational.denominator) <= LARGEST:
            number = tidy(substitute(formula(form), {"r": Number(rational)}))
            if tidy(substitute(equation, {variable: number})) is ZERO and _is_within(number, place):
                yield number


def _is_within(number: Node, place: Bounds) -> bool:
    low, high = Exact(number).within(PRECISIONS[1])
    return place.low <= low and high <= place.high

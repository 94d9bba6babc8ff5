"""Critical points of functions of several variables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from calcgd.calculus.critical.continuum import continuum
from calcgd.calculus.critical.curvature import classified
from calcgd.calculus.critical.result import Critical, CriticalPoint, Extreme, Scope
from calcgd.calculus.critical.space_extremes import extremes
from calcgd.calculus.critical.stationary import by_elimination
from calcgd.calculus.critical.surface import Surface
from calcgd.calculus.domain import conditions
from calcgd.calculus.domain import in_words as needs
from calcgd.calculus.line.interval import Interval
from calcgd.calculus.line.real import Real
from calcgd.calculus.line.truth import is_defined
from calcgd.errors import NoAnswer
from calcgd.expression import Expression

Box = Mapping[str, Interval]


def critical_in_space(expression: Expression, names: tuple[str, ...], on: Box | None) -> Critical:
    """The critical points of an expression in several variables, on its natural domain or within the box `on`."""
    surface = Surface(expression, names)
    found = by_elimination(surface)
    if found is None:
        raise NoAnswer("several variables")
    places = [place for place in found.places if _is_inside(place.point, on) and is_defined(surface.typed, place.point)]
    points = [classified(surface, place) for place in places]
    continua = [continuum(surface, polynomials) for polynomials in found.continua]
    minimum, maximum = extremes(surface, points, continua, found.complete) if on is None else (None, None)
    return Critical(
        expression,
        names,
        _domain(surface, on),
        on is not None,
        False,
        tuple(replace(point, scope=_scope(point, minimum, maximum)) for point in points),
        tuple(continua),
        tuple(found.undecided),
        found.complete,
        found.proof if found.complete else "",
        minimum,
        maximum,
    )


def _is_inside(point: Mapping[str, Real], box: Box | None) -> bool:
    return box is None or all(box[name].contains(real) for name, real in point.items())


def _domain(surface: Surface, box: Box | None) -> str:
    needed = needs([condition for condition in conditions(surface.typed) if not condition.smooth])
    ranges = [interval.in_words(name) for name, interval in box.items()] if box is not None else []
    return ", ".join(filter(None, (*ranges, needed))) or f"all real {', '.join(surface.names)}"


def _scope(point: CriticalPoint, minimum: Extreme | None, maximum: Extreme | None) -> Scope:
    for name, most in (("minimum", minimum), ("maximum", maximum)):
        if point.kind.endswith(name):
            return "global" if most is not None and any(other.point == point.point for other in most.where) else "local"
    return ""

"""Critical points of functions of several variables."""

from __future__ import annotations

from dataclasses import replace

from calcgd.calculus.critical.bounds import range_of
from calcgd.calculus.critical.creased import Found, found_in
from calcgd.calculus.critical.faces import extremes_in_box
from calcgd.calculus.critical.result import Critical, CriticalPoint, Extreme, Scope
from calcgd.calculus.critical.space_extremes import extremes
from calcgd.calculus.critical.stationary import Box
from calcgd.calculus.critical.surface import Surface
from calcgd.calculus.domain import conditions
from calcgd.calculus.domain import in_words as needs
from calcgd.calculus.line.real import sign_at
from calcgd.errors import NoAnswer
from calcgd.expression import Expression
from calcgd.expression.nodes import FALSE, Node, Relation
from calcgd.expression.text import text
from calcgd.expression.tidy import subtract


def critical_in_space(expression: Expression, names: tuple[str, ...], on: Box | None) -> Critical:
    """The critical points of an expression in several variables, on its natural domain or within the box `on`.

    In a box its faces are searched for the least and the greatest value only. Raises NoAnswer without values.
    """
    surface = Surface(expression, names)
    if any(_never_holds(condition.relation) for condition in conditions(surface.typed) if not condition.smooth):
        raise NoAnswer(f"{text(surface.typed)} has no real values")
    found = found_in(surface, on)
    minimum, maximum = _extremes(surface, found, on is not None)
    return Critical(
        expression,
        names,
        _domain(surface, found.box),
        found.box is not None,
        on is None and found.box is not None,
        tuple(replace(point, scope=_scope(point, minimum, maximum)) for point in found.points),
        tuple(found.continua),
        tuple(found.undecided),
        found.complete,
        ", ".join(dict.fromkeys(found.proofs)) if found.complete else "",
        minimum,
        maximum,
    )


def _never_holds(relation: Node) -> bool:
    """Whether bounds of its sides show that a condition holds nowhere."""
    if relation is FALSE:
        return True
    if not isinstance(relation, Relation) or relation.op not in (">", ">="):
        return False
    high = range_of(subtract(*relation.args)).high
    if high is None:
        return False
    sign = sign_at(high.at, {})
    return sign == -1 or (sign == 0 and (relation.op == ">" or not high.reached))


def _extremes(surface: Surface, found: Found, stated: bool) -> tuple[Extreme | None, Extreme | None]:
    """Minimum and maximum over the domain or the stated box; of a box that nobody asked for the points are not all."""
    if found.box is None or not stated:
        return extremes(surface, found.points, found.continua, found.complete and found.box is None)
    if not found.complete or conditions(surface.typed):
        return None, None
    return extremes_in_box(surface, found.points, found.continua, found.box, critical_in_space)


def _domain(surface: Surface, box: Box | None) -> str:
    needed = needs([condition for condition in conditions(surface.typed) if not condition.smooth])
    ranges = [interval.in_words(name) for name, interval in box.items()] if box is not None else []
    return ", ".join(filter(None, (*ranges, needed))) or f"all real {', '.join(surface.names)}"


def _scope(point: CriticalPoint, minimum: Extreme | None, maximum: Extreme | None) -> Scope:
    for name, most in (("minimum", minimum), ("maximum", maximum)):
        if point.kind.endswith(name):
            return "global" if most is not None and any(other.point == point.point for other in most.where) else "local"
    return ""

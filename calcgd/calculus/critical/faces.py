"""The least and the greatest value in a box: at critical points inside, or on its faces, which are boxes themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cmp_to_key

from calcgd.calculus.critical.result import Continuum, Critical, CriticalPoint, Extreme
from calcgd.calculus.critical.stationary import Box
from calcgd.calculus.critical.surface import Surface
from calcgd.calculus.line.real import Exact, Real, compare
from calcgd.expression import Expression
from calcgd.expression.nodes import Node
from calcgd.expression.substitute import substitute
from calcgd.expression.text import text

Solver = Callable[[Expression, tuple[str, ...], Box], Critical]


def extremes_in_box(
    surface: Surface, points: Sequence[CriticalPoint], continua: Sequence[Continuum], box: Box, solve: Solver
) -> tuple[Extreme | None, Extreme | None]:
    """Minimum and maximum of a smooth function in a closed box, whose critical points inside are all given.

    `solve` does the same for fewer variables. None where the values on a face are not known.
    """
    faces = list(_faces(surface, box, solve))
    inside = [*points, *continua]
    return tuple(_extreme(sign, inside, [face[place] for face in faces]) for place, sign in enumerate((-1, 1)))  # type: ignore[return-value]


def _faces(surface: Surface, box: Box, solve: Solver) -> list[tuple[Extreme | None, Extreme | None]]:
    from calcgd.calculus.critical.curve import critical_on_line

    found = []
    for name in surface.names:
        rest = tuple(other for other in surface.names if other != name)
        for end in (box[name].low.at, box[name].high.at):
            assert end is not None and end.exact is not None
            tree = substitute(surface.typed, {name: end.exact})
            expression = Expression(text(tree), tree)
            if len(rest) == 1:
                result = critical_on_line(expression, rest[0], box[rest[0]])
            else:
                result = solve(expression, rest, {other: box[other] for other in rest})
            both = (result.minimum, result.maximum)
            found.append(tuple(extreme and _lifted(extreme, surface, name, end.exact) for extreme in both))
    return found


def _lifted(extreme: Extreme, surface: Surface, name: str, end: Node) -> Extreme:
    """An extreme value on a face, with the points in the whole space."""
    points = []
    for point in extreme.where:
        at: dict[str, Real] = {**point.point, name: Exact(end)}
        kind = point.kind if point.kind.startswith("endpoint") else f"endpoint-{point.kind}"
        points.append(replace(point, point={other: at[other] for other in surface.names}, kind=kind, shape="end"))
    return replace(extreme, where=tuple(points))


def _extreme(sign: int, inside: Sequence[CriticalPoint | Continuum], faces: Sequence[Extreme | None]) -> Extreme | None:
    known = [face for face in faces if face is not None and face.attained and face.value is not None]
    if len(known) < len(faces) or any(one.value is None for one in inside):
        return None
    points = [one for one in inside if isinstance(one, CriticalPoint)]
    values = [one.value for one in (*points, *known) if one.value is not None]
    best = max(values, key=cmp_to_key(lambda one, other: compare(one, other) * sign))
    # Whether a continuum lies in the box is not known.
    if any(compare(one.value, best) * sign > 0 for one in inside if one.value is not None):
        return None
    where = [point for point in points if point.value is not None and compare(point.value, best) == 0]
    for face in known:
        if face.value is not None and compare(face.value, best) == 0:
            where += [point for point in face.where if not any(_at_one_place(point, other) for other in where)]
    return Extreme(best, True, tuple(where), False, "")


def _at_one_place(one: CriticalPoint, other: CriticalPoint) -> bool:
    return all(compare(real, other.point[name]) == 0 for name, real in one.point.items())

"""Functions of several variables with corners: what lies between the creases, and what lies on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from calcgd.calculus.critical.bounds import range_of
from calcgd.calculus.critical.cells import Cell, cells, creases
from calcgd.calculus.critical.continuum import continuum
from calcgd.calculus.critical.curvature import by_values, classified
from calcgd.calculus.critical.result import Continuum, CriticalPoint, Kind
from calcgd.calculus.critical.stationary import Box, Place, stationary
from calcgd.calculus.critical.surface import Surface
from calcgd.calculus.derivative import derive
from calcgd.calculus.domain import conditions
from calcgd.calculus.line.interval import LINE
from calcgd.calculus.line.kernels import linear_parts
from calcgd.calculus.line.real import Bounds, Real, compare, value_at
from calcgd.calculus.line.truth import holds_at, is_defined
from calcgd.errors import NoAnswer
from calcgd.expression.nodes import ZERO, Node, Number, Relation, Symbol
from calcgd.expression.substitute import substitute
from calcgd.expression.tidy import divide, negate, subtract, tidy


@dataclass
class Found:
    """Critical points, continua of them, and whether these are all; `box` is where was searched, None: everywhere."""

    points: list[CriticalPoint] = field(default_factory=list)
    continua: list[Continuum] = field(default_factory=list)
    undecided: list[Mapping[str, Bounds]] = field(default_factory=list)
    complete: bool = True
    proofs: list[str] = field(default_factory=list)
    box: Box | None = None


def found_in(surface: Surface, on: Box | None) -> Found:
    """The critical points of an expression in a box, or without one everywhere or in a default box."""
    differences = creases(surface)
    found = Found(box=on)
    if not differences:
        _add(found, Cell(surface, ()), surface)
        return found
    between = list(cells(surface, differences))
    crossings = [_crossing(between, place, difference) for place, difference in enumerate(differences)]
    for cell in between:
        closed = tuple(
            Relation(relation.op + "=", *relation.args) if crossing == "smooth" else relation
            for relation, crossing in zip(cell.relations, crossings, strict=True)
        )
        if not any(map(_is_impossible, closed)):
            _add(found, Cell(cell.surface, closed), surface)
    for difference, crossing in zip(differences, crossings, strict=True):
        if crossing != "smooth":
            _add_crease(found, surface, difference, crossing)
    found.points = _each_once(found.points)
    return found


def _each_once(points: Sequence[CriticalPoint]) -> list[CriticalPoint]:
    return [point for place, point in enumerate(points) if not any(_at_same(point, other) for other in points[:place])]


def _at_same(one: CriticalPoint, other: CriticalPoint) -> bool:
    return all(compare(real, other.point[name]) == 0 for name, real in one.point.items())


def _is_impossible(relation: Relation) -> bool:
    low, _ = range_of(relation.args[0])
    return relation.op[0] == "<" and low is not None and low.at is ZERO


def _add(found: Found, cell: Cell, whole: Surface) -> None:
    """Take over what is stationary in a cell of the whole."""
    places = stationary(cell.surface, found.box)
    needed = tuple(condition.relation for condition in conditions(cell.surface.typed) if not condition.smooth)
    for place in places.places:
        if _in(found.box, place.point):
            inside = _both(_all_hold(cell.relations, place.point), is_defined(cell.surface.typed, place.point))
            found.complete &= inside is not None
            if inside:
                found.points.append(_classified(cell, whole, place))
    for polynomials in places.continua:
        curve = continuum(cell.surface, polynomials)
        if cell.relations or needed:  # beyond them is another function, or none
            kind, reason = "undecided", "f has the same value all over it"
            curve = Continuum((*curve.conditions, *cell.relations, *needed), None, kind, reason)
        found.continua.append(curve)
    found.undecided += places.undecided
    found.complete &= places.complete
    found.box = found.box or places.box
    found.proofs.append(places.proof)


def _classified(cell: Cell, whole: Surface, place: Place) -> CriticalPoint:
    """On the border of a cell the function is another one on the other side."""
    if all(holds_at(Relation(relation.op[0], *relation.args), place.point) for relation in cell.relations):
        return classified(cell.surface, place)
    kind, reason = by_values(whole, place.point, place.value) or ("undecided", "the second derivative may jump there")
    return CriticalPoint(place.point, place.value, kind, "smooth", reason)


def _all_hold(relations: Sequence[Relation], point: Mapping[str, Real]) -> bool | None:
    return _both(*(holds_at(relation, point) for relation in relations))


def _both(*answers: bool | None) -> bool | None:
    return False if False in answers else None if None in answers else True


def _in(box: Box | None, point: Mapping[str, Real]) -> bool:
    return box is None or all(box[name].contains(real) for name, real in point.items())


def _crossing(between: Sequence[Cell], place: int, difference: Node) -> Kind | str:
    """What all crossings of a crease are: "smooth", "corner", or where roots and jumps are left on it "undecided"."""
    name, expression = _solved(difference)
    if name is None or expression is None or any(difference in creases(cell.surface) for cell in between):
        return "undecided"
    jumps: set[Node] = set()
    for one, other in _pairs(between, place):
        change = subtract(one.surface.tree, other.surface.tree)
        if tidy(substitute(change, {name: expression})) is not ZERO:
            return "undecided"
        jumps.add(tidy(substitute(derive(change, name), {name: expression})))
    if jumps == {ZERO}:
        return "smooth"
    return "corner" if all(_is_nonzero(jump) for jump in jumps) else "undecided"


def _pairs(between: Sequence[Cell], place: int) -> Iterator[tuple[Cell, Cell]]:
    """Cells that differ in the sign of one difference only."""
    for one in between:
        for other in between:
            signs = zip(one.relations, other.relations, strict=True)
            if [n for n, (a, b) in enumerate(signs) if a != b] == [place] and one.relations[place].op == ">":
                yield one, other


def _is_nonzero(node: Node) -> bool:
    return isinstance(node, Number) and node is not ZERO


def _solved(difference: Node) -> tuple[str | None, Node | None]:
    """A crease as an expression for one variable, if it is linear in it."""
    for name in sorted(difference.free):
        slope, start = linear_parts(difference, name)
        if isinstance(slope, Number) and start is not None:
            return name, negate(divide(start, slope))
    return None, None


def _add_crease(found: Found, surface: Surface, difference: Node, kind: str) -> None:
    """The points of a crease: there may be no gradient, and extrema of f are extrema of f on the crease."""
    name, expression = _solved(difference)
    if name is None or expression is None:
        _add_isolated(found, surface, difference)
        return
    equation = Relation("==", Symbol(name), expression)
    if kind == "corner":
        found.continua.append(Continuum((equation,), None, "corner", "the gradient jumps across it"))
    else:
        found.continua.append(Continuum((equation,), None, "undecided", "the gradient may jump across it"))
    rest = tuple(other for other in surface.names if other != name)
    for point in _restricted(surface, {name: expression}, rest):
        at = {**point, name: value_at(expression, point)}
        _add_extremum(found, surface, {other: at[other] for other in surface.names})


def _restricted(surface: Surface, known: Mapping[str, Node], rest: Sequence[str]) -> Iterator[Mapping[str, Real]]:
    """Critical points of the function on a crease."""
    from calcgd.calculus.critical.curve import critical_on_line
    from calcgd.expression import Expression
    from calcgd.expression.text import text

    tree = substitute(surface.typed, known)
    expression = Expression(text(tree), tree)
    try:
        if len(rest) == 1:
            yield from (p.point for p in critical_on_line(expression, rest[0], None).points if p.period is None)
        else:
            yield from (p.point for p in found_in(Surface(expression, tuple(rest)), None).points)
    except NoAnswer:
        return


def _add_isolated(found: Found, surface: Surface, difference: Node) -> None:
    """A crease that may be only points, such as x**2 + y**2 = 0."""
    from calcgd.calculus.critical.substitution import COUNTED, Stuck, Substitution

    search = Substitution(surface.names, dict.fromkeys(surface.names, LINE))
    try:
        search.solve([difference], {})
        curved = bool(search.continua)
    except (Stuck, NoAnswer):
        curved = True
    if curved:
        equation = Relation("==", difference, ZERO)
        found.continua.append(Continuum((equation,), None, "undecided", "the gradient may jump across it"))
        return
    found.proofs.append(COUNTED)
    for point in search.points:
        _add_extremum(found, surface, point, "corner")


def _add_extremum(found: Found, surface: Surface, point: Mapping[str, Real], otherwise: Kind | None = None) -> None:
    if not is_defined(surface.typed, point) or not _in(found.box, point):
        return
    value = value_at(surface.tree, point)
    decided = by_values(surface, point, value)
    if decided is not None:
        found.points.append(CriticalPoint(point, value, decided[0], "corner", decided[1]))
    elif otherwise is not None:
        found.points.append(CriticalPoint(point, value, "undecided", "corner", "f may have no gradient there"))

"""Whether a function is an antiderivative: its slope is the integrand, it has values where that has, and no jumps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING

from calcgd.calculus.derivative import derive
from calcgd.calculus.domain import conditions
from calcgd.calculus.line.kernels import linear_parts
from calcgd.calculus.point import holds_at
from calcgd.calculus.real_logarithms import squared_inside
from calcgd.expression.nodes import Node, Number, Relation
from calcgd.expression.substitute import substitute
from calcgd.expression.text import text
from calcgd.expression.tidy import add, divide, negate, subtract, tidy

if TYPE_CHECKING:
    from calcgd.algebra.prove import Verdict

POINTS = 12
"""So many points at which the integrand has a value are tried: the antiderivative must have one there, too."""

FARTHEST = 10
"""The largest coordinate of such a point: farther out an exponential may be too large for any value."""

BESIDE = Fraction(1, 10**20)
"""So near to the end of a piece it is tried whether the next one begins at the same height."""


@dataclass(frozen=True, slots=True)
class Found:
    """An antiderivative that has passed, how its slope was compared, and what it needs of the parameters."""

    function: Node
    check: Verdict
    needs: tuple[Node, ...] = ()


def differentiated_back(function: Node, node: Node, variable: str) -> Found | None:
    """`function` as an antiderivative of the tidy tree `node`, or None where its slope is another one."""
    from calcgd.algebra.prove import equal_nearly_everywhere

    verdict = equal_nearly_everywhere(derive(squared_inside(function), variable), node)
    return None if verdict.status == "refuted" else Found(function, verdict, _needs(function, node, variable))


def checked(function: Node, node: Node, variable: str) -> Found | None:
    """The same for a function of which nothing is known: it must be defined with `node`, too, and have no jumps."""
    covered = _points_covered(function, node, variable)
    if covered is None or not _is_continuous(function, node, variable):
        return None
    found = differentiated_back(function, node, variable)
    return found if found is not None and (found.check.status == "proved" or covered) else None


def _needs(function: Node, node: Node, variable: str) -> tuple[Node, ...]:
    """What the antiderivative needs of the parameters and the integrand does not."""
    known = {condition.relation for condition in conditions(node)}
    own = {condition.relation for condition in conditions(function) if not condition.smooth}
    needed = {relation for relation in own - known if relation.free and variable not in relation.free}
    return tuple(sorted((need for need in needed if not _stronger(need) & needed), key=text))


def _stronger(need: Node) -> set[Node]:
    """What says more than a condition: `a > 0` more than `a >= 0`."""
    ops = _STRONGER.get(need.op, ()) if isinstance(need, Relation) else ()
    return {Relation(op, *need.args) for op in ops}


_STRONGER = {">=": (">",), "!=": (">", "<"), "<=": ("<",)}


def _points_covered(function: Node, node: Node, variable: str) -> int | None:
    """At how many points both have a value; None where only the integrand has one, at parameters as they are needed."""
    from calcgd.algebra import probe

    needs = _needs(function, node, variable)
    covered = 0
    names = node.free | function.free | {variable}
    for point in islice(probe.points(names, generic=len(names) > 1), 10 * POINTS):
        if probe.value(node, point) is None:
            continue
        there = {name: Number(value) for name, value in point.items()}
        if not all(holds_at(need, there) for need in needs):
            continue
        if probe.value(function, point) is not None:
            covered += 1
        elif max(map(abs, point.values())) <= FARTHEST:
            return None
        if covered == POINTS:
            break
    return covered


def _is_continuous(function: Node, node: Node, variable: str) -> bool:
    """Whether the pieces of `function` meet where one gives way to the next and `node` has a value.

    Tried for one setting of the parameters.
    """
    from calcgd.algebra import probe

    setting = next(probe.points((function.free | node.free) - {variable}, generic=True))
    curve, integrand = (
        tidy(substitute(tree, {name: Number(value) for name, value in setting.items()})) for tree in (function, node)
    )
    for relation in _relations(curve):
        slope, start = linear_parts(subtract(*relation.args), variable)
        if slope is None or start is None:
            return False
        at = negate(divide(start, slope))
        if probe.value(substitute(integrand, {variable: at}), {}) is None:
            continue
        left, right = (
            probe.value(substitute(curve, {variable: add(at, Number(step))}), {}) for step in (-BESIDE, BESIDE)
        )
        if left is None or right is None or abs(left - right) > 1e-15:
            return False
    return True


def _relations(node: Node) -> Iterator[Relation]:
    if isinstance(node, Relation):
        yield node
    for arg in node.args:
        yield from _relations(arg)

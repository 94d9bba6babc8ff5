"""Which costs are quadratic, and the quadratic that touches a cost where a descent ends."""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot, inf, isfinite
from operator import mul, sub
from typing import NamedTuple

from calcgd.descent.contact import contact, corner
from calcgd.descent.curvature import embedded, finite_hessian
from calcgd.descent.eigen import eigen
from calcgd.descent.problem import At, Matrix
from calcgd.descent.trail import KEPT, Trail
from calcgd.expression.nodes import Negation, Node, Number, Power, Product, Quotient, Sum, Symbol
from calcgd.expression.sharing import Worked

_CHANGE = 0.1
_ROUNDING = 1e-12
_SLOPED = 1e-9
_EIGENVALUE_WORK = 20_000
"""Eigenvalues of n variables take some n**3 operations: so many in all are spent on the points along the way."""


class Model(NamedTuple):
    """The quadratic with the cost, gradient and Hessian of a point, over the variables that no bound holds there.

    moving   the numbers of these variables
    values   the eigenvalues of the Hessian, the smallest first
    vectors  their unit vectors, zero for the variables that are held
    exact    whether the cost is this quadratic, everywhere
    resting  whether it has a lowest point: it is curved upwards in every direction, or is the cost itself and level
             where it is not
    trusted  whether it is close to the cost on the last steps and up to its own stationary point: the Hessian changes
             by at most a tenth of the eigenvalue next to zero
    """

    moving: tuple[int, ...]
    values: tuple[float, ...]
    vectors: tuple[tuple[float, ...], ...]
    exact: bool
    resting: bool
    trusted: bool

    @property
    def curved(self) -> tuple[float, ...]:
        """The eigenvalues that are not zero."""
        return tuple(filter(None, self.values))


def model_at(trail: Trail, at: At) -> Model | None:
    """The quadratic model at a point; None at a corner, without a Hessian to read, and where nothing may move."""
    tolerance = trail.settings.tolerance
    touch = contact(at, tolerance)
    if not isfinite(at.value) or corner(at, touch.free, tolerance) is not None:
        return None
    moving = tuple(sorted(touch.free + touch.level + touch.inward))
    matrix = finite_hessian(at.problem, at.x, moving)
    if not matrix:
        return None
    pairs = sorted(zip(*eigen(matrix), strict=True))
    cut = _ROUNDING * max(abs(value) for value, _ in pairs)
    values = tuple(0.0 if abs(value) <= cut else value for value, _ in pairs)
    vectors = tuple(embedded(vector, moving, len(at.x)) for _, vector in pairs)
    exact = at.problem.tree is not None and degree(at.problem.tree) <= 2
    sloped = _SLOPED * hypot(*trail.start.gradient)
    level = all(value or abs(sum(map(mul, at.gradient, v))) <= sloped for value, v in zip(values, vectors, strict=True))
    resting = values[-1] > 0 and (values[0] > 0 or (values[0] == 0 and exact and level))
    model = Model(moving, values, vectors, exact, resting, exact)
    return model if exact else model._replace(trusted=_is_close(model, matrix, trail, at))


def curvature_along(trail: Trail) -> tuple[float, float] | None:
    """The smallest and the largest eigenvalue of the Hessian at iterates from all along the way; None for unknown."""
    n = len(trail.start.x)
    wanted = max(2, min(KEPT, _EIGENVALUE_WORK // n**3))
    spread = [at for _, at in trail.kept[:: -(-len(trail.kept) // wanted)]]
    hessians = [finite_hessian(at.problem, at.x, range(n)) for at in [*spread, trail.now] if isfinite(at.value)]
    values = [value for matrix in hessians if matrix is not None for value in eigen(matrix)[0]]
    return (min(values), max(values)) if values else None


def degree(node: Node) -> float:
    """The degree of a tree as a polynomial in its variables, read off its form; infinite where that shows none.

    It may be less where terms cancel.
    """
    return _DEGREES[node]


def _degree(node: Node) -> float:
    if not node.free:
        return 0
    parts = [_DEGREES[part] for part in node.args] if isinstance(node, Sum | Product | Negation) else []
    match node:
        case Symbol():
            return 1
        case Sum() | Negation():
            return max(parts)
        case Product():
            return sum(parts)
        case Quotient() if not node.args[1].free:
            return _DEGREES[node.args[0]]
        case Power() if isinstance(node.args[1], Number) and type(node.args[1].value) is int and node.args[1].value > 0:
            return node.args[1].value * _DEGREES[node.args[0]]
    return inf


_DEGREES = Worked(_degree)


def _is_close(model: Model, matrix: Matrix, trail: Trail, at: At) -> bool:
    nearest, strongest = (choose(map(abs, model.values)) for choose in (min, max))
    if not nearest:
        return False
    bottom = at.x
    for value, vector in zip(model.values, model.vectors, strict=True):
        step = sum(map(mul, at.gradient, vector)) / value
        bottom = [coordinate - step * part for coordinate, part in zip(bottom, vector, strict=True)]
    return all(
        _close_at(x, at, model.moving, (matrix, _CHANGE * nearest, _ROUNDING * strongest * (1 + hypot(*x))))
        for x in (trail.recent[0].x, bottom)
    )


def _close_at(x: Sequence[float], at: At, moving: Sequence[int], given: tuple[Matrix, float, float]) -> bool:
    """Whether the model describes the cost at another point: its Hessian, and its gradient, which knows of corners."""
    matrix, change, rounding = given
    other = finite_hessian(at.problem, x, moving)
    if other is None or hypot(*(hypot(*map(sub, row, near)) for row, near in zip(matrix, other, strict=True))) > change:
        return False
    gradient = at.problem.value_and_gradient(x)[1]
    moves = [x[i] - at.x[i] for i in moving]
    expected = [at.gradient[i] + sum(map(mul, row, moves)) for i, row in zip(moving, matrix, strict=True)]
    found = [gradient[i] for i in moving]
    size = hypot(*found) + hypot(*(at.gradient[i] for i in moving))
    return hypot(*map(sub, found, expected)) <= 2 * _CHANGE * size + rounding

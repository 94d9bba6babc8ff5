"""Whether what a descent says of its last point is true."""

from __future__ import annotations

from typing import Any

from descent_cases import Case
from descent_oracle import Cost
from mpmath import mpf

from calcgd.descent.curvature import PointKind
from calcgd.descent.drive import Descent
from calcgd.descent.status import Status

NEARBY = ("1e-3", "1e-2")
UNDERFLOW = mpf("1e-300")
MOST_CURVATURES = 5
CURVED = {
    PointKind.MINIMUM: lambda curvatures: curvatures[0] >= 0,
    PointKind.SADDLE: lambda curvatures: curvatures[0] < 0 < curvatures[-1],
    PointKind.MAXIMUM: lambda curvatures: curvatures[-1] <= 0,
}
"""What the eigenvalues of the second derivatives, smallest first, must be like where a point is of a kind."""


def assert_true(case: Case, end: Descent, tolerance: float, in_a_box: bool = False) -> None:
    """Converged only where the cost does not fall faster than the tolerance, the kind of the point as it is.

    Where a cost has no minimum, a descent may come to rest at a maximum or a saddle, or where the slope is smaller than
    a float can be. With `in_a_box` nothing outside the box of the case is looked at.
    """
    cost = Cost(case.expression, case.box if in_a_box else None)
    x = dict(zip(end.names, map(mpf, end.point), strict=True))
    if end.status is Status.CONVERGED:
        fall = cost.fall(x)
        assert fall <= 1.01 * tolerance
        if case.kind in ("unbounded", "no-minimum") and not in_a_box:
            assert fall < UNDERFLOW or end.point_kind in (PointKind.MAXIMUM, PointKind.SADDLE)
    if end.point_kind in (PointKind.MINIMUM, PointKind.MAXIMUM):
        lower, higher = neighbours(cost, x, tolerance)
        assert (lower, higher) == (end.point_kind is PointKind.MAXIMUM, end.point_kind is PointKind.MINIMUM)
    curved = CURVED.get(end.point_kind) if end.point_kind else None
    if curved is not None and case.kind != "nonsmooth" and len(x) <= MOST_CURVATURES and not in_a_box:
        assert curved(cost.curvatures(x))


def neighbours(cost: Cost, x: dict[str, Any], tolerance: float) -> tuple[bool, bool]:
    """Whether there are points nearby where the cost is lower, or higher, by more than a small gradient makes it."""
    here, lower, higher = cost(x), False, False
    for distance in map(mpf, NEARBY):
        slack = 10 * tolerance * distance
        values = [value for near in cost.around(x, distance) if (value := cost(near)) is not None]
        lower |= min(values) < here - slack
        higher |= max(values) > here + slack
    return lower, higher

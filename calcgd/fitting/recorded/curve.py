"""A recorded curve: one quantity over another in the rows of a table, with its rate of change and its integral."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from calcgd.errors import BadInput, NoAnswer
from calcgd.expression.nodes import Node, Symbol
from calcgd.fitting.recorded.integral import Integral, integral
from calcgd.fitting.recorded.noise import noise
from calcgd.fitting.recorded.rates import Rates, rates, smoothed
from calcgd.fitting.recorded.shape import Shape, shape

if TYPE_CHECKING:
    from calcgd.fitting.data.table import Table
    from calcgd.numeric.rows import Array

FEWEST = 3
"""Points that a parabola needs."""


@dataclass(frozen=True)
class Curve:
    """The points of a recorded curve: `x` rises from point to point, `y` is what was recorded there.

    `notes` says what was done to the rows to get there: left out, sorted, averaged.
    """

    x: Array
    y: Array
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Recorded:
    """What a recorded curve tells.

    noise           the standard deviation of the scatter of y about a smooth curve; None where there are too few
                    points, 0 where that of most is not beyond rounding
    rates           the curve (smoothed, if that was asked for) with its derivative at every point
    integral        of the recorded values
    antiderivative  the integral up to each point, and the value that was given for the first one
    shape           where the curve rises, levels off and falls
    notes           what a person should know of how it came about
    """

    curve: Curve
    noise: float | None
    rates: Rates
    integral: Integral
    antiderivative: Array
    shape: Shape
    notes: tuple[str, ...]


def recorded(curve: Curve, smooth: float | None = None, level: float | None = None, initial: float = 0.0) -> Recorded:
    """The derivative, the integral and the shape of a curve.

    `smooth` is the width, in units of x, of the windows over which the curve is smoothed; `level` the rate up to which
    it counts as level, where that is not to follow from the noise; `initial` the antiderivative at the first point.
    Raises BadInput for a window that is too narrow and NoAnswer where a rate or the integral is too large for a float.
    """
    import numpy as np

    scatter = noise(curve.x, curve.y)
    with np.errstate(all="ignore"):
        found = rates(curve.x, curve.y) if smooth is None else smoothed(curve.x, curve.y, smooth)
        area = integral(curve.x, curve.y)
        antiderivative = initial + area.so_far
    _check_range(curve, found, area, antiderivative)
    figure = shape(curve.x, found, scatter, level)
    return Recorded(curve, scatter, found, area, antiderivative, figure, (*curve.notes, *found.notes))


def _check_range(curve: Curve, found: Rates, area: Integral, antiderivative: Array) -> None:
    """Raise NoAnswer where something is beyond the floating-point numbers."""
    import numpy as np

    for what, values in (("rate", found.rate), ("integral", antiderivative)):
        wrong = np.flatnonzero(~np.isfinite(values))
        if len(wrong):
            raise NoAnswer(f"the {what} is too large for a floating-point number near {curve.x[wrong[0]]:g}")
    with np.errstate(over="ignore"):
        change = np.ptp(found.heights)
    for what, value in (("change of the curve", change), ("error of the integral", area.error)):
        if not np.isfinite(value):
            raise NoAnswer(f"the {what} is too large for a floating-point number")
    if not np.isfinite(found.step_error).all():
        raise NoAnswer("some points are too close together for a rate between them")


def curve_of(table: Table, x: Node, y: Node, where: Node | None = None, strict: bool = False) -> Curve:
    """The curve of y over x, both of them trees over columns, in the rows where both have a value.

    Of these only the rows where the condition `where` holds, if one is given. Dates and times in the columns are
    seconds since the first one. Rows in another order are sorted, and values for the same x averaged; notes say so.
    Raises BadInput where x is no formula of columns, for fewer than three different x, with `strict` for rows that
    cannot be used, and as `Table.read` does.
    """
    import numpy as np

    from calcgd.numeric.rows import Rows

    if not x.free:
        raise BadInput(f"{x} is the same in every row", hint="--x takes a column, or a formula of columns")
    columns = sorted(x.free | y.free)
    table = table.timed(sorted({*columns, *(where.free if where else ())}))
    data = table.read(columns, where, strict)
    across, up = Rows.of([x, y], columns, ()).values(data.columns, ())
    notes = [*table.notes, *data.notes]
    usable = np.isfinite(across) & np.isfinite(up)
    if not usable.all():
        notes.append(_undefined(x, y, across, len(usable) - int(usable.sum()), len(usable)))
        if strict:
            raise BadInput(notes[-1])
    return _in_order(across[usable], up[usable], (str(x), str(y)), notes)


def _undefined(x: Node, y: Node, across: Array, count: int, total: int) -> str:
    import numpy as np

    formulas = [str(tree) for tree in (x, y) if not isinstance(tree, Symbol)]
    blamed = formulas[0] if len(formulas) == 1 or not np.isfinite(across).all() else formulas[-1]
    were = "was" if count == 1 else "were"
    return f"{count:,} of {total:,} rows {were} left out: {blamed} has no value there"


def _in_order(x: Array, y: Array, names: tuple[str, str], notes: list[str]) -> Curve:
    import numpy as np

    if np.any(x[1:] < x[:-1]):
        notes.append(f"the rows were sorted by {names[0]}")
        order = np.argsort(x, kind="stable")
        x, y = x[order], y[order]
    points, where, counts = np.unique(x, return_inverse=True, return_counts=True)
    if len(points) < len(x):
        several = int(np.count_nonzero(counts > 1))
        stand = "value stands" if several == 1 else "values stand"
        notes.append(f"{several:,} {stand} more than once in {names[0]}: {names[1]} was averaged there")
        y = np.bincount(where, weights=y / counts[where])
    if len(points) < FEWEST:
        said = "there is one" if len(points) == 1 else f"there are {len(points)}" if len(points) else "there is none"
        hint = "; ".join(notes) or None
        raise BadInput(f"a rate needs rows with {FEWEST} different values of {names[0]}, and {said}", hint=hint)
    return Curve(points, y, tuple(notes))

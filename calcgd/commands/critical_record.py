"""Critical points as machines read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from calcgd.calculus.critical.result import Continuum, Critical, CriticalPoint, Extreme
    from calcgd.calculus.line.real import Real
    from calcgd.render.document import Table


ROWS = ("csv", "jsonl")
"""The formats that have nothing but the rows of a table."""


def machine_table(result: Critical) -> Table:
    """Critical points for CSV and JSON Lines, a row each, all numbers as decimals.

    A row of points that are not isolated has their conditions in the place of coordinates.
    """
    from calcgd.calculus.critical.result import Continuum
    from calcgd.calculus.point import to_float
    from calcgd.expression.text import text
    from calcgd.render.document import Column, Table

    columns = (
        *(Column(name) for name in result.variables),
        Column("value"),
        Column("kind"),
        Column("scope"),
        Column("period"),
        Column("conditions"),
    )
    rows: list[tuple[object, ...]] = []
    for found in (*result.points, *result.continua):
        value = None if found.value is None else found.value.decimal
        period = None if found.period is None else to_float(found.period)
        if isinstance(found, Continuum):
            conditions = " and ".join(map(text, found.conditions)) or "everywhere"
            rows.append((*[None] * len(result.variables), value, found.kind, None, period, conditions))
        else:
            places = [found.point[name].decimal for name in result.variables]
            rows.append((*places, value, found.kind, found.scope, period, None))
    return Table(columns, rows)


def record(result: Critical) -> Mapping[str, Any]:
    """Critical points for JSON."""
    return {
        "expression": result.expression.tree,
        "variables": list(result.variables),
        "domain": result.domain,
        "assumed_box": result.assumed,
        "points": [_point_record(point) for point in result.points if point.period is None],
        "families": [{**_point_record(point), "period": point.period} for point in result.families],
        "continua": [_continuum_record(continuum) for continuum in result.continua],
        "undecided": [
            {name: [float(low), float(high)] for name, (low, high) in place.items()} for place in result.undecided
        ],
        "complete": result.complete,
        "proof": result.proof,
        "minimum": _extreme_record(result.minimum),
        "maximum": _extreme_record(result.maximum),
    }


def _point_record(point: CriticalPoint) -> dict[str, Any]:
    return {
        "point": {name: real_record(real) for name, real in point.point.items()},
        "value": None if point.value is None else real_record(point.value),
        "kind": point.kind,
        "scope": point.scope or None,
        "shape": point.shape,
        "reason": point.reason,
    }


def real_record(real: Real) -> dict[str, Any]:
    """A number for JSON: its closed form, or what defines it, beside its decimal value."""
    from calcgd.calculus.line.real import Root

    defined = {"defined": real.definition} if isinstance(real, Root) else {}
    return {"exact": real.exact, "decimal": real.decimal, **defined}


def _continuum_record(continuum: Continuum) -> dict[str, Any]:
    return {
        "conditions": list(continuum.conditions),
        "value": None if continuum.value is None else real_record(continuum.value),
        "kind": continuum.kind,
        "reason": continuum.reason,
        **({"period": continuum.period} if continuum.period is not None else {}),
    }


def _extreme_record(extreme: Extreme | None) -> dict[str, Any] | None:
    if extreme is None:
        return None
    if extreme.unbounded:
        return {"unbounded": True, "reason": extreme.reason}
    assert extreme.value is not None
    where = [
        {name: real_record(real) for name, real in point.point.items()}
        | ({"period": point.period} if point.period is not None else {})
        for point in extreme.where
    ]
    return {
        "value": real_record(extreme.value),
        "attained": extreme.attained,
        "where": where,
        **({"reason": extreme.reason} if extreme.reason else {}),
    }

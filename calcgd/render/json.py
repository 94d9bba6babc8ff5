"""One JSON object a result, on one line: exact text beside decimal numbers, never NaN or Infinity, `"schema": 1`."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TextIO

from calcgd.expression.nodes import Node
from calcgd.expression.text import number_text, text
from calcgd.render.document import Exact, View

if TYPE_CHECKING:
    from calcgd.calculus.steps import Step

SCHEMA = 1


def write(view: View, out: TextIO, decimals: bool, header: bool) -> None:
    """Write the record."""
    out.write(line({"schema": SCHEMA, **view.record()}, decimals) + "\n")


def line(record: Mapping[str, object], decimals: bool = False) -> str:
    """`record` as JSON text without a line break."""
    return json.dumps(plain(record, decimals), allow_nan=False)


def plain(value: object, decimals: bool = False) -> Any:
    """`value` in the types of JSON.

    Formulas become text, steps objects, Exact and Fraction `{exact, decimal}`, and what is not finite null.
    Raises TypeError for a value that has no such form.
    """
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Exact):
        return {"exact": text(value.node, decimals), "decimal": plain(value.decimal)}
    if isinstance(value, Fraction):
        return {"exact": number_text(value), "decimal": _decimal(value)}
    if isinstance(value, Node):
        return text(value, decimals)
    if isinstance(value, Mapping):
        return {str(key): plain(entry, decimals) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [plain(entry, decimals) for entry in value]
    from calcgd.calculus.steps import Step

    if isinstance(value, Step):
        return _step(value, decimals)
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def _step(step: Step, decimals: bool) -> dict[str, Any]:
    record = {
        "rule": step.rule,
        "schema": step.schema,
        "name": step.name,
        "before": step.before,
        "bindings": dict(step.bindings),
        "work": step.work,
        "after": step.after,
        "note": step.note,
        "substeps": step.substeps,
    }
    return plain(record, decimals)


def _decimal(value: Fraction) -> float | None:
    try:
        return float(value)
    except OverflowError:
        return None

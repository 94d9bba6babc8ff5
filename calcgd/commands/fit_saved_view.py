"""How a saved model is shown that has been applied to data: its parameters, and how well it says the target."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from calcgd.errors import counted
from calcgd.render.document import Column, Line, Table, View
from calcgd.render.numbers import number

if TYPE_CHECKING:
    from calcgd.fitting.saved import Saved
    from calcgd.fitting.score import Score

_LONGEST = 200
"""Characters of a model that people are shown."""


def view(saved: Saved, found: Score | None, notes: Sequence[str], digits: int) -> View:
    """The parameters with the standard errors of their fit, and what was `found`, if there was a target."""
    return View(
        [
            _table(saved, digits).filled(),
            *_sentences(saved, found, digits),
            *(Line(_sentence(note), "warning") for note in notes),
        ],
        lambda: _record(saved, found, notes),
        lambda: _table(saved, digits),
    )


def _table(saved: Saved, digits: int) -> Table:
    columns = (
        Column("Parameter", "parameter", "left", importance=9),
        Column("Value", "value", importance=9),
        Column("Standard error", "stderr", importance=8),
        Column("Note", "note", "left", importance=4),
    )
    fitted = [(name, each.value, each.stderr, "") for name, each in saved.parameters.items()]
    return Table(columns, [*fitted, *((name, value, None, "fixed") for name, value in saved.fixed.items())], digits)


def _sentences(saved: Saved, found: Score | None, digits: int) -> Iterator[Line]:
    model = saved.model if len(saved.model) <= _LONGEST else f"{saved.model[:_LONGEST]}..."
    yield Line(f"{saved.target} = {model}, fitted to {counted(saved.rows, 'row')}")
    if found is None:
        return
    if found.loss is not None:
        before = "" if saved.cost is None else f"; it was {number(saved.cost, digits)} over those it was fitted to"
        yield Line(f"loss {number(found.loss, digits)} over {counted(found.rows, 'row')}{before}")
    if found.rss is not None and found.rmse is not None:
        r2 = "" if found.r2 is None else f", R2 {number(found.r2, digits)}"
        yield Line(f"rss {number(found.rss, digits)}, rmse {number(found.rmse, digits)}{r2}")
    if found.accuracy is not None:
        yield Line(f"accuracy {number(found.accuracy, digits)}")


def _sentence(note: str) -> str:
    return f"{note[:1].upper()}{note[1:]}."


def _record(saved: Saved, found: Score | None, notes: Sequence[str]) -> Mapping[str, Any]:
    """What JSON says of it."""
    parameters: dict[str, Any] = {
        name: {"value": each.value, "stderr": each.stderr, "note": None} for name, each in saved.parameters.items()
    }
    parameters |= {name: {"value": value, "stderr": None, "note": "fixed"} for name, value in saved.fixed.items()}
    return {
        "model": saved.model,
        "target": saved.target,
        "parameters": parameters,
        "loss": found and found.loss,
        "rows": found and found.rows,
        "rss": found and found.rss,
        "rmse": found and found.rmse,
        "r2": found and found.r2,
        "accuracy": found and found.accuracy,
        "fitted": {"rows": saved.rows, "loss": saved.cost, "status": saved.status.value, "where": saved.where},
        "notes": list(notes),
    }

"""How a fit is shown: the parameters with their errors, how well the model fits, and what limits that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import TYPE_CHECKING, Any, NamedTuple

from calcgd.errors import counted
from calcgd.render.numbers import number

if TYPE_CHECKING:
    from calcgd.expression.nodes import Node
    from calcgd.fitting.fit import Fit
    from calcgd.fitting.squares.report import Estimate
    from calcgd.render.document import Block, Table


def parameter_table(fit: Fit, level: float, digits: int) -> Table:
    """A row for each parameter."""
    from calcgd.render.document import Column, Table

    percent = f"{100 * level:g} %"
    columns = (
        Column("Parameter", "parameter", "left", importance=9),
        Column("Value", "value", importance=9),
        Column("Standard error", "stderr", importance=8),
        Column(f"{percent} from", "low", importance=6),
        Column(f"{percent} to", "high", importance=6),
        Column("Note", "note", "left", importance=4),
    )
    return Table(columns, [_cells(estimate) for estimate in fit.estimates], digits)


def _cells(estimate: Estimate) -> tuple[object, ...]:
    return (estimate.name, estimate.value, estimate.stderr, estimate.low, estimate.high, estimate.why)


class HeldOut(NamedTuple):
    """The cost of so many rows that were held out."""

    loss: float
    rows: int


def blocks(fit: Fit, held_out: HeldOut | None, level: float, digits: int) -> Iterator[Block]:
    """The parameters, the numbers of the fit, and its verdict."""
    from calcgd.render.document import Line

    yield parameter_table(fit, level, digits).filled()
    for sentence in _numbers(fit, digits):
        yield Line(sentence)
    if held_out is not None:
        yield Line(f"loss {number(held_out.loss, digits)} over {counted(held_out.rows, 'row')} held out")
    for note in fit.notes:
        yield Line(f"{note[:1].upper()}{note[1:]}.", "warning")
    reason = fit.reason if fit.reason.startswith(fit.status.value) else f"{fit.status.value}: {fit.reason}"
    yield Line(reason, "good" if fit.status.arrived else "bad")


def _numbers(fit: Fit, digits: int) -> Iterator[str]:
    loss = f"loss {number(fit.loss, digits)}" if isfinite(fit.loss) else "no loss, which is not a finite number,"
    rows, iterations = counted(fit.rows, "row"), counted(fit.iterations, "iteration")
    yield f"{loss} over {rows}; {fit.method}, {iterations}, engine {fit.engine}"
    told = fit.report
    if told is not None and isfinite(told.rss):
        r2 = "" if told.r2 is None else f", R2 {number(told.r2, digits)}"
        freedom = f"{counted(told.freedom, 'degree')} of freedom"
        yield f"rss {number(told.rss, digits)}, rmse {number(told.rmse, digits)}{r2}, {freedom}"
    if told is not None and told.spread is not None:
        spread = ", ".join(number(value, 4) for value in told.spread)
        yield f"residuals (least, quartiles, greatest): {spread}"
    if fit.accuracy is not None:
        yield f"accuracy {number(fit.accuracy, digits)}"


def record(fit: Fit, model: Node, held_out: HeldOut | None, seconds: float) -> Mapping[str, Any]:
    """What JSON says of a fit."""
    told = fit.report
    return {
        "model": model,
        "parameters": {
            each.name: {"value": each.value, "stderr": each.stderr, "low": each.low, "high": each.high,
                        "note": each.why or None}
            for each in fit.estimates
        },
        "loss": fit.loss,
        "held_out_loss": held_out and held_out.loss,
        "rows": fit.rows,
        "iterations": fit.iterations,
        "status": fit.status.value,
        "reason": fit.reason,
        "rss": told and told.rss,
        "rmse": told and told.rmse,
        "r2": told and told.r2,
        "freedom": told and told.freedom,
        "residuals": told and told.spread and told.spread._asdict(),
        "correlations": [] if told is None else [list(each) for each in told.correlations],
        "accuracy": fit.accuracy,
        "method": fit.method,
        "engine": fit.engine,
        "seconds": seconds,
        "notes": list(fit.notes),
    }  # fmt: skip

"""A fit in one call, for scripts and notebooks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from calcgd.descent.settings import Settings
from calcgd.errors import BadInput
from calcgd.expression import Expression, parse
from calcgd.expression.nodes import Node
from calcgd.fitting.admissible import refuse_targets
from calcgd.fitting.default_starts import default_starts
from calcgd.fitting.fit import Bounds, Fit, Question, fitted_by_run, fitted_by_squares, runs
from calcgd.fitting.losses import loss_of
from calcgd.fitting.model import Model, model_of
from calcgd.fitting.objective import Penalty

if TYPE_CHECKING:
    from os import PathLike

    from calcgd.numeric.rows import Array

Formula = Expression | Node | str
Data = Mapping[str, "Sequence[float] | Array"]


def fit(
    model: Formula,
    data: Data | str | PathLike[str],
    target: Formula,
    start: Mapping[str, float] | None = None,
    loss: str = "mse",
    bounds: Bounds | None = None,
) -> Fit:
    """Fit a model to data: a file that `calcgd fit` reads, or columns of equal length by their names.

    Names in the model that are columns are data, all others are parameters. Where `start` does not say otherwise these
    start at 1, but for units of a network, which are set apart. Squared losses go by Levenberg and Marquardt, others by
    the descents that suit them. The errors are those of a level of 95 %. Raises `BadInput` for what cannot be meant,
    and what `parse` raises.
    """
    asked, columns = _read(_tree(model), _tree(target), data)
    rows = len(next(iter(columns.values())))
    question = Question(asked, columns, rows, loss_of(loss), Penalty(), bounds or {})
    refuse_targets(question)
    given = _known(start or {}, asked.parameters)
    begin = default_starts(asked.prediction, asked.columns, asked.parameters, given, seed=0)
    if question.by_squares:
        return fitted_by_squares(question, begin, 0.95)
    run = None
    for _, run in runs(question, list(begin.values()), None, None, Settings()):
        for _ in run:
            pass
    assert run is not None
    return fitted_by_run(question, run, 0.95, chosen=True)


def _tree(formula: Formula) -> Node:
    parsed = parse(formula) if isinstance(formula, str) else formula
    return parsed.tree if isinstance(parsed, Expression) else parsed


def _read(model: Node, target: Node, data: Data | str | PathLike[str]) -> tuple[Model, Mapping[str, Any]]:
    if isinstance(data, Mapping):
        return _given(model_of(model, target, list(data)), data)
    from os import fspath

    from calcgd.fitting.data.table import opened

    with opened(fspath(data)) as table:
        asked = model_of(model, target, table.names)
        return asked, table.read(asked.columns).columns


def _given(model: Model, data: Data) -> tuple[Model, Mapping[str, Any]]:
    import numpy as np

    columns = {name: np.ascontiguousarray(data[name], float) for name in model.columns}
    first = model.columns[0]
    for name, column in columns.items():
        if column.ndim != 1 or len(column) != len(columns[first]) or not len(column):
            raise BadInput(f"{name} is not a column of as many numbers as {first}, at least one")
        if not np.isfinite(column).all():
            row = int(np.argmin(np.isfinite(column)))
            raise BadInput(f"{name} is {column[row]} in row {row + 1}: only finite numbers can be fitted")
    return model, columns


def _known(start: Mapping[str, float], parameters: Sequence[str]) -> dict[str, float]:
    for name in start:
        if name not in parameters:
            raise BadInput(f"there is a start for {name}, which is not a parameter: {', '.join(parameters)}")
    return {name: float(value) for name, value in start.items()}

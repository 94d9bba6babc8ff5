"""What may not be meant in the names of a model, although it can be fitted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from calcgd.errors import listed
from calcgd.expression.names import CONSTANTS
from calcgd.expression.tokens import tokenize

if TYPE_CHECKING:
    from calcgd.commands.fit_request import Asked
    from calcgd.fitting.data.table import Table
    from calcgd.fitting.model import Model


def doubts(asked: Asked, table: Table, model: Model) -> Iterator[str]:
    """Sentences about names that look like those of columns, or of parameters, and are none."""
    for name, column in model.doubtful.items():
        if name != f"{asked.each_input}_{column}":
            yield f"{name} is no column, so it is a parameter; did you mean {column}?"
    columns = dict(zip(table.headers, table.names, strict=True))
    for name in dict.fromkeys(text for kind, text in tokenize(asked.model) if kind == "name" and text in CONSTANTS):
        if name in columns:
            yield f"{name} is a constant in the model; the column {name} is called {columns[name]}"
        elif name == "E":
            yield "E is Euler's number, 2.71828, and no parameter; a parameter may be called E_ or E0"
    if len(model.parameters) > 1 and not model.prediction.free & set(model.columns):
        yield f"the model names no column, so it says the same of every row; the columns are {listed(table.names)}"

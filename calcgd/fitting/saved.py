"""A fitted model as a file keeps it: JSON with texts of the language and numbers that lose no bit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property

from calcgd.descent.status import Status
from calcgd.expression import parse
from calcgd.fitting.model import Model

FORMAT, VERSION = "calcgd fit", 1
"""What a file says it is, and in which version of that; a change that older programs would misread makes a new one."""


@dataclass(frozen=True)
class Parameter:
    """A fitted parameter, with its standard error where it has one."""

    value: float
    stderr: float | None


@dataclass(frozen=True)
class Saved:
    """A fitted model.

    model, target, weights  texts of the language, over columns and parameters
    where                   the condition on the rows it was fitted to
    loss, l1, l2            what was made small: a name or a formula, and the weights of its penalties
    columns                 name: header, of all columns that model, target and weights are about
    parameters, fixed       the other names of the model: those that were fitted, and those that kept their value
    rows, cost, status      the number of rows it was fitted to, the cost there, None without a value, and how it ended
    calcgd                  the version of the program that fitted it
    """

    model: str
    target: str
    weights: str | None
    where: str | None
    loss: str
    l1: float
    l2: float
    columns: Mapping[str, str]
    parameters: Mapping[str, Parameter]
    fixed: Mapping[str, float]
    rows: int
    cost: float | None
    status: Status
    calcgd: str

    def text(self) -> str:
        """What stands in the file. Raises ValueError for a number that is not finite."""
        record = {"format": FORMAT, "version": VERSION, **asdict(self)}
        return json.dumps(record, indent=2, ensure_ascii=False, allow_nan=False) + "\n"

    @property
    def values(self) -> dict[str, float]:
        """The numbers of all names of the model that are no columns."""
        return {**{name: each.value for name, each in self.parameters.items()}, **self.fixed}

    @cached_property
    def formulas(self) -> Model:
        """The model with its target and weights as trees; what was fixed is one of its parameters.

        Raises what `parse` raises.
        """
        prediction, target = parse(self.model).tree, parse(self.target).tree
        weight = None if self.weights is None else parse(self.weights).tree
        return Model(prediction, target, weight, tuple(self.columns), tuple(self.values), {})

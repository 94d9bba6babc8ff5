"""The cost of a fit and its gradient as they are worked out by hand, and what that comes to where the fit starts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from calcgd.commands.worked import step_record
from calcgd.expression.nodes import Node, Number
from calcgd.fitting.chain_split import Split
from calcgd.fitting.slopes import slopes_at
from calcgd.render.document import Column, Formula, Heading, Line, Steps, Table

if TYPE_CHECKING:
    from calcgd.commands.fit_request import Prepared
    from calcgd.fitting.chain_split import Factor
    from calcgd.render.document import Block

_SAID = {
    "agrees": Line("Checked: over the data the compiled gradient is the same.", "good"),
    "undecided": Line("Not checked: some of these formulas have no value over the data at the start.", "note"),
    "differs": Line("Do not trust these formulas: over the data the compiled gradient is another one.", "bad"),
}


class Gradient:
    """The gradient of a fit that is about to be made, and its value at the start."""

    def __init__(self, prepared: Prepared) -> None:
        question = prepared.question
        self.split = Split(question.model, question.loss, question.penalty)
        self.start = prepared.start
        self.rows = question.rows
        self.slopes = slopes_at(self.split, question, list(prepared.start.values()))

    @property
    def decimals(self) -> bool:
        """Whether numbers are shown as decimals: where one was typed as one."""
        return any(map(_has_decimals, (self.split.cost, self.split.model.prediction)))

    def blocks(self, digits: int) -> Iterator[Block]:
        """J, its parts, the steps to each of their derivatives, and `dJ/dw = 1/N*sum(...)` for each parameter."""
        split = self.split
        names = split.names
        yield Heading(f"{names.J}, {split.loss.title}, and its gradient")
        yield Formula(split.cost, names.J)
        yield Formula(split.prediction, names.yhat)
        if split.inner is not None:
            yield Formula(split.inner, names.z)
        yield Heading(split.outer.name)
        yield Formula(split.row_cost, names.C)
        yield from _worked(split.outer)
        if split.function is not None:
            yield Heading(split.function.name)
            yield from _worked(split.function)
        for partial in split.partials:
            yield Heading(partial.name)
            yield Formula(partial.chain, partial.name)
            yield from _worked(partial.factor)
            yield Formula(partial.formula, partial.name)
        yield Heading(f"The gradient at the start, over the {names.N} = {self.rows:,} rows")
        yield self._table(digits)
        yield _SAID[self.slopes.status]
        yield Heading("The fit")

    def _table(self, digits: int) -> Table:
        columns = (
            Column("Parameter", "parameter", "left"),
            Column("Start", "start"),
            Column(f"Slope of {self.split.names.J}", "slope"),
        )
        slopes = zip(self.split.partials, self.slopes.values, strict=True)
        rows = [(partial.parameter, self.start[partial.parameter], slope) for partial, slope in slopes]
        return Table(columns, rows, digits)

    def record(self) -> Mapping[str, Any]:
        """The same for JSON."""
        split = self.split
        partials = zip(split.partials, self.slopes.values, strict=True)
        return {
            "cost": split.cost,
            "row_cost": split.row_cost,
            split.names.yhat: split.prediction,
            split.names.z: split.inner,
            "factors": {
                factor.name: _factor_record(factor) for factor in (split.outer, split.function) if factor is not None
            },
            "partials": {
                partial.parameter: {
                    "name": partial.name,
                    "chain": partial.chain,
                    "factor": {"name": partial.factor.name, **_factor_record(partial.factor)},
                    "derivative": partial.formula,
                    "start": self.start[partial.parameter],
                    "value": value,
                }
                for partial, value in partials
            },
            "check": self.slopes.status,
        }


def _has_decimals(node: Node) -> bool:
    """A fraction that was typed is a quotient."""
    return (isinstance(node, Number) and type(node.value) is not int) or any(map(_has_decimals, node.args))


def _worked(factor: Factor) -> Iterator[Block]:
    """The steps to a derivative, and the form it is used in where that is another one."""
    yield Steps(factor.step, label=factor.name)
    if factor.used is not factor.step.after:
        yield Formula(factor.used, factor.name)


def _factor_record(factor: Factor) -> Mapping[str, Any]:
    return {"derivative": factor.used, "steps": step_record(factor.step)}

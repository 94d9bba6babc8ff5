"""The cost of a fit and its gradient as formulas, with the chain rule split up as it is done by hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from calcgd.calculus.derivative import derive
from calcgd.commands.fit_request import Prepared
from calcgd.expression import parse
from calcgd.expression.substitute import substitute
from calcgd.render.document import Formula, Heading, Line

if TYPE_CHECKING:
    from calcgd.render.document import Block


def blocks(prepared: Prepared) -> Iterator[Block]:
    """`J` and `dJ/dw = mean(dC/dyhat * dyhat/dw)` for each parameter, C being the cost of one row."""
    question = prepared.question
    model, loss = question.model, question.loss
    total = "mean" if loss.mean else "sum"
    yield Heading(f"J, {loss.title}, is the {total} over the rows of C")
    formula = parse(loss.formula).tree
    yield Formula(substitute(formula, {"y": model.target}), "C")
    yield Formula(model.prediction, "yhat")
    outer = derive(formula, "yhat")
    yield Formula(substitute(outer, {"y": model.target}), "dC/dyhat")
    for name in model.parameters:
        inner = derive(model.prediction, name)
        yield Formula(inner, f"dyhat/d{name}")
        yield Line(f"dJ/d{name} = {total} of dC/dyhat * dyhat/d{name}", "note")

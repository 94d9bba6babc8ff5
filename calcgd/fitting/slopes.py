"""The gradient of a fit at a point, by the formulas worked out by hand and by the code that the fit follows."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import NamedTuple

from calcgd.expression.nodes import ONE, Call, Node, Product, Sum
from calcgd.fitting.chain_split import Split
from calcgd.fitting.fit import Question

_TOLERANCE = 1e-9
"""Of the sizes of what is added up: so much of a difference may come from rounding."""


class Slopes(NamedTuple):
    """What the partial derivatives of J are at a point; None for one that has no value there.

    status  `agrees` where the formulas give what the compiled gradient gives; `differs`; `undecided` where they have
            no value in floating point
    """

    values: tuple[float | None, ...]
    status: str


def slopes_at(split: Split, question: Question, x: Sequence[float]) -> Slopes:
    """The gradient of a question at the parameters x, compiled and by the formulas worked out by hand."""
    compiled = question.problem.value_and_gradient(x)[1]
    rows = [partial.row for partial in split.partials]
    # The first of them has no value where any of the others has none.
    trees = [Sum([ONE, *rows]), split.model.weight or ONE, *rows, *map(_size, rows)]
    _, weights, *found = question.totals(trees, x)
    share = 1 / weights if split.loss.mean else 1.0
    differs = False
    penalties = split.penalty.steeper([0.0] * len(x), x)
    for part, size, penalty, slope in zip(found, found[len(rows) :], penalties, compiled, strict=False):
        if not isfinite(size) or not isfinite(slope):
            return Slopes(_finite(compiled), "undecided")
        differs |= abs(share * part + penalty - slope) > _TOLERANCE * (share * size + abs(penalty))
    return Slopes(_finite(compiled), "differs" if differs else "agrees")


def _size(node: Node) -> Node:
    """At least as large as the value of a formula, however much cancels out in its sums."""
    if isinstance(node, Sum | Product):
        return node.over([_size(arg) for arg in node.args])
    return Call("abs", [node])


def _finite(values: Sequence[float]) -> tuple[float | None, ...]:
    return tuple(float(value) if isfinite(value) else None for value in values)

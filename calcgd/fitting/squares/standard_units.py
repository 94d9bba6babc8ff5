"""Weights of inputs as they would be if the inputs were standardised: sums such as w*x + v*z + b within a model say by
themselves what the sizes of w, v and b have to do with the data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from calcgd.expression.nodes import Call, Negation, Node, Product, Sum, Symbol
from calcgd.expression.subtrees import subtrees

if TYPE_CHECKING:
    from calcgd.numeric.rows import Array


class Weighted(NamedTuple):
    """A sum of inputs with a weight each: (weight, column, sign) and (intercept, sign), if there is one."""

    weights: tuple[tuple[str, str, int], ...]
    intercept: tuple[str, int] | None

    @property
    def parameters(self) -> tuple[str, ...]:
        """The weights and the intercept."""
        return (*(weight for weight, _, _ in self.weights), *(() if self.intercept is None else self.intercept[:1]))


def weighted_sums(model: Node, columns: Sequence[str], parameters: Sequence[str]) -> list[Weighted]:
    """The sums within the model that have products of a column and a parameter among their terms."""
    sums = [_weighted(part, columns, parameters) for part in subtrees(model) if isinstance(part, Sum)]
    return [each for each in sums if each.weights]


def has_waves(model: Node) -> bool:
    """Whether a sine or a cosine is in the model."""
    return any(isinstance(part, Call) and part.name in ("sin", "cos") for part in subtrees(model))


def standard_units(sums: Sequence[Weighted], data: Mapping[str, Any], parameters: Sequence[str]) -> Array:
    """The matrix that takes parameters for standardised inputs, (x - mean)/deviation, to those for the inputs as they
    are; without an intercept that can take the mean up the inputs are only divided by their size."""
    import numpy as np

    place = {name: number for number, name in enumerate(parameters)}
    matrix = np.eye(len(place))
    for each in sums:
        for weight, column, sign in each.weights:
            values = data[column]
            mean = 0.0 if each.intercept is None else float(np.mean(values))
            deviation = float(np.sqrt(np.mean(np.square(values - mean)))) or 1.0
            matrix[place[weight], place[weight]] = 1 / deviation
            if each.intercept is not None:
                intercept, side = each.intercept
                matrix[place[intercept], place[weight]] = -side * sign * mean / deviation
    return matrix


def _weighted(node: Sum, columns: Sequence[str], parameters: Sequence[str]) -> Weighted:
    weights, intercept = [], None
    for term in node.args:
        sign, arg = (-1, term.args[0]) if isinstance(term, Negation) else (1, term)
        factors = arg.args if isinstance(arg, Product) else (arg,)
        weight = [part.name for part in factors if isinstance(part, Symbol) and part.name in parameters]
        column = [part.name for part in factors if isinstance(part, Symbol) and part.name in columns]
        if len(weight) == len(factors) == 1:
            intercept = (weight[0], sign)
        elif len(weight) == len(column) == 1 and len(factors) == 2:
            weights.append((weight[0], column[0], sign))
    return Weighted(tuple(weights), intercept)

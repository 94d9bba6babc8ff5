"""Squared losses of models that are linear in their parameters: the rows are gone through once, and never again.

With the residuals and the Jacobian condensed to a triangle (`residuals`) the sum of squares at any parameters p is
`rest + |z + R p|^2`. That is a short formula in the parameters, whatever the number of rows, so that all that works on
formulas works on it: exact derivatives, machine code, proofs.
"""

from __future__ import annotations

from collections.abc import Sequence

from calcgd.expression.nodes import Node, Number, Power, Product, Sum, Symbol
from calcgd.expression.rationals import ratio
from calcgd.fitting.squares.residuals import Residuals, Triangle


def sum_of_squares(residuals: Residuals) -> Node | None:
    """The sum of the squared (weighted) residuals as a formula in the parameters.

    None where the model is not linear in all of them, and where it is not defined, or too large, in some row.
    """
    if not residuals.linear:
        return None
    triangle = residuals.triangle([0.0] * len(residuals.names))
    return _formula(residuals.names, triangle) if triangle.finite else None


def _formula(names: Sequence[str], triangle: Triangle) -> Node:
    rest = triangle.rss - float(triangle.projection @ triangle.projection)
    terms = [number_of(max(0.0, rest))]
    for line, start in zip(triangle.factor, triangle.projection, strict=True):
        shift = [
            Product([number_of(float(factor)), Symbol(name)])
            for name, factor in zip(names, line, strict=True)
            if factor
        ]
        terms.append(
            Power(Sum([number_of(float(start)), *shift]) if shift else number_of(float(start)), number_of(2.0))
        )
    return Sum(terms)


def number_of(value: float) -> Number:
    """The tree of a float, which is a rational number."""
    return Number(ratio(*value.as_integer_ratio()))

"""How sure the parameters are of a fit by least squares whose rows were only added up, never read."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite, sqrt

from calcgd.calculus.derivative import derive
from calcgd.expression.nodes import Node, Power, Product, Sum
from calcgd.fitting.engine_sql import Queries
from calcgd.fitting.moments import number_of
from calcgd.fitting.report import Estimate
from calcgd.fitting.statistics import student_quantile
from calcgd.numeric.lower import lower
from calcgd.numeric.tape import Tape

_RANK = 1e-10
"""Sums of products have twice the digits to lose that a triangle has: from here on nothing is said."""

_UNSURE = "the sums over the rows do not determine every parameter well enough for standard errors"


def by_normal_equations(
    queries: Queries, x: Sequence[float], level: float
) -> tuple[tuple[Estimate, ...], tuple[str, ...]]:
    """Parameters with standard errors and confidence intervals at a minimum, from one query, and what limits them.

    With the Jacobian J of the model the covariance is rss/(rows - parameters) (J'J)^-1 (D. Bates and D. Watts,
    "Nonlinear Regression Analysis and its Applications", 1988, chapter 2). Rows whose weight is 0 do not count.
    """
    import numpy as np

    names = queries.model.parameters
    alone = tuple(Estimate(name, value) for name, value in zip(names, x, strict=True))
    rows, squares, *products = _sums(queries, x)
    if not all(map(isfinite, (squares, *products))) or rows <= len(names):
        return alone, ()
    freedom = round(rows) - len(names)
    normal = np.zeros((len(names), len(names)))
    normal[np.tril_indices(len(names))] = products
    normal += np.tril(normal, -1).T
    lengths = np.sqrt(np.diag(normal))
    if not lengths.all():
        return alone, (_UNSURE,)
    values, vectors = np.linalg.eigh(normal / np.outer(lengths, lengths))
    if values[0] <= _RANK * values[-1]:
        return alone, (_UNSURE,)
    spread = np.sqrt((vectors**2 / values).sum(axis=1)) / lengths * sqrt(squares / freedom)
    half = student_quantile(level, freedom)
    return tuple(
        Estimate(name, value, error, value - half * error, value + half * error)
        for name, value, error in zip(names, x, spread.tolist(), strict=True)
    ), ()


def _sums(queries: Queries, x: Sequence[float]) -> Sequence[float]:
    """Rows that count, the sum of the squared residuals, and the lower triangle of J'J by rows."""
    model = queries.model
    partials = [derive(model.prediction, name) for name in model.parameters]
    residual = Sum([model.prediction, Product([number_of(-1.0), model.target])])
    pairs = [(a, b) for place, a in enumerate(partials) for b in partials[: place + 1]]
    trees = [Power(residual, number_of(2.0)), *(Product([a, b]) for a, b in pairs)]
    if model.weight is not None:
        trees = [Product([model.weight, tree]) for tree in trees]
    tape = Tape((*model.columns, *model.parameters))
    return queries.sums_of((tape, [lower(tape, tree) for tree in [_counts(model.weight), *trees]]))(x)


def _counts(weight: Node | None) -> Node:
    from calcgd.expression import parse
    from calcgd.expression.substitute import substitute

    one = number_of(1.0)
    return one if weight is None else substitute(parse("0 if w == 0 else 1").tree, {"w": weight})

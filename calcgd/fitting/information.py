"""How sure the parameters are of a fit by likelihood, as that by cross-entropy is."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite, sqrt

from calcgd.descent.problem import Problem
from calcgd.fitting.squares.report import Estimate

_RANK = 1e-12
"""An eigenvalue of the information that is smaller than this, compared with the largest, is rounding."""


def by_information(
    names: Sequence[str], x: Sequence[float], problem: Problem, rows: int, level: float
) -> tuple[tuple[Estimate, ...], tuple[str, ...]]:
    """Parameters with standard errors from the observed information, and sentences about what limits them.

    `problem` is the mean over the rows of the negative logarithm of the likelihood; the covariance is the inverse of
    its Hessian times `rows` (Efron and Hinkley, "Assessing the accuracy of the maximum likelihood estimator", 1978). No
    errors are given where the Hessian is not to be had, or does not determine every parameter.
    """
    from statistics import NormalDist

    import numpy as np

    alone = tuple(Estimate(name, value) for name, value in zip(names, x, strict=True))
    if problem.hessian is None:
        return alone, ()
    information = rows * np.array(problem.hessian(x), float)
    if not np.isfinite(information).all():
        return alone, ()
    sizes = np.sqrt(np.diag(information).clip(0))
    sure = sizes.all()
    if sure:
        values, vectors = np.linalg.eigh(information / np.outer(sizes, sizes))
    if not sure or values[0] <= _RANK * values[-1]:
        return alone, ("the data do not determine every parameter here, so there are no standard errors",)
    lengths = [sqrt(float((vectors[i] ** 2 / values).sum())) / size for i, size in enumerate(sizes)]
    half = NormalDist().inv_cdf((1 + level) / 2)
    return tuple(
        Estimate(name, value, length, value - half * length, value + half * length) if isfinite(length) else each
        for each, name, value, length in zip(alone, names, x, lengths, strict=True)
    ), ()

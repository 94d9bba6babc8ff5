"""Questions about least squares typed as text, and how many digits of an answer are right."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from calcgd.expression import parse
from calcgd.fitting.squares.least_squares import SquaresFit, least_squares
from calcgd.fitting.squares.report import Report, report
from calcgd.fitting.squares.residuals import Residuals


def question(
    model: str, data: Mapping[str, Any], names: Iterable[str], target: str = "y", weights: Any = None
) -> Residuals:
    columns = {name: np.array(column, float) for name, column in data.items()}
    return Residuals(parse(model).tree, parse(target).tree, columns, tuple(names), weights)


def fitted(
    model: str,
    data: Mapping[str, Any],
    start: Mapping[str, float],
    bounds: Mapping[str, tuple[float, float]] | None = None,
    **more: Any,
) -> tuple[SquaresFit, Report]:
    residuals = question(model, data, start, **more)
    fit = least_squares(residuals, start, bounds)
    return fit, report(residuals, fit)


def digits(found: Iterable[float], true: Sequence[float]) -> float:
    """Correct digits of the worst number, 11 at most, as NIST counts them: log10 of the relative error, negated."""

    def of_one(a: float, b: float) -> float:
        error = abs(a - b) / abs(b) if b else abs(a)
        return min(11.0, -math.log10(error)) if error else 11.0

    return min(of_one(a, b) for a, b in zip(found, true, strict=True))

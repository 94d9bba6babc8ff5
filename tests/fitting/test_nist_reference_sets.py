"""The reference datasets of NIST: certified parameters, standard errors and sums of squares, from both starts."""

from __future__ import annotations

import math

import pytest
from fitted import digits
from nist_sets import LINEAR, NONLINEAR, Dataset

from calcgd.descent.status import Status
from calcgd.fitting.squares.least_squares import SquaresFit, least_squares
from calcgd.fitting.squares.report import Report, report


def solved(dataset: Dataset, start: list[float]) -> tuple[SquaresFit, Report]:
    fit = least_squares(dataset.residuals, dict(zip(dataset.names, start, strict=True)))
    return fit, report(dataset.residuals, fit)


def stderrs(found: Report) -> list[float]:
    return [math.nan if estimate.stderr is None else estimate.stderr for estimate in found.estimates]


def test_the_sets_are_complete() -> None:
    assert len(NONLINEAR) == 27
    assert len(LINEAR) == 11


@pytest.mark.parametrize("start", ["start1", "start2"])
@pytest.mark.parametrize("dataset", NONLINEAR, ids=lambda dataset: dataset.name)
def test_nonlinear(dataset: Dataset, start: str) -> None:
    fit, found = solved(dataset, dataset[start])
    assert fit.status is Status.CONVERGED
    assert digits(fit.parameters.values(), dataset["value"]) > 8
    assert digits(stderrs(found), dataset["stderr"]) > 8
    assert digits([fit.rss], dataset["rss"]) > 8


@pytest.mark.parametrize("dataset", LINEAR, ids=lambda dataset: dataset.name)
def test_linear(dataset: Dataset) -> None:
    fit, found = solved(dataset, [0.0] * len(dataset.names))
    assert fit.status is Status.CONVERGED
    assert digits(fit.parameters.values(), dataset["value"]) > 10
    assert digits(stderrs(found), dataset["stderr"]) > 6
    assert digits([found.deviation or 0.0], dataset["deviation"]) > 6
    if "r2" in dataset.texts:
        assert digits([found.r2 or 0.0], dataset["r2"]) > 8


def test_the_worst_conditioned_set_in_floats_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    filip = next(dataset for dataset in LINEAR if dataset.name == "Filip")
    monkeypatch.setattr("calcgd.fitting.squares.linear._MOST_PRODUCTS", 0)
    fit, _ = solved(filip, [0.0] * 11)
    assert digits(fit.parameters.values(), filip["value"]) > 7

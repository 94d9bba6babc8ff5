"""The descents' corpora are right: minima are minima, values are the published ones. The product only reads them."""

from __future__ import annotations

import random
from itertools import chain
from typing import Any

import pytest
from descent_cases import Case, Minimum, cases, number
from descent_oracle import Cost
from mpmath import mpf

from calcgd.expression import parse

FILES = ("smooth", "multimodal", "matrix")
ALL = list(chain.from_iterable(map(cases, FILES)))
LONG = 5000
"""With more characters than this mpmath takes long over a cost."""

MINIMA = [
    pytest.param(case, at, id=f"{case}-{i}", marks=[pytest.mark.slow] if len(case.expression) > LONG else [])
    for case in ALL
    for i, at in enumerate(case.minima)
]
KINDS = {"smooth", "nonsmooth", "saddle", "unbounded", "no-minimum"}
WITHOUT_MINIMUM = KINDS - {"smooth", "nonsmooth"}


def agrees(found: Any, published: str) -> bool:
    """Whether a number has the published digits, be they cut off or rounded."""
    digits, _, exponent = published.partition("e")
    last = mpf(10) ** (int(exponent or 0) - len(digits.partition(".")[2]))
    return abs(found - mpf(published)) <= last


@pytest.mark.parametrize("case", ALL, ids=str)
def test_a_case_is_complete(case: Case) -> None:
    assert parse(case.expression).tree.free <= set(case.variables)
    assert case.kind in KINDS
    assert bool(case.minima) == (case.kind not in WITHOUT_MINIMUM)
    assert case.start is not None or case.box is not None
    values = [number(minimum.value) for minimum in case.minima]
    assert values == sorted(values)


def test_the_corpora_have_the_size_they_are_quoted_with() -> None:
    smooth, multimodal, matrix = map(cases, FILES)
    assert len(smooth) == 39 and max(len(case.variables) for case in smooth) <= 10
    assert len(multimodal) == 40 and {len(case.variables) for case in multimodal} <= {2, 3, 4, 5}
    assert len(matrix) >= 25
    for file in (smooth, multimodal, matrix):
        assert len({case.name for case in file}) == len(file)


@pytest.mark.parametrize(("case", "minimum"), MINIMA)
def test_the_value_at_a_minimum_is_the_stated_one(case: Case, minimum: Minimum) -> None:
    stated, found = number(minimum.value), Cost(case.expression)(minimum.place)
    assert abs(found - stated) <= mpf("1e-15") * max(1, abs(stated))
    if minimum.published is not None:
        assert agrees(stated, minimum.published)


@pytest.mark.parametrize(("case", "minimum"), MINIMA)
def test_a_minimum_is_one(case: Case, minimum: Minimum) -> None:
    cost, x = Cost(case.expression, case.box), minimum.place
    if case.kind == "smooth":
        assert cost.fall(x) <= 1e-9
    least = cost(x)
    for near in cost.around(x, mpf("1e-5")):
        assert cost(near) >= least - mpf("1e-25") * max(1, abs(least))


@pytest.mark.parametrize("case", [case for case in ALL if case.start_value], ids=str)
def test_the_value_at_the_start_is_the_published_one(case: Case) -> None:
    assert case.start is not None and case.start_value is not None
    assert agrees(Cost(case.expression)({name: mpf(at) for name, at in case.start.items()}), case.start_value)


@pytest.mark.parametrize("case", [case for case in ALL if case.box], ids=str)
def test_start_and_minima_lie_in_the_box(case: Case) -> None:
    assert case.box is not None
    points = [case.start] if case.start else []
    points += [minimum.place for minimum in case.minima]
    for name, (low, high) in case.box.items():
        assert low < high
        assert all(low <= point[name] <= high for point in points)


@pytest.mark.parametrize("case", [case for case in ALL if case.box and case.minima], ids=str)
@pytest.mark.slow
def test_nothing_in_the_box_is_below_the_least_value(case: Case) -> None:
    assert case.box is not None
    draw, cost, least = random.Random(case.name), Cost(case.expression), number(case.minima[0].value)
    for _ in range(1000):
        x = {name: mpf(draw.uniform(low, high)) for name, (low, high) in case.box.items()}
        assert cost(x, 20) >= least - mpf("1e-12") * max(1, abs(least))

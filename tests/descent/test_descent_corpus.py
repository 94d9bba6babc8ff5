"""The descents' corpora are right: minima are minima, values are the published ones. Nothing of the product is asked.

Values come from mpmath by its own definition of every function, slopes from differences of them with 60 digits.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import chain
from typing import Any

import pytest
from descent_cases import Case, Minimum, cases, number
from mpmath import mp, mpf
from mpmath_oracle import DIGITS, value_to

from calcgd.expression import parse

FILES = ("smooth", "multimodal", "matrix")
ALL = list(chain.from_iterable(map(cases, FILES)))
MINIMA = [pytest.param(case, at, id=f"{case}-{i}") for case in ALL for i, at in enumerate(case.minima)]
KINDS = {"smooth", "nonsmooth", "saddle", "unbounded", "no-minimum"}
WITHOUT_MINIMUM = KINDS - {"smooth", "nonsmooth"}

Point = dict[str, Any]


class Cost:
    """A cost as mpmath sees it."""

    def __init__(self, case: Case) -> None:
        self.tree = parse(case.expression).tree

    def __call__(self, x: Point, digits: int = DIGITS) -> Any:
        found = value_to(self.tree, x, digits)
        assert found is not None, f"no value at {x}"
        return found

    def slope(self, x: Point, name: str) -> Any:
        """The partial derivative, good to about 30 digits."""
        reach = mpf("1e-20") * max(1, abs(x[name]))
        with mp.workdps(DIGITS):
            return (self(x | {name: x[name] + reach}) - self(x | {name: x[name] - reach})) / (2 * reach)


def place(minimum: Minimum) -> Point:
    return {name: number(text) for name, text in minimum.at.items()}


def agrees(found: Any, published: str) -> bool:
    """Whether a number has the published digits, be they cut off or rounded."""
    digits, _, exponent = published.partition("e")
    last = mpf(10) ** (int(exponent or 0) - len(digits.partition(".")[2]))
    return abs(found - mpf(published)) <= last


def inside(case: Case, name: str, at: Any) -> bool:
    return case.box is None or case.box[name][0] < at < case.box[name][1]


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
    stated, found = number(minimum.value), Cost(case)(place(minimum))
    assert abs(found - stated) <= mpf("1e-15") * max(1, abs(stated))
    if minimum.published is not None:
        assert agrees(stated, minimum.published)


@pytest.mark.parametrize(("case", "minimum"), MINIMA)
def test_a_minimum_is_one(case: Case, minimum: Minimum) -> None:
    cost, x = Cost(case), place(minimum)
    if case.kind == "smooth":
        for name, at in x.items():
            if inside(case, name, at):
                assert abs(cost.slope(x, name)) <= 1e-9
    least = cost(x)
    for near in neighbours(case, x):
        assert cost(near) >= least - mpf("1e-25") * max(1, abs(least))


def neighbours(case: Case, x: Point) -> Iterator[Point]:
    """Points of the box next to one: on both sides along every variable, and in some directions drawn by lot."""
    draw = random.Random(7)
    directions = [[float(name == other) for other in x] for name in x]
    directions += [[draw.gauss(0, 1) for _ in x] for _ in range(3)]
    for direction in directions:
        for size in (mpf("1e-5"), mpf("-1e-5")):
            moved = {name: at + size * max(1, abs(at)) * d for (name, at), d in zip(x.items(), direction, strict=True)}
            if all(d == 0 or inside(case, name, moved[name]) for name, d in zip(x, direction, strict=True)):
                yield moved


@pytest.mark.parametrize("case", [case for case in ALL if case.start_value], ids=str)
def test_the_value_at_the_start_is_the_published_one(case: Case) -> None:
    assert case.start is not None and case.start_value is not None
    assert agrees(Cost(case)({name: mpf(at) for name, at in case.start.items()}), case.start_value)


@pytest.mark.parametrize("case", [case for case in ALL if case.box], ids=str)
def test_start_and_minima_lie_in_the_box(case: Case) -> None:
    assert case.box is not None
    points = [case.start] if case.start else []
    points += [place(minimum) for minimum in case.minima]
    for name, (low, high) in case.box.items():
        assert low < high
        assert all(low <= point[name] <= high for point in points)


@pytest.mark.parametrize("case", [case for case in ALL if case.box and case.minima], ids=str)
@pytest.mark.slow
def test_nothing_in_the_box_is_below_the_least_value(case: Case) -> None:
    assert case.box is not None
    draw, cost, least = random.Random(case.name), Cost(case), number(case.minima[0].value)
    for _ in range(1000):
        x = {name: mpf(draw.uniform(low, high)) for name, (low, high) in case.box.items()}
        assert cost(x, 20) >= least - mpf("1e-12") * max(1, abs(least))

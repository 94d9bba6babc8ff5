"""Limits of textbooks: what is found, and that mpmath's values on the way bear out what the textbooks say."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from mpmath import mp, mpf
from mpmath_oracle import DIGITS, value

from calcgd.calculus.limit import Limit, OneSided, limit
from calcgd.errors import BadInput
from calcgd.expression import parse
from calcgd.expression.nodes import INFINITY, Node
from calcgd.expression.text import text
from calcgd.expression.tidy import tidy

CASES = [
    [part.strip() for part in line.split(";")]
    for line in (Path(__file__).parents[1] / "cases" / "limits.txt").read_text(encoding="utf-8").splitlines()
    if line.strip() and not line.startswith("#")
]
NEAR = ("0.11", "0.012", "0.0013", "0.00014", "1e-6", "1e-8")
FAR = ("1", "3.3", "10.6", "102.4", "1003.8", "1e5")
"""Distances from a point, and places on the way to infinity."""


def tree(source: str) -> Node:
    return parse(source).tree


@cache
def found(source: str, where: str) -> Limit:
    variable, _, point = where.partition("=")
    return limit(source, variable, tree(point))


def told(side: OneSided | None) -> str:
    if side is None:
        return "-"
    if side.outside is not None:
        return "outside"
    return "waves" if side.oscillation else text(side.value.exact) if side.value.exact else side.value.reason


def expected(written: str) -> str:
    return written if written in ("-", "outside", "waves") else text(tidy(tree(written)))


@pytest.mark.parametrize(("source", "where", "left", "right"), CASES, ids=lambda part: part)
def test_both_sides_are_found(source: str, where: str, left: str, right: str) -> None:
    result = found(source, where)
    assert (told(result.left), told(result.right)) == (expected(left), expected(right))


@pytest.mark.parametrize(("source", "where", "left", "right"), CASES, ids=lambda part: part)
def test_there_is_a_limit_where_the_sides_agree(source: str, where: str, left: str, right: str) -> None:
    sides = {expected(side) for side in (left, right)} - {"-", "outside"}
    exists = len(sides) == 1 and "waves" not in sides
    result = found(source, where)
    assert result.exists is exists
    assert {result.limit.exact and text(result.limit.exact)} == (sides if exists else {None})


def on_the_way(source: str, where: str, side: int) -> list[Any]:
    """mpmath's values, as far as it has them."""
    variable, _, point = where.partition("=")
    with mp.workdps(DIGITS):
        if point.endswith("oo"):
            places = [-side * mpf(place) for place in FAR]
        else:
            places = [value(tree(point), {}) + side * mpf(place) for place in NEAR]
    values = (value(tree(source), {variable: place}) for place in places)
    return [number for number in values if number is not None]


@pytest.mark.parametrize(("source", "where", "left", "right"), CASES, ids=lambda part: part)
def test_the_values_on_the_way_bear_out_the_book(source: str, where: str, left: str, right: str) -> None:
    for side, written in ((-1, left), (1, right)):
        if written == "-":
            continue
        values = on_the_way(source, where, side)
        if written == "outside":
            assert not values
        elif written == "waves":
            assert max(values) - min(values) > mpf("0.3")
        elif written in ("oo", "-oo"):
            sizes = [number if written == "oo" else -number for number in values]
            assert sizes[-1] > max(1, sizes[0])
        else:
            first, *_, last = (abs(number - value(tree(written), {})) for number in values)
            assert last < mpf("1e-3") or last < first / 2


def test_secants_are_recognized() -> None:
    assert found("(sqrt(4 + h) - 2)/h", "h=0").secant is tree("sqrt(4 + h) - 2")
    assert found("sin(x)/(x - pi)", "x=pi").secant is tree("sin(x)")
    assert found("cos(x)/x", "x=0").secant is None
    assert found("sin(x)/(2*x)", "x=0").secant is None


def test_values_on_the_way_lose_no_digits() -> None:
    rows = found("(1 - cos(x))/x**2", "x=0").approach
    with mp.workdps(DIGITS):
        for row in rows:
            x = mpf(row.distance.numerator) / row.distance.denominator
            assert row.left == row.right == float((1 - mp.cos(x)) / x**2)
    assert [row.distance for row in rows] == [Fraction(1, 10**n) for n in range(9)]


def test_distances_without_values_are_left_out() -> None:
    assert found("sqrt(1/25 - x**2)", "x=0").approach[0].distance == Fraction(1, 10)
    assert found("log(x)", "x=-2").approach == ()


@pytest.mark.parametrize(
    ("source", "where", "continuous"),
    [
        ("x**2", "x=2", True),
        ("floor(x)", "x=2", False),
        ("floor(x)", "x=5/2", True),
        ("(7 if x == 1 else x)", "x=1", False),
        ("sinc(x)", "x=0", True),
        ("sqrt(x)", "x=0", True),
        ("sin(x)/x", "x=0", None),
    ],
)
def test_continuous_is_what_tends_to_its_value(source: str, where: str, continuous: bool | None) -> None:
    assert found(source, where).continuous is continuous


def test_one_side_may_be_asked_for_and_both_are_given() -> None:
    result = limit("abs(x)/x", "x", tree("0"), "left")
    assert (result.exists, result.limit.decimal) == (True, -1.0)
    assert result.right is not None and result.right.value.decimal == 1.0


def test_what_is_not_known_is_not_claimed() -> None:
    result = found("f(x)/x", "x=0")
    assert (result.exists, result.approach) == (None, ())
    assert found("sin(x) + sin(sqrt(2)*x)", "x=oo").exists is None
    assert found("x**n", "x=0").exists is None


def test_where_there_are_values_is_not_outside() -> None:
    left = found("floor(x)**step(x)", "x=0").left
    assert left is not None and left.outside is None


def test_infinity_has_one_side() -> None:
    with pytest.raises(BadInput, match="one side only"):
        limit("x", "x", INFINITY, "left")

"""Zeros of expressions on the line: compared with mpmath, and counted by sign changes on a fine grid."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest
from mpmath_oracle import value

from calcgd.calculus.line.interval import LINE, Interval, between
from calcgd.calculus.line.pieces import zeros_anywhere
from calcgd.calculus.line.real import Exact, Real, Root
from calcgd.calculus.line.tails import sign_beyond
from calcgd.calculus.line.zeros import zeros
from calcgd.expression import parse
from calcgd.expression.nodes import Node
from calcgd.expression.text import text

BOX = between(Fraction(-10), Fraction(10))

EXACT = {
    "x^2 - 2": "-sqrt(2) sqrt(2)",
    "x^4 - 10x^2 + 1": "",
    "(x - 1)^3*(x + 2)": "-2 1",
    "(x^2 - 1)/(x - 1)": "-1",
    "exp(2x) - 3exp(x) + 2": "0 log(2)",
    "x*exp(-x) - exp(-x)": "1",
    "exp(x) + 1": "",
    "log(x) - 2": "exp(2)",
    "log(x)^2 - 1": "exp(-1) e",
    "x - 3sqrt(x) + 2": "1 4",
    "x^(2/3) - 4": "-8 8",
    "sqrt(x + 3) - x": "",
    "x/sqrt(x^2 + 1) - 1/2": "sqrt(3)/3",
    "sqrt(x) - sqrt(4 - x)": "2",
    "sinh(x) - 1": "log(sqrt(2)+1)",
    "cosh(x) - 1": "0",
    "tanh(x) - 1/2": "",
    "sigmoid(x) - 1/4": "-log(3)",
    "atan(x) - pi/4": "1",
    "asin(x) - pi/6": "1/2",
    "2^x - 8": "3",
    "pi*x - 2": "2/pi",
}
"""Equations on the whole line and their solutions, where they have short forms."""


@pytest.mark.parametrize("source", EXACT)
def test_an_equation_is_solved_exactly_on_the_whole_line(source: str) -> None:
    found = zeros(parse(source).tree, "x", LINE)
    assert found.complete
    assert_are_the_sign_changes(parse(source).tree, list(found.roots))
    if EXACT[source]:
        assert [text(root.exact).replace(" ", "") for root in found.roots if root.exact] == EXACT[source].split()


IN_A_BOX = [
    "sin(x) - 1/2", "cos(x) - x", "x*cos(x) - sin(x)", "exp(x) - 3x", "x^5 - x - 1", "2^x - x^2", "sin(x) + cos(x)",
    "tan(x) - 1", "x*sin(x) - 1", "cos(3x) + sin(2x)/2 - 1/3", "log(x) + x", "exp(-x/5)*(5cos(x) - sin(x)) + x/5",
    "sin(x^2/4) - x/8", "erf(x) - 1/2", "cos(x) - 1/3", "sin(3x)*exp(-x/8) - cos(x^2/4)",
]  # fmt: skip


@pytest.mark.parametrize("source", IN_A_BOX)
def test_all_zeros_in_a_box_are_found(source: str) -> None:
    tree = parse(source).tree
    found = zeros(tree, "x", BOX)
    assert found.complete and found.proofs
    assert_are_the_sign_changes(tree, list(found.roots))


@pytest.mark.parametrize(
    ("source", "root"), [("exp(x) - x - 1", "0"), ("x - cos(x)*sin(x)", "0"), ("tan(x) - x", "0"), ("1 + cos(x)", "pi")]
)
def test_a_multiple_zero_is_proved_to_be_the_only_one_near(source: str, root: str) -> None:
    found = zeros(parse(source).tree, "x", between(Fraction(-1), Fraction(4)))
    assert [text(zero.exact) for zero in found.roots if zero.exact] == [root]
    assert not [zero for zero in found.roots if not zero.exact] and found.complete


def assert_are_the_sign_changes(tree: Node, roots: list[Real]) -> None:
    """Every root is one to 15 digits, and on a fine grid there is no change of sign without a root."""
    for root in roots:
        low, high = root.within(64)
        near = [value(tree, {"x": place}) for place in (low - Fraction(1, 10**9), high + Fraction(1, 10**9))]
        assert any(part is not None and abs(part) < 1e-6 for part in near)
    grid = [Fraction(step, 16) + Fraction(1, 1009) for step in range(-160, 160)]
    heights = [value(tree, {"x": place}) for place in grid]
    for (a, left), (b, right) in zip(
        zip(grid, heights, strict=True), list(zip(grid, heights, strict=True))[1:], strict=False
    ):
        if left is not None and right is not None and left * right < 0 and abs(left) + abs(right) < 1:
            assert any(a <= root.within(64).low <= b for root in roots), f"a zero between {float(a)} and {float(b)}"


@pytest.mark.parametrize(
    ("source", "roots"),
    [
        ("abs(x) - 2", "-2 2"),
        ("abs(x^2 - 4) - 3", "-sqrt(7) -1 1 sqrt(7)"),
        ("max(x, 1 - x) - 2", "-1 2"),
        ("x if x > 1 else x + 2", "-2"),
        ("sign(x)*(x - 1)", "0 1"),
    ],
)
def test_zeros_of_what_has_corners_and_jumps(source: str, roots: str) -> None:
    found = zeros_anywhere(parse(source).tree, "x", LINE)
    assert [text(root.exact) for root in found.roots if root.exact] == roots.split()
    assert found.complete


def test_zero_on_a_whole_interval_is_said() -> None:
    assert zeros_anywhere(parse("relu(x)").tree, "x", LINE).everywhere


def test_whole_numbers_are_found_in_a_box() -> None:
    found = zeros_anywhere(parse("x/2 - floor(x/2)").tree, "x", BOX)
    assert [root.decimal for root in found.roots] == [-10, -8, -6, -4, -2, 0, 2, 4, 6, 8, 10]


def test_the_unbounded_line_is_not_searched_without_end() -> None:
    found = zeros(parse("x*sin(x) - 1").tree, "x", LINE)
    assert not found.finished and not found.complete


@pytest.mark.parametrize(
    ("source", "count"),
    [("cos(x) - x", 1), ("exp(x) - 3x", 2), ("4x^3 + 3sin(x)", 1), ("x + exp(x) + 1", 1), ("exp(x) - x", 0)],
)
def test_far_out_zeros_are_excluded_by_the_signs_of_derivatives(source: str, count: int) -> None:
    found = zeros(parse(source).tree, "x", LINE)
    assert found.complete and len(found.roots) == count
    assert_are_the_sign_changes(parse(source).tree, list(found.roots))


def test_a_sign_far_out_is_said_only_where_it_holds() -> None:
    assert sign_beyond(parse("x - 100").tree, "x", 10, 1) is None
    assert sign_beyond(parse("sin(x) + 1/2").tree, "x", 10, 1) is None
    assert sign_beyond(parse("x*sin(x)").tree, "x", 10, -1) is None
    assert sign_beyond(parse("x + sin(x)").tree, "x", 10, -1) == -1
    assert sign_beyond(parse("exp(-x)*(x - 5)").tree, "x", 10, 1) == 1


def test_a_root_is_known_as_narrowly_as_asked() -> None:
    [root] = zeros(parse("cos(x) - x").tree, "x", BOX).roots
    assert isinstance(root, Root)
    low, high = root.within(400)
    with mpmath.workdps(150):
        dottie = mpmath.findroot(lambda x: mpmath.cos(x) - x, 0.74)
        assert mpmath.mpf(low.numerator) / low.denominator <= dottie <= mpmath.mpf(high.numerator) / high.denominator
    assert high - low < Fraction(1, 2**390)


@pytest.mark.parametrize(
    ("window", "inside"), [(LINE, "0"), (Interval(), "0"), (between(Fraction(1, 3), Fraction(2, 5)), "3/8")]
)
def test_the_simplest_rational_inside_an_interval(window: Interval, inside: str) -> None:
    assert str(window.inside()) == inside


def test_an_interval_knows_its_ends() -> None:
    window = between(Fraction(0), Fraction(1))
    assert window.contains(Exact(parse("1").tree)) and not window.open().contains(Exact(parse("1").tree))
    assert window.contains(Exact(parse("sqrt(2)/2").tree)) and not window.contains(Exact(parse("sqrt(2)").tree))

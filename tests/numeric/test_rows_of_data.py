"""Rows of data give what the Python kernel gives row by row, in blocks, without warnings, and sums without loss."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest

from calcgd.errors import BadInput
from calcgd.expression import parse
from calcgd.expression.functions import FUNCTIONS
from calcgd.numeric.exact_rows import exact_rows
from calcgd.numeric.python import compile_gradient, compile_value
from calcgd.numeric.rows import BLOCK, Rows

NUMBERS = [
    -math.inf, -1e300, -1000.0, -37.5, -2.0, -1.0, -0.5, -1e-9, 0.0, 1e-300, 1e-9, 0.3, 0.5, 1.0, 1.5, 2.0, 3.0,
    19.25, 700.0, 1000.0, 1e16, 1e300, math.inf, math.nan,
]  # fmt: skip


def same(first: float, second: float) -> bool:
    return (
        first == second
        or (math.isnan(first) and math.isnan(second))
        or math.isclose(first, second, rel_tol=1e-11, abs_tol=1e-300)
    )


def compared(text: str, names: str, points: list[tuple[float, ...]]) -> None:
    tree = parse(text).tree
    data = {name: np.array(column) for name, column in zip(names, zip(*points, strict=True), strict=True)}
    found = Rows.of([tree], names, ()).values(data, ())[0]
    kernel = compile_value(tree, names)
    for point, value in zip(points, found.tolist(), strict=True):
        assert same(value, kernel(point)), f"{text} at {point}: {value}, not {kernel(point)}"


@pytest.mark.parametrize("name", [name for name, row in FUNCTIONS.items() if row.arity[0] <= 1])
def test_functions_of_one_argument(name: str) -> None:
    compared(f"{name}(x)", "x", [(number,) for number in NUMBERS])


@pytest.mark.parametrize("name", ["atan2", "hypot", "max", "min", "leaky_relu", "elu", "logsumexp"])
def test_functions_of_two_arguments(name: str) -> None:
    compared(f"{name}(x, y)", "xy", [(a, b) for a in NUMBERS for b in NUMBERS])


@pytest.mark.parametrize(
    "text",
    [
        "x/y", "x - y", "x*y + 1", "x^y", "x^2", "x^3", "x^-1", "x^-3", "x^5", "sqrt(x)", "x^(3/2)", "x^(-1/2)",
        "x^(1/3)",        "x^(-2/3)", "x^(2/5)", "x^(3/4)", "2^x", "1/x", "x if x < y else y^2", "1 if x == y else 0",
        "x if x > 0 and y > 0 else -y", "x if x > 0 or y >= 1 else 3", "x if not (x <= y) else 0",
    ],
)  # fmt: skip
def test_arithmetic_and_conditions(text: str) -> None:
    compared(text, "xy", [(a, b) for a in NUMBERS for b in NUMBERS])


def test_partial_derivatives_by_parameters() -> None:
    tree = parse("(sigmoid(w*x + b) - y)^2").tree
    rng = np.random.default_rng(1)
    data = {"x": rng.normal(size=50) * 100, "y": rng.uniform(size=50)}
    found = Rows.with_partials(tree, ("x", "y"), ("w", "b"), ("b", "w")).values(data, (0.7, -0.2))
    kernel = compile_gradient(tree, ("x", "y", "w", "b"))
    for row, (x, y) in enumerate(zip(data["x"].tolist(), data["y"].tolist(), strict=True)):
        value, (_, _, by_w, by_b) = kernel((x, y, 0.7, -0.2))
        assert found[:, row] == pytest.approx([value, by_b, by_w], rel=1e-12)


def test_a_saturated_neuron_has_a_value_and_no_slope() -> None:
    found = Rows.with_partials(parse("sigmoid(w*x)").tree, ("x",), ("w",), ("w",)).values({"x": [-1000, 1000]}, (1,))
    assert found.tolist() == [[0, 1], [0, 0]]


def test_blocks_join_seamlessly() -> None:
    x = np.linspace(-3, 3, 2 * BLOCK + 17)
    found = Rows.of([parse("exp(a*x)*sin(x) + x^2*exp(a*x)").tree, parse("a").tree], ("x",), ("a",)).values(
        {"x": x}, (0.5,)
    )
    assert found[0] == pytest.approx(np.exp(0.5 * x) * np.sin(x) + x**2 * np.exp(0.5 * x), rel=1e-13)
    assert (found[1] == 0.5).all()


def test_sums_do_not_lose_small_rows() -> None:
    x = np.full(1_000_003, 0.1)
    total, count = Rows.of([parse("x").tree, parse("1").tree], ("x",), ()).sums({"x": x}, ())
    exact = Fraction(0.1) * len(x)
    assert abs(Fraction(total) - exact) <= exact / 2**50
    assert count == len(x)


def test_undefined_rows_show_in_the_sum() -> None:
    rows = Rows.of([parse("log(x)").tree, parse("exp(x)").tree], ("x",), ())
    total, large = rows.sums({"x": np.array([1.0, -1.0, 800.0])}, ())
    assert math.isnan(total)
    assert large == math.inf


def test_a_name_that_is_neither_column_nor_parameter() -> None:
    with pytest.raises(BadInput, match="z has no value"):
        Rows.of([parse("x + z").tree], ("x",), ("w",))


def test_exact_rows_are_exact() -> None:
    tree = parse("a*x^3 + b/x + 1/2 - y").tree
    data = {"x": np.array([0.1, 3.0]), "y": np.array([1.0, 0.25])}
    value, by_a, by_b = exact_rows(tree, data, ("a", "b")) or []
    assert value == [Fraction(-1, 2), Fraction(1, 4)]
    assert by_a == [Fraction(0.1) ** 3, 27]
    assert by_b == [1 / Fraction(0.1), Fraction(1, 3)]


@pytest.mark.parametrize("text", ["a*exp(x)", "a*sqrt(x)", "a/(x - 3)", "a*x^(1/3)"])
def test_what_is_not_rational_has_no_exact_rows(text: str) -> None:
    assert exact_rows(parse(text).tree, {"x": np.array([1.0, 3.0])}, ("a",)) is None

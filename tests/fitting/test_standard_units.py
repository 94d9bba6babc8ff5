"""Weights for standardised inputs, turned into those for the inputs as they are."""

from __future__ import annotations

import numpy as np
import pytest

from calcgd.expression import parse
from calcgd.fitting.squares.standard_units import Weighted, has_waves, standard_units, weighted_sums
from calcgd.numeric.rows import Rows

RNG = np.random.default_rng(2)
DATA = {"x": 5000 + 300 * RNG.normal(size=50), "z": 0.01 * RNG.normal(size=50)}


@pytest.mark.parametrize(
    "model", ["w*x + v*z + b", "b - x*w - z*v", "v*z - b + w*x", "tanh(w*x + b) + c*exp(-(v*z - d))"]
)
def test_the_model_says_the_same_of_standardised_inputs(model: str) -> None:
    tree = parse(model).tree
    names = sorted(tree.free - set(DATA))
    matrix = standard_units(weighted_sums(tree, tuple(DATA), names), DATA, names)
    there = RNG.normal(size=len(names))
    standard = {name: (values - values.mean()) / values.std() for name, values in DATA.items()}
    rows = Rows.of([tree], tuple(DATA), names)
    assert rows.values(DATA, (matrix @ there).tolist())[0] == pytest.approx(
        rows.values(standard, there.tolist())[0], rel=1e-9
    )


def test_without_an_intercept_inputs_are_divided_by_their_size() -> None:
    sums = weighted_sums(parse("tanh(w*x + v*z)").tree, ("x", "z"), ("v", "w"))
    assert sums == [Weighted((("w", "x", 1), ("v", "z", 1)), None)]
    sizes = [np.sqrt(np.mean(DATA[name] ** 2)) for name in ("z", "x")]
    assert standard_units(sums, DATA, ("v", "w")) == pytest.approx(np.diag(1 / np.array(sizes)))


def test_sums_of_other_things_have_no_weights() -> None:
    assert weighted_sums(parse("a*exp(-b*x) + c*x^2 + 2*d*x + e*f + w*v*x").tree, ("x",), tuple("abcdfvw")) == []


def test_a_constant_column_is_not_divided_by_nothing() -> None:
    sums = weighted_sums(parse("w*x + b").tree, ("x",), ("b", "w"))
    assert standard_units(sums, {"x": np.full(3, 7.0)}, ("b", "w")).tolist() == [[1, -7], [0, 1]]


def test_waves() -> None:
    assert has_waves(parse("a*sin(w*x)").tree) and has_waves(parse("exp(cos(x))").tree)
    assert not has_waves(parse("a*tanh(w*x)").tree)

"""Starts that were not given: 1, but for parameters that a model cannot tell apart while they are equal."""

from __future__ import annotations

import numpy as np
import pytest

from calcgd.expression import parse
from calcgd.fitting.default_starts import alike, default_starts
from calcgd.numeric.rows import Rows

MODELS = {
    "v1*tanh(w1*x + b1) + v2*tanh(b2 + x*w2) + c": ["b1 b2", "v1 v2", "w1 w2"],
    "a*exp(-b*x) + c*exp(-d*x)": ["a c", "b d"],
    "a*b*x + c": ["a b"],
    "sigmoid(u*relu(p*x + q) + v*relu(r*x + s) - w*relu(t*x + o))": ["p r", "q s", "u v"],
    "h1*exp(-(x - m1)^2/s1) + h2*exp(-(x - m2)^2/s2)": ["h1 h2", "m1 m2", "s1 s2"],
    "tanh(w1*x + w2*z + b)": [],
    "k/(1 + exp(-r*(x - m)))": [],
    "a*sin(w*x + p) + c": [],
}


def parameters(model: str) -> list[str]:
    return sorted(parse(model).tree.free - {"x", "z"})


@pytest.mark.parametrize("model", MODELS)
def test_what_a_model_cannot_tell_apart(model: str) -> None:
    groups = alike(parse(model).tree, ("x", "z"), dict.fromkeys(parameters(model), 1.0))
    assert sorted(" ".join(group) for group in groups if len(group) > 1) == MODELS[model]


@pytest.mark.parametrize("model", MODELS)
def test_no_two_slopes_are_equal_at_the_start(model: str) -> None:
    names = parameters(model)
    start = default_starts(parse(model).tree, ("x", "z"), names, {}, 0)
    data = {"x": np.linspace(0.1, 2, 9), "z": np.linspace(3, 1, 9) ** 2}
    slopes = Rows.with_partials(parse(model).tree, ("x", "z"), names, names).values(data, list(start.values()))[1:]
    for i, j in zip(*np.triu_indices(len(names), 1), strict=True):
        assert not np.allclose(slopes[i], slopes[j], rtol=1e-6)


def test_what_was_given_stays_and_what_is_alone_is_one() -> None:
    model = parse("v1*tanh(w1*x) + v2*tanh(w2*x) + c").tree
    start = default_starts(model, ("x",), ("c", "v1", "v2", "w1", "w2"), {"w1": 0.5, "v2": 7.0}, 3)
    assert start == {"c": 1, "v1": 1, "v2": 7, "w1": 0.5, "w2": 1}
    start = default_starts(model, ("x",), ("c", "v1", "v2", "w1", "w2"), {"w1": 1.0, "v1": 1.0}, 3)
    assert start["w1"] == 1 != start["w2"] and start["v1"] == 1 != start["v2"]


def test_the_seed_chooses() -> None:
    model = parse("tanh(a*x) + tanh(b*x) + tanh(c*x)").tree
    chosen = [default_starts(model, ("x",), ("a", "b", "c"), {}, seed) for seed in (1, 1, 2)]
    assert chosen[0] == chosen[1] != chosen[2]
    assert all(0.25 < value < 4 for start in chosen for value in start.values())
    assert all(len(set(start.values())) == 3 for start in chosen)

"""Two sequences of points that prove an oscillation: mpmath finds the values along them to tend to the two limits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from mpmath import mp, sqrt
from mpmath_oracle import close, value

from calcgd.algebra.oscillation import two_limits
from calcgd.expression import parse
from calcgd.expression.nodes import Node
from calcgd.expression.tidy import tidy


def tree(source: str) -> Node:
    return parse(source).tree


@pytest.mark.parametrize(
    ("source", "point", "inverse"),
    [
        ("sin(1/x)", "0", lambda u: 1 / u),
        ("cos(x**2)", "oo", sqrt),
        ("sin(2*x)*cos(3*x) + 1/x", "oo", lambda u: u),
        ("sin(x/2)*cos(x/3)", "oo", lambda u: 6 * u),
        ("abs(sin(sqrt(x)))", "oo", lambda u: u**2),
        ("exp(tan(x))", "oo", lambda u: u),
        ("ceil(2*x) - 2*x + 1/x", "oo", lambda u: u / 2),
    ],
)
def test_the_values_along_the_sequences_tend_to_the_limits(
    source: str, point: str, inverse: Callable[[Any], Any]
) -> None:
    found = two_limits(tree(source), "x", tree(point), "+")
    assert found is not None
    with mp.workdps(60):
        for along in found:
            x = inverse(value(along.start, {}) + 100 * value(along.period, {}))
            assert close(value(along.argument, {"x": x}), value(along.start, {}) + 100 * value(along.period, {}))
            assert abs(value(tree(source), {"x": x}) - value(along.limit, {})) < 0.02
        assert abs(value(found[0].limit, {}) - value(found[1].limit, {})) > 0.1


@pytest.mark.parametrize(
    ("source", "point"),
    [
        ("sin(x)/x", "oo"),
        ("sin(pi*floor(x))", "oo"),
        ("sin(x) + sin(sqrt(2)*x)", "oo"),
        ("floor(x)*sin(x)", "oo"),
        ("exp(-x)", "oo"),
        ("sin(x)", "0"),
    ],
)
def test_without_an_angle_that_grows_alone_nothing_is_proved(source: str, point: str) -> None:
    assert two_limits(tree(source), "x", tidy(tree(point)), "+") is None

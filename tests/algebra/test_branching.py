"""Polynomial systems as several simpler ones, and rational functions that are constant on their solutions."""

from __future__ import annotations

import pytest

from calcgd.algebra.branching import branches
from calcgd.algebra.constants import constant_on
from calcgd.expression import parse
from calcgd.expression.nodes import Node
from calcgd.expression.text import text


def tree(source: str) -> Node:
    return parse(source).tree


def written(systems: list[list[Node]] | None) -> set[frozenset[str]]:
    assert systems is not None
    return {frozenset(map(text, system)) for system in systems}


def test_a_system_is_split_where_what_follows_from_it_is_a_product() -> None:
    """The gradient of x**2 + y**2 - x*y + exp(x*y), with k for the exponential."""
    equations = [tree("2*x - y + y*k"), tree("2*y - x + x*k")]
    assert written(branches(equations, ["k", "x", "y"], [tree("k")])) == {
        frozenset(("x", "y")),
        frozenset(("k - 3", "x + y")),
        frozenset(("k + 1", "x - y")),
    }


def test_branches_in_which_a_condition_fails_are_left_out() -> None:
    assert written(branches([tree("x*(y - 1)")], ["x", "y"], [tree("x")])) == {frozenset(("y - 1",))}
    assert written(branches([tree("x**2 + 1")], ["x"])) == set()


def test_what_is_no_polynomial_has_no_branches() -> None:
    assert branches([tree("sin(x)")], ["x"]) is None


@pytest.mark.parametrize(
    ("zeros", "source", "value"),
    [
        (["x**2 + y**2 - 1"], "(x**2 + y**2)**2 + 3", "4"),
        (["x"], "x**2*y**2", "0"),
        (["x*y - 1"], "1/(2 + (x*y - 1)**2)", "1/2"),
        (["x - z", "y - z"], "x**3 + y**3 + z**3 - 3*x*y*z", "0"),
        (["x"], "y", None),
        (["x**2 - 2"], "x", None),
        (["x"], "sin(x)", None),
    ],
)
def test_the_value_on_a_curve_is_found_where_it_is_one(zeros: list[str], source: str, value: str | None) -> None:
    found = constant_on(list(map(tree, zeros)), tree(source), ["x", "y", "z"])
    assert (found and text(found)) == value

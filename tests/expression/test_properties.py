"""What holds for every expression: the text reads back, tidying keeps the value and is done once."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from expression_strategies import points, trees, trees_with_unknown_functions
from hypothesis import assume, given, settings
from mpmath_oracle import close, value

from calcgd.errors import TooLarge
from calcgd.expression import parse
from calcgd.expression.nodes import Node
from calcgd.expression.text import text
from calcgd.expression.tidy import tidy

often = settings(deadline=None, derandomize=True, max_examples=1000)


def parsed(source: str) -> Node:
    try:
        return parse(source).tree
    except TooLarge:
        assume(False)
        raise


@often
@given(trees_with_unknown_functions())
def test_the_text_of_a_typed_tree_reads_back_to_the_same_tree(tree: Node) -> None:
    assert parsed(text(tree)) is tree


@often
@given(trees_with_unknown_functions())
def test_the_text_of_a_tidy_tree_reads_back_to_the_same_tree(tree: Node) -> None:
    parsed(text(tree))
    tidied = tidy(tree)
    assert tidy(parsed(text(tidied))) is tidied


@often
@given(trees_with_unknown_functions())
def test_decimals_read_back_to_the_same_tree(tree: Node) -> None:
    parsed(text(tree))
    tidied = tidy(tree)
    assert tidy(parsed(text(tidied, decimals=True))) is tidied


@often
@given(trees_with_unknown_functions())
def test_a_tidy_tree_is_tidy(tree: Node) -> None:
    parsed(text(tree))
    tidied = tidy(tree)
    assert tidy(tidied) is tidied


@often
@given(trees(), points)
def test_tidying_keeps_the_value(tree: Node, point: Mapping[str, Fraction]) -> None:
    parsed(text(tree))
    before = value(tree, point)
    assume(before is not None)
    after = value(tidy(tree), point)
    assert after is not None
    assert close(before, after)

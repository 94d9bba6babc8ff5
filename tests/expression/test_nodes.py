"""Nodes: equal ones are one object, none ever changes, and they survive pickling."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from calcgd.expression import mentions_infinity, parse
from calcgd.expression.nodes import Number, Product, Sum, Symbol
from calcgd.expression.sharing import Node
from calcgd.expression.substitute import substitute
from calcgd.expression.text import text

EVERY_KIND = [
    "2", "1/2", "0.5", "pi", "oo", "x", "x + y", "x*y", "x/y", "-x", "x^y", "sin(x)", "max(x, y)", "f'(x)",
    "f^(1,2)(x, y)", "x if x < 0 and not y > 1 else y",
]  # fmt: skip


@pytest.mark.parametrize("source", EVERY_KIND)
def test_equal_expressions_are_one_object(source: str) -> None:
    tree = parse(source).tree
    assert parse(source).tree is tree
    assert tree == tree and hash(tree) == hash(parse(source).tree)


@pytest.mark.parametrize("source", EVERY_KIND)
def test_a_node_is_called_with_its_parts(source: str) -> None:
    def check(node: Node) -> None:
        assert type(node)(*node.parts()) is node
        assert not node.args or node.over(node.args) is node
        for arg in node.args:
            check(arg)

    check(parse(source).tree)


@pytest.mark.parametrize("source", EVERY_KIND)
def test_copies_and_pickles_are_the_same_object(source: str) -> None:
    tree = parse(source).tree
    assert pickle.loads(pickle.dumps(tree)) is tree
    assert copy.copy(tree) is copy.deepcopy(tree) is tree


@pytest.mark.parametrize("source", EVERY_KIND)
def test_a_node_cannot_be_changed(source: str) -> None:
    tree = parse(source).tree
    for name in ("args", "free", "content", "anything"):
        with pytest.raises(AttributeError):
            setattr(tree, name, ())


def test_numbers_of_one_value_are_one_number() -> None:
    assert Number(2) is Number(Fraction(4, 2)) is parse("2.0").tree
    assert Number(Fraction(1, 2)) is parse("0.5").tree
    assert type(Number(Fraction(4, 2)).value) is int


def test_shared_parts_are_one_object() -> None:
    left, right = parse("sin(x*y)^2 + sin(x*y)").tree.args
    assert left.args[0] is right


def test_a_node_knows_the_variables_below_it() -> None:
    assert parse("a*sin(b) + f(c, 2) - pi^e if d > 0 else 1").tree.free == {"a", "b", "c", "d"}
    assert parse("2*pi").tree.free == frozenset()


def test_a_node_shows_itself_as_text_and_its_making_as_repr() -> None:
    tree = parse("2x + 1").tree
    assert str(tree) == "2*x + 1"
    assert repr(tree) == "Sum((Product((Number(2), Symbol('x'))), Number(1)))"
    assert tree._repr_latex_() == "$2 x + 1$"
    assert eval(repr(tree), {"Sum": Sum, "Product": Product, "Number": Number, "Symbol": Symbol}) is tree


def in_a_process_of_its_own(code: str) -> None:
    """Forgetting makes strangers of the nodes that other tests hold."""
    given = "from calcgd.expression import parse; from calcgd.expression.sharing import cache, forget\n"
    given += "from calcgd.expression.text import text; from calcgd.expression.tidy import tidy\n"
    subprocess.run([sys.executable, "-c", given + code], check=True, cwd=Path(__file__).parents[2], timeout=60)


def test_forgetting_keeps_the_language_working_and_what_modules_hold() -> None:
    in_a_process_of_its_own("""
for _ in range(3):
    assert text(tidy(parse("1/x + sin(pi) + x^2").tree)) == "x**2 + 1/x"
    forget()
assert parse("0").tree is tidy(parse("x - x").tree)
""")


def test_forgetting_drops_what_is_remembered_by_node_too() -> None:
    in_a_process_of_its_own("""
memory = cache({parse("x").tree: 1})
tree = parse("x^2 + some_name").tree
forget()
assert memory == {} and parse("x^2 + some_name").tree is not tree
""")


@pytest.mark.parametrize(
    ("source", "values", "result"),
    [
        ("x^2 + x*y", {"x": "3"}, "3**2 + 3*y"),
        ("x + y", {"x": "y", "y": "x"}, "y + x"),
        ("f(x) + f'(x)", {"x": "2"}, "f(2) + f'(2)"),
        ("x if x < y else -x", {"y": "0"}, "x if x < 0 else -x"),
        ("-x^2", {"x": "-2"}, "-(-2)**2"),
        ("a/b", {"b": "c + 1"}, "a/(c + 1)"),
        ("sin(x)", {"y": "1"}, "sin(x)"),
    ],
)
def test_substitution_is_done_at_once_and_not_tidied(source: str, values: dict[str, str], result: str) -> None:
    tree = substitute(parse(source).tree, {name: parse(value).tree for name, value in values.items()})
    assert text(tree) == result


def test_infinity_is_found_wherever_it_stands() -> None:
    assert mentions_infinity(parse("x + sin(2*oo)").tree)
    assert not mentions_infinity(parse("x + sin(2*pi)").tree)

"""Around a point, or under assumed signs, a tree is one without corners."""

from __future__ import annotations

from fractions import Fraction

import pytest

from calcgd.algebra.branches import Assumed, At, Unassumed, branch, is_outside
from calcgd.algebra.bridge import to_sympy
from calcgd.algebra.corners import NoBranch, deciders, rounds
from calcgd.expression import parse
from calcgd.expression.nodes import Negation, Node
from calcgd.expression.text import text
from calcgd.expression.tidy import tidy


def tree(source: str) -> Node:
    return parse(source).tree


@pytest.mark.parametrize(
    ("source", "x", "expected"),
    [
        ("abs(x - 1)", "0", "1 - x"),
        ("abs(x - 1)", "2", "x - 1"),
        ("sign(x) + step(x)", "-1", "-1"),
        ("max(x, x**2, 1)", "1/2", "1"),
        ("max(x, x**2, 1)", "3", "x**2"),
        ("min(x, x**2, 1)", "1/2", "x**2"),
        ("relu(x)*softsign(x)", "-2", "0"),
        ("softsign(x)", "-2", "x/(1 - x)"),
        ("leaky_relu(x)", "-2", "x/100"),
        ("elu(x, 3)", "2", "x"),
        ("sinc(x)", "1", "sin(x)/x"),
        ("floor(x)*ceil(x)", "5/2", "6"),
        ("x if x < 1 else x**2 if x < 2 and not x == 5 else 0", "3/2", "x**2"),
        ("abs(abs(x) - 1)", "-1/2", "x + 1"),
        ("abs(sin(x))", "4", "-sin(x)"),
        ("abs(f(x))", "2", "f(x)"),
    ],
)
def test_the_branch_around_a_point(source: str, x: str, expected: str) -> None:
    found = branch(tree(source), At({"x": Fraction(x)}))
    assert text(tidy(found)) == text(tidy(tree(expected)))


def test_real_roots_of_negative_bases_become_roots_of_positive_ones() -> None:
    assert text(branch(tree("x**(1/3)"), At({"x": Fraction(-1)}))) == "-(-x)**(1/3)"
    assert text(branch(tree("x**(2/3)"), At({"x": Fraction(-1)}))) == "(-x)**(2/3)"
    assert text(branch(tree("cbrt(x)"), At({"x": Fraction(1)}))) == "x**(1/3)"


@pytest.mark.parametrize(
    ("source", "x"),
    [("abs(x - 1)", "1"), ("max(x, 1)", "1"), ("abs(log(x))", "-1"), ("1 if x > 3", "0"), ("floor(log(x))", "-1")],
)
def test_on_a_corner_or_outside_the_domain_there_is_no_branch(source: str, x: str) -> None:
    with pytest.raises(NoBranch):
        branch(tree(source), At({"x": Fraction(x)}))


def test_assumed_signs_choose_the_branch_and_a_missing_one_is_asked_for() -> None:
    node = tree("abs(w*x + b) + max(-w*x - b, 0)")
    with pytest.raises(Unassumed) as question:
        branch(node, Assumed({}))
    asked = question.value.image
    assert asked == to_sympy(tree("w*x + b"))
    assert text(tidy(branch(node, Assumed({asked: True})))) == text(tidy(tree("-2*w*x - 2*b")))
    assert text(tidy(branch(node, Assumed({asked: False})))) == text(tidy(tree("w*x + b")))


def test_signs_that_are_known_are_not_asked_for() -> None:
    assert text(tidy(branch(tree("abs(exp(x)) + abs(-3)*sign(x**2 + 1)"), Assumed({})))) == "exp(x) + 3"
    with pytest.raises(NoBranch):
        branch(tree("floor(x)"), Assumed({}))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x**2 + sin(x)", set()),
        ("abs(x - 1)", {"x - 1"}),
        ("abs(x*(x - 2)**3)", {"x", "x - 2"}),
        ("sqrt(x + 3)*log(2 - x)", {"x + 3", "2 - x"}),
        ("sqrt(x**2 + 1)", set()),
        ("relu(x - 4)", {"x - 4"}),
        ("cbrt(x/5)", {"x"}),
        ("sign(tanh(x))", {"x"}),
        ("1 if x > y else 0", {"x - y"}),
        ("step(x - max(1, y))", {"x - 1", "x - y", "1 - y"}),
    ],
)
def test_what_decides_the_branches(source: str, expected: set[str]) -> None:
    found = {up_to_sign(decider) for decider in deciders(tree(source)) if decider.free}
    assert found == {up_to_sign(tree(one)) for one in expected}


def up_to_sign(node: Node) -> str:
    return min(text(tidy(node)), text(tidy(Negation(node))))


def test_too_many_branches_are_refused() -> None:
    with pytest.raises(NoBranch):
        list(deciders(tree("sign(" + "+".join(f"abs(x - {n})" for n in range(8)) + ")")))


def test_rounding_is_seen_anywhere() -> None:
    assert rounds(tree("1 + sin(floor(x))"))
    assert not rounds(tree("abs(x)"))


def test_a_negative_number_under_a_root_leaves_no_value() -> None:
    assert is_outside(tree("1 + sqrt(x)"), {"x": Fraction(-1)})
    assert is_outside(tree("log(x)*0"), {"x": Fraction(-1)})
    assert is_outside(tree("x**(3/4)"), {"x": Fraction(-1)})
    assert not is_outside(tree("x**(1/3) + sqrt(-x)"), {"x": Fraction(-1)})

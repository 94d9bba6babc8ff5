"""Hypothesis strategies for expressions: typed trees as the parser builds them, and points to evaluate them at.

What is drawn can be typed: numbers are whole and not negative (a fraction is typed as a quotient), exponents stay
small enough to be accepted, an `else` holds no further piecewise of its own.
"""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from calcgd.expression.nodes import (
    PI,
    TRUE,
    Call,
    E,
    Logic,
    Negation,
    Node,
    Number,
    Piecewise,
    Power,
    Product,
    Quotient,
    Relation,
    Sum,
    Symbol,
    Unknown,
)

SMOOTH = """
    sqrt cbrt exp expm1 log log2 log10 log1p sin cos tan cot sec csc asin acos atan acot asec acsc sinh cosh tanh coth
    sech csch asinh acosh atanh acoth asech acsch sinc sigmoid softplus silu gelu mish logit erf erfc
"""
CORNERED = "abs sign step floor ceil relu softsign"
OF_TWO = "atan2 hypot max min logsumexp leaky_relu elu"

symbols: SearchStrategy[Node] = st.sampled_from([Symbol(name) for name in ("x", "y", "w_12", "θ")])
numbers: SearchStrategy[Node] = st.integers(0, 12).map(Number)
leaves: SearchStrategy[Node] = st.one_of(symbols, symbols, numbers, st.sampled_from([PI, E]))


def exponents(trees: SearchStrategy[Node]) -> SearchStrategy[Node]:
    """Small integers and fractions of either sign, and what has a variable in it."""
    small = st.integers(0, 4).map(Number)
    fractions = st.builds(lambda p, q: Quotient(Number(p), Number(q)), st.integers(1, 4), st.integers(2, 3))
    positive = st.one_of(small, fractions)
    variable = st.one_of(symbols, st.builds(lambda *terms: Sum(terms), symbols, trees))
    return st.one_of(small, positive, positive.map(Negation), variable)


def conditions(trees: SearchStrategy[Node]) -> SearchStrategy[Node]:
    """Comparisons and what `and`, `or`, `not` make of them."""
    compared = st.builds(Relation, st.sampled_from(["<", "<=", ">", ">="]), trees, trees)
    pairs = st.lists(compared, min_size=2, max_size=2)
    return st.one_of(
        compared,
        st.builds(Logic, st.sampled_from(["and", "or"]), pairs),
        compared.map(lambda condition: Logic("not", (condition,))),
    )


def _choice(value: Node, condition: Node, other: Node) -> Node:
    rest = other.args if isinstance(other, Piecewise) else (other, TRUE)
    return Piecewise((value, condition, *rest))


def _larger(trees: SearchStrategy[Node], functions: str, pieces: bool) -> SearchStrategy[Node]:
    several = st.lists(trees, min_size=2, max_size=4)
    kinds = [
        several.map(Sum),
        several.map(Product),
        st.builds(Quotient, trees, trees),
        trees.map(Negation),
        st.builds(Power, trees, exponents(trees)),
        st.builds(lambda name, arg: Call(name, (arg,)), st.sampled_from(functions.split()), trees),
    ]
    if pieces:
        names = st.sampled_from(OF_TWO.split())
        two = st.builds(lambda name, one, other: Call(name, (one, other)), names, trees, trees)
        kinds += [two, st.builds(_choice, trees, conditions(trees), trees)]
    return st.one_of(kinds)


def smooth_trees(max_leaves: int = 8) -> SearchStrategy[Node]:
    """Typed trees of arithmetic and smooth functions."""
    return st.recursive(leaves, lambda trees: _larger(trees, SMOOTH, pieces=False), max_leaves=max_leaves)


def trees(max_leaves: int = 10) -> SearchStrategy[Node]:
    """Typed trees with everything that has a value: corners, steps and pieces, too."""
    return st.recursive(leaves, lambda parts: _larger(parts, SMOOTH + CORNERED, pieces=True), max_leaves=max_leaves)


def trees_with_unknown_functions(max_leaves: int = 10) -> SearchStrategy[Node]:
    """Typed trees in which functions that are only names stand, too: `f(x)`, `g''(x)`, `h^(1,0)(x, y)`."""

    def larger(parts: SearchStrategy[Node]) -> SearchStrategy[Node]:
        one = st.builds(lambda f, a, n: Unknown(f, (a,), (n,)), st.sampled_from("fg"), parts, st.integers(0, 3))
        orders = st.tuples(st.integers(0, 2), st.integers(0, 2))
        two = st.builds(lambda a, b, n: Unknown("h", (a, b), n), parts, parts, orders)
        return st.one_of(_larger(parts, SMOOTH + CORNERED, pieces=True), one, two)

    return st.recursive(leaves, larger, max_leaves=max_leaves)


# An odd denominator that no expression above holds keeps the points away from corners and ends of domains.
coordinates: SearchStrategy[Fraction] = st.integers(-3000, 3000).map(lambda n: Fraction(2 * n + 1, 2018))
points: SearchStrategy[dict[str, Fraction]] = st.fixed_dictionaries(
    {name: coordinates for name in ("x", "y", "w_12", "θ")}
)

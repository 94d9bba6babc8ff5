"""Where corners and jumps can be: the expressions whose signs decide which branch of `abs`, `max`, a root ... holds."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import combinations, product
from math import prod

from calcgd.algebra.bridge import definition
from calcgd.algebra.real_value import exact
from calcgd.expression.functions import FUNCTIONS
from calcgd.expression.nodes import (
    MINUS_ONE,
    ONE,
    ZERO,
    Call,
    Logic,
    Negation,
    Node,
    Number,
    Piecewise,
    Power,
    Product,
    Relation,
    Sum,
    Truth,
)
from calcgd.expression.signs import is_nonnegative
from calcgd.expression.tidy import tidy

BY_SIGN = frozenset(("abs", "sign", "step"))
ROUNDING = frozenset(("floor", "ceil"))
MOST_VARIANTS = 64

_SAME_SIGN = frozenset(
    ("abs", "asin", "asinh", "atan", "atanh", "cbrt", "erf", "expm1", "gelu", "log1p", "mish", "sign", "silu", "tanh")
)


class NoBranch(Exception):
    """A point is on a corner or a jump or too near to one to tell, or the branches are too many to list."""


def deciders(node: Node) -> Iterator[Node]:
    """Expressions whose signs decide all branches of `node` and where its roots and logarithms are real.

    `floor` and `ceil`, which jump without end, give none. Raises NoBranch where there are too many.
    """
    node = written_out(node)
    match node:
        case Call() if node.name in BY_SIGN or node.name in ("log", "sqrt"):
            yield from _with_the_signs_of(node.args[0])
        case Call(name="max" | "min"):
            for left, right in combinations(node.args, 2):
                yield from _with_the_signs_of(minus(left, right))
        case Relation():
            yield from _with_the_signs_of(minus(*node.args))
        case Power() if not _is_whole(node.args[1]):
            yield from _with_the_signs_of(node.args[0])
    for arg in node.args:
        yield from deciders(arg)


def _with_the_signs_of(node: Node) -> Iterator[Node]:
    """Simpler expressions whose signs decide that of `node`, once it is known which of its own branches hold."""
    for variant in _variants(node):
        yield from _sign_factors(tidy(variant))


def _sign_factors(node: Node) -> Iterator[Node]:
    if is_nonnegative(node) and not isinstance(node, Product | Power):
        return
    match node:
        case Product() | Power(args=(_, Number())):
            for arg in node.args:
                yield from _sign_factors(arg)
        case Call() if node.name in _SAME_SIGN:
            yield from _sign_factors(node.args[0])
        case _:
            yield node


def _variants(node: Node) -> list[Node]:
    """`node` for each combination of the branches in it.

    Raises NoBranch where these are too many.
    """
    node = written_out(node)
    parts = [_variants(arg) for arg in node.args if not isinstance(arg, Relation | Logic | Truth)]
    match node:
        case Call(name="sign"):
            return [ONE, MINUS_ONE, ZERO]
        case Call(name="step"):
            return [ONE, ZERO]
        case Call(name="abs"):
            found = parts[0] + [Negation(part) for part in parts[0]]
        case Call(name="max" | "min") | Piecewise():
            found = [variant for part in parts for variant in part]
        case _ if prod(map(len, parts)) <= MOST_VARIANTS:
            found = [node.over(args) for args in product(*parts)] if parts else [node]
        case _:
            raise NoBranch
    if len(found) > MOST_VARIANTS:
        raise NoBranch
    return found


def rounds(node: Node) -> bool:
    """Whether `floor` or `ceil` stands somewhere in the tree."""
    return (isinstance(node, Call) and node.name in ROUNDING) or any(map(rounds, node.args))


def written_out(node: Node) -> Node:
    """The definition of a function that has a corner and no SymPy class of its own; any other tree itself."""
    return definition(node) if isinstance(node, Call) and _has_corner(node.name) else node


@cache
def _has_corner(name: str) -> bool:
    definition = FUNCTIONS[name].definition
    return any(word in definition for word in (" if ", "abs(", "max(", "**(1/3)"))


def minus(left: Node, right: Node) -> Node:
    """The difference, untidied."""
    return Sum((left, Negation(right)))


def _is_whole(exponent: Node) -> bool:
    number = exact(exponent)
    return number is not None and number.denominator == 1

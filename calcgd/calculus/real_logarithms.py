"""Logarithms in antiderivatives: of the size of what may be negative, so that they are real on both sides of a pole."""

from __future__ import annotations

from collections.abc import Iterator

from calcgd.expression.nodes import TWO, Call, Node, Number, Power, Quotient
from calcgd.expression.signs import is_nonnegative, is_positive
from calcgd.expression.tidy import tidy


def real_logarithms(function: Node, integrand: Node) -> Node:
    """`function` with `log(abs(u))` for each `log(u)`, unless u is positive wherever the integrand has a value."""
    positive = set(_under_logarithms_and_roots(integrand))

    def changed(part: Node) -> Node:
        if not part.args:
            return part
        new = part.over([changed(arg) for arg in part.args])
        if not (isinstance(new, Call) and new.name == "log"):
            return new
        [inside] = new.args
        if not inside.free or inside in positive or is_nonnegative(inside) or is_certainly_positive(inside):
            return new
        return Call("log", (Call("abs", (inside,)),))

    return tidy(changed(function))


def _under_logarithms_and_roots(node: Node) -> Iterator[Node]:
    match node:
        case Call(name="log", args=(inside,)):
            yield inside
        case Power(args=(inside, Number(value=exponent))) if exponent.denominator % 2 == 0:
            yield inside
    for arg in node.args:
        yield from _under_logarithms_and_roots(arg)


def is_certainly_positive(node: Node) -> bool:
    """Whether a tidy tree is positive wherever it has a value: as its form shows, or as a polynomial without roots."""
    if is_positive(node):
        return True
    from calcgd.algebra.integrate import is_positive_polynomial

    return is_positive_polynomial(node)


def squared_inside(function: Node) -> Node:
    """`function` with `log(u**2)/2` for each `log(abs(u))`: the same, and its derivative is written without signs."""
    if not function.args:
        return function
    new = function.over([squared_inside(arg) for arg in function.args])
    if isinstance(new, Call) and new.name == "log":
        [inside] = new.args
        if isinstance(inside, Call) and inside.name == "abs":
            return Quotient(Call("log", (Power(inside.args[0], TWO),)), TWO)
    return new

"""What the rules see in a tree: a constant times the rest, a product written as a quotient, pieces that count."""

from __future__ import annotations

from calcgd.errors import NoAnswer
from calcgd.expression.nodes import ONE, TRUE, Negation, Node, Number, Piecewise, Power, Product, Quotient, Relation
from calcgd.expression.text import text
from calcgd.expression.tidy import tidy


def split_constant(node: Node, x: str) -> tuple[Node, Node]:
    """`node` as a constant times what depends on `x`; the constant is 1 where there is none."""
    kind = type(node)
    if kind is Negation:
        constant, rest = split_constant(node.args[0], x)
        return Negation(constant), rest
    if kind is Quotient:
        numerator, denominator = node.args
        if x in denominator.free:
            return ONE, node
        constant, rest = split_constant(numerator, x)
        return Quotient(constant, denominator), rest
    if kind is Product:
        constants = [factor for factor in node.args if x not in factor.free]
        if constants:
            moving = [factor for factor in node.args if x in factor.free]
            return _product_of(constants), _product_of(moving)
    return ONE, node


def _product_of(factors: list[Node]) -> Node:
    return factors[0] if len(factors) == 1 else Product(factors)


def as_quotient(node: Product, x: str) -> Quotient | None:
    """A tidy product with negative powers of what depends on `x`, as the quotient it is written as."""
    below = [factor for factor in node.args if x in factor.free and _is_reciprocal(factor)]
    if not below or len(below) == len(node.args):
        return None
    above = [factor for factor in node.args if factor not in below]
    return Quotient(_product_of(above), _product_of([_inverted(factor) for factor in below]))


def _is_reciprocal(factor: Node) -> bool:
    return type(factor) is Power and type(factor.args[1]) is Number and factor.args[1].value < 0  # type: ignore[attr-defined]


def _inverted(factor: Node) -> Node:
    base, exponent = factor.args
    value = -exponent.value  # type: ignore[attr-defined]
    return base if value == 1 else Power(base, Number(value))


def without_single_points(node: Piecewise) -> list[tuple[Node, Node]]:
    """The pieces but those for single points (`x == 0`, or the rest after `x != 0`): they say nothing of a slope."""
    pieces = node.pieces
    if len(pieces) == 2 and _compares(pieces[0][1], "!=") and pieces[1][1] is TRUE:
        return pieces[:1]
    return [piece for piece in pieces if not _compares(piece[1], "==")] or pieces


def _compares(condition: Node, op: str) -> bool:
    return type(condition) is Relation and condition.op == op  # type: ignore[attr-defined]


def require_positive_base(node: Node) -> None:
    """Raise NoAnswer for a power such as (-2)**x, which has real values at single points only."""
    base = node.args[0]
    if not base.free:
        value = tidy(base)
        if type(value) is Number and value.value <= 0:  # type: ignore[attr-defined]
            raise NoAnswer(f"{text(node)} has no derivative: where the exponent varies the base must be positive")

"""Where an expression is real, and where its differentiation rules hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from calcgd.calculus.formulas import LETTERS, formula
from calcgd.expression.functions import FUNCTIONS
from calcgd.expression.nodes import (
    FALSE,
    TRUE,
    ZERO,
    Call,
    E,
    Logic,
    Node,
    Number,
    Piecewise,
    Power,
    Product,
    Quotient,
    Relation,
    Sum,
    Truth,
)
from calcgd.expression.sharing import Worked
from calcgd.expression.signs import is_nonnegative, is_positive
from calcgd.expression.substitute import substitute
from calcgd.expression.text import text
from calcgd.expression.tidy import add, divide, multiply, subtract, tidy


class Condition(NamedTuple):
    """A `relation` that must hold. With `smooth` it is needed for the derivative only, not for a real value."""

    relation: Node
    smooth: bool


def in_words(conditions: Sequence[Condition]) -> str:
    """Conditions for a person to read: `x >= 0; differentiable where x > 0`."""
    needed = [text(condition.relation) for condition in conditions if not condition.smooth]
    smooth = ", ".join(text(condition.relation) for condition in conditions if condition.smooth)
    return "; ".join([*needed, f"differentiable where {smooth}"] if smooth else needed)


def conditions(
    node: Node, variable: str | None = None, holds: Callable[[Node], bool | None] = lambda relation: None
) -> list[Condition]:
    """Everything that `node` needs to be real and to follow the rules, outermost first and each once.

    With `variable`, only what depends on it; with `holds`, only the pieces that are taken where it is true.
    """
    found: dict[Condition, None] = {}
    seen: set[Node] = set()

    def walk(part: Node) -> None:
        if part in seen or (variable is not None and variable not in part.free):
            return
        seen.add(part)
        found.update(dict.fromkeys(own_conditions(part, variable)))
        for arg in _taken(part, holds) if part.__class__ is Piecewise else part.args:
            walk(arg)

    walk(node)
    return list(found)


def _taken(node: Node, holds: Callable[[Node], bool | None]) -> Iterator[Node]:
    """The conditions of a piecewise up to the first that holds, and the values they may lead to."""
    for value, condition in zip(node.args[::2], node.args[1::2], strict=True):
        yield condition
        decided = holds(condition)
        if decided is not False:
            yield value
        if decided:
            return


def _has_no_value(constant: Node) -> bool:
    return any(not condition.smooth and condition.relation is FALSE for condition in conditions(constant))


_VALUELESS = Worked(_has_no_value)


def valueless_part(node: Node) -> Node | None:
    """A part of a typed tree that is a constant without a real value, such as `1/0`; pieces are not looked into."""
    parts = [node]
    while parts:
        part = parts.pop()
        if part.free:
            parts += part.args if part.__class__ is not Piecewise else ()
        elif part.args and _VALUELESS[part]:
            return part
    return None


def own_conditions(node: Node, variable: str | None = None) -> list[Condition]:
    """What `node` itself needs, not its parts."""
    rule = _OWN.get(node.__class__)
    if rule is None:
        return []
    own: list[Condition] = []
    for relation, smooth in rule(node):
        relation = _readable(tidy(relation))
        if relation is not TRUE and (variable is None or variable in relation.free):
            own.append(Condition(relation, smooth))
    return own


def _readable(relation: Node) -> Node:
    """`x > 1` rather than `2*x - 2 > 0`, `x != 0` rather than `x**2 > 0`; true where the form shows it."""
    if relation.__class__ is not Relation or relation.args[1].__class__ is not Number:
        return relation
    left, right = relation.args
    op: str = relation.op  # type: ignore[attr-defined]
    if right is ZERO and op in (">", ">=", "!="):
        if is_positive(left) or (op == ">=" and is_nonnegative(left)):
            return TRUE
        even = op == ">" and is_nonnegative(left)
        if left.__class__ is Power and left.args[1].__class__ is Number and (op == "!=" or even):
            return _readable(Relation("!=", left.args[0], ZERO))
    if left.__class__ is Sum:
        numbers = [term for term in left.args if term.__class__ is Number]
        rest = [term for term in left.args if term not in numbers]
        return _readable(Relation(op, add(*rest), subtract(right, numbers[0]))) if numbers else relation
    if left.__class__ is Product and left.args[0].__class__ is Number:
        coefficient = left.args[0]
        turned = op if is_positive(coefficient) else _TURNED.get(op, op)
        return _readable(Relation(turned, multiply(*left.args[1:]), divide(right, coefficient)))
    return relation


_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def _quotient(node: Quotient) -> Iterator[tuple[Node, bool]]:
    yield Relation("!=", node.args[1], ZERO), False


def _power(node: Power) -> Iterator[tuple[Node, bool]]:
    base, exponent = node.args[0], tidy(node.args[1])
    if exponent.__class__ is not Number:
        if base is not E and not (base.__class__ is Number and base.value > 0):  # type: ignore[attr-defined]
            yield Relation(">", base, ZERO), False
        return
    value: Any = exponent.value  # type: ignore[attr-defined]
    if value.denominator % 2 == 0:
        yield Relation(">=" if value > 0 else ">", base, ZERO), False
        if 0 < value < 1:
            yield Relation(">", base, ZERO), True
    elif value < 0:
        yield Relation("!=", base, ZERO), False
    elif value < 1:
        yield Relation("!=", base, ZERO), True


def _call(node: Call) -> Iterator[tuple[Node, bool]]:
    row = FUNCTIONS[node.name]
    arguments = dict(zip(LETTERS, node.args, strict=False))
    if row.domain:
        yield substitute(formula_condition(row.domain), arguments), False
    if row.smooth:
        yield substitute(formula_condition(row.smooth), arguments), True
    if node.name in ("max", "min"):
        for i, first in enumerate(node.args):
            for second in node.args[i + 1 :]:
                yield Relation("!=", first, second), True


def formula_condition(written: str) -> Node:
    """The tree of one of the table's conditions."""
    piecewise = formula(f"1 if {written} else 0")
    return piecewise.args[1]


def _piecewise(node: Piecewise) -> Iterator[tuple[Node, bool]]:
    """The pieces meet where two sides of a comparison are equal."""
    for condition in node.args[1::2]:
        for relation in relations(condition):
            left, right = relation.args
            yield Relation("!=", left, right), True
    if node.args[-1] is not TRUE:
        covered = node.args[1::2]
        yield covered[0] if len(covered) == 1 else Logic("or", covered), False


def relations(condition: Node) -> Iterator[Relation]:
    """The comparisons that a condition is made of."""
    if isinstance(condition, Relation):
        yield condition
    for arg in condition.args if condition.__class__ is Logic else ():
        yield from relations(arg)


_OWN: dict[type, Any] = {Quotient: _quotient, Power: _power, Call: _call, Piecewise: _piecewise}


def holds(relation: Node, values: Mapping[str, Node]) -> bool | None:
    """Whether a condition holds at a point; None where that cannot be told exactly."""
    there = tidy(substitute(relation, values))
    return there.value if isinstance(there, Truth) else None

"""Conditions at points whose coordinates are known as `Real` numbers."""

from __future__ import annotations

from collections.abc import Mapping

from calcgd.calculus.domain import conditions
from calcgd.calculus.line.real import Real, sign_at
from calcgd.expression.nodes import Logic, Node, Relation
from calcgd.expression.tidy import COMPARISONS, subtract


def is_defined(node: Node, point: Mapping[str, Real]) -> bool | None:
    """Whether `node` has a real value at a point; None where that is not decided."""
    open_question = False
    for condition in conditions(node, holds=lambda relation: holds_at(relation, point)):
        if not condition.smooth:
            there = holds_at(condition.relation, point)
            if there is False:
                return False
            open_question |= there is None
    return None if open_question else True


def holds_at(condition: Node, point: Mapping[str, Real]) -> bool | None:
    """Whether a condition holds at a point; None where that is not decided, or a side has no value there."""
    if isinstance(condition, Relation):
        sign = sign_at(subtract(*condition.args), point)
        return None if sign is None else COMPARISONS[condition.op](sign, 0)
    if isinstance(condition, Logic):
        parts = [holds_at(part, point) for part in condition.args]
        if condition.op == "not":
            return None if parts[0] is None else not parts[0]
        decisive = condition.op == "or"
        return decisive if decisive in parts else None if None in parts else not decisive
    return condition.value  # type: ignore[attr-defined]

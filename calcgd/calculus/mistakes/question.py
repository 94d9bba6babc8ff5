"""What was asked and answered wrongly, and whether another tree is the same as the answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

from calcgd.algebra import probe
from calcgd.calculus.antiderivative import find
from calcgd.calculus.derivative import derive
from calcgd.calculus.subject import unknown_functions
from calcgd.errors import CalcgdError
from calcgd.expression.nodes import Node, Sum
from calcgd.expression.tidy import tidy

POINTS, ATTEMPTS = 5, 60
"""So many points at which the answer has a value are looked at, among so many that are tried."""

ALIKE = 1e-25
"""Relative difference of values that count as the same."""


@dataclass(frozen=True)
class Question:
    """The derivative of `tree` by `variable` of an order above 0, or its integral (order -1), and a wrong answer."""

    tree: Node
    variable: str
    order: int
    answer: Node

    @property
    def is_integral(self) -> bool:
        return self.order < 0

    def solved(self, tree: Node, order: int | None = None) -> Node | None:
        """The derivative of `tree` of the order asked for, or its integral; None where that is not known."""
        order = self.order if order is None else order
        if order < 0:
            if unknown_functions(tree):
                return None
            found = find(tidy(tree), self.variable)
            return found and found.function
        for _ in range(order):
            tree = derive(tree, self.variable)
        return tree

    @cached_property
    def right(self) -> Node | None:
        """The right answer; None for an integral that is not known."""
        return self.solved(self.tree)

    @cached_property
    def terms(self) -> list[tuple[Node, Node]]:
        """The terms of a sum, and of each the right answer, as far as it is known. A single term is none."""
        if not isinstance(self.tree, Sum):
            return []
        solved = ((term, self.solved(term)) for term in self.tree.args)
        return [(term, right) for term, right in solved if right is not None]

    def is_answered_by(self, tree: Node, later: int = 0) -> bool:
        """Whether `tree`, differentiated `later` times, has the values of the answer, as far as some points show.

        Of an integral they may differ by a constant.
        """
        try:
            for _ in range(later):
                tree = derive(tree, self.variable)
            compared = self._compared(tree)
        except CalcgdError:
            return False
        values = ((probe.value(compared, point), number) for point, number in self._values)
        return bool(self._values) and all(_are_alike(*pair) for pair in values)

    def ratio(self) -> Any:
        """The answer divided by the right answer, where that is the same at all points; else None."""
        if self.right is None:
            return None
        right = self._compared(self.right)
        ratios = []
        for point, number in self._values:
            below = probe.value(right, point)
            if not below:
                return None
            ratios.append(number / below)
        return ratios[0] if ratios and all(_are_alike(ratio, ratios[0]) for ratio in ratios) else None

    @cached_property
    def _values(self) -> list[tuple[probe.Point, Any]]:
        return list(islice(self._all_values(), POINTS))

    def _all_values(self) -> Iterator[tuple[probe.Point, Any]]:
        answer = self._compared(self.answer)
        for point in islice(probe.points(self.tree.free | answer.free | {self.variable}, generic=True), ATTEMPTS):
            number = probe.value(answer, point)
            if number is not None:
                yield point, number

    def _compared(self, tree: Node) -> Node:
        return derive(tree, self.variable) if self.is_integral else tidy(tree)


def _are_alike(first: Any, second: Any) -> bool:
    return first is not None and abs(first - second) <= ALIKE * max(abs(first), abs(second))

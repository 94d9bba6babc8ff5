"""A function of several variables with its derivatives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from calcgd.calculus.derivative import derive
from calcgd.expression import Expression
from calcgd.expression.nodes import ZERO, Node
from calcgd.expression.tidy import add, multiply, negate, tidy


@dataclass(frozen=True)
class Surface:
    """An expression over the space of its variables `names`."""

    expression: Expression
    names: tuple[str, ...]

    @property
    def typed(self) -> Node:
        """The tree as it was written: what it needs to have a value can be read from it."""
        return self.expression.tree

    @cached_property
    def tree(self) -> Node:
        """The tidy tree."""
        return tidy(self.typed)

    @cached_property
    def gradient(self) -> tuple[Node, ...]:
        """The partial derivatives."""
        return tuple(derive(self.tree, name) for name in self.names)

    @cached_property
    def hessian(self) -> tuple[tuple[Node, ...], ...]:
        """The second derivatives, by rows."""
        return tuple(tuple(derive(slope, name) for name in self.names) for slope in self.gradient)

    @cached_property
    def curvatures(self) -> tuple[Node, ...]:
        """The elementary symmetric functions of the eigenvalues of the Hessian: sums of its principal minors."""
        size = len(self.names)
        return tuple(
            add(ZERO, *(determinant([[self.hessian[i][j] for j in places] for i in places]) for places in chosen))
            for chosen in (list(combinations(range(size), k)) for k in range(1, size + 1))
        )


def determinant(rows: Sequence[Sequence[Node]]) -> Node:
    """The determinant of a matrix of tidy trees, by its first row."""
    if len(rows) == 1:
        return rows[0][0]
    parts = []
    for place, entry in enumerate(rows[0]):
        if entry is not ZERO:
            minor = determinant([[*row[:place], *row[place + 1 :]] for row in rows[1:]])
            parts.append(multiply(entry, negate(minor) if place % 2 else minor))
    return tidy(add(ZERO, *parts))

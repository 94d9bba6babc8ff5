"""The smallest and the largest value of an expression over a box, enclosed by branch and bound."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from calcgd.expression.nodes import Negation, Node

MOST_BOXES = 50_000


class Range(NamedTuple):
    """Proved bounds (lower, upper) of the infimum and of the supremum of an expression over a box."""

    minimum: tuple[Fraction, Fraction]
    maximum: tuple[Fraction, Fraction]


def range_over(
    node: Node,
    variables: Sequence[str],
    box: Sequence[tuple[Fraction, Fraction]],
    most_boxes: int = MOST_BOXES,
    gradient: Sequence[Node] | None = None,
) -> Range | None:
    """Bounds of the smallest and the largest value of `node` over a closed box, about ten digits where that is cheap.

    None: it is not proved to have a bounded value everywhere in the box. `gradient` are its partial derivatives by
    `variables`, for sharper bounds than those of the derivatives that are worked out here. Work ends after
    `most_boxes` for either bound. Source: E. Hansen and G. W. Walster, Global Optimization Using Interval Analysis
    (2004), chapter 12. Raises BadInput for a variable that is not among `variables`.
    """
    from calcgd.numeric.range_search import minimum

    lowest = minimum(node, variables, gradient, box, most_boxes)
    if lowest is None:
        return None
    opposite = gradient and [Negation(partial) for partial in gradient]
    highest = minimum(Negation(node), variables, opposite, box, most_boxes)
    return None if highest is None else Range(lowest, (-highest[1], -highest[0]))

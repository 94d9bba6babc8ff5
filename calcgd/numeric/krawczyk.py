"""All solutions of a system of equations in a box, each proved to be one."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from calcgd.expression.nodes import Node
from calcgd.numeric.isolate import Bracket

Corner = tuple[Bracket, ...]
"""A closed box, one bracket a variable."""

MOST_BOXES = 200_000


class Solutions(NamedTuple):
    """What is proved of the solutions of a system in a box; outside of all the listed boxes there is none.

    Each of `zeros` holds exactly one solution, at which the Jacobian matrix is regular. About `undecided` nothing is
    proved: degenerate solutions, curves of solutions, poles, or what was left when the work had to end.
    """

    zeros: list[Corner]
    undecided: list[Corner]


def solutions(
    functions: Sequence[Node],
    jacobian: Sequence[Sequence[Node]],
    variables: Sequence[str],
    box: Sequence[tuple[Fraction, Fraction]],
    most_boxes: int = MOST_BOXES,
) -> Solutions:
    """All solutions of `functions` = 0 in a closed box; `jacobian` has a row of partial derivatives a function.

    There are as many functions as variables. A solution that cannot be told apart from a face of the box is kept; its
    box may stick out by a hair. Work ends after `most_boxes`, and what is left is undecided. Sources: A. Neumaier,
    Interval Methods for Systems of Equations (1990), chapter 5; R. B. Kearfott, Rigorous Global Search (1996),
    theorem 1.19. Raises BadInput for a variable that is not among `variables`.
    """
    from calcgd.numeric.box_search import BoxSearch
    from calcgd.numeric.system import System

    return Solutions(*BoxSearch(System(functions, jacobian, variables), box).run(most_boxes))

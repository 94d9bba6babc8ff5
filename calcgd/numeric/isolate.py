"""All zeros of a function of one variable in an interval, each proved to be one."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from calcgd.expression.nodes import Node

RELATIVE_BITS = 60
MOST_EVALUATIONS = 20_000


class Bracket(NamedTuple):
    """A closed interval."""

    low: Fraction
    high: Fraction


class Isolation(NamedTuple):
    """What is proved of the zeros of a function in an interval; outside of all the brackets there is none.

    Each of `zeros`, in ascending order, holds exactly one zero, and that a simple one. About `undecided` nothing is
    proved: multiple zeros, poles, jumps, ends of the domain, or what was left when the work had to end.
    """

    zeros: list[Bracket]
    undecided: list[Bracket]


def isolate(
    function: Node,
    derivative: Node,
    variable: str,
    low: Fraction,
    high: Fraction,
    most_evaluations: int = MOST_EVALUATIONS,
) -> Isolation:
    """All zeros of `function`, whose derivative is `derivative`, in the closed interval from `low` to `high`.

    A zero that cannot be told apart from an end of the interval is kept; its bracket may stick out by a hair. Work
    ends after about `most_evaluations`, and what is left is undecided. Source of the method: R. E. Moore, R. B.
    Kearfott, M. J. Cloud, Introduction to Interval Analysis (2009), chapter 8. Raises BadInput for a variable other
    than `variable`.
    """
    from calcgd.numeric.curve import Curve
    from calcgd.numeric.zero_search import Search

    return Isolation(*Search(Curve(function, derivative, variable)).run(low, high, most_evaluations))


def narrow(function: Node, derivative: Node, variable: str, bracket: Bracket, bits: int) -> Bracket:
    """The zero in a bracket of `isolate`, to about `bits` bits. Raises as `isolate` does."""
    from calcgd.numeric.curve import Curve
    from calcgd.numeric.zero_search import narrowed

    return narrowed(Curve(function, derivative, variable), bracket, bits)

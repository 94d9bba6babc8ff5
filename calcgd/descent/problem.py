"""What a descent descends on, and the situation at one iterate. Plain floats: no loop, no methods.

The functions of a `Problem` never raise on a number. Where the cost or its derivative is not defined they
answer nan, where it is too large for a float they answer +-inf, and the driver names what that means.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from calcgd.errors import BadInput
from calcgd.expression import Expression, parse
from calcgd.expression.nodes import Node

Point = tuple[float, ...]
Matrix = tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class Problem:
    """A cost over the variables `names`, in that order.

    `value(x)` is the cost, `value_and_gradient(x)` the cost and its partial derivatives from one pass, `hessian(x)`
    the symmetric matrix of second partial derivatives by rows, or None where there is none to be had.
    """

    names: tuple[str, ...]
    value: Callable[[Sequence[float]], float]
    value_and_gradient: Callable[[Sequence[float]], tuple[float, Point]]
    hessian: Callable[[Sequence[float]], Matrix] | None = None


class At(NamedTuple):
    """The whole situation at one point: where, the cost, its gradient, and the problem to ask for more."""

    x: Point
    value: float
    gradient: Point
    problem: Problem


def problem_of(tree: Node, names: Sequence[str] | None = None) -> Problem:
    """The cost that a tree describes, over `names` (else: its variables in alphabetical order).

    Second derivatives are worked out when they are first asked for. Raises `BadInput` for a variable that is not among
    the names and for a function that is only a name.
    """
    from calcgd.numeric.python import compile_gradient, compile_hessian, compile_value

    variables = tuple(sorted(tree.free) if names is None else names)
    second: list[Callable[[Sequence[float]], Matrix]] = []

    def hessian(x: Sequence[float]) -> Matrix:
        if not second:
            second.append(compile_hessian(tree, variables))
        return second[0](x)

    return Problem(variables, compile_value(tree, variables), compile_gradient(tree, variables), hessian)


Start = float | Sequence[float] | Mapping[str, float]


def as_problem(cost: Problem | Expression | Node | str) -> Problem:
    """A problem from itself, a tree, an expression or a text."""
    if isinstance(cost, Problem):
        return cost
    if isinstance(cost, str):
        cost = parse(cost)
    return problem_of(cost.tree if isinstance(cost, Expression) else cost)


def coordinates(names: Sequence[str], start: Start) -> list[float]:
    """The start values in the order of `names`. Raises `BadInput` for a name that is missing or unknown."""
    if isinstance(start, Mapping):
        wrong = sorted(set(start) ^ set(names))
        if wrong:
            raise BadInput(f"the start must name each of {', '.join(names)}; look at {wrong[0]}")
        return [start[name] for name in names]
    return list(start) if isinstance(start, Sequence) else [start]

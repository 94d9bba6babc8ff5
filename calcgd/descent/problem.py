"""What a descent descends on, and the situation at one iterate. No loop, no methods.

The functions of a `Problem` never raise on a number. Where the cost or its derivative is not defined they
answer nan, where it is too large for a float they answer +-inf, and the driver names what that means.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf, isnan
from typing import Any, NamedTuple

from calcgd.errors import BadInput
from calcgd.expression import Expression, parse
from calcgd.expression.nodes import Negation, Node
from calcgd.numeric.arithmetic import dot, select
from calcgd.numeric.kernel import Kernel
from calcgd.numeric.tapes import gradient_tape, hessian_product_tape, hessian_tape, value_tape

Point = tuple[float, ...]
Matrix = tuple[tuple[float, ...], ...]
Bound = tuple[float, float]


@dataclass(frozen=True)
class Problem:
    """A cost over the variables `names`, in that order, to be made small.

    value               x -> the cost
    value_and_gradient  x -> the cost and its partial derivatives, from one pass
    hessian             x -> the symmetric matrix of second partial derivatives by rows; None where there is none
    hessian_product     (*x, *direction) -> the Hessian times the direction; None where there is none
    tree                the cost as a tree, None where it is known by its functions only
    bounds              (lowest, highest) of each variable, infinite where it is free on that side; None: all free
    sign                -1 where the cost is the negative of what somebody wants to make large, else 1
    """

    names: tuple[str, ...]
    value: Callable[[Sequence[Any]], Any]
    value_and_gradient: Callable[[Sequence[Any]], tuple[Any, Any]]
    hessian: Callable[[Sequence[Any]], Any] | None = None
    hessian_product: Callable[[Sequence[Any]], Any] | None = None
    tree: Node | None = None
    bounds: tuple[Bound, ...] | None = None
    sign: int = 1

    def hessian_times(self, x: Sequence[Any], direction: Sequence[Any]) -> Sequence[Any]:
        """The Hessian at x times a direction; needs `hessian_product` or `hessian`."""
        if self.hessian_product is not None:
            return self.hessian_product([*x, *direction])
        assert self.hessian is not None
        return [dot(row, direction) for row in self.hessian(x)]

    def project(self, x: Sequence[Any]) -> Sequence[Any]:
        """The nearest point within the bounds."""
        if self.bounds is None:
            return x
        return [_clamped(value, *bound) for value, bound in zip(x, self.bounds, strict=True)]

    def free_gradient(self, x: Sequence[Any], gradient: Sequence[Any]) -> Sequence[Any]:
        """The gradient without the components along which downhill leads out of the bounds from here.

        Where all of it is zero the first-order conditions of a minimum within bounds hold (Nocedal and Wright,
        "Numerical Optimization", section 16.7).
        """
        if self.bounds is None:
            return gradient
        parts = zip(x, gradient, self.bounds, strict=True)
        return [_freed(value, slope, *bound) for value, slope, bound in parts]

    def free_variables(self, x: Sequence[float], gradient: Sequence[float]) -> list[int]:
        """The places of the variables along which downhill does not lead out of the bounds from here."""
        freed = self.free_gradient(x, gradient)
        return [i for i, (slope, free) in enumerate(zip(gradient, freed, strict=True)) if slope == free]


class At(NamedTuple):
    """The whole situation at one point: where, the cost, its gradient, and the problem to ask for more."""

    x: Sequence[Any]
    value: Any
    gradient: Sequence[Any]
    problem: Problem

    @property
    def free_gradient(self) -> Sequence[Any]:
        """The gradient without what leads out of the bounds."""
        return self.problem.free_gradient(self.x, self.gradient)


def _clamped(value: Any, lowest: float, highest: float) -> Any:
    if lowest > -inf:
        value = select(value < lowest, lowest, value)
    return select(value > highest, highest, value) if highest < inf else value


def _freed(value: Any, slope: Any, lowest: float, highest: float) -> Any:
    if lowest > -inf:
        slope = select((value <= lowest) & (slope > 0.0), 0.0, slope)
    return select((value >= highest) & (slope < 0.0), 0.0, slope) if highest < inf else slope


def problem_of(tree: Node, names: Sequence[str] | None = None, maximize: bool = False) -> Problem:
    """The cost that a tree describes, over `names` (else: its variables in alphabetical order), or its negative.

    Each function is compiled when it is first called, and raises `BadInput` then for a variable that is not among the
    names and for a function that is only a name.
    """
    variables = tuple(sorted(tree.free) if names is None else names)
    cost = Negation(tree) if maximize else tree
    return Problem(
        variables,
        Kernel(value_tape, cost, variables),
        Kernel(gradient_tape, cost, variables),
        Kernel(hessian_tape, cost, variables),
        Kernel(hessian_product_tape, cost, variables),
        tree=cost,
        sign=-1 if maximize else 1,
    )


def within(problem: Problem, bounds: Mapping[str, Bound]) -> Problem:
    """The same problem with some of its variables bounded.

    Raises `BadInput` for a name that is no variable and for a range without a point.
    """
    for name, (lowest, highest) in bounds.items():
        if name not in problem.names:
            raise BadInput(f"there are bounds for {name}, which is not a variable here", hint=_variables(problem))
        if isnan(lowest) or isnan(highest) or lowest > highest or lowest == inf or highest == -inf:
            hint = f"did you mean {name}={highest:g}..{lowest:g}?" if lowest > highest else None
            raise BadInput(f"the bounds of {name} hold no number: {lowest:g}..{highest:g}", hint=hint)
    return replace(problem, bounds=tuple(bounds.get(name, (-inf, inf)) for name in problem.names))


def _variables(problem: Problem) -> str:
    return f"the variables are {', '.join(problem.names)}"


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

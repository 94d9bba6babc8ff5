"""What a method is made of: transforms, which turn one direction into another. No loop, no stopping, no methods.

A `Transform` is a pair of functions. `init(n)` gives the state for n variables, and `update(direction, state, at)`
gives the new direction and the new state. The first transform of a method is given the gradient (without what leads
out of the bounds); what the last one gives is added to x. Only `descend` and those that search along a direction turn
uphill into downhill.

A transform with `kernel` is a formula in `numeric.arithmetic`: it can be written on a tape and repeated in machine
code. Its state is made of numbers, nested in lists and tuples. Other transforms may ask `at.problem` for costs and
derivatives elsewhere, hold any state, and end the descent by giving `Finished` for a direction.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from calcgd.descent.problem import At

Direction = Sequence[Any]


class Finished(NamedTuple):
    """Given for a direction: the method has done what it can, and why that is so."""

    reason: str


class Transform(NamedTuple):
    """`init(n) -> state` and `update(direction, state, at) -> (direction or Finished, state)`."""

    init: Callable[[int], Any]
    update: Callable[[Direction, Any, At], tuple[Any, Any]]
    kernel: bool = False


def stateless(update: Callable[[Direction, At], Any], kernel: bool = False) -> Transform:
    """A transform without a state from `update(direction, at) -> direction`."""
    return Transform(lambda n: (), lambda direction, state, at: (update(direction, at), state), kernel)


def chain(*transforms: Transform) -> Transform:
    """One transform that applies the given ones from left to right."""
    if len(transforms) == 1:
        return transforms[0]
    updates = [transform.update for transform in transforms]

    def init(n: int) -> list[Any]:
        return [transform.init(n) for transform in transforms]

    def update(direction: Direction, states: list[Any], at: At) -> tuple[Any, list[Any]]:
        new_states = []
        for one, state in zip(updates, states, strict=True):
            if not isinstance(direction, Finished):
                direction, state = one(direction, state, at)
            new_states.append(state)
        return direction, new_states

    return Transform(init, update, all(transform.kernel for transform in transforms))


def itself(transform: Transform) -> Transform:
    """The transform as it is."""
    return transform


def descend(rate: float) -> Transform:
    """Go downhill by a fixed rate: `d_new = -rate * d` (Cauchy 1847)."""
    return stateless(lambda direction, at: [-(rate * d) for d in direction], kernel=True)

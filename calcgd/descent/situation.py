"""What a step of a method starts from, as one row of numbers and back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple


class Situation(NamedTuple):
    """All that a step starts from: the point, the method's state, the lowest cost so far and where it was."""

    x: Sequence[Any]
    state: Any
    best: Any
    best_x: Sequence[Any]

    def numbers(self) -> list[Any]:
        """All of it in a row."""
        return [*self.x, *_flat(self.state), self.best, *self.best_x]

    def like(self, numbers: Sequence[Any]) -> Situation:
        """The same with other numbers, given in a row."""
        each = iter(numbers)
        x = tuple(next(each) for _ in self.x)
        state = _rebuilt(self.state, each)
        return Situation(x, state, next(each), tuple(each))


def _flat(state: Any) -> Iterator[Any]:
    if isinstance(state, list | tuple):
        for part in state:
            yield from _flat(part)
    else:
        yield state


def _rebuilt(like: Any, numbers: Iterator[Any]) -> Any:
    return [_rebuilt(part, numbers) for part in like] if isinstance(like, list | tuple) else next(numbers)

"""What is asked of a tree as one function, of floats and of traced numbers alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from calcgd.expression.nodes import Node
from calcgd.numeric.arithmetic import Traced, place
from calcgd.numeric.tapes import Answer


class Kernel:
    """One of the questions of `numeric.tapes` about a tree, as a function of the variables `names`.

    Of floats it is a compiled function that never raises: where there is no real value the answer is nan, what is too
    large is +-inf. Of traced numbers it appends the same operations to their tape. Nothing is worked out before the
    first call, which raises `BadInput` for a variable that is not among `names` and for a function that is only a name.
    """

    def __init__(self, question: Callable[[Any, Sequence[str]], Answer], subject: Any, names: Sequence[str]) -> None:
        self._question = question
        self._subject: Node = subject
        self._names = tuple(names)

    def __call__(self, x: Sequence[Any]) -> Any:
        if x and isinstance(x[0], Traced):
            return self._traced(x)
        return self._over_floats(x)

    @cached_property
    def _answer(self) -> Answer:
        return self._question(self._subject, self._names)

    @cached_property
    def _over_floats(self) -> Callable[[Sequence[float]], Any]:
        from calcgd.numeric.python import compiled

        return compiled(*self._answer)

    def _traced(self, x: Sequence[Any]) -> Any:
        source, outputs = self._answer
        tape = x[0].tape
        flat = list(dict.fromkeys(_flat(outputs)))
        here = dict(zip(flat, tape.inline(source, flat, [place(tape, value) for value in x]), strict=True))
        return _nested(outputs, lambda output: Traced(tape, here[output]))


def _flat(outputs: Any) -> list[int]:
    return [outputs] if isinstance(outputs, int) else [index for part in outputs for index in _flat(part)]


def _nested(outputs: Any, value: Callable[[int], Any]) -> Any:
    return value(outputs) if isinstance(outputs, int) else [_nested(part, value) for part in outputs]

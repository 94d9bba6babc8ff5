"""Where parameters start that were given no start: at 1, but for those that would then stay equal for ever.

Two units of a network that start equal have equal slopes, so that no descent tells them apart: they remain one unit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from calcgd.expression.nodes import Node
from calcgd.numeric.adjoint import gradient
from calcgd.numeric.lower import lower
from calcgd.numeric.tape import Tape

_SPREAD = 4.0
"""Values that are set apart lie between 1 divided by this and this."""


def default_starts(
    model: Node, columns: Sequence[str], parameters: Sequence[str], given: Mapping[str, float], seed: int
) -> dict[str, float]:
    """A start for each of the `parameters`, in their order: the given one or 1.

    Of those that were not given, groups that the model cannot tell apart at 1 are spread evenly on a logarithmic scale,
    in an order that the seed chooses.
    """
    start = {name: given.get(name, 1.0) for name in parameters}
    random = Random(seed)
    for group in alike(model, columns, start):
        open_ones = [name for name in group if name not in given]
        places = random.sample(range(len(open_ones)), len(open_ones)) if len(group) > 1 else []
        for name, place in zip(open_ones, places, strict=False):
            share = (place + random.uniform(0.25, 0.75)) / len(open_ones)
            start[name] = float(f"{_SPREAD ** (2 * share - 1):.3g}")
    return start


def alike(model: Node, columns: Sequence[str], start: Mapping[str, float]) -> list[tuple[str, ...]]:
    """The parameters in groups that have the same value at the start and the same partial derivative, whatever the
    data: that is read off the tape, where inputs of the same value count as one.

    Parameters in different groups may still have the same derivative, if it is written in another way.
    """
    tape = Tape((*columns, *start))
    partials = dict(zip(tape.names, gradient(tape, lower(tape, model)), strict=True))
    forms: dict[object, int] = {}
    form_of: dict[int, int] = {}
    for index in tape.needed(list(partials.values())):
        op, data, args = tape.code[index]
        parts = [form_of[arg] for arg in args]
        if op in ("add", "mul"):
            parts.sort()
        form = start[data] if op == "input" and data in start else (op, data, *parts)
        form_of[index] = forms.setdefault(form, len(forms))
    groups: dict[tuple[float, int], list[str]] = {}
    for name, value in start.items():
        groups.setdefault((value, form_of[partials[name]]), []).append(name)
    return [tuple(group) for group in groups.values()]

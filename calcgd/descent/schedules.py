"""Schedules: how the learning rate changes on the way, as formulas in t, the steps made, and n, the steps allowed."""

from __future__ import annotations

from calcgd.errors import BadInput, listed
from calcgd.expression import parse
from calcgd.expression.nodes import Node

SCHEDULES: dict[str, str] = {
    "constant": "1",
    "step": "(1/2)^floor(10*t/n)",
    "exponential": "0.01^(t/n)",
    "cosine": "(1 + cos(pi*t/n))/2",
    "1/t": "1/(1 + 100*t/n)",
}
"""Name -> the factor on the learning rate. The cosine: Loshchilov and Hutter, "SGDR" (2017), without restarts."""


def schedule(text: str) -> Node:
    """The factor that a name of `SCHEDULES`, or a formula in t and n, stands for.

    Raises `BadInput` for other variables, and what `parse` raises.
    """
    tree = parse(SCHEDULES.get(text.strip(), text)).tree
    others = sorted(tree.free - {"t", "n"})
    if others:
        raise BadInput(
            f"in a schedule {listed(others)} stands for nothing",
            hint=f"write a formula in t, the steps made, and n, the steps allowed, or {listed([*SCHEDULES], 'or')}",
        )
    return tree

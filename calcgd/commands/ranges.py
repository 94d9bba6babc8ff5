"""Ranges of variables as they are given to an option: `--on x=-10..10`, `--on x=0..2,y=-1..1`, or `--on 0..pi`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from calcgd.commands.options import Value, name_of, number_in, split
from calcgd.errors import BadInput

if TYPE_CHECKING:
    from calcgd.expression.nodes import Node

DOTS = ".."


def box(option: str, text: str, variables: Sequence[str]) -> dict[str, tuple[Node, Node]]:
    """The lower and the upper end for each of the variables, exact.

    Raises BadInput for a name that is none of `variables`, one left out or given twice, for ends that are not finite
    real numbers, and for a range that is empty or reversed.
    """
    found: dict[str, tuple[Node, Node]] = {}
    values = split(option, text)
    for place, value in enumerate(values):
        name = name_of(value, variables)
        if name is None:
            if len(values) != len(variables) and DOTS in value.text:
                raise value.problem("here a name is missing", f"write {variables[0]}={value.text.strip() or '0..1'}")
            name = variables[min(place, len(variables) - 1)]
        if name in found:
            raise value.problem(f"{name} is given twice")
        found[name] = _range(value, value.text.find("=") + 1)
    missing = [name for name in variables if name not in found]
    if missing:
        raise BadInput(f"{option} leaves out {', '.join(missing)}", hint=f"add {missing[0]}=-10..10")
    return found


def _range(value: Value, skipped: int) -> tuple[Node, Node]:
    """The two ends in the part of a value from the character `skipped` on."""
    given = value.text[skipped:]
    at = given.find(DOTS)
    if at < 0 or given[at:].startswith(DOTS + "."):
        raise value.problem("a range is two numbers with two dots between them", "write x=-10..10")
    begin = value.begin + skipped
    low = number_in(Value(value.line, given[:at], begin))
    high = number_in(Value(value.line, given[at + len(DOTS) :], begin + at + len(DOTS)))
    if not _is_less(low, high):
        raise Value(value.line, given, begin).problem("the range is empty: its lower end comes first, and is smaller")
    return low, high


def _is_less(low: Node, high: Node) -> bool:
    from calcgd.calculus.point import to_float
    from calcgd.expression.tidy import subtract

    distance = to_float(subtract(high, low))
    return distance is not None and distance > 0

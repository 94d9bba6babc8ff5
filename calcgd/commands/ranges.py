"""Ranges of variables as they are given to an option: `--on x=-10..10`, `--on x=0..2,y=-1..1`, or `--on 0..pi`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf
from typing import TYPE_CHECKING, Any

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
    found = {name: _range(value, False) for name, value in _by_name(option, text, variables)}
    missing = [name for name in variables if name not in found]
    if missing:
        raise BadInput(f"{option} leaves out {', '.join(missing)}", hint=f"add {missing[0]}=-10..10")
    return found


def bounds(option: str, text: str, variables: Sequence[str]) -> dict[str, tuple[float, float]]:
    """The ends for some of the variables as floats; an end left out, as in `x=0..`, is infinite.

    Raises BadInput as `box` does.
    """
    from calcgd.calculus.point import to_float

    found = {}
    for name, value in _by_name(option, text, variables):
        low, high = (None if end is None else to_float(end) for end in _range(value, True))
        found[name] = (-inf if low is None else low, inf if high is None else high)
    return found


def _by_name(option: str, text: str, variables: Sequence[str]) -> Iterator[tuple[str, Value]]:
    """The ranges of a list with their variables: named, or in the order of the variables."""
    seen = set()
    values = split(option, text)
    for place, value in enumerate(values):
        name = name_of(value, variables)
        if name is None:
            if len(values) != len(variables) and DOTS in value.text:
                raise value.problem("here a name is missing", f"write {variables[0]}={value.text.strip() or '0..1'}")
            name = variables[min(place, len(variables) - 1)]
        if name in seen:
            raise value.problem(f"{name} is given twice")
        seen.add(name)
        yield name, value


def _range(value: Value, open_ended: bool) -> tuple[Any, Any]:
    """The two ends that are written after a name; None for one left out, where that is allowed."""
    skipped = value.text.find("=") + 1
    given = value.text[skipped:]
    at = given.find(DOTS)
    if at < 0 or given[at:].startswith(DOTS + "."):
        raise value.problem("a range is two numbers with two dots between them", "write x=-10..10")
    parts = ((given[:at], 0), (given[at + len(DOTS) :], at + len(DOTS)))
    ends = [
        None if open_ended and _is_infinite(part) else number_in(Value(value.line, part, value.begin + skipped + place))
        for part, place in parts
    ]
    low, high = ends
    if low is not None and high is not None and not _is_less(low, high):
        whole = Value(value.line, given, value.begin + skipped)
        raise whole.problem("the range is empty: its lower end comes first, and is smaller")
    return low, high


def _is_infinite(end: str) -> bool:
    return end.strip().lower().lstrip("+-") in ("", "oo", "∞", "inf", "infinity")


def _is_less(low: Node, high: Node) -> bool:
    from calcgd.calculus.point import to_float
    from calcgd.expression.tidy import subtract

    distance = to_float(subtract(high, low))
    return distance is not None and distance > 0

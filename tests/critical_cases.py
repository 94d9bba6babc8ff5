"""The cases of `cases/critical`: functions with all their critical points, known without the product.

A case of a file `cases/critical/*.toml` reads

    [[case]]
    expression = "x**4/4 - 2*x**2"
    on = "x=-3..3"                          # the domain asked for; left out: all of the natural domain
    points = [
        { x = "-2", value = "-4", kind = "minimum" },
        { x = "0", value = "0", kind = "maximum" },
        ...
    ]
    minimum = "-4"
    maximum = "9/4"

A number is an exact expression or a decimal of at least 12 digits. `kind` names every kind that is right, the one that
says most first: a corner that is a minimum is "minimum | corner". `minimum` and `maximum` are the extreme values over
the domain: a number, "NUMBER not attained" or "unbounded"; left out where nothing is claimed. Further keys:

    families   points for every whole number k: { x = "pi/2 + 2*pi*k", kind = "maximum" }
    continua   curves of critical points, by a parameter t: { x = "cos(t)", y = "sin(t)", t = "0..2*pi" }
    proof      false where no proof of completeness can be asked for
    window     where the function is sampled if that is not -10..10 for every variable
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from mpmath_oracle import value

from calcgd.expression import parse
from calcgd.expression.nodes import Node

FOLDER = Path(__file__).parent / "cases" / "critical"
UNBOUNDED, NOT_ATTAINED = "unbounded", " not attained"
USUAL_WINDOW = "-10..10"
MEMBERS = 50
"""How many members of a family are looked at in each direction; the window holds fewer."""

Range = tuple[Any, Any]


class Point(NamedTuple):
    """A critical point: coordinates by name, value and acceptable kinds."""

    at: dict[str, Any]
    value: Any
    kinds: tuple[str, ...]


class Continuum(NamedTuple):
    """A curve of critical points: coordinates as trees in t, and the range of t that is looked at."""

    curve: dict[str, Node]
    range: Range

    def inside(self) -> list[Any]:
        """A few parameters between the ends of the range."""
        low, high = self.range
        return [low + (high - low) * part / 9 for part in (1, 2, 4, 7, 8)]

    def point(self, t: Any) -> dict[str, Any]:
        """The point of the curve at parameter `t`."""
        return {name: value(node, {"t": t}) for name, node in self.curve.items()}


class Extreme(NamedTuple):
    """A smallest or largest value: `value` is None where the function is unbounded."""

    value: Any
    attained: bool


class Case:
    """One function and what is known of it."""

    def __init__(self, file: str, given: Mapping[str, Any]) -> None:
        self.file = file
        self.given = given
        self.expression: str = given["expression"]
        self.on: str | None = given.get("on")
        self.proof: bool = given.get("proof", True)

    def __repr__(self) -> str:
        return f"{self.expression} on {self.on}" if self.on else self.expression

    @cached_property
    def tree(self) -> Node:
        """The expression as typed."""
        return parse(self.expression).tree

    @cached_property
    def variables(self) -> list[str]:
        """The names of the variables, x where there is none."""
        return sorted(self.tree.free) or ["x"]

    @cached_property
    def ends(self) -> dict[str, tuple[str, str]]:
        """The ends of the stated domain as they are written, by variable."""
        return ranges(self.on, self.variables) if self.on else {}

    @cached_property
    def window(self) -> dict[str, Range]:
        """Where to look, by variable: the stated domain, or a part of space with all that is of interest."""
        texts = ranges(self.given.get("window", USUAL_WINDOW), self.variables) | self.ends
        return {name: (number(low), number(high)) for name, (low, high) in texts.items()}

    @cached_property
    def groups(self) -> list[list[Point]]:
        """Each isolated point, and of each family the members in the window."""
        isolated = [[self._point(entry)] for entry in self.given.get("points", ())]
        return isolated + [list(self._members(entry)) for entry in self.given.get("families", ())]

    @cached_property
    def points(self) -> list[Point]:
        """The points of all groups."""
        return [point for group in self.groups for point in group]

    @cached_property
    def continua(self) -> list[Continuum]:
        """The curves of critical points."""
        return [
            Continuum({name: parse(entry[name]).tree for name in self.variables}, range_of(entry["t"]))
            for entry in self.given.get("continua", ())
        ]

    @cached_property
    def minimum(self) -> Extreme | None:
        """The smallest value over the domain, None where nothing is claimed."""
        return extreme(self.given.get("minimum"))

    @cached_property
    def maximum(self) -> Extreme | None:
        """The largest value over the domain, None where nothing is claimed."""
        return extreme(self.given.get("maximum"))

    def _point(self, entry: Mapping[str, str]) -> Point:
        at = {name: number(entry[name]) for name in self.variables}
        return Point(at, number(entry["value"]), tuple(entry["kind"].split(" | ")))

    def _members(self, entry: Mapping[str, str]) -> Iterator[Point]:
        (name,) = self.variables
        low, high = self.window[name]
        formula = parse(entry[name]).tree
        for k in range(-MEMBERS, MEMBERS + 1):
            at = {name: value(formula, {"k": k})}
            if low <= at[name] <= high:
                yield Point(at, value(self.tree, at), tuple(entry["kind"].split(" | ")))


def cases() -> list[Case]:
    """All cases, in the order of their files."""
    return [
        Case(path.stem, given)
        for path in sorted(FOLDER.glob("*.toml"))
        for given in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
    ]


def number(text: str) -> Any:
    """The value of an expression without variables as an mpf."""
    return value(parse(text).tree, {})


def interval(text: str) -> tuple[str, str]:
    """`0..2*pi` as a pair of texts."""
    low, high = text.split("..")
    return low, high


def range_of(text: str) -> Range:
    """`0..2*pi` as a pair of numbers."""
    low, high = interval(text)
    return number(low), number(high)


def ranges(text: str, variables: list[str]) -> dict[str, tuple[str, str]]:
    """`-1..1`, the same for every variable, or `x=-1..1,y=0..2`."""
    if "=" not in text:
        return dict.fromkeys(variables, interval(text))
    pairs = (part.split("=") for part in text.split(","))
    return {name.strip(): interval(given) for name, given in pairs}


def extreme(text: str | None) -> Extreme | None:
    """`-4`, `0 not attained` or `unbounded`."""
    if text is None:
        return None
    if text == UNBOUNDED:
        return Extreme(None, False)
    return Extreme(number(text.removesuffix(NOT_ATTAINED)), not text.endswith(NOT_ATTAINED))

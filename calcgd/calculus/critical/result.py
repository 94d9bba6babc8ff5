"""What is known of the critical points of a function: data, with the reasons in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from calcgd.calculus.line.real import Bounds, Real
from calcgd.expression import Expression
from calcgd.expression.nodes import Node

Kind = Literal[
    "minimum",
    "maximum",
    "saddle",
    "inflection",
    "corner",
    "cusp",
    "jump",
    "endpoint-minimum",
    "endpoint-maximum",
    "undecided",
]
Shape = Literal["smooth", "corner", "cusp", "vertical tangent", "jump", "end", "isolated"]
Scope = Literal["global", "local", ""]


@dataclass(frozen=True, slots=True)
class CriticalPoint:
    """A critical point: its coordinates by variable, and the value there.

    `kind` is what it is, `shape` how the graph looks there, and `reason` the sentence that says why. `scope` of an
    extremum is "global" only where that is proved; a constant `period` means that it repeats after each.
    """

    point: Mapping[str, Real]
    value: Real | None
    kind: Kind
    shape: Shape
    reason: str
    scope: Scope = ""
    period: Node | None = None


@dataclass(frozen=True, slots=True)
class Continuum:
    """Critical points that are not isolated: all that fulfil the `conditions`, and again after each `period`.

    `value` is the one value on it.
    """

    conditions: tuple[Node, ...]
    value: Real | None
    kind: Kind
    reason: str
    period: Node | None = None


@dataclass(frozen=True, slots=True)
class Extreme:
    """The least or greatest value over the domain: attained, or only approached (`attained` false), or `unbounded`.

    `where` are the points at which it is attained; `reason` says how it is known, or where the values tend to it.
    """

    value: Real | None
    attained: bool
    where: tuple[CriticalPoint, ...]
    unbounded: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Critical:
    """All that was found.

    `domain` says in words where was searched: the natural domain, or where `boxed` the part of it in a box, which
    where `assumed` is a default one. `complete` is said only with a `proof`; `undecided` are the places about which
    nothing is proved. `minimum` and `maximum` are None where nothing is proved about them.
    """

    expression: Expression
    variables: tuple[str, ...]
    domain: str
    boxed: bool
    assumed: bool
    points: tuple[CriticalPoint, ...]
    continua: tuple[Continuum, ...]
    undecided: tuple[Mapping[str, Bounds], ...]
    complete: bool
    proof: str
    minimum: Extreme | None
    maximum: Extreme | None

    @property
    def families(self) -> tuple[CriticalPoint, ...]:
        """The points that repeat."""
        return tuple(point for point in self.points if point.period is not None)

"""Real numbers that are known well enough to be compared: by a closed form, as the zero of an equation, or as a value.

Each can be enclosed between rationals as narrowly as one likes, by ball arithmetic, so that an order once found is
proved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, cmp_to_key
from typing import NamedTuple

from calcgd.calculus.derivative import derive
from calcgd.calculus.point import to_float
from calcgd.errors import NoAnswer
from calcgd.expression.nodes import ZERO, Node, Number, Symbol
from calcgd.expression.substitute import substitute
from calcgd.expression.text import text
from calcgd.expression.tidy import subtract, tidy

PRECISIONS = (64, 256, 1024)
"""Bits at which an open question is asked again and again."""


SPARE = 8
"""Bits that may be lost where a value is worked out from numbers with as many bits."""


class Bounds(NamedTuple):
    """Two rationals with a number between them."""

    low: Fraction
    high: Fraction


class Real:
    """A real number. `exact` is its closed form, a tidy tree without variables, or None."""

    exact: Node | None = None

    @cached_property
    def _known(self) -> dict[int, Bounds]:
        return {}

    def within(self, bits: int) -> Bounds:
        """Rationals that enclose it, about `bits` bits apart. Raises NoAnswer where it cannot be enclosed."""
        if bits not in self._known:
            self._known[bits] = self._within(bits)
        return self._known[bits]

    def _within(self, bits: int) -> Bounds:
        raise NotImplementedError

    @property
    def decimal(self) -> float:
        """The nearest float, but for the last bit."""
        if self.exact is not None:
            exactly = to_float(self.exact)
            if exactly is not None:
                return exactly
        low, high = self.within(PRECISIONS[0])
        return float((low + high) / 2) + 0.0

    def __str__(self) -> str:
        return text(self.exact) if self.exact is not None else f"{self.decimal:.10g}"


@dataclass(frozen=True)
class Exact(Real):
    """A number with a closed form. `equation` is an irreducible polynomial in `variable` that it is a root of."""

    exact: Node  # type: ignore[assignment]
    equation: Node | None = None
    variable: str = ""

    def _within(self, bits: int) -> Bounds:
        if isinstance(self.exact, Number):
            return Bounds(Fraction(self.exact.value), Fraction(self.exact.value))
        return enclosed(self.exact, {}, bits)


@dataclass(frozen=True)
class Root(Real):
    """The only zero that `equation`, in `variable`, has between `low` and `high`; a simple one."""

    equation: Node
    variable: str
    low: Fraction
    high: Fraction
    exact: Node | None = field(default=None, init=False)

    def _within(self, bits: int) -> Bounds:
        if bits <= PRECISIONS[0]:
            return Bounds(self.low, self.high)
        from calcgd.numeric.isolate import Bracket, narrow

        slope = derive(self.equation, self.variable)
        return Bounds(*narrow(self.equation, slope, self.variable, Bracket(self.low, self.high), bits))

    @property
    def definition(self) -> str:
        """The number in words: `root of x**5 - x - 1 near 1.167303978`."""
        return f"root of {text(self.equation)} near {self}"


@dataclass(frozen=True)
class Image(Real):
    """The value of an expression at numbers some of which have no closed form."""

    node: Node
    at: Mapping[str, Real]
    exact: Node | None = field(default=None, init=False)

    def _within(self, bits: int) -> Bounds:
        low, high = enclosed(self.node, {name: real.within(bits) for name, real in self.at.items()}, bits)
        if high - low <= max(abs(low), abs(high)) / (1 << bits - SPARE):
            return Bounds(low, high)
        return enclosed(self.node, {name: real.within(2 * bits) for name, real in self.at.items()}, 2 * bits)


def enclosed(node: Node, box: Mapping[str, tuple[Fraction, Fraction]], bits: int) -> Bounds:
    """Rationals that enclose all values of `node` over a box. Raises NoAnswer where none are found."""
    from calcgd.numeric.interval import bounds

    found = bounds(node, box, bits)
    if found is None:
        raise NoAnswer(f"{text(node)} could not be enclosed between two numbers")
    return Bounds(*found)


def value_at(node: Node, point: Mapping[str, Real]) -> Real:
    """The value of `node` at a point: exact where the point is."""
    exact = {name: real.exact for name, real in point.items() if real.exact is not None}
    there = tidy(substitute(_reduced(node, point), exact))
    if not there.free:
        return Exact(there)
    return Image(there, {name: real for name, real in point.items() if name in there.free})


def _reduced(node: Node, point: Mapping[str, Real]) -> Node:
    """A rational function at an algebraic number as the polynomial of least degree that has the same value there."""
    if len(point) != 1:
        return node
    [(name, real)] = point.items()
    if not isinstance(real, Exact | Root) or real.equation is None or node.free != {name}:
        return node
    from calcgd.algebra.residue import at_root

    equation = substitute(real.equation, {real.variable: Symbol(name)})
    reduced = at_root(node, equation, name)
    return node if reduced is None else reduced


def compare(first: Real, second: Real) -> int:
    """-1, 0 or 1 as the first is smaller, equal or larger. Equal is what 1024 bits cannot tell apart."""
    if first == second:
        return 0
    if first.exact is not None and second.exact is not None:
        difference = subtract(first.exact, second.exact)
        if isinstance(difference, Number):
            return (difference.value > 0) - (difference.value < 0)
    for bits in PRECISIONS:
        (a, b), (c, d) = first.within(bits), second.within(bits)
        if b < c:
            return -1
        if d < a:
            return 1
    return 0


def sign_at(node: Node, point: Mapping[str, Real]) -> int | None:
    """The sign of `node` at a point, 0 only where proved; None where it has no value there or none is known."""
    value = value_at(node, point)
    if isinstance(value, Exact):
        if isinstance(value.exact, Number):
            return (value.exact.value > 0) - (value.exact.value < 0)
        sign = _sign_of(value.exact, {})
        return sign if sign is not None else _zero_if_proved(value.exact)
    assert isinstance(value, Image)
    return _sign_of(value.node, value.at)


def _sign_of(node: Node, at: Mapping[str, Real]) -> int | None:
    from calcgd.numeric.interval import sign

    for bits in PRECISIONS:
        found = sign(node, {name: real.within(bits) for name, real in at.items()}, bits)
        if found:
            return found
    return None


def _zero_if_proved(constant: Node) -> int | None:
    from calcgd.algebra.prove import equal

    return 0 if equal(constant, ZERO).status == "proved" else None


def ascending(reals: Iterable[Real]) -> list[Real]:
    """The numbers in order, each once; of equal ones the first with a closed form stays."""
    found: list[Real] = []
    for real in sorted(reals, key=cmp_to_key(compare)):
        if found and compare(found[-1], real) == 0:
            if found[-1].exact is None:
                found[-1] = real
        else:
            found.append(real)
    return found

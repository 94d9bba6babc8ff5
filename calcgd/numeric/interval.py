"""Proved enclosures of the values of an expression over a box, by FLINT's ball arithmetic.

Source: F. Johansson, Arb: efficient arbitrary-precision midpoint-radius interval arithmetic, IEEE Transactions on
Computers 66 (2017). Every rounding goes outward, so what is said here is proved.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from calcgd.expression.nodes import Node
from calcgd.expression.sharing import cache

if TYPE_CHECKING:
    from calcgd.numeric.pieces import Values
    from calcgd.numeric.program import Program

Box = Mapping[str, tuple[Fraction | None, Fraction | None]]
"""The ends of an interval for each variable; None where it has no end."""

BITS = 64

_programs: dict[tuple[Node, tuple[str, ...]], Program] = cache({})


class Enclosure(NamedTuple):
    """What is proved of the values of an expression over a box.

    `low`, `high`: bounds of all its values, None where there is none known. `defined`: it has a value everywhere in
    the box; `continuous`: and is continuous there; `nonzero`: it is 0 nowhere in the box, where it has a value.
    """

    low: Fraction | None
    high: Fraction | None
    defined: bool
    continuous: bool
    nonzero: bool


def enclosure(node: Node, box: Box, bits: int = BITS) -> Enclosure | None:
    """All that is proved of the values of `node` over a closed box, also where it is not defined everywhere.

    None: it has no value anywhere in the box. Raises BadInput for a variable that has no place in the box and for a
    function that is only a name.
    """
    from calcgd.numeric.flint_numbers import fraction_above, fraction_below

    values = _values(node, box, bits)
    if not values.pieces:
        return None
    return Enclosure(
        fraction_below(values.low), fraction_above(values.high), values.total, values.continuous, values.is_nonzero
    )


def bounds(node: Node, box: Box, bits: int = BITS) -> tuple[Fraction, Fraction] | None:
    """Bounds of all values of `node` over a closed box; None where it is not proved defined everywhere and bounded.

    Raises as `enclosure` does.
    """
    found = enclosure(node, box, bits)
    if found is None or not found.defined or found.low is None or found.high is None:
        return None
    return found.low, found.high


def sign(node: Node, box: Box, bits: int = BITS) -> int | None:
    """1 or -1 where `node` is proved positive or negative everywhere in the box, 0 where it is exactly 0, else None."""
    values = _values(node, box, bits)
    if not values.pieces or not values.total:
        return None
    if values.low > 0 or (values.low >= 0 and values.nonzero):
        return 1
    if values.high < 0 or (values.high <= 0 and values.nonzero):
        return -1
    return 0 if values.low == 0 == values.high else None


def is_sloped(node: Node, point: Mapping[str, float]) -> bool:
    """Whether some partial derivative of `node` is proved to be other than zero at a point, however small it is.

    What is too small for a float is not too small here.
    """
    from calcgd.numeric.program import Program
    from calcgd.numeric.sets import set_meaning

    box = {name: (Fraction(value), Fraction(value)) for name, value in point.items()}
    partials = _over(Program.of_gradient(node, tuple(point), set_meaning), box, BITS)
    return any(partial.pieces and partial.total and partial.is_nonzero for partial in partials)


def is_undefined(node: Node, box: Box) -> bool:
    """Whether `node` is proved to have no real value anywhere in the box."""
    return not _values(node, box, BITS).pieces


def _values(node: Node, box: Box, bits: int) -> Values:
    from calcgd.numeric.program import Program
    from calcgd.numeric.sets import set_meaning

    key = node, tuple(box)
    if key not in _programs:
        _programs[key] = Program.of([node], key[1], set_meaning)
    return _over(_programs[key], box, bits)[0]


def _over(program: Program, box: Box, bits: int) -> list[Values]:
    from flint import arb, ctx

    from calcgd.numeric.flint_numbers import exact
    from calcgd.numeric.pieces import Values, down, up

    with ctx.workprec(bits):
        sides = [
            Values(
                (
                    (
                        -arb.pos_inf() if low is None else down(arb(exact(low))),
                        arb.pos_inf() if high is None else up(arb(exact(high))),
                    ),
                )
            )
            for low, high in box.values()
        ]
        return program(sides)

"""What a mark on the line is: from the signs of the slope beside it, and the limits and slopes on both sides."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from calcgd.calculus.critical.result import CriticalPoint, Kind, Shape
from calcgd.calculus.derivative import derive
from calcgd.calculus.line.chart import Gap, Mark
from calcgd.calculus.line.limits import Limit, approached
from calcgd.calculus.line.real import Exact, Real, compare, sign_at, value_at
from calcgd.expression.nodes import ZERO, Node

HIGHEST_ORDER = 12
"""Of the derivatives that are tried at a point where the second one is 0."""


@dataclass(frozen=True)
class Side:
    """What a function does beside a point at which it has the value `height`.

    `direction` is -1 on the left, 1 on the right; where there is no cut (`is_cut`), the function is smooth.
    """

    gap: Gap
    variable: str
    at: Real
    height: Real
    direction: int
    is_cut: bool

    @cached_property
    def limit(self) -> Limit | None:
        """What the values tend to."""
        assert self.gap.tree is not None
        return approached(self.gap.tree, self.variable, self.at, self.direction)

    @cached_property
    def slope(self) -> Limit | None:
        """What the slope tends to."""
        assert self.gap.slope is not None
        return approached(self.gap.slope, self.variable, self.at, self.direction)

    @cached_property
    def jump(self) -> int | None:
        """The sign of the limit less the value at the point, 0 where it is continuous on this side, None: not known."""
        if not self.is_cut:
            return 0
        if self.limit is None:
            return None
        return self.limit.infinite or compare(self.limit.number(), self.height)

    @property
    def rise(self) -> int | None:
        """The sign of the values near the point less the value at it, None: not known."""
        if self.jump is None or self.jump:
            return self.jump
        return None if self.gap.rises is None else self.gap.rises * self.direction


def classified(tree: Node, variable: str, mark: Mark) -> CriticalPoint | None:
    """The critical point at a mark where `tree` has a value.

    None where it is smooth with a slope that is not 0, and where it is constant.
    """
    at, height = mark.at, value_at(tree, {variable: mark.at})
    sides = [
        Side(gap, variable, at, height, direction, mark.is_cut)
        for gap, direction in ((mark.left, -1), (mark.right, 1))
        if gap is not None and gap.tree is not None
    ]
    if sides and all(side.gap.rises == 0 and side.jump == 0 for side in sides):
        return None
    shape = _shape(sides) if mark.is_cut else "smooth"
    if shape == "smooth" and mark.is_cut and _slopes(sides)[0] != ZERO:
        return None
    kind, reason = _kind(sides, shape, variable)
    return CriticalPoint({variable: at}, height, kind, shape, reason)


def _shape(sides: list[Side]) -> Shape:
    if len(sides) < 2:
        return "end" if sides else "isolated"
    if any(side.jump != 0 for side in sides):
        return "jump"
    left, right = (side.slope for side in sides)
    if left is None or right is None:
        return "corner"
    if left.infinite or right.infinite:
        if left.infinite == right.infinite:
            return "vertical tangent"
        return "cusp" if left.infinite and right.infinite else "corner"
    return "smooth" if compare(left.number(), right.number()) == 0 else "corner"


def _slopes(sides: list[Side]) -> list[Node | None]:
    return [side.slope.finite.exact if side.slope and side.slope.finite else None for side in sides]


def _kind(sides: list[Side], shape: Shape, variable: str) -> tuple[Kind, str]:
    rises = [rise for side in sides if (rise := side.rise) is not None]
    if not sides:
        return "minimum", _why(sides, shape)
    if len(rises) < len(sides):
        return ("undecided", _why(sides, shape)) if sides[0].is_cut else _by_derivatives(sides, variable)
    if len(sides) == 1:
        return ("endpoint-minimum" if rises[0] >= 0 else "endpoint-maximum"), _why(sides, shape)
    if min(rises) >= 0 or max(rises) <= 0:
        kind: Kind = "minimum" if min(rises) >= 0 else "maximum"
    else:
        kind = _NOT_EXTREME.get(shape, "inflection")
    by_derivatives = "" if sides[0].is_cut else _by_derivatives(sides, variable)[1]
    return kind, by_derivatives or _why(sides, shape)


_NOT_EXTREME: dict[Shape, Kind] = {"corner": "corner", "cusp": "cusp", "jump": "jump"}


def _by_derivatives(sides: list[Side], variable: str) -> tuple[Kind, str]:
    """The first derivative from the second one on that is not 0 at the point decides, by Taylor's formula."""
    at, derivative = sides[0].at, sides[0].gap.slope
    assert derivative is not None
    for order in range(2, HIGHEST_ORDER + 1):
        derivative = derive(derivative, variable)
        sign = sign_at(derivative, {variable: at})
        if sign is None or derivative is ZERO:
            break
        if sign:
            name = f"f{primes(order)}({at})" if at.exact is not None else f"f{primes(order)}"
            value = value_at(derivative, {variable: at})
            shown = f"{name} = {value}" if isinstance(value, Exact) else f"{name} is about {value.decimal:.6g}"
            earlier = "" if order == 2 else "the derivatives before it are 0, and "
            meaning = f"{earlier}{shown} {'> 0' if sign > 0 else '< 0'}"
            if order % 2:
                return "inflection", f"{meaning}: an odd order"
            return ("minimum" if sign > 0 else "maximum"), meaning
    return "undecided", ""


def primes(order: int) -> str:
    """How a derivative of that order is marked: `''`, `^(4)`."""
    return "'" * order if order <= 3 else f"^({order})"


def _why(sides: list[Side], shape: Shape) -> str:
    if shape == "end":
        [side] = sides
        where = "right" if side.direction > 0 else "left"
        return f"an end of the domain; f {_course(side)} to the {where} of it"
    if shape == "isolated":
        return "an isolated point of the domain: no value near is less or greater"
    left, right = sides
    slopes = _slope_text(left), _slope_text(right)
    if shape == "jump":
        return "f jumps there"
    if shape in ("corner", "cusp", "vertical tangent") and None not in slopes:
        return f"f' tends to {slopes[0]} from the left and to {slopes[1]} from the right"
    signs = {1: "+", -1: "-", 0: "0"}
    before, after = (signs.get(side.gap.rises, "?") for side in sides)  # type: ignore[arg-type]
    return f"f' keeps its sign ({before})" if before == after else f"f' changes from {before} to {after}"


def _course(side: Side) -> str:
    if side.jump:
        return "jumps"
    rises = side.gap.rises
    return "does what is not known" if rises is None else ("falls", "is constant", "rises")[rises + 1]


def _slope_text(side: Side) -> str | None:
    if side.slope is None:
        return None
    return str(side.slope.finite) if not side.slope.infinite else ("oo" if side.slope.infinite > 0 else "-oo")

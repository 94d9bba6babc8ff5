"""What dense sampling says about critical points, by values of the function alone.

It knows nothing of the product's methods: slopes are differences of values computed by mpmath with `DIGITS` digits,
zeros of the slope are found by bisection between samples, kinds by comparing with neighbours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import Any

from critical_cases import Case, Extreme
from mpmath import mp, mpf
from mpmath_oracle import value_to

DIGITS = 60
STEP = mpf(10) ** -20
SAMPLES = 700
OFFSET = (5**0.5 - 1) / 2
"""Where in its cell a sample lies: irrational, so that corners, poles and zeros fall between samples."""

SMOOTH_KINDS = {"min": {"minimum"}, "max": {"maximum"}, "through": {"inflection"}}
CORNER_KINDS = {"min": {"minimum", "corner"}, "max": {"maximum", "corner"}, "through": {"corner"}}
STEEP_KINDS = {"min": {"minimum", "cusp"}, "max": {"maximum", "cusp"}, "through": {"inflection"}}
JUMP_KINDS = {"min": {"minimum", "jump"}, "max": {"maximum", "jump"}, "through": {"jump"}}
END_KINDS = {"min": {"endpoint-minimum"}, "max": {"endpoint-maximum"}, "through": set()}

Cell = tuple[Any, Any]


class Curve:
    """A function of one variable, seen through its values."""

    def __init__(self, case: Case) -> None:
        (self.name,) = case.variables
        self.tree = case.tree
        self.low, self.high = case.window[self.name]
        self.stated = case.on is not None

    def __call__(self, x: Any) -> Any:
        """The value at x, None where there is none."""
        if self.stated and not self.low <= x <= self.high:
            return None
        return value_to(self.tree, {self.name: x}, DIGITS)

    def slope(self, x: Any) -> Any:
        """The central difference quotient at x, None where it cannot be formed."""
        left, right = self(x - STEP), self(x + STEP)
        return None if left is None or right is None else (right - left) / (2 * STEP)

    def grid(self) -> list[Any]:
        """Samples of the window, none of them at a simple fraction."""
        width = (self.high - self.low) / SAMPLES
        return [self.low + (index + mpf(OFFSET)) * width for index in range(SAMPLES)]


def bisected(sign: Callable[[Any], bool], cell: Cell) -> Any:
    """The place in `cell` where `sign` changes, which differs at its two ends."""
    low, high = cell
    at_low = sign(low)
    while high - low > STEP:
        middle = (low + high) / 2
        low, high = (middle, high) if sign(middle) == at_low else (low, middle)
    return snapped((low + high) / 2)


def snapped(x: Any) -> Any:
    """The fraction with a denominator of at most 60 that is as good as x, or x itself."""
    for denominator in (1, 60, 7, 11):
        near = mpf(int(mp.nint(x * denominator))) / denominator
        if abs(near - x) < 10**4 * STEP:
            return near
    return x


def sampled_points(curve: Curve) -> list[Any]:
    """The places inside the window where the slope is zero, jumps or is infinite, as far as samples show them."""
    return [x for x in sampled_places(curve) if curve(x) is not None and _continuous(curve, x)]


def sampled_places(curve: Curve) -> list[Any]:
    """The sampled points and besides them poles and holes."""
    grid = curve.grid()
    slopes = [curve.slope(x) for x in grid]
    turns = [
        bisected(lambda x: (curve.slope(x) or 0) > 0, (grid[index], grid[index + 1]))
        for index, (low, high) in enumerate(pairwise(slopes))
        if low is not None and high is not None and low * high < 0
    ]
    return turns + list(_touching(curve, grid, slopes)) + list(_jumps(curve, grid, slopes))


def _touching(curve: Curve, grid: list[Any], slopes: list[Any]) -> Iterator[Any]:
    """Zeros and poles of the slope without a change of sign: its size has a dip to nothing or a peak without bound."""
    for index in range(1, len(grid) - 1):
        near = slopes[index - 1 : index + 2]
        if None in near or len({slope > 0 for slope in near}) > 1:
            continue
        first, size, last = map(abs, near)
        if mpf("0.999") * min(first, last) <= size <= mpf("1.001") * max(first, last):
            continue
        sign = 1 if size < first else -1
        place = _lowest(lambda x, sign=sign: sign * _size(curve, x), (grid[index - 1], grid[index + 1]))
        inside = None not in (curve(place - mpf(10) ** -6), curve(place + mpf(10) ** -6))
        if inside and not mpf(10) ** -6 * first < _size(curve, place) < 10**3 * first:
            yield place


def _lowest(function: Callable[[Any], Any], cell: Cell) -> Any:
    """Where a function with one dip has it, by golden section."""
    low, high = cell
    while high - low > STEP:
        left, right = low + (high - low) * 0.382, low + (high - low) * 0.618
        low, high = (low, right) if function(left) < function(right) else (left, high)
    return snapped((low + high) / 2)


def _size(curve: Curve, x: Any) -> Any:
    slope = curve.slope(x)
    return mp.inf if slope is None else abs(slope)


def _jumps(curve: Curve, grid: list[Any], slopes: list[Any]) -> Iterator[Any]:
    """Corners and vertical tangents: where the slope changes most, closer and closer, the change stays."""
    changes = [mpf(0) if None in pair else abs(pair[1] - pair[0]) for pair in pairwise(slopes)]
    padded = [mpf(0), *changes, mpf(0)]
    noise = mpf(10) ** -15 * max((abs(slope) for slope in slopes if slope is not None), default=mpf(0))
    for index, change in enumerate(changes):
        if change <= noise + 1.2 * max(padded[index], padded[index + 2]):
            continue
        low, high = grid[index], grid[index + 1]
        while high - low > 10**5 * STEP:
            middle = (low + high) / 2
            parts = [curve.slope(x) for x in (low, middle, high)]
            if None in parts:
                break
            low, high = (low, middle) if abs(parts[1] - parts[0]) > abs(parts[2] - parts[1]) else (middle, high)
        else:
            parts = [curve.slope(low), curve.slope(high)]
            if None not in parts and abs(parts[1] - parts[0]) > mpf(10) ** -6 * change:
                yield snapped((low + high) / 2)


def _continuous(curve: Curve, x: Any) -> bool:
    """Whether values near x tend to the value at x: no pole, no jump."""
    sides = [curve(x + side * STEP * 10**4) for side in (-1, 1)]
    return all(side is None or abs(side - curve(x)) < mpf(10) ** -2 for side in sides)


def right_kinds(curve: Curve, x: Any) -> set[str]:
    """The kinds that may be given to x in the domain, by values beside it; an empty set where x is not critical."""
    sides = [curve(x + side * STEP * 10**4) for side in (-1, 1)]
    if None in sides:
        return END_KINDS[_shape(curve, x)] if sides != [None, None] else set()
    form = _shape(curve, x)
    if not _continuous(curve, x):
        return JUMP_KINDS[form]
    inner, outer = ([curve.slope(x + side * distance) for side in (-1, 1)] for distance in (STEP * 100, mpf(10) ** -6))
    if None in inner or None in outer:
        return set()
    if min(map(abs, inner)) > 10 * max(map(abs, outer)):
        return STEEP_KINDS[form]
    if max(map(abs, inner)) <= mpf(10) ** -4 * max(map(abs, outer)):
        return SMOOTH_KINDS[form]
    level = abs(inner[1] - inner[0]) <= mpf(10) ** -4 * max(map(abs, inner))
    return set() if level else CORNER_KINDS[form]


def _shape(curve: Curve, x: Any) -> str:
    """Whether f has a minimum or a maximum at x or goes through, by neighbours close to x."""
    here = curve(x)
    near = [curve(x + side * mpf(10) ** -power) for side in (-1, 1) for power in (3, 4, 5, 6)]
    rises = [mp.chop(there - here, mpf(10) ** (10 - DIGITS)) for there in near if there is not None]
    return shape({int(mp.sign(rise)) for rise in rises})


def shape(signs: set[int]) -> str:
    """What the signs of the differences to neighbours say."""
    if signs == {0} or {-1, 1} <= signs:
        return "through"
    return "min" if 1 in signs else "max"


def sampled_values(curve: Curve) -> list[Any]:
    """Values on the window, close to each special place and to each end of a part of the domain, and far out."""
    grid = curve.grid()
    inside = [curve(x) is not None for x in grid]
    ends = [
        bisected(lambda x: curve(x) is not None, (low, high))
        for low, high, change in zip(grid, grid[1:], map(bool.__ne__, inside, inside[1:]), strict=False)
        if change
    ]
    places = [curve.low, curve.high, *sampled_places(curve), *ends]
    close = [x + side * mpf(10) ** -power for x in places for side in (-1, 1) for power in range(2, 30)]
    far = [] if curve.stated else [side * mpf(10) ** power for side in (-1, 1) for power in range(1, 40)]
    return [found for found in map(curve, [*grid, *places, *close, *far]) if found is not None]


def wrong_extreme(claimed: Extreme, values: list[Any], listed: list[Any], sign: int) -> str | None:
    """What samples say against the claim: `sign` 1 for a minimum, -1 for a maximum; `listed` are values taken."""
    lowest = min(sign * value for value in values)
    if claimed.value is None:
        bound = min([mpf(0), *(sign * value for value in listed)]) - 5
        return None if lowest < bound else f"no sample beyond {mp.nstr(sign * bound)}"
    goal = sign * claimed.value
    if lowest < goal - mpf(10) ** -12 * (1 + abs(goal)):
        return f"a sample has {mp.nstr(sign * lowest, 15)}"
    if claimed.attained:
        return None if any(agree(value, claimed.value) for value in listed) else "no listed point has that value"
    return (
        None if goal <= lowest < goal + mpf(10) ** -2 * (1 + abs(goal)) else "samples do not come near it from within"
    )


def problems(case: Case) -> list[str]:
    """What is wrong with the answers of a case of one variable."""
    with mp.workdps(DIGITS):
        curve = Curve(case)
        return [*_wrong_points(curve, case), *wrong_extremes(case, sampled_values(curve))]


def _wrong_points(curve: Curve, case: Case) -> Iterator[str]:
    listed = [point.at[curve.name] for point in case.points]
    for point, x in zip(case.points, listed, strict=True):
        kinds = right_kinds(curve, x)
        if not kinds or not kinds >= set(point.kinds):
            yield f"{mp.nstr(x)} is {kinds or 'not critical'}, not {point.kinds}"
        elif not agree(curve(x), point.value):
            yield f"the value at {mp.nstr(x)} is {mp.nstr(curve(x), 15)}"
    for continuum in case.continua:
        for t in continuum.inside():
            if curve.slope(continuum.point(t)[curve.name]) != 0:
                yield f"the slope at {mp.nstr(t)} is not 0"
    for x in sampled_points(curve):
        if not any(agree(x, other, 1e-7) for other in listed):
            yield f"{mp.nstr(x, 15)} is not listed"


def wrong_extremes(case: Case, values: list[Any], corners: Iterable[Any] = ()) -> Iterator[str]:
    """What samples say against the global statements of a case; the values in the `corners` of a box count, too."""
    taken = [*corners, *(point.value for point in case.points)]
    taken += [value_to(case.tree, continuum.point(t), DIGITS) for continuum in case.continua for t in continuum.range]
    for name, claimed, sign in (("minimum", case.minimum, 1), ("maximum", case.maximum, -1)):
        problem = claimed and wrong_extreme(claimed, values, taken, sign)
        if problem:
            yield f"{name}: {problem}"


def agree(one: Any, other: Any, tolerance: float = 1e-10) -> bool:
    """Whether two numbers are equal but for the digits that a case does not give."""
    return bool(abs(one - other) <= tolerance * (1 + abs(one)))

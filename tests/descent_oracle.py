"""What is true of a point of a cost, by mpmath: its value, its slopes, and whether the cost is lower nearby.

Nothing of the product is asked but to read the expression. Slopes and curvatures come from differences of values
with 60 digits.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from itertools import product
from math import inf
from typing import Any

import mpmath
from mpmath import mp, mpf
from mpmath_oracle import DIGITS, value_to

from calcgd.expression import parse

Place = Mapping[str, Any]
Box = Mapping[str, tuple[float, float]]

DRAWN = 6
"""How many directions are drawn by lot, besides those of the variables."""


class Cost:
    """A cost as mpmath sees it, within a box if one is given."""

    def __init__(self, expression: str, box: Box | None = None) -> None:
        self.tree = parse(expression).tree
        self.box = box or {}

    def __call__(self, x: Place, digits: int = DIGITS) -> Any:
        """The value at a point; None where there is none."""
        return value_to(self.tree, x, digits)

    def fall(self, x: Place) -> Any:
        """The greatest rate at which the cost falls along a variable, to either side, within the box."""
        reach = mpf("1e-20")
        with mp.workdps(DIGITS):
            here, rates = self(x), [mpf(0)]
            for name, side in product(x, (reach, -reach)):
                step = side * max(1, abs(x[name]))
                there = self({**x, name: x[name] + step}) if self.inside(name, x[name] + step) else None
                if there is not None:
                    rates.append((here - there) / abs(step))
            return max(rates)

    def curvatures(self, x: Place) -> list[Any]:
        """The eigenvalues of the matrix of second derivatives, the smallest first."""
        reach, names = mpf("1e-12"), list(x)
        size = {name: reach * max(1, abs(x[name])) for name in names}

        def moved(*steps: tuple[str, int]) -> Any:
            at = dict(x)
            for name, side in steps:
                at[name] += side * size[name]
            return self(at)

        with mp.workdps(DIGITS):
            matrix = mpmath.matrix(len(names))
            for (i, a), (j, b) in product(enumerate(names), repeat=2):
                signs = product((1, -1), repeat=2)
                matrix[i, j] = sum(u * v * moved((a, u), (b, v)) for u, v in signs) / (4 * size[a] * size[b])
            return sorted(mpmath.eigsy(matrix, eigvals_only=True))

    def inside(self, name: str, at: Any) -> bool:
        """Whether a coordinate is within the box and not on its edge."""
        low, high = self.box.get(name, (-inf, inf))
        return low < at < high

    def around(self, x: Place, distance: Any) -> Iterator[dict[str, Any]]:
        """Points of the box at about that distance: on both sides along every variable, and some drawn by lot."""
        draw = random.Random(7)
        directions = [[float(name == other) for other in x] for name in x]
        directions += [[draw.gauss(0, 1) for _ in x] for _ in range(DRAWN)]
        for direction in directions:
            for size in (distance, -distance):
                steps = {name: size * d * max(1, abs(x[name])) for name, d in zip(x, direction, strict=True)}
                if all(step == 0 or self.inside(name, x[name] + step) for name, step in steps.items()):
                    yield {name: x[name] + step for name, step in steps.items()}

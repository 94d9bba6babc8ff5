"""Searches of a box that only try points: a grid and random points. Their iterates are the lowest points so far."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import Any, NamedTuple

from calcgd.descent.direct_search import Trial, ended, towards, trying
from calcgd.descent.problem import At, Bound
from calcgd.descent.transforms import Direction, Transform

_MOST_POINTS = 10_000
_RANDOM_POINTS = 1_000

_Points = Iterator[Sequence[float]]


class _Search(NamedTuple):
    """The points that have not been tried, and the lowest trial so far."""

    left: _Points
    lowest: Trial


def grid(samples: int | None) -> Transform:
    """Try so many points at equal distances along each variable, the ends of its bounds among them, in all
    combinations, the last variable changing fastest; without a number so many that there are 10,000 at most.
    """

    def axis(bound: Bound, count: int) -> list[float]:
        shares = [i / (count - 1) for i in range(count)] if count > 1 else [0.5]
        return [(1 - share) * bound[0] + share * bound[1] for share in shares]

    def along_each(n: int) -> int:
        return samples or int(_MOST_POINTS ** (1 / n) * (1 + 1e-12))

    def told(n: int) -> str:
        count = along_each(n)
        total = count if n == 1 else f"{count**n} ({count} along each variable)"
        return f"the points of the grid have all been tried, {total}, and the start"

    return _trials(lambda bounds: product(*(axis(bound, along_each(len(bounds))) for bound in bounds)), told)


def random_search(samples: int | None, seed: int) -> Transform:
    """Try so many points drawn evenly from the box; 1,000 without a number. Equal seeds give equal points.

    Brooks, "A discussion of random methods for seeking maxima" (1958).
    """
    count = samples or _RANDOM_POINTS

    def points(bounds: Sequence[Bound]) -> _Points:
        from random import Random

        draw = Random(seed).uniform
        return (tuple(draw(*bound) for bound in bounds) for _ in range(count))

    return _trials(points, lambda n: f"the start and {count} random points have been tried (seed {seed})")


def stratified(box: Sequence[Bound], count: int, seed: int) -> list[tuple[float, ...]]:
    """So many random points of a box, of which each one of `count` equal slices along each variable holds exactly one.

    McKay, Beckman and Conover, "A comparison of three methods for selecting values of input variables" (1979).
    """
    from random import Random

    random = Random(seed)
    columns = []
    for low, high in box:
        shares = [(i + random.random()) / count for i in range(count)]
        random.shuffle(shares)
        columns.append([(1 - share) * low + share * high for share in shares])
    return list(zip(*columns, strict=True))


def _trials(points: Callable[[Sequence[Bound]], _Points], told: Callable[[int], str]) -> Transform:
    """Each update goes on through the points of the box to the next one that is lower than all before."""

    def update(direction: Direction, search: _Search | None, at: At) -> tuple[Any, _Search]:
        tried = trying(at.problem)
        if search is None:
            assert at.problem.bounds is not None
            search = _Search(points(at.problem.bounds), tried(at.x))
        for point in search.left:
            trial = tried(point)
            if trial.value < search.lowest.value:
                return towards(trial.x, at), search._replace(lowest=trial)
        return ended(search.lowest.x, at, told(len(at.x))), search

    return Transform(lambda n: None, update)

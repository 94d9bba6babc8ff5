"""What a Jacobian lets the data say about each parameter, and which combinations they say nothing about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from calcgd.fitting.squares.column_lengths import column_lengths
from calcgd.fitting.squares.linear_part import RANK

if TYPE_CHECKING:
    from calcgd.numeric.rows import Array

_SHARE = 1e-6
"""A part of an undetermined combination that is smaller than this is rounding."""


class Uncertainty:
    """The Jacobian's triangular factor, with columns made equally long, taken apart by singular values.

    names         of all parameters; those that are not `free` count as known
    rank          the number of combinations of the free parameters that are determined
    lengths       of each determined parameter the square root of its place on the diagonal of (J'J)^-1
    undetermined  groups of parameters of which only combinations are determined, or, alone, which have no effect
    """

    def __init__(self, names: Sequence[str], factor: Array, free: Sequence[bool]) -> None:
        import numpy as np

        self.names = tuple(names)
        sizes = column_lengths(factor)
        seen = np.array(free, bool) & (sizes > 0)
        self._places = np.flatnonzero(seen)
        without_effect = [(name,) for name, yes, size in zip(names, free, sizes, strict=True) if yes and not size]
        _, s, vt = np.linalg.svd(factor[:, seen] / sizes[seen], full_matrices=True)
        self.rank = int(np.sum(s > RANK * s[0])) if len(s) else 0
        self._half = vt[: self.rank].T / s[: self.rank] / sizes[seen][:, None]
        groups = _groups(np.abs(vt[self.rank :]) > _SHARE)
        self.undetermined = (*without_effect, *(tuple(self._name(i) for i in group) for group in groups))
        lost = {name for group in self.undetermined for name in group}
        self._known = [i for i in range(len(self._places)) if self._name(i) not in lost]
        lengths = column_lengths(self._half.T)
        self.lengths = {self._name(i): float(lengths[i]) for i in self._known}

    def correlations(self) -> tuple[tuple[str, str, float], ...]:
        """(name, name, correlation) of all pairs of determined parameters."""
        unit = {i: self._half[i] / self.lengths[self._name(i)] for i in self._known}
        return tuple(
            (self._name(i), self._name(j), float(unit[i] @ unit[j])) for i in self._known for j in self._known if i < j
        )

    def _name(self, column: int) -> str:
        return self.names[self._places[column]]


def _groups(involved: Array) -> list[list[int]]:
    """Columns that are linked by lines in which both are true, by the smallest of each group."""
    groups: list[set[int]] = []
    for line in involved:
        group = {int(column) for column in line.nonzero()[0]}
        apart = [other for other in groups if not other & group]
        for other in groups:
            if other & group:
                group |= other
        groups = [*apart, group]
    return sorted(sorted(group) for group in groups if group)

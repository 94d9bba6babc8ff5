"""`calcgd fit` by batches: the table of its epochs."""

from __future__ import annotations

from collections.abc import Iterator
from math import hypot
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from calcgd.fitting.batches import Epoch
    from calcgd.render.document import Table


def table(names: tuple[str, ...], epochs: Iterator[Epoch], held_out: bool, digits: int) -> Table:
    """A row for each epoch: where it is, the cost of all rows and of those held out, and how far it went."""
    from calcgd.render.document import Column, Table

    width = digits + 3
    columns = [Column("Epoch", "epoch", "right", 5, 9)]
    columns += [Column(name, name, width=width, importance=8) for name in names]
    columns.append(Column("Cost", "cost", width=width, importance=9))
    if held_out:
        columns.append(Column("Held out", "held_out", width=width, importance=7))
    columns.append(Column("Gradient norm", "gradient_norm", width=width, importance=6))
    columns.append(Column("Step", "step", width=width, importance=5))
    return Table(tuple(columns), map(_cells, epochs), digits)


def _cells(epoch: Epoch) -> tuple[Any, ...]:
    outside = () if epoch.held_out is None else (epoch.held_out,)
    return (epoch.epoch, *epoch.x, epoch.cost, *outside, hypot(*epoch.gradient), hypot(*epoch.step))

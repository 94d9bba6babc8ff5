"""The table of a descent: what stands in its rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from calcgd.commands.wishes import PLAIN

if TYPE_CHECKING:
    from calcgd.descent.drive import Iterate, Run
    from calcgd.expression.nodes import Node
    from calcgd.render.document import Column, Table


def table(run: Run, rows: Iterator[Iterate], digits: int) -> Table:
    """The documents' table of a run; plain gradient descent subtracts the derivative times the learning rate."""
    from calcgd.render.document import Table

    return Table(tuple(_columns(run, digits)), map(_cells, rows), digits)


def run_column(run: Run) -> Column:
    """Where the rows are counted, wide enough for the last one allowed."""
    from calcgd.render.document import Column

    return Column("Run", "run", "right", max(3, len(str(run.settings.max_steps))), 9)


def _columns(run: Run, digits: int) -> Iterator[Column]:
    from calcgd.render.document import Column

    names, plain = run.problem.names, run.method_name == PLAIN
    alone = len(names) == 1
    width = digits + (3 if alone else 2)
    yield run_column(run)
    for name in names:
        yield Column(f"Current {name}", name, width=width, importance=8)
    yield Column("Cost value" if run.problem.sign > 0 else "Value", "cost", width=width, importance=9)
    for name in names:
        title = "Derivative x Learning rate" if alone and plain else f"lr*df/d{name}" if plain else f"Step {name}"
        yield Column(title, f"step_{name}", width=width, importance=5)
    for name in names:
        yield Column(f"New {name}", f"new_{name}", width=width, importance=9 if alone else 3)


def _cells(row: Iterate) -> tuple[object, ...]:
    nothing = (None,) * len(row.x)
    return (row.run, *row.x, row.value, *(row.step or nothing), *(row.new_x or nothing))


def substitutions(
    names: Sequence[str], partials: Sequence[Node], rate: Node, rows: Iterator[Iterate], digits: int
) -> Iterator[tuple[object, ...]]:
    """`8 - 0.1*(2*8 - 4) = 6.8`: each step of gradient descent with its numbers put in, one variable a row."""
    from calcgd.expression.substitute import substitute
    from calcgd.expression.text import text
    from calcgd.render.numbers import number

    for row in rows:
        if row.new_x is None:
            continue
        here = {name: _shown_number(value, digits) for name, value in zip(names, row.x, strict=True)}
        for name, partial, new in zip(names, partials, row.new_x, strict=True):
            slope = text(substitute(partial, here), decimals=True)
            work = f"{text(here[name], decimals=True)} - {text(rate, decimals=True)}*({slope}) = {number(new, digits)}"
            yield (row.run, name, work) if len(names) > 1 else (row.run, work)


def _shown_number(value: float, digits: int) -> Node:
    """The number that `value` is shown as, so that the work adds up as printed."""
    from calcgd.expression.nodes import Number

    return Number(Fraction(f"{value:.{digits}g}"))

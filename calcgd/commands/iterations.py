"""The table of a descent: which rows of a run are shown, and what stands in them."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from time import monotonic, process_time
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from calcgd.descent.drive import Iterate, Run
    from calcgd.expression.nodes import Node
    from calcgd.render.document import Column, Table

PLAIN = "gd"

ALL_UP_TO = 100
"""So many rows are all shown; after that every 10th, after ten times as many every 100th, and so on."""


class Layout(NamedTuple):
    """What the person asked of the table.

    `every` shows each so-manieth row (0: all up to 100, then fewer and fewer), `all_rows` shows all, `digits` is for
    people's eyes only.
    """

    every: int = 0
    all_rows: bool = False
    digits: int = 6


class Shown:
    """A run's rows being picked: how many there were, how many are shown, whether Ctrl-C or the time limit ended them.

    The limit is on the `seconds` it takes to work rows out and to write them, not on the time for which whoever reads
    them keeps the program waiting.
    """

    def __init__(self, seconds: float) -> None:
        self.rows = 0
        self.shown = 0
        self.interrupted = False
        self.late = False
        self.seconds = seconds

    def pick(self, run: Iterable[Iterate], layout: Layout) -> Iterator[Iterate]:
        """The rows to show, as they come: always the first and the last. Ctrl-C makes the next row the last."""
        held: Iterate | None = None
        with self._noting_interrupts():
            for row in self._in_time(run):
                self.rows += 1
                held = None if _is_shown(row.run, layout) else row
                if held is None:
                    self.shown += 1
                    yield row
                if self.interrupted:
                    break
            if held is not None:
                self.shown += 1
                yield held

    def _in_time(self, run: Iterable[Iterate]) -> Iterator[Iterate]:
        rows, left = iter(run), self.seconds
        while True:
            began = monotonic()
            row = next(rows, None)
            left -= monotonic() - began
            if row is None:
                return
            busy = process_time()
            yield row
            left -= process_time() - busy
            if left < 0:
                self.late = True
                return

    @contextmanager
    def _noting_interrupts(self) -> Iterator[None]:
        """Ctrl-C is only noted, once; a second one ends the program as ever. It may come while a row is written."""

        def note(number: int, frame: object) -> None:
            self.interrupted = True
            signal.signal(signal.SIGINT, before)

        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = signal.signal(signal.SIGINT, note)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)

    def left_out(self, layout: Layout) -> str:
        """The sentence that says which rows are not shown, or nothing."""
        if self.shown == self.rows:
            return ""
        few = f"all rows up to {ALL_UP_TO}, then every 10th, every 100th and so on"
        which = f"every {_ordinal(layout.every)} row" if layout.every else few
        return (
            f"{self.shown} of {self.rows:,} rows are shown: {which}, and the last; "
            "--all-rows shows all, --every K each K-th"
        )


def _ordinal(number: int) -> str:
    teens = number % 100 in (11, 12, 13)
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _is_shown(run: int, layout: Layout) -> bool:
    if layout.all_rows or run == 1:
        return True
    if layout.every:
        return run % layout.every == 0
    spacing = 1
    while run > ALL_UP_TO * spacing:
        spacing *= 10
    return run % spacing == 0


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
    yield Column("Cost value", "cost", width=width, importance=9)
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

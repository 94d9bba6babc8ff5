"""Which rows of a run are shown, until it ends, somebody presses Ctrl-C, or the time is up."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from time import monotonic, process_time
from typing import TYPE_CHECKING, NamedTuple

from calcgd.commands.interrupts import Interrupts
from calcgd.errors import Exit, OutOfTime

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from calcgd.commands.progress import Progress
    from calcgd.commands.session import Session
    from calcgd.descent.drive import Iterate, Run
    from calcgd.fitting.batches import Epoch

_LOOK_EVERY = 0.01

ALL_UP_TO = 100
"""So many rows are all shown; after that every 10th, after ten times as many every 100th, and so on."""


class Layout(NamedTuple):
    """What the person asked of the table.

    every      show each so-manieth row (0: all up to 100, then fewer and fewer)
    all_rows   show all of them
    digits     significant digits, for people's eyes only
    show_work  write out each step with its numbers
    explain    say why the descent went as it went
    plot       draw it
    """

    every: int = 0
    all_rows: bool = False
    digits: int = 6
    show_work: bool = False
    explain: bool = False
    plot: bool = False

    @property
    def for_people(self) -> bool:
        """Whether something is asked for that rows of numbers cannot say."""
        return self.show_work or self.explain or self.plot

    def next_shown(self, steps: int) -> int:
        """The number of the first row to show after so many steps."""
        row = steps + 1
        if self.all_rows:
            return row
        spacing = self.every or 1
        while not self.every and row > ALL_UP_TO * spacing:
            spacing *= 10
        return row + -row % spacing

    def shows(self, row: int) -> bool:
        """Whether a row is shown, be it the last one or not."""
        return row == 1 or self.next_shown(row - 1) == row


class Shown:
    """A run's rows being picked: how many there were, how many are shown, whether Ctrl-C or the time limit ended them.

    The limit is on the `seconds` for which the processor is busy with the rows, working them out and writing them, not
    on the time for which whoever reads them keeps the program waiting.
    """

    def __init__(self, seconds: float, progress: Progress | None = None) -> None:
        self.rows = 0
        self.shown = 0
        self.late = False
        self.seconds = seconds
        self._began = process_time()
        self._looked = monotonic()
        self._interrupts = Interrupts()
        self._progress = progress

    @property
    def interrupted(self) -> bool:
        """Whether somebody has pressed Ctrl-C."""
        return self._interrupts.seen

    @property
    def cut_short(self) -> bool:
        """Whether no more rows are wanted, although there may be."""
        return self.interrupted or self.late

    def exit_code(self, arrived: bool, session: Session) -> Exit:
        """What the work means for the exit status: Ctrl-C and the time limit, which is told of, come first."""
        if self.interrupted:
            return Exit.INTERRUPTED
        if self.late:
            from calcgd.commands.report import report

            return report(OutOfTime(f"stopped after {self.seconds:g} seconds"), session)
        return Exit.ANSWER if arrived else Exit.NOT_CONVERGED

    def pick(self, run: Run, layout: Layout) -> Iterator[Iterate]:
        """The rows to show, as they come: always the first and the last. Ctrl-C makes the next row the last."""
        self.rows = self.shown = 0
        run.next_wanted = layout.next_shown
        run.watch = lambda steps, lowest: self._goes_on(steps, run.problem.sign * lowest)
        held: Iterate | None = None
        with self._interrupts:
            for row in self._in_time(run):
                self.rows = row.run
                held = None if layout.shows(row.run) else row
                if held is None:
                    self.shown += 1
                    yield row
                if self.interrupted:
                    break
            if held is not None:
                self.shown += 1
                yield held

    def listening(self) -> AbstractContextManager[object]:
        """While this is entered Ctrl-C is only noted."""
        return self._interrupts

    def goes_on(self) -> bool:
        """Whether there is time, and nobody has pressed Ctrl-C."""
        return not self.interrupted and not self._is_late()

    def epochs(self, epochs: Iterator[Epoch], every: int) -> Iterator[Epoch]:
        """Each so-manieth epoch (0: all), and the last one. Ctrl-C or the end of the time makes the next the last."""
        held: Epoch | None = None
        with self._interrupts:
            for epoch in epochs:
                self.rows = epoch.epoch
                held = epoch if every and epoch.epoch % every else None
                if held is None:
                    self._hide_progress()
                    yield epoch
                if not self._goes_on(epoch.epoch, epoch.cost):
                    break
            self._hide_progress()
            if held is not None:
                yield held

    def exhaust(self, run: Run) -> None:
        """Bring a run to its end, if time and Ctrl-C allow, without any of its rows, unless it keeps them itself."""
        every = 1 if run.settings.keep_path else sys.maxsize
        for _ in self.pick(run, Layout(every)):
            pass

    def _in_time(self, run: Run) -> Iterator[Iterate]:
        for row in run:
            self._hide_progress()
            yield row
            if self._is_late():
                return
        self._hide_progress()

    def _hide_progress(self) -> None:
        if self._progress is not None:
            self._progress.hide()

    def _is_late(self) -> bool:
        # Asking for the time that the processor was busy takes longer than many a row.
        now = monotonic()
        if now - self._looked > _LOOK_EVERY:
            self._looked = now
            self.late = process_time() - self._began > self.seconds
        return self.late

    def _goes_on(self, steps: int, best: float) -> bool:
        if self._progress is not None:
            self._progress.show(steps, best)
        return self.goes_on()

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

"""How far a long run is, on the terminal's standard error, while machine code is at work."""

from __future__ import annotations

import sys
from time import monotonic
from typing import Any

from calcgd.commands.session import Session

SILENT = 1.0
"""Seconds for which nothing is shown: most runs are over by then."""


class Progress:
    """A bar with how many of something were made, how many a second, and the best cost so far.

    There is none in a pipe or with --quiet.
    """

    def __init__(self, session: Session, most: int, what: str = "steps") -> None:
        self._what = what
        self._wanted = not session.quiet and sys.stderr.isatty()
        self._most = most
        self._began = monotonic()
        self._bar: Any = None

    def show(self, made: int, best: float) -> None:
        """Say how far it is: so many made, and the best cost so far."""
        if not self._wanted or monotonic() - self._began < SILENT:
            return
        if self._bar is None:
            self._bar = _bar()
            self._bar.start()
            self._task = self._bar.add_task("", total=self._most)
        speed = made / (monotonic() - self._began)
        text = f"{made:,} {self._what}, {speed:,.0f} a second, best {best:.6g}"
        self._bar.update(self._task, completed=made, description=text)

    def hide(self) -> None:
        """Take the bar away, so that something else can be written."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None


def _bar() -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (BarColumn(), TextColumn("{task.description}", markup=False), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)

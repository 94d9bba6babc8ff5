"""Ctrl-C during work that tells what it has when it is broken off."""

from __future__ import annotations

import signal
import threading
from typing import Any


class Interrupts:
    """While this is entered Ctrl-C is only noted, once, in `seen`; a second one ends the program as ever."""

    def __init__(self) -> None:
        self.seen = False
        self._before: Any = None

    def __enter__(self) -> Interrupts:
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)

    def _note(self, number: int, frame: object) -> None:
        self.seen = True
        signal.signal(signal.SIGINT, self._before)

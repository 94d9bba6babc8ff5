"""The time limit. Nothing here knows what the limited work is, and nothing here imports SymPy.

The clock is a signal, so that it ends work inside SymPy too, and what it raises there is not an `Exception`, so that
SymPy's own `except Exception` cannot mistake it for a failed attempt and go on. It rings again and again until the work
has ended: one ring may be lost where Python ignores exceptions (a destructor, a callback of the garbage collector).

Setting the clock takes longer than much of the work does. So it is left running when work ends in time, and set only
where it would ring too late; a ring that comes too early sets it to when the work at hand must end.
"""

from __future__ import annotations

import math
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from calcgd.errors import OutOfTime

T = TypeVar("T")

RING_AGAIN = 0.05
"""Seconds between two rings."""

_deadlines: list[float] = []
_listening = False
_next_ring = math.inf
"""When the clock rings at the latest."""


class _Ring(BaseException):
    """The clock rang."""


def within(seconds: float | None, work: Callable[..., T], *args: Any) -> T:
    """`work(*args)`, ended with `OutOfTime` once it has taken `seconds` (None: as long as it takes).

    Limits nest: an inner one ends its own work, an outer one ends both. Python delivers signals to the main thread
    only, so in any other thread, and on a system without such signals, the work is not limited.
    """
    if seconds is None or not _can_ring():
        return work(*args)
    if not _listening:
        with listening():
            return within(seconds, work, *args)
    deadline = time.monotonic() + seconds
    if _deadlines:
        deadline = min(deadline, _deadlines[-1])
    depth = len(_deadlines)
    try:
        try:
            _deadlines.append(deadline)
            if deadline < _next_ring:
                _set_clock(deadline)
            return work(*args)
        finally:
            del _deadlines[depth:]  # no call: from here on a late ring is not for this work
    except _Ring:
        if _deadlines and time.monotonic() >= _deadlines[-1]:
            raise  # the limit around this one has passed as well, and is the one to tell of
        raise OutOfTime(f"stopped after {seconds:g} seconds") from None


@contextmanager
def listening() -> Iterator[None]:
    """Hold the signal for many short calls of `within`: taking and giving it back costs more than setting a clock."""
    global _listening
    if _listening or not _can_ring():
        yield
        return
    before = signal.signal(signal.SIGALRM, _ring)
    _listening = True
    try:
        yield
    finally:
        _listening = False
        _set_clock(math.inf)
        signal.signal(signal.SIGALRM, before)


def _can_ring() -> bool:
    return hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()


def _set_clock(at: float) -> None:
    global _next_ring
    _next_ring = at
    seconds = 0 if at == math.inf else max(at - time.monotonic(), 1e-6)
    signal.setitimer(signal.ITIMER_REAL, seconds, RING_AGAIN)


def _ring(_number: int, _frame: object) -> None:
    if not _deadlines or time.monotonic() < _deadlines[-1]:
        _set_clock(_deadlines[-1] if _deadlines else math.inf)
    else:
        raise _Ring

"""The time limit ends work wherever it is, and only that work."""

from __future__ import annotations

import contextlib
import signal
import threading
import time

import pytest

from calcgd.algebra.time_limit import within
from calcgd.errors import OutOfTime


def forever() -> None:
    while True:
        time.sleep(0.001)


def test_work_that_ends_in_time_gives_its_result() -> None:
    assert within(10, divmod, 7, 2) == (3, 1)
    assert within(None, divmod, 7, 2) == (3, 1)


def test_work_that_does_not_end_is_ended() -> None:
    with pytest.raises(OutOfTime, match=r"^stopped after 0.05 seconds$"):
        within(0.05, forever)


def test_except_exception_does_not_swallow_it() -> None:
    def stubborn() -> None:
        while True:
            with contextlib.suppress(Exception):
                forever()

    with pytest.raises(OutOfTime):
        within(0.05, stubborn)


def test_a_ring_that_is_lost_is_followed_by_another() -> None:
    def deaf() -> None:
        try:
            forever()
        except BaseException:
            forever()

    with pytest.raises(OutOfTime):
        within(0.05, deaf)


def test_an_inner_limit_ends_the_inner_work_alone() -> None:
    def outer() -> str:
        try:
            within(0.05, forever)
        except OutOfTime:
            return "went on"
        return "never"

    assert within(10, outer) == "went on"


def test_an_outer_limit_ends_inner_work_that_may_take_longer() -> None:
    def outer() -> None:
        try:
            within(60, forever)
        except OutOfTime:
            forever()

    begun = time.monotonic()
    with pytest.raises(OutOfTime, match=r"^stopped after 0.05 seconds$"):
        within(0.05, outer)
    assert time.monotonic() - begun < 30


def test_an_error_of_the_work_passes_through() -> None:
    with pytest.raises(ZeroDivisionError):
        within(10, lambda: 1 // 0)


def test_afterwards_no_clock_runs_and_the_signal_is_as_before() -> None:
    before = signal.getsignal(signal.SIGALRM)
    for work in (forever, int):
        with contextlib.suppress(OutOfTime):
            within(0.01, work)
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGALRM) is before


def test_in_another_thread_work_is_not_limited() -> None:
    results: list[int] = []
    thread = threading.Thread(target=lambda: results.append(within(0.01, lambda: time.sleep(0.05) or 1)))
    thread.start()
    thread.join()
    assert results == [1]

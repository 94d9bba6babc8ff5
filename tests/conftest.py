"""`run` calls the program in this process; nothing here knows what the program computes.

Where tests run on several processors, one that has nothing left to do takes over what others have not begun.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Share tests out so that a long one does not keep those behind it waiting."""
    from xdist.scheduler import WorkStealingScheduling

    return WorkStealingScheduling(config, log)


class Ran(NamedTuple):
    """What one call of the program wrote and the exit status it ended with."""

    out: str
    err: str
    code: int


class Keyboard(io.TextIOWrapper):
    """A terminal at which nobody types: reading from it fails the test instead of waiting."""

    def __init__(self) -> None:
        super().__init__(_Untyped(), encoding="utf-8")

    def isatty(self) -> bool:
        return True


class _Untyped(io.BytesIO):
    def read(self, size: int | None = -1, /) -> bytes:
        raise AssertionError("the program waits for a keyboard")

    read1 = readline = read


def call(*args: str, stdin: str | bytes | None = None) -> Ran:
    """Run `calcgd ARGS` in this process; `stdin` is what is piped in, a silent terminal where it is None."""
    from calcgd.main import main

    given = stdin.encode() if isinstance(stdin, str) else stdin
    out, err = _capture(), _capture()
    before = sys.stdin, sys.stdout, sys.stderr, dict(os.environ)
    sys.stdin = Keyboard() if given is None else io.TextIOWrapper(io.BytesIO(given), encoding="utf-8")
    sys.stdout, sys.stderr = out, err
    try:
        code = main(list(args))
    finally:
        sys.stdin, sys.stdout, sys.stderr, environment = before
        os.environ.clear()
        os.environ.update(environment)
    return Ran(_written(out), _written(err), int(code))


def _capture() -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n")


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode()


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """`run("diff", "x**2", stdin=None) -> Ran(out, err, code)`, whatever the terminal the tests run in."""
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    return call

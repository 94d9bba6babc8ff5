"""Whole processes timed in turn (A B C A B C ...), so that drift of a shared machine touches all alike.

Nothing here knows what is measured.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

Command = Sequence[str]


def calcgd(*arguments: str) -> list[str]:
    """The command line of the installed console script, or of the module where there is no script."""
    script = Path(sys.executable).with_name("calcgd")
    return [str(script), *arguments] if script.exists() else [sys.executable, "-m", "calcgd", *arguments]


def python(code: str) -> list[str]:
    """The command line of this Python running `code`."""
    return [sys.executable, "-c", code]


def answer(command: Command, stdin: str = "") -> tuple[float, str, str, int]:
    """Seconds of wall clock, stdout, stderr and exit status of one run."""
    # Byte code is kept, as on a user's machine.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, check=False, env=environment)
    return time.perf_counter() - start, done.stdout, done.stderr, done.returncode


def interleaved(
    commands: Mapping[str, Command], runs: int, pick: Callable[[Sequence[float]], float] = statistics.median
) -> dict[str, float]:
    """Seconds of each command, what is picked of `runs` rounds, after one round that warms the file cache."""
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, command in commands.items():
            took = answer(command)[0]
            if turn:
                seconds[name].append(took)
    return {name: pick(times) for name, times in seconds.items()}


def has(interpreter: str, module: str) -> bool:
    """Whether an interpreter has a module; where it has not, that is said."""
    found = answer([interpreter, "-c", f"import {module}"])[3] == 0
    if not found:
        print(f"left out: {interpreter} has no {module}")
    return found


def show(title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a small table, first column left, the others right."""
    lines = [tuple(header), *map(tuple, rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(header))]
    print(title)
    for line in lines:
        first, *rest = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        print("  " + "  ".join([first, *(cell.strip().rjust(len(cell)) for cell in rest)]).rstrip())
    print()


def check(wrong: list[str]) -> None:
    """End the script: status 1 and the list where a result is wrong, however long anything took."""
    for line in wrong:
        print(f"wrong: {line}", file=sys.stderr)
    raise SystemExit(1 if wrong else 0)

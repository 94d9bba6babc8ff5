"""Hostile text does nothing: it is never evaluated, opens no file, starts no process, steers no terminal.

An audit hook of the interpreter sees every evaluation, opened file, process and connection.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from conftest import Ran, call

import calcgd
from calcgd.errors import CalcgdError
from calcgd.expression import parse

CASES = (Path(__file__).parent / "cases" / "injections.txt").read_text(encoding="utf-8").splitlines()
WATCHED = re.compile(r"exec|compile|open|import|os\.(?!putenv|unsetenv).*|(subprocess|socket|shutil|ctypes|urllib)\..*")
READ_ANNOTATIONS = ("typing", "inspect")
"""They evaluate the annotations in the source of the commands."""
KERNELS = "calcgd.numeric.python"
"""The one module that compiles: text of its own in which no name is the user's."""
HOSTILE = re.compile("__|open|import|pwned|eval|system|exit|help|vars")
COMMANDS = [
    "diff --",
    "diff --steps --",
    "diff x^2 --wrt",
    "diff x^2 --at",
    "diff x^2 --format",
    "grad --",
    "grad x*y --wrt",
    "tangent x^2 --at",
    "tangent x^2 --through",
    "descend x^2 --max-steps 3 --x0",
    "descend x^2 --x0 1 --lr",
    "descend x^2 --x0 1 --method",
    "descend x^2 --x0 1 --target-cost",
    "descend --x0 1 --max-steps 2 --",
]


def unescaped(line: str) -> str:
    return re.sub(r"\\x([0-9a-f]{2})|\\u([0-9a-f]{4})", lambda code: chr(int(code[1] or code[2], 16)), line)


INJECTIONS = [unescaped(line) for line in CASES if line and not line.startswith("# ")]


class Witness:
    """Writes down what the interpreter is asked to do while it watches."""

    def __init__(self) -> None:
        self.watching = False
        self.seen: list[str] = []
        sys.addaudithook(self.hook)

    def hook(self, event: str, args: tuple[object, ...]) -> None:
        if self.watching and WATCHED.fullmatch(event):
            asking = sys._getframe(1).f_globals["__name__"]
            harmless = asking in READ_ANNOTATIONS or (asking == KERNELS and not HOSTILE.search(str(args)))
            if not harmless:
                self.seen.append(f"{asking}: {event} {args!r}"[:200])

    @contextmanager
    def sees_nothing(self, directory: Path) -> Iterator[None]:
        """Fails when anything watched happens within, or a file appears in the current `directory`."""
        self.seen.clear()
        self.watching = True
        try:
            yield
        finally:
            self.watching = False
        assert self.seen == [], "\n".join(self.seen)
        assert list(directory.iterdir()) == []


@pytest.fixture(scope="module")
def witness() -> Witness:
    """A witness that comes once everything the commands load has been loaded."""
    for module in pkgutil.walk_packages(calcgd.__path__, "calcgd."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for words in COMMANDS:
        for text in ("x", "1", "sinn(x)", "x**2/f(x) if |x| < 2 else sin(2x)", "x $", "text"):
            call(*words.split(), text)
    call("diff", stdin="x\n")
    return Witness()


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty directory, which is the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def assert_tame(ran: Ran) -> None:
    """No traceback, and no character that steers a terminal or turns its writing direction."""
    for written in (ran.out, ran.err):
        assert [c for c in written if c != "\n" and unicodedata.category(c) in ("Cc", "Cf")] == []
        assert "Traceback" not in written
        assert "internal error" not in written


@pytest.mark.parametrize("text", INJECTIONS, ids=ascii)
def test_parsing_hostile_text_gives_a_tree_or_an_error(text: str, witness: Witness, empty: Path) -> None:
    with witness.sees_nothing(empty), suppress(CalcgdError):
        parse(text)


@pytest.mark.parametrize("text", INJECTIONS, ids=ascii)
def test_no_command_acts_on_hostile_text(text: str, witness: Witness, empty: Path) -> None:
    for words in COMMANDS:
        with witness.sees_nothing(empty):
            ran = call(*words.split(), text)
        assert ran.code in (0, 1, 2, 3), words
        assert_tame(ran)


def test_hostile_lines_on_stdin_are_answered_one_by_one(witness: Witness, empty: Path) -> None:
    lines = [text for text in INJECTIONS if len(text.splitlines()) == 1]
    with witness.sees_nothing(empty):
        ran = call("diff", "--wrt", "x", stdin="\n".join([*lines, "x^3"]) + "\n")
    assert ran.out.endswith("3*x**2\n")
    assert ran.code == 1
    assert_tame(ran)

"""A command line that is read without Typer is read as Typer reads it; what is not plainly right is left to Typer."""

from __future__ import annotations

import inspect
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calcgd.commands import command, quick
from calcgd.commands.call import Call
from calcgd.errors import CalcgdError
from calcgd.main import COMMANDS, HELP

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
LINES = [
    line for line in re.findall(r"^\$ calcgd (.*)$", README, flags=re.MULTILINE) if not re.search(r"[|<>;\\]|\d&", line)
]

SOME = """x^2 -x - --at 1 --at=-2 --wrt x --steps --order 2 two --json -q -o f --format csv --color=never --timeout
--digits --lr 0.1 --x0 --max-steps 7 1e3 --tolerance 1e-3 --all-rows --plot --method gd,adam --help -h --unknown --
--json=1"""
WORDS = st.sampled_from(shlex.split(SOME))


def asked(words: list[str], call: Call | int | None) -> Any:
    """What a command is told, with the defaults filled in."""
    if not isinstance(call, Call):
        return call
    run: Any = call.run
    arguments = inspect.signature(run.func).bind(*run.args, **run.keywords)
    arguments.apply_defaults()
    return call.session, run.func, arguments.arguments


def by_typer(words: list[str]) -> Any:
    try:
        return asked(words, command.read(words, COMMANDS, HELP))
    except CalcgdError:
        return None


@pytest.mark.parametrize("line", LINES)
def test_what_readme_shows_is_read_alike(line: str) -> None:
    words = shlex.split(line)
    read = asked(words, quick.read(words, COMMANDS))
    assert read is None or read == by_typer(words)


def test_hardly_any_right_command_line_needs_typer() -> None:
    left = [line for line in LINES if quick.read(shlex.split(line), COMMANDS) is None]
    assert len(left) <= len(LINES) / 10


@settings(max_examples=300, derandomize=True, deadline=None)
@given(st.sampled_from([*COMMANDS]), st.lists(WORDS, max_size=6))
def test_any_words_are_read_alike_or_left_to_typer(name: str, rest: list[str]) -> None:
    words = [name, *rest]
    read = asked(words, quick.read(words, COMMANDS))
    assert read is None or read == by_typer(words)


LEFT = """--help | --version | dif x | diff --help | diff x --unknown | diff x y | diff x --order two | diff x --at
 | descend x --x0 --lr | diff x --steps=1 | diff x --forma csv | diff x --at --help"""


@pytest.mark.parametrize("line", ["", *LEFT.split("|")])
def test_help_and_mistakes_are_left_to_typer(line: str) -> None:
    assert quick.read(shlex.split(line), COMMANDS) is None

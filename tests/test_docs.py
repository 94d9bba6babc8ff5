"""README and the help texts say what the program does: every example in them is run here.

A `console` block of README is what a reader sees at a terminal of 80 columns without colour: lines that begin with `$ `
are run by a shell, in a folder of their own, and what they write must be the lines that follow. Python examples
(`>>> `) are run as doctests.
"""

from __future__ import annotations

import doctest
import os
import re
import sys
from importlib import import_module
from pathlib import Path

import pexpect
import pytest

from calcgd.errors import Exit
from calcgd.main import COMMANDS, HELP

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The contents of README's code blocks of one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)


def transcripts() -> list[tuple[str, str]]:
    """Each command of README with the output that follows it."""
    parts = [part for block in blocks("console") for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]]
    return [(command, output) for command, _, output in (part.partition("\n") for part in parts)]


DATA = "x,y\n" + "".join(f"{x},{y}\n" for x, y in enumerate((0.2, 0.1, 0.35, 0.4, 0.62, 0.6, 0.85, 0.8, 0.95)))
"""The file that the examples of fits speak of."""

MODEL = """{"format": "calcgd fit", "version": 1, "model": "a*x + b", "target": "y", "weights": null, "where": null,
"loss": "mse", "l1": 0, "l2": 0, "columns": {"x": "x", "y": "y"}, "parameters": {"a": {"value": 0.1, "stderr": 0.01},
"b": {"value": 0.15, "stderr": 0.05}}, "fixed": {}, "rows": 9, "cost": 0.01,
"status": "converged", "calcgd": "0.1.0"}"""
"""The model that an example saves and the next one loads."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder to work in, with some data, and with this checkout's `calcgd` in its `bin`."""
    folder = tmp_path_factory.mktemp("reader")
    (folder / "bin").mkdir()
    program = folder / "bin" / "calcgd"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m calcgd "$@"\n')
    program.chmod(0o755)
    (folder / "data.csv").write_text(DATA)
    (folder / "model.json").write_text(MODEL)
    for command, _ in transcripts():
        if re.search(r"> \w+\.\w+", command):  # another process may run the tests of the commands that read the file
            shown(command, folder)
    return folder


def shown(command: str, folder: Path) -> tuple[str, int]:
    """What a shell command shows on a terminal, and its exit status."""
    root = str(Path(__file__).parents[1])
    environment = os.environ | {
        "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": root,
        "COLUMNS": "80",
        "TERM": "dumb",
        "LC_ALL": "C.UTF-8",
    }
    shell = pexpect.spawn(
        "/bin/sh",
        ["-c", command],
        cwd=str(folder),
        env=environment,  # type: ignore[arg-type]
        encoding="utf-8",
        dimensions=(24, 80),
        timeout=60,
    )
    output = shell.read()
    shell.close()
    return output.replace("\r\n", "\n"), shell.exitstatus or 0


@pytest.mark.parametrize(("command", "output"), transcripts(), ids=lambda text: text[:60])
def test_readme_shows_what_the_program_shows(command: str, output: str, folder: Path) -> None:
    assert shown(command, folder)[0].rstrip() == output.rstrip()


def test_readmes_python_examples_give_what_it_says() -> None:
    examples = doctest.DocTestParser().get_doctest(README.replace("```", ""), {}, "README", "README.md", 0)
    assert examples.examples
    result = doctest.DocTestRunner(verbose=False).run(examples)
    assert not result.failed


def test_readme_lists_every_command_and_every_exit_code() -> None:
    for name in COMMANDS:
        assert f"calcgd {name}" in README
    for code in Exit:
        assert re.search(rf"^\W*{code.value}\b", README, flags=re.MULTILINE), f"exit code {code.value}"
        assert re.search(rf"^  {code.value} +\w", HELP, flags=re.MULTILINE), f"exit code {code.value}"


def test_readme_has_the_two_blocks_that_set_the_project_up() -> None:
    section = README.partition("\n## Set up\n")[2].partition("\n## ")[0]
    assert len(re.findall(r"^```sh$", section, flags=re.MULTILINE)) == 2


def examples() -> list[str]:
    """The command lines at the end of the help of every command, and of the program."""
    texts = [HELP, *(getattr(import_module(module), name).__doc__ for name, (module, _) in COMMANDS.items())]
    return [line.strip() for text in texts for line in text.splitlines() if line.startswith("  ") and "calcgd " in line]


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_ends_in_examples(name: str, folder: Path) -> None:
    output, code = shown(f"calcgd {name} --help", folder)
    assert code == Exit.ANSWER
    *_, last = output.rstrip().splitlines()
    assert last.startswith("  ") and f"calcgd {name}" in last
    assert max(map(len, output.splitlines())) <= 80


@pytest.mark.parametrize("command", examples())
def test_an_example_in_a_help_text_gives_an_answer(command: str, folder: Path) -> None:
    output, code = shown(command, folder)
    assert code in (Exit.ANSWER, Exit.NOT_CONVERGED), output
    assert "error:" not in output

"""Commands as processes: interrupted runs, terminals, pipes that close, output that cannot be written."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

ROOT = str(Path(__file__).parents[2])
PROGRAM = [sys.executable, "-m", "calcgd"]
ENDLESS = ["descend", "x^2", "--x0", "1", "--lr", "1e-9", "--max-steps", "1000000000"]


def interrupted(*words: str) -> tuple[list[str], str, int]:
    """What is on stdout, line by line, and on stderr after Ctrl-C at the first line (or for JSON after a second)."""
    with subprocess.Popen(
        [*PROGRAM, *ENDLESS, *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as running:
        assert running.stdout and running.stderr
        first = [running.stdout.readline(), running.stdout.readline()]
        running.send_signal(signal.SIGINT)
        # communicate() would not see what readline() has read ahead.
        out, err = running.stdout.read(), running.stderr.read()
        return ("".join(first) + out).splitlines(), err, running.wait(timeout=60)


def test_control_c_ends_a_table_with_the_verdict() -> None:
    lines, err, code = interrupted("--format", "text")
    assert (err, code) == ("", 130)
    assert lines[0].split()[0] == "Run"
    assert lines[-2].startswith("x = ")
    assert lines[-1].startswith("step-limit: interrupted at step ")


def test_control_c_ends_a_pipe_at_a_whole_row() -> None:
    lines, err, code = interrupted()
    assert code == 130
    assert lines[0] == "run,x,cost,step_x,new_x"
    assert all(line.count(",") == 4 for line in lines)
    assert [line.split(":")[0] for line in err.splitlines()] == ["note", "note"]


@pytest.mark.parametrize("words", [["diff"], ["descend", "--x0", "8"]])
def test_a_terminal_is_not_read_from(words: list[str]) -> None:
    terminal = pexpect.spawn(
        PROGRAM[0], [*PROGRAM[1:], *words], cwd=ROOT, encoding="utf-8", dimensions=(40, 80), timeout=30,
        env={"TERM": "dumb", "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},  # type: ignore[arg-type]
    )  # fmt: skip
    shown = terminal.read().replace("\r\n", "\n")
    terminal.close()
    if words == ["diff"]:
        assert shown.startswith("error: there is no expression\n") and terminal.exitstatus == 2
    else:
        assert shown.startswith("note: no expression was given, so this is x**2 - 4*x + 6\n")
        assert "Run │ Current x │ Cost value │ Derivative x Learning rate │ New x\n" in shown
        assert "converged: " in shown and terminal.exitstatus == 0
        assert max(map(len, shown.splitlines())) <= 80


@pytest.mark.parametrize("closed", ["<&-", "</dev/null"])
def test_a_closed_or_empty_standard_input_gives_the_example(closed: str) -> None:
    command = f'"{sys.executable}" -m calcgd descend --lr 0.5 --x0 8 --quiet {closed}'
    done = subprocess.run(command, shell=True, capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert (done.stdout, done.stderr, done.returncode) == (
        "run,x,cost,step_x,new_x\n1,8.0,38.0,6.0,2.0\n2,2.0,2.0,,\n", "", 0
    )  # fmt: skip


@pytest.mark.parametrize("style", ["csv", "text", "jsonl"])
def test_whoever_has_read_enough_may_close_the_pipe(style: str) -> None:
    command = f'"{sys.executable}" -m calcgd {" ".join(ENDLESS)} --all-rows --format {style} | head -n 1'
    done = subprocess.run(command, shell=True, capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert (done.stdout.count("\n"), done.stderr, done.returncode) == (1, "", 0)


def test_output_that_cannot_be_written_is_wrong_use(tmp_path: Path) -> None:
    for target in (tmp_path, tmp_path / "no" / "such" / "place"):
        done = subprocess.run(
            [*PROGRAM, "diff", "x", "-o", str(target)], capture_output=True, text=True, cwd=ROOT, timeout=60
        )
        assert (done.stdout, done.returncode) == ("", 2)
        assert done.stderr.startswith(f"error: cannot write {target}: ")


def test_letters_a_terminal_cannot_show_are_written_so_that_it_can() -> None:
    environment = os.environ | {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    done = subprocess.run(
        [*PROGRAM, "diff", "θ^2"], capture_output=True, text=True, cwd=ROOT, timeout=60, env=environment
    )
    assert (done.stdout, done.stderr, done.returncode) == ("2*\\u03b8\n", "", 0)

"""How the program meets the operating system: exit status, streams, signals, terminals, shell completion."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pexpect
import pytest
from conftest import Ran, call
from hypothesis import given, settings
from hypothesis import strategies as st

import calcgd.expression  # noqa: F401  sets the recursion limit, which Hypothesis wants settled before a test
from calcgd.errors import Exit
from calcgd.main import COMMANDS

ROOT = str(Path(__file__).parents[1])
PROGRAM = [sys.executable, "-m", "calcgd"]
Run = Callable[..., Ran]


def process(*args: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the program as a process of its own with nothing on standard input."""
    return subprocess.run(
        [*PROGRAM, *args],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | environment,
        timeout=60,
    )


# ---- one expression


def test_the_answer_goes_to_stdout_alone(run: Run) -> None:
    assert run("diff", "x**2 - 4*x + 6") == Ran("2*x - 4\n", "", Exit.ANSWER)


def test_the_plain_form_and_the_parsed_form_agree(run: Run) -> None:
    for text in ("x**3", "2x", "sin(x)**2", "3 +", "x $ y", ""):
        assert run("diff", text) == run("diff", "--", text) == run("diff", "--timeout", "30", text)


@pytest.mark.parametrize("text", ["-x**2", "-x*q", "-v*x", "-h*x", "-o*x", "-2x", "-sin(x)"])
def test_an_expression_may_begin_with_a_minus_sign(run: Run, text: str) -> None:
    plain = run("diff", f"({text})", "--wrt", "x")
    assert plain.code == Exit.ANSWER
    assert run("diff", text, "--wrt", "x") == plain
    assert run("diff", "--wrt", "x", text) == plain
    assert run("diff", "--wrt", "x", "--", text) == plain


def test_a_value_may_be_negative(run: Run) -> None:
    assert run("diff", "x**2", "--at", "-3") == run("diff", "x**2", "--at=-3") == run("diff", "x**2", "--at", "x=-3")
    assert run("diff", "x**2", "--at", "-3").code == Exit.ANSWER


def test_an_answer_can_go_to_a_file(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "answer.txt"
    assert run("diff", "x**2", "-o", str(target)) == Ran("", "", Exit.ANSWER)
    assert target.read_text() == "2*x\n"


def test_a_wrong_expression_leaves_the_file_as_it_was(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "answer.txt"
    target.write_text("before")
    assert run("diff", "3 +", "-o", str(target)).code == Exit.USAGE
    assert target.read_text() == "before"


# ---- standard input


def test_each_line_of_standard_input_gives_one_line(run: Run) -> None:
    assert run("diff", stdin="x**2\nx**3\nx**4\n") == Ran("2*x\n3*x**2\n4*x**3\n", "", Exit.ANSWER)


def test_a_dash_means_standard_input(run: Run) -> None:
    assert run("diff", "-", stdin="x**2\n") == Ran("2*x\n", "", Exit.ANSWER)
    assert run("diff", "-", "--wrt", "x", stdin="x**2\n") == Ran("2*x\n", "", Exit.ANSWER)


def test_what_is_piped_is_ignored_where_an_expression_is_given(run: Run) -> None:
    assert run("diff", "x**2", stdin="x**3\n") == Ran("2*x\n", "", Exit.ANSWER)


@pytest.mark.parametrize(
    "given",
    [b"x**2\r\nx**3\r\n", b"\xef\xbb\xbfx**2\nx**3", b"\n\n  \nx**2\n\nx**3\n\n", b"x**2\nx**3"],
    ids=["CRLF", "byte order mark, no final newline", "blank lines", "no final newline"],
)
def test_line_ends_marks_and_blank_lines_do_not_matter(run: Run, given: bytes) -> None:
    assert run("diff", stdin=given) == Ran("2*x\n3*x**2\n", "", Exit.ANSWER)


def test_a_bad_line_is_told_by_its_number_and_the_rest_goes_on(run: Run) -> None:
    ran = run("diff", stdin=b"x**2\n3 +\nx\0\n\xff\xfe\n\nx**3\n")
    assert ran.out == "2*x\n3*x**2\n"
    assert ran.code == Exit.NO_ANSWER
    assert [line.split(":")[:2] for line in ran.err.splitlines() if line.startswith("error")] == [
        ["error", " line 2"],
        ["error", " line 3"],
        ["error", " line 4"],
    ]


def test_an_endless_line_is_refused_and_the_next_one_read(run: Run) -> None:
    ran = run("diff", stdin="x+" * 2_000_000 + "x\nx**2\n")
    assert (ran.out, ran.code) == ("2*x\n", Exit.NO_ANSWER)
    assert ran.err.startswith("error: line 1: the line is longer than 1,048,576 bytes\n")


def test_a_terminal_is_never_read(run: Run) -> None:
    ran = run("diff")
    assert (ran.out, ran.code) == ("", Exit.USAGE)
    assert ran.err.startswith("error: there is no expression\n")
    assert run("diff", "-") == ran


def test_nothing_on_standard_input_is_told(run: Run) -> None:
    assert run("diff", stdin="") == run("diff", stdin="\n\n") == run("diff")
    assert run("diff", "-", stdin="") == Ran("", "", Exit.ANSWER)


def test_results_come_while_the_input_is_still_open() -> None:
    with subprocess.Popen(
        [*PROGRAM, "diff"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
        cwd=ROOT,
    ) as running:
        assert running.stdin and running.stdout
        for power in range(2, 6):
            running.stdin.write(f"x**{power}\n")
            assert running.stdout.readline().startswith(f"{power}*x")


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_closed_stream_is_no_disaster(closed: str) -> None:
    command = f'"{sys.executable}" -m calcgd diff x {closed}'
    done = subprocess.run(command, shell=True, capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


# ---- exit status


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["diff", "x"], Exit.ANSWER),
        (["--help"], Exit.ANSWER),
        (["diff", "--help"], Exit.ANSWER),
        (["--version"], Exit.ANSWER),
        ([], Exit.USAGE),
        (["diff", "3 +"], Exit.USAGE),
        (["nothing"], Exit.USAGE),
        (["diff", "x", "--vra", "y"], Exit.USAGE),
        (["diff", "x", "--at"], Exit.USAGE),
        (["diff", "x", "--at", "--steps"], Exit.USAGE),
        (["diff", "x", "+", "1"], Exit.USAGE),
        (["diff", "x", "--order", "two"], Exit.USAGE),
        (["diff", "x", "--format", "xml"], Exit.USAGE),
        (["diff", "x", "--color", "sometimes"], Exit.USAGE),
        (["diff", "x", "--timeout", "0"], Exit.USAGE),
        (["diff", "x", "-o", "/nowhere/at/all"], Exit.USAGE),
        (["descend", "x**4", "--lr", "0.1", "--x0", "8"], Exit.NOT_CONVERGED),
    ],
    ids=str,
)
def test_the_exit_status_says_how_it_went(run: Run, words: list[str], code: Exit) -> None:
    ran = run(*words)
    assert ran.code == code
    assert "Traceback" not in ran.err


def test_a_mistyped_option_or_command_is_guessed(run: Run) -> None:
    assert run("diff", "x", "--stps").err == "error: there is no option --stps\nhint: did you mean --steps?\n"
    assert run("dif", "x").err == "error: there is no command 'dif'\nhint: did you mean diff?\n"


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (KeyboardInterrupt(), Exit.INTERRUPTED, ""),
        (BrokenPipeError(), Exit.ANSWER, ""),
        (RecursionError(), Exit.USAGE, "error: the expression is nested too deeply to work out\n"),
        (MemoryError(), Exit.NO_ANSWER, "error: there is not enough memory to work this out\n"),
        (
            ZeroDivisionError("division by zero"),
            Exit.NO_ANSWER,
            "error: internal error: ZeroDivisionError: division by zero\n"
            "hint: please report it with the command; --debug shows where it arose\n",
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_nothing_that_happens_inside_leaves_as_a_traceback(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: Exit, said: str
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("calcgd.commands.answer._answer_one", fail)
    assert run("diff", "x") == Ran("", said, code)


def test_debug_shows_where_an_error_arose(run: Run) -> None:
    ran = run("diff", "3 +", "--debug")
    assert "Traceback (most recent call last)" in ran.err
    assert ran.err.splitlines()[-1].startswith("hint: ")


WORDS = """
diff grad tangent descend --wrt --at --x0 --lr --steps --order --json --format text latex csv jsonl markdown table -q -h
-- - x y x=1 x=1,y=2 1,2 -3 0 1/0 nan oo pi/4 x**2 x*y -x sin(x) 1/x abs(x) x^y f(x) e ( ) = , --timeout 1e-9
--color never --simplify --definition --hessian --through --max-steps 3 --method newton adam --target-cost --every
--digits --show-work θ 2..3 9**9**9**9 log(x) x! --max-steps=2 max(x,y) if 1e400
"""


@settings(deadline=None, derandomize=True, max_examples=300)
@given(
    command=st.sampled_from(list(COMMANDS)),
    words=st.lists(st.sampled_from(["", "\0", "\ud800", *WORDS.split()]) | st.text(max_size=6), max_size=6),
    stdin=st.none() | st.text(max_size=20),
)
def test_no_words_at_all_lead_to_an_internal_error(command: str, words: list[str], stdin: str | None) -> None:
    harmless = [word for word in words if not word.startswith(("-o", "--output"))]
    ran = call(command, *harmless, stdin=None if stdin is None else stdin.encode("utf-8", "surrogatepass"))
    assert ran.code in list(Exit)
    assert "internal error" not in ran.err and "Traceback" not in ran.err


# ---- the process


def test_a_closed_pipe_is_quiet() -> None:
    done = subprocess.run(
        f'yes "x**2" | "{sys.executable}" -m calcgd diff | head -n 2',
        shell=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=60,
    )
    assert (done.stdout, done.stderr, done.returncode) == ("2*x\n2*x\n", "", 0)


def test_a_full_disk_is_told() -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [*PROGRAM, "diff", "x"], stdout=full, stderr=subprocess.PIPE, text=True, cwd=ROOT, timeout=60
        )
    assert done.returncode == Exit.NO_ANSWER
    assert done.stderr == "error: cannot read or write: No space left on device\n"


def test_control_c_ends_it_with_130_and_no_traceback() -> None:
    with subprocess.Popen(
        [*PROGRAM, "diff"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as running:
        assert running.stdin and running.stdout and running.stderr
        running.stdin.write("x**2\n")
        running.stdin.flush()
        running.stdout.readline()
        running.send_signal(signal.SIGINT)
        assert running.wait(timeout=30) == Exit.INTERRUPTED
        assert running.stderr.read() == ""


@pytest.mark.parametrize(
    "module", ["calcgd.main", "calcgd.errors", "calcgd.commands.report", "calcgd.commands.answer", "calcgd.expression"]
)
def test_control_c_while_it_is_still_loading_is_no_different(module: str) -> None:
    code = f"""
import runpy, sys
class Interrupt:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupt())
sys.argv[1:] = ["diff", "x"]
runpy.run_module("calcgd", run_name="__main__")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (Exit.INTERRUPTED, "", "")


def test_the_time_limit_ends_it_with_4() -> None:
    done = process("diff", "x", "--timeout", "1e-6")
    assert done.returncode == Exit.OUT_OF_TIME
    assert done.stderr == "error: stopped after 1e-06 seconds\nhint: give it more time with --timeout SECONDS\n"


# ---- terminal and colour


def at_terminal(*words: str, **environment: str) -> str:
    terminal = pexpect.spawn(
        PROGRAM[0],
        [*PROGRAM[1:], *words],
        cwd=ROOT,
        env={"TERM": "xterm-256color", "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"} | environment,  # type: ignore[arg-type]
        encoding="utf-8",
        dimensions=(24, 80),
        timeout=30,
    )
    shown = terminal.read()
    terminal.close()
    return shown.replace("\r\n", "\n")


def test_errors_are_coloured_on_a_terminal_only(run: Run) -> None:
    plain = run("diff", "3 +").err
    assert "\x1b" not in plain
    coloured = at_terminal("diff", "3 +")
    assert coloured.startswith("\x1b[1;31merror:\x1b[0m ")
    assert at_terminal("diff", "3 +", NO_COLOR="1") == plain
    assert at_terminal("diff", "3 +", TERM="dumb") == plain
    assert at_terminal("diff", "3 +", "--color", "never") == plain
    assert run("diff", "3 +", "--color", "always").err == coloured


def test_no_control_sequence_of_the_user_reaches_the_terminal(run: Run) -> None:
    for text in ("x \x1b[31m", "\x1b]0;title\x07", "x \u202e y", "\x9b31m", "a\rb"):
        ran = run("diff", text)
        assert ran.code == Exit.USAGE
        assert all(character.isprintable() or character == "\n" for character in ran.err)


def test_help_fits_80_columns_and_a_narrow_terminal() -> None:
    for columns in ("80", "60"):
        shown = at_terminal("--help", COLUMNS=columns)
        assert shown.startswith("Usage: calcgd ")
        prose = shown.partition("Examples:")[0].splitlines()
        assert max(map(len, prose)) <= int(columns)


# ---- shell completion


def completed(line: str) -> list[str]:
    done = process(_CALCGD_COMPLETE="complete_bash", COMP_WORDS=line, COMP_CWORD=str(line.count(" ")))
    return done.stdout.split()


def test_bash_completes_commands_options_and_formats() -> None:
    assert completed("calcgd d") == ["diff", "descend"]
    assert completed("calcgd diff --st") == ["--steps"]
    assert completed("calcgd diff --format js") == ["json", "jsonl"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_completion_script_is_shown(shell: str) -> None:
    done = process("--show-completion", shell, _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1")
    assert done.returncode == 0
    assert "_CALCGD_COMPLETE" in done.stdout


def test_completion_does_not_load_the_engine() -> None:
    code = (
        "import sys; from calcgd.main import main; main([]);"
        "print([name for name in sys.modules if name.startswith(('sympy', 'calcgd.expression', 'calcgd.calculus'))])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | {"_CALCGD_COMPLETE": "complete_bash", "COMP_WORDS": "calcgd ", "COMP_CWORD": "1"},
    )
    assert done.stdout.split("\n")[-2] == "[]"

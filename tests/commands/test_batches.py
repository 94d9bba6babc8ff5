"""One expression a line on standard input, for every command and format."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Ran

Run = Callable[..., Ran]

GOOD_AND_BAD = "x^2\n3 +\n\nx*y\nsin(x)\n"
SECOND_LINE = "error: line 2: the expression ends too early\n  3 +\n     ^\nhint: "


def test_each_good_line_gives_one_line_and_each_bad_one_is_told_by_its_number(run: Run) -> None:
    ran = run("diff", stdin=GOOD_AND_BAD)
    assert (ran.out, ran.code) == ("2*x\ncos(x)\n", 1)
    assert ran.err.startswith(SECOND_LINE)
    assert ran.err.endswith(
        "error: line 4: the expression has the variables x and y\nhint: say which one to differentiate by: --wrt x\n"
    )


def test_options_hold_for_every_line(run: Run) -> None:
    assert run("diff", "--wrt", "x", "--order", "2", stdin="x^3\nx^2*y\ny\n") == Ran(
        "6*x\n2*y\n0\n", "note: x does not occur in the expression\n", 0
    )


def test_a_value_that_does_not_exist_makes_the_batch_fail_and_the_rest_goes_on(run: Run) -> None:
    ran = run("diff", "--at", "0", stdin="x^2\nabs(x)\nsin(x)\n", **{})
    assert ran.out.splitlines() == [
        "2*x", "f'(0) = 0", "sign(x)",
        "the derivative does not exist at x = 0: the slope is -1 from the left and 1 from the right",
        "cos(x)", "f'(0) = 1",
    ]  # fmt: skip
    assert ran.code == 1


def test_notes_tell_their_line(run: Run) -> None:
    assert run("diff", stdin="x\n1/2x\n").err == (
        "note: line 2: 1/2x was read as (1/2)*x: use parentheses to divide by both\n"
    )
    assert run("diff", "-q", stdin="x\n1/2x\n").err == ""


@pytest.mark.parametrize("command", ["diff", "grad", "tangent --at 1", "descend --x0 1 --lr 0.1"])
def test_json_is_one_object_a_line(run: Run, command: str) -> None:
    ran = run(*command.split(), "--json", stdin="x^2\nsin(x)\n")
    assert [json.loads(line)["expression"] for line in ran.out.splitlines()] == ["x**2", "sin(x)"]


def test_descents_of_many_lines_are_json_without_being_asked(run: Run) -> None:
    ran = run("descend", "--x0", "1", stdin="x^2\nx^4\n")
    assert [json.loads(line)["expression"] for line in ran.out.splitlines()] == ["x**2", "x**4"]
    assert ran.err == "note: no learning rate was given, so this is 0.1\n"


def test_csv_has_its_header_once(run: Run) -> None:
    assert run("diff", "--format", "csv", stdin="x^2\n\nx^3\n").out == (
        "expression,variable,order,derivative\nx**2,x,1,2*x\nx**3,x,1,3*x**2\n"
    )
    assert run("grad", "--format", "csv", stdin="x^2\nx*y\n").out == "variable,derivative\nx,2*x\nx,y\ny,x\n"


def test_the_time_limit_is_for_each_line(run: Run) -> None:
    ran = run("diff", "--order", "12", "--timeout", "0.2", stdin="x^2\ntan(sin(exp(tan(x))))\nx^13\n")
    assert (ran.out, ran.code) == ("0\n6227020800*x\n", 1)
    assert ran.err.startswith("error: line 2: ")


def test_answers_go_to_one_file(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "answers.txt"
    ran = run("diff", "-o", str(target), stdin=GOOD_AND_BAD)
    assert (ran.out, ran.code) == ("", 1)
    assert target.read_text() == "2*x\ncos(x)\n"


def test_an_option_that_is_wrong_is_told_before_anything_is_read(run: Run) -> None:
    assert run("diff", "--timeout", "0", stdin=GOOD_AND_BAD) == Ran(
        "", "error: --timeout takes a positive number of seconds, not 0\n", 2
    )
    assert run("diff", "--format", "JSON", stdin=GOOD_AND_BAD) == Ran(
        "", "error: there is no output format 'JSON'\nhint: did you mean json?\n", 2
    )


def test_what_one_command_prints_the_next_one_reads(run: Run) -> None:
    first = run("diff", stdin="x^5\nsin(2x)/x\nmax(x, x^2)\nx^x\nf(x)^2\n0.5x^3\nx if x < 0 else 1/x\n")
    second = run("diff", stdin=first.out)
    assert (first.err, second.err, second.code) == ("", "", 0)
    assert second.out.splitlines()[0] == "20*x**3"
    assert run("diff", "--order", "2", stdin="x^5\n").out == "20*x**3\n"

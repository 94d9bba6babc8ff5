"""`calcgd descend`: the table, which rows of it are shown, the work written out, the verdict, and the exit status."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from itertools import islice
from time import process_time, sleep
from typing import Any

import pytest
from conftest import Ran

from calcgd.commands.picked import Layout, Shown
from calcgd.descent.drive import Run as DescentRun
from calcgd.descent.problem import problem_of
from calcgd.expression.nodes import Symbol

Run = Callable[..., Ran]

PARABOLA = ["x^2", "--x0", "1", "--lr", "0.1"]


def rows(ran: Ran) -> list[dict[str, float]]:
    """The rows of CSV, each number in full; what is empty is left out."""
    table = csv.DictReader(io.StringIO(ran.out))
    return [{name: float(cell) for name, cell in row.items() if cell} for row in table]


def record(ran: Ran) -> dict[str, Any]:
    return json.loads(ran.out)


def test_a_pipe_carries_every_row_with_full_precision(run: Run) -> None:
    ran = run("descend", "x^2", "--x0", "1", "--lr", "0.1", "--max-steps", "200")
    table = rows(ran)
    x = 1.0
    for count, row in enumerate(table[:-1], 1):
        step = 0.1 * (2 * x)
        assert row == {"run": count, "x": x, "cost": x**2, "step_x": step, "new_x": x - step}
        x -= step
    assert table[-1] == {"run": len(table), "x": x, "cost": x**2}
    assert ran.code == 0
    assert ran.err == (
        "note: x = 4.01735e-7, cost 1.61391e-13\n"
        f"note: converged: {record(run('descend', *PARABOLA, '--json'))['reason']}\n"
    )


def test_several_variables_have_a_column_each(run: Run) -> None:
    ran = run("descend", "x^2 + y^2", "--x0", "y=1,x=2", "--lr", "0.25", "--max-steps", "2", "-q")
    assert ran == Ran(
        "run,x,y,cost,step_x,step_y,new_x,new_y\n1,2.0,1.0,5.0,1.0,0.5,1.0,0.5\n2,1.0,0.5,1.25,0.5,0.25,0.5,0.25\n",
        "",
        3,
    )


TABLE = """\
Run │ Current x │ Cost value │ Derivative x Learning rate │ New x
────┼───────────┼────────────┼────────────────────────────┼──────────
  1 │    1      │    1       │    0.2                     │    0.8
  2 │    0.8    │    0.64    │    0.16                    │    0.64
x = 0.64, cost 0.4096
step-limit: stopped after 2 steps: the cost is still falling, by 0.2304 on the last step; the gradient is 1.28, \
the tolerance 1e-06
"""


def test_the_table_a_person_sees(run: Run) -> None:
    assert run("descend", *PARABOLA, "--max-steps", "2", "--format", "table") == Ran(TABLE, "", 3)


def test_plain_text_has_no_rules(run: Run) -> None:
    out = run("descend", *PARABOLA, "--max-steps", "2", "--format", "text").out
    assert out.splitlines()[:3] == [
        "Run  Current x  Cost value  Derivative x Learning rate  New x",
        "  1     1          1           0.2                         0.8",
        "  2     0.8        0.64        0.16                        0.64",
    ]


@pytest.mark.parametrize(
    ("columns", "titles"),
    [
        ("80", "Run │ Current │ Current │ Cost │ lr*df/dx │ lr*df/dy │ New x │ New y"),
        ("60", "Run │ Current │ Current │ Cost value │ lr*df/dx │ lr*df/dy"),
        ("40", "Run │ Current x │ Current y │ Cost value"),
    ],
)
def test_a_table_fits_the_terminal_and_says_what_it_leaves_out(
    run: Run, monkeypatch: pytest.MonkeyPatch, columns: str, titles: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    ran = run("descend", "x^2 + y^2", "--x0", "3,1", "--lr", "0.1", "--max-steps", "3", "--format", "table")
    lines = ran.out.splitlines()
    assert " │ ".join(title.strip() for title in lines[0].split("│")) == titles
    assert max(map(len, lines)) <= int(columns)
    assert ("Not shown on" in ran.out) == (columns != "80")


@pytest.mark.parametrize(
    ("words", "shown", "said"),
    [
        ([], [*range(1, 101), *range(110, 251, 10)],
         "115 of 250 rows are shown: all rows up to 100, then every 10th, every 100th and so on, and the last; "
         "--all-rows shows all, --every K each K-th"),
        (["--every", "100"], [1, 100, 200, 250],
         "4 of 250 rows are shown: every 100th row, and the last; --all-rows shows all, --every K each K-th"),
        (["--every", "102"], [1, 102, 204, 250],
         "4 of 250 rows are shown: every 102nd row, and the last; --all-rows shows all, --every K each K-th"),
        (["--every", "1"], list(range(1, 251)), ""),
        (["--all-rows"], list(range(1, 251)), ""),
    ],
)  # fmt: skip
def test_rows_are_thinned_out_but_the_first_and_the_last_are_there(
    run: Run, words: list[str], shown: list[int], said: str
) -> None:
    given = ["x^2", "--x0", "1", "--lr", "0.001", "--max-steps", "250", "--format", "text", *words]
    lines = run("descend", *given).out.splitlines()
    assert [int(line.split()[0]) for line in lines[1:] if line.split()[0].isdigit() and " of " not in line] == shown
    assert (said in lines) if said else not any("rows are shown" in line for line in lines)


def test_a_pipe_is_thinned_out_only_when_that_is_asked_for(run: Run) -> None:
    given = ["descend", "x^2", "--x0", "1", "--lr", "0.001", "--max-steps", "250"]
    assert len(rows(run(*given))) == 250
    assert [row["run"] for row in rows(run(*given, "--every", "100"))] == [1, 100, 200, 250]


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        (["(2x-5)^2", "--lr", "0.1", "--x0", "5"],
         ["  1  5 - 0.1*(8*5 - 20) = 3", "  2  3 - 0.1*(8*3 - 20) = 2.6"]),
        (["x**2 - 4*x + 6", "--lr", "0.1", "--x0", "8"],
         ["  1  8 - 0.1*(2*8 - 4) = 6.8", "  2  6.8 - 0.1*(2*6.8 - 4) = 5.84"]),
        (["x^2", "--lr", "1/3", "--x0", "1"],
         ["  1  1 - 1/3*(2*1) = 0.333333", "  2  0.333333 - 1/3*(2*0.333333) = 0.111111"]),
        (["-x^2", "--lr", "0.1", "--x0", "-3"],
         ["  1  -3 - 0.1*(-2*(-3)) = -3.6", "  2  -3.6 - 0.1*(-2*(-3.6)) = -4.32"]),
        (["x^2 + y^2 + x*y", "--lr", "0.1", "--x0", "1,2"],
         ["  1  x  1 - 0.1*(2*1 + 2) = 0.6", "  1  y  2 - 0.1*(1 + 2*2) = 1.5",
          "  2  x  0.6 - 0.1*(2*0.6 + 1.5) = 0.33", "  2  y  1.5 - 0.1*(0.6 + 2*1.5) = 1.14"]),
    ],
)  # fmt: skip
def test_the_work_is_written_out(run: Run, words: list[str], lines: list[str]) -> None:
    ran = run("descend", *words, "--max-steps", "2", "--show-work")
    assert ran.out.splitlines()[1 : 1 + len(lines)] == lines
    assert ran.code == 3


@pytest.mark.parametrize(
    ("digits", "row"),
    [("2", "3 │ 0.64 │ 0.41 │ 0.13 │ 0.51"), ("6", "3 │ 0.64 │ 0.4096 │ 0.128 │ 0.512")],
)
def test_digits_are_for_people_only(run: Run, digits: str, row: str) -> None:
    given = ["descend", *PARABOLA, "--max-steps", "3", "--digits", digits]
    line = run(*given, "--format", "table").out.splitlines()[4]
    assert " │ ".join(cell.strip() for cell in line.split("│")) == row
    assert rows(run(*given))[2]["x"] == 0.64


def test_json_has_the_documented_keys(run: Run) -> None:
    ran = run("descend", "x^2 + y^2", "--x0", "2,1", "--lr", "0.25", "--max-steps", "2", "--json")
    assert (ran.err, ran.code) == ("", 3)
    assert record(ran) == {
        "schema": 1,
        "expression": "x**2 + y**2",
        "method": "gd",
        "rate": 0.25,
        "start": {"x": 2.0, "y": 1.0},
        "iterations": 2,
        "point": {"x": 0.5, "y": 0.25},
        "value": 0.3125,
        "gradient_norm": 1.25**0.5,
        "status": "step-limit",
        "reason": "stopped after 2 steps: the cost is still falling, by 0.9375 on the last step; "
        "the gradient is 1.11803, the tolerance 1e-06",
        "point_kind": None,
        "best": {"point": {"x": 0.5, "y": 0.25}, "value": 0.3125},
    }


def test_json_has_the_path_when_all_rows_are_asked_for(run: Run) -> None:
    path = record(run("descend", *PARABOLA, "--max-steps", "2", "--json", "--all-rows"))["path"]
    assert path == [{"run": 1, "point": [1.0], "value": 1.0}, {"run": 2, "point": [0.8], "value": 0.6400000000000001}]


def test_json_never_holds_nan_or_infinity(run: Run) -> None:
    for words in (["log(x)", "--x0", "-1"], ["exp(x)", "--x0", "1000"]):
        ran = run("descend", *words, "--lr", "0.1", "--json")
        assert "NaN" not in ran.out and "Infinity" not in ran.out
        assert record(ran)["value"] is None


@pytest.mark.parametrize(
    ("style", "out"),
    [
        ("jsonl", '{"run": 1, "x": 1.0, "cost": 1.0, "step_x": 0.2, "new_x": 0.8}\n'),
        ("csv", "run,x,cost,step_x,new_x\n1,1.0,1.0,0.2,0.8\n"),
        ("markdown", "| Run | Current x | Cost value | Derivative x Learning rate | New x |\n"
                     "| ---: | ---: | ---: | ---: | ---: |\n| 1 | 1 | 1 | 0.2 | 0.8 |\n\nx = 0.8, cost 0.64\n"),
        ("latex", "\\begin{tabular}{rrrrr}\nRun & Current x & Cost value & Derivative x Learning rate & New x \\\\\n"
                  "\\hline\n$1$ & $1$ & $1$ & $0.2$ & $0.8$ \\\\\n\\end{tabular}\nx = 0.8, cost 0.64\n"),
    ],
)  # fmt: skip
def test_each_format(run: Run, style: str, out: str) -> None:
    assert run("descend", *PARABOLA, "--max-steps", "1", "--format", style).out.startswith(out)


@pytest.mark.parametrize(
    ("words", "status", "code"),
    [
        (["x^2", "--x0", "1", "--lr", "0.1"], "converged", 0),
        (["2x - 5", "--x0", "5", "--lr", "0.25", "--target-cost", "0"], "target-reached", 0),
        (["x^2", "--x0", "1", "--lr", "0.1", "--max-steps", "3"], "step-limit", 3),
        (["x**2 - 4*x + 6", "--x0", "8", "--lr", "1"], "oscillating", 3),
        (["abs(x-1)", "--x0", "0", "--lr", "0.3"], "oscillating", 3),
        (["x**4", "--x0", "8", "--lr", "0.1"], "diverged", 3),
        (["x^2", "--x0", "1", "--lr", "1e-30"], "stalled", 3),
        (["log(x)", "--x0", "1", "--lr", "1"], "left-domain", 3),
        (["log(x)", "--x0", "-1", "--lr", "1"], "left-domain", 3),
    ],
)
def test_the_status_and_the_exit_status(run: Run, words: list[str], status: str, code: int) -> None:
    ran = run("descend", *words, "--json")
    assert (record(ran)["status"], ran.code) == (status, code)


@pytest.mark.parametrize(
    ("words", "kind", "said"),
    [
        (["x**2 - y**2", "--x0", "0,0"], "saddle", "but this is a saddle, not a minimum"),
        (["-x^2", "--x0", "0"], "maximum", "but this is a maximum, not a minimum"),
        (["x^2", "--x0", "0"], "minimum", "a local minimum: the second derivative is 2"),
        (["x^4", "--x0", "0"], "undecided", "so whether this is a minimum is not decided"),
    ],
)
def test_what_the_end_is(run: Run, words: list[str], kind: str, said: str) -> None:
    found = record(run("descend", *words, "--lr", "0.1", "--json"))
    assert found["point_kind"] == kind
    assert said in found["reason"]


@pytest.mark.parametrize("method", ["gd", "momentum", "adam", "newton"])
def test_every_method_finds_the_bottom_of_rosenbrocks_valley(run: Run, method: str) -> None:
    rate = {"gd": "0.001", "momentum": "0.001", "adam": "0.01", "newton": "1"}[method]
    given = ["(1-x)^2 + 100(y-x^2)^2", "--x0", "-1,1", "--lr", rate, "--max-steps", "100000"]
    found = record(run("descend", *given, "--method", method, "--json"))
    assert (found["status"], found["point_kind"]) == ("converged", "minimum")
    assert found["point"] == pytest.approx({"x": 1, "y": 1}, abs=1e-4)


def test_without_an_expression_it_is_the_example(run: Run) -> None:
    ran = run("descend", "--lr", "0.1", "--x0", "8", "--max-steps", "1")
    assert ran.out == "run,x,cost,step_x,new_x\n1,8.0,38.0,1.2000000000000002,6.8\n"
    assert ran.err.splitlines()[0] == "note: no expression was given, so this is x**2 - 4*x + 6"
    for stdin in ("", "\n  \n"):
        assert run("descend", "--lr", "0.1", "--x0", "8", "--max-steps", "1", stdin=stdin) == ran


def test_a_default_learning_rate_is_told(run: Run) -> None:
    assert run("descend", "x^2", "--x0", "1").err.startswith("note: no learning rate was given, so this is 0.1\n")
    assert "learning rate" not in run("descend", "x^2", "--x0", "1", "--method", "newton").err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["x^2"], "error: a start is needed for x\nhint: add --x0 x=1, or look for minima with --method auto\n"),
        (["x*y", "--x0", "1"], "error: --x0 leaves out y\nhint: give a value for each of x and y, or write x=...\n"),
        (["5", "--x0", "1"], "error: there is nothing to descend: the expression has no variables\n"),
        (["f(x)", "--x0", "1"], "error: f is only a name: it has no values\n"),
        (["x^2", "--x0", "1", "--method", "newtn"],
         "error: there is no method called 'newtn'\nhint: did you mean newton?\n"),
        (["x^2", "--x0", "1", "--method", "newton", "--show-work"],
         "error: --show-work writes out plain gradient descent\nhint: leave out --method\n"),
        (["x^2", "--x0", "1", "--digits", "0"], "error: --digits is a whole number of at least 1, not 0\n"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_wrong_use(run: Run, words: list[str], said: str) -> None:
    assert run("descend", *words) == Ran("", said, 2)


def test_the_time_limit_ends_a_descent_with_what_it_has(run: Run) -> None:
    given = ["x^2", "--x0", "1", "--lr", "1e-9", "--max-steps", "1000000000", "--timeout", "0.2"]
    ran = run("descend", *given, "--json")
    found = record(ran)
    assert found["status"] == "step-limit" and found["iterations"] > 100
    assert found["reason"].startswith(f"interrupted at step {found['iterations']}: ")
    assert (ran.err, ran.code) == (
        "error: stopped after 0.2 seconds\nhint: give it more time with --timeout SECONDS\n",
        4,
    )


def test_the_time_limit_is_on_writing_rows_too_but_not_on_waiting_for_who_reads_them() -> None:
    def is_late(pause: Callable[[], None]) -> bool:
        shown = Shown(0.05)
        for _ in islice(shown.pick(DescentRun(problem_of(Symbol("x"), ("x",)), [0.0]), Layout(all_rows=True)), 9):
            pause()
        return shown.late

    def busy() -> None:
        began = process_time()
        while process_time() - began < 0.02:
            pass

    assert is_late(busy)
    assert not is_late(lambda: sleep(0.02))

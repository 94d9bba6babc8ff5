"""`calcgd limit`: the value first, both sides, what happens at the point, and values on the way."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable

import pytest
from conftest import Ran

Run = Callable[..., Ran]


def test_the_value_stands_alone_on_the_first_line(run: Run) -> None:
    ran = run("limit", "sin(x)/x", "--at", "0")
    assert (ran.err, ran.code) == ("", 0)
    assert ran.out == (
        "1\n"
        "from the left: 1\n"
        "from the right: 1\n"
        "the expression has no value at x = 0 itself\n"
        "\n"
        "Values on the way: slopes of the secants of sin(x) through x = 0\n"
        "distance  from the left   from the right\n"
        "1         0.841470984808  0.841470984808\n"
        "0.1       0.998334166468  0.998334166468\n"
        "0.01      0.999983333417  0.999983333417\n"
        "0.001     0.999999833333  0.999999833333\n"
        "0.0001    0.999999998333  0.999999998333\n"
        "1e-5      0.999999999983  0.999999999983\n"
        "1e-6      1               1\n"
        "1e-7      1               1\n"
        "1e-8      1               1\n"
    )


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        (["abs(x)/x", "--at", "0"],
         ["the limit does not exist: it is -1 from the left and 1 from the right", "from the left: -1"]),
        (["1/x", "--at", "0"],
         ["the limit does not exist: it is -oo from the left and oo from the right", "from the left: -oo"]),
        (["floor(x)", "--at", "2"],
         ["the limit does not exist: it is 1 from the left and 2 from the right", "from the left: 1",
          "from the right: 2", "its value at x = 2 is 2, so it is not continuous there"]),
        (["sin(1/x)", "--at", "0"],
         ["the limit does not exist: the values oscillate",
          "from the left: it tends to 1 where 1/x = 2*pi*k + pi/2, but to -1 where 1/x = 2*pi*k + 3*pi/2, "
          "for whole numbers k"]),
        (["sin(x)", "--at", "oo"],
         ["the limit does not exist: the values oscillate",
          "it tends to 1 where x = 2*pi*k + pi/2, but to -1 where x = 2*pi*k + 3*pi/2, for whole numbers k"]),
        (["log(x)", "--at", "-1"],
         ["the limit does not exist: the expression has no values near there",
          "from the left: no values: it needs x > 0"]),
        (["f(x)", "--at", "1"], ["the limit is not known: f is only a name: it has no values"]),
    ],
)  # fmt: skip
def test_without_a_limit_the_first_line_says_why(run: Run, words: list[str], lines: list[str]) -> None:
    ran = run("limit", *words)
    assert ran.out.splitlines()[: len(lines)] == lines
    assert (ran.err, ran.code) == ("", 1)


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        (["1/x^2", "--at", "0"], ["oo", "from the left: oo", "from the right: oo"]),
        (["sqrt(x)", "--at", "0"],
         ["0", "from the left: no values: it needs x >= 0", "from the right: 0",
          "its value at x = 0 is 0, so it is continuous there"]),
        (["exp(1/x)", "--at", "0", "--side", "left"], ["0", "from the left: 0", "from the right: oo"]),
        (["(1 + 1/x)**x", "--at", "x=oo"], ["e", "that is 2.71828182845905 as a decimal", "", "Values on the way"]),
        (["atan(t)", "--at", "t=-oo"], ["-pi/2", "that is -1.5707963267949 as a decimal"]),
        (["((x+h)^2 - x^2)/h", "--at", "h=0"],
         ["2*x", "from the left: 2*x", "from the right: 2*x", "for all but exceptional values of x"]),
        (["(x^2 - a^2)/(x - a)", "--at", "x=a"], ["2*a", "from the left: 2*a"]),
        (["0.5*x", "--at", "1/2"], ["0.25", "from the left: 0.25"]),
        (["7", "--at", "oo"], ["7"]),
    ],
)  # fmt: skip
def test_a_limit_is_given_exactly(run: Run, words: list[str], lines: list[str]) -> None:
    ran = run("limit", *words)
    assert ran.out.splitlines()[: len(lines)] == lines
    assert (ran.err, ran.code) == ("", 0)


def test_values_that_no_float_holds_are_said_to_be_too_large(run: Run) -> None:
    assert run("limit", "exp(1/x)", "--at", "0").out.splitlines()[-1].split() == ["1e-8", "0", "too", "large"]


def test_json_has_the_documented_keys(run: Run) -> None:
    found = json.loads(run("limit", "x/abs(x)", "--at", "0", "--json").out)
    approach = found.pop("approach")
    assert found == {
        "schema": 1,
        "expression": "x/abs(x)",
        "variable": "x",
        "point": "0",
        "exists": False,
        "limit": {"exact": None, "decimal": None, "reason": "the limits from the left and from the right differ"},
        "left": {"exact": "-1", "decimal": -1.0},
        "right": {"exact": "1", "decimal": 1.0},
        "value": {"exact": None, "decimal": None, "reason": "x/abs(x) is not defined at x = 0"},
        "continuous": None,
    }
    assert approach[1] == {"distance": 0.1, "left": -1.0, "right": 1.0}


def test_json_of_infinite_limits_says_why_there_is_no_decimal(run: Run) -> None:
    found = json.loads(run("limit", "x^2", "--at", "oo", "--json").out)
    infinite = {"exact": "oo", "decimal": None, "reason": "it is no number: the values grow beyond all bounds"}
    assert (found["limit"], found["left"], found["right"]) == (infinite, infinite, None)
    assert found["exists"] is True
    assert found["approach"][1] == {"distance": 10.0, "left": 100.0, "right": None}


def test_json_holds_the_two_sequences_of_an_oscillation(run: Run) -> None:
    found = json.loads(run("limit", "cos(x)", "--at", "-oo", "--json").out)
    assert found["right"]["sequences"] == [
        {"limit": "0", "argument": "x", "is": "2*pi*k + pi/2"},
        {"limit": "1", "argument": "x", "is": "2*pi*k"},
    ]


def test_csv_is_one_row_a_limit(run: Run) -> None:
    ran = run("limit", "--at", "0", "--format", "csv", stdin="sin(x)/x\n1/x\nsqrt(x)\n")
    assert list(csv.reader(ran.out.splitlines())) == [
        ["expression", "variable", "point", "exists", "limit", "left", "right"],
        ["sin(x)/x", "x", "0", "True", "1", "1", "1"],
        ["1/x", "x", "0", "False", "", "-oo", "oo"],
        ["sqrt(x)", "x", "0", "True", "0", "", "0"],
    ]
    assert ran.code == 1


def test_lines_give_a_json_object_each(run: Run) -> None:
    ran = run("limit", "--at", "oo", stdin="1/x\n3 +\nt/(t+1)\n")
    assert [json.loads(line)["limit"]["exact"] for line in ran.out.splitlines()] == ["0", "1"]
    assert ran.err.startswith("error: line 2: the expression ends too early")
    assert ran.code == 1


@pytest.mark.parametrize(
    ("words", "latex"),
    [
        (["x^2", "--at", "oo"], r"\lim_{x \to \infty} f\left(x\right) = \infty"),
        (["x^2", "--at", "pi"], r"\lim_{x \to \pi} f\left(x\right) = \pi^{2}"),
        (["x^2", "--at", "1", "--side", "left"], r"\lim_{x \to 1^{-}} f\left(x\right) = 1"),
        (["x^2*f", "--at", "x=1/2"], r"\lim_{x \to \frac{1}{2}} y = \frac{f}{4}"),
    ],
)
def test_latex_writes_a_limit_as_one(run: Run, words: list[str], latex: str) -> None:
    assert run("limit", *words, "--format", "latex").out.splitlines()[0] == rf"\[ {latex} \]"


def test_a_terminal_and_markdown_name_the_limit(run: Run) -> None:
    assert run("limit", "x^2", "--at", "1", "--format", "table").out.startswith("lim(x -> 1) f(x) = 1\n")
    assert run("limit", "x^2", "--at", "1", "--format", "markdown").out.startswith("`lim(x -> 1) f(x) = 1`\n")


def test_the_time_limit_holds(run: Run) -> None:
    ran = run("limit", "(sin(tan(x)) - tan(sin(x)))/(asin(atan(x)) - atan(asin(x)))", "--at", "0", "--timeout", "0.3")
    assert ran.code == 4
    assert ran.err.startswith("error: stopped after 0.3 seconds")


def test_what_has_no_value_anywhere_needs_nothing(run: Run) -> None:
    assert "from the left: no values\n" in run("limit", "x/0", "--at", "1").out

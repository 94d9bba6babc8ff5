"""`calcgd study`: one screen about a function."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from conftest import Ran

Run = Callable[..., Ran]


def found(run: Run, *words: str) -> dict[str, Any]:
    ran = run("study", *words, "--json")
    assert (ran.err, ran.code) == ("", 0)
    return json.loads(ran.out)


def test_the_whole_screen(run: Run) -> None:
    assert run("study", "(x^2+1)/x").out.splitlines() == [
        "domain: x != 0",
        "odd: f(-x) = -f(x)",
        "zeros: none",
        "f'(x) = (x**2 - 1)/x**2",
        "f''(x) = 2/x**3",
        "",
        "Signs",
        "x           f'  f''  f                    value",
        "x < -1      +   -    increasing, concave",
        "x = -1      0   -    maximum              -2",
        "-1 < x < 0  -   -    decreasing, concave",
        "x = 0                not defined",
        "0 < x < 1   -   +    decreasing, convex",
        "x = 1       0   +    minimum              2",
        "x > 1       +   +    increasing, convex",
        "no minimum: f tends to -oo as x -> -oo",
        "no maximum: f tends to oo as x -> 0 from the right",
        "",
        "At the ends of the domain",
        "f tends to -oo as x -> -oo",
        "f tends to -oo as x -> 0 from the left",
        "f tends to oo as x -> 0 from the right",
        "f tends to oo as x -> oo",
        "asymptote y = x",
        "asymptote x = 0",
        "",
        "How much is proved",
        "complete: solved exactly, with all real roots of the polynomials counted",
    ]


@pytest.mark.parametrize(
    ("expression", "inflections"),
    [
        ("x^3", ["0"]),
        ("x^4", []),
        ("exp(-x^2)", ["-sqrt(2)/2", "sqrt(2)/2"]),
        ("x^4 - 6x^2", ["-1", "1"]),
        ("atan(x)", ["0"]),
        ("x*exp(-x)", ["2"]),
        ("cbrt(x)", ["0"]),
        ("abs(x^2 - 1)", []),
        ("1/(x^2 + 1)", ["-sqrt(3)/3", "sqrt(3)/3"]),
    ],
)
def test_inflections(run: Run, expression: str, inflections: list[str]) -> None:
    answer = found(run, expression)
    assert [place["exact"] for place in answer["inflections"]] == inflections and answer["signs_complete"]


@pytest.mark.parametrize(
    ("expression", "asymptotes"),
    [
        ("1/x", {"0", "x = 0"}),
        ("(2x^2 + 1)/(x^2 - 1)", {"2", "x = -1", "x = 1"}),
        ("sqrt(x^2 + 1)", {"x", "-x"}),
        ("atan(x)", {"pi/2", "-pi/2"}),
        ("x + exp(-x)", {"x"}),
        ("x^2", set()),
        ("log(x)", {"x = 0"}),
        ("sigmoid(x)", {"0", "1"}),
    ],
)
def test_asymptotes(run: Run, expression: str, asymptotes: set[str]) -> None:
    answer = found(run, expression)
    assert {line["line"] or f"x = {line['at']['exact']}" for line in answer["asymptotes"]} == asymptotes


@pytest.mark.parametrize(
    ("expression", "symmetry", "period"),
    [
        ("cos(x)", "even", "2*pi"),
        ("sin(2x)", "odd", "pi"),
        ("x^3 - x", "odd", None),
        ("exp(x)", None, None),
        ("x*tan(x)", "even", None),
    ],
)
def test_symmetry_and_period(run: Run, expression: str, symmetry: str | None, period: str | None) -> None:
    answer = found(run, expression)
    assert (answer["symmetry"], answer["period"]) == (symmetry, period)


def test_zeros_and_height(run: Run) -> None:
    answer = found(run, "x^2 - 4x + 3")
    assert [zero["exact"] for zero in answer["zeros"]] == ["1", "3"] and answer["zeros_complete"]
    assert answer["height"]["exact"] == "3"


def test_an_interval_may_be_given(run: Run) -> None:
    answer = found(run, "exp(-x/5)*sin(x)", "--on", "x=0..10")
    assert answer["domain"] == "0 <= x <= 10" and not answer["assumed_box"]
    assert answer["symmetry"] == found(run, "sin(x)", "--on", "x=0..10")["symmetry"] is None
    assert [zero["exact"] for zero in answer["zeros"]] == ["0", "pi", "2*pi", "3*pi"]


@pytest.mark.parametrize("style", ["text", "table", "latex", "markdown", "json", "jsonl", "csv"])
def test_every_format(run: Run, style: str) -> None:
    ran = run("study", "x^3 - 3x", "--format", style)
    assert ran.code == 0 and "nan" not in ran.out.lower()

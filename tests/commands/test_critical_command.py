"""`calcgd critical`: the points, why they are what they are, the global statement, and whether that is all."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from conftest import Ran

Run = Callable[..., Ran]


def found(run: Run, *words: str) -> dict[str, Any]:
    ran = run("critical", *words, "--json")
    assert (ran.err, ran.code) == ("", 0)
    return json.loads(ran.out)


def test_the_whole_answer(run: Run) -> None:
    assert run("critical", "x^3 - 3x") == Ran(
        "x   as a decimal  value  kind\n"
        "-1  -1            2      local maximum\n"
        "1    1            -2     local minimum\n"
        "\n"
        "Why\n"
        "x = -1: maximum: f''(-1) = -6 < 0\n"
        "x = 1: minimum: f''(1) = 6 > 0\n"
        "\n"
        "Over all real x\n"
        "no minimum: f tends to -oo as x -> -oo\n"
        "no maximum: f tends to oo as x -> oo\n"
        "complete: solved exactly, with all real roots of the polynomials counted\n",
        "",
        0,
    )


def test_keys_that_scripts_rely_on(run: Run) -> None:
    answer = found(run, "x^4 - 4x^3")
    assert answer["complete"] is True and answer["proof"] and answer["variables"] == ["x"]
    inflection, minimum = answer["points"]
    assert inflection["point"] == {"x": {"exact": "0", "decimal": 0}} and inflection["kind"] == "inflection"
    assert (minimum["kind"], minimum["scope"], minimum["value"]) == (
        "minimum",
        "global",
        {"exact": "-27", "decimal": -27},
    )
    assert answer["minimum"]["where"] == [{"x": {"exact": "3", "decimal": 3}}] and answer["minimum"]["attained"]
    assert answer["maximum"]["unbounded"] is True
    assert answer["families"] == answer["continua"] == answer["undecided"] == []


@pytest.mark.parametrize(
    ("expression", "places", "period"),
    [
        ("sin(x)", {"pi/2": "maximum", "3*pi/2": "minimum"}, "2*pi"),
        ("abs(sin(x))", {"0": "minimum", "pi/2": "maximum"}, "pi"),
    ],
)
def test_periodic_points_are_families(run: Run, expression: str, places: dict[str, str], period: str) -> None:
    answer = found(run, expression)
    assert answer["points"] == [] and answer["complete"]
    assert {family["point"]["x"]["exact"]: family["kind"] for family in answer["families"]} == places
    assert {family["period"] for family in answer["families"]} == {period}


def test_a_family_is_written_with_a_whole_number(run: Run) -> None:
    out = run("critical", "sin(x)").out
    assert "pi/2 + 2*pi*k" in out and "k is any whole number" in out


def test_a_root_without_a_closed_form_is_named_by_its_equation(run: Run) -> None:
    [point] = found(run, "x^6/6 - x^2/2 - x")["points"]
    assert point["point"]["x"]["exact"] is None
    assert point["point"]["x"]["defined"] == "root of x**5 - x - 1 near 1.167303978"
    assert point["point"]["x"]["decimal"] == pytest.approx(1.1673039782614187, rel=1e-15)
    assert point["value"]["decimal"] == pytest.approx(-1.426953, abs=1e-6)


@pytest.mark.parametrize(
    ("expression", "infimum", "towards"),
    [("exp(x)", "0", "x -> -oo"), ("exp(-1/x^2)", "0", "x -> 0"), ("atan(x)", "-pi/2", "x -> -oo")],
)
def test_an_infimum_that_is_not_attained(run: Run, expression: str, infimum: str, towards: str) -> None:
    minimum = found(run, expression)["minimum"]
    assert (minimum["value"]["exact"], minimum["attained"], minimum["where"]) == (infimum, False, [])
    assert towards in minimum["reason"]


def test_a_box_that_nobody_asked_for_is_said(run: Run) -> None:
    answer = found(run, "x*sin(x)")
    assert answer["assumed_box"] and answer["domain"] == "-10 < x < 10" and answer["complete"]
    assert len(answer["points"]) == 7 and {point["scope"] for point in answer["points"]} == {"local"}
    assert answer["minimum"] is answer["maximum"] is None
    out = run("critical", "x*sin(x)").out
    assert "only this box was searched" in out


def test_a_box_has_ends(run: Run) -> None:
    answer = found(run, "x^2", "--on", "x=-1..2")
    assert [(point["kind"], point["scope"]) for point in answer["points"]] == [
        ("endpoint-maximum", "local"),
        ("minimum", "global"),
        ("endpoint-maximum", "global"),
    ]
    assert found(run, "x^2", "--on", "-1..2") == answer


def test_ends_of_a_box_are_expressions(run: Run) -> None:
    points = found(run, "sin(x)", "--on", "0..2*pi")["points"]
    assert [point["point"]["x"]["exact"] for point in points] == ["0", "pi/2", "3*pi/2", "2*pi"]


def test_a_constant_is_critical_everywhere(run: Run) -> None:
    answer = found(run, "7")
    assert answer["points"] == [] and len(answer["continua"]) == 1
    assert answer["minimum"]["value"]["exact"] == answer["maximum"]["value"]["exact"] == "7"


def test_one_line_of_input_gives_one_line_of_json(run: Run) -> None:
    ran = run("critical", stdin="x^2\nx +* 2\ncos(x)\n")
    answers = [json.loads(line) for line in ran.out.splitlines()]
    assert [answer["expression"] for answer in answers] == ["x**2", "cos(x)"]
    assert "line 2" in ran.err and ran.code == 1


@pytest.mark.parametrize("style", ["text", "table", "latex", "markdown", "json", "jsonl", "csv"])
def test_every_format(run: Run, style: str) -> None:
    ran = run("critical", "x^3 - 3x", "--format", style)
    assert ran.code == 0 and "nan" not in ran.out.lower()


def test_csv_has_a_row_a_point(run: Run) -> None:
    assert run("critical", "x^3 - 3x", "--format", "csv").out.splitlines() == [
        "x,value,kind,scope,period,conditions", "-1.0,2.0,maximum,local,,", "1.0,-2.0,minimum,local,,",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("expression", "rows"),
    [
        ("x^2*y^2", ",,0.0,minimum,,,x == 0\n,,0.0,minimum,,,y == 0\n"),
        ("relu(x)", "0.0,0.0,minimum,global,,\n,0.0,minimum,,,x < 0\n"),
        ("5", ",5.0,minimum,,,everywhere\n"),
    ],
)
def test_csv_has_a_row_for_points_that_are_not_isolated(run: Run, expression: str, rows: str) -> None:
    assert run("critical", expression, "--format", "csv").out.partition("\n")[2] == rows


@pytest.mark.parametrize("style", ["csv", "jsonl"])
def test_beside_rows_stderr_tells_whether_these_are_all(run: Run, style: str) -> None:
    assert run("critical", "exp(x)", "--format", style).err == "note: complete: the derivative is never 0\n"
    assert "note: only this box was searched" in run("critical", "sin(x) + sin(sqrt(2)*x)", "--format", style).err
    assert run("critical", "exp(x)", "--format", style, "-q").err == ""


@pytest.mark.parametrize(
    ("words", "conditions"),
    [
        (["relu(x)"], ["x < 0"]),
        (["min(x, 0)"], ["x > 0"]),
        (["sign(x)*(floor(x/9) + 2)", "--on", "0.5..10"], ["x >= 1/2 and x < 9", "x > 9 and x <= 10"]),
        (["relu(x)", "--on", "-2..2"], ["x >= -2 and x < 0"]),
    ],
)
def test_where_it_is_constant_ends_belong_to_it_unless_they_are_points_of_their_own(
    run: Run, words: list[str], conditions: list[str]
) -> None:
    assert [" and ".join(one["conditions"]) for one in found(run, *words)["continua"]] == conditions


def test_intervals_on_which_it_is_constant_repeat(run: Run) -> None:
    answer = found(run, "relu(sin(x))")
    assert [(one["conditions"], one["period"]) for one in answer["continua"]] == [(["x > pi", "x < 2*pi"], "2*pi")]
    assert "x > pi and x < 2*pi, and again after each 2*pi: minimum" in run("critical", "relu(sin(x))").out


@pytest.mark.parametrize("expression", ["x^2 if x < 0 else 0", "x^3 if x < 0 else 0", "abs(x)^3"])
def test_derivatives_from_one_side_are_no_reason(run: Run, expression: str) -> None:
    assert found(run, expression)["points"][0]["reason"].startswith("f' changes from")


@pytest.mark.parametrize(("variable", "letter"), [("x", "k"), ("k", "n")])
@pytest.mark.parametrize("command", ["critical", "study"])
def test_the_letter_that_counts_is_explained_and_is_no_variable(
    run: Run, command: str, variable: str, letter: str
) -> None:
    out = run(command, f"sin({variable})").out.splitlines()
    assert f"{letter} is any whole number" in out
    assert f"maximum 1 at {variable} = pi/2 + 2*pi*{letter}" in out


@pytest.mark.parametrize(
    ("expression", "families"),
    [
        ("abs(sin(x))", {"0": ("pi", "f' tends to -1 from the left and to 1 from the right")}),
        (
            "relu(sin(x))",
            {
                "0": ("2*pi", "f' tends to 0 from the left and to 1 from the right"),
                "pi": ("2*pi", "f' tends to -1 from the left and to 0 from the right"),
            },
        ),
        (
            "sqrt(sin(x))",
            {
                "0": ("2*pi", "an end of the domain; f rises to the right of it"),
                "pi": ("2*pi", "an end of the domain; f falls to the left of it"),
            },
        ),
    ],
)
def test_one_family_has_one_reason(run: Run, expression: str, families: dict[str, tuple[str, str]]) -> None:
    ends = [family for family in found(run, expression)["families"] if family["shape"] != "smooth"]
    assert {one["point"]["x"]["exact"]: (one["period"], one["reason"]) for one in ends} == families

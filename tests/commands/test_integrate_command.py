"""`calcgd integrate`: antiderivatives, integrals between two ends, areas, and what is said where there is none."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable

import pytest
from conftest import Ran

Run = Callable[..., Ran]


@pytest.mark.parametrize(
    ("words", "out"),
    [
        (["2"], "2*x + C\n"),
        (["x**2 - 4*x + 6"], "x**3/3 - 2*x**2 + 6*x + C\n"),
        (["1/x"], "log(abs(x)) + C\n"),
        (["sec(x)"], "log(abs(sec(x) + tan(x))) + C\n"),
        (["abs(x)"], "x*abs(x)/2 + C\n"),
        (["sigmoid(x)"], "softplus(x) + C\n"),
        (["tanh(x)"], "log(cosh(x)) + C\n"),
        (["0"], "C\n"),
        (["a*x**2", "--wrt", "x"], "a*x**3/3 + C\n"),
        (["C*x", "--wrt", "x"], "C*x**2/2 + D\n"),
        (["x**n", "--wrt", "x"], "(x**(n + 1)/(n + 1) if n != -1 else log(abs(x))) + C\n"),
        (["log(x)/x", "--format", "latex"], r"\frac{\ln^{2}\left(x\right)}{2} + C" + "\n"),
    ],
)  # fmt: skip
def test_an_antiderivative_is_one_formula(run: Run, words: list[str], out: str) -> None:
    assert run("integrate", *words) == Ran(out, "", 0)


def test_from_acceleration_back_to_speed_to_distance(run: Run) -> None:
    speed = run("integrate", "2", "--wrt", "t", "-q")
    assert speed == Ran("2*t + C\n", "", 0)
    distance = run("integrate", "--wrt", "t", stdin=speed.out)
    assert distance == Ran("t**2 + C*t + D\n", "", 0)
    assert run("diff", "--wrt", "t", "--order", "2", stdin=distance.out) == Ran("2\n", "", 0)


def test_what_the_parameters_need_is_noted(run: Run) -> None:
    ran = run("integrate", "exp(-a*x**2)", "--wrt", "x")
    assert (ran.err, ran.code) == ("note: this holds where a > 0\n", 0)
    assert json.loads(run("integrate", "exp(-a*x**2)", "--wrt", "x", "--json").out)["needs"] == ["a > 0"]


def test_agreement_by_numbers_only_is_noted(run: Run) -> None:
    ran = run("integrate", "abs(sin(x))")
    assert ran.out == "2*floor(x/pi) - cos(x - pi*floor(x/pi)) + C\n"
    assert ran.err.startswith("note: its derivative was compared with the integrand by numbers only: ")


@pytest.mark.parametrize(
    ("words", "out", "code"),
    [
        (["2", "--from", "0", "--to", "3"], "6\n", 0),
        (["x**2", "--from", "0", "--to", "1"], "1/3\n0.333333333333333 as a decimal\n", 0),
        (["0.5x", "--from", "0", "--to", "1"], "0.25\n", 0),
        (["x^2", "--from", "1", "--to", "1"], "0\n", 0),
        (["exp(-x**2)", "--from", "-oo", "--to", "oo"], "sqrt(pi)\n1.77245385090552 as a decimal\n", 0),
        (["a*x", "--wrt", "x", "--from", "0", "--to", "2"], "2*a\n", 0),
        (["1/x", "--from", "-1", "--to", "1"], "the integral diverges at x = 0\nits principal value is 0\n", 1),
        (["1/x**2", "--from", "-1", "--to", "1"], "the integral diverges to oo at x = 0\n", 1),
        (["sin(t)", "--from", "0", "--to", "oo"], "the integral diverges as t tends to oo\n", 1),
        (["exp(-a*x)", "--wrt", "x", "--from", "0", "--to", "oo"],
         "whether the integral converges, and to what, may depend on a\n", 1),
    ],
)  # fmt: skip
def test_an_integral_between_two_ends(run: Run, words: list[str], out: str, code: int) -> None:
    assert run("integrate", *words) == Ran(out, "", code)


def test_without_a_closed_form_the_number_comes_with_its_error(run: Run) -> None:
    value, note = run("integrate", "x**x", "--from", "0", "--to", "1").out.splitlines()
    assert abs(float(value) - 0.78343051071213441) < 1e-15
    assert note.startswith("no antiderivative in closed form was found; the number is off by less than 1e-1")


@pytest.mark.parametrize("spelling", ["oo", "+oo", "∞", "inf", "Infinity"])
def test_infinity_may_be_written_in_several_ways(run: Run, spelling: str) -> None:
    assert run("integrate", "1/x**2", "--from", "1", "--to", spelling).out == "1\n"


def test_an_area_is_the_sum_of_its_pieces(run: Run) -> None:
    ran = run("integrate", "x**3 - x", "--from", "-1", "--to", "2", "--area")
    assert ran == Ran(
        "11/4\n"
        "2.75 as a decimal\n"
        "\n"
        "Pieces\n"
        "from  to  sign  area  decimal\n"
        "-1    0   +     1/4   0.25\n"
        " 0    1   -     1/4   0.25\n"
        " 1    2   +     9/4   2.25\n",
        "",
        0,
    )
    assert run("integrate", "2", "--from", "3", "--to", "0", "--area").out == "6\n"


def test_json_of_an_antiderivative(run: Run) -> None:
    found = json.loads(run("integrate", "2", "--json").out)
    assert found.pop("check")["status"] == "proved"
    assert found == {
        "schema": 1,
        "expression": "2",
        "variable": "x",
        "antiderivative": "2*x + C",
        "constant": "C",
        "needs": [],
    }


def test_json_of_integrals_between_two_ends(run: Run) -> None:
    assert json.loads(run("integrate", "2*x", "--from", "0", "--to", "3", "--json").out) == {
        "schema": 1,
        "expression": "2*x",
        "variable": "x",
        "lower": "0",
        "upper": "3",
        "area": False,
        "status": "converges",
        "exact": "9",
        "decimal": 9.0,
        "error": 0.0,
        "error_proved": True,
        "reason": "",
        "principal_value": None,
        "pieces": [{"lower": "0", "upper": "3", "sign": 1, "exact": "9", "decimal": 9.0}],
    }
    diverging = json.loads(run("integrate", "1/x", "--from", "-1", "--to", "1", "--json").out)
    assert (diverging["status"], diverging["exact"], diverging["decimal"]) == ("diverges", None, None)
    assert diverging["principal_value"] == {"exact": "0", "decimal": 0.0}
    assert [piece["upper"] for piece in diverging["pieces"]] == ["0", "1"]


def test_csv_and_standard_input(run: Run) -> None:
    ran = run("integrate", "--from", "0", "--to", "1", "--format", "csv", stdin="x\n1/x\nx^2\n")
    assert ran.out == (
        "expression,variable,lower,upper,status,exact,decimal,error\n"
        "x,x,0,1,converges,1/2,0.5,0.0\n"
        "1/x,x,0,1,diverges,oo,,\n"
        "x**2,x,0,1,converges,1/3,0.3333333333333333,5.551115123125783e-17\n"
    )
    assert (ran.err, ran.code) == ("", 1)
    assert run("integrate", stdin="x\n1/x\n").out == "x**2/2 + C\nlog(abs(x)) + C\n"


def test_the_time_limit_holds(run: Run) -> None:
    ran = run("integrate", "sqrt(tan(x))*exp(x)*log(sin(x) + 2)", "--timeout", "0.2")
    assert (ran.out, ran.code) == ("", 4)


def test_a_plain_antiderivative_loads_nothing_heavy() -> None:
    code = "import sys; from calcgd.main import main; main(sys.argv[1:]); print(*sys.modules)"
    words = [sys.executable, "-c", code, "integrate", "x**2 + sin(2*x)"]
    loaded = set(subprocess.run(words, capture_output=True, text=True, check=True).stdout.split())
    assert "calcgd.calculus.antiderivative" in loaded
    assert not loaded & {"sympy", "mpmath", "flint", "numpy", "rich", "typer"}

"""Critical points of functions of several variables, judged by the corpus, and what is easily got wrong."""

from __future__ import annotations

import math

import pytest
from critical_cases import Case, cases
from critical_judge import Verdict, judge

from calcgd.calculus.critical import critical
from calcgd.calculus.critical.result import Critical
from calcgd.errors import NoAnswer
from calcgd.expression import parse
from calcgd.expression.nodes import Node
from calcgd.expression.text import text
from calcgd.expression.tidy import tidy

SURFACES = [case for case in cases() if len(case.variables) > 1]
SECONDS = 20

GRID = [n / 10 for n in range(-100, 101)]

_verdicts: dict[str, Verdict] = {}


def verdict(case: Case) -> Verdict:
    if repr(case) not in _verdicts:
        _verdicts[repr(case)] = judge(case, SECONDS)
    return _verdicts[repr(case)]


@pytest.mark.parametrize("case", SURFACES, ids=repr)
def test_nothing_false_is_said(case: Case) -> None:
    assert verdict(case).false == []


def test_nearly_all_points_are_found_and_nearly_all_cases_proved() -> None:
    verdicts = [verdict(case) for case in SURFACES]
    assert sum(one.found for one in verdicts) >= 0.95 * sum(one.expected for one in verdicts)
    assert sum(one.complete for one in verdicts) >= 0.9 * len(verdicts)


def box(**ends: tuple[str, str]) -> dict[str, tuple[Node, Node]]:
    return {name: (tidy(parse(low).tree), tidy(parse(high).tree)) for name, (low, high) in ends.items()}


def kinds(result: Critical) -> dict[tuple[str, ...], str]:
    return {
        tuple("?" if real.exact is None else text(real.exact) for real in point.point.values()): point.kind
        for point in result.points
    }


DEGENERATE = """
    x**2 + y**4             ; minimum
    x**4 + y**4             ; minimum
    -x**4 - y**6            ; maximum
    x**2 + y**3             ; saddle
    x**2 - y**4             ; saddle
    x**3 - 3*x*y**2         ; saddle
    (y - x**2)*(y - 2*x**2) ; saddle
    (y - x**2)**2 + x**8    ; minimum
    x**4 - 3*x**2*y**2 + y**4 ; saddle
    x**4 - x**2*y**2 + y**4 ; minimum
    x**2*y - y**3           ; saddle
    (x**2 + y**4)/(1 + x**2) ; minimum
    x**4 + y**4 + z**4 - x**2*y*z ; minimum
    x**2 + y**2 + z**3      ; saddle
    x*y*z + x**4 + y**4 + z**4 ; saddle
"""


@pytest.mark.parametrize(("source", "kind"), [line.split(";") for line in DEGENERATE.strip().splitlines()])
def test_where_the_hessian_is_singular_the_values_around_decide(source: str, kind: str) -> None:
    result = critical(source.strip())
    origin = ("0",) * len(result.variables)
    assert result.complete
    assert kinds(result)[origin] == kind.strip()


CONTINUA = """
    x**2*y**2           ; x == 0 | y == 0   ; 0  ; minimum
    (x**2 + y**2 - 1)**2 ; x**2 + y**2 == 1 ; 0  ; minimum
    5 - (x - y)**2      ; x - y == 0        ; 5  ; maximum
    (x - 2*y)**3        ; x - 2*y == 0      ; 0  ; undecided
    x*y*z               ; z == 0 and y == 0 | z == 0 and x == 0 | y == 0 and x == 0 ; 0 ; saddle
    1/(1 + (x*y - 1)**2) ; x*y == 1         ; 1  ; maximum
"""


@pytest.mark.parametrize("row", CONTINUA.strip().splitlines())
def test_curves_of_critical_points_have_a_value_and_a_kind(row: str) -> None:
    source, curves, value, kind = (part.strip() for part in row.split(";"))
    result = critical(source)
    assert {" and ".join(map(text, found.conditions)) for found in result.continua} == set(curves.split(" | "))
    assert {str(found.value) for found in result.continua} == {value}
    assert {found.kind for found in result.continua} == {kind}
    assert result.complete


def test_a_definite_leading_form_makes_the_least_critical_value_the_minimum() -> None:
    result = critical("x**4 + y**4 - 4*x*y + 1")
    assert result.minimum is not None and str(result.minimum.value) == "-1"
    assert {str(real) for point in result.minimum.where for real in point.point.values()} == {"-1", "1"}
    assert [point.scope for point in result.points] == ["global", "", "global"]


def test_a_local_minimum_of_what_is_unbounded_is_not_called_global() -> None:
    result = critical("x**3 + y**3 - 3*x*y")
    assert [(point.kind, point.scope) for point in result.points] == [("saddle", ""), ("minimum", "local")]
    assert result.minimum is not None and result.minimum.unbounded


def test_the_only_local_minimum_need_not_be_global() -> None:
    """I. Rosenholtz and L. Smylie, "The only critical point in town" test, Mathematics Magazine 58 (1985)."""
    result = critical("x**2 + y**2*(1 - x)**3")
    assert [(point.kind, point.scope) for point in result.points] == [("minimum", "local")]
    assert result.minimum is not None and result.minimum.unbounded


def test_extremes_in_a_box_are_looked_for_on_its_faces() -> None:
    result = critical("x**2 + y**2 - x", box(x=("0", "2"), y=("-1", "3")))
    assert result.minimum is not None and result.maximum is not None
    assert str(result.minimum.value) == "-1/4"
    assert str(result.maximum.value) == "11"
    [corner] = result.maximum.where
    assert {name: str(real) for name, real in corner.point.items()} == {"x": "2", "y": "3"}
    assert corner.kind == "endpoint-maximum"
    assert kinds(result) == {("1/2", "0"): "minimum"}
    assert result.domain == "0 <= x <= 2, -1 <= y <= 3"


def test_in_three_dimensions_the_faces_have_faces() -> None:
    result = critical("x*y + z**2 - z", box(x=("-1", "2"), y=("-3", "1"), z=("0", "2")))
    assert result.minimum is not None and str(result.minimum.value) == "-25/4"
    assert result.maximum is not None and str(result.maximum.value) == "5"


def test_a_point_on_faces_is_told_once() -> None:
    result = critical("x**2 + y**2", box(x=("0", "1"), y=("0", "1")))
    assert result.minimum is not None and len(result.minimum.where) == 1


def test_what_has_no_value_anywhere_has_no_critical_points() -> None:
    with pytest.raises(NoAnswer, match="has no real values"):
        critical("x/0 + y")


def test_points_outside_of_the_box_or_the_domain_are_left_out() -> None:
    assert len(critical("x**3 - 3*x + y**2", box(x=("0", "5"), y=("-1", "1"))).points) == 1
    assert critical("log(x**2 + y**2 - 4)").points == ()
    assert not critical("log(x**2 + y**2 - 4)").continua


def test_a_curve_that_may_lie_outside_of_the_box_says_nothing_of_the_least_value() -> None:
    result = critical("(x**2 + y**2 - 1)**2", box(x=("2", "3"), y=("2", "3")))
    assert result.minimum is None or str(result.minimum.value) == "49"


def test_creases_are_told_and_extrema_on_them_found() -> None:
    result = critical("abs(x) + abs(y)")
    assert [text(condition) for crease in result.continua for condition in crease.conditions] == ["x == 0", "y == 0"]
    assert {crease.kind for crease in result.continua} == {"corner"}
    assert kinds(result) == {("0", "0"): "minimum"}
    assert [point.shape for point in result.points] == ["corner"]


def test_a_smooth_crossing_is_no_crease() -> None:
    result = critical("abs(x)**3 + y**2")
    assert not result.continua
    assert kinds(result) == {("0", "0"): "minimum"}


def test_a_default_box_is_stated() -> None:
    result = critical("x*sin(y) + exp(x) + y")
    assert result.assumed and result.boxed
    assert result.domain == "-10 <= x <= 10, -10 <= y <= 10"
    assert result.minimum is not None and result.minimum.unbounded


def test_in_a_stated_box_something_is_least() -> None:
    result = critical("x*sin(y) + exp(x) + y", box(x=("-10", "10"), y=("-10", "10")))
    assert not result.assumed and result.minimum is not None and result.minimum.value is not None
    lowest = min(x * math.sin(y) + math.exp(x) + y for x in GRID for y in GRID)
    assert result.minimum.value.decimal == pytest.approx(lowest, abs=0.1)
    assert result.minimum.value.decimal <= lowest


def test_a_point_found_by_interval_arithmetic_has_bounds_that_hold_it() -> None:
    result = critical("x**2 + y**2/2 + sin(x + 2*y)/4", box(x=("-2", "2"), y=("-2", "2")))
    assert result.complete
    [point] = result.points
    x, y = (real.decimal for real in point.point.values())
    assert point.kind == "minimum"
    assert y == pytest.approx(4 * x, abs=1e-12)
    assert 2 * x == pytest.approx(-math.cos(9 * x) / 4, abs=1e-12)


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("abs(x**2 - y) + x", 0),  # f has the slope 1 - 2*x or 1 + 2*x along x, and -1 or 1 along y
        ("relu(x - y)**2 + x**2 + y**2", 1),
        ("max(x, 2*y, 0) + x**2 + y**2", 1),
        ("abs(x*y) + x**2 + y**2", 1),
        ("abs(x)*x + y**2", 1),
    ],
)
def test_cells_between_creases_are_all_searched(source: str, count: int) -> None:
    result = critical(source)
    assert result.complete
    assert len(result.points) == count


@pytest.mark.parametrize("source", ["(x - x**3 + y**2)*exp(-x**2 - y**2)", "(x**4 + y - 2)*exp(x + y)"])
def test_a_positive_factor_does_not_hinder_elimination(source: str) -> None:
    result = critical(source)
    assert result.complete and not result.boxed
    assert result.proof.startswith("elimination")


@pytest.mark.parametrize("source", ["cbrt(x)*y", "x**(2/3) + y**(2/3)", "hypot(x, y)", "sqrt(x) + sqrt(y) - x - y"])
def test_where_there_is_no_gradient_a_curve_is_told(source: str) -> None:
    result = critical(source)
    assert "x == 0" in {text(condition) for crease in result.continua for condition in crease.conditions}


@pytest.mark.parametrize("source", ["x**(2/3) + y**(2/3)", "hypot(x, y)", "max(abs(x), abs(y))"])
def test_the_lowest_point_may_be_where_creases_meet(source: str) -> None:
    result = critical(source)
    assert [(point.kind, point.scope) for point in result.points] == [("minimum", "global")]
    assert all(str(real) == "0" for real in result.points[0].point.values())


@pytest.mark.parametrize("source", ["log(-1 - x**2 - y**2)", "sqrt(-1 - x**2 - y**2)"])
def test_without_values_there_is_no_answer(source: str) -> None:
    with pytest.raises(NoAnswer, match="no real values"):
        critical(source)

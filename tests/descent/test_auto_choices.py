"""The method chosen for a cost, what follows a descent that failed, and the minima found that way."""

from dataclasses import replace

import pytest
from descent_cases import Case, cases
from descent_problems import PARABOLA, ROSENBROCK, SADDLE

from calcgd.descent.auto import attempts, choose, minimize, retry
from calcgd.descent.curvature import PointKind
from calcgd.descent.drive import Run, as_problem
from calcgd.descent.problem import Problem, problem_of, within
from calcgd.descent.settings import Settings
from calcgd.descent.status import Status
from calcgd.descent.structure import kinks
from calcgd.expression import parse

SMOOTH = cases("smooth")
MATRIX = cases("matrix")
FOUND = (Status.CONVERGED, Status.TARGET_REACHED)


def problem(case: Case) -> Problem:
    return problem_of(parse(case.expression).tree, case.variables)


def start(case: Case) -> list[float]:
    assert case.start is not None
    return [case.start[name] for name in case.variables]


def finished(cost: Problem, x, method: str, settings: Settings | None = None) -> Run:
    run = Run(cost, x, method, settings=settings)
    for _ in run:
        pass
    return run


@pytest.mark.parametrize("case", SMOOTH, ids=str)
def test_the_minima_of_more_garbow_and_hillstrom_are_reached_from_their_starts(case):
    result, _ = minimize(problem(case), start(case))
    assert case.solved(result.value)
    assert result.point_kind not in (PointKind.SADDLE, PointKind.MAXIMUM)
    # no float next to the minimum of Meyer's function has a gradient of 1e-6
    assert result.status is (Status.STALLED if case.name == "Meyer" else Status.CONVERGED)


@pytest.mark.parametrize("case", MATRIX, ids=str)
def test_a_minimum_is_found_where_there_is_one_and_none_is_claimed_where_there_is_none(case):
    result, _ = minimize(problem(case), start(case))
    if case.minima:
        assert case.solved(result.value)
    else:
        assert result.status in (Status.DIVERGED, Status.STALLED)
        assert result.point_kind is not PointKind.MINIMUM


@pytest.mark.parametrize(
    ("text", "method", "about"),
    [
        ("x^2 + y^2", "trust-region", "smooth, 2 variables, second derivatives known: "),
        ("x^2", "trust-region", "smooth, 1 variable, second derivatives known: "),
        ("abs(x) + max(x, y)^2", "bfgs", "2 variables, perhaps corners (abs and max): "),
        ("(x if x > 0 else -x) + y^2", "bfgs", "2 variables, perhaps corners (a form in pieces): "),
        ("floor(x) + abs(x)", "golden-section", "1 variable, jumps (floor): "),
        ("sign(x)*y", "nelder-mead", "2 variables, jumps (sign): "),
        ("abs(-3)*x^2 + floor(pi)", "trust-region", "smooth, 1 variable, second derivatives known: "),
        (" + ".join(f"x{i}^2" for i in range(30)), "bfgs", "smooth, 30 variables: "),
        (" + ".join(f"x{i}^2" for i in range(101)), "lbfgs", "smooth, 101 variables: "),
    ],
)
def test_the_choice_and_why(text, method, about):
    choice = choose(as_problem(text))
    assert choice.method == method
    assert choice.why.startswith(about)


def test_without_second_derivatives_no_method_that_needs_them_is_chosen():
    assert choose(replace(PARABOLA, hessian=None)).method == "bfgs"
    result, _ = minimize(replace(ROSENBROCK, hessian=None), (-1.2, 1.0))
    assert result.status is Status.CONVERGED
    assert result.value <= 1e-10


def test_each_function_with_a_kink_is_told_from_the_smooth_ones():
    found = kinks(parse("relu(x) + step(y) + sin(x)*exp(y) + min(x, y) + floor(2) + cbrt(z)").tree)
    assert found.jumps == ("step",)
    assert found.corners == ("cbrt", "min", "relu")
    assert kinks(None) == ((), ())


def test_a_learning_rate_is_for_the_first_attempt():
    (_, run), *_ = attempts(PARABOLA, [8.0], 0.25)
    assert run.rate == 0.25


def test_after_a_minimum_a_divergence_or_a_target_there_is_no_further_attempt():
    assert retry([finished(PARABOLA, [8.0], "bfgs")]) is None
    assert retry([finished(SADDLE, [1.0, 1.0], "trust-region")]) is None
    assert retry([finished(PARABOLA, [8.0], "bfgs", Settings(target_cost=10.0))]) is None
    assert retry([finished(as_problem("log(x)"), [-1.0], "bfgs")]) is None


def test_a_saddle_is_left_by_a_trust_region_and_without_second_derivatives_stays_one():
    saddle = as_problem("x^4 - x^2 + y^2")
    run = finished(saddle, [0.0, 1.0], "bfgs")
    choice = retry([run])
    assert choice is not None
    assert choice.method == "trust-region" and "ended at a saddle" in choice.why and not choice.afresh
    blind, _ = minimize(replace(saddle, hessian=None), [0.0, 1.0])
    assert blind.point_kind is PointKind.UNDECIDED


def test_who_maximizes_hears_of_a_minimum_that_is_left():
    peak = problem_of(parse("x^2 - x^4").tree, maximize=True)
    choice = retry([finished(peak, [0.0], "bfgs")])
    assert choice is not None and "ended at a minimum" in choice.why
    result, _ = minimize(peak, [0.0])
    assert (result.value, result.point_kind) == (pytest.approx(0.25), PointKind.MAXIMUM)


def test_a_long_way_into_a_valley_is_followed_by_another_method_from_the_start():
    valley = next(case for case in SMOOTH if case.name == "Biggs EXP6")
    runs = []
    for _, run in attempts(problem(valley), start(valley)):
        for _ in run:
            pass
        runs.append(run)
    assert [run.method_name for run in runs] == ["trust-region", "bfgs", "trust-region"]
    assert runs[1].trail.start.x == tuple(start(valley)) == runs[0].trail.start.x
    assert runs[2].trail.start.value == min(run.trail.best.value for run in runs[:2])


@pytest.mark.parametrize("most", [20, 510])
def test_all_attempts_together_keep_to_the_step_limit(most):
    valley = next(case for case in SMOOTH if case.name == "Biggs EXP6")
    steps = 0
    for _, run in attempts(problem(valley), start(valley), settings=Settings(max_steps=most)):
        for _ in run:
            pass
        steps += run.trail.steps
    assert steps == most


def test_nothing_is_tried_where_rounding_hides_what_is_left():
    meyer = next(case for case in SMOOTH if case.name == "Meyer")
    result, reasons = minimize(problem(meyer), start(meyer))
    assert len(reasons) == 1
    assert result.reason.startswith("rounding hides what another step would gain; the gradient ")


def test_an_end_that_is_not_decided_is_gone_on_from_where_the_cost_is_smooth():
    flat = as_problem(" + ".join(f"x{i}^4" for i in range(21)))
    result, reasons = minimize(flat, [1.0 + i / 10 for i in range(21)])
    assert reasons[1].startswith("the BFGS method ended at a point that may be no minimum: ")
    assert result.status is Status.CONVERGED
    result, reasons = minimize(as_problem("abs(x) + abs(y)"), [2.0, -1.0])
    assert (result.value, len(reasons)) == (0.0, 1)


def test_where_slopes_lead_nowhere_costs_are_compared():
    """Two bowls and a crease: at (1, 1/2) the larger one of both and the crease hold each other up."""
    creased = as_problem("max(x^2 + y^2, (x - 2)^2 + y^2) + abs(y - x)")
    reasons = [why for why, run in attempts(creased, (3.0, 4.0)) for _ in [list(run)]]
    assert reasons[-1].endswith("got no further, so without slopes: Nelder and Mead's simplex")
    result, _ = minimize(creased, (3.0, 4.0))
    assert result.point == pytest.approx((1.0, 0.5), abs=1e-6)


def test_bounds_hold_and_the_minimum_within_them_is_proved():
    result, _ = minimize(within(ROSENBROCK, {"x": (-2.0, 0.5)}), (-1.2, 1.0))
    assert (result.status, result.point_kind) == (Status.CONVERGED, PointKind.MINIMUM)
    assert result.point == pytest.approx((0.5, 0.25), abs=1e-6)


@pytest.mark.parametrize("text", ["exp(x)", "1/x"])
def test_no_minimum_is_claimed_where_the_cost_falls_for_ever(text):
    result, _ = minimize(as_problem(text), [1.0])
    assert result.status not in FOUND
    assert "only flattens out" in result.reason


@pytest.mark.parametrize(("text", "x"), [("x^3", [0.0]), ("x^2 - y^2", [0.0, 0.0])])
def test_from_an_inflection_and_a_saddle_it_is_seen_that_there_is_no_minimum(text, x):
    result, _ = minimize(as_problem(text), x)
    assert result.status is Status.DIVERGED

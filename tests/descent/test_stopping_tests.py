"""How a descent ends: the status, and that the reason is true of the point."""

from math import log

import pytest
from descent_problems import (
    BOWL,
    CORNER,
    CUBE,
    EXPONENTIAL,
    HILL,
    LINE,
    LOGARITHM,
    PARABOLA,
    QUARTIC,
    ROSENBROCK,
    SADDLE,
    one_variable,
)

from calcgd.descent.curvature import PointKind
from calcgd.descent.drive import Run, descend
from calcgd.descent.methods import METHODS
from calcgd.descent.problem import At, Problem, problem_of
from calcgd.descent.settings import Settings
from calcgd.descent.status import Status
from calcgd.descent.stopping import finished
from calcgd.descent.trail import Trail
from calcgd.expression import parse


def test_the_statuses_are_the_documented_ones_and_each_has_a_sentence():
    assert [str(status) for status in Status] == [
        "converged", "target-reached", "step-limit", "oscillating", "diverged", "stalled", "left-domain",
    ]  # fmt: skip
    assert all(status.sentence.endswith(".") for status in Status)


def test_a_converged_parabola_is_a_minimum_with_the_curvature_that_proves_it():
    result = descend(PARABOLA, [8], rate=0.1)
    assert (result.status, result.point_kind) == (Status.CONVERGED, PointKind.MINIMUM)
    assert result.gradient_norm <= 1e-6
    assert result.reason == (
        "the gradient is small (8.08798e-07, tolerance 1e-06) at x = 2, a local minimum: the second derivative is 2"
    )


def test_a_rate_at_the_edge_of_stability_bounces_between_two_named_points():
    result = descend(PARABOLA, [8], rate=1.0)
    assert result.status is Status.OSCILLATING
    assert result.reason == (
        "the iterates repeat with period 2: 8 and -4 in turn; with the curvature 2 at x = -4, gradient descent is "
        "stable for learning rates below 2/2 = 1"
    )


def test_steps_across_a_corner_end_in_a_named_cycle_of_two():
    result = descend(CORNER, [0], rate=0.3)
    assert result.status is Status.OSCILLATING
    assert result.reason.startswith("the iterates repeat with period 2: 0.9 and 1.2 in turn")
    assert result.reason.endswith(
        "the cost is not rounded at the bottom between them but has a corner at x = 1, so that the slope does not "
        "shrink on the way there and a smaller learning rate only makes the swing smaller"
    )


def test_a_cycle_round_a_smooth_bottom_between_concave_flanks_is_not_blamed_on_a_corner():
    bell = one_variable(
        lambda x: log(1 + x * x), lambda x: 2 * x / (1 + x * x), lambda x: 2 * (1 - x * x) / (1 + x * x) ** 2
    )
    result = descend(bell, [3], rate=10.0)
    assert result.status is Status.OSCILLATING
    assert result.reason == (
        "the iterates repeat with period 2: 3 and -3 in turn; with the curvature 2 at x = 0, gradient descent is "
        "stable for learning rates below 2/2 = 1"
    )


def test_a_slowly_shrinking_swing_is_not_called_a_cycle():
    result = descend(PARABOLA, [8], rate=0.999999, settings=Settings(max_steps=500))
    assert result.status is Status.STEP_LIMIT
    assert "swing to and fro by ever smaller steps" in result.reason


def test_a_cycle_of_three_points_is_found():
    turn = {1.0: 4.0, 4.0: 2.0, 2.0: 1.0}
    problem = one_variable(lambda x: abs(x - 2), lambda x: x - turn[x])
    result = descend(problem, [1], rate=1.0)
    assert result.status is Status.OSCILLATING
    assert "period 3" in result.reason


def test_a_quartic_with_a_rate_that_is_far_too_large_diverges_at_a_named_step():
    result = descend(QUARTIC, [8], rate=0.1)
    assert result.status is Status.DIVERGED
    assert result.reason == (
        "diverged at step 3: the cost grew from 4096 to 1.65016e+76 at x = -1.1334e+19; with the curvature 768 at "
        "x = 8, gradient descent is stable for learning rates below 2/768 = 0.00260417"
    )
    assert descend(QUARTIC, [8], rate=0.0026).status is not Status.DIVERGED


def test_growth_that_is_still_far_from_overflow_is_left_to_the_step_limit():
    assert descend(PARABOLA, [8], rate=1.1, settings=Settings(max_steps=150)).status is Status.STEP_LIMIT
    assert descend(PARABOLA, [8], rate=1.1).status is Status.DIVERGED


def test_a_cost_without_a_minimum_is_said_to_fall_for_ever():
    result = descend(HILL, [1], rate=1.0)
    assert result.status is Status.DIVERGED
    assert "seems to have no minimum" in result.reason


def test_a_huge_cost_that_falls_is_not_divergence():
    result = descend(PARABOLA, [1e20], rate=0.4)
    assert (result.status, result.point_kind) == (Status.CONVERGED, PointKind.MINIMUM)


def test_a_step_to_infinity_never_raises():
    result = descend(EXPONENTIAL, [500], rate=1e300)
    assert result.status is Status.DIVERGED
    assert "the point ran off" in result.reason


def test_a_cost_that_is_infinite_at_the_start_says_so():
    result = descend(EXPONENTIAL, [1000])
    assert (result.status, result.iterations) == (Status.DIVERGED, 0)
    assert result.reason == "the cost or its gradient is too large to compute at x = 1000"


def test_stepping_below_zero_leaves_the_domain_of_the_logarithm():
    run = Run(LOGARITHM, [1], rate=0.3)
    table, result = list(run), run.result()
    assert result.status is Status.LEFT_DOMAIN
    assert result.reason == "the cost is not defined at x = -0.833835, where step 3 led from 0.271429"
    assert result.point == pytest.approx((0.2714285714,))
    assert table[-1].new_x == pytest.approx((-0.8338345865,))


def test_a_start_outside_the_domain_has_no_rows():
    run = Run(LOGARITHM, [-1], rate=0.3)
    assert list(run) == []
    assert run.result().status is Status.LEFT_DOMAIN
    assert run.result().reason == "the cost is not defined at the start x = -1"


def test_a_saddle_at_the_start_is_not_called_a_minimum():
    result = descend(SADDLE, [0, 0])
    assert (result.status, result.point_kind) == (Status.CONVERGED, PointKind.SADDLE)
    assert result.reason == (
        "the gradient is zero at (0, 0), but this is a saddle, not a minimum: the Hessian has eigenvalues 2 and -2"
    )


def test_newton_on_a_saddle_converges_to_the_saddle_and_says_so():
    result = descend(SADDLE, [1, 0.5], "newton")
    assert (result.status, result.point_kind) == (Status.CONVERGED, PointKind.SADDLE)


def test_newton_on_a_hill_converges_to_the_maximum_and_says_so():
    result = descend(HILL, [3], "newton")
    assert (result.status, result.point_kind) == (Status.CONVERGED, PointKind.MAXIMUM)
    assert "but this is a maximum, not a minimum: the second derivative is -2" in result.reason


@pytest.mark.parametrize(("problem", "start"), [(CUBE, 0), (QUARTIC, 0), (CUBE, 1e-4), (QUARTIC, 5e-3)])
def test_a_vanishing_second_derivative_decides_nothing(problem, start):
    result = descend(problem, [start])
    assert (result.status, result.point_kind) == (Status.CONVERGED, PointKind.UNDECIDED)
    assert "whether this is a minimum is not decided" in result.reason


@pytest.mark.parametrize(("method", "rate"), [("newton", 1.0), ("gd", 1e4)])
def test_an_exponential_running_to_minus_infinity_is_never_converged(method, rate):
    result = descend(EXPONENTIAL, [-10], method, rate)
    assert result.status is Status.STALLED
    assert "the cost only flattens out there" in result.reason


def test_a_plateau_is_not_a_minimum_even_where_the_gradient_is_tiny():
    result = descend(EXPONENTIAL, [-30])
    assert result.status is Status.STALLED
    assert "a Newton step would still move by 1" in result.reason


def test_a_valley_floor_with_a_tiny_slope_is_not_a_minimum():
    valley = Problem(
        ("x", "y"),
        lambda p: p[0] ** 2 + 1e-8 * p[1] ** 2,
        lambda p: (p[0] ** 2 + 1e-8 * p[1] ** 2, (2 * p[0], 2e-8 * p[1])),
        lambda p: ((2.0, 0.0), (0.0, 2e-8)),
    )
    assert descend(valley, [1, 1]).status is Status.STALLED


def test_a_loose_tolerance_is_taken_at_its_word():
    result = descend(PARABOLA, [8], rate=0.1, settings=Settings(tolerance=1.0))
    assert (result.status, result.point_kind) == (Status.CONVERGED, PointKind.MINIMUM)
    assert 0.5 < result.gradient_norm <= 1.0


def test_a_corner_at_the_bottom_is_a_minimum_by_its_two_slopes():
    result = descend(CORNER, [0], rate=0.25)
    assert (result.status, result.point_kind, result.point) == (Status.CONVERGED, PointKind.MINIMUM, (1.0,))
    assert result.reason == (
        "the cost has a corner at x = 1: the slope along x jumps from -1 to 1, so this is a local minimum"
    )


def test_a_corner_at_the_top_is_a_maximum_whatever_the_second_derivative_says():
    roof = one_variable(lambda x: x * x - abs(x), lambda x: 2 * x - (x > 0) + (x < 0), lambda x: 2.0)
    assert descend(roof, [0]).point_kind is PointKind.MAXIMUM


@pytest.mark.parametrize(
    "problem",
    [
        one_variable(lambda x: -x if x <= 0 else x - 5, lambda x: -1.0 if x < 0 else float(x > 0)),
        one_variable(lambda x: -x if x < 0 else x - 5, lambda x: -1.0 if x < 0 else float(x > 0)),
    ],
)
def test_a_slope_that_turns_where_the_cost_jumps_proves_nothing(problem):
    result = descend(problem, [0])
    assert (result.status, result.point_kind) == (Status.CONVERGED, PointKind.UNDECIDED)


def _ended(problem, x, reason="the bracket has closed"):
    value, gradient = problem.value_and_gradient((x,))
    return finished(Trail(At((x,), value, gradient, problem), METHODS["gd"], 0.1, Settings()), reason)


def test_a_method_that_has_finished_beside_a_corner_has_found_a_minimum_but_not_converged():
    stop = _ended(CORNER, 1 + 1e-10)
    assert (stop.status, stop.kind) == (Status.STALLED, PointKind.MINIMUM)
    assert stop.reason == (
        "the bracket has closed; the cost has a corner at x = 1: the slope along x jumps from -1 to 1, so this is a "
        "local minimum"
    )


def test_a_method_that_has_finished_where_the_cost_is_steep_does_not_speak_of_a_small_gradient():
    stop = _ended(PARABOLA, 2.25)
    assert (stop.status, stop.kind) == (Status.STALLED, PointKind.UNDECIDED)
    assert stop.reason == (
        "the bracket has closed; the gradient 0.5 at x = 2.25 is above the tolerance 1e-06, so whether this is a "
        "minimum is not decided"
    )


def test_a_method_that_has_finished_at_the_bottom_has_converged():
    stop = _ended(PARABOLA, 2.0)
    assert (stop.status, stop.kind) == (Status.CONVERGED, PointKind.MINIMUM)


@pytest.mark.parametrize("off", [0.0, 1e-12, 3e-10, 5e-10, 7e-10, 1e-9, 1e-8])
@pytest.mark.parametrize("text", ["-1/x**2", "log(abs(x))", "-1/abs(x)"])
def test_a_method_that_has_run_into_a_pole_has_found_no_minimum(text, off):
    problem = problem_of(parse(text).tree)
    x = off or 1e-300
    assert _ended(problem, x).kind is not PointKind.MINIMUM


def test_a_rate_too_small_to_move_x_is_stalled_not_converged():
    result = descend(PARABOLA, [8], rate=1e-15)
    assert result.status is Status.STALLED
    assert "a larger learning rate is needed" in result.reason


def test_steps_that_a_schedule_made_too_small_are_not_blamed_on_the_rate_alone():
    result = descend(PARABOLA, [8], rate=0.1, settings=Settings(schedule=parse("2^(-t)").tree))
    assert result.status is Status.STALLED
    assert result.reason.endswith("is not small: the learning rate and its schedule make the steps too small")


def test_a_method_that_finds_its_steps_is_not_told_to_take_a_larger_rate():
    result = descend(PARABOLA, [8], "newton", rate=1e-15)
    assert result.status is Status.STALLED
    assert result.reason.endswith("at x = 8 is not small")


def test_newton_without_a_step_says_why():
    run = Run(LINE, [5], "newton")
    table = list(run)
    assert [(row.x, row.step, row.new_x) for row in table] == [((5.0,), None, None)]
    assert run.result().status is Status.STALLED
    assert "Newton-Raphson has no step at x = 5" in run.result().reason


def test_steps_lost_in_rounding_are_stalled():
    wiggle = one_variable(lambda x: 1.0, lambda x: 1e-3 if x > 1 else -1e-3)
    start = 1.0
    result = descend(wiggle, [start], rate=4e-13, settings=Settings(step_tolerance=0))
    assert result.status is Status.STALLED
    assert "change only by rounding" in result.reason


def test_without_second_derivatives_nothing_is_said_of_the_kind_of_point():
    blind = one_variable(lambda x: x * x, lambda x: 2 * x)
    result = descend(blind, [1])
    assert (result.status, result.point_kind) == (Status.CONVERGED, PointKind.UNDECIDED)
    assert "second derivatives are not available" in result.reason


def test_a_target_below_the_minimum_is_said_to_be_missed():
    result = descend(PARABOLA, [8], rate=0.1, settings=Settings(target_cost=1))
    assert result.status is Status.CONVERGED
    assert result.reason.endswith("; the cost 2 is above the target 1")


def test_a_target_on_the_way_to_the_minimum_is_reached_without_blame():
    result = descend(PARABOLA, [8], rate=0.1, settings=Settings(target_cost=2.1))
    assert result.status is Status.TARGET_REACHED
    assert result.reason == "the cost 2.06963 at x = 2.26388 is below its target 2.1"


def test_a_target_that_was_jumped_past_tells_the_rate_that_would_have_landed_on_it():
    result = descend(LINE, [5], rate=0.7, settings=Settings(target_cost=0))
    assert (result.status, result.iterations) == (Status.TARGET_REACHED, 2)
    assert result.reason == (
        "the cost jumped past its target 0 without landing on it, from 2.2 to -0.6 at x = 2.2: the learning rate 0.7 "
        "overshoots, and on this step 0.55 would have landed on it"
    )
    assert descend(LINE, [3.6], rate=0.55, settings=Settings(target_cost=0)).value == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("method", ["adam", "newton", "momentum"])
def test_only_steps_of_rate_times_gradient_down_a_straight_slope_are_told_where_they_would_have_landed(method):
    problem = PARABOLA if method == "newton" else LINE
    result = descend(problem, [5], method, rate=0.7, settings=Settings(target_cost=2.1 if method == "newton" else 0))
    assert result.status is Status.TARGET_REACHED
    assert "is below its target" in result.reason


def test_a_target_is_reached_within_rounding():
    result = descend(LINE, [5], rate=0.05, settings=Settings(target_cost=0))
    assert (result.status, result.iterations) == (Status.TARGET_REACHED, 25)
    assert result.reason == "the cost has reached its target 0 at x = 2.5"


def test_the_step_limit_says_what_the_descent_was_doing():
    result = descend(PARABOLA, [8], rate=0.01, settings=Settings(max_steps=3))
    assert result.status is Status.STEP_LIMIT
    assert result.reason == (
        "stopped after 3 steps: the cost is still falling, by 1.31493 on the last step; the gradient is 11.2943, "
        "the tolerance 1e-06"
    )


def test_a_point_that_converges_with_the_last_allowed_step_is_converged():
    assert descend(PARABOLA, [8], rate=0.5, settings=Settings(max_steps=1)).status is Status.CONVERGED


def test_newton_reaches_the_bottom_of_the_banana_valley():
    result = descend(ROSENBROCK, [-1.2, 1], "newton")
    assert (result.status, result.point_kind) == (Status.CONVERGED, PointKind.MINIMUM)
    assert result.point == pytest.approx((1, 1), abs=1e-6)
    assert result.iterations < 10


def test_two_variables_name_the_point_and_both_eigenvalues():
    result = descend(BOWL, [0, 0], rate=0.05)
    assert result.reason.endswith("at (1, -2), a local minimum: the Hessian has eigenvalues 20 and 2")

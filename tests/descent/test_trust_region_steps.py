"""The trust region: exact steps in a ball, down from saddles, maxima and inflections, honest where it cannot go on."""

from itertools import pairwise
from math import cos, hypot, isfinite, pi, sin

import pytest
from descent_problems import CUBE, EXPONENTIAL, HILL, QUARTIC, ROSENBROCK, SADDLE, one_variable
from hypothesis import assume, given, seed
from hypothesis import strategies as st

from calcgd.descent.curvature import MOST_VARIABLES, PointKind
from calcgd.descent.drive import Run, as_problem, descend
from calcgd.descent.factor import cholesky, solve_factored
from calcgd.descent.problem import At, Problem, problem_of, within
from calcgd.descent.stopping import Status
from calcgd.descent.subproblem import Model
from calcgd.descent.trust_region import lost_in_rounding
from calcgd.errors import BadInput
from calcgd.expression import parse

ENTRY = st.floats(-5, 5).map(lambda v: round(v, 3))
SYMMETRIC = st.tuples(*[ENTRY] * 6).map(lambda e: [[e[0], e[1], e[2]], [e[1], e[3], e[4]], [e[2], e[4], e[5]]])
VECTOR = st.tuples(*[ENTRY] * 3)


def at(problem: Problem, *x: float) -> At:
    return At(x, *problem.value_and_gradient(x), problem)


def points_of_the_ball(radius: float):
    for share in (0.25, 0.5, 0.75, 1.0):
        for i in range(12):
            for j in range(1, 12):
                u, v = 2 * pi * i / 12, pi * j / 12
                yield [share * radius * c for c in (cos(u) * sin(v), sin(u) * sin(v), cos(v))]


@seed(11)
@given(SYMMETRIC, VECTOR, st.floats(0.01, 10))
def test_no_point_of_the_ball_is_lower_than_the_step(hessian, gradient, radius):
    model = Model(gradient, hessian)
    steps = model.lowest(radius)
    fall = model.fall(steps[0])
    assert all(hypot(*step) <= 1.002 * radius for step in steps)
    assert all(model.fall(step) == pytest.approx(fall, rel=1e-6, abs=1e-9) for step in steps)
    most = max(model.fall(point) for point in points_of_the_ball(radius))
    assert fall >= most - 3e-3 * abs(most) - 1e-9


@seed(12)
@given(st.floats(0.1, 5), st.floats(0.1, 5), st.floats(-3, 3), st.floats(0.1, 10))
def test_in_the_hard_case_there_are_two_steps_one_to_each_side(negative, positive, slope, radius):
    """x is curved downwards and level, y upwards: `y = -slope/(positive + negative)`, and along x what is left."""
    model = Model([0.0, slope], [[-negative, 0.0], [0.0, positive]])
    inner = slope / (positive + negative)
    assume(abs(inner) < 0.99 * radius)
    steps = model.lowest(radius)
    rest = (radius**2 - inner**2) ** 0.5
    assert sorted(step[0] for step in steps) == pytest.approx([-rest, rest])
    assert [step[1] for step in steps] == pytest.approx([-inner, -inner])


def test_an_axis_that_is_flat_and_level_has_no_part_in_a_step():
    model = Model([0.0, 1.0, 1.0], [[0.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    [step] = model.lowest(1.2)
    assert step == pytest.approx([0.0, *[-1.2 / 2**0.5] * 2], rel=2e-3)


def test_a_ball_may_be_so_small_that_squares_of_its_radius_are_zero():
    [step] = Model([1.0, 1.0], [[0.0, 0.0], [0.0, 0.0]]).lowest(1e-200)
    assert step == pytest.approx([-1e-200 / 2**0.5] * 2, rel=2e-3, abs=0.0)


@seed(13)
@given(SYMMETRIC, VECTOR)
def test_triangles_solve_positive_definite_systems_and_refuse_others(matrix, vector):
    lifted = [[value + 20 * (i == j) for j, value in enumerate(row)] for i, row in enumerate(matrix)]
    factor = cholesky(lifted)
    assert factor is not None
    x = solve_factored(factor, vector)
    assert [sum(a * b for a, b in zip(row, x, strict=True)) for row in lifted] == pytest.approx(vector, abs=1e-10)
    assert cholesky([[value - 20 * (i == j) for j, value in enumerate(row)] for i, row in enumerate(matrix)]) is None
    assert cholesky([[1.0, 1.0], [1.0, 1.0]]) is None


def test_a_quadratic_takes_one_step_where_the_region_reaches_its_minimum():
    result = descend(as_problem("x^2 + 10*y^2 + x*y - 3*x"), [0.5, 0.5], "trust-region", 100)
    assert (result.status, result.point_kind, result.iterations) == (Status.CONVERGED, PointKind.MINIMUM, 1)
    assert result.point == pytest.approx((60 / 39, -3 / 39), abs=1e-9)


def test_the_learning_rate_scales_the_first_region():
    """Each variable may change by a tenth of 1 + |x| at first: of x**2 from 9, by 1."""
    for rate, first in ((1.0, 8.0), (2.0, 7.0), (0.1, 8.9)):
        rows = list(Run(as_problem("x^2"), [9.0], "trust-region", rate))
        assert rows[1].x == pytest.approx((first,), rel=1e-3)


@pytest.mark.parametrize(
    ("problem", "start", "value"),
    [
        (as_problem("x^4 - x^2 + y^2"), (0.0, 0.0), -0.25),
        (as_problem("x^4 - x^2 + y^2"), (0.0, 1.0), -0.25),
        (as_problem("cos(x)"), (0.0,), -1.0),
        (as_problem("x^4 + x^3"), (0.0,), -27 / 256),
        (as_problem("x^4 + x^3"), (1e-4,), -27 / 256),
        (as_problem("x^4 + y^4 + x^3 - 3*x*y^2"), (0.0, 0.0), None),
        (as_problem("(x^2 - 1)^2 + (y^2 - 1)^2 + (z - x*y)^2"), (0.0, 0.0, 0.0), 0.0),
    ],
)
def test_saddles_maxima_and_inflections_are_left(problem, start, value):
    result = descend(problem, start, "trust-region")
    assert (result.status, result.point_kind) == (Status.CONVERGED, PointKind.MINIMUM)
    assert result.value < problem.value(start) - 0.05
    assert value is None or result.value == pytest.approx(value, abs=1e-9)


@pytest.mark.parametrize(
    ("problem", "start"), [(SADDLE, (0.0, 0.0)), (SADDLE, (1.0, 0.0)), (HILL, (0.0,)), (CUBE, (0.0,))]
)
def test_from_a_saddle_of_what_has_no_minimum_it_diverges(problem, start):
    result = descend(problem, start, "trust-region")
    assert result.status is Status.DIVERGED
    assert "seems to have no minimum" in result.reason


def test_an_inflection_on_the_way_is_passed():
    """The Newton steps on x**3 + x**4 from 1 slow down before 0, where the gradient is small and the cost falls on."""
    result = descend(as_problem("x^3 + x^4"), [1.0], "trust-region")
    assert result.point == pytest.approx((-0.75,), abs=1e-6)


def test_a_flat_minimum_is_converged_and_not_decided():
    result = descend(QUARTIC, [1.0], "trust-region")
    assert (result.status, result.point_kind) == (Status.CONVERGED, PointKind.UNDECIDED)
    assert abs(result.point[0]) < 1e-3
    assert "whether this is a minimum is not decided" in result.reason


def test_what_only_flattens_out_is_not_converged():
    result = descend(EXPONENTIAL, [0.0], "trust-region")
    assert result.status is Status.STALLED
    assert "only flattens out" in result.reason


def test_a_trial_out_of_the_domain_is_made_again_in_a_smaller_region():
    rows = list(Run(as_problem("x - log(x)"), [20.0], "trust-region", 1000))
    assert all(isfinite(row.value) for row in rows)
    assert rows[-1].x == pytest.approx((1.0,), abs=1e-6)


def test_the_cost_of_every_iterate_is_lower_than_the_one_before():
    values = [row.value for row in Run(ROSENBROCK, [-1.2, 1.0], "trust-region")]
    assert all(later < earlier for earlier, later in pairwise(values))
    assert values[-1] <= 1e-15


def test_variables_of_very_different_size_do_no_harm():
    """Brown's badly scaled function (Moré, Garbow, Hillstrom 4): the minimum is at (10**6, 2/10**6)."""
    problem = as_problem("(x - 10^6)^2 + (y - 2/10^6)^2 + (x*y - 2)^2")
    result = descend(problem, [1.0, 1.0], "trust-region")
    assert result.status is Status.CONVERGED
    assert result.point == pytest.approx((1e6, 2e-6), rel=1e-12)


def test_within_bounds_a_saddle_at_the_bound_is_left_inwards():
    """-x**2 has a maximum at 0, from where only x > 0 is allowed; it falls up to the other bound."""
    result = descend(within(HILL, {"x": (0.0, 2.0)}), [0.0], "trust-region")
    assert (result.status, result.point, result.point_kind) == (Status.CONVERGED, (2.0,), PointKind.MINIMUM)


def test_within_bounds_the_multipliers_have_the_right_signs():
    """Rosenbrock's function over x <= 1/2, y <= 0: on y = 0 it is 100*x**4 + (1 - x)**2, with 400*x**3 = 2*(1 - x)."""
    result = descend(within(ROSENBROCK, {"x": (-2.0, 0.5), "y": (-1.0, 0.0)}), [-1.0, -0.5], "trust-region")
    x, y = result.point
    assert result.status is Status.CONVERGED
    assert y == 0.0 and 400 * x**3 == pytest.approx(2 * (1 - x), rel=1e-6)
    assert ROSENBROCK.value_and_gradient((x, y))[1][1] < 0


def test_what_is_made_large_rises():
    top = descend(problem_of(parse("2*x - x^2").tree, maximize=True), [5.0], "trust-region")
    assert (top.value, top.status, top.point_kind) == (1.0, Status.CONVERGED, PointKind.MAXIMUM)


def test_rounding_hides_what_is_left_at_the_bottom_and_nothing_on_the_way():
    assert lost_in_rounding(at(as_problem("10^8*(x - 1)^2 + 1"), 1 + 1e-13))
    assert not lost_in_rounding(at(as_problem("10^8*(x - 1)^2 + 1"), 1 + 1e-10))
    assert not lost_in_rounding(at(ROSENBROCK, 1.001, 1.0))
    assert not lost_in_rounding(at(SADDLE, 0.0, 0.0))
    assert not lost_in_rounding(at(one_variable(abs, lambda x: 1.0), 1.0))


def test_second_derivatives_that_are_not_defined_end_it_truthfully():
    blunt = one_variable(lambda x: abs(x) ** 1.5, lambda x: 1.5, lambda x: float("nan"))
    result = descend(blunt, [1.0], "trust-region")
    assert result.status is Status.STALLED
    assert result.reason.startswith("the second derivatives are not defined there; the gradient 1.5")


def test_more_variables_than_eigenvalues_are_worked_out_for_are_refused():
    names = [f"x{i}" for i in range(MOST_VARIABLES + 1)]
    with pytest.raises(BadInput, match="at most 50 variables, and this cost has 51") as refused:
        descend(as_problem(" + ".join(f"{name}^2" for name in names)), [1.0] * len(names), "trust-region")
    assert refused.value.hint == "lbfgs is for many"

"""Line searches: the conditions they promise, along smooth, undefined, bounded and blurred costs."""

from math import inf, log, nan
from typing import Any

import pytest
from descent_problems import BOWL, CORNER, EXPONENTIAL, HILL, LOGARITHM, PARABOLA, ROSENBROCK, one_variable
from hypothesis import given, seed
from hypothesis import strategies as st

from calcgd.descent.drive import Run, as_problem, descend
from calcgd.descent.line_search import Arc, armijo, wolfe
from calcgd.descent.problem import At, Problem, within
from calcgd.descent.rounding import blur
from calcgd.descent.settings import Settings
from calcgd.descent.stopping import Status


def at(problem: Problem, *x: float) -> At:
    return At(x, *problem.value_and_gradient(x), problem)


def downhill(here: At) -> Arc:
    return Arc(here, [-g for g in here.free_gradient])


def slope_along(problem: Problem, x, direction) -> float:
    return sum(g * d for g, d in zip(problem.value_and_gradient(x)[1], direction, strict=True))


@seed(5)
@given(
    st.sampled_from([ROSENBROCK, BOWL]),
    st.tuples(st.floats(-3, 3), st.floats(-3, 3)),
    st.floats(1e-6, 100),
    st.sampled_from([0.9, 0.1, 1e-3]),
)
def test_an_accepted_length_meets_both_strong_wolfe_conditions(problem, x, first, flatter):
    here = at(problem, *x)
    if max(map(abs, here.gradient)) < 1e-3:
        return
    direction = [-g for g in here.gradient]
    found = wolfe(Arc(here, direction), first, flatter)
    assert found is not None
    there = [a + found.length * d for a, d in zip(x, direction, strict=True)]
    start = slope_along(problem, x, direction)
    assert problem.value(there) <= here.value + 1e-4 * found.length * start
    assert abs(slope_along(problem, there, direction)) <= flatter * abs(start)


@seed(6)
@given(st.tuples(st.floats(-3, 3), st.floats(-3, 3)), st.integers(-10, 10))
def test_backtracking_halves_the_first_length_until_the_cost_falls_by_enough(x, exponent):
    here = at(ROSENBROCK, *x)
    if max(map(abs, here.gradient)) < 1e-3:
        return
    first, squares = 2.0**exponent, sum(g * g for g in here.gradient)

    def falls(length: float) -> bool:
        there = [a - length * g for a, g in zip(x, here.gradient, strict=True)]
        return ROSENBROCK.value(there) <= here.value - 1e-4 * length * squares

    expected = first
    while not falls(expected):
        expected /= 2
    found = armijo(downhill(here), first)
    assert found is not None and found.length == expected


def test_a_length_out_of_the_domain_counts_as_too_high():
    root_like = one_variable(lambda x: x - log(x) if x > 0 else nan, lambda x: 1 - 1 / x if x > 0 else nan)
    found = wolfe(Arc(at(root_like, 3.0), [-1.0]), 100.0)
    assert found is not None
    assert 0 < 3 - found.length < 3
    assert abs(1 - 1 / (3 - found.length)) <= 0.9 * (1 - 1 / 3)


def test_a_length_to_where_the_cost_is_infinite_counts_as_too_high():
    steep = one_variable(lambda x: x * x if x < 5 else inf, lambda x: 2 * x if x < 5 else inf)
    found = wolfe(Arc(at(steep, -4.0), [1.0]), 1e6)
    assert found is not None and -4 < -4 + found.length < 4


def test_a_direction_uphill_has_no_length():
    assert wolfe(Arc(at(PARABOLA, 8.0), [1.0]), 1.0) is None
    # over the hill at 0 the cost is lower
    assert wolfe(Arc(at(as_problem("cos(x)"), -0.5), [1.0]), 3.0) is None
    assert armijo(Arc(at(PARABOLA, 8.0), [1.0]), 1.0) is None


def test_where_the_cost_has_a_corner_the_length_ends_at_it():
    found = wolfe(Arc(at(CORNER, 4.0), [-1.0]), 0.01)
    assert found is not None and found.length == pytest.approx(3.0, abs=1e-6)


def test_an_arc_bends_at_the_bounds_and_forgets_what_is_held():
    square = within(BOWL, {"x": (0.0, 5.0), "y": (-5.0, 5.0)})
    arc = Arc(at(square, 1.0, 3.0), [-2.0, -1.0])
    bent = arc.trial(2.0)
    # at (0, 1): 1 + 10*9; only y still moves, so the slope is -20*3
    assert (bent.value, bent.slope) == (91.0, -60.0)
    # the gradient (0, 100) times the way (-1, -2)
    assert bent.foretold == -200.0


@pytest.mark.parametrize("method", ["backtracking", "cg", "bfgs", "lbfgs"])
def test_within_bounds_the_ends_meet_the_first_order_conditions(method):
    """The least (x - 1)**2 + 10*(y + 2)**2 in 2 <= x <= 3, -1 <= y <= 4 is at (2, -1): both slopes, 2 and 20, rise."""
    box = within(BOWL, {"x": (2.0, 3.0), "y": (-1.0, 4.0)})
    result = descend(box, (3.0, 4.0), method)
    assert result.status is Status.CONVERGED
    assert result.point == (2.0, -1.0)


@pytest.mark.parametrize("method", ["backtracking", "cg", "bfgs", "lbfgs", "trust-region"])
def test_a_bound_that_holds_at_first_is_let_go(method):
    """At (0, -1) downhill leads out of x >= 0, from y = 0 on it leads in; the minimum is (2, 2)."""
    problem = within(as_problem("(x - y)^2 + (y - 2)^2"), {"x": (0.0, 5.0)})
    rows = list(Run(problem, (0.0, -1.0), method))
    assert rows[1].x[0] == 0.0 or rows[1].x[1] > 0
    assert rows[-1].x == pytest.approx((2.0, 2.0), abs=1e-6)


@pytest.mark.parametrize("method", ["cg", "bfgs", "lbfgs", "trust-region"])
def test_what_a_bound_holds_does_not_move(method):
    wood = as_problem("100*(y - x^2)^2 + (1 - x)^2 + 90*(w - z^2)^2 + (1 - z)^2 + 10*(y + w - 2)^2 + (y - w)^2/10")
    problem = within(wood, {"y": (-4.0, 0.5), "w": (-4.0, 0.7)})
    rows: list[Any] = list(Run(problem, (-3.0, -1.0, -3.0, -1.0), method))
    held = 0
    for row in rows[:-1]:
        free = problem.free_variables(row.x, row.gradient)
        kept = [i for i in range(4) if i not in free]
        assert [row.new_x[i] for i in kept] == [row.x[i] for i in kept]
        held += len(kept)
    assert held > 3


@pytest.mark.parametrize("method", ["backtracking", "cg", "bfgs", "lbfgs", "trust-region"])
def test_every_iterate_lies_within_the_bounds_and_the_cost_never_rises(method):
    box = within(ROSENBROCK, {"x": (-2.0, 0.5), "y": (-1.0, 2.0)})
    rows = list(Run(box, (-1.2, 1.0), method, settings=Settings(max_steps=200)))
    assert all(-2 <= row.x[0] <= 0.5 and -1 <= row.x[1] <= 2 for row in rows)
    values = [row.value for row in rows]
    assert values == sorted(values, reverse=True)
    # held at x = 1/2, the minimum along y is x**2
    assert method == "backtracking" or rows[-1].x == pytest.approx((0.5, 0.25), abs=1e-6)


@pytest.mark.parametrize("method", ["backtracking", "cg", "bfgs", "lbfgs", "trust-region"])
@pytest.mark.parametrize(
    "text",
    ["10^4 + (x - 1)^4 + x^2 + exp(y) - y + x*y/2", "10^7 + cosh(x - y) + 5*cosh(y - 1) + x^2", "x^2 - 2*x + y^2"],
)
def test_rounding_of_the_cost_does_not_keep_the_gradient_from_the_tolerance(method, text):
    """Of the large costs no digit changes any more when the gradient is 1e-6."""
    start = [2.0, 3.0] if "exp" in text else [2.0, -1.0]
    result = descend(as_problem(text), start, method, settings=Settings(tolerance=1e-8))
    assert result.status is Status.CONVERGED
    assert result.gradient_norm <= 1e-8


def test_a_cost_that_changes_by_rounding_alone_is_told_from_one_that_falls():
    """A cusp along x keeps the slopes along y from being followed; up and down by rounding are no steps."""
    result = descend(as_problem("cbrt(x)^2 + (y - 2)^2"), [5.0, 1.0], "bfgs")
    assert result.status is Status.STALLED
    assert result.iterations < 200


def test_the_blur_of_a_cost_is_what_its_last_bits_do():
    cancelling = as_problem("10^8*x^2 - 2*10^8*x + 10^8")
    assert 1e-9 < blur(at(cancelling, 1.0 + 1e-9)) < 1e-6
    assert blur(at(PARABOLA, 2.0)) <= 1e-14
    assert blur(at(LOGARITHM, 5e-324)) < inf


def test_an_endless_slope_is_followed_to_its_divergence():
    for problem, start in ((HILL, 1.0), (as_problem("x"), 0.0)):
        result = descend(problem, [start], "bfgs")
        assert result.status is Status.DIVERGED
        assert "seems to have no minimum" in result.reason


@pytest.mark.parametrize("method", ["cg", "bfgs", "lbfgs", "trust-region"])
def test_what_flattens_out_is_not_converged(method):
    assert descend(EXPONENTIAL, [0.0], method).status is Status.STALLED


@pytest.mark.parametrize("method", ["cg", "bfgs", "lbfgs"])
def test_where_rounding_is_all_that_is_left_the_end_says_so(method):
    """Meyer's function (Moré, Garbow, Hillstrom 10): no float has a gradient below 1e-6 near its minimum 87.9458."""
    data = [34780, 28610, 23650, 19630, 16370, 13720, 11540, 9744, 8261, 7030, 6005, 5147, 4427, 3820, 3307, 2872]
    meyer = as_problem(" + ".join(f"(a*exp(b/({45 + 5 * i} + c)) - {y})^2" for i, y in enumerate(data, 1)))
    result = descend(meyer, (0.02, 4000, 250), method)
    assert result.status is Status.STALLED
    assert "above the tolerance" in result.reason
    assert method == "cg" or result.best_value == pytest.approx(87.945855170, rel=1e-8)

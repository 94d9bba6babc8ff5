"""The simplex of Nelder and Mead and golden section search: known minima, published traps, honest ends."""

from math import exp, inf, sqrt

import pytest
from descent_problems import BOWL, CORNER, LINE, LOGARITHM, PARABOLA, QUARTIC, ROSENBROCK, SADDLE, one_variable

from calcgd.descent.curvature import PointKind
from calcgd.descent.direct_search import Simplex, Trial, nelder_mead
from calcgd.descent.drive import as_problem, descend
from calcgd.descent.golden_section import Bracket, golden_section
from calcgd.descent.problem import At, Problem, within
from calcgd.descent.settings import Settings
from calcgd.descent.stopping import Status
from calcgd.descent.transforms import Finished

BOTH = ("nelder-mead", "golden-section")


def at(problem: Problem, x: tuple[float, ...]) -> At:
    value, gradient = problem.value_and_gradient(x)
    return At(x, value, gradient, problem)


@pytest.mark.parametrize(
    ("problem", "start", "minimum"),
    [
        (PARABOLA, [8.0], [2.0]),
        (QUARTIC, [3.0], [0.0]),
        (BOWL, [30.0, -40.0], [1.0, -2.0]),
        (ROSENBROCK, [-1.2, 1.0], [1.0, 1.0]),
        (as_problem("(a-1)^2+(b-a^2)^2+10*(c-b)^2+(d-c)^2"), [3.0, -1.0, 4.0, 2.0], [1.0] * 4),
    ],
)
def test_the_simplex_finds_the_minimum_and_the_gradient_there_is_small(problem, start, minimum):
    result = descend(problem, start, "nelder-mead")
    assert result.status is Status.CONVERGED
    assert result.point == pytest.approx(minimum, abs=1e-6)
    assert "the simplex has shrunk to " in result.reason


def mckinnon(p):
    x, y = p
    return (360 if x < 0 else 6) * x * x + y + y * y


MCKINNON = Problem(("x", "y"), mckinnon, lambda p: (mckinnon(p), ((720 if p[0] < 0 else 12) * p[0], 1 + 2 * p[1])))
ROOTS = (1 + sqrt(33)) / 8, (1 - sqrt(33)) / 8


def test_mckinnons_simplex_collapses_at_a_point_that_is_no_minimum_and_the_fresh_one_leaves_it():
    """McKinnon, "Convergence of the Nelder-Mead simplex method to a nonstationary point" (1998): from these corners
    the method only ever contracts towards (0, 0), where the cost falls along y; the minimum is -1/4 at (0, -1/2)."""
    corners = sorted(Trial(mckinnon(x), x) for x in [(0.0, 0.0), ROOTS, (1.0, 1.0)])
    update = nelder_mead(0.1, 1e-12).update
    x, state, fallen_into_trap = (0.0, 0.0), Simplex(corners, inf, 1), False
    for _ in range(1000):
        direction, state = update((), state, at(MCKINNON, x))
        if isinstance(direction, Finished):
            break
        x = tuple(a + d for a, d in zip(x, direction, strict=True))
        fallen_into_trap |= state.layouts == 2 and state.lowest == 0.0
    assert fallen_into_trap
    assert isinstance(direction, Finished)
    assert x == pytest.approx((0.0, -0.5), abs=1e-6)


def test_the_corners_of_gao_and_han_in_eight_variables():
    """Their factors for n = 8: reflect to 1, expand to 5/4, contract by 11/16, along the line through the centre."""
    tried, origin, cost = [], (0.0,) * 8, -100.0
    problem = Problem(tuple("abcdefgh"), lambda x: tried.append(tuple(x)) or cost, lambda x: (cost, [1.0] * 8))
    corners = [Trial(0.0, origin)]
    corners += [Trial(float(i + 1), (*origin[:i], float(i + 1), *origin[i + 1 :])) for i in range(8)]
    nelder_mead(0.1, 1e-12).update((), Simplex(corners, inf, 1), at(problem, origin))
    centre = [(i + 1) / 8 for i in range(7)] + [0.0]
    highest = corners[-1].x
    beyond = [[c + share * (c - h) for c, h in zip(centre, highest, strict=True)] for share in (1, 5 / 4)]
    assert tried[-2:] == [pytest.approx(point) for point in beyond]
    tried.clear()
    cost = 100.0
    nelder_mead(0.1, 1e-12).update((), Simplex(corners, inf, 1), at(problem, origin))
    inside = [c - 11 / 16 * (c - h) for c, h in zip(centre, highest, strict=True)]
    shrunk = [0.0] * 7 + [8 * 7 / 8]
    assert tried[1] == pytest.approx(inside)
    assert tried[-1] == pytest.approx(shrunk)


@pytest.mark.parametrize("name", BOTH)
def test_a_cost_that_falls_for_ever_is_told(name):
    result = descend(LINE, [8], name)
    assert result.status is Status.DIVERGED
    assert "seems to have no minimum" in result.reason
    assert result.best_value < -1e30


@pytest.mark.parametrize("name", BOTH)
def test_a_corner_is_found_and_not_called_converged(name):
    result = descend(CORNER, [5], name)
    assert (result.status, result.point_kind) == (Status.STALLED, PointKind.MINIMUM)
    assert result.point == pytest.approx((1.0,), abs=1e-9)


@pytest.mark.parametrize("name", BOTH)
def test_a_search_ends_where_the_domain_does_and_does_not_call_that_a_minimum(name):
    result = descend(LOGARITHM, [1], name)
    assert (result.status, result.point_kind) == (Status.STALLED, PointKind.UNDECIDED)
    assert "is above the tolerance" in result.reason
    assert 0 < result.point[0] < 1e-9


@pytest.mark.parametrize("name", BOTH)
def test_a_search_outside_the_domain_says_that_it_found_no_cost(name):
    result = descend(LOGARITHM, [-1], name)
    assert (result.status, result.point_kind) == (Status.LEFT_DOMAIN, None)
    assert "not defined at any point that was tried" in result.reason


def test_the_simplex_leaves_a_saddle():
    assert descend(SADDLE, [0, 0], "nelder-mead").status is Status.DIVERGED


@pytest.mark.parametrize("bounds", [(3.0, 9.0), (3.0, inf), (-inf, 1.0), (-4.0, -1.0)])
@pytest.mark.parametrize("name", BOTH)
def test_bounds_are_kept_and_a_minimum_on_them_is_hit_exactly(name, bounds):
    low, high = bounds
    problem = within(PARABOLA, {"x": bounds})
    start = min(max(8.0, low), high)
    result = descend(problem, [start], name, settings=Settings(keep_path=True))
    assert result.point == (low if low > 2 else high,)
    assert all(low <= row.x[0] <= high for row in result.path)
    assert result.gradient_norm == 0


def test_the_corner_of_a_box_is_reached_by_the_simplex():
    problem = within(BOWL, {"x": (3.0, 5.0), "y": (-1.0, 4.0)})
    assert descend(problem, [4, 2], "nelder-mead").point == (3.0, -1.0)


def test_the_bracket_of_the_golden_section_becomes_0_618_times_as_wide_with_each_cost():
    asked = []

    def value(x):
        asked.append(x[0])
        return x[0] ** 2

    problem = Problem(("x",), value, lambda x: (x[0] ** 2, (2 * x[0],)), bounds=((-2.0, 3.0),))
    update = golden_section(0.1, 1e-12).update
    x, bracket, widths = (1.0,), None, []
    for _ in range(30):
        direction, bracket = update((), bracket, at(problem, x))
        x = (x[0] + direction[0],)
        assert isinstance(bracket, Bracket)
        assert bracket.low.x[0] <= 0 <= bracket.high.x[0]
        widths.append(bracket.width)
    assert widths == [pytest.approx(5.0 * ((sqrt(5) - 1) / 2) ** i, rel=1e-9) for i in range(30)]
    assert len(asked) == 4 + 29


@pytest.mark.parametrize(("start", "minimum"), [(0.5, 0.0), (100.0, 0.0), (-1e6, 0.0), (1e-9, 0.0)])
def test_a_bracket_is_found_from_near_and_from_far(start, minimum):
    problem = one_variable(lambda x: x * x, lambda x: 2 * x, lambda x: 2.0)
    result = descend(problem, [start], "golden-section")
    assert result.status is Status.CONVERGED
    assert result.point == pytest.approx((minimum,), abs=1e-6)


def test_the_golden_section_finds_a_minimum_known_in_closed_form():
    problem = one_variable(lambda x: exp(x) - 3 * x, lambda x: exp(x) - 3)
    result = descend(problem, [0], "golden-section")
    assert result.point == pytest.approx((1.0986122886681098,), abs=1e-7)

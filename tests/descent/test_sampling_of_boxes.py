"""Grid and random search: exactly the points that were promised, the lowest of them, nothing claimed beyond."""

from itertools import pairwise, product
from math import nan

import pytest
from descent_problems import BOWL, PARABOLA
from hypothesis import given, settings
from hypothesis import strategies as st

from calcgd.descent.drive import descend
from calcgd.descent.problem import Problem, within
from calcgd.descent.sampling import stratified
from calcgd.descent.settings import Settings
from calcgd.descent.stopping import Status
from calcgd.errors import BadInput

BOX = {"x": (-4.0, 4.0), "y": (-5.0, 7.0)}
BOTH = ("grid", "random")


def recorded(problem, bounds):
    """The same problem within bounds, and the list of the points at which its cost is asked for."""
    points = []

    def value(x):
        points.append(tuple(x))
        return problem.value(x)

    return within(Problem(problem.names, value, problem.value_and_gradient, problem.hessian), bounds), points


def test_a_grid_tries_exactly_its_points_in_order_after_the_start():
    problem, points = recorded(BOWL, BOX)
    result = descend(problem, [0.5, 0.5], "grid", settings=Settings(samples=5))
    assert points[0] == (0.5, 0.5)
    assert points[1:] == list(product([-4.0, -2.0, 0.0, 2.0, 4.0], [-5.0, -2.0, 1.0, 4.0, 7.0]))
    assert result.point in {(0.0, -2.0), (2.0, -2.0)}
    assert result.value == 1.0
    assert "25 (5 along each variable)" in result.reason


@pytest.mark.parametrize(("n", "count"), [(1, 10_000), (2, 10_000), (3, 9_261), (4, 10_000), (5, 7_776), (14, 1)])
def test_a_grid_without_a_number_has_ten_thousand_points_at_most(n, count):
    asked = []
    names = tuple(f"x{i}" for i in range(n))
    problem = Problem(names, lambda x: asked.append(1) or 1.0, lambda x: (1.0, (0.0,) * n), bounds=((0.0, 1.0),) * n)
    descend(problem, [0.5] * n, "grid")
    assert len(asked) == count + 1


def test_random_search_tries_so_many_points_of_the_box_and_repeats_them_by_seed():
    runs = []
    for seed in (3, 3, 4):
        problem, points = recorded(BOWL, BOX)
        result = descend(problem, [0, 0], "random", settings=Settings(samples=200, seed=seed))
        assert len(points) == 201
        assert all(-4 <= x <= 4 and -5 <= y <= 7 for x, y in points)
        assert result.value == pytest.approx(min(map(BOWL.value, points)))
        runs.append(points)
    assert runs[0] == runs[1] != runs[2]


@pytest.mark.parametrize("name", BOTH)
def test_iterates_are_ever_lower_and_a_search_claims_only_that_it_tried(name):
    result = descend(within(BOWL, BOX), [4, 7], name, settings=Settings(keep_path=True))
    assert all(later.value < earlier.value for earlier, later in pairwise(result.path))
    assert result.status is Status.STALLED
    assert "the start" in result.reason


@pytest.mark.parametrize("name", BOTH)
def test_points_without_a_cost_are_passed_over(name):
    problem = Problem(("x",), lambda x: x[0] if x[0] > 0.5 else nan, lambda x: (x[0] if x[0] > 0.5 else nan, (1.0,)))
    result = descend(within(problem, {"x": (0.0, 1.0)}), [0.0], name, settings=Settings(samples=101))
    assert 0.5 < result.point[0] < 0.6


@pytest.mark.parametrize("name", BOTH)
def test_a_start_lower_than_all_points_stays(name):
    result = descend(within(PARABOLA, {"x": (-1.0, 6.0)}), [2], name, settings=Settings(samples=7))
    assert (result.point, result.iterations, result.status) == ((2.0,), 0, Status.CONVERGED)


@pytest.mark.parametrize("name", BOTH)
def test_a_search_of_a_box_needs_bounds(name):
    with pytest.raises(BadInput, match="needs bounds for x, y"):
        descend(BOWL, [0, 0], name)


@given(st.integers(1, 60), st.integers(1, 4), st.integers(0, 1000))
@settings(max_examples=40, deadline=None, derandomize=True)
def test_stratified_points_have_one_in_each_slice(count, n, seed):
    box = [(-3.0, 1.0), (0.0, 7.5), (2.0, 2.5), (-1e6, 1e6)][:n]
    points = stratified(box, count, seed)
    assert len(points) == count
    assert points == stratified(box, count, seed)
    for (low, high), column in zip(box, zip(*points, strict=True), strict=True):
        assert sorted(int((value - low) / (high - low) * count) for value in column) == list(range(count))

"""Search by many starts: known minima with how often they were reached, nothing claimed that is not proved."""

from collections import Counter
from math import inf, pi, sqrt

import pytest
from descent_problems import CORNER, HILL, LOGARITHM, ROSENBROCK, SADDLE

from calcgd.descent.curvature import PointKind
from calcgd.descent.distinct import grouped
from calcgd.descent.drive import Run, as_problem
from calcgd.descent.ends import AUTO, End, Way, alone, ends, given_up
from calcgd.descent.problem import problem_of, within
from calcgd.descent.sampling import stratified
from calcgd.descent.settings import Settings
from calcgd.descent.starts import nearby, search
from calcgd.descent.status import Status
from calcgd.descent.survey import unseen
from calcgd.errors import BadInput
from calcgd.expression import parse

HIMMELBLAU = as_problem("(x^2 + y - 11)^2 + (x + y^2 - 7)^2")
CAMEL = as_problem("(4 - 2.1*x^2 + x^4/3)*x^2 + x*y + (4*y^2 - 4)*y^2")
QUIET = Settings()
SQUARE = [(-5.0, 5.0), (-5.0, 5.0)]

HIMMELBLAU_MINIMA = [
    (-3.779310253377747, -3.283185991286170),
    (-2.805118086952745, 3.131312518250573),
    (3.0, 2.0),
    (3.584428340330492, -1.848126526964404),
]
"""Roots of the two squares to 16 digits."""

CAMEL_MINIMA = [
    (-1.0316284534898774, 0.0898420131003181, 0.7126564030207396),
    (-0.2154638243837186, 1.7036067149699370, 0.7960835686726125),
    (2.1042503103112990, 1.6071047535810170, 0.5686514548841090),
]
"""Value and size of the coordinates of the pairs of minima, after Dixon and Szegő (1978)."""


def by_point(found):
    return sorted(found, key=lambda point: point.point)


@pytest.mark.parametrize("way", [Way("gd", 0.01), Way("adam"), Way("bfgs"), Way(AUTO)], ids=lambda way: way.method)
def test_himmelblaus_four_minima_are_found_and_the_counts_sum_to_the_starts(way):
    result = search(HIMMELBLAU, SQUARE, 200, way, QUIET)
    assert [found.point for found in by_point(result.found)] == [pytest.approx(x, abs=1e-6) for x in HIMMELBLAU_MINIMA]
    assert {found.kind for found in result.found} == {PointKind.MINIMUM}
    assert sum(found.count for found in result.found) == result.ended[Status.CONVERGED].count == result.starts == 200
    assert min(found.count for found in result.found) > 20


def test_newtons_method_finds_saddles_and_the_maximum_too_and_they_are_no_minima():
    result = search(HIMMELBLAU, SQUARE, 200, Way("newton"), QUIET)
    assert Counter(found.kind for found in result.passed) == {PointKind.SADDLE: 4, PointKind.MAXIMUM: 1}
    assert {found.kind for found in result.found} == {PointKind.MINIMUM}
    counted = sum(found.count for found in (*result.found, *result.passed))
    assert counted == result.ended[Status.CONVERGED].count


def test_the_six_minima_of_the_camel_are_found_the_lowest_first():
    result = search(CAMEL, [(-3.0, 3.0), (-2.0, 2.0)], 200, Way(AUTO), QUIET)
    assert len(result.found) == 6
    for (value, x, y), pair in zip(CAMEL_MINIMA, zip(result.found[::2], result.found[1::2], strict=True), strict=True):
        for found in pair:
            assert found.value == pytest.approx(value, abs=1e-9)
            assert [abs(a) for a in found.point] == pytest.approx([x, y], abs=1e-6)


def test_equal_searches_give_equal_results_and_another_seed_other_starts():
    first, again, other = (search(CAMEL, SQUARE, 60, Way(AUTO), Settings(seed=seed)) for seed in (1, 1, 2))
    assert first == again
    assert first.ended[Status.CONVERGED].start != other.ended[Status.CONVERGED].start


@pytest.mark.parametrize(
    ("method", "rate"), [("gd", 0.01), ("gd", 0.03), ("gd", 0.1), ("momentum", 0.003), ("adam", 0.1)]
)
def test_descents_side_by_side_end_as_each_does_alone(method, rate):
    """With these learning rates they converge, swing for ever, or run off."""
    way, starts = Way(method, rate), stratified(SQUARE, 300, 7)
    together = {end.start: end for some in ends(HIMMELBLAU, starts, way, QUIET) for end in some}
    assert len(together) == 300
    for start in starts[::60]:
        end, one = together[start], alone(HIMMELBLAU, start, way, QUIET)
        assert end.status is one.status
        if end.status in (Status.CONVERGED, Status.DIVERGED):
            assert end == one


def test_side_by_side_a_start_outside_the_domain_has_left_it_and_the_target_ends_a_descent():
    problem = as_problem("x*log(x)")
    reached = [end for some in ends(problem, [(-1.0,), *[(2.0,)] * 999], Way("gd", 0.1), QUIET) for end in some]
    assert Counter(end.status for end in reached) == {Status.LEFT_DOMAIN: 1, Status.CONVERGED: 999}
    aimed = Settings(target_cost=1.0)
    reached = [end for some in ends(problem, [(2.0,)] * 999, Way("gd", 0.1), aimed) for end in some]
    assert {end.status for end in reached} == {Status.TARGET_REACHED}


def test_starts_outside_the_domain_are_counted_as_that():
    result = search(LOGARITHM, [(-2.0, -1.0)], 10, Way("gd"), QUIET)
    assert result.ended[Status.LEFT_DOMAIN].count == 10
    assert result.found == ()
    assert "no point of rest was found" in result.reason


def test_a_cost_without_a_minimum_has_none():
    result = search(HILL, [(-1.0, 1.0)], 10, Way(AUTO), QUIET)
    assert result.found == ()
    assert result.ended[Status.DIVERGED].count == 10


def test_minima_beside_an_abyss_are_not_called_the_lowest_without_a_word_of_it():
    problem = as_problem("x^3 - 3*x")
    result = search(problem, [(-4.0, 4.0)], 50, Way(AUTO), QUIET)
    assert [found.point for found in result.found] == [pytest.approx((1.0,), abs=1e-6)]
    assert "fell without end" in result.reason


def test_the_greatest_value_is_looked_for_where_that_is_wanted():
    problem = problem_of(parse("sin(x) + x/10").tree, maximize=True)
    result = search(problem, [(-10.0, 10.0)], 40, Way(AUTO), QUIET)
    top = max(found.value for found in result.found)
    assert result.found[0].value == top
    assert {found.kind for found in result.found} == {PointKind.MAXIMUM}
    assert "highest found" in result.reason and "a local maximum" in result.reason
    # cos(x) = -1/10 next below 10
    assert (1.6709637479564564 + 2 * pi,) in [pytest.approx(found.point, abs=1e-6) for found in result.found]


def test_bounds_are_kept_and_minima_on_them_are_found():
    problem = within(as_problem("x^2 - y^2"), {"x": (-1.0, 2.0), "y": (-1.0, 3.0)})
    result = search(problem, [(-1.0, 2.0), (-1.0, 3.0)], 60, Way(AUTO), QUIET)
    assert [(found.point, found.value) for found in result.found] == [
        (pytest.approx((0.0, 3.0), abs=1e-6), pytest.approx(-9.0)),
        (pytest.approx((0.0, -1.0), abs=1e-6), pytest.approx(-1.0)),
    ]


def test_the_bottom_of_a_valley_is_one_find_and_said_to_be_flat():
    problem = as_problem("(x^2 + y^2 - 1)^2")
    result = search(problem, [(-2.0, 2.0), (-2.0, 2.0)], 50, Way("bfgs"), QUIET)
    ring = result.found[0]
    assert (ring.flat, ring.kind, len(result.found)) == (True, PointKind.UNDECIDED, 1)
    assert ring.spread == pytest.approx(2.0, abs=0.1)


def test_a_corner_is_found_though_the_gradient_is_not_small_there():
    result = search(CORNER, [(-3.0, 4.0)], 10, Way("nelder-mead"), QUIET)
    assert [found.kind for found in result.found] == [PointKind.MINIMUM]
    assert result.found[0].point == pytest.approx((1.0,), abs=1e-9)
    assert result.found[0].count == 10
    assert result.ended[Status.STALLED].count > 0


def test_a_point_of_a_cone_is_the_lowest_found_but_not_proved_a_minimum():
    problem = as_problem("sqrt(x^2 + y^2) + sin(3*x)^2 + sin(3*y)^2")
    result = search(problem, SQUARE, 60, Way(AUTO), QUIET)
    lowest = result.found[0]
    assert lowest.value == pytest.approx(0.0, abs=1e-8)
    assert lowest.kind is PointKind.UNDECIDED
    assert "not decided" in result.reason


def test_points_with_equal_costs_are_not_one_point():
    problem = as_problem("sin(x)^2")
    result = search(problem, [(-7.0, 7.0)], 60, Way(AUTO), QUIET)
    assert [found.point[0] / pi for found in by_point(result.found)] == pytest.approx([-2, -1, 0, 1, 2], abs=1e-6)


def test_ends_that_are_scattered_about_a_shallow_minimum_are_one_point():
    result = search(as_problem("x^4 + y^4"), [(-1.0, 1.0)] * 2, 40, Way("gd", 0.1), Settings(max_steps=100_000))
    assert len(result.found) == 1
    assert result.found[0].count == 40


def test_descents_cut_short_are_no_points_of_rest_but_the_lowest_of_them_is_told():
    result = search(ROSENBROCK, SQUARE, 20, Way("gd", 1e-4), Settings(max_steps=50))
    assert result.ended[Status.STEP_LIMIT].count == 20
    assert [found.status for found in result.found] == [Status.STEP_LIMIT]
    assert result.found[0].value == min(ended.value for ended in result.ended.values())
    assert result.found[0].kind is PointKind.UNDECIDED


def test_a_search_that_is_broken_off_tells_what_it_has_and_from_how_many_starts():
    told = []

    def watch(made, lowest):
        told.append((made, lowest))
        return made < 30

    result = search(CAMEL, SQUARE, 100, Way(AUTO), QUIET, watch)
    assert result.starts == 30
    assert "from 30 starts" in result.reason
    assert told[-1] == (30, pytest.approx(CAMEL_MINIMA[0][0]))
    assert [lowest for _, lowest in told] == sorted((lowest for _, lowest in told), reverse=True)


def test_only_a_descent_that_creeps_is_given_up():
    tiny = Settings(max_steps=200, step_tolerance=0.0)
    creeping, patient, brisk = (Run(ROSENBROCK, (-1.2, 1.0), "gd", rate, tiny) for rate in (1e-14, 1e-14, 1e-3))
    assert given_up(creeping, True) and creeping.trail.steps < 50
    assert not given_up(patient, False) and patient.stop is not None
    assert not given_up(brisk, True) and brisk.stop is not None


def test_auto_goes_on_from_between_the_points_where_these_are_many():
    """Rastrigin's function has 11**3 minima in this box, the lowest at 0: so few starts alone miss it."""
    problem = as_problem("x^2 + y^2 + z^2 + 30 - 10*(cos(2*pi*x) + cos(2*pi*y) + cos(2*pi*z))")
    result = search(problem, [(-5.12, 5.12)] * 3, 150, Way(AUTO), QUIET)
    assert result.found[0].point == pytest.approx((0.0,) * 3, abs=1e-6)
    assert result.restarts > 0 and f"{result.restarts} more" in result.reason
    assert result.unseen > 0.1
    alone_found = search(problem, [(-5.12, 5.12)] * 3, 150, Way("trust-region"), QUIET)
    assert alone_found.restarts == 0 and alone_found.found[0].value > 0.5


def test_the_part_of_a_box_not_met_is_that_of_boender_and_rinnooy_kan():
    reached = [End((0.0, 0.0), (i % 3.0, 0.0), i % 3.0, 1.0, Status.STALLED) for i in range(10)]
    assert unseen(grouped(CAMEL, reached, 1e-6)) == pytest.approx(3 * 4 / (10 * 9))
    again = End((0.0, 0.0), (7.0, 0.0), 7.0, 1.0, Status.STALLED, restart=True)
    assert unseen(grouped(CAMEL, [*reached, again], 1e-6)) == pytest.approx(3 * 4 / (10 * 9))
    assert unseen(grouped(CAMEL, reached[:1], 1e-6)) == 1.0


@pytest.mark.parametrize("box", [[(-1.0, 1.0)], [(1.0, -1.0)] * 2, [(-inf, 1.0)] * 2, [(0.0, 1.0)] * 3])
def test_a_box_that_is_none_is_refused(box):
    with pytest.raises(BadInput, match="the starts need a range"):
        search(CAMEL, box, 10, Way(AUTO), QUIET)
    with pytest.raises(BadInput, match="at least one start"):
        search(CAMEL, SQUARE, 0, Way(AUTO), QUIET)


def test_the_neighbourhood_of_an_end_shows_the_other_minima_in_reach():
    found = nearby(HIMMELBLAU, (3.0, 2.0), sqrt(2), QUIET)
    points = [point.point for point in found]
    assert (3.0, 2.0) in [pytest.approx(x, abs=1e-6) for x in points]
    assert pytest.approx(HIMMELBLAU_MINIMA[3], abs=1e-6) in points
    assert len(nearby(ROSENBROCK, (1.0, 1.0), 2.0, QUIET)) == 1
    assert nearby(SADDLE, (0.0, 0.0), 1.0, QUIET) == ()


def test_a_descent_among_the_smallest_floats_comes_to_an_end():
    """Far out in Easom's function the curvature is a subnormal number, which no shift of a model can outgrow."""
    problem = as_problem("-cos(x)*cos(y)*exp(-(x - pi)^2 - (y - pi)^2)")
    end = alone(problem, (7.33336335521193, -23.872827956109973), Way("trust-region"), Settings(max_steps=100))
    assert -1e-300 < end.value < 0

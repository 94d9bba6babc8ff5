"""Why descents swung, ran off, crept or left the domain: each cause where it is the matter, and nowhere else."""

from itertools import pairwise
from typing import NamedTuple

import pytest

from calcgd.descent.curvature import PointKind
from calcgd.descent.diagnose import diagnose, minima_nearby
from calcgd.descent.drive import Run
from calcgd.descent.problem import Problem, problem_of
from calcgd.descent.quadratic import degree
from calcgd.descent.settings import Settings
from calcgd.descent.trail import KEPT
from calcgd.expression import parse

ROSENBROCK = "(1 - x)**2 + 100*(y - x**2)**2"


class Elsewhere(NamedTuple):
    point: tuple[float, ...]
    value: float
    kind: PointKind = PointKind.MINIMUM


def ran(cost, start, method="gd", rate=None, maximize=False, **options):
    problem = cost if isinstance(cost, Problem) else problem_of(parse(cost).tree, maximize=maximize)
    run = Run(problem, start, method, rate, Settings(**options))
    for _ in run:
        pass
    return run


def causes(*args, **kwargs):
    return diagnose(ran(*args, **kwargs)).causes


def test_a_smooth_descent_has_no_cause_for_complaint():
    assert causes("x**2 - 4*x + 6", [8], rate=0.1) == ()
    assert causes("x**2 + 10*y**2", [8, 1], rate=0.04) == ()
    assert causes(ROSENBROCK, [-1.2, 1], "newton") == ()
    assert causes("x**2 - 4*x + 6", [8], "adam") == ()


def test_swinging_names_the_direction_and_its_two_limits():
    assert causes("x**2 + 10*y**2", [3, 1], rate=0.095) == (
        "The steps swing across the valley along (0, 1), where the curvature is 20: with a learning rate above 1/20 = "
        "0.05 each step lands beyond the bottom, and from 2/20 = 0.1 on it comes no closer.",
    )
    assert (
        "across the ridge along (0, 1), where the curvature is -20"
        in causes("-x**2 - 10*y**2", [3, 1], rate=0.095, maximize=True)[0]
    )


def test_a_rate_beyond_the_limit_is_told_with_the_factor_of_growth():
    first, *_ = causes("x**2 + 10*y**2", [3, 1], rate=0.11)
    assert first == (
        "The learning rate 0.11 is above 0.1: each step lands on the other side of the bottom, 1.2 times as far from "
        "it along (0, 1)."
    )
    assert causes("x**2", [3], "momentum", rate=2.1) == (
        "The learning rate 2.1 is above 1.9: in the long run each step makes the distance 1.8 times as large.",
    )
    assert causes("x**4", [8], rate=0.1) == (
        "Where it started the curvature allows learning rates below 0.00260417: 0.1 is 38.4 times that.",
    )


@pytest.mark.parametrize(
    ("text", "start", "maximize", "sentence"),
    [
        ("2*x - 5", [5], False, "The cost is linear, so it has no minimum."),
        ("2*x - 3*y", [5, 1], True, "The value is linear, so it has no maximum."),
        ("x**2 - y**2", [3, 1e-3], False, "A quadratic with the curvature -2 along (0, 1) has no minimum: it falls for "
         "ever along (0, 1)."),
        ("x**2", [3], True, "A quadratic with the curvature 2 has no maximum: it grows for ever."),
        ("3 - x*y", [1, 2], False, "A quadratic with the curvature -1 along (0.707, 0.707) has no minimum: it falls "
         "for ever along (0.707, 0.707)."),
    ],
)  # fmt: skip
def test_a_cost_that_is_proved_to_have_no_minimum(text, start, maximize, sentence):
    assert causes(text, start, rate=0.1, maximize=maximize, max_steps=50) == (sentence,)


@pytest.mark.parametrize("text", ["x**3", "exp(x)", "x**4 - x**2", "(x + y)**2", "x**2 + 1e-13*y**2", "sin(x) + 2*x"])
def test_nothing_is_said_to_have_no_minimum_without_a_proof(text):
    problem = problem_of(parse(text).tree)
    assert not any(
        "no minimum:" in s or "linear" in s for s in causes(problem, [1.0] * len(problem.names), max_steps=20)
    )


def test_a_target_on_a_straight_slope_is_safer_when_squared():
    (sentence,) = causes("2*x - 5", [5], rate=0.7, target_cost=0)
    assert sentence == (
        "The cost is linear, so it has no minimum; its distance from the target has one when it is squared, and then "
        "every learning rate below 2/8 = 0.25 converges."
    )
    assert diagnose(ran("(2*x - 5)**2", [5], rate=0.2)).stable_below == 0.25


def test_a_pole_is_told_where_the_point_hardly_moves():
    (sentence,) = causes("-1/x**2", [1], "nelder-mead")
    assert sentence.startswith("The cost falls ever more steeply towards a point near x = ")
    assert not any("pole" in sentence for sentence in causes("-x**2 - x**4", [1], rate=0.1))


def test_a_corner_asks_for_steps_that_shrink():
    (sentence,) = causes("abs(x - 1)", [0], rate=0.3)
    assert sentence.startswith("The slope does not shrink towards a corner")
    shrinking = ran("abs(x - 1)", [0], rate=0.3, schedule=parse("1/(1 + t)").tree, max_steps=2000)
    assert shrinking.result().point[0] == pytest.approx(1, abs=1e-3)


def test_creeping_with_a_small_rate_is_told_the_better_one():
    (sentence,) = causes("x**2 - 4*x + 6", [8], rate=0.001)
    assert sentence == (
        "The learning rate 0.001 is small for the curvature at the end: in the long run each step leaves 0.998 of the "
        "distance, where 0.5 would leave nothing."
    )


def test_creeping_along_a_narrow_valley_is_told_its_condition():
    (sentence,) = causes("x**2 + 1000*y**2", [3, 1], rate=0.0009, max_steps=5000)
    assert sentence == (
        "At the end the valley is 1000 times as curved along (0, 1) as where it is flattest, and one learning rate "
        "must do for both, so that at best a step leaves 0.998002 of the distance. Methods that use second "
        "derivatives, such as newton, do not mind."
    )
    assert any("2506.62 times as curved" in s for s in causes(ROSENBROCK, [-1.2, 1], rate=0.001, max_steps=20_000))


def test_a_cost_that_flattens_out_makes_steps_short():
    (sentence,) = causes("x**4", [1], rate=0.1)
    assert sentence.startswith("The curvature has shrunk from 12 to 0.00149872 on the way")
    (sentence,) = causes("-exp(x)", [1], rate=0.1, maximize=True)
    assert sentence.startswith("The curvature has shrunk from -2.71828 to -0.000999232 on the way: where a value")


@pytest.mark.parametrize(
    ("text", "start", "function"),
    [
        ("(sigmoid(x) - 1/2)**2", 12, "sigmoid(x) is saturated: at 12"),
        ("(tanh(3*x) + 2)**2", 4, "tanh(3*x) is saturated: at 12"),
        ("(relu(x + 1) - 2)**2", -3, "relu(x + 1) is saturated: at -2 its slope is only 0,"),
    ],
)
def test_a_vanishing_gradient_names_the_function_that_levels_off(text, start, function):
    assert any(sentence.startswith(function) for sentence in causes(text, [start], rate=0.1, max_steps=50)), text
    assert not any("saturated" in sentence for sentence in causes(text, [0.5], rate=0.01, max_steps=5))


@pytest.mark.parametrize(
    ("text", "start", "rate", "sentence"),
    [
        ("log(x)", [1], 0.3, "There log(x) is not defined, as x = -0.833835."),
        ("sqrt(x - 1) + 1/y", [1.1, 3], 0.3, "There sqrt(x - 1) is not defined, as x - 1 = -0.374342."),
        ("(x**2 + 1/x)/2", [0], 0.1, "There 1/x is not defined, as x = 0."),
        ("y + x*log(x - y)", [2, 3], 0.1, "There log(x - y) is not defined, as x - y = -1."),
    ],
)
def test_leaving_the_domain_names_the_part_that_has_no_value(text, start, rate, sentence):
    assert causes(text, start, rate=rate) == (sentence,)


def test_an_end_that_is_curved_the_wrong_way_is_no_minimum():
    (sentence,) = causes("sin(x)", [1.6], rate=0.01, max_steps=5)
    assert sentence.startswith(
        "The last point is no minimum: the cost is curved downwards there, with the curvature -0.9"
    )
    (sentence,) = causes("sin(x)", [-1.6], rate=0.01, max_steps=5, maximize=True)
    assert sentence.startswith(
        "The last point is no maximum: the value is curved upwards there, with the curvature 0.9"
    )


def test_a_lower_point_on_the_way_is_told():
    found = diagnose(ran("abs(x - 1)", [0], rate=0.3))
    assert found.lower is not None
    point, value, by = found.lower
    assert (point, value, by) == (pytest.approx((0.9,)), pytest.approx(0.1), pytest.approx(0.1))
    assert found.sentences()[-1] == "A lower cost was seen on the way: 0.1 at x = 0.9, lower than at the end by 0.1."
    upwards = diagnose(ran("-abs(x - 1)", [0], rate=0.3, maximize=True))
    assert upwards.sentences()[-1] == (
        "A higher value was seen on the way: -0.1 at x = 0.9, higher than at the end by 0.1."
    )
    assert diagnose(ran("x**2", [1], rate=0.1)).lower is None


def test_the_answer_depends_on_the_start_where_others_end_elsewhere():
    run = ran("x**4 - 2*x**2 + x/4", [1.5], rate=0.05)
    others = [Elsewhere(point=(-1.03,), value=-1.25), Elsewhere(point=run.result().point, value=-0.7)]
    found = diagnose(run, others)
    assert found.kind is PointKind.MINIMUM
    assert found.others == (((-1.03,), -1.25, True),)
    assert found.sentences()[-1] == (
        "The answer depends on the start: from others nearby, descents come to rest at the minimum x = -1.03 (cost "
        "-1.25, which is lower)."
    )
    saddle = Elsewhere((0.1,), 0.0, PointKind.SADDLE)
    assert not any("depends on the start" in s for s in diagnose(run, [*others[1:], saddle]).sentences())


@pytest.mark.parametrize(
    ("text", "start", "maximize", "minima"),
    [
        ("x**4 - 2*x**2 + x/4", [1.5], False, "the minimum x = -1.0299 (cost -1.25379, which is lower)."),
        ("-x**4 + 2*x**2 - x/4", [1.5], True, "the maximum x = -1.0299 (value 1.25379, which is higher)."),
        ("x**2 - 4*x + 6", [8], False, None),
        ("log(x)", [1], False, None),
    ],
)
def test_other_minima_in_reach_are_found(text, start, maximize, minima):
    run = ran(text, start, rate=0.05, maximize=maximize)
    last = diagnose(run, minima_nearby(run)).sentences()[-1]
    assert ("The answer depends on the start" in last) is (minima is not None)
    assert minima is None or last.endswith(minima)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("5", 0), ("x", 1), ("-2*x + 3*y", 1), ("x*y", 2), ("(x + y)**2/3 - x", 2), ("x**2*y", 3), ("x/pi", 1)],
)
def test_the_degree_of_a_polynomial(text, expected):
    assert degree(parse(text).tree) == expected


@pytest.mark.parametrize("text", ["1/x", "sqrt(x)", "sin(x)", "2**x", "abs(x)", "x**(-1)", "x**y"])
def test_what_is_no_polynomial_has_no_degree(text):
    assert degree(parse(text).tree) == float("inf")


def test_iterates_from_all_along_the_way_are_kept_and_never_many():
    run = ran("x**4", [1], rate=0.01, max_steps=5000)
    kept = run.trail.kept
    assert kept[0] == (0, run.trail.start) and len(kept) <= KEPT
    numbers = [number for number, _ in kept]
    gaps = [b - a for a, b in pairwise(numbers)]
    assert len(set(gaps)) == 1 and numbers[-1] >= 5000 - gaps[0]
    short = ran("x**4", [1], rate=0.01, max_steps=20)
    assert [number for number, _ in short.trail.kept] == list(range(21))


@pytest.mark.parametrize("stride", [1, 7, 1000])
def test_iterates_kept_between_leaps_are_spread_over_the_whole_way(stride):
    start = ran("x**2", [1.0], max_steps=0).trail
    for steps in range(stride, 2000 * stride, stride):
        start.leap(start.now, steps, start.now)
    numbers = [number for number, _ in start.kept]
    assert KEPT / 4 <= len(numbers) <= KEPT and numbers[0] == 0
    assert max(b - a for a, b in pairwise([*numbers, 2000 * stride])) <= 2000 * stride / 8


def test_many_variables_are_diagnosed_without_eigenvalues():
    text = " + ".join(f"(x{i} - {i})**2" for i in range(60))
    found = diagnose(ran(text, [0.0] * 60, rate=0.1))
    assert (found.at_end, found.along_path, found.stable_below, found.causes) == (None, None, None, ())
    (sentence,) = found.sentences()
    assert sentence.endswith("steps left 0.8 of the gradient.")


def test_a_run_that_is_broken_off_is_diagnosed_as_far_as_it_came():
    run = Run(problem_of(parse("x**2").tree), [1.0], "gd", 0.1)
    for _, _ in zip(range(10), run, strict=False):
        pass
    found = diagnose(run)
    assert found.steps_left is not None and found.predicted == pytest.approx(0.8)


def test_swinging_round_a_corner_that_never_quite_repeats_is_told_too():
    run = ran("abs(x) + x**2", [1], rate=0.01, max_steps=300)
    found = diagnose(run)
    assert any(sentence.startswith("The slope does not shrink towards a corner") for sentence in found.causes)
    assert (found.predicted, found.steps_left, found.stable_below) == (None, None, None)


@pytest.mark.parametrize(("text", "start"), [("3*abs(x) - x**2", [1]), ("3*abs(x) - x**2 + 3*abs(y) - y**2", [1, 0.5])])
def test_at_a_corner_second_derivatives_say_nothing(text, start):
    found = diagnose(ran(text, start, "nelder-mead"))
    assert (found.at_end, found.causes) == (None, ())

"""Somebody who maximizes hears of maxima, of a value that grows, and of their function's own numbers."""

import re

import pytest

from calcgd.descent.curvature import PointKind
from calcgd.descent.drive import descend
from calcgd.descent.problem import problem_of, within
from calcgd.descent.settings import Settings
from calcgd.descent.status import Status
from calcgd.descent.wording import words
from calcgd.expression import parse


def ascent(text, start, method="gd", rate=None, bounds=None, **settings):
    problem = problem_of(parse(text).tree, maximize=True)
    return descend(within(problem, bounds or {}), start, method, rate, Settings(**settings))


@pytest.mark.parametrize(
    ("text", "start", "kind"),
    [
        ("4*x - x**2", 0, PointKind.MAXIMUM),
        ("x**2", 0, PointKind.MINIMUM),
        ("x**3", 0, PointKind.UNDECIDED),
        ("-abs(x - 1)", 1, PointKind.MAXIMUM),
        ("abs(x - 1)", 1, PointKind.MINIMUM),
    ],
)
def test_the_kind_is_that_of_the_function_that_was_asked_about(text, start, kind):
    result = ascent(text, [start])
    assert (result.status, result.point_kind) == (Status.CONVERGED, kind)
    assert ("a local maximum" in result.reason) is (kind is PointKind.MAXIMUM)
    assert ("this is a minimum, not a maximum" in result.reason) is (kind is PointKind.MINIMUM)


def test_the_numbers_are_those_of_the_function_that_was_asked_about():
    assert ascent("4*x - x**2", [0], rate=0.5).reason == (
        "the gradient is zero at x = 2, a local maximum: the second derivative is -2"
    )
    assert ascent("4 - x**2 - 10*y**2", [0, 0]).reason.endswith("the Hessian has eigenvalues -2 and -20")
    assert ascent("-abs(x - 1)", [1]).reason == (
        "the value has a corner at x = 1: the slope along x jumps from 1 to -1, so this is a local maximum"
    )
    assert ascent("x**2", [1], bounds={"x": (-1, 3)}).reason == (
        "at the bound x = 3, where the value would grow further outside, a local maximum within the bounds"
    )


@pytest.mark.parametrize(
    ("text", "start", "options", "reason"),
    [
        ("4*x - x**2", 0, {"rate": 1.0}, "with the curvature -2 at x = 4, gradient ascent is stable for learning rates "
         "below 2/2 = 1"),
        ("4*x - x**2", 0, {"rate": 1.1}, "the value fell from 0 to -1.14152e+30 at x = "),
        ("x**2", 1, {}, "the value grew from 1 to 1.22708e+30 at x = 1.10774e+15 and seems to have no maximum"),
        ("4*x - x**2", 0, {"rate": 0.01, "max_steps": 3}, "the value is still growing, by 0.146103 on the last step"),
        ("4*x - x**2", 0, {"rate": 0.1, "target_cost": -3.0}, "the value 3.32891 at x = 1.1808 is above its target 3"),
        ("4*x - x**2", 0, {"rate": 0.1, "target_cost": -5.0}, "; the value 4 is below the target 5"),
        ("log(x)", -1, {}, "the value is not defined at the start x = -1"),
        ("3*x", 1, {"method": "steepest"}, "steepest ascent by exact curvature has no step at x = 1: the value is not "
         "curved downwards along the gradient"),
        ("-abs(x - 1)", 0, {"rate": 0.3}, "the value is not rounded at the top between them but has a corner at x = 1"),
        ("sigmoid(x)", 30, {}, "but the value only flattens out there: the second derivative is -9.3"),
    ],
)  # fmt: skip
def test_the_reason_speaks_of_the_value(text, start, options, reason):
    assert reason in ascent(text, [start], **options).reason


def test_names_of_variables_are_never_taken_for_words():
    result = ascent("-(cost - 1)**2", [0.0], rate=0.5)
    assert result.reason == "the gradient is zero at cost = 1, a local maximum: the second derivative is -2"


def test_the_words_turn_round_and_back():
    up, down = (words(problem_of(parse("x").tree, maximize=maximize)) for maximize in (True, False))
    text = "the cost fell to the lowest point, a minimum and not a maximum; it grows above"
    assert down.retold(text) == text
    assert up.retold(text) == "the value grew to the highest point, a maximum and not a minimum; it falls below"
    assert not set(re.findall(r"\w+", up.retold(" ".join(down)))) & {"cost", "descent", "lower", "least", "bottom"}

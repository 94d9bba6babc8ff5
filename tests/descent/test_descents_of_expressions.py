"""Descents on what a user types: the tree is compiled, and the verdict is as honest as for functions by hand."""

from math import pi

import pytest

from calcgd.descent.curvature import PointKind
from calcgd.descent.drive import descend
from calcgd.descent.problem import problem_of
from calcgd.descent.settings import Settings
from calcgd.descent.stopping import Status
from calcgd.errors import BadInput
from calcgd.expression import parse


def descent(text, start, method="gd", rate=None, **settings):
    return descend(problem_of(parse(text).tree), start, method, rate, Settings(**settings))


@pytest.mark.parametrize(
    ("text", "start", "rate", "status", "kind"),
    [
        ("x**2 - 4*x + 6", [8], 0.1, Status.CONVERGED, PointKind.MINIMUM),
        ("x**2 - 4*x + 6", [8], 1.0, Status.OSCILLATING, None),
        ("x**2 - 4*x + 6", [8], 1.1, Status.DIVERGED, None),
        ("x**4", [8], 0.1, Status.DIVERGED, None),
        ("x**2 - y**2", [0, 0], 0.1, Status.CONVERGED, PointKind.SADDLE),
        ("log(x)", [1], 0.3, Status.LEFT_DOMAIN, None),
        ("abs(x - 1)", [0], 0.3, Status.OSCILLATING, None),
        ("abs(x - 1)", [0], 0.25, Status.CONVERGED, PointKind.MINIMUM),
        ("max(x, -x/2)", [1], 0.3, Status.OSCILLATING, None),
        ("x*log(x)", [1], 0.1, Status.CONVERGED, PointKind.MINIMUM),
        ("x**x", [1], 0.1, Status.CONVERGED, PointKind.MINIMUM),
        ("sqrt(x)", [1], 0.5, Status.LEFT_DOMAIN, None),
        ("sqrt(x)", [0], 0.5, Status.LEFT_DOMAIN, None),
        ("(x + y - 3)**2", [1, 1], 0.1, Status.CONVERGED, PointKind.UNDECIDED),
        ("sigmoid(x)", [-30], 0.1, Status.STALLED, PointKind.UNDECIDED),
        ("exp(x) - x", [1], 0.1, Status.CONVERGED, PointKind.MINIMUM),
        ("2*x - 5", [5], 0.25, Status.STEP_LIMIT, None),
        ("-x**2", [0], 0.1, Status.CONVERGED, PointKind.MAXIMUM),
        ("relu(x)", [1], 0.3, Status.CONVERGED, PointKind.UNDECIDED),
        ("x**2 if x > 0 else -x", [-1], 0.1, Status.CONVERGED, PointKind.UNDECIDED),
        ("cosh(x)", [800], 0.1, Status.DIVERGED, None),
        ("1/x", [0], 0.1, Status.LEFT_DOMAIN, None),
    ],
)
def test_the_verdict_on_a_typed_cost(text, start, rate, status, kind):
    result = descent(text, start, rate=rate)
    assert (result.status, result.point_kind) == (status, kind)
    if status is Status.CONVERGED:
        assert result.gradient_norm <= 1e-6
    if kind is not PointKind.MINIMUM:
        assert "a local minimum" not in result.reason


def test_newton_may_find_a_maximum_and_says_so():
    result = descent("sin(x)", [1], "newton")
    assert result.point == pytest.approx((pi / 2,))
    assert result.reason.endswith("but this is a maximum, not a minimum: the second derivative is -1")


def test_a_cost_that_starts_where_its_slope_is_vertical_says_that_it_has_no_gradient():
    assert descent("sqrt(x)", [0]).reason == "the cost has no gradient at the start x = 0"


def test_variables_come_in_alphabetical_order_unless_named():
    assert problem_of(parse("y - x").tree).names == ("x", "y")
    assert problem_of(parse("y - x").tree, ["y", "z", "x"]).names == ("y", "z", "x")


def test_a_cost_of_a_hundred_variables_descends():
    text = " + ".join(f"{i}*(x{i} - {i})**2" for i in range(1, 101))
    result = descent(text, [0.0] * 100, rate=0.009, max_steps=2000)
    assert result.status is Status.CONVERGED
    assert "second derivatives of more than 50 variables are not examined" in result.reason
    assert result.point == pytest.approx([float(name[1:]) for name in result.names], abs=1e-6)


def test_a_cost_without_variables_is_refused():
    with pytest.raises(BadInput, match="no variable"):
        descent("5", [])


def test_the_same_numbers_come_out_of_every_run():
    first, second = (descent("sin(x)*exp(-y) + y**2", [1, 2], "adam") for _ in range(2))
    assert first == second

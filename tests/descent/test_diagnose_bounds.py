"""What a point at its bounds is: first-order conditions, second derivatives of what may move, signs at the bounds.

The kinds are worked out by hand from the definition: is the cost lower, higher or both within the bounds close by?
"""

from math import cos, sin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calcgd.descent.contact import contact, corner
from calcgd.descent.curvature import PointKind
from calcgd.descent.drive import Run, descend
from calcgd.descent.problem import At, problem_of, within
from calcgd.descent.settings import Settings
from calcgd.descent.status import Status
from calcgd.expression import parse


def bounded(text, bounds, maximize=False):
    return within(problem_of(parse(text).tree, maximize=maximize), bounds)


@pytest.mark.parametrize(
    ("text", "start", "bounds", "status", "kind"),
    [
        ("2*x - 5", [5], {"x": (0, 10)}, Status.CONVERGED, PointKind.MINIMUM),
        ("x**2", [5], {"x": (0, 10)}, Status.CONVERGED, PointKind.MINIMUM),
        ("x**2", [0], {"x": (0, 10)}, Status.CONVERGED, PointKind.MINIMUM),
        ("x**4", [0], {"x": (0, 10)}, Status.CONVERGED, PointKind.UNDECIDED),
        ("-x**2", [0], {"x": (0, 10)}, Status.CONVERGED, PointKind.UNDECIDED),
        ("abs(x - 1)", [1], {"x": (1, 10)}, Status.CONVERGED, PointKind.MINIMUM),
        ("-abs(x - 1)", [1], {"x": (1, 10)}, Status.STALLED, PointKind.MAXIMUM),
        ("sqrt(x + 1)", [3], {"x": (0, 5)}, Status.CONVERGED, PointKind.MINIMUM),
        ("x**2", [3], {"x": (3, 3)}, Status.CONVERGED, PointKind.MINIMUM),
        ("x*y", [0, 0], {"x": (0, 1), "y": (0, 1)}, Status.CONVERGED, PointKind.UNDECIDED),
        ("x - y**2", [0, 0], {"x": (0, 1)}, Status.CONVERGED, PointKind.SADDLE),
        ("x + y**2", [1, 1], {"x": (0, 1)}, Status.CONVERGED, PointKind.MINIMUM),
        ("x + x*y + y**4", [0, 0], {"x": (0, 1)}, Status.CONVERGED, PointKind.UNDECIDED),
        ("x**2 - y**2", [1, 0.5], {"y": (-1, 2)}, Status.CONVERGED, PointKind.MINIMUM),
        ("x**2 - y**2", [0, 0], {"y": (-1, 2)}, Status.CONVERGED, PointKind.SADDLE),
    ],
)
def test_the_kind_of_a_point_within_bounds(text, start, bounds, status, kind):
    result = descend(bounded(text, bounds), start)
    assert (result.status, result.point_kind) == (status, kind)
    assert ("a local minimum" in result.reason) is (kind is PointKind.MINIMUM)


def test_the_reason_names_the_bounds_that_hold_the_point():
    line = descend(bounded("2*x - 5", {"x": (0, 10)}), [5])
    assert line.point == (0,)
    assert line.reason == (
        "at the bound x = 0, where the cost would fall further outside, a local minimum within the bounds"
    )
    vertex = descend(bounded("(x + 1)**2 + (y - 5)**2", {"x": (0, 1), "y": (0, 3)}), [1, 1])
    assert vertex.point == (0, 3)
    assert vertex.reason.startswith("at the bounds x = 0 and y = 3, where the cost would fall further outside")
    face = descend(bounded("(x - 1)**2 + 5*(y + 3)**2", {"y": (0, 10)}), [4, 5], rate=0.05)
    assert face.point == pytest.approx((1, 0), abs=1e-6)
    assert "small" in face.reason and "along the free variables at (1, 0), at the bound y = 0" in face.reason
    assert face.reason.endswith("a local minimum within the bounds: the second derivative along x is 2")


def test_a_point_inside_the_bounds_is_spoken_of_as_ever():
    inside = descend(bounded("x**2 - 4*x + 6", {"x": (0, 10)}), [8], rate=0.5)
    assert inside.reason == "the gradient is zero at x = 2, a local minimum: the second derivative is 2"


def test_a_level_bound_says_so_and_is_not_decided_without_proof():
    result = descend(bounded("x*y", {"x": (0, 1), "y": (0, 1)}), [0, 0])
    assert result.reason == (
        "the gradient is zero at (0, 0), at the bounds x = 0 and y = 0, where the cost is level; the Hessian has "
        "eigenvalues 1 and -1, so whether this is a minimum is not decided"
    )


def test_bounds_sort_the_variables_by_what_they_do_to_them():
    bounds = {"a": (0, 1), "b": (0, 1), "c": (0, 1), "d": (0, 1), "k": (2, 2)}
    problem = bounded("a + b**2 - c + d + k", bounds)
    x = (0.0, 0.0, 0.0, 0.5, 2.0)
    found = contact(At(x, *problem.value_and_gradient(x), problem), 1e-6)
    assert found == ((3,), (0,), (1,), (2,), (4,))
    top = (1.0, 1.0, 1.0, 1.0, 2.0)
    assert contact(At(top, *problem.value_and_gradient(top), problem), 1e-6) == ((), (2,), (), (0, 1, 3), (4,))


@pytest.mark.parametrize("n", [2, 9, 40])
@pytest.mark.parametrize("kink", ["abs(x1)", "abs(x1 - x2)", "max(x1, x2, 0)", "2*relu(x2)"])
def test_a_corner_among_many_variables_is_seen(n, kink):
    problem = problem_of(parse(" + ".join([kink, *(f"x{i}**2" for i in range(1, n + 1))])).tree)
    x = (0.0,) * n
    at = At(x, *problem.value_and_gradient(x), problem)
    assert corner(at, range(n), 1e-6) is not None
    smooth = problem_of(parse(" + ".join(f"x{i}**2" for i in range(1, n + 1))).tree)
    assert corner(At(x, *smooth.value_and_gradient(x), smooth), range(n), 1e-6) is None


def test_a_velocity_that_presses_against_a_bound_does_not_end_the_descent():
    problem = bounded("(x - 1)**2", {"x": (-10, 1.02)})
    run = Run(problem, [0], "momentum", 0.01, Settings(momentum=0.99))
    xs = [row.x[0] for row in run]
    assert any(xs[i : i + 12] == [1.02] * 12 for i in range(len(xs)))
    assert run.result().status is Status.CONVERGED
    assert run.result().point == pytest.approx((1,), abs=1e-6)


def test_a_newton_step_that_the_bounds_take_back_ends_the_descent():
    result = descend(bounded("-x**2 - x", {"x": (0, 1)}), [0], "newton")
    assert (result.status, result.iterations) == (Status.STALLED, 1)
    assert result.reason == "the last step moved only by 0, while the gradient 1 at x = 0 is not small"


QUARTERS = st.integers(-8, 8).map(lambda k: k / 4)
STEPS = [(a, b) for a in (-1, 0, 1) for b in (-1, 0, 1) if a or b]


@given(st.tuples(*[QUARTERS] * 5), st.sampled_from([0.0, 0.25, 1.0]), st.sampled_from([0.0, 0.5, 1.0]))
@settings(deadline=None, derandomize=True, max_examples=150)
def test_the_kind_within_a_box_is_what_the_points_around_say(coefficients, x, y):
    a, b, c, d, e = coefficients
    problem = bounded(f"{a}*x**2 + {b}*x*y + {c}*y**2 + {d}*x + {e}*y + 0*(x + y)", {"x": (0, 1), "y": (0, 1)})
    result = descend(problem, [x, y], rate=0.05, settings=Settings(max_steps=600))
    if result.status is not Status.CONVERGED:
        return
    here = problem.value(result.point)
    around = []
    for reach in (1e-3, 1e-2):
        for u, v in [(cos(turn), sin(turn)) for turn in range(60)] + STEPS:
            near = problem.project([result.point[0] + reach * u, result.point[1] + reach * v])
            around.append((problem.value(near) - here, 2e-6 * reach + 1e-15))
    lower, higher = any(rise < -slack for rise, slack in around), any(rise > slack for rise, slack in around)
    if result.point_kind is PointKind.MINIMUM:
        assert not lower
    elif result.point_kind is PointKind.MAXIMUM:
        assert lower and not higher
    elif result.point_kind is PointKind.SADDLE:
        assert lower and higher

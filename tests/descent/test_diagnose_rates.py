"""Which learning rates are called stable and fastest, and how fast, against hand-worked numbers and descents."""

import re
from math import cos, dist, sin, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calcgd.descent.contraction import heavy_ball, nesterov, plain
from calcgd.descent.diagnose import diagnose
from calcgd.descent.drive import Run
from calcgd.descent.methods import METHODS
from calcgd.descent.problem import problem_of, within
from calcgd.descent.settings import Settings
from calcgd.descent.status import Status
from calcgd.expression import parse
from calcgd.numeric.kernel import Kernel
from calcgd.numeric.tapes import value_tape

LINEAR = ["gd", "momentum", "nesterov"]


def ran(text, start, method="gd", rate=None, bounds=None, maximize=False, **options):
    problem = within(problem_of(parse(text).tree, maximize=maximize), bounds or {})
    run = Run(problem, start, method, rate, Settings(**options))
    for _ in run:
        pass
    return run


def diagnosis(*args, **kwargs):
    return diagnose(ran(*args, **kwargs))


@pytest.mark.parametrize(
    ("rate", "closed_form", "factor"),
    [
        (0.1, "x_k = 2 + 6*0.8^k", 0.8),
        (0.5, "x_k = 2 from k = 1 on", None),
        (0.7, "x_k = 2 + 6*(-0.4)^k", 0.4),
        (1.0, "x_k = 2 + 6*(-1)^k", 1.0),
        (1.1, "x_k = 2 + 6*(-1.2)^k", 1.2),
    ],
)
def test_the_parabola_of_the_documents(rate, closed_form, factor):
    found = diagnosis("x**2 - 4*x + 6", [8], rate=rate)
    assert (found.constant, found.along_path, found.at_end) == (True, (2, 2), (2,))
    assert (found.stable_below, found.fastest, found.fastest_factor) == (1, 0.5, 0)
    assert found.closed_form == closed_form
    if factor is None:
        assert found.observed is None
    else:
        assert found.predicted == pytest.approx(factor, rel=1e-12)
        assert found.observed is not None and found.observed[0] == pytest.approx(factor, rel=1e-3)


def test_the_parabola_in_words():
    told = diagnosis("x**2 - 4*x + 6", [8], rate=0.1).sentences()
    assert told == [
        "The second derivative is 2 everywhere.",
        "Gradient descent is stable for learning rates below 2/2 = 1; the fastest is 1/2 = 0.5, with which one step is "
        "enough.",
        "In exact arithmetic the iterates are x_k = 2 + 6*0.8^k.",
        "On average each of the last 38 steps left 0.8 of the gradient; the quadratic model predicts 0.8 in the long "
        "run.",
    ]


def test_fifty_steps_with_a_rate_beyond_the_limit():
    run = ran("x**2 - 4*x + 6", [8], rate=1.1, max_steps=50)
    assert run.result().point[0] == pytest.approx(54604.6, abs=0.05)
    told = diagnose(run).sentences()
    assert (
        "The learning rate 1.1 is above 1: each step lands on the other side of the bottom, 1.2 times as far from it."
        in told
    )
    assert told[-1] == "No step led below the cost at the start, 38 at x = 8."


@pytest.mark.parametrize(
    ("text", "start", "rate", "maximize"),
    [
        ("x**2 - 4*x + 6", 8, 0.1, False),
        ("x**2 - 4*x + 6", -3, 0.7, False),
        ("(2*x - 5)**2", 0, 0.2, False),
        ("2*x - 5", 5, 0.25, False),
        ("-3*x/2", 0, 1.0, False),
        ("x**2", 1, 0.2, False),
        ("x**2 + x/7", 1, 1 / 3, False),
        ("pi*x**2", 1, 0.01, False),
        ("(1000*x)**2", 1, 1e-7, False),
        ("-x**2", 1, 0.2, False),
        ("4*x - x**2", 0, 0.1, True),
        ("5 - 2*x", 1, 0.5, True),
    ],
)
def test_a_closed_form_gives_the_iterates(text, start, rate, maximize):
    run = ran(text, [start], rate=rate, maximize=maximize, max_steps=12, keep_path=True, tolerance=1e-12)
    closed_form = diagnose(run).closed_form
    assert closed_form is not None and closed_form.startswith("x_k = ")
    formula = Kernel(value_tape, parse(closed_form.removeprefix("x_k = ")).tree, ("k",))
    path = run.result().path
    assert len(path) >= 12
    for k, row in enumerate(path):
        assert row.x[0] == pytest.approx(formula((float(k),)), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize(
    ("text", "method", "options"),
    [
        ("x**3", "gd", {}),
        ("cosh(x)", "gd", {}),
        ("x**2", "momentum", {}),
        ("x**2", "gd", {"schedule": parse("1/(1 + t)").tree}),
        ("x**2", "gd", {"clip": 0.5}),
        ("x**2", "gd", {"bounds": {"x": (0.5, 2)}}),
    ],
)
def test_no_closed_form_where_it_would_not_be_exact(text, method, options):
    assert diagnosis(text, [1], method, rate=0.1, max_steps=50, **options).closed_form is None


def test_a_bowl_of_condition_ten():
    found = diagnosis("(x - 1)**2 + 10*(y + 2)**2", [4, 4], rate=0.09)
    assert found.at_end == (20, 2)
    assert found.condition == 10
    assert found.stable_below == pytest.approx(0.1)
    assert found.fastest is not None and found.fastest == pytest.approx(2 / 22)
    assert found.fastest_factor == pytest.approx(18 / 22)
    assert found.predicted == pytest.approx(0.82)
    assert found.observed is not None and found.observed[0] == pytest.approx(0.81, rel=0.02)
    slower, best, faster = (
        ran("(x - 1)**2 + 10*(y + 2)**2", [4, 4], rate=found.fastest * part, tolerance=0.0, max_steps=100).result()
        for part in (0.9, 1.0, 1.05)
    )
    assert dist(best.point, (1, -2)) < min(dist(slower.point, (1, -2)), dist(faster.point, (1, -2)))


def test_a_valley_with_a_level_floor_has_rates_for_its_walls():
    found = diagnosis("(x + y - 3)**2", [1, 1], rate=0.1)
    assert found.at_end == (pytest.approx(4), 0)
    assert (found.condition, found.stable_below, found.fastest) == (None, pytest.approx(0.5), pytest.approx(0.25))
    assert found.predicted == pytest.approx(0.6)
    tilted = diagnosis("(x + y - 3)**2 + x", [1, 1], rate=0.1, max_steps=200)
    assert (tilted.stable_below, tilted.predicted) == (None, None)


def test_heavy_ball_contracts_by_the_root_of_the_momentum():
    found = diagnosis("x**2 - 4*x + 6", [8], "momentum", rate=0.1, momentum=0.81, max_steps=60, tolerance=0.0)
    assert found.predicted == pytest.approx(0.9, rel=1e-12)
    assert found.stable_below == pytest.approx(2 * 1.81 / 2)
    assert found.fastest is None and found.closed_form is None
    assert any("turned round" in sentence and "velocity" in sentence for sentence in found.sentences())


@pytest.mark.parametrize("momentum", [0.0, 0.3, 0.9])
@pytest.mark.parametrize("step", [0.0, 0.1, 0.5, 1.0, 1.3, 2.0, 2.5])
def test_contractions_are_spectral_radii_of_the_iterations(step, momentum):
    heavy = np.array([[1 - step, -momentum], [step, momentum]])
    ahead = np.array([[1 - step * (1 + momentum), -(momentum**2)], [step, momentum]])
    for matrix, factor in ((heavy, heavy_ball(step, momentum)), (ahead, nesterov(step, momentum))):
        assert factor == pytest.approx(max(abs(np.linalg.eigvals(matrix))), rel=1e-7, abs=1e-7)
    assert plain(step) == heavy_ball(step, 0.0) == pytest.approx(nesterov(step, 0.0))


@pytest.mark.parametrize("method", LINEAR)
@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9])
def test_the_limit_is_where_the_contraction_reaches_one(method, momentum):
    row, options = METHODS[method], Settings(momentum=momentum)
    assert row.stability is not None and row.contraction is not None
    limit = row.stability(options)
    assert row.contraction(limit, options) == pytest.approx(1)
    assert row.contraction(limit * 0.999, options) < 1 < row.contraction(limit * 1.001, options)


@st.composite
def bowls(draw):
    """A turned bowl as text, and its curvatures."""
    small, ratio = draw(st.floats(0.1, 10)), draw(st.floats(1, 15))
    angle = draw(st.floats(0, 3))
    c, s = cos(angle), sin(angle)
    text = f"{small / 2!r}*({c!r}*x + {s!r}*y)**2 + {small * ratio / 2!r}*({c!r}*y - {s!r}*x)**2"
    return text.replace("+ -", "- "), small, small * ratio


@given(bowls(), st.sampled_from(LINEAR), st.floats(0, 0.8))
@settings(deadline=None, derandomize=True, max_examples=25)
def test_below_the_limit_a_descent_converges_and_beyond_it_runs_off(bowl, method, momentum):
    text, smallest, largest = bowl
    start = [3.0, -2.0]
    found = diagnosis(text, start, method, rate=1e-3, momentum=momentum, max_steps=20)
    assert found.constant and found.at_end == pytest.approx((largest, smallest))
    assert found.stable_below is not None
    inside = ran(text, start, method, rate=0.97 * found.stable_below, momentum=momentum)
    outside = ran(text, start, method, rate=1.03 * found.stable_below, momentum=momentum, max_steps=4000)
    assert inside.result().status is Status.CONVERGED
    assert outside.result().status is Status.DIVERGED


@given(bowls(), st.sampled_from(LINEAR), st.floats(0.2, 0.9))
@settings(deadline=None, derandomize=True, max_examples=25)
def test_the_predicted_pace_is_met_in_the_long_run(bowl, method, part):
    text, _, largest = bowl
    limit = METHODS[method].stability
    assert limit is not None
    rate = part * limit(Settings(momentum=0.5)) / largest
    run = ran(text, [3.0, -2.0], method, rate=rate, momentum=0.5, max_steps=300, tolerance=0.0)
    predicted = diagnose(run).predicted
    assert predicted is not None
    norms = [sqrt(sum(g * g for g in at.gradient)) for _, at in run.trail.kept]
    steps = [step for step, _ in run.trail.kept]
    alive = [i for i, norm in enumerate(norms) if norm > 1e-250]
    assert norms[alive[-1]] <= 100 * norms[0] * (predicted + 0.01) ** steps[alive[-1]]
    assert norms[alive[-1]] >= 1e-3 * norms[0] * (predicted - 0.01) ** steps[alive[-1]] or method != "gd"


def test_the_steps_left_are_the_steps_it_takes():
    cut = diagnosis("x**2 + 7*y**2", [3, 1], rate=0.01, max_steps=300)
    assert cut.steps_left is not None
    whole = ran("x**2 + 7*y**2", [3, 1], rate=0.01)
    assert abs(300 + cut.steps_left - whole.trail.steps) <= 1
    assert f"At this pace about {cut.steps_left:,} more steps would reach the tolerance." in cut.sentences()


@pytest.mark.parametrize(("text", "start"), [("x**4", 1), ("exp(x)", 1), ("1/x", 1), ("-1/x**2", -1)])
def test_nothing_is_predicted_where_the_model_is_not_close_to_the_cost(text, start):
    found = diagnosis(text, [start], rate=0.1, max_steps=3000)
    assert (found.predicted, found.steps_left, found.stable_below, found.fastest) == (None, None, None, None)
    assert not any("predicts" in sentence or "more steps" in sentence for sentence in found.sentences())


def test_near_a_smooth_minimum_the_model_predicts_the_pace():
    found = diagnosis("cosh(x)", [3], rate=0.05)
    assert not found.constant and found.closed_form is None
    assert found.predicted == pytest.approx(0.95, rel=1e-6)
    assert found.observed is not None and found.observed[0] == pytest.approx(0.95, rel=1e-3)
    assert found.stable_below == pytest.approx(2) and found.stable_on_path == pytest.approx(2 / 10.0677, rel=1e-5)


def test_bounds_that_hold_a_variable_leave_the_others_pace():
    found = diagnosis("(x - 1)**2 + 5*(y + 3)**2", [5, 5], rate=0.05, bounds={"y": (0, 10)})
    assert found.at_end == (2,)
    assert found.predicted == pytest.approx(0.9)
    assert "The Hessian of the free variables has the eigenvalue 2 everywhere." in found.sentences()


def test_who_maximizes_is_told_of_the_curvature_of_their_function():
    found = diagnosis("4*x - x**2", [0], rate=0.1, maximize=True)
    assert (found.at_end, found.along_path) == ((-2,), (-2, -2))
    assert found.sentences()[:2] == [
        "The second derivative is -2 everywhere.",
        "Gradient ascent is stable for learning rates below 2/2 = 1; the fastest is 1/2 = 0.5, with which one step is "
        "enough.",
    ]


@pytest.mark.parametrize("method", [name for name, row in METHODS.items() if row.contraction is None])
def test_methods_of_which_it_is_not_known_are_given_no_rates(method):
    bounds = {"x": (-5.0, 5.0)}
    found = diagnosis("x**2 - 4*x + 6", [4], method, bounds=bounds, max_steps=100)
    assert (found.stability, found.stable_below, found.predicted) == (None, None, None)
    assert not any(re.search("stable|predicts", sentence) for sentence in found.sentences())

"""The methods of the documents on problems worked out by hand, and each method's own equation."""

from math import sqrt
from typing import Any

import pytest
from descent_problems import BOWL, FOUR_ROOTS, PARABOLA, ROSENBROCK, SQUARED_LINE

from calcgd.descent.curvature import PointKind
from calcgd.descent.drive import Run, descend
from calcgd.descent.methods import METHODS
from calcgd.descent.problem import within
from calcgd.descent.settings import Settings
from calcgd.descent.stopping import Status

PROBLEMS = {
    "parabola": (PARABOLA, (8.0,), (2.0,), 1.0),
    "squared line": (SQUARED_LINE, (5.0,), (2.5,), 1.0),
    "four roots": (FOUR_ROOTS, (3.0,), ((3 + sqrt(5)) / 2,), 0.2),
    "bowl": (BOWL, (0.0, 0.0), (1.0, -2.0), 0.5),
    "rosenbrock": (ROSENBROCK, (0.8, 0.7), (1.0, 1.0), 0.005),
}

CLASSIC = ("gd", "momentum", "nesterov", "adam", "amsgrad", "newton")


@pytest.mark.parametrize("name", CLASSIC)
@pytest.mark.parametrize("problem", PROBLEMS)
def test_the_classic_methods_find_the_minimum_of_every_problem(name, problem):
    cost, start, minimum, scale = PROBLEMS[problem]
    rate = METHODS[name].rate * (1.0 if name == "newton" else scale)
    result = descend(cost, start, name, rate, Settings(max_steps=200_000))
    assert (result.status, result.point_kind) == (Status.CONVERGED, PointKind.MINIMUM)
    assert result.gradient_norm <= 1e-6
    assert result.point == pytest.approx(minimum, abs=1e-4)


@pytest.mark.parametrize("name", METHODS)
def test_every_method_has_a_title_a_formula_and_a_default_rate(name):
    method = METHODS[name]
    assert method.title and method.source and "x_new = " in method.formula and method.rate > 0
    assert descend(within(PARABOLA, {"x": (-10.0, 10.0)}), [8], name).rate == method.rate


@pytest.mark.parametrize("name", [name for name, method in METHODS.items() if method.stability])
def test_the_stability_limit_of_a_method_parts_convergence_from_divergence(name):
    stability = METHODS[name].stability
    assert stability is not None
    limit = stability(Settings()) / 2.0
    assert descend(PARABOLA, [8], name, 0.99 * limit).status is Status.CONVERGED
    assert descend(PARABOLA, [8], name, 1.01 * limit).status is Status.DIVERGED


def test_momentum_follows_the_heavy_ball_equation():
    table: list[Any] = list(Run(PARABOLA, [8], "momentum", 0.1, Settings(max_steps=3, momentum=0.5)))
    # v = 12; 0.5*12 + 9.6; 0.5*15.6 + 6.48
    assert [row.step[0] for row in table] == pytest.approx([1.2, 1.56, 1.428])
    assert [row.new_x[0] for row in table] == pytest.approx([6.8, 5.24, 3.812])


def test_momentum_zero_is_gradient_descent():
    plain = list(Run(PARABOLA, [8], "gd", 0.1))
    assert list(Run(PARABOLA, [8], "momentum", 0.1, Settings(momentum=0.0))) == plain


def test_adam_first_moves_by_the_learning_rate_whatever_the_gradient():
    table = list(Run(PARABOLA, [8], "adam", 0.1, Settings(max_steps=2)))
    assert table[0].new_x == pytest.approx((7.9,), abs=1e-9)
    # m = 0.9*1.2 + 0.1*11.8 = 2.26, s = 0.999*0.144 + 0.001*11.8**2 = 0.283096
    step = 0.1 * (2.26 / (1 - 0.81)) / (sqrt(0.283096 / (1 - 0.998001)) + 1e-8)
    assert table[1].step == pytest.approx((step,), rel=1e-8)

"""Costs with gradients and Hessians worked out by hand, to descend on."""

from collections.abc import Callable
from math import exp, inf, log, nan

from calcgd.descent.problem import Problem

Scalar = Callable[[float], float]


def one_variable(value: Scalar, derivative: Scalar, second: Scalar | None = None) -> Problem:
    return Problem(
        ("x",),
        lambda x: value(x[0]),
        lambda x: (value(x[0]), (derivative(x[0]),)),
        None if second is None else lambda x: ((second(x[0]),),),
    )


def _exp(x: float) -> float:
    return exp(x) if x < 700 else inf


PARABOLA = one_variable(lambda x: x * x - 4 * x + 6, lambda x: 2 * x - 4, lambda x: 2.0)
LINE = one_variable(lambda x: 2 * x - 5, lambda x: 2.0, lambda x: 0.0)
SQUARED_LINE = one_variable(lambda x: (2 * x - 5) * (2 * x - 5), lambda x: 4 * (2 * x - 5), lambda x: 8.0)
HILL = one_variable(lambda x: -x * x, lambda x: -2 * x, lambda x: -2.0)
CUBE = one_variable(lambda x: x * x * x, lambda x: 3 * x * x, lambda x: 6 * x)
QUARTIC = one_variable(lambda x: x * x * x * x, lambda x: 4 * x * x * x, lambda x: 12 * x * x)
FOUR_ROOTS = one_variable(
    lambda x: x * (x - 1) * (x - 2) * (x - 3),
    lambda x: ((4 * x - 18) * x + 22) * x - 6,
    lambda x: (12 * x - 36) * x + 22,
)
LOGARITHM = one_variable(
    lambda x: log(x) if x > 0 else nan,
    lambda x: 1 / x if x > 0 else nan,
    lambda x: -1 / (x * x) if x > 0 else nan,
)
EXPONENTIAL = one_variable(_exp, _exp, _exp)
CORNER = one_variable(lambda x: abs(x - 1), lambda x: float((x > 1) - (x < 1)), lambda x: 0.0)
SADDLE = Problem(
    ("x", "y"),
    lambda p: p[0] * p[0] - p[1] * p[1],
    lambda p: (p[0] * p[0] - p[1] * p[1], (2 * p[0], -2 * p[1])),
    lambda p: ((2.0, 0.0), (0.0, -2.0)),
)
BOWL = Problem(
    ("x", "y"),
    lambda p: (p[0] - 1) * (p[0] - 1) + 10 * (p[1] + 2) * (p[1] + 2),
    lambda p: (
        (p[0] - 1) * (p[0] - 1) + 10 * (p[1] + 2) * (p[1] + 2),
        (2 * (p[0] - 1), 20 * (p[1] + 2)),
    ),
    lambda p: ((2.0, 0.0), (0.0, 20.0)),
)


def _rosenbrock(p):
    x, y = p
    t, u = y - x * x, 1 - x
    return 100 * t * t + u * u, (-400 * x * t - 2 * u, 200 * t)


ROSENBROCK = Problem(
    ("x", "y"),
    lambda p: _rosenbrock(p)[0],
    _rosenbrock,
    lambda p: ((1200 * p[0] * p[0] - 400 * p[1] + 2, -400 * p[0]), (-400 * p[0], 200.0)),
)

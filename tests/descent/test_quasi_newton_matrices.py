"""Conjugate gradients and quasi-Newton methods: exact on quadratics, and each method's own equation."""

from math import hypot, sqrt

import pytest
from hypothesis import given, seed
from hypothesis import strategies as st

from calcgd.descent.conjugate import conjugate_gradient
from calcgd.descent.drive import Run, as_problem, descend
from calcgd.descent.problem import At, Problem
from calcgd.descent.quasi_newton import MEMORY, Dense, Limited, quasi_newton
from calcgd.descent.settings import Settings
from calcgd.descent.status import Status
from calcgd.descent.transforms import Finished, Transform
from calcgd.errors import BadInput

CURVATURES = (1.0, 3.0, 10.0, 40.0, 200.0)


def quadratic(curvatures, minimum) -> Problem:
    """The sum of `c*(x - m)**2/2`, turned so that no variable is an axis: each two neighbours by 45 degrees."""
    n = len(curvatures)

    def turned(x, back=False):
        x, places = list(x), range(n - 1)
        for i in reversed(places) if back else places:
            a, b = x[i], x[i + 1]
            x[i], x[i + 1] = ((a + b) / sqrt(2), (b - a) / sqrt(2)) if back else ((a - b) / sqrt(2), (a + b) / sqrt(2))
        return x

    def value_and_gradient(x):
        u = turned([a - m for a, m in zip(x, minimum, strict=True)])
        value = sum(c * v * v / 2 for c, v in zip(curvatures, u, strict=True))
        return value, tuple(turned([c * v for c, v in zip(curvatures, u, strict=True)], back=True))

    return Problem(tuple(f"x{i}" for i in range(n)), lambda x: value_and_gradient(x)[0], value_and_gradient)


def at(problem: Problem, x) -> At:
    return At(x, *problem.value_and_gradient(x), problem)


MINIMUM = (1.0, -2.0, 3.0, 0.5, 0.0)
ACCURATE = {
    "cg": conjugate_gradient(1.0, 1e-9),
    "bfgs": quasi_newton(1.0, Dense, 1e-9),
    "lbfgs": quasi_newton(1.0, Limited, 1e-9),
}


def steps_of(transform: Transform, problem: Problem, x: tuple[float, ...], count: int) -> list[list[float]]:
    state, steps = transform.init(len(x)), []
    for _ in range(count):
        here = at(problem, x)
        step, state = transform.update(here.gradient, state, here)
        assert not isinstance(step, Finished)
        steps.append(list(step))
        x = tuple(a + s for a, s in zip(x, step, strict=True))
    return steps


@pytest.mark.parametrize("method", ACCURATE)
def test_with_accurate_searches_a_quadratic_takes_as_many_steps_as_variables(method):
    """Nocedal and Wright, theorems 5.1 and 6.4; all three methods then make the same, conjugate steps."""
    problem = quadratic(CURVATURES, MINIMUM)
    steps = steps_of(ACCURATE[method], problem, (0.0,) * 5, 5)
    assert [sum(parts) for parts in zip(*steps, strict=True)] == pytest.approx(MINIMUM, abs=1e-6)
    for step, expected in zip(steps, steps_of(ACCURATE["cg"], problem, (0.0,) * 5, 5), strict=True):
        assert step == pytest.approx(expected, abs=1e-5)
    for i, step in enumerate(steps):
        change = problem.value_and_gradient([s + m for s, m in zip(step, MINIMUM, strict=True)])[1]
        for other in steps[:i]:
            sizes = hypot(*other) * hypot(*change)
            assert abs(sum(d * c for d, c in zip(other, change, strict=True))) <= 1e-5 * sizes


PAIRS = st.tuples(*[st.floats(-3, 3).filter(lambda v: abs(v) > 0.1)] * 3)


@seed(3)
@given(st.lists(PAIRS, min_size=1, max_size=8), PAIRS)
@pytest.mark.parametrize("kind", [Dense, Limited])
def test_what_is_learnt_meets_the_secant_equation_and_stays_symmetric(kind, moves, other):
    """On the quadratic with the curvatures 1, 4 and 9 a step s changes the gradient by y = (s1, 4*s2, 9*s3)."""
    matrix = kind()
    for s in moves:
        y = (s[0], 4 * s[1], 9 * s[2])
        matrix.learn(s, y)
        assert matrix.times(y) == pytest.approx(s, rel=1e-6, abs=1e-6)
    s = moves[-1]
    left = sum(a * b for a, b in zip(matrix.times(s), other, strict=True))
    right = sum(a * b for a, b in zip(matrix.times(other), s, strict=True))
    assert left == pytest.approx(right, rel=1e-6, abs=1e-6)
    assert sum(a * b for a, b in zip(matrix.times(other), other, strict=True)) > 0


def test_conjugate_steps_teach_the_inverse_hessian():
    """After steps along all axes of a quadratic the matrix is the inverse Hessian (Nocedal and Wright, theorem 6.4)."""
    matrix = Dense()
    for i, curvature in enumerate(CURVATURES):
        s = [float(i == j) for j in range(5)]
        matrix.learn(s, [curvature * v for v in s])
    for i, curvature in enumerate(CURVATURES):
        unit = [float(i == j) for j in range(5)]
        assert matrix.times(unit) == pytest.approx([v / curvature for v in unit], abs=1e-12)


def test_with_one_pair_the_limited_matrix_is_the_dense_one():
    s, y = (0.5, -1.0, 2.0), (0.0, -4.5, 6.0)
    dense, limited = Dense(), Limited()
    dense.learn(s, y)
    limited.learn(s, y)
    assert limited.times([1.0, -2.0, 0.3]) == pytest.approx(dense.times([1.0, -2.0, 0.3]), rel=1e-12)


def test_only_the_last_pairs_are_remembered():
    matrix, young = Limited(), Limited()
    for k in range(MEMORY + 5):
        s = (1.0 + k, 2.0 - k)
        for learner in (matrix, young) if k >= 5 else (matrix,):
            learner.learn(s, (2 * s[0], 3 * s[1]))
    assert matrix.times([1.0, 1.0]) == young.times([1.0, 1.0])


@pytest.mark.parametrize("method", ["cg", "bfgs", "lbfgs"])
def test_the_first_trial_is_the_learning_rate_times_the_gradient_where_that_is_short(method):
    """x**2 from 1/4 has the slope 1/2; to 1/5 the slope falls by a fifth only, so the second trial is the zero of the
    line through both slopes, the minimum."""
    rows = list(Run(as_problem("x^2"), [0.25], method, 0.1))
    assert [row.x[0] for row in rows] == pytest.approx([0.25, 0.0] if method == "cg" else [0.25, 0.2, 0.0], abs=1e-12)


@pytest.mark.parametrize("method", ["cg", "bfgs", "lbfgs"])
def test_the_banana_valley_of_fifty_variables(method):
    text = " + ".join(f"100*(x{i + 1} - x{i}^2)^2 + (1 - x{i})^2" for i in range(1, 50, 2))
    problem = as_problem(text)
    start = [1.0 if int(name[1:]) % 2 == 0 else -1.2 for name in problem.names]
    result = descend(problem, start, method)
    assert result.status is Status.CONVERGED
    assert result.value <= 1e-10


@pytest.mark.parametrize("method", ["backtracking", "cg", "bfgs", "lbfgs", "trust-region"])
def test_the_length_of_a_step_is_not_for_clips_and_schedules(method):
    with pytest.raises(BadInput, match="chooses the length of its steps itself"):
        descend(as_problem("x^2"), [1.0], method, settings=Settings(clip=1.0))


def test_conjugate_gradients_start_anew_where_gradients_are_far_from_orthogonal():
    transform = conjugate_gradient(1.0, 0.9)
    problem = quadratic((1.0, 1.0), (0.0, 0.0))
    first = at(problem, (1.0, 1.0))
    step, state = transform.update(first.gradient, transform.init(2), first)
    beside = at(problem, (0.9, 1.1))
    step, _ = transform.update(beside.gradient, state, beside)
    assert step[0] / step[1] == pytest.approx(0.9 / 1.1)


def test_conjugate_directions_follow_the_formula_of_polak_and_ribiere():
    """Gradients (1, 0) and (1/10, 1): b = (1.01 - 0.1)/1, and the direction is b*(-1, 0) - (0.1, 1) = (-1.01, -1)."""
    transform = conjugate_gradient(1.0, 0.9)
    round_bowl = quadratic((1.0, 1.0), (0.0, 0.0))
    first, second = at(round_bowl, (1.0, 0.0)), at(round_bowl, (0.1, 1.0))
    _, state = transform.update((1.0, 0.0), transform.init(2), first)
    step, _ = transform.update((0.1, 1.0), state, second)
    assert step[0] / step[1] == pytest.approx(1.01)


def test_a_negative_factor_is_taken_for_zero():
    """Gradients (1, 0) and (1/100, 1/100): b = (0.0002 - 0.01)/1 < 0; they are not orthogonal either."""
    transform = conjugate_gradient(1.0, 0.9)
    round_bowl = quadratic((1.0, 1.0), (0.0, 0.0))
    first, second = at(round_bowl, (1.0, 0.0)), at(round_bowl, (0.01, 0.01))
    _, state = transform.update((1.0, 0.0), transform.init(2), first)
    step, _ = transform.update((0.01, 0.01), state, second)
    assert step[0] == pytest.approx(step[1])

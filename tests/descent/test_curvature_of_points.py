"""Small symmetric matrices, against SymPy's exact arithmetic and against their defining equations."""

import pytest
import sympy
from descent_problems import BOWL, CUBE, SADDLE
from hypothesis import given, settings
from hypothesis import strategies as st

from calcgd.descent.curvature import PointKind, examine, solve
from calcgd.descent.eigen import eigen
from calcgd.descent.problem import At, Problem


@st.composite
def symmetric_matrices(draw):
    n = draw(st.integers(1, 5))
    entries = {(i, j): draw(st.floats(-100, 100, allow_subnormal=False)) for i in range(n) for j in range(i, n)}
    return [[entries[min(i, j), max(i, j)] for j in range(n)] for i in range(n)]


@given(symmetric_matrices())
@settings(deadline=None, derandomize=True)
def test_eigenvalues_and_vectors_satisfy_their_equation(matrix):
    n = len(matrix)
    values, vectors = eigen(matrix)
    for value, vector in zip(values, vectors, strict=True):
        for i in range(n):
            image = sum(matrix[i][j] * vector[j] for j in range(n))
            assert image == pytest.approx(value * vector[i], abs=1e-9)
    for i in range(n):
        for j in range(n):
            inner = sum(a * b for a, b in zip(vectors[i], vectors[j], strict=True))
            assert inner == pytest.approx(float(i == j), abs=1e-12)


@given(symmetric_matrices(), st.data())
@settings(deadline=None, derandomize=True)
def test_a_solved_system_gives_its_right_side_back(matrix, data):
    matrix = [[entry + 500 * (i == j) for j, entry in enumerate(row)] for i, row in enumerate(matrix)]
    right = [data.draw(st.floats(-100, 100)) for _ in matrix]
    x = solve(matrix, right)
    assert x is not None
    for row, expected in zip(matrix, right, strict=True):
        assert sum(a * b for a, b in zip(row, x, strict=True)) == pytest.approx(expected, abs=1e-9)


def test_eigenvalues_agree_with_exact_arithmetic():
    matrix = [[4, 1, 2], [1, 3, 0], [2, 0, -5]]
    characteristic = sympy.Poly([-1, 2, 28, -67], sympy.Symbol("t"))
    exact = sorted(map(float, characteristic.nroots(n=30)))
    assert sorted(eigen(matrix)[0]) == pytest.approx(exact, rel=1e-13)


def test_a_singular_system_has_no_solution():
    assert solve([[1.0, 2.0], [2.0, 4.0]], [1.0, 0.0]) is None


def _at(problem, *x):
    value, gradient = problem.value_and_gradient(x)
    return At(x, value, gradient, problem)


def test_the_kinds_of_stationary_points():
    kinds = [
        (BOWL, (1.0, -2.0), PointKind.MINIMUM),
        (SADDLE, (0.0, 0.0), PointKind.SADDLE),
        (CUBE, (0.0,), PointKind.UNDECIDED),
    ]
    for problem, x, kind in kinds:
        curvature = examine(_at(problem, *x))
        assert curvature is not None and curvature.kind is kind


def test_a_trough_with_a_level_floor_is_singular_and_undecided():
    trough = Problem(
        ("x", "y"),
        lambda p: (p[0] - p[1]) ** 2,
        lambda p: ((p[0] - p[1]) ** 2, (2 * (p[0] - p[1]), -2 * (p[0] - p[1]))),
        lambda p: ((2.0, -2.0), (-2.0, 2.0)),
    )
    curvature = examine(_at(trough, 1.0, 1.0))
    assert curvature is not None
    assert curvature.eigenvalues == pytest.approx((4.0, 0.0))
    assert curvature.singular and curvature.kind is PointKind.UNDECIDED


def test_a_point_that_is_indefinite_is_a_saddle_even_where_another_direction_is_level():
    problem = Problem(
        ("x", "y", "z"),
        lambda p: p[0] ** 2 - p[1] ** 2,
        lambda p: (p[0] ** 2 - p[1] ** 2, (2 * p[0], -2 * p[1], 0.0)),
        lambda p: ((2.0, 0.0, 0.0), (0.0, -2.0, 0.0), (0.0, 0.0, 0.0)),
    )
    curvature = examine(_at(problem, 0.0, 0.0, 0.0))
    assert curvature is not None and curvature.kind is PointKind.SADDLE


def test_the_newton_step_is_told_even_where_it_is_not_taken():
    curvature = examine(_at(BOWL, 2.0, 0.0))
    assert curvature is not None and curvature.newton_step == pytest.approx((1.0, 2.0))


def test_a_hessian_that_is_not_finite_is_not_read():
    problem = Problem(("x",), lambda x: 0.0, lambda x: (0.0, (0.0,)), lambda x: ((float("nan"),),))
    assert examine(_at(problem, 0.0)) is None

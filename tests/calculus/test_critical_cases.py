"""The corpus of critical points is right: each answer of `cases/critical` by sampling, and by exact counts.

Nothing of the product is used but its parser.
"""

from __future__ import annotations

from collections import Counter

import critical_oracle
import critical_surface_oracle
import pytest
import sympy
from critical_cases import UNBOUNDED, Case, cases
from critical_counts import real_solutions
from sympy_oracle import to_sympy

CASES = cases()
CURVES = [case for case in CASES if len(case.variables) == 1]
SURFACES = [case for case in CASES if len(case.variables) > 1]


@pytest.mark.parametrize("case", CURVES[::20], ids=repr)
def test_a_sample_of_the_answers_on_a_line_is_what_dense_sampling_finds(case: Case) -> None:
    assert critical_oracle.problems(case) == []


@pytest.mark.slow
@pytest.mark.parametrize("case", CURVES, ids=repr)
def test_each_answer_on_a_line_is_what_dense_sampling_finds(case: Case) -> None:
    assert critical_oracle.problems(case) == []


@pytest.mark.slow
@pytest.mark.parametrize("case", SURFACES, ids=repr)
def test_each_answer_in_several_variables_is_what_sampling_and_newton_find(case: Case) -> None:
    assert critical_surface_oracle.problems(case) == []


X = sympy.Symbol("x", real=True)


def rational_gradient(case: Case) -> list[sympy.Expr] | None:
    """Numerators of the gradient of a rational function on its natural domain, None for other cases."""
    expression = to_sympy(case.tree)
    names = [sympy.Symbol(name, real=True) for name in case.variables]
    if case.on is not None or not expression.is_rational_function(*names):
        return None
    numerators = [sympy.fraction(sympy.cancel(sympy.diff(expression, name)))[0] for name in names]
    return numerators if any(numerator != 0 for numerator in numerators) else None


def test_there_are_as_many_points_as_real_roots_by_sturm() -> None:
    wrong, counted = [], 0
    for case in CURVES:
        gradient = rational_gradient(case)
        if gradient is None:
            continue
        counted += 1
        numerator = sympy.Poly(gradient[0], X)
        holes = numerator.gcd(sympy.Poly(sympy.denom(to_sympy(case.tree)), X))
        roots = numerator.count_roots() - holes.count_roots()
        if roots != len(case.points):
            wrong.append(f"{case!r}: {roots} real roots, {len(case.points)} points")
    assert wrong == []
    assert counted >= 45


def test_there_are_as_many_points_as_real_solutions_by_the_trace_form() -> None:
    wrong, counted = [], 0
    for case in SURFACES:
        gradient = rational_gradient(case)
        if gradient is None or not to_sympy(case.tree).is_polynomial() or len(case.points) > 20:
            continue
        counted += 1
        names = [sympy.Symbol(name, real=True) for name in case.variables]
        solutions = real_solutions(gradient, names)
        expected = None if case.continua else len(case.points)
        if solutions != expected:
            wrong.append(f"{case!r}: {solutions} real solutions, {expected} expected")
    assert wrong == []
    assert counted >= 35


def test_the_corpus_is_large_and_varied() -> None:
    kinds = Counter(kind for case in CASES for point in case.points for kind in point.kinds)
    assert set(kinds) == {
        "minimum", "maximum", "saddle", "inflection", "corner", "cusp", "jump", "endpoint-minimum", "endpoint-maximum"
    }  # fmt: skip
    assert min(kinds.values()) >= 6
    assert len({repr(case) for case in CASES}) == len(CASES)
    assert len(CURVES) >= 150 and len(SURFACES) >= 60
    extremes = Counter(
        "unbounded" if given == UNBOUNDED else "not attained" if given.endswith("attained") else "attained"
        for case in CASES
        for given in (case.given.get("minimum"), case.given.get("maximum"))
        if given is not None
    )
    assert min(extremes.values()) >= 25

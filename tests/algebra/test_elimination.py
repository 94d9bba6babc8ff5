"""Real solutions of polynomial systems: none is lost, none invented, continua are told from points."""

from __future__ import annotations

import time
from collections.abc import Sequence
from fractions import Fraction
from itertools import product

import pytest
import sympy
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from calcgd.algebra.bridge import to_sympy
from calcgd.algebra.elimination import Solution, SolutionSet, solve_system
from calcgd.algebra.time_limit import within
from calcgd.errors import OutOfTime
from calcgd.expression import parse
from calcgd.expression.text import text
from calcgd.expression.tidy import tidy

GRADIENTS = """
    (x**2 + y - 11)**2 + (x + y**2 - 7)**2                      ; 9
    10*x**2*y - 5*x**2 - 4*y**2 - x**4 - 2*y**4                 ; 5
    4*x**2 - 2.1*x**4 + x**6/3 + x*y - 4*y**2 + 4*y**4          ; 15
    100*(y - x**2)**2 + (1 - x)**2                              ; 1
    (1.5 - x + x*y)**2 + (2.25 - x + x*y**2)**2 + (2.625 - x + x*y**3)**2 ; 3
    (x**4 - 16*x**2 + 5*x + y**4 - 16*y**2 + 5*y)/2             ; 9
    2*x**2 - 1.05*x**4 + x**6/6 + x*y + y**2                    ; 5
    (x + 2*y - 7)**2 + (2*x + y - 5)**2                         ; 1
    x**2 + y**2 + (x/2 + y)**2 + (x/2 + y)**4                   ; 1
    (1e4*x*y - 1)**2 + (x + y - 1)**2                           ; 5
    x**3 - 3*x*y**2                                             ; 1
    x**2 + y**3                                                 ; 1
    x**4 + y**4                                                 ; 1
    x**3 + y**3 - 3*x*y                                         ; 2
    x**4 + y**4 - 4*x*y + 1                                     ; 3
    x**2*y - x**2 - y**2/2 + 3*y                                ; 1
    x**2*y - 3*x**2 - y**2/2 + y                                ; 3
    x**2*y - x**2 - y**2 + 3*y                                  ; 1
    x*y*(1 - x - y)                                             ; 4
    (x**2 + y**2 - 1)**2 + (x - y)**3                           ; 5
    x**5 + 3*x**2*y**3 - y**5 + 7*x*y - 2*x**4 + x - 3*y + x**3*y**2 ; 2
    x**2 + y + 1                                                ; 0
    (x**2 + y**2 - 1)**2 + x                                    ; 3
"""

GOLDSTEIN_PRICE = (
    "(1 + (x + y + 1)**2*(19 - 14*x + 3*x**2 - 14*y + 6*x*y + 3*y**2))"
    "*(30 + (2*x - 3*y)**2*(18 - 32*x + 12*x**2 + 48*y - 36*x*y + 27*y**2))"
)

MANY_SOLUTIONS = [
    ("x**4 - 16*x**2 + 5*x + y**4 - 16*y**2 + 5*y + z**4 - 16*z**2 + 5*z", 27),  # 3 for each variable
    ("x**4 + y**4 + z**4 - 4*x*y*z", 5),  # 0, and (1, 1, 1) with an even number of signs changed
]

MORE_VARIABLES = """
    100*(y - x**2)**2 + (1 - x)**2 + 100*(z - y**2)**2 + (1 - y)**2     ; 1
    (x - 1)**2 + 2*(2*y**2 - x)**2 + 3*(2*z**2 - y)**2                  ; 3
    x**2 + y**2 + z**2 - x*y*z                                          ; 5
    (x + 10*y)**2 + 5*(z - w)**2 + (y - 2*z)**4 + 10*(x - w)**4         ; 1
"""

CONTINUA = """
    x*y**2 ; x**2*y                   ; x | y                              ; 0
    x*(x**2 + y**2 - 1) ; y*(x**2 + y**2 - 1) ; x**2 + y**2 - 1            ; 1
    x**2 + x*y + y**2                 ;                                    ; 1
    x**2 + y**2 + 1                   ;                                    ; 0
    x**4 + y**4 - x**2*y**2 + 1 - 2*x*y ;                                  ; 2
    y**2 - x**3 + x**2                ; x**3 - x**2 - y**2                 ; 0
    x**3 + y**3 - 3*x*y               ; x**3 + y**3 - 3*x*y                ; 0
    (x - y)**2 + 0*x                  ; x - y                              ; 0
    (x**2 - 2)*y ; (x**2 - 2)*(x - 1) ; x**2 - 2                           ; 1
    x*(x - 1) ; x*y                   ; x                                  ; 1
    x*(x - 1) ; x*y*(x - 1)           ; x | x - 1                          ; 0
    x*y ; x*z ; x*(z - 1)             ; x                                  ; 0
    y*z ; x*z ; x*y                   ; y, z | x, z | x, y                 ; 0
    x**2 - y*z ; y**2 - x*z ; z**2 - x*y ; x - z, y - z                    ; 0
    x**2 + y**2 + z**2 - x*y - y*z - z*x ; x - z, y - z                    ; 0
    y - x**2 ; z - x**3 ; 0*x         ; x**2 - y, x*y - z, y**2 - x*z      ; 0
    z - x**2 ; x**2 + y**2            ;                                    ; 1
    x**2 + y**2 + z**2 - 4 ; x**2 + y**2 + z**2 - 1 ;                      ; 0
    x**2 + y**2 + z**2 - 1            ; x**2 + y**2 + z**2 - 1             ; 0
    x**2 + y**2 ; z - z               ; x, y                               ; 0
"""


def rows(block: str) -> list[list[str]]:
    return [[part.strip() for part in line.split(";")] for line in block.strip().splitlines()]


def solved(sources: Sequence[str], variables: Sequence[str], **options: Sequence[str]) -> SolutionSet:
    trees = {name: [parse(source).tree for source in given] for name, given in options.items()}
    found = solve_system([parse(source).tree for source in sources], variables, **trees)
    assert found is not None
    return found


def gradient_of(source: str) -> tuple[list[str], list[str]]:
    """The partial derivatives by SymPy, and the variables."""
    tree = to_sympy(parse(source).tree)
    symbols = sorted(tree.free_symbols, key=str)
    return [str(sympy.diff(tree, symbol)) for symbol in symbols], list(map(str, symbols))


def counted_by_resultant(sources: Sequence[str]) -> int:
    """How many values x + 17/13*y has at the real solutions of two equations without a common factor."""
    x, y, t = sympy.symbols("x y t", real=True)
    sheared = [to_sympy(parse(source).tree).subs(x, t - sympy.Rational(17, 13) * y) for source in sources]
    eliminant = sympy.Poly(sympy.resultant(*map(sympy.expand, sheared), y), t)
    return int(eliminant.count_roots()) if eliminant.degree() > 0 else 0


def counted_by_basis(sources: Sequence[str], variables: Sequence[str]) -> int:
    """How many values a linear form has at the real solutions, by SymPy's lexicographic Groebner basis."""
    symbols = sympy.symbols(" ".join(variables), real=True)
    t = sympy.Symbol("t", real=True)
    form = sum((7 * n**2 + 3) * symbol for n, symbol in enumerate(symbols))
    equations = [*(to_sympy(parse(source).tree) for source in sources), t - form]
    basis = sympy.groebner(equations, *symbols, t, order="lex")
    return int(sympy.Poly(basis.exprs[-1], t).count_roots())


def value_of(solution: Solution, place: int = 0) -> str | None:
    """The text of the closed form of a value at a solution."""
    value = solution.values[place]
    return None if value is None or value.exact is None else text(value.exact)


def is_enclosed(sources: Sequence[str], variables: Sequence[str], solution: Solution) -> bool:
    """Whether each equation is 0 up to what the width of the coordinates explains."""
    middle = {name: (low + high) / 2 for name, (low, high) in zip(variables, solution.coordinates, strict=True)}
    values = [to_sympy(parse(source).tree) for source in sources]
    point = {sympy.Symbol(name, real=True): sympy.Rational(at.numerator, at.denominator) for name, at in middle.items()}
    return all(abs(value.subs(point)) < sympy.Rational(1, 10**9) for value in values)


@pytest.mark.parametrize(("source", "count"), [*rows(GRADIENTS), [GOLDSTEIN_PRICE, "9"]])
def test_stationary_points_are_as_many_as_published_and_as_the_resultant_counts(source: str, count: str) -> None:
    partials, variables = gradient_of(source)
    found = solved(partials, variables)
    assert found.complete and not found.continua
    assert len(found.points) == int(count) == counted_by_resultant(partials)
    assert all(is_enclosed(partials, variables, solution) for solution in found.points)
    assert len({solution.coordinates for solution in found.points}) == int(count)


@pytest.mark.parametrize(("source", "count"), rows(MORE_VARIABLES))
def test_three_and_four_variables_are_counted_like_sympys_groebner_basis_does(source: str, count: str) -> None:
    partials, variables = gradient_of(source)
    found = solved(partials, variables)
    assert found.complete
    assert len(found.points) == int(count) == counted_by_basis(partials, variables)
    assert all(is_enclosed(partials, variables, solution) for solution in found.points)


@pytest.mark.parametrize(("source", "count"), MANY_SOLUTIONS)
def test_many_solutions_in_three_variables_are_all_found(source: str, count: int) -> None:
    partials, variables = gradient_of(source)
    found = solved(partials, variables)
    assert found.complete and len(found.points) == count
    assert all(is_enclosed(partials, variables, solution) for solution in found.points)


@pytest.mark.parametrize("row", rows(CONTINUA), ids="; ".join)
def test_lines_curves_and_surfaces_of_solutions_are_told_from_points(row: list[str]) -> None:
    *sources, continua, count = row
    variables = sorted(set().union(*(parse(source).tree.free for source in sources)))
    found = solved(sources, variables)
    assert found.complete
    expected = {frozenset(part.split(", ")) for part in continua.split(" | ")} if continua else set()
    assert {frozenset(map(text, polynomials)) for polynomials in found.continua} == {
        frozenset(text(tidy(parse(polynomial).tree)) for polynomial in polynomials) for polynomials in expected
    }
    assert len(found.points) == int(count)


def test_himmelblaus_points_are_the_published_ones() -> None:
    partials, variables = gradient_of("(x**2 + y - 11)**2 + (x + y**2 - 7)**2")
    published = [
        (-3.779310, -3.283186),
        (-3.073026, -0.081353),
        (-2.805118, 3.131313),
        (-0.270845, -0.923039),
        (-0.127961, -1.953715),
        (0.086678, 2.884255),
        (3, 2),
        (3.385154, 0.073852),
        (3.584428, -1.848127),
    ]
    found = solved(partials, variables, values=["(x**2 + y - 11)**2 + (x + y**2 - 7)**2"])
    middles = [tuple(float(low + high) / 2 for low, high in solution.coordinates) for solution in found.points]
    assert middles == [pytest.approx(point, abs=1e-6) for point in published]
    assert [text(form) for solution in found.points for form in solution.exact if form] == ["3", "2"]
    assert [value_of(solution) for solution in found.points].count("0") == 4
    assert found.proof == "elimination: the system has exactly 9 real solutions"


def test_closed_forms_stand_beside_the_bounds() -> None:
    found = solved(
        ["x**2 + y**2 - 4", "x*y - 1"], ["x", "y"], values=["(x + y)**2", "1/(x - y)"], signs=["x - y", "x*y - 1"]
    )
    assert [[form and text(form) for form in solution.exact] for solution in found.points] == [
        ["-sqrt(2)/2 - sqrt(6)/2", "sqrt(2)/2 - sqrt(6)/2"],
        ["sqrt(2)/2 - sqrt(6)/2", "-sqrt(2)/2 - sqrt(6)/2"],
        ["sqrt(6)/2 - sqrt(2)/2", "sqrt(2)/2 + sqrt(6)/2"],
        ["sqrt(2)/2 + sqrt(6)/2", "sqrt(6)/2 - sqrt(2)/2"],
    ]
    assert [value_of(solution) for solution in found.points] == ["6", "6", "6", "6"]
    assert [value_of(solution, 1) for solution in found.points] == ["-sqrt(2)/2", "sqrt(2)/2"] * 2
    assert [solution.signs for solution in found.points] == [(-1, 0), (1, 0), (-1, 0), (1, 0)]
    assert {text(factor) for solution in found.points for factor in solution.factors} == {
        f"{name}**4 - 4*{name}**2 + 1" for name in "xy"
    }


def test_solutions_where_a_denominator_is_zero_are_left_out() -> None:
    equations = ["x*(x - 1)*(x - 2)", "y - x**2"]
    assert len(solved(equations, ["x", "y"]).points) == 3
    left = solved(equations, ["x", "y"], nonzero=["x", "y - 4"])
    assert [solution.coordinates for solution in left.points] == [((1, 1), (1, 1))]
    line = solved(["x*y"], ["x", "y"], nonzero=["x"])
    assert [list(map(text, polynomials)) for polynomials in line.continua] == [["y"]]
    assert line.complete and not line.points


def test_a_value_whose_denominator_is_zero_is_none() -> None:
    [solution] = solved(["x", "y"], ["x", "y"], values=["1/(x - y)", "1/(x - y - 2)"], signs=["1/x"]).points
    assert [value_of(solution, place) for place in (0, 1)] == [None, "-1/2"]
    assert solution.signs == (None,)


def test_every_point_is_a_solution_of_no_equations_at_all() -> None:
    found = solved(["0", "x - x"], ["x", "y"])
    assert found.continua == [()]


@pytest.mark.parametrize("source", ["sin(x)", "sqrt(2)*x", "1/x", "x + z"])
def test_what_is_no_polynomial_system_is_not_solved(source: str) -> None:
    assert solve_system([parse(source).tree], ["x", "y"]) is None


@seed(5)
@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(-3, 3), min_size=12, max_size=12))
def test_random_conics_meet_as_often_as_the_resultant_says(numbers: list[int]) -> None:
    monomials = ["x**2", "x*y", "y**2", "x", "y", "1"]
    sources = [
        " + ".join(f"({c})*{m}" for c, m in zip(half, monomials, strict=True)) for half in (numbers[:6], numbers[6:])
    ]
    found = solve_system([parse(source).tree for source in sources], ["x", "y"])
    assert found is not None and found.complete
    images = [to_sympy(parse(source).tree) for source in sources]
    if sympy.gcd(*images).is_number and all(image != 0 for image in images):
        assert not found.continua
        assert len(found.points) == counted_by_resultant(sources)
        assert all(is_enclosed(sources, ["x", "y"], solution) for solution in found.points)


@seed(6)
@settings(max_examples=15, deadline=None)
@given(st.lists(st.fractions(-4, 4, max_denominator=5), min_size=3, max_size=3), st.integers(0, 2))
def test_given_points_are_found_again(numbers: list[Fraction], turned: int) -> None:
    a, b, c = numbers
    sources = [f"(x - ({a}))*(x - ({b}))", f"(y - ({b}))*(y + x - ({c}))*(y**2 + 1)", f"(z + x)*(z - {turned}*y - 1)"]
    found = solved(sources, ["x", "y", "z"])
    expected = set()
    for x, (y_first, z_first) in product({a, b}, product((True, False), repeat=2)):
        y = b if y_first else c - x
        expected.add((x, y, -x if z_first else turned * y + 1))
    assert {tuple(low for low, _ in solution.coordinates) for solution in found.points} == expected


def test_a_system_that_is_too_large_is_stopped_by_the_time_limit_at_once() -> None:
    source = "+".join(f"(x**{n} + y**{9 - n}*z**2 - w**{n + 1} + {n}*x*y*z*w - {n})**2" for n in range(2, 8))
    partials, variables = gradient_of(source)
    trees = [parse(partial).tree for partial in partials]
    start = time.monotonic()
    with pytest.raises(OutOfTime):
        within(2, solve_system, trees, variables)
    assert time.monotonic() - start < 3.5


def test_a_system_whose_basis_is_too_large_is_left_undecided() -> None:
    source = "+".join(f"(x**{n} + y**{9 - n}*z**2 - w**{n + 1} + {n}*x*y*z - {n})**2" for n in range(2, 8))
    partials, variables = gradient_of(source + " + x + y + z + w")
    found = solved(partials, variables)
    assert not found.complete
    assert found.proof == "elimination left a part of the system undecided"

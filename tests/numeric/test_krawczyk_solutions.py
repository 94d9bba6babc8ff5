"""Critical points in boxes, each proved to be one, against published ones and those that SymPy finds exactly."""

from fractions import Fraction
from itertools import product
from math import e, pi
from typing import Any

import pytest
import sympy
from mpmath import mp
from sympy_oracle import to_sympy

from calcgd.calculus.derivative import derive
from calcgd.errors import BadInput
from calcgd.expression import parse
from calcgd.numeric.krawczyk import solutions


def critical(text, names, *box, most_boxes=20_000):
    """The solutions of gradient = 0 in a box."""
    tree = parse(text).tree
    gradient = [derive(tree, name) for name in names]
    hessian = [[derive(partial, name) for name in names] for partial in gradient]
    return solutions(gradient, hessian, names, [(Fraction(a), Fraction(b)) for a, b in box], most_boxes)


def middles(corners):
    return [tuple(float(low + high) / 2 for low, high in corner) for corner in corners]


def agree(found, places):
    assert found.undecided == []
    assert len(found.zeros) == len(places)
    for place in places:
        assert any(point == pytest.approx(place, rel=1e-6, abs=1e-6) for point in middles(found.zeros)), place


HIMMELBLAU = "(x**2 + y - 11)**2 + (x + y**2 - 7)**2"
CAMEL = "(4 - 2.1x^2 + x^4/3)x^2 + x*y + (4y^2 - 4)y^2"
PUBLISHED = [
    (
        HIMMELBLAU, [(-6, 6), (-6, 6)],
        [(3, 2), (3.584428, -1.848127), (-2.805118, 3.131313), (-3.779310, -3.283186), (-0.270845, -0.923039),
         (-0.127961, -1.953715), (-3.073026, -0.081353), (3.385154, 0.073852), (0.086678, 2.884255)],
    ),
    (
        "10x**2*y - 5x**2 - 4y**2 - x**4 - 2y**4", [(-5, 5), (-5, 5)],
        [(0, 0), (2.644224, 1.898384), (-2.644224, 1.898384), (0.856657, 0.646772), (-0.856657, 0.646772)],
    ),
    ("x**2 + y**2 - x*y + exp(x*y)", [(-10, 10), (-10, 10)], [(0, 0)]),
    ("x*log(y**2/x) - x*y**2 + 3x", [("1/10", 5), (-3, 3)], [(e, 1), (e, -1)]),
    ("(1 - x)**2 + 100(y - x**2)**2", [(-2, 2), (-2, 2)], [(1, 1)]),
    ("abs(x) + (y - 1)**2 + x", [(1, 2), (0, 2)], []),
]  # fmt: skip


@pytest.mark.parametrize("text, box, places", PUBLISHED)
def test_published_critical_points(text, box, places):
    agree(critical(text, "xy", *box), places)


def test_zeros_of_products_of_sines_and_cosines():
    """cos(x)*cos(y) = 0 = sin(x)*sin(y): one coordinate a multiple of pi, the other an odd multiple of pi/2."""
    whole = [k * pi for k in (-1, 0, 1)]
    half = [k * pi / 2 for k in (-3, -1, 1, 3)]
    agree(critical("sin(x)*cos(y)", "xy", (-5, 5), (-5, 5)), [*product(half, whole), *product(whole, half)])


def test_three_variables():
    """x**4 - 16 x**2 + 5 x has its slope 0 at three points, whatever the others are."""
    slope: list[Any] = sympy.real_roots(sympy.Poly([4, 0, -32, 5], sympy.Symbol("t")))
    text = "+".join(f"({name}^4 - 16{name}^2 + 5{name})/2" for name in "xyz")
    found = critical(text, "xyz", (-5, 5), (-5, 5), (-5, 5))
    agree(found, list(product(map(float, slope), repeat=3)))


def test_camel_against_a_groebner_basis():
    x, y = sympy.symbols("x y", real=True)
    tree = to_sympy(parse(CAMEL).tree)
    basis = sympy.groebner([sympy.nsimplify(sympy.diff(tree, name)) for name in (x, y)], x, y, order="lex")
    roots: list[Any] = sympy.real_roots(basis.exprs[-1])
    found = critical(CAMEL, "xy", (-3, 3), (-2, 2))
    assert found.undecided == []
    assert len(found.zeros) == 15
    assert sorted(point[1] for point in middles(found.zeros)) == pytest.approx(sorted(map(float, roots)), abs=1e-12)


def test_each_box_is_narrow_and_holds_the_solution_that_mpmath_finds():
    for corner in critical(HIMMELBLAU, "xy", (-6, 6), (-6, 6)).zeros:
        with mp.workdps(40):
            start = [float(low) for low, _ in corner]
            exact = mp.findroot(
                lambda x, y: [
                    4 * x * (x * x + y - 11) + 2 * (x + y * y - 7),
                    2 * (x * x + y - 11) + 4 * y * (x + y * y - 7),
                ],
                start,
            )
            for (low, high), coordinate in zip(corner, exact, strict=True):
                assert high - low <= abs(low) / 2**55
                assert mp.convert(low) - mp.mpf("1e-35") <= coordinate <= mp.convert(high) + mp.mpf("1e-35")


def test_a_solution_on_a_face_or_in_a_corner_is_found():
    agree(critical("(x - 1)**2 + (y - 2)**2", "xy", (0, 1), (2, 3)), [(1, 2)])
    agree(critical("(x - 1)**2 + (y - 2)**2", "xy", (0, 1), (2.001, 3)), [])
    agree(critical("(x - 1)**2 + (y - 2)**2", "xy", (1, 1), (2, 2)), [(1, 2)])


@pytest.mark.parametrize(
    "text",
    ["x**3 - 3x*y**2", "x**2 + y**3", "x**4 + y**4", "(x - y)**4 + x**2", "abs(x) + y**2", "x**2/2 + y*abs(y)**3"],
)
def test_a_degenerate_point_is_one_small_undecided_box(text):
    found = critical(text, "xy", (-1, 2), (-2, 1))
    assert found.zeros == []
    (corner,) = found.undecided
    assert all(low <= 0 <= high and high - low < Fraction(1, 1000) for low, high in corner)


def test_a_curve_of_solutions_is_undecided_as_a_whole():
    found = critical("(x**2 + y**2 - 1)**2", "xy", (-2, 2), (-2, 2), most_boxes=500)
    assert [tuple(map(round, point)) for point in middles(found.zeros)] in ([], [(0, 0)])
    assert any(
        all(low <= side <= high for (low, high), side in zip(c, (0.6, 0.8), strict=True)) for c in found.undecided
    )


def test_without_boxes_left_all_is_undecided():
    assert critical(HIMMELBLAU, "xy", (-6, 6), (-6, 6), most_boxes=0) == ([], [((-6, 6), (-6, 6))])


def test_undecided_boxes_without_width_are_reported():
    """The step leads to the exact point at which the second equation has no derivative."""
    functions = [parse("x").tree, parse("abs(y) + x").tree]
    jacobian = [[parse(entry).tree for entry in row] for row in (("1", "0"), ("1", "sign(y)"))]
    found = solutions(functions, jacobian, "xy", [(Fraction(-1), Fraction(1))] * 2)
    assert found.zeros == []
    assert all(low <= 0 <= high and high - low < 1e-6 for (corner,) in [found.undecided] for low, high in corner)


def test_poles_are_no_solutions():
    found = critical("x + y + 1/x + 1/y", "xy", (-3, 3), (-3, 3))
    agree(found, list(product((-1, 1), repeat=2)))


def test_another_variable_is_refused():
    with pytest.raises(BadInput):
        critical("x*y*z", "xy", (0, 1), (0, 1))

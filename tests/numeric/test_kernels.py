"""Compiled values, gradients and Hessians, against mpmath and SymPy, which know nothing of the product's tables."""

from math import inf, isfinite, isnan, nan, sqrt
from pathlib import Path

import mpmath_oracle
import pytest
import sympy
from expression_strategies import points, smooth_trees, trees
from hypothesis import HealthCheck, assume, given, settings
from mpmath import mp, mpf
from sympy_oracle import sympy_value, to_sympy
from tape_trees import trees_of

from calcgd.errors import BadInput
from calcgd.expression import parse
from calcgd.expression.nodes import Call, Negation, Power, Product, Quotient, Sum, Symbol, Unknown
from calcgd.numeric.adjoint import gradient
from calcgd.numeric.lower import lower
from calcgd.numeric.python import compile_gradient, compile_hessian, compile_value, compile_values
from calcgd.numeric.tape import Tape

NAMES = ("w_12", "x", "y", "θ")
SLOW_IS_FINE = settings(
    deadline=None,
    derandomize=True,
    max_examples=150,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)


def compiled(text, names=None):
    expression = parse(text)
    return compile_gradient(expression.tree, names or expression.variables)


def difference_quotient(tree, point, name):
    """The slope by a central difference so narrow and precise that 15 digits of it are right."""
    h = mpf(10) ** -12
    values = [mpmath_oracle.value(tree, point | {name: mpf(point[name]) + shift}) for shift in (-h, h)]
    return None if None in values else (values[1] - values[0]) / (2 * h)


def _is_a_matter_of_taste(node, point):
    """0 to a variable power, and the inverse cotangent at 0: some give a value, some do not."""
    is_open = isinstance(node, Power) or (isinstance(node, Call) and node.name == "acot")
    return is_open and mpmath_oracle.value(node.args[0], point) == 0


# ---- trees at random


@given(trees(), points)
@SLOW_IS_FINE
def test_a_tape_has_the_value_of_its_tree(tree, point):
    expected = mpmath_oracle.value(tree, point)
    tape = Tape(NAMES)
    (same,) = trees_of(tape, [lower(tape, tree)])
    found = mpmath_oracle.value(same, point)
    assume(found is not None or expected is None or abs(expected) < 1e9)
    assume(not any(_is_a_matter_of_taste(node, point) for node in _nodes(tree)))
    assert (found is None) == (expected is None)
    assert found is None or mpmath_oracle.close(found, expected, 1e-20)


@given(trees(), points)
@SLOW_IS_FINE
def test_a_kernel_of_floats_has_the_value_of_its_tree_as_far_as_floats_go(tree, point):
    numbers = [float(point[name]) for name in NAMES]
    nearby = [number * (1 + 1e-13) for number in numbers]
    exact, shifted = (mpmath_oracle.value(tree, dict(zip(NAMES, at, strict=True))) for at in (numbers, nearby))
    assume(exact is not None and shifted is not None and abs(exact) < 1e9)
    assume(abs(exact - shifted) <= 1e-9 * (1 + abs(exact)))
    assert compile_value(tree, NAMES)(numbers) == pytest.approx(float(exact), rel=1e-6, abs=1e-6)


@given(smooth_trees(), points)
@SLOW_IS_FINE
def test_every_partial_derivative_is_the_slope(tree, point):
    tape = Tape(NAMES)
    with mp.workdps(mpmath_oracle.DIGITS):
        point = {name: mpf(at.numerator) / at.denominator for name, at in point.items()}
    partials = trees_of(tape, gradient(tape, lower(tape, tree)))
    for name, partial in zip(NAMES, partials, strict=True):
        with mp.workdps(mpmath_oracle.DIGITS):
            slope, found = difference_quotient(tree, point, name), mpmath_oracle.value(partial, point)
            assume(slope is not None and found is not None and abs(slope) < 1e6)
            assert mpmath_oracle.close(found, slope, 1e-8, 1e-8)


@given(smooth_trees(max_leaves=4), points)
@settings(SLOW_IS_FINE, max_examples=60)
def test_every_second_derivative_is_that_of_sympy(tree, point):
    form = to_sympy(tree)
    assume(form.is_finite is not False and not form.has(sympy.nan, sympy.zoo))
    names = sorted(tree.free)
    hessian = compile_hessian(tree, names)([float(point[name]) for name in names])
    for i, first in enumerate(names):
        for j, second in enumerate(names[: i + 1]):
            derivative = sympy.diff(form, *(sympy.Symbol(name, real=True) for name in (first, second)))
            expected = sympy_value(derivative, {name: float(point[name]) for name in names})
            if expected is not None and abs(expected) < 1e6 and isfinite(hessian[i][j]):
                assert hessian[i][j] == pytest.approx(float(expected), rel=1e-5, abs=1e-5)
            assert hessian[i][j] == pytest.approx(hessian[j][i], nan_ok=True)


# ---- known answers


@pytest.mark.parametrize(
    ("text", "at", "value", "partials"),
    [
        ("2*x - 5", (4.5,), 4.0, (2.0,)),
        ("x**2 - 4*x + 6", (8.0,), 38.0, (12.0,)),
        ("x*(x-1)*(x-2)*(x-3)", (1.25,), 0.41015625, (1.1875,)),
        ("x**2*y + x*y*z + z**2", (1.0, 2.0, 3.0), 17.0, (10.0, 4.0, 8.0)),
        ("x**y", (2.0, 3.0), 8.0, (12.0, 8 * 0.6931471805599453)),
        ("x/y", (1.0, 4.0), 0.25, (0.25, -0.0625)),
        ("max(x, y)", (1.0, 2.0), 2.0, (0.0, 1.0)),
        ("min(x, y, 5)", (1.0, 2.0), 1.0, (1.0, 0.0)),
        ("x*x*x", (3.0,), 27.0, (27.0,)),
        ("x", (7.0,), 7.0, (1.0,)),
        ("3", (), 3.0, ()),
        ("x**0", (0.0,), 1.0, (0.0,)),
    ],
)
def test_values_and_gradients_worked_out_by_hand(text, at, value, partials):
    assert compiled(text)(at) == (value, pytest.approx(partials, rel=1e-15))


def test_the_hessian_of_rosenbrock_by_hand():
    tree = parse("100*(y - x**2)**2 + (1 - x)**2").tree
    x, y = 1.5, -2.0
    assert compile_hessian(tree, ["x", "y"])((x, y)) == (
        (1200 * x * x - 400 * y + 2, -400 * x),
        (-400 * x, 200.0),
    )


def test_several_trees_are_worked_out_together():
    values = compile_values([parse("x + y").tree, parse("x*y").tree], ["x", "y"])
    assert values((2.0, 5.0)) == (7.0, 10.0)


def test_variables_may_be_more_than_the_tree_has_and_in_any_order():
    assert compile_gradient(parse("x - 2y").tree, ["y", "z", "x"])((1.0, 2.0, 3.0)) == (1.0, (-2.0, 0.0, 1.0))


def test_a_variable_without_a_place_is_named():
    with pytest.raises(BadInput, match="y has no value here"):
        compile_value(parse("x + y").tree, ["x"])


def test_a_function_that_is_only_a_name_has_no_values():
    with pytest.raises(BadInput, match="f is only a name"):
        compile_value(parse("f(x)").tree, ["x"])


# ---- real powers, and the edges of domains


@pytest.mark.parametrize(
    ("text", "at", "value", "slope"),
    [
        ("x**(1/3)", -8.0, -2.0, 1 / 12),
        ("x**(2/3)", -8.0, 4.0, -1 / 3),
        ("x**(-1/3)", -8.0, -0.5, -1 / 48),
        ("x**(3/5)", -32.0, -8.0, 0.15),
        ("x**(1/2)", 4.0, 2.0, 0.25),
        ("x**(3/2)", 4.0, 8.0, 3.0),
        ("x**(3/2)", 0.0, 0.0, 0.0),
        ("x**(3/4)", 16.0, 8.0, 0.375),
        ("x**-2", -2.0, 0.25, 0.25),
        ("x**7", -2.0, -128.0, 448.0),
        ("x**1000", -1.0, 1.0, -1000.0),
        ("e**x", 0.0, 1.0, 1.0),
        ("(-2)**x", 3.0, -8.0, nan),
        ("x**pi", 1.0, 1.0, 3.141592653589793),
        ("cbrt(x)**2", -8.0, 4.0, -1 / 3),
    ],
)
def test_powers_take_the_real_root(text, at, value, slope):
    found, (partial,) = compiled(text)((at,))
    assert found == pytest.approx(value, rel=1e-14)
    assert partial == pytest.approx(slope, rel=1e-14, nan_ok=True)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("1/x", 0.0), ("x**-2", 0.0), ("x/x", 0.0), ("sqrt(x)", -1.0), ("x**(1/2)", -1.0), ("x**(3/4)", -1.0),
        ("log(x)", 0.0), ("log(x)", -1.0), ("asin(x)", 1.5), ("x**pi", -2.0), ("x**x", -0.5), ("x**x", 0.0),
        ("0*log(x)", -1.0), ("atanh(x)", 1.0), ("gamma(x)", -2.0), ("1 if log(x) > 0 else 2", -1.0),
        ("x if x > 1", 0.5), ("max(x, log(x))", -1.0), ("x**(-1/3)", 0.0), ("0**x", -1.0),
    ],
)  # fmt: skip
def test_outside_its_domain_an_expression_is_not_a_number(text, at):
    assert isnan(compiled(text, ["x"])((at,))[0])


@pytest.mark.parametrize(
    ("text", "at", "value"),
    [
        ("x**4", 1e200, inf),
        ("x**99", -1e200, -inf),
        ("exp(x)", 1000.0, inf),
        ("-sinh(x)", -1000.0, inf),
        ("exp(exp(exp(x)))", 10.0, inf),
        ("gamma(x)", 500.0, inf),
        ("x**(7/5)", -1e300, -inf),
        ("2**x", 1e6, inf),
        ("10**400 * x", 1.0, inf),
        ("x**(10**30 + 1)", -2.0, -inf),
        ("x**(10**30)", -0.5, 0.0),
    ],
)
def test_too_large_is_infinite_and_never_an_error(text, at, value):
    assert compiled(text)((at,))[0] == value


@pytest.mark.parametrize(
    ("text", "at", "value", "slope"),
    [
        ("sigmoid(x)", -1000.0, 0.0, 0.0),
        ("sigmoid(x)", 1000.0, 1.0, 0.0),
        ("1/(1 + exp(-x))", -1000.0, 0.0, 0.0),
        ("1/(exp(-x) + 1)", 1000.0, 1.0, 0.0),
        ("exp(x)/(1 + exp(x))", 1000.0, 1.0, 0.0),
        ("5/(1 + exp(-2*x))", -1000.0, 0.0, 0.0),
        ("softplus(x)", 1000.0, 1000.0, 1.0),
        ("softplus(x)", -1000.0, 0.0, 0.0),
        ("log(1 + exp(x))", 1000.0, 1000.0, 1.0),
        ("logsumexp(x, 1000)", 1000.0, 1000.6931471805599, 0.5),
        ("tanh(x)", -1000.0, -1.0, 0.0),
        ("silu(x)", -1000.0, 0.0, 0.0),
        ("gelu(x)", -1000.0, 0.0, 0.0),
        ("mish(x)", -1000.0, 0.0, 0.0),
        ("elu(x)", 1000.0, 1000.0, 1.0),
        ("sech(x)", 1000.0, 0.0, 0.0),
        ("erf(x)", 1e200, 1.0, 0.0),
        ("atan(x)", 1e200, 1.5707963267948966, 0.0),
        ("x if x > 0 else exp(-x**2)", 1e200, 1e200, 1.0),
    ],
)
def test_what_has_a_value_does_not_overflow_on_the_way_to_it(text, at, value, slope):
    assert compiled(text)((at,)) == (pytest.approx(value), (pytest.approx(slope),))


# ---- pieces


def test_a_branch_not_taken_may_be_undefined_in_value_slope_and_curvature():
    tree = parse("log(x)*sqrt(x) if x > 0 else x**2").tree
    assert compile_gradient(tree, ["x"])((-3.0,)) == (9.0, (-6.0,))
    assert compile_hessian(tree, ["x"])((-3.0,)) == ((2.0,),)


def test_parts_shared_by_branches_keep_their_share():
    value_and_gradient = compiled("exp(x*y) if x > y else 3*exp(x*y)")
    value, partials = value_and_gradient((0.0, 1.0))
    assert (value, partials) == (3.0, (3.0, 0.0))


def test_nested_pieces_choose_one_slope():
    value_and_gradient = compiled("x if x > 1 else (2x if x > 0 else 3x)")
    assert [value_and_gradient((x,))[1] for x in (2.0, 0.5, -1.0)] == [(1.0,), (2.0,), (3.0,)]


def test_the_piece_of_a_single_point_has_a_value_but_no_slope():
    value, partials = compiled("x**2*sin(1/x) if x != 0 else 0")((0.0,))
    assert value == 0.0 and isnan(partials[0])


def test_conditions_join_and_turn_round():
    value = compile_value(parse("1 if x > 0 and not y > 0 or x == 5 else 2").tree, ["x", "y"])
    assert [value(at) for at in [(1.0, -1.0), (1.0, 1.0), (5.0, 1.0), (-1.0, -1.0)]] == [1.0, 2.0, 1.0, 2.0]


def test_of_equal_arguments_of_a_maximum_the_first_gets_the_slope():
    assert compiled("max(x, y)")((1.0, 1.0)) == (1.0, (1.0, 0.0))


# ---- size


def test_a_tree_thousands_of_levels_deep_is_no_problem():
    tree = Symbol("x")
    for _ in range(20_000):
        tree = Call("sin", (Negation(tree),))
    value, partials = compile_gradient(tree, ["x"])((0.5,))
    assert isfinite(value) and isfinite(partials[0])


def test_ten_thousand_terms_and_factors_are_no_problem():
    terms = Sum(Product((Symbol("x"), Symbol(f"y{i}"))) for i in range(10_000))
    names = sorted(terms.free)
    assert compile_gradient(terms, names)([1.0] * len(names)) == (10_000.0, (10_000.0,) + (1.0,) * 10_000)
    factors = Product(Symbol(f"y{i}") for i in range(10_000))
    assert compile_gradient(factors, names)([1.0] * len(names)) == (1.0, (0.0,) + (1.0,) * 10_000)


def test_shared_parts_are_worked_out_once():
    tree = Symbol("x")
    for _ in range(60):
        tree = Quotient(Sum((tree, Power(tree, tree))), Sum((tree, tree)))
    assert len(Tape(("x",)).code) == 1
    tape = Tape(("x",))
    lower(tape, tree)
    assert len(tape.code) <= 5 * 60 + 1


def test_a_gradient_costs_a_few_times_its_function_whatever_the_number_of_variables():
    text = " + ".join(f"100*(x{i + 1} - x{i}**2)**2 + (1 - x{i})**2" for i in range(1, 100))
    tree = parse(text).tree
    tape = Tape(tuple(sorted(tree.free)))
    output = lower(tape, tree)
    before = len(tape.code)
    gradient(tape, output)
    assert len(tape.code) < 4 * before


# ---- the corpus of the course


def _corpus():
    """Lines `expression ; variable ; low..high, name low..high`: ranges for all variables, and for single ones."""
    lines = (Path(__file__).parent.parent / "cases" / "derivatives.txt").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if line.strip() and not line.startswith("#"):
            text, variable, *ranges = (part.strip() for part in line.split(";"))
            known = {}
            for part in ranges[0].split(",") if ranges else ():
                *name, pair = part.split()
                known[name[0] if name else ""] = tuple(map(float, pair.split("..")))
            yield text, variable, known


def test_the_derivatives_of_the_corpus_are_the_slopes():
    checked = 0
    for text, variable, known in _corpus():
        tree = parse(text).tree
        if any(isinstance(node, Unknown) for node in _nodes(tree)):
            continue
        names = sorted(tree.free | {variable})
        at = {}
        for place, name in enumerate(names):
            low, high = known.get(name) or known.get("") or (0.2, 0.9)
            at[name] = low + (high - low) * (0.37 + 0.07 * (place % 8))
        partials = compile_gradient(tree, names)(list(at.values()))[1]
        with mp.workdps(mpmath_oracle.DIGITS):
            slope = difference_quotient(tree, {name: mpf(number) for name, number in at.items()}, variable)
        if slope is not None:
            assert partials[names.index(variable)] == pytest.approx(float(slope), rel=1e-8, abs=1e-10), text
            checked += 1
    assert checked >= 400


def _nodes(tree):
    stack = [tree]
    while stack:
        node = stack.pop()
        yield node
        stack += node.args


def test_square_roots_of_squares_stay_apart_from_what_they_look_like():
    assert compiled("sqrt(x**2)")((-3.0,)) == (3.0, (-1.0,))
    assert compiled("sqrt(2)*x")((1.0,)) == (sqrt(2), (sqrt(2),))

"""Tapes in machine code against the Python kernels: the same bits, whatever the tape."""

from fractions import Fraction
from itertools import product
from math import inf, nan, ulp

import pytest
from expression_strategies import trees
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from same_bits import same_bits

from calcgd.expression import parse
from calcgd.expression.functions import ANY, FUNCTIONS
from calcgd.expression.nodes import Call
from calcgd.numeric.adjoint import gradient
from calcgd.numeric.llvm import compilable, compile_outputs
from calcgd.numeric.lower import lower
from calcgd.numeric.python import compiled
from calcgd.numeric.real import REAL
from calcgd.numeric.tape import Tape

NAMES = ("w_12", "x", "y", "θ")
HARD = [0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 2.0, 3.0, -3.0, 1e-5, -1e-5, 5e-324, -5e-324, 1e-310, 709.9, -745.2, 1e17]
HARD += [1e200, -1e200, 1.7e308, inf, -inf, nan]
INEXACT = {"hypot"}
PYTHONS_OWN = {"gamma", "loggamma", "factorial"}

DERANDOMIZED = settings(
    deadline=None,
    derandomize=True,
    max_examples=120,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)

floats = st.one_of(st.sampled_from(HARD), st.floats(-4, 4), st.floats())
places = st.lists(st.lists(floats, min_size=4, max_size=4), min_size=6, max_size=6)


def calls(tree):
    seen = set()
    stack = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, Call):
            seen.add(node.name)
        stack += node.args
    return seen


def assert_same(tape, outputs, at):
    """Machine code and Python give the same bits at all of some places."""
    fast, reference = compile_outputs(tape, outputs), compiled(tape, outputs)
    for place in at:
        assert same_bits(fast(place), reference(place)), place


@given(trees(), places)
@DERANDOMIZED
def test_values_of_trees(tree, at):
    if not calls(tree) & INEXACT:
        tape = Tape(NAMES)
        assert_same(tape, [lower(tape, tree)], at)


@given(trees(max_leaves=6), places)
@settings(DERANDOMIZED, max_examples=60)
def test_values_and_gradients_of_trees(tree, at):
    if not calls(tree) & INEXACT:
        tape = Tape(NAMES)
        value = lower(tape, tree)
        assert_same(tape, [value, *gradient(tape, value)], at)


@pytest.mark.parametrize(
    "text",
    [
        "100*(y - x**2)**2 + (1 - x)**2",
        "exp(x*y)/(1 + x**2) + sqrt(x)*log(y)",
        "sigmoid(x)*softplus(y) + tanh(x*y)",
        "abs(x)*max(x, y, x*y) + min(x, 1)",
        "x**y + x**(2/3) + y**(-5/2)",
    ],
)
@given(st.lists(st.lists(floats, min_size=2, max_size=2), min_size=10, max_size=10))
@settings(DERANDOMIZED, max_examples=15)
def test_values_gradients_and_hessians(text, at):
    tape = Tape(("x", "y"))
    value = lower(tape, parse(text).tree)
    partials = gradient(tape, value)
    assert_same(tape, [value, *partials, *(entry for partial in partials for entry in gradient(tape, partial))], at)


# ---- every function and operation over hard numbers


def called(name):
    most = FUNCTIONS[name].arity[1]
    tape = Tape(tuple("uvw"[: 3 if most == ANY else most]))
    return tape, tape.emit("call", name, *tape.inputs.values())


def grid(width):
    return product(HARD if width < 3 else HARD[::2], repeat=width)


@pytest.mark.parametrize("name", sorted(REAL.keys() - INEXACT - PYTHONS_OWN))
def test_every_function_that_has_a_face_over_hard_numbers(name):
    tape, output = called(name)
    assert compilable(tape, [output])
    assert_same(tape, [output], grid(len(tape.names)))


@pytest.mark.parametrize("name", sorted(REAL.keys() - INEXACT - PYTHONS_OWN))
@given(st.lists(st.lists(floats, min_size=3, max_size=3), min_size=100, max_size=100))
@settings(DERANDOMIZED, max_examples=3)
def test_every_function_that_has_a_face_over_numbers_at_random(name, at):
    tape, output = called(name)
    assert_same(tape, [output], [place[: len(tape.names)] for place in at])


@pytest.mark.parametrize("name", sorted(INEXACT))
def test_a_function_that_python_has_of_its_own_is_one_unit_away_at_most(name):
    tape, output = called(name)
    fast, reference = compile_outputs(tape, [output]), compiled(tape, output)
    for place in [*grid(len(tape.names)), *product([0.1 * i for i in range(40)], repeat=2)]:
        found, expected = fast(place)[0], reference(place)
        assert same_bits([found], [expected]) or abs(found - expected) <= ulp(expected), place


@pytest.mark.parametrize("name", sorted(FUNCTIONS.keys() - REAL.keys() | PYTHONS_OWN))
def test_functions_without_a_face_are_not_for_machine_code(name):
    tape, output = called(name)
    assert not compilable(tape, [output])
    assert compilable(tape, tape.inputs.values())


def test_a_derivative_without_a_formula_is_not_for_machine_code():
    tape, output = called("besselj")
    by_order, _ = gradient(tape, output)
    assert tape.code[by_order].op == "partial"
    assert not compilable(tape, [by_order])


def test_what_rests_on_no_variable_needs_no_face():
    tape = Tape(("x",))
    output = lower(tape, parse("x*gamma(1/3)").tree)
    assert compilable(tape, [output])
    assert_same(tape, [output], [(1.5,)])


EXPONENTS = [2, 3, 4, 5, -2, -3, 10**30, -(10**30) - 1, 10**400]
EXPONENTS += [Fraction(p, q) for p in (1, -1, 2, 5, -4, 10**320 + 1) for q in (2, 3, 4, 5, 7) if p % q]


@pytest.mark.parametrize("exponent", EXPONENTS)
def test_fixed_powers(exponent):
    tape = Tape(("x",))
    assert_same(tape, [tape.power(tape.inputs["x"], exponent)], [*grid(1), *((i / 7,) for i in range(-40, 40))])


@pytest.mark.parametrize("op", ["add", "sub", "mul", "div", "pow"])
def test_arithmetic_over_hard_numbers(op):
    tape = Tape(("x", "y"))
    x, y = tape.inputs.values()
    assert_same(tape, [tape.emit(op, None, x, y), tape.neg(x)], grid(2))


@pytest.mark.parametrize("op", ["add", "sub", "mul", "div", "pow"])
@pytest.mark.parametrize("constant", [0, 1, -1, Fraction(1, 3), 10**400, -(10**400), nan])
def test_arithmetic_with_a_constant(op, constant):
    tape = Tape(("x",))
    (x,), number = tape.inputs.values(), tape.number(constant)
    assert_same(tape, [tape.emit(op, None, x, number), tape.emit(op, None, number, x)], grid(1))


# ---- conditions: true, false or undecided


@pytest.mark.parametrize("relation", ["<", "<=", ">", ">=", "==", "!="])
@pytest.mark.parametrize("constant", [0, 1, nan])
def test_comparisons_over_hard_numbers(relation, constant):
    tape = Tape(("x", "y"))
    x, y = tape.inputs.values()
    number = tape.number(constant)
    outputs = [tape.emit("relation", relation, *pair) for pair in ((x, y), (x, number), (number, x), (x, x))]
    assert_same(tape, outputs, grid(2))


def test_logic_over_every_kind_of_truth():
    tape = Tape(("x", "y"))
    zero = tape.number(0)
    varying = [tape.emit("relation", "<", value, zero) for value in tape.inputs.values()]
    fixed = [tape.emit("truth", True), tape.emit("truth", False), tape.emit("relation", "<", zero, tape.number(1))]
    undecided = tape.emit("relation", "<", tape.emit("call", "sqrt", tape.number(-1)), zero)
    conditions = [*varying, *fixed, undecided]
    outputs = [tape.emit("logic", "not", condition) for condition in conditions]
    outputs += [tape.emit("logic", op, a, b) for op in ("and", "or") for a in conditions for b in conditions]
    outputs += [tape.emit("select", None, output, *tape.inputs.values()) for output in list(outputs)]
    assert_same(tape, outputs, product([-1.0, 1.0, nan], repeat=2))


def test_deep_trees_and_long_tapes():
    tape = Tape(("x", "y"))
    x, y = tape.inputs.values()
    total = x
    for i in range(6000):
        total = tape.add(tape.mul(total, tape.number(Fraction(i, i + 1))), y if i % 3 else x)
    assert_same(tape, [total, *gradient(tape, total)], [(0.1, -0.7), (1e300, 3.0)])


def test_a_tape_without_variables():
    tape = Tape(())
    assert compile_outputs(tape, [lower(tape, parse("sqrt(2) + pi").tree)])([]) == [2**0.5 + 3.141592653589793]

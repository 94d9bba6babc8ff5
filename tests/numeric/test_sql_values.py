"""Tapes as SQL against the Python kernels: the same values at hard numbers and of random trees."""

from fractions import Fraction
from itertools import product
from math import inf, nan

import duckdb
import pytest
from expression_strategies import trees
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from calcgd.expression.functions import ANY, FUNCTIONS
from calcgd.numeric.adjoint import gradient
from calcgd.numeric.lower import lower
from calcgd.numeric.python import compiled
from calcgd.numeric.real import REAL
from calcgd.numeric.sql import literal, projection, quoted, without_face
from calcgd.numeric.sql_functions import FACES, OF_ANY_NUMBER
from calcgd.numeric.tape import Tape

HARD = [0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 2.0, 3.0, -3.0, 1e-5, -1e-5, 1e-17, 1e-310, 0.999999, -0.999999, 20.0, -20.0]
HARD += [170.5, 709.9, -709.9, -745.2, 740.0, 1e17, 1e200, -1e200, 1.7e308, inf, -inf, nan]
NAMES = ("w_12", "x", "y", "θ")

connection = duckdb.connect(config={"threads": 1})
floats = st.one_of(st.sampled_from(HARD), st.floats(-4, 4), st.floats())


def relation(names, rows):
    values = ", ".join(f"({', '.join(map(literal, row))})" for row in rows)
    return f"(select * from (values {values}) as rows({', '.join(map(quoted, names))}))"


def by_sql(tape, outputs, rows):
    operands = {name: quoted(name) for name in tape.names}
    return connection.execute(projection(tape, outputs, operands, relation(tape.names, rows))).fetchall()


def same(found, expected, digits=1e-14):
    if found != found or expected != expected:
        return found != found and expected != expected
    return found == expected or abs(found - expected) <= digits * abs(expected) + 1e-300


def assert_same(tape, output, digits=1e-14):
    rows = list(product(HARD, repeat=len(tape.names)))
    kernel = compiled(tape, output)
    for row, (found,) in zip(rows, by_sql(tape, [output], rows), strict=True):
        assert same(found, kernel(row), digits), (row, found, kernel(row))


def over(count, write):
    tape = Tape(("a", "b", "c")[:count])
    return tape, write(tape, *tape.inputs.values())


@pytest.mark.parametrize("name", [*FACES, *OF_ANY_NUMBER])
def test_functions(name):
    arity = FUNCTIONS[name].arity[1]
    for count in (1, 2) if arity == ANY else (arity,):
        # Python's own gamma functions are some units away from those of the C library.
        digits = 1e-8 if name == "loggamma" else 1e-13
        assert_same(*over(count, lambda tape, *args: tape.emit("call", name, *args)), digits)


def test_every_function_over_floats_has_a_face():
    assert {*FACES, *OF_ANY_NUMBER} == set(REAL)


@pytest.mark.parametrize("name", ["erf", "erfc", "gelu"])
def test_the_error_function_between_hard_numbers(name):
    tape, output = over(1, lambda tape, a: tape.emit("call", name, a))
    rows = [(place / 64,) for place in range(-500, 1700)]
    kernel = compiled(tape, output)
    for row, (found,) in zip(rows, by_sql(tape, [output], rows), strict=True):
        assert same(found, kernel(row), 2e-15), (row, found, kernel(row))


@pytest.mark.parametrize(
    "exponent",
    [2, 3, 4, 5, 8, -1, -2, -3, 2**53 + 1, -(10**300) - 1]
    + [Fraction(p, q) for p, q in [(1, 2), (-1, 2), (3, 2), (-3, 2), (1, 3), (-1, 3), (2, 3), (-2, 3), (1, 4), (-3, 4)]]
    + [Fraction(p, q) for p, q in [(3, 5), (-3, 5), (2, 5), (-2, 5), (2**53 + 1, 2), (2**53 + 1, 3)]],
)
def test_powers(exponent):
    assert_same(*over(1, lambda tape, a: tape.emit("power", exponent, a)))


@pytest.mark.parametrize("op", ["add", "sub", "mul", "div", "pow"])
def test_arithmetic_of_two(op):
    assert_same(*over(2, lambda tape, a, b: tape.emit(op, None, a, b)))
    for number in (0, 3, Fraction(-1, 3)):
        assert_same(*over(1, lambda tape, a, number=number: tape.emit(op, None, a, tape.number(number))))
        assert_same(*over(1, lambda tape, a, number=number: tape.emit(op, None, tape.number(number), a)))


@pytest.mark.parametrize("relation", ["<", "<=", ">", ">=", "==", "!="])
def test_relations(relation):
    def chosen(tape, a, b):
        return tape.emit("select", None, tape.emit("relation", relation, a, b), a, tape.number(7))

    assert_same(*over(2, chosen))


@pytest.mark.parametrize("op", ["and", "or"])
def test_undecided_conditions(op):
    def chosen(tape, a, b):
        first = tape.emit("relation", "<", a, tape.number(1))
        second = tape.emit("logic", "not", tape.emit("relation", ">", b, tape.number(0)))
        return tape.emit("select", None, tape.emit("logic", op, first, second), tape.number(1), tape.number(2))

    assert_same(*over(2, chosen))


def test_a_condition_is_true_false_or_null():
    tape, output = over(1, lambda tape, a: tape.emit("relation", ">", a, tape.number(0)))
    assert by_sql(tape, [output], [(1.0,), (-1.0,), (nan,)]) == [(True,), (False,), (None,)]


def test_a_condition_without_variables_that_cannot_be_decided():
    def chosen(tape, a):
        undecided = tape.emit("relation", "<", tape.emit("call", "log", tape.number(-1)), tape.number(0))
        return tape.emit("select", None, tape.emit("logic", "not", undecided), a, a)

    assert_same(*over(1, chosen))


@given(trees(), st.lists(st.lists(floats, min_size=4, max_size=4), min_size=6, max_size=6))
@settings(
    deadline=None,
    derandomize=True,
    max_examples=120,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
def test_values_and_gradients_of_trees(tree, rows):
    tape = Tape(NAMES)
    value = lower(tape, tree)
    outputs = [value, *gradient(tape, value)]
    assume(without_face(tape, outputs) is None)
    kernel = compiled(tape, outputs)
    for row, found in zip(rows, by_sql(tape, outputs, rows), strict=True):
        expected = kernel(row)
        nearby = [kernel([number * (1 + 4e-16 * sign) for number in row]) for sign in (-1, 1)]
        for value, right, *others in zip(found, expected, *nearby, strict=True):
            # Where the last digits of the input decide on the value, both may be right.
            assert any(same(value, one, 1e-9) for one in (right, *others)) or not all(
                same(one, right, 1e-9) for one in others
            ), (row, value, right)

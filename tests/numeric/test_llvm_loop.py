"""Tapes repeated in machine code, against the same tapes repeated in Python."""

import re
from fractions import Fraction
from itertools import pairwise
from math import inf, isnan, nan

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from same_bits import same_bits

from calcgd.expression import parse
from calcgd.expression.nodes import Power, Product, Sum, Symbol
from calcgd.numeric import llvm_loop, llvm_native
from calcgd.numeric.adjoint import gradient
from calcgd.numeric.llvm import LANES, WORTH_LANES, Loop, compile_outputs
from calcgd.numeric.llvm_native import machine
from calcgd.numeric.llvm_writer import Writer
from calcgd.numeric.lower import lower
from calcgd.numeric.python import compiled
from calcgd.numeric.tape import Tape

PROBLEMS = {
    "quadratic": ("x**2 - 4*x + 6", "x", Fraction(1, 10)),
    "bouncing": ("x**2 - 4*x + 6", "x", Fraction(1)),
    "diverging": ("x**4 - y**3", "xy", Fraction(1, 2)),
    "rosenbrock": ("100*(y - x**2)**2 + (1 - x)**2", "xy", Fraction(1, 1000)),
    "himmelblau": ("(x**2 + y - 11)**2 + (x + y**2 - 7)**2", "xy", Fraction(1, 100)),
    "quotient": ("1/(1 + x**2*y**2) + sqrt(x**2 + z**2)", "xyz", Fraction(1, 3)),
    "leaving its domain": ("log(x) + y**2", "xy", Fraction(1, 2)),
    "transcendental": ("exp(x) - 2*x + sin(y)**2 + sigmoid(x*y)", "xy", Fraction(1, 10)),
    "cornered": ("abs(x) + max(x, y, 2*y - x) if x > y else (y - x)**2", "xy", Fraction(1, 7)),
}


def descent(text, names, rate, tolerance=Fraction(1, 1000)):
    """The instructions of gradient descent that stops where no partial derivative exceeds the tolerance."""
    tape = Tape(tuple(names))
    partials = gradient(tape, lower(tape, parse(text).tree))
    carried = [
        tape.sub(x, tape.mul(tape.number(rate), partial))
        for x, partial in zip(tape.inputs.values(), partials, strict=True)
    ]
    sizes = [tape.emit("call", "abs", partial) for partial in partials]
    alarm = tape.emit("relation", "<=", tape.emit("call", "max", *sizes), tape.number(tolerance))
    return tape, carried, alarm


def repeated(tape, carried, alarm):
    """The loop in Python, one evaluation of the tape after the other."""
    step = compiled(tape, [alarm, carried])

    def run(state, steps):
        state = list(state)
        for made in range(steps):
            stop, following = step(state)
            if stop is not False:
                return state, made
            state = list(following)
        return state, max(steps, 0)

    return run


def same_run(found, expected):
    return same_bits(found[0], expected[0]) and found[1] == expected[1]


coordinates = st.one_of(st.floats(-3, 3), st.sampled_from([0.0, -0.0, 1.0, 1e-300, 1e150, -1e308, inf, nan]))


@pytest.mark.parametrize("problem", PROBLEMS)
def test_a_run_ends_where_python_ends_and_makes_as_many_steps(problem):
    tape, carried, alarm = descent(*PROBLEMS[problem])
    loop, reference = Loop(tape, carried, alarm), repeated(tape, carried, alarm)

    @given(st.lists(coordinates, min_size=len(tape.names), max_size=len(tape.names)), st.integers(-1, 60))
    @settings(deadline=None, derandomize=True, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
    def check(start, steps):
        assert same_run(loop.run(start, steps), reference(start, steps))

    check()


@pytest.mark.parametrize("problem", PROBLEMS)
def test_many_runs_are_single_runs(problem):
    tape, carried, alarm = descent(*PROBLEMS[problem])
    loop = Loop(tape, carried, alarm)
    places = [-0.0, 2.5, nan, 1e200, -1.7, 0.3, 3.0, -2.0, 0.9, 1.1, 7.0, -0.4, 1.0]
    starts = [[places[(row + 5 * column) % 13] for column in range(len(tape.names))] for row in range(29)]
    for steps in (0, 1, 300, WORTH_LANES // 29 + 1, 2):
        for threads in (None, 1, 3, 64):
            ends, made = loop.run_many(starts, steps, threads)
            assert len(ends) == len(made) == len(starts)
            for start, end, count in zip(starts, ends, made, strict=True):
                assert same_run((end, count), loop.run(start, steps))


def test_no_start_at_all():
    assert Loop(*descent(*PROBLEMS["quadratic"])).run_many([], 10) == ([], [])


def test_a_run_in_parts_is_the_whole_run():
    loop = Loop(*descent(*PROBLEMS["rosenbrock"]))
    state, total = [-1.2, 1.0], 0
    while total < 5000:
        state, made = loop.run(state, 700 if total < 4900 else 100)
        total += made
    assert (state, total) == loop.run([-1.2, 1.0], 5000)


def test_known_answers():
    loop = Loop(*descent("x**2 - 4*x + 6", "x", Fraction(1, 2), tolerance=Fraction(0)))
    assert loop.run([8.0], 100) == ([2.0], 1)
    loop = Loop(*descent("x**2 - 4*x + 6", "x", Fraction(1), tolerance=Fraction(0)))
    assert loop.run([8.0], 1001) == ([-4.0], 1001)


@pytest.mark.parametrize("alarm", ["x >= 5", "sqrt(5 - x) < 0 or x >= 5", "not sqrt(4 - x) >= 0"])
def test_an_alarm_stops_before_the_step_also_where_it_is_undecided(alarm):
    tape = Tape(("x", "twice"))
    x, twice = tape.inputs.values()
    condition = _condition(tape, alarm)
    loop = Loop(tape, [tape.add(x, tape.number(1)), tape.mul(tape.number(2), twice)], condition)
    assert loop.run([0.0, 1.0], 100) == ([5.0, 32.0], 5)
    assert loop.run([5.0, 1.0], 100) == ([5.0, 1.0], 0)
    assert loop.run_many([[0.0, 1.0], [9.0, 3.0], [4.0, 3.0]], 100) == (
        [[5.0, 32.0], [9.0, 3.0], [5.0, 6.0]],
        [5, 0, 1],
    )
    undecided, made = loop.run([nan, 1.0], 100)
    assert made == 0 and isnan(undecided[0])


@pytest.mark.parametrize(("truth", "steps"), [(True, 0), (False, 10)])
def test_an_alarm_that_is_always_the_same(truth, steps):
    tape = Tape(("x",))
    (x,) = tape.inputs.values()
    loop = Loop(tape, [tape.add(x, x)], tape.emit("truth", truth))
    assert loop.run([1.0], 10) == ([2.0**steps], steps)
    assert loop.run_many([[1.0], [3.0]], 10) == ([[2.0**steps], [3 * 2.0**steps]], [steps] * 2)


@pytest.mark.parametrize("size", [2, 32, 33, 60])
def test_all_numbers_of_a_state_change_at_once(size):
    """Each takes the place of the next and the last, doubled, that of the first; in one start or several lanes."""
    tape = Tape(tuple(f"x{i}" for i in range(size)))
    inputs = list(tape.inputs.values())
    alarm = tape.emit("relation", ">", inputs[0], tape.number(1000))
    loop = Loop(tape, [tape.mul(tape.number(2), inputs[-1]), *inputs[:-1]], alarm)
    start = [float(i) for i in range(1, size + 1)]
    reference = repeated(tape, [tape.mul(tape.number(2), inputs[-1]), *inputs[:-1]], alarm)
    for steps in (1, 5, size, 1000, WORTH_LANES):
        assert loop.run(start, steps) == reference(start, steps)
        assert loop.run_many([start, start[::-1]], steps) == tuple(
            map(list, zip(reference(start, steps), reference(start[::-1], steps), strict=True))
        )


def test_a_descent_over_many_variables_is_the_one_in_python():
    names = [f"x{i}" for i in range(100)]
    text = " + ".join(f"100*({b} - {a}**2)**2 + (1 - {a})**2" for a, b in pairwise(names))
    tape, carried, alarm = descent(text, names, Fraction(1, 2000))
    start = [-1.2 if i % 2 else 1.0 for i in range(100)]
    assert same_run(Loop(tape, carried, alarm).run(start, 200), repeated(tape, carried, alarm)(start, 200))


def test_what_is_too_long_to_be_optimised_gives_the_same(monkeypatch):
    tape, carried, alarm = descent(*PROBLEMS["transcendental"])
    optimised = Loop(tape, carried, alarm)
    monkeypatch.setattr(llvm_native, "LONG", 0)
    plain = Loop(tape, carried, alarm)
    starts = [[0.1 * i, -0.3 * i] for i in range(12)]
    assert plain.run(starts[7], 500) == optimised.run(starts[7], 500)
    assert plain.run_many(starts, WORTH_LANES // 12) == optimised.run_many(starts, WORTH_LANES // 12)


# ---- what LLVM is told, and what it makes of it


def _condition(tape, text):
    """The instruction of a condition, by way of a piecewise expression."""
    tree = parse(f"1 if {text} else 0").tree
    return tape.code[lower(tape, tree)].args[0]


@pytest.mark.parametrize("lanes", [1, LANES])
def test_a_product_and_a_sum_are_never_contracted(lanes):
    from llvmlite import binding

    writer = Writer(lanes)
    tape, carried, alarm = descent(*PROBLEMS["rosenbrock"])
    text = llvm_loop.loop(tape, carried, alarm, writer)
    module = binding.parse_assembly(f"{text}\n{writer.declarations()}")
    module.verify()
    assembly = machine(3).emit_assembly(module)
    assert "mul" in assembly
    assert not re.search(r"fn?m(add|sub|la|ls)", assembly)


HOSTILE = ['x"', "}", "%x0", "@kernel", "ret void", "x\n}\ndefine", "\0", "λ", "x0", "entry"]


def test_names_never_reach_llvm():
    tape = Tape(tuple(HOSTILE))
    tree = Sum(tuple(Product((Power(Symbol(name), Symbol(HOSTILE[0])), Symbol(name))) for name in HOSTILE))
    value = lower(tape, tree)
    writer = Writer()
    text = llvm_loop.evaluation(tape, [value, *gradient(tape, value)], writer)
    plain = Tape(tuple(f"name{i}" for i in range(len(HOSTILE))))
    same = {name: Symbol(f"name{i}") for i, name in enumerate(HOSTILE)}
    twin = lower(plain, Sum(tuple(Product((Power(same[name], same[HOSTILE[0]]), same[name])) for name in HOSTILE)))
    assert text == llvm_loop.evaluation(plain, [twin, *gradient(plain, twin)], Writer())
    at = [1.0 + i / 8 for i in range(len(HOSTILE))]
    assert compile_outputs(tape, [value])(at) == compile_outputs(plain, [twin])(at)

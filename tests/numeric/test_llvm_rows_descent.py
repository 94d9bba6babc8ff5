"""Descents along rows in machine code against loops in Python over the same tapes."""

from fractions import Fraction
from math import inf, isnan, nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from row_tapes import cost_and_partials

from calcgd.descent import first_order
from calcgd.descent.problem import At, Problem
from calcgd.descent.situation import Situation
from calcgd.descent.transforms import chain, descend
from calcgd.numeric.arithmetic import Traced, place
from calcgd.numeric.llvm_rows import RowDescent, ShuffledDescent, Update
from calcgd.numeric.llvm_rows_sweep import BLOCK
from calcgd.numeric.python import compiled
from calcgd.numeric.rows import Rows
from calcgd.numeric.tape import Tape

COLUMNS, PARAMETERS = ("x", "z", "y"), ("a", "b", "c")
MODELS = {
    "linear": "(a*x + b*z + c - y)**2/2",
    "neuron": "(sigmoid(a*x + b*z + c) - y)**2",
    "cross-entropy": "softplus(a*x + b*z + c) - y*(a*x + b*z + c)",
    "tanh": "(tanh(a*x + b*z) + c - y)**2",
    "fixed parts": "(exp(a)*x + sqrt(1 + b**2)*z + (c if c > 0 else c/2) - y)**2",
}
METHODS = {
    "gd": descend(0.02),
    "momentum": chain(first_order.trace(0.9), descend(0.003)),
    "adam": chain(first_order.scale_by_adam(), descend(0.01)),
    "clipped": chain(first_order.decay_weights(0.01), first_order.clipped(0.5), descend(0.05)),
}


def traced(transform, names, bounds=None):
    """The update of a method, and the state it starts from at zero: the parameters, then the method's own state."""
    problem = Problem(names, _unasked, _unasked, bounds=bounds)
    zeros = (0.0,) * len(names)
    first = Situation(zeros, transform.init(len(names)), 0.0, ())
    size = len(first.numbers())
    tape = Tape(tuple(f"v{i}" for i in range(size + 1 + len(names))))
    numbers = [Traced(tape, index) for index in tape.inputs.values()]
    now, (cost, *slopes) = first.like(numbers[:size]), numbers[size:]
    at = At(now.x, cost, slopes, problem)
    direction, state = transform.update(at.free_gradient, now.state, at)
    x = problem.project([a + d for a, d in zip(now.x, direction, strict=True)])
    following = Situation(x, state, now.best, ()).numbers()
    return Update(tape, [place(tape, number) for number in following]), first.numbers()


def _unasked(x):
    raise AssertionError("a row descent asks for nothing elsewhere")


def in_python(rows, update, batch, data, state, first, last):
    sums, step, total = Rows(*rows), compiled(update.tape, update.carried), 0.0
    for start in range(first, last, batch):
        end = min(start + batch, last)
        part = {name: column[start:end] for name, column in data.items()}
        found = sums.sums(part, state[: len(rows.parameters)])
        total += found[0]
        state = step([*state, *(each / (end - start) for each in found)])
    return list(state), total


def normal(rows):
    random = np.random.default_rng(7)
    data = {name: random.normal(size=rows) for name in COLUMNS}
    data["y"] = (random.uniform(size=rows) < 1 / (1 + np.exp(data["z"] - 2 * data["x"]))).astype(float)
    return data


def assert_same_run(found, expected, relative=1e-12):
    assert [*found[0], found[1]] == pytest.approx([*expected[0], expected[1]], rel=relative, abs=1e-13)


@pytest.mark.parametrize("batch", [1, 2, 7, 8, 32, 500, 10_000])
@pytest.mark.parametrize("model", MODELS)
def test_a_descent_is_the_loop_in_python(model, batch):
    rows, data = cost_and_partials(MODELS[model], COLUMNS, PARAMETERS), normal(300 if batch < 8 else 2000)
    update, state = traced(METHODS["gd"], PARAMETERS)
    descent = RowDescent(rows, update, batch)
    for first, last in ((0, len(data["x"])), (3, 4), (5, 205)):
        found = descent.run(data, state, first, last)
        assert_same_run(found, in_python(rows, update, batch, data, state, first, last))
        assert found == descent.run(data, state, first, last)


@pytest.mark.parametrize("batch", [1, 10])
@pytest.mark.parametrize("method", METHODS)
def test_methods_with_a_state_of_their_own(method, batch):
    rows, data = cost_and_partials(MODELS["neuron"], COLUMNS, PARAMETERS), normal(333)
    update, state = traced(METHODS[method], PARAMETERS)
    found = RowDescent(rows, update, batch).run(data, state)
    assert_same_run(found, in_python(rows, update, batch, data, state, 0, 333))


@given(st.integers(1, 40), st.integers(0, 60), st.integers(0, 60), st.lists(st.floats(-3, 3), min_size=3, max_size=3))
@settings(deadline=None, derandomize=True, max_examples=40)
def test_batches_and_ranges_at_random(batch, first, count, start):
    rows, data = cost_and_partials(MODELS["linear"], COLUMNS, PARAMETERS), normal(120)
    update, state = traced(METHODS["gd"], PARAMETERS)
    state[:3] = start
    found = RowDescent(rows, update, batch).run(data, state, first, first + count)
    assert_same_run(found, in_python(rows, update, batch, data, state, first, first + count))


def test_parts_of_whole_batches_are_the_whole():
    rows, data = cost_and_partials(MODELS["neuron"], COLUMNS, PARAMETERS), normal(1000)
    update, start = traced(METHODS["adam"], PARAMETERS)
    descent = RowDescent(rows, update, 32)
    whole, cost = descent.run(data, start)
    state, costs = start, 0.0
    for first in range(0, 1000, 320):
        state, part = descent.run(data, state, first, min(first + 320, 1000))
        costs += part
    assert state == whole
    assert costs == pytest.approx(cost, rel=1e-14)


@pytest.mark.parametrize("batch", [1, 3, 8, 32, 5000])
@pytest.mark.parametrize("model", [*MODELS.values(), "(a*x + b - c)**2", "(a - b)**2 + c"])
def test_shuffled_rows_are_those_rows_in_that_order(model, batch):
    rows, data = cost_and_partials(model, COLUMNS, PARAMETERS), normal(500)
    update, state = traced(METHODS["momentum"], PARAMETERS)
    order = np.random.default_rng(batch).permutation(500)
    descent = ShuffledDescent(rows, update, batch)
    table = descent.table(data)
    for part in (order, order[:1], order[100:353], order[:0]):
        expected = RowDescent(rows, update, batch).run({name: column[part] for name, column in data.items()}, state)
        assert descent.run(table, part, state) == expected


@pytest.mark.parametrize("order", [[0, 10], [-1, 3]], ids=["past the last", "before the first"])
def test_an_order_of_rows_that_are_not_there_is_refused(order):
    rows = cost_and_partials(MODELS["linear"], COLUMNS, PARAMETERS)
    update, state = traced(METHODS["gd"], PARAMETERS)
    descent = ShuffledDescent(rows, update, 1)
    with pytest.raises(ValueError, match="there are no rows"):
        descent.run(descent.table(normal(10)), np.array(order), state)


def test_bounds_hold_after_every_step():
    rows, data = cost_and_partials(MODELS["linear"], COLUMNS, PARAMETERS), normal(400)
    update, state = traced(METHODS["gd"], PARAMETERS, ((-inf, 0.1), (0.0, inf), (-inf, inf)))
    found, cost = RowDescent(rows, update, 8).run(data, state)
    assert_same_run((found, cost), in_python(rows, update, 8, data, state, 0, 400))
    assert found[:2] == [0.1, 0.0]


def test_many_epochs_find_the_weights_that_made_the_data():
    random = np.random.default_rng(1)
    x, z = random.normal(size=(2, 5000))
    data = {"x": x, "z": z, "y": 2 * x - 3 * z + 0.5}
    update, state = traced(METHODS["gd"], PARAMETERS)
    rows = cost_and_partials(MODELS["linear"], COLUMNS, PARAMETERS)
    for batch, epochs in ((1, 1), (32, 15)):
        descent, here = RowDescent(rows, update, batch), state
        for _ in range(epochs):
            here, _ = descent.run(data, here)
        here, cost = descent.run(data, here)
        assert here[:3] == pytest.approx([2, -3, 0.5], abs=1e-12)
        assert 0 <= cost < 1e-20


def test_the_cost_is_summed_without_loss():
    """A million rows that cost a tenth each, while nothing moves."""
    tape = Tape(("a", "cost", "slope"))
    still = Update(tape, [tape.inputs["a"]])
    descent = RowDescent(cost_and_partials("x + 0*a", ("x",), ("a",)), still, 1)
    state, cost = descent.run({"x": np.full(1_000_000, 0.1)}, [3.0])
    assert state == [3.0]
    assert cost == float(Fraction(0.1) * 1_000_000)


@pytest.mark.parametrize("batch", [BLOCK, BLOCK + 1, 2 * BLOCK + 5, 10**12])
def test_large_batches_are_added_up_in_blocks(batch):
    rows, data = cost_and_partials(MODELS["neuron"], COLUMNS, PARAMETERS), normal(5 * BLOCK + 3)
    update, state = traced(METHODS["gd"], PARAMETERS)
    found = RowDescent(rows, update, batch).run(data, state)
    assert_same_run(found, in_python(rows, update, batch, data, state, 0, 5 * BLOCK + 3))


def test_the_mean_of_a_large_batch_is_not_rounded_away():
    tape = Tape(("a", "cost", "slope"))
    last = Update(tape, [tape.inputs["cost"]])
    rows = cost_and_partials("x + 0*a", ("x",), ("a",))
    (mean,), _ = RowDescent(rows, last, 1_000_000).run({"x": np.full(1_000_000, 0.1)}, [0.0])
    assert mean == pytest.approx(0.1, rel=1e-13)


@pytest.mark.parametrize("batch", [1, 4, 16])
def test_what_is_undefined_in_a_row_shows(batch):
    rows, data = cost_and_partials(MODELS["neuron"], COLUMNS, PARAMETERS), normal(64)
    update, state = traced(METHODS["gd"], PARAMETERS)
    descent = RowDescent(rows, update, batch)
    data["z"][32] = nan
    before, cost = descent.run(data, state, 0, 32)
    assert_same_run((before, cost), in_python(rows, update, batch, data, state, 0, 32))
    after, cost = descent.run(data, before, 32, 64)
    assert isnan(cost) and all(map(isnan, after[:3]))
    data["z"][32], data["y"][32] = 0.0, inf
    assert descent.run(data, state, 32, 33)[1] == inf


def test_rows_that_are_not_there():
    rows, data = cost_and_partials(MODELS["linear"], COLUMNS, PARAMETERS), normal(10)
    update, state = traced(METHODS["gd"], PARAMETERS)
    descent = RowDescent(rows, update, 3)
    assert descent.run(data, state, 4, 4) == (state, 0.0)
    for first, last in ((-1, 5), (0, 11), (6, 5)):
        with pytest.raises(ValueError, match="there are no rows"):
            descent.run(data, state, first, last)
    with pytest.raises(ValueError, match="column z has the shape"):
        descent.run(data | {"z": np.ones(9)}, state)
    with pytest.raises(ValueError, match="2 numbers where 4 are needed"):
        descent.run(data, [0.0, 0.0])

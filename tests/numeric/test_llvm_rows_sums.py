"""Sums over rows in machine code against sums over rows with numpy and against exact sums."""

import math
from fractions import Fraction
from math import inf, isnan, nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from row_tapes import cost_and_partials

from calcgd.expression import parse
from calcgd.numeric import llvm_rows
from calcgd.numeric.llvm_rows import RowSums, RowTape, available
from calcgd.numeric.llvm_rows_loop import block_sums
from calcgd.numeric.llvm_rows_sweep import BLOCK
from calcgd.numeric.lower import lower
from calcgd.numeric.rows import Rows
from calcgd.numeric.tape import Tape

COLUMNS, PARAMETERS = ("x", "z", "y"), ("a", "b", "c")
ERROR = "(a*x + b*z + c - y)"

MODELS = [
    "(a*x + b*z + c - y)**2",
    "(sigmoid(a*x + b*z + c) - y)**2",
    "softplus(a*x + b*z + c) - y*(a*x + b*z + c)",
    "-y*log(sigmoid(a*x + b)) - (1 - y)*log(1 - sigmoid(a*x + b)) + c**2",
    "(tanh(a*x)*b + c*relu(z) - y)**2/2",
    f"{ERROR}**2/2 if abs{ERROR} <= 1 else abs{ERROR} - 1/2",
    f"abs{ERROR} + log1p(exp(-2*abs{ERROR})) - log(2)",
    "max(a*x, b*z, c) - min(x, y) + silu(a*z) + elu(b*x) + leaky_relu(c*z)",
    "sin(a*x)*cos(b*z) + atan(c*y) + gelu(a*z)",
    "exp(a*x)/(1 + x**2) + sqrt(1 + z**2)**3 + x**5*b + logsumexp(a*x, b*z, c*y)",
    "x if a > 0 and b < 0 else (z if c > 0 else y)*exp(sin(a)*b)",
    "a**2 + sigmoid(b)",
]

numbers = st.one_of(st.floats(-3, 3), st.sampled_from([0.0, -0.0, 1.0, 40.0, -40.0, 800.0, -800.0, 1e300]))
places = st.lists(st.floats(-2, 2), min_size=3, max_size=3)


def model(text):
    return cost_and_partials(text, COLUMNS, PARAMETERS)


def sizes(rows, data, at):
    """The sums of the absolute values of the outputs: what errors of sums are measured by."""
    return np.abs(Rows(*rows).values(data, at)).sum(axis=1)


def assert_same_sums(rows, data, at, kernel=None):
    with np.errstate(all="ignore"):
        found, expected = (kernel or RowSums(*rows)).sums(data, at), Rows(*rows).sums(data, at)
        largest = sizes(rows, data, at)
    for a, b, size in zip(found, expected, largest, strict=True):
        assert a == b or (isnan(a) and isnan(b)) or abs(a - b) <= 1e-12 * size, (found, expected)


def normal(rows, seed=3):
    random = np.random.default_rng(seed)
    return {name: random.normal(size=rows) for name in COLUMNS}


@pytest.mark.parametrize("text", MODELS)
def test_sums_are_those_of_numpy(text):
    rows = model(text)
    assert available(rows.tape, rows.outputs)
    kernel = RowSums(*rows)
    for count in (1, 7, 8, 9, 1000, BLOCK + 3):
        assert_same_sums(rows, normal(count), [0.7, -0.4, 0.3], kernel)


@pytest.mark.parametrize("text", [text for text in MODELS[:6] if "tanh" not in text])
def test_sums_over_rows_at_random(text):
    """Without tanh and without the logarithm of cosh: where the first is nearly 1 and the second nearly 0 their slopes
    are differences of nearly equal numbers, of which rounding leaves little, in both."""
    rows = model(text)
    kernel = RowSums(*rows)

    @given(st.lists(st.tuples(numbers, numbers, numbers), min_size=1, max_size=30), places)
    @settings(deadline=None, derandomize=True, max_examples=60)
    def check(given_rows, at):
        data = dict(zip(COLUMNS, np.array(given_rows).T.copy(), strict=True))
        assert_same_sums(rows, data, at, kernel)

    check()


@pytest.mark.parametrize("count", [1, 7, 8, 15, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK + 5])
def test_every_row_counts_once(count):
    """Sums of whole numbers are exact, whatever their order; what lies behind a column is not read."""
    rows = cost_and_partials("a*x*x", ("x",), ("a",))
    numbers = np.arange(count + 100, dtype=float) % 1000
    numbers[count:] = nan
    column = numbers[:count]
    exact = float((column * column).sum())
    assert RowSums(*rows).sums({"x": column}, [2.0]) == [2 * exact, exact]


def test_no_rows_at_all():
    assert RowSums(*model(MODELS[0])).sums({name: np.empty(0) for name in COLUMNS}, [1, 2, 3]) == [0.0] * 4


def test_threads_change_no_bit(monkeypatch):
    monkeypatch.setattr(llvm_rows, "BLOCKS_AT_ONCE", 2)
    rows, data = model(MODELS[1]), normal(9 * BLOCK + 11)
    kernel = RowSums(*rows)
    one = kernel.sums(data, [0.7, -0.4, 0.3], 1)
    assert all(kernel.sums(data, [0.7, -0.4, 0.3], threads) == one for threads in (None, 2, 3, 64))
    assert_same_sums(rows, data, [0.7, -0.4, 0.3], kernel)


def test_small_rows_are_not_lost():
    column = np.full(1_000_003, 0.1)
    total, count = RowSums(*cost_and_partials("a*x - x + a", ("x",), ("a",))).sums({"x": column}, [1.0])
    assert count == pytest.approx(1_000_003 * 1.1, rel=1e-14)
    assert total == len(column)
    (total,) = RowSums(*cost_and_partials("x", ("x",), ())).sums({"x": column}, [])
    exact = Fraction(0.1) * len(column)
    assert abs(Fraction(total) - exact) <= exact / 2**44


@pytest.mark.parametrize("row", [0, 5, 8, 12])
def test_what_is_undefined_in_one_row_shows(row):
    rows, data = model("log(x)*a + exp(b*z) + c*y"), {name: np.ones(13) for name in COLUMNS}
    data["x"][row] = -1.0
    value, by_a, by_b, by_c = RowSums(*rows).sums(data, [1.0, 1.0, 1.0])
    assert isnan(value) and isnan(by_a)
    assert by_b == pytest.approx(13 * math.e) and by_c == 13
    data["x"][row], data["z"][row] = 1.0, 800.0
    assert RowSums(*rows).sums(data, [1.0, 1.0, 1.0])[:2] == [inf, 0.0]
    data["z"][row], data["y"][row] = 1.0, nan
    assert [isnan(total) for total in RowSums(*rows).sums(data, [1.0, 1.0, 1.0])] == [True, False, False, True]


def test_infinities_of_both_signs_in_different_blocks():
    column = np.zeros(2 * BLOCK)
    column[0], column[-1] = inf, -inf
    rows = cost_and_partials("a*x", ("x",), ("a",))
    assert all(map(isnan, RowSums(*rows).sums({"x": column}, [1.0])))
    column[-1] = inf
    assert RowSums(*rows).sums({"x": column}, [-1.0]) == [-inf, inf]


def test_a_saturated_neuron():
    rows, data = cost_and_partials("sigmoid(w*x)", ("x",), ("w",)), {"x": np.array([-1000.0, 1000.0, 0.0])}
    assert RowSums(*rows).sums(data, [1.0]) == [1.5, 0.0]


def test_columns_in_other_forms_and_of_other_lengths():
    rows = cost_and_partials("a*x + z", ("x", "z"), ("a",))
    kernel = RowSums(*rows)
    table = np.arange(40.0).reshape(20, 2)
    assert kernel.sums({"x": table[:, 0], "z": table[:, 1][::-1]}, [1.0]) == [780.0, 380.0]
    assert kernel.sums({"x": np.arange(5), "z": np.ones(5, bool)}, [1.0]) == [15.0, 10.0]
    assert kernel.sums({"x": [1, 2], "z": (0.5, 0.25)}, [1.0]) == [3.75, 3.0]
    with pytest.raises(ValueError, match="column z has the shape"):
        kernel.sums({"x": np.ones(5), "z": np.ones(4)}, [1.0])
    for parameters in ([], [1.0, 2.0]):
        with pytest.raises(ValueError, match=f"{len(parameters)} numbers where 1 are needed"):
            kernel.sums({"x": np.ones(5), "z": np.ones(5)}, parameters)


def test_functions_that_machine_code_does_not_have():
    rows = cost_and_partials("a*gamma(x)", ("x",), ("a",))
    assert not available(rows.tape, rows.outputs)


def test_conditions_are_counted():
    tape = Tape(("x", "a"))
    condition = tape.code[lower(tape, parse("1 if x > a else 0").tree)].args[0]
    fixed = tape.code[lower(tape, parse("1 if a > 0 else 0").tree)].args[0]
    kernel = RowSums(tape, [condition, fixed], ("x",), ("a",))
    assert kernel.sums({"x": np.arange(10.0)}, [6.5]) == [3.0, 10.0]
    assert all(map(isnan, kernel.sums({"x": np.arange(10.0)}, [nan])))


def test_names_never_reach_llvm():
    hostile = ('x"', "}", "%x0", "@kernel", "ret void", "x\n}\ndefine", "\0", "entry")
    texts = []
    for names in (hostile, tuple(f"name{i}" for i in range(8))):
        tape = Tape(names)
        product = tape.inputs[names[0]]
        for index in list(tape.inputs.values())[1:]:
            product = tape.add(tape.mul(product, index), tape.emit("call", "exp", index))
        text, _ = block_sums(RowTape(tape, [product], names[:4], names[4:]), 8)
        texts.append(text)
    assert texts[0] == texts[1]

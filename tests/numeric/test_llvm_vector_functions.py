"""The functions written out for several lanes: near the true value by mpmath, right where numbers end."""

import ctypes
import math
import struct
from math import inf, isnan, nan, ulp

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calcgd.numeric.llvm_functions import FACES
from calcgd.numeric.llvm_native import Native
from calcgd.numeric.llvm_vector import VectorWriter
from calcgd.numeric.llvm_writer import Real
from calcgd.numeric.real import REAL

ORACLES = {
    "exp": (mpmath.exp, 0.9),
    "expm1": (mpmath.expm1, 1.3),
    "log": (mpmath.log, 0.8),
    "log1p": (mpmath.log1p, 0.9),
    "tanh": (mpmath.tanh, 1.9),
    "sigmoid": (lambda u: 1 / (1 + mpmath.exp(-u)), 2.3),
    "softplus": (lambda u: mpmath.log1p(mpmath.exp(u)), 1.5),
}
"""The true value, and how many units in the last place a result may be away from it."""

LOWEST = {"log": 0.0, "log1p": -1.0}

EDGES = [
    0.0,
    5e-324,
    2.2e-308,
    1e-310,
    1e-17,
    2.0**-54,
    0.5**0.5,
    2**0.5,
    0.34657359027997264,
    0.34657359027997270,
    1.0,
]
EDGES += [1 - 2.0**-53, 1 + 2.0**-52, 2.0, 18.99, 22.0, 36.7, 37.5, 700.1, 708.3964, 708.3965, 709.0, 709.782712893383]
EDGES += [709.7827128933841, 744.4400719, 745.13, 745.1332191019412, 745.14, 2.0**53, 2.0**54, 1e17, 1e300, 1.797e308]
EDGES += [inf, nan]
HARD = [sign * size for size in EDGES for sign in (1.0, -1.0)]


def compiled(name, lanes):
    """A function over one list of floats."""
    writer = VectorWriter(lanes)
    kind = writer.of("double")
    result = FACES[name](Real(writer, "%x")).name
    lines = [f"%x = load {kind}, ptr %from, align 8", *writer.lines, f"store {kind} {result}, ptr %to, align 8"]
    body = "\n".join([*lines, "ret void"])
    native = Native(f"define void @kernel(ptr %from, ptr %to, i64 %steps) {{\n{body}\n}}", writer)

    def run(values):
        found = []
        for first in range(0, len(values), lanes):
            group = values[first : first + lanes]
            given = (ctypes.c_double * lanes)(*group)
            native.run(given, given, 0)
            found += given[: len(group)]
        return found

    return run


def units_away(found, exact):
    """How many units in the last place a float is away from the true value."""
    nearest = float(exact)
    if found == nearest:
        return 0.0
    return float(abs(mpmath.mpf(found) - exact) / ulp(nearest)) if math.isfinite(nearest) else inf


def assert_near(name, values, found):
    oracle, most = ORACLES[name]
    for value, result in zip(values, found, strict=True):
        with mpmath.workprec(1100 if abs(value) < 1e-30 else 240):
            assert units_away(result, oracle(mpmath.mpf(value))) <= most, (value, result)


@pytest.mark.parametrize("name", ORACLES)
def test_everywhere_near_the_true_value(name):
    run = compiled(name, 8)
    lowest = LOWEST.get(name, -inf)
    of_any_size = st.floats(allow_nan=False, allow_infinity=False)
    numbers = st.one_of(st.floats(-2, 2), st.floats(-745, 710), st.floats(-0.4, 0.4), of_any_size)

    @given(st.lists(numbers, min_size=60, max_size=60))
    @settings(deadline=None, derandomize=True, max_examples=50)
    def check(values):
        values = [value for value in values if value > lowest and abs(value) < 1e5]
        assert_near(name, values, run(values))

    check()


@pytest.mark.parametrize("name", ORACLES)
def test_along_a_line(name):
    lowest = LOWEST.get(name, -20.0)
    values = [lowest + (i + 0.37) / 173 for i in range(6000)]
    assert_near(name, values, compiled(name, 8)(values))


@pytest.mark.parametrize("name", ORACLES)
def test_where_a_unit_in_the_last_place_is_smallest(name):
    """Below powers of two, and around the middle between whole multiples of log(2)."""
    values = [2.0**-exponent * (1 - i / 9011) for exponent in range(8) for i in range(1, 300)]
    values += [0.34 + i / 20011 for i in range(3000)]
    assert_near(name, values, compiled(name, 8)(values))


@pytest.mark.parametrize("name", ["log", "log1p"])
def test_logarithms_of_numbers_of_every_size(name):
    values = [2.0**exponent * factor for exponent in range(-1074, 1024) for factor in (1.0, 1.37, 1.9999)]
    assert_near(name, values, compiled(name, 8)(values))


@pytest.mark.parametrize("name", ORACLES)
@pytest.mark.parametrize("lanes", [1, 8])
def test_where_numbers_end(name, lanes):
    """Over floats it is right there; signs of zeros, infinities and what is not a number are the same."""
    for value, found in zip(HARD, compiled(name, lanes)(HARD), strict=True):
        expected = REAL[name](value)
        if isnan(expected):
            assert isnan(found), value
        else:
            assert found == expected or abs(found - expected) <= 2 * ulp(expected), value
            assert math.copysign(1.0, found) == math.copysign(1.0, expected), value
            assert math.isinf(found) == math.isinf(expected), value


@pytest.mark.parametrize("name", ORACLES)
def test_lanes_do_not_touch_each_other(name):
    values = [*HARD, 0.3, -1.7, 2.5e-9]
    bits = [struct.pack("<d", found) for found in compiled(name, 1)(values)]
    for shift in range(8):
        shifted = values[shift:] + values[:shift]
        wide = [struct.pack("<d", found) for found in compiled(name, 8)(shifted)]
        plain = bits[shift:] + bits[:shift]
        for value, a, b in zip(shifted, wide, plain, strict=True):
            assert a == b or (isnan(struct.unpack("<d", a)[0]) and isnan(struct.unpack("<d", b)[0])), value

"""Every row of the table of functions, column by column, against mpmath's and SymPy's own functions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
import sympy
from mpmath import mp, mpf
from mpmath_oracle import MPMATH, close, value

from calcgd.calculus.domain import formula_condition
from calcgd.calculus.formulas import LETTERS
from calcgd.expression import parse
from calcgd.expression.functions import ANY, FUNCTIONS, SPELLINGS, Function
from calcgd.expression.nodes import ONE, TRUE, ZERO, Call, Node, Piecewise, Symbol
from calcgd.expression.text import text
from calcgd.render.latex import latex

each_function = pytest.mark.parametrize("row", FUNCTIONS.values(), ids=lambda row: row.name)

PLACES = [Fraction(n, 10) for n in (-31, -20, -15, -10, -7, -3, 0, 2, 5, 9, 10, 13, 20, 35)]


@pytest.fixture(autouse=True)
def many_digits() -> Iterator[None]:
    with mp.workdps(60):
        yield


WHOLE = [Fraction(0), Fraction(1), Fraction(3)]
ORDERS = {"polygamma": WHOLE, "besselj": WHOLE, "bessely": WHOLE, "besseli": WHOLE[1:], "besselk": WHOLE}
"""What a first argument that is an order may be."""

Place = tuple[Fraction, ...]


def arity(row: Function) -> int:
    return 2 if row.arity[1] == ANY else row.arity[1]


def places(row: Function) -> Iterator[Place]:
    """Where a function is looked at: corners and ends of domains among the points."""
    if arity(row) == 1:
        yield from ((place,) for place in PLACES)
    else:
        yield from product(ORDERS.get(row.name, PLACES[1::3]), PLACES[::2])


def called(row: Function, place: Sequence[Any]) -> Any:
    """The value by mpmath, or None."""
    letters = LETTERS[: len(place)]
    return value(Call(row.name, map(Symbol, letters)), dict(zip(letters, place, strict=True)))


def at(formula: Node, place: Place) -> Any:
    return value(formula, dict(zip(LETTERS, place, strict=False)))


def holds(condition: str, place: Place) -> bool:
    """Whether one of the table's conditions holds; an empty one always does."""
    return not condition or at(Piecewise((ONE, formula_condition(condition), ZERO, TRUE)), place) == 1


def formulas(row: Function) -> list[str]:
    conditions = [f"1 if {condition} else 0" for condition in (row.domain, row.smooth) if condition]
    return [*filter(None, row.derivative), *conditions, *([row.definition] if row.definition else [])]


@each_function
def test_every_spelling_is_read_as_the_canonical_one(row: Function) -> None:
    inside = ", ".join(LETTERS[: arity(row)])
    for spelling in (row.name, *row.spellings.split()):
        assert text(parse(f"{spelling}({inside})").tree) == f"{row.name}({inside})"


def test_no_spelling_is_used_twice() -> None:
    spellings = [spelling for row in FUNCTIONS.values() for spelling in (row.name, *row.spellings.split())]
    assert len(set(spellings)) == len(spellings) == len(SPELLINGS)


@each_function
def test_every_formula_is_about_the_arguments(row: Function) -> None:
    assert len(row.derivative) <= arity(row)
    for formula in formulas(row):
        assert parse(formula).tree.free <= set(LETTERS[: arity(row)]), formula


@each_function
def test_left_out_arguments_have_constant_defaults(row: Function) -> None:
    fewest, most = row.arity
    if most != ANY:
        assert len(row.defaults) == most - fewest
    assert all(not parse(default).tree.free for default in row.defaults)


@each_function
def test_the_bare_name_is_a_variable_only_where_the_table_says_so(row: Function) -> None:
    try:
        bare = parse(f"1 + {row.name}").tree.args[1]
    except Exception:
        bare = None
    assert (bare is Symbol(row.name)) is row.variable


@each_function
def test_latex_can_be_written(row: Function) -> None:
    letters = LETTERS[: arity(row)]
    written = latex(Call(row.name, map(Symbol, letters)))
    assert all(letter in written for letter in letters)
    assert written.count("{") == written.count("}")


@each_function
def test_exact_values_are_the_values(row: Function) -> None:
    for argument, result in row.values:
        expected = value(Call(row.name, (parse(argument).tree,)), {})
        assert close(value(parse(result).tree, {}), expected, 1e-40, 1e-40), f"{row.name}({argument})"


@each_function
def test_parity_is_so(row: Function) -> None:
    if row.parity:
        sign = {"odd": -1, "even": 1}[row.parity]
        for place in places(row):
            there, mirrored = called(row, place), called(row, tuple(-u for u in place))
            assert (there is None) == (mirrored is None)
            if there is not None:
                assert close(mirrored, sign * there), place


@each_function
def test_the_definition_is_the_function(row: Function) -> None:
    if row.definition:
        tree = parse(row.definition).tree
        for place in places(row):
            expected = called(row, place)
            if expected is not None:
                assert close(at(tree, place), expected), place


@each_function
def test_the_sympy_function_of_that_name_is_the_function(row: Function) -> None:
    assert row.sympy or row.definition or row.name in ("logsumexp", "hypot")
    if row.sympy:
        for place in places(row):
            expected = called(row, place)
            if expected is not None:
                arguments = [sympy.Rational(u.numerator, u.denominator) for u in place]
                found = sympy.N(getattr(sympy, row.sympy)(*arguments), 30)
                assert close(mpf(found), expected, 1e-20, 1e-20), place


REAL_BEYOND_THE_DOMAIN = {
    "beta": "also between the poles of negative arguments",
    "li": "0 at 0, as a limit",
}


@each_function
def test_the_domain_is_where_the_value_is_real(row: Function) -> None:
    for place in places(row):
        if row.name == "acot" and place == (0,):
            continue  # where mpmath has a pole of 1/u, SymPy's acot is pi/2
        real = called(row, place) is not None
        inside = holds(row.domain, place)
        assert inside <= real, place
        if row.name not in REAL_BEYOND_THE_DOMAIN:
            assert inside == real, place


def slopes(row: Function, place: Place, index: int) -> list[Any]:
    """Difference quotients to the left and to the right at two distances, extrapolated; None without a value."""
    found = []
    for h in map(mpf, ("-1e-15", "1e-15", "-1e-18", "1e-18")):
        ahead = [[mp.convert(u) + (steps * h if i == index else 0) for i, u in enumerate(place)] for steps in (0, 1, 2)]
        here, near, far = (called(row, moved) for moved in ahead)
        found.append(None if None in (here, near, far) else (4 * near - 3 * here - far) / (2 * h))
    return found


@each_function
def test_the_derivative_holds_exactly_where_it_is_said_to(row: Function) -> None:
    for index, written in enumerate(row.derivative):
        if not written:
            continue
        formula = parse(written).tree
        for place in places(row):
            if not holds(row.domain, place) or called(row, place) is None:
                continue
            found = slopes(row, place, index)
            if holds(row.smooth, place):
                slope = at(formula, place)
                assert None not in (slope, *found), place
                assert all(close(slope, secant, 1e-10, 1e-10) for secant in found), place
            elif arity(row) == 1:
                assert None in found or not all(close(found[0], secant, 1e-10, 1e-10) for secant in found), place


def test_mpmath_knows_every_function() -> None:
    assert set(MPMATH) == set(FUNCTIONS)

"""Equations that are solved exactly: a polynomial in one kernel, and then the kernel undone.

`2*cos(x) - 1` is linear in `cos(x)`, which is 1/2; so `x` is `pi/3` or `-pi/3`, but for whole turns.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from calcgd.calculus.domain import formula_condition
from calcgd.calculus.formulas import formula
from calcgd.calculus.line.closed_forms import RATIONAL, closed_forms
from calcgd.calculus.line.factors import factors_of
from calcgd.calculus.line.interval import Interval
from calcgd.calculus.line.kernels import kernels_of, linear_parts
from calcgd.calculus.line.radicals import algebraic, solve_radicals
from calcgd.calculus.line.real import PRECISIONS, Exact, Image, Real, Root, enclosed, value_at
from calcgd.calculus.line.truth import holds_at
from calcgd.errors import NoAnswer
from calcgd.expression.nodes import ONE, ZERO, Call, Negation, Node, Number, Power, Product, Quotient, Sum, Symbol
from calcgd.expression.substitute import substitute
from calcgd.expression.text import text
from calcgd.expression.tidy import divide, negate, subtract, tidy

MOST_TURNS = 400
"""Solutions of a periodic equation that are listed one by one."""


class Inverse(NamedTuple):
    """Where a function takes the value r: at `formulas` in r, if `condition` holds, and again after each `period`."""

    formulas: tuple[str, ...]
    condition: str = ""
    period: str = ""


INVERSES: dict[str, Inverse] = {
    "exp": Inverse(("log(r)",), "r > 0"),
    "log": Inverse(("exp(r)",)),
    "log2": Inverse(("2**r",)),
    "log10": Inverse(("10**r",)),
    "log1p": Inverse(("exp(r) - 1",)),
    "sin": Inverse(("asin(r)", "pi - asin(r)"), "abs(r) <= 1", "2*pi"),
    "cos": Inverse(("acos(r)", "-acos(r)"), "abs(r) <= 1", "2*pi"),
    "tan": Inverse(("atan(r)",), "", "pi"),
    "cot": Inverse(("pi/2 - atan(r)",), "", "pi"),
    "sec": Inverse(("acos(1/r)", "-acos(1/r)"), "abs(r) >= 1", "2*pi"),
    "csc": Inverse(("asin(1/r)", "pi - asin(1/r)"), "abs(r) >= 1", "2*pi"),
    "asin": Inverse(("sin(r)",), "abs(r) <= pi/2"),
    "acos": Inverse(("cos(r)",), "0 <= r and r <= pi"),
    "atan": Inverse(("tan(r)",), "abs(r) < pi/2"),
    "asinh": Inverse(("sinh(r)",)),
    "acosh": Inverse(("cosh(r)",), "r >= 0"),
    "atanh": Inverse(("tanh(r)",)),
    "softplus": Inverse(("log(exp(r) - 1)",), "r > 0"),
    "logit": Inverse(("sigmoid(r)",)),
    "erf": Inverse(("erfinv(r)",), "abs(r) < 1"),
    "lambertw": Inverse(("r*exp(r)",), "r >= -1"),
    "abs": Inverse(("r", "-r"), "r >= 0"),
}
"""What can be undone; adding a function is adding a row."""

WHOLE = Inverse(("0",), "", "1")
"""The whole numbers."""


def solve_exactly(equation: Node, variable: str, window: Interval) -> list[Real] | None:
    """Every zero of a tidy tree, at least those in the window; None where this does not find them all.

    Among them may be numbers at which the tree has no value.
    """
    rounded = rounded_to_itself(equation)
    if rounded is not None:
        return _undo(rounded, WHOLE, Exact(ZERO), _Search(equation, variable, window))
    kernels = kernels_of(equation, variable)
    varying = [name for name, kernel in kernels.meaning.items() if variable in kernel.free]
    if len(varying) != 1:
        return solve_radicals(kernels, variable)
    values = _values(kernels.tree, varying[0], kernels.meaning)
    if values is None:
        return None
    search = _Search(equation, variable, window)
    return _all(_solutions(kernels.meaning[varying[0]], value, search) for value in values)


class _Search(NamedTuple):
    equation: Node
    variable: str
    window: Interval


def _all(parts: Iterator[list[Real] | None]) -> list[Real] | None:
    found: list[Real] = []
    for part in parts:
        if part is None:
            return None
        found += part
    return found


def rounded_to_itself(equation: Node) -> Node | None:
    """The u of a multiple of `u - floor(u)` or `u - ceil(u)`."""
    for term in equation.args:
        factor, call = term.args if isinstance(term, Product) and len(term.args) == 2 else (ONE, term)
        if isinstance(call, Call) and call.name in ("floor", "ceil"):
            inner = call.args[0]
            if tidy(Sum((equation, Product((factor, Sum((inner, Negation(call)))))))) is ZERO:
                return inner
    return None


def _values(tree: Node, symbol: str, meaning: Mapping[str, Node]) -> list[Real] | None:
    """The values that the kernel `symbol` takes where `tree` is zero."""
    if tree.free == {symbol}:
        from calcgd.algebra.polynomial import as_fraction
        from calcgd.algebra.real_roots import real_roots

        fraction = as_fraction(tree, [symbol])
        roots = None if fraction is None else real_roots(fraction[0], symbol)
        if roots is None:
            return None
        return [algebraic(root, symbol) for root in roots]
    constants = {name: kernel for name, kernel in meaning.items() if name != symbol}
    slope, start = linear_parts(tree, symbol)
    if slope is None or start is None:
        return None
    return [Exact(tidy(substitute(negate(divide(start, slope)), constants)))]


def _solutions(kernel: Node, value: Real, search: _Search) -> list[Real] | None:
    """Where `kernel` has the value."""
    inverse = None
    inner = kernel.args[0] if kernel.args else kernel
    if kernel is Symbol(search.variable):
        return [value if isinstance(value, Exact) else _number(Symbol("r"), value, search)]
    if isinstance(kernel, Power):
        base, exponent = kernel.args
        if isinstance(exponent, Number):
            inverse = _of_power(Fraction(exponent.value))
        elif not base.free:
            inner, inverse = exponent, Inverse((f"log(r)/log({text(base)})",), "r > 0")
    elif isinstance(kernel, Call) and len(kernel.args) == 1:
        inverse = INVERSES.get(kernel.name)
    return None if inverse is None else _undo(inner, inverse, value, search)


def _of_power(exponent: Fraction) -> Inverse:
    """The inverse of a power with a rational exponent; an odd denominator means the real root."""
    formula = f"r**({1 / exponent})"
    nonzero = "r != 0" if exponent < 0 else ""
    if exponent.denominator % 2 == 0:
        return Inverse((formula,), "r > 0" if nonzero else "r >= 0")
    if exponent.numerator % 2:
        return Inverse((formula,), nonzero)
    return Inverse((formula, f"-({formula})"), "r > 0" if nonzero else "r >= 0")


def _undo(inner: Node, inverse: Inverse, value: Real, search: _Search) -> list[Real] | None:
    """Where `inner` has a value at which the function with this `inverse` has the given one."""
    if inverse.condition:
        holds = holds_at(formula_condition(inverse.condition), {"r": value})
        if not holds:
            return None if holds is None else []
    preimages: list[Node] | None = [formula(written) for written in inverse.formulas]
    if inverse.period:
        preimages = _repeated(preimages, formula(inverse.period), inner, value, search)
    if preimages is None:
        return None
    return _all(_where(inner, preimage, value, search) for preimage in preimages)


def _repeated(preimages: list[Node], period: Node, inner: Node, value: Real, search: _Search) -> list[Node] | None:
    """Those of the preimages and of what repeats them that `inner` may take on the window."""
    if not search.window.is_bounded:
        return None
    try:
        low, high = enclosed(inner, {search.variable: search.window.hull()}, PRECISIONS[0])
        length = enclosed(tidy(period), {}, PRECISIONS[0]).low
        starts = [value_at(preimage, {"r": value}).within(PRECISIONS[0]) for preimage in preimages]
    except NoAnswer:
        return None
    if (high - low) / length > MOST_TURNS:
        return None
    return [
        Sum((preimage, Product((Number(turn), period))))
        for preimage, start in zip(preimages, starts, strict=True)
        for turn in range(floor((low - start.high) / length), ceil((high - start.low) / length) + 1)
    ]


def _where(inner: Node, preimage: Node, value: Real, search: _Search) -> list[Real] | None:
    """Where `inner` is `preimage`, an expression in the value r."""
    name = search.variable
    slope, start = linear_parts(inner, name)
    if slope is not None and start is not None:
        return [_number(Quotient(Sum((preimage, Negation(start))), slope), value, search)]
    if value.exact is None:
        return None
    goal = tidy(substitute(preimage, {"r": value.exact}))
    parts = factors_of(subtract(inner, goal), name)
    return _all(solve_exactly(part, name, search.window) for part in parts)


def _number(preimage: Node, value: Real, search: _Search) -> Real:
    if value.exact is not None:
        solution = Exact(tidy(substitute(preimage, {"r": value.exact})))
        place = solution.within(PRECISIONS[0])
        return next((Exact(r) for r in closed_forms(search.equation, search.variable, place, [RATIONAL])), solution)
    # The value is one of finitely many, each known to 64 bits, so that no two of them share their preimages.
    return Root(search.equation, search.variable, *Image(preimage, {"r": value}).within(PRECISIONS[0]))

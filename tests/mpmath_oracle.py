"""The value of a tree by mpmath, with its own definition of every function.

It knows nothing of the product's table of functions, so that a slip there cannot hide here. Real values only:
`value` returns None where the expression has none. An unknown function `f(a, b)` stands for sin(a + 2*b + the
number of letters of its name).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from math import prod
from typing import Any

import mpmath
from mpmath import mp, mpf
from mpmath.libmp import NoConvergence

from calcgd.expression import nodes
from calcgd.expression.nodes import (
    Call,
    Constant,
    Logic,
    Negation,
    Node,
    Number,
    Piecewise,
    Relation,
    Sum,
    Symbol,
)

DIGITS = 60
LARGEST = 10**6  # arguments beyond it only cost time


class Undefined(Exception):
    """No real value here."""


def value(node: Node, point: Mapping[str, Any]) -> Any:
    """The value of `node` at `point` as an mpf of `DIGITS` digits, or None where it is not a real number.

    None, too, where more digits change it: there is a pole (`1/sin(pi)`) or nothing but cancellation.
    """
    value, check = (value_to(node, point, digits) for digits in (DIGITS, 3 * DIGITS // 2))
    with mp.workdps(DIGITS):
        return value if None not in (value, check) and close(value, check, 1e-20, 1e-30) else None


def value_to(node: Node, point: Mapping[str, Any], digits: int) -> Any:
    """The value worked out once with so many digits, or None; at a pole it may be anything huge."""
    with mp.workdps(digits):
        try:
            result = _value(node, {name: mp.convert(at) for name, at in point.items()}, {})
        except (Undefined, ZeroDivisionError, ValueError, OverflowError, NoConvergence):
            return None
        return result if mpmath.isfinite(result) else None


def close(left: Any, right: Any, relative: float = 1e-10, absolute: float = 1e-18) -> bool:
    """Whether two numbers agree, as they must when both were computed with `DIGITS` digits."""
    return abs(left - right) <= relative * max(abs(left), abs(right)) + absolute


def _value(node: Node, point: Mapping[str, Any], seen: dict[Node, Any]) -> Any:
    if node not in seen:
        seen[node] = _evaluate(node, point, lambda part: _value(part, point, seen))
    return seen[node]


def _evaluate(node: Node, point: Mapping[str, Any], of: Callable[[Node], Any]) -> Any:
    match node:
        case Number():
            return _number(node.value, mp.prec)
        case Constant(name="pi"):
            return +mp.pi
        case Constant(name="e"):
            return +mp.e
        case Symbol():
            return point[node.name]
        case Sum():
            return mpmath.fsum(map(of, node.args))
        case nodes.Product():
            return mpmath.fprod(map(of, node.args))
        case nodes.Quotient():
            return of(node.args[0]) / of(node.args[1])
        case Negation():
            return -of(node.args[0])
        case nodes.Power():
            rational = exact(node.args[1])
            if rational is not None and rational.denominator == 1 and abs(rational) <= LARGEST:
                return of(node.args[0]) ** rational.numerator
            return _power(of(node.args[0]), of(node.args[1]), rational)
        case Call():
            args = list(map(of, node.args))
            return _inside(max(map(abs, args)) <= LARGEST, lambda: _real(MPMATH[node.name](*args)))
        case nodes.Unknown():
            return stand_in(node, list(map(of, node.args)), mpmath.sin, mp.pi)
        case Piecewise():
            for piece, condition in node.pieces:
                if _holds(condition, of):
                    return of(piece)
    raise Undefined(repr(node))


@cache
def _number(number: Any, prec: int) -> Any:
    fraction = Fraction(number)
    return mpf(fraction.numerator) / fraction.denominator


def _real(number: Any) -> Any:
    if mpmath.im(number):
        raise Undefined
    return mpmath.re(number)


def stand_in(node: nodes.Unknown, args: list[Any], sine: Any, pi: Any) -> Any:
    angle = sum((2**index * arg for index, arg in enumerate(args)), len(node.name))
    scale = 1
    for index, order in enumerate(node.orders):
        scale *= 2 ** (index * order)
    return scale * sine(angle + sum(node.orders) * pi / 2)


def _power(base: Any, exponent: Any, rational: Fraction | None) -> Any:
    if abs(exponent) > LARGEST:
        raise Undefined
    if base > 0:
        return base**exponent
    if base == 0:
        return _inside(rational is not None and rational >= 0, lambda: mpf(0) ** exponent)
    if rational is None or rational.denominator % 2 == 0:
        if mpmath.isint(exponent):
            return base ** int(exponent)
        raise Undefined
    size = (-base) ** exponent
    return -size if rational.numerator % 2 else size


@cache
def exact(node: Node) -> Fraction | None:
    """The value of a tree of rationals, or None for any other tree."""
    if isinstance(node, Number):
        return Fraction(node.value)
    parts = [exact(arg) for arg in node.args]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts) or not known:
        return None
    match node:
        case Negation():
            return -known[0]
        case nodes.Quotient():
            return known[0] / known[1] if known[1] else None
        case Sum():
            return sum(known, Fraction(0))
        case nodes.Product():
            return prod(known, start=Fraction(1))
    return None


def _holds(condition: Node, of: Callable[[Node], Any]) -> bool:
    match condition:
        case nodes.Truth():
            return condition.value
        case Relation():
            left, right = map(of, condition.args)
            return {
                "<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right,
                "==": left == right, "!=": left != right,
            }[condition.op]  # fmt: skip
        case Logic(op="not"):
            return not _holds(condition.args[0], of)
        case Logic(op="and"):
            return all(_holds(arg, of) for arg in condition.args)
        case Logic(op="or"):
            return any(_holds(arg, of) for arg in condition.args)
    raise TypeError(f"not a condition: {condition!r}")


def _inside(condition: bool, result: Callable[[], Any]) -> Any:
    if not condition:
        raise Undefined
    return result()


def _no_pole(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """`cot(pi)` has no value, though cot of pi rounded has a huge one."""

    def result(u: Any) -> Any:
        found = function(u)
        return _inside(abs(found) < mpf(10) ** (mp.dps // 2), lambda: found)

    return result


def _log(u: Any) -> Any:
    return _inside(u > 0, lambda: mpmath.log(u))


SAME_NAMES = """
    exp sin cos atan hypot sinh cosh tanh coth sech csch asinh sign floor ceil erf
    erfc erfi gamma digamma beta zeta lambertw li besselj bessely besseli besselk airyai airybi
    fresnels fresnelc
"""
MPMATH: dict[str, Callable[..., Any]] = {name: getattr(mpmath, name) for name in SAME_NAMES.split()} | {
    "sqrt": lambda u: _inside(u >= 0, lambda: mpmath.sqrt(u)),
    "cbrt": lambda u: mpmath.sign(u) * mpmath.cbrt(abs(u)),
    "expm1": lambda u: mpmath.exp(u) - 1,
    "log": _log,
    "log2": lambda u: _log(u) / mpmath.log(2),
    "log10": lambda u: _log(u) / mpmath.log(10),
    "log1p": lambda u: _log(1 + u),
    "tan": _no_pole(mpmath.tan),
    "cot": _no_pole(mpmath.cot),
    "sec": _no_pole(mpmath.sec),
    "csc": _no_pole(mpmath.csc),
    "asin": lambda u: _inside(abs(u) <= 1, lambda: mpmath.asin(u)),
    "acos": lambda u: _inside(abs(u) <= 1, lambda: mpmath.acos(u)),
    "acot": lambda u: mpmath.atan(1 / u) if u else mp.pi / 2,
    "asec": lambda u: _inside(abs(u) >= 1, lambda: mpmath.acos(1 / u)),
    "acsc": lambda u: _inside(abs(u) >= 1, lambda: mpmath.asin(1 / u)),
    "atan2": lambda u, v: _inside(bool(u or v), lambda: mpmath.atan2(u, v)),
    "sinc": lambda u: mpmath.sin(u) / u if u else mpf(1),
    "acosh": lambda u: _inside(u >= 1, lambda: mpmath.acosh(u)),
    "atanh": lambda u: _inside(abs(u) < 1, lambda: mpmath.atanh(u)),
    "acoth": lambda u: _inside(abs(u) > 1, lambda: mpmath.atanh(1 / u)),
    "asech": lambda u: _inside(0 < u <= 1, lambda: mpmath.acosh(1 / u)),
    "acsch": lambda u: mpmath.asinh(1 / u),
    "abs": abs,
    "step": lambda u: (mpmath.sign(u) + 1) / 2,
    "max": max,
    "min": min,
    "sigmoid": lambda u: 1 / (1 + mpmath.exp(-u)),
    "relu": lambda u: max(u, mpf(0)),
    "leaky_relu": lambda u, v: u if u > 0 else v * u,
    "elu": lambda u, v: u if u > 0 else v * (mpmath.exp(u) - 1),
    "softplus": lambda u: mpmath.log(1 + mpmath.exp(u)),
    "silu": lambda u: u / (1 + mpmath.exp(-u)),
    "gelu": lambda u: u * (1 + mpmath.erf(u / mpmath.sqrt(2))) / 2,
    "mish": lambda u: u * mpmath.tanh(mpmath.log(1 + mpmath.exp(u))),
    "softsign": lambda u: u / (1 + abs(u)),
    "logit": lambda u: _inside(0 < u < 1, lambda: mpmath.log(u / (1 - u))),
    "logsumexp": lambda *us: mpmath.log(mpmath.fsum(map(mpmath.exp, us))),
    "erfinv": lambda u: _inside(abs(u) < 1, lambda: mpmath.erfinv(u)),
    "factorial": lambda u: mpmath.gamma(u + 1),
    "loggamma": lambda u: _inside(u > 0, lambda: mpmath.loggamma(u)),
    "polygamma": lambda n, u: mpmath.psi(n, u),
    "Si": mpmath.si,
    "Ci": mpmath.ci,
    "Ei": mpmath.ei,
    "airyaiprime": lambda u: mpmath.airyai(u, derivative=1),
    "airybiprime": lambda u: mpmath.airybi(u, derivative=1),
    "elliptic_k": lambda u: _inside(u < 1, lambda: mpmath.ellipk(u)),
    "elliptic_e": lambda u: _inside(u <= 1, lambda: mpmath.ellipe(u)),
}

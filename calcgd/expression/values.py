"""Functions of tidy arguments: exact values, parity, and the inverses that undo each other."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from calcgd.expression.angles import quotient_of_sines, sine_of_twelfths, twelfths
from calcgd.expression.functions import FUNCTIONS
from calcgd.expression.nodes import CALLS, NUMBERS, ONE, ZERO, Call, Node, Number, Power, Product
from calcgd.expression.products import exponential, multiply, power
from calcgd.expression.rationals import rational
from calcgd.expression.sharing import cache
from calcgd.expression.signs import is_negative, is_nonnegative
from calcgd.expression.size import factorial_is_too_large
from calcgd.expression.sums import UNDEFINED, negate
from calcgd.expression.text import text

_values: dict[str, dict[Node, Node]] = cache({})


def call(name: str, *args: Node) -> Node:
    """The tidy call of a function of the table on tidy arguments."""
    if UNDEFINED in args:
        return UNDEFINED
    first = args[0]
    special = _SPECIAL.get(name)
    if special is not None:
        value = special(*args)
        if value is not None:
            return value
    row = FUNCTIONS[name]
    if row.values:
        value = _listed(name).get(first)
        if value is not None:
            return value
    if row.parity and is_negative(first):
        inner = call(name, negate(first))
        return inner if row.parity == "even" else negate(inner)
    if row.definition and all(type(arg) is Number for arg in args):
        value = _by_definition(row.definition, args)
        if type(value) is Number:
            return value
    return CALLS[name, args]


def _listed(name: str) -> dict[Node, Node]:
    table = _values.get(name)
    if table is None:
        from calcgd.expression import parse
        from calcgd.expression.tidy import tidy

        pairs = FUNCTIONS[name].values
        table = _values[name] = {tidy(parse(at).tree): tidy(parse(value).tree) for at, value in pairs}
    return table


def _by_definition(definition: str, args: tuple[Node, ...]) -> Node:
    from calcgd.expression import parse
    from calcgd.expression.substitute import substitute
    from calcgd.expression.tidy import tidy

    return tidy(substitute(parse(definition).tree, dict(zip("uvw", args, strict=False))))


def _rational(node: Node) -> Any:
    return node.value if type(node) is Number else None  # type: ignore[attr-defined]


def _sqrt(u: Node) -> Node:
    return power(u, NUMBERS[1, 2])


def _cbrt(u: Node) -> Node:
    return power(u, NUMBERS[1, 3])


def _log(u: Node) -> Node | None:
    if _is_call(u, "exp"):
        return u.args[0]
    value = _rational(u)
    if value is not None and value <= 0:
        return UNDEFINED
    if value is not None and value.numerator == 1 and value.denominator > 1:
        return negate(call("log", Number(value.denominator)))
    if type(u) is Power and getattr(_rational(u.args[1]), "denominator", 1) % 2 == 0:
        return multiply(u.args[1], call("log", u.args[0]))
    return None


def _bessel(name: str, alternates: bool, any_order: bool = False) -> Callable[[Node, Node], Node | None]:
    """Whole negative orders by positive ones: J_-n is (-1)**n J_n (DLMF 10.4.1), I_-n is I_n, K_-v is K_v (10.27)."""

    def tidied(order: Node, u: Node) -> Node | None:
        value = _rational(order)
        if value is None or value >= 0 or not (any_order or type(value) is int):
            return None
        positive = call(name, negate(order), u)
        return negate(positive) if alternates and value % 2 else positive

    return tidied


def _abs(u: Node) -> Node | None:
    value = _rational(u)
    if value is not None:
        return Number(abs(value))
    if is_nonnegative(u):
        return u
    if type(u) is Product:
        outside = [factor for factor in u.args if type(factor) is Number or is_nonnegative(factor)]
        inside = [factor for factor in u.args if factor not in outside]
        if outside:
            plain = [call("abs", factor) for factor in outside]
            return multiply(*plain, call("abs", multiply(*inside)))
    if type(u) is Power and type(_rational(u.args[1])) is int:
        return power(call("abs", u.args[0]), u.args[1])
    return None


def _sign(u: Node) -> Node | None:
    value = _rational(u)
    if value is not None:
        return Number((value > 0) - (value < 0))
    if type(u) is Product and type(u.args[0]) is Number:
        return multiply(call("sign", u.args[0]), call("sign", multiply(*u.args[1:])))
    return ONE if not u.free and is_nonnegative(u) else None


def _step(u: Node) -> Node | None:
    value = _rational(u)
    if value is not None:
        return ONE if value > 0 else ZERO if value < 0 else rational(1, 2)
    if type(u) is Product and type(u.args[0]) is Number and abs(u.args[0].value) != 1:  # type: ignore[attr-defined]
        return call("step", multiply(call("sign", u.args[0]), *u.args[1:]))
    return None


def _floor(u: Node) -> Node | None:
    value = _rational(u)
    return None if value is None else Number(math.floor(value))


def _ceil(u: Node) -> Node | None:
    value = _rational(u)
    return None if value is None else Number(math.ceil(value))


def _extreme(name: str, pick: Callable[..., Any]) -> Callable[..., Node]:
    def tidied(*args: Node) -> Node:
        flat = [part for arg in args for part in (arg.args if _is_call(arg, name) else (arg,))]
        numbers = [part.value for part in flat if type(part) is Number]  # type: ignore[attr-defined]
        others = sorted({part for part in flat if type(part) is not Number}, key=text)
        kept = ([Number(pick(numbers))] if numbers else []) + others
        return kept[0] if len(kept) == 1 else Call(name, kept)

    return tidied


def _is_call(node: Node, name: str) -> bool:
    return type(node) is Call and node.name == name  # type: ignore[attr-defined]


def _factorial(u: Node) -> Node | None:
    value = _rational(u)
    if type(value) is not int or factorial_is_too_large(u):
        return None
    return Number(math.factorial(value)) if value >= 0 else UNDEFINED


def _gamma(u: Node) -> Node | None:
    value = _rational(u)
    if type(value) is not int or factorial_is_too_large(u):
        return None
    return Number(math.factorial(value - 1)) if value > 0 else UNDEFINED


def _logsumexp(*args: Node) -> Node | None:
    return args[0] if len(args) == 1 else None


def _undone_by(inverse: str) -> Callable[[Node], Node | None]:
    return lambda u: u.args[0] if _is_call(u, inverse) else None


def _trigonometric(form: Callable[[int], Node | None], inverse: str) -> Callable[[Node], Node | None]:
    def tidied(u: Node) -> Node | None:
        turn = twelfths(u)
        return _undone_by(inverse)(u) if turn is None else form(turn)

    return tidied


_SPECIAL: dict[str, Callable[..., Node | None]] = {
    "sqrt": _sqrt,
    "cbrt": _cbrt,
    "exp": exponential,
    "log": _log,
    "abs": _abs,
    "sign": _sign,
    "step": _step,
    "floor": _floor,
    "ceil": _ceil,
    "max": _extreme("max", max),
    "min": _extreme("min", min),
    "factorial": _factorial,
    "gamma": _gamma,
    "logsumexp": _logsumexp,
    "besselj": _bessel("besselj", True),
    "bessely": _bessel("bessely", True),
    "besseli": _bessel("besseli", False),
    "besselk": _bessel("besselk", False, True),
    "sin": _trigonometric(sine_of_twelfths, "asin"),
    "cos": _trigonometric(lambda turn: sine_of_twelfths(turn + 6), "acos"),
    "tan": _trigonometric(quotient_of_sines(0, 6), "atan"),
    "cot": _trigonometric(quotient_of_sines(6, 0), "acot"),
    "sec": _trigonometric(quotient_of_sines(6, None), "asec"),
    "csc": _trigonometric(quotient_of_sines(0, None), "acsc"),
    "sinh": _undone_by("asinh"),
    "cosh": _undone_by("acosh"),
    "tanh": _undone_by("atanh"),
}

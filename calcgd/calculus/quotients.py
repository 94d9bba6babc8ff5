"""The derivative of a quotient over the lowest common denominator: of `x/(x**2 + 1)**3` over `(x**2 + 1)**4`."""

from __future__ import annotations

from collections.abc import Callable

from calcgd.expression.nodes import MINUS_ONE, ONE, Call, Node, Power, Product
from calcgd.expression.tidy import add, call, multiply, power


def quotient_of_powers(u: Node, v: Node, du: Node, x: str, d: Callable[[Node], Node]) -> Node:
    """The derivative of `u/v` for tidy `u` and `v`; `du` is that of `u`, and `d` gives those of parts of `v`.

    With v = b1**n1 * b2**n2 * ... it is (u'*b1*b2*... - u*(n1*b1'*b2*... + n2*b1*b2'*... + ...))/(v*b1*b2*...).
    """
    bases: list[Node] = []
    rates: list[Node] = []  # by the base of the same place: n*b'; by ONE: what an exponential contributes
    for factor in v.args if type(v) is Product else (v,):
        if x in factor.free:
            base, rate = _base_and_rate(factor, x, d)
            bases.append(base)
            rates.append(rate)
    fall = add(*(multiply(rate, *bases[:i], *bases[i + 1 :]) for i, rate in enumerate(rates)))
    numerator = add(multiply(du, *bases), multiply(MINUS_ONE, u, fall))
    below = [*(v.args if type(v) is Product else (v,)), *bases]
    return multiply(numerator, *[power(factor, MINUS_ONE) for factor in below])


def _base_and_rate(factor: Node, x: str, d: Callable[[Node], Node]) -> tuple[Node, Node]:
    """`b` and `n*b'` of b**n; 1 and `g'*log(a)` of a**g."""
    if type(factor) is Call and factor.name == "exp":  # type: ignore[attr-defined]
        return ONE, d(factor.args[0])
    if type(factor) is Power:
        base, exponent = factor.args
        if x not in exponent.free:
            return base, multiply(exponent, d(base))
        if x not in base.free:
            return ONE, multiply(call("log", base), d(exponent))
    return factor, d(factor)

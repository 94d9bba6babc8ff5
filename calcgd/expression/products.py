"""Products and powers of tidy trees, again tidy: flat, ordered, like bases joined, numbers worked out.

Powers are joined only where that holds for real variables wherever the original is defined: `(x**2)**(1/2)` is
`abs(x)`, `sqrt(x)**2` is `x`, `(x**a)**b` stays. A rational exponent with an odd denominator is the real root.
"""

from __future__ import annotations

from collections.abc import Iterable

from calcgd.expression.nodes import (
    CALLS,
    MINUS_ONE,
    NUMBERS,
    ONE,
    POWERS,
    PRODUCTS,
    ZERO,
    Call,
    E,
    Node,
    Number,
    Power,
    Product,
)
from calcgd.expression.order import in_order_of_factors
from calcgd.expression.rationals import rational
from calcgd.expression.roots import number_power
from calcgd.expression.sharing import Worked
from calcgd.expression.signs import is_nonnegative
from calcgd.expression.sums import UNDEFINED, add, scale


def divide(numerator: Node, denominator: Node) -> Node:
    """The tidy quotient of tidy trees."""
    if type(denominator) is Product:
        return multiply(numerator, *[power(factor, MINUS_ONE) for factor in denominator.args])
    return multiply(numerator, power(denominator, MINUS_ONE))


def multiply(*factors: Node) -> Node:
    """The tidy product of tidy factors."""
    if len(factors) == 1:
        return factors[0]
    number = ONE
    found: dict[Node, Node] = {}  # base -> the factor with that base
    joined: list[Node] = []
    for factor in factors:
        for part in factor.args if type(factor) is Product else (factor,):
            cls = type(part)
            base = part
            if cls is Number:
                number = part if number is ONE else _product_of_numbers(number, part)
                continue
            if cls is Call:
                if part.content == "exp":
                    base = E
            elif cls is Power:
                if part is UNDEFINED:
                    return UNDEFINED
                base = part.args[0]
                if type(base) is Number and type(part.args[1]) is Number:
                    base = part.args[1]  # radicals of one index are joined: sqrt(2)*sqrt(3) is sqrt(6)
            if base not in found:
                found[base] = part
                continue
            product = _joined(found.pop(base), part)
            if base is _base_and_exponent(product)[0] and type(base) not in (Number, Product):
                found[base] = product
            else:
                joined.append(product)
    if joined and number is not ZERO:
        return multiply(number, *found.values(), *joined)
    return _product_of(number, list(found.values()))


def _product_of(number: Node, factors: list[Node]) -> Node:
    if number is ZERO or not factors:
        return number
    if len(factors) == 1:
        [factor] = factors
        if number is ONE:
            return factor
        return scale(-1, factor) if number is MINUS_ONE else PRODUCTS[number, factor]
    factors = in_order_of_factors(factors)
    return PRODUCTS[tuple(factors)] if number is ONE else PRODUCTS[(number, *factors)]


def _product_of_numbers(first: Node, second: Node) -> Node:
    one, other = first.content, second.content
    if type(one) is int and type(other) is int:
        return NUMBERS[one * other]
    return rational(one.numerator * other.numerator, one.denominator * other.denominator)


def _joined(first: Node, second: Node) -> Node:
    """The product of two factors with one base, or of two radicals of one index."""
    base, exponent = _base_and_exponent(first)
    other, further = _base_and_exponent(second)
    if base is other:
        return power(base, add(exponent, further))
    return number_power(base.content * other.content, exponent.content)


def _base_and_exponent(factor: Node) -> tuple[Node, Node]:
    if type(factor) is Power:
        return factor.args[0], factor.args[1]
    if type(factor) is Call and factor.content == "exp":
        return E, factor.args[0]
    return factor, ONE


def power(base: Node, exponent: Node) -> Node:
    """The tidy power of tidy trees."""
    if type(exponent) is not Number:
        return _symbolic_power(base, exponent)
    if exponent is ONE or base is UNDEFINED:
        return base
    if exponent is ZERO:
        return ONE
    cls = type(base)
    if cls is Number:
        return _POWERS_OF_NUMBERS[base, exponent]
    if cls is Power:
        return _power_of_power(base, exponent)
    if cls is Product:
        return _power_of_product(base.args, exponent)
    if cls is Call:
        name = base.content
        if name == "exp":
            return exponential(multiply(base.args[0], exponent))
        if name == "abs" and exponent.content % 2 == 0:
            return power(base.args[0], exponent)
    if base is E:
        return exponential(exponent)
    return POWERS[base, exponent]


def _power_of_number(pair: tuple[Node, Node]) -> Node:
    return number_power(pair[0].content, pair[1].content)


_POWERS_OF_NUMBERS = Worked(_power_of_number)


def _symbolic_power(base: Node, exponent: Node) -> Node:
    if exponent is UNDEFINED or base is UNDEFINED:
        return UNDEFINED
    if base is ONE:
        return ONE
    if base is E:
        return exponential(exponent)
    if type(base) is Call and base.content == "exp":
        return exponential(multiply(base.args[0], exponent))
    return Power(base, exponent)


def _power_of_power(inner: Node, outer: Node) -> Node:
    base, within = inner.args
    if type(within) is not Number:
        return power(base, multiply(within, outer)) if type(outer.content) is int else Power(inner, outer)
    total = _product_of_numbers(within, outer)
    if type(outer.content) is not int:
        loses_sign = within.content.numerator % 2 == 0 and outer.content.denominator % 2 == 0
        if loses_sign and total.content.numerator % 2 and not is_nonnegative(base):
            return power(Call("abs", (base,)), total)
    return power(base, total)


def _power_of_product(factors: Iterable[Node], exponent: Node) -> Node:
    """Roots with even denominators are taken only of factors that cannot be negative."""
    if exponent.content.denominator % 2:
        return multiply(*[power(factor, exponent) for factor in factors])
    outside: list[Node] = []
    inside: list[Node] = []
    for factor in factors:
        if type(factor) is Number and factor.content < 0:
            inside.append(MINUS_ONE)
            if factor is not MINUS_ONE:
                outside.append(power(Number(-factor.content), exponent))
        elif is_nonnegative(factor):
            outside.append(power(factor, exponent))
        else:
            inside.append(factor)
    if len(inside) == 1 and inside[0] is not MINUS_ONE:
        outside.append(power(inside[0], exponent))
    elif inside:
        outside.append(Power(inside[0] if len(inside) == 1 else Product(inside), exponent))
    return multiply(*outside) if len(outside) > 1 else outside[0]


def exponential(exponent: Node) -> Node:
    """`e**exponent`: `exp(c*log(u))` is `u**c`."""
    if exponent is ZERO:
        return ONE
    if exponent is ONE:
        return E
    if exponent is UNDEFINED:
        return UNDEFINED
    for i, factor in enumerate(exponent.args if type(exponent) is Product else (exponent,)):
        if type(factor) is Call and factor.content == "log":
            rest = exponent.args[:i] + exponent.args[i + 1 :] if type(exponent) is Product else ()
            return power(factor.args[0], multiply(*rest))
    return CALLS["exp", (exponent,)]

"""Polynomials with rational coefficients, multiplied out."""

from __future__ import annotations

from math import comb
from typing import Any

from calcgd.expression.nodes import NUMBERS, POWERS, PRODUCTS, ZERO, Node, Number, Power, Product, Sum, Symbol
from calcgd.expression.order import TWELFTHS_OF_DEGREES
from calcgd.expression.sharing import Worked
from calcgd.expression.sums import add, scale

# Monomial -> coefficient. A monomial is a whole number whose groups of bits are the exponents of the variables, so that
# to add these numbers is to multiply the monomials.
Polynomial = dict[int, Any]

MOST_TERMS = 150


def is_polynomial(node: Node) -> bool:
    """Whether `node` is a polynomial with rational coefficients."""
    return IS_POLYNOMIAL[node]


def _is_polynomial(node: Node) -> bool:
    cls = type(node)
    if cls is Number or cls is Symbol:
        return True
    if cls is Power:
        base, exponent = node.args
        if type(exponent) is not Number:
            return False
        return type(exponent.content) is int and exponent.content > 0 and IS_POLYNOMIAL[base]
    # What makes it none, a function, stands last in a product.
    return (cls is Sum or cls is Product) and all(map(IS_POLYNOMIAL.__getitem__, reversed(node.args)))


IS_POLYNOMIAL = Worked(_is_polynomial)


def expand(node: Node) -> Node | None:
    """A polynomial multiplied out, or None where that has too many terms."""
    width = (TWELFTHS_OF_DEGREES[node] // 12).bit_length()
    units = {name: 1 << (place * width) for place, name in enumerate(sorted(node.free))}
    polynomial = _multiplied_out(node, units)
    return None if polynomial is None else _tree(polynomial, units, (1 << width) - 1)


def _multiplied_out(node: Node, units: dict[str, int]) -> Polynomial | None:
    cls = type(node)
    if cls is Number:
        return {0: node.content}
    if cls is Symbol:
        return {units[node.content]: 1}
    if cls is Sum:
        return _sum(node.args, units)
    if cls is Power:
        base, exponent = node.args
        if type(base) is Symbol:
            return {units[base.content] * exponent.content: 1}
        return _power(_multiplied_out(base, units), exponent.content)
    result: Polynomial | None = {0: 1}
    for factor in node.args:
        result = _times(result, _multiplied_out(factor, units))
    return result


def _sum(terms: tuple[Node, ...], units: dict[str, int]) -> Polynomial | None:
    total: Polynomial = {}
    for term in terms:
        part = _multiplied_out(term, units)
        if part is None:
            return None
        for monomial, coefficient in part.items():
            total[monomial] = total[monomial] + coefficient if monomial in total else coefficient
    return total if len(total) <= MOST_TERMS else None


def _power(base: Polynomial | None, n: int) -> Polynomial | None:
    if base is None:
        return None
    if len(base) == 1:
        [(monomial, coefficient)] = base.items()
        return {monomial * n: coefficient**n}
    if n >= MOST_TERMS:
        return None
    if len(base) == 2:
        (first, a), (second, b) = base.items()
        return {first * (n - k) + second * k: comb(n, k) * a ** (n - k) * b**k for k in range(n + 1)}
    result: Polynomial | None = base
    for _ in range(n - 1):
        result = _times(result, base)
    return result


def _times(left: Polynomial | None, right: Polynomial | None) -> Polynomial | None:
    if left is None or right is None or len(left) * len(right) > 10 * MOST_TERMS:
        return None
    if len(left) == 1:
        [(monomial, coefficient)] = left.items()
        return {monomial + other: coefficient * factor for other, factor in right.items()}
    product: Polynomial = {}
    for monomial, coefficient in left.items():
        for other, factor in right.items():
            total = monomial + other
            if total in product:
                product[total] += coefficient * factor
            else:
                product[total] = coefficient * factor
    return product if len(product) <= MOST_TERMS else None


def _tree(polynomial: Polynomial, units: dict[str, int], mask: int) -> Node:
    terms: list[Node] = []
    for monomial, coefficient in polynomial.items():
        if coefficient:
            factors = [
                Symbol(name) if n == 1 else POWERS[Symbol(name), NUMBERS[n]]
                for name, unit in units.items()
                if (n := monomial // unit & mask)
            ]
            if not factors:
                terms.append(Number(coefficient))
            else:
                terms.append(scale(coefficient, factors[0] if len(factors) == 1 else PRODUCTS[tuple(factors)]))
    return add(*terms) if terms else ZERO

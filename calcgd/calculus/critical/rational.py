"""Rational functions that have the sign of an expression, and polynomials as products."""

from __future__ import annotations

from collections.abc import Sequence

from calcgd.calculus.line.kernels import kernels_of
from calcgd.expression.nodes import ZERO, Node, Number, Power, Product, Symbol
from calcgd.expression.signs import is_positive
from calcgd.expression.tidy import add, multiply, power


def of_same_sign(node: Node, names: Sequence[str]) -> tuple[Node, Node] | None:
    """Numerator and denominator, coprime polynomials, of a rational function that has the sign of a tidy tree.

    `(x - 2*x**3)*exp(-x**2)` has that of `x - 2*x**3`. None where there is more to it than positive factors.
    """
    from calcgd.algebra.polynomial import as_fraction

    plain = as_fraction(node, names)
    if plain is not None:
        return plain
    kernels = kernels_of(node, names[0])
    symbols = list(kernels.meaning)
    fraction = as_fraction(kernels.tree, symbols)
    if fraction is None:
        return None
    positive = [is_positive(kernels.meaning[name]) for name in symbols]
    parts = [_without(part, symbols, positive) for part in fraction]
    if parts[0] is None or parts[1] is None:
        return None
    over, under = (kernels.restored(part) for part in parts if part is not None)
    return as_fraction(multiply(over, power(under, Number(-1))), names)


def _without(polynomial: Node, symbols: Sequence[str], positive: Sequence[bool]) -> Node | None:
    """A polynomial divided by the powers of positive symbols that all its terms have; None if it still has some."""
    from calcgd.algebra.polynomial import terms

    found = terms(polynomial, symbols)
    if not found:
        return polynomial
    lowest = [min(exponents[place] for exponents in found) * drop for place, drop in enumerate(positive)]
    left: Node = ZERO
    for exponents, coefficient in found.items():
        rest = [n - low for n, low in zip(exponents, lowest, strict=True)]
        if any(n and drop for n, drop in zip(rest, positive, strict=True)):
            return None
        powers = (power(Symbol(name), Number(n)) for name, n in zip(symbols, rest, strict=True))
        left = add(left, multiply(Number(coefficient), *powers))
    return left


def factored(node: Node, names: Sequence[str]) -> Node:
    """A polynomial as the product of a number and powers of irreducible polynomials; anything else as it is."""
    from calcgd.algebra.polynomial import factors, terms

    found = factors(node, names)
    if not found:
        return node
    product = Product([Power(factor, Number(count)) for factor, count in found])
    ours, theirs = (terms(tree, names) for tree in (node, product))
    assert ours and theirs
    some = next(iter(theirs))
    return Product((Number(ours[some] / theirs[some]), *product.args))

"""Trees to exact polynomials with integer coefficients and back; what flint holds stays inside this room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import comb, lcm
from typing import Any

from calcgd.expression.nodes import Negation, Node, Number, Power, Product, Quotient, Sum, Symbol
from calcgd.expression.products import multiply, power
from calcgd.expression.sums import add
from calcgd.expression.tidy import tidy

MOST_TERMS = 20_000
MOST_DEGREE = 2000
"""What a power or product may have; beyond that multiplying out and factoring would take minutes."""

# Numerator and denominator, coprime.
Ratio = tuple[Any, Any]


class NotRational(Exception):
    """The tree is no rational function with rational coefficients, or one with too many terms."""


def as_fraction(node: Node, variables: Sequence[str]) -> tuple[Node, Node] | None:
    """Numerator and denominator of a rational function: coprime polynomials with integer coefficients.

    The first coefficient of the denominator is positive. None for what is not a rational function of `variables` with
    rational coefficients, or too large to be multiplied out.
    """
    try:
        numerator, denominator = read_fraction(node, ring(variables), variables)
    except NotRational:
        return None
    return write(numerator, variables), write(denominator, variables)


def factors(node: Node, variables: Sequence[str]) -> list[tuple[Node, int]] | None:
    """The irreducible factors of a polynomial over the rationals, each with its multiplicity.

    They have integer coefficients without a common divisor, the first one positive. A constant has none. None for what
    is not a polynomial in `variables` with rational coefficients, and for 0.
    """
    polynomial = read_polynomial(node, variables)
    if polynomial is None or polynomial.is_zero():
        return None
    return [(write(factor, variables), count) for factor, count in irreducible(polynomial)]


def terms(node: Node, variables: Sequence[str]) -> dict[tuple[int, ...], Fraction] | None:
    """The coefficients of a polynomial by the exponents of the variables; None for what is no polynomial in them."""
    try:
        numerator, denominator = read_fraction(node, ring(variables), variables)
    except NotRational:
        return None
    if not denominator.is_constant():
        return None
    below = int(denominator.leading_coefficient())
    return {tuple(map(int, n)): Fraction(int(c), below) for n, c in numerator.to_dict().items()}


def ring(variables: Sequence[str]) -> Any:
    """The polynomials over the integers in as many variables, ordered by total degree."""
    from flint import fmpz_mpoly_ctx

    return fmpz_mpoly_ctx.get((("x", max(len(variables), 1)),), "degrevlex")


def read_polynomial(node: Node, variables: Sequence[str]) -> Any | None:
    """A polynomial with rational coefficients as a multiple of it with integer coefficients; None for anything else."""
    try:
        numerator, denominator = read_fraction(node, ring(variables), variables)
    except NotRational:
        return None
    return numerator if denominator.is_constant() else None


def read_fraction(node: Node, context: Any, variables: Sequence[str]) -> Ratio:
    """Numerator and denominator in `context`.

    Raises NotRational where the tree is no rational function, divides by 0, or has too many terms.
    """
    match node:
        case Number():
            return context.constant(node.value.numerator), context.constant(node.value.denominator)
        case Symbol() if node.name in variables:
            return context.gen(list(variables).index(node.name)), context.constant(1)
        case Sum():
            return _sum([read_fraction(arg, context, variables) for arg in node.args])
        case Product():
            result = context.constant(1), context.constant(1)
            for arg in node.args:
                result = _times(result, read_fraction(arg, context, variables))
            return result
        case Quotient():
            over, under = (read_fraction(arg, context, variables) for arg in node.args)
            return _times(over, _inverse(under))
        case Negation():
            numerator, denominator = read_fraction(node.args[0], context, variables)
            return -numerator, denominator
        case Power():
            exponent = tidy(node.args[1])
            if isinstance(exponent, Number) and type(exponent.value) is int:
                return _power(read_fraction(node.args[0], context, variables), exponent.value)
    raise NotRational


def write(polynomial: Any, variables: Sequence[str]) -> Node:
    """The tidy tree of a polynomial, multiplied out."""
    return write_terms(polynomial.terms(), variables)


def write_terms(terms_of: Iterable[tuple[Sequence[int], Any]], variables: Sequence[str]) -> Node:
    """The tidy tree of a sum of terms, each the exponents of the variables and a whole coefficient."""
    symbols = [Symbol(name) for name in variables]
    terms = []
    for exponents, coefficient in terms_of:
        powers = [power(symbol, Number(n)) for symbol, n in zip(symbols, map(int, exponents), strict=False) if n]
        terms.append(multiply(Number(int(coefficient)), *powers))
    return add(*terms)


def univariate(polynomial: Any, place: int = 0) -> Any:
    """The fmpz_poly of a polynomial in which only the variable at `place` occurs."""
    from flint import fmpz_poly

    coefficients = [0] * (int(polynomial.degrees()[place]) + 1)
    for exponents, coefficient in polynomial.terms():
        coefficients[int(exponents[place])] = int(coefficient)
    return fmpz_poly(coefficients)


def multivariate(polynomial: Any, context: Any, place: int) -> Any:
    """An fmpz_poly as a polynomial of `context` in the variable at `place`."""
    unit = [0] * context.nvars()
    terms = {}
    for n, coefficient in enumerate(polynomial.coeffs()):
        unit[place] = n
        terms[tuple(unit)] = coefficient
    return context.from_dict(terms)


def irreducible(polynomial: Any) -> list[tuple[Any, int]]:
    """The irreducible factors that are not constant, each with its multiplicity and a positive first coefficient."""
    from flint import fmpq_mpoly_ctx

    # Over the integers python-flint 0.9 fails to sort factors with coefficients beyond 64 bits.
    context = polynomial.context()
    rationals = fmpq_mpoly_ctx.get(context.names(), context.ordering())
    _, found = rationals.from_dict(polynomial.to_dict()).factor()
    return [(_primitive(factor, context), int(count)) for factor, count in found]


def _primitive(polynomial: Any, context: Any) -> Any:
    common = lcm(*(int(c.q) for c in polynomial.coeffs()))
    _, part = context.from_dict(
        {n: int(c.p) * (common // int(c.q)) for n, c in polynomial.to_dict().items()}
    ).primitive()
    return part if part.leading_coefficient() > 0 else -part


def _sum(parts: list[Ratio]) -> Ratio:
    numerator, denominator = parts[0]
    for over, under in parts[1:]:
        if under == denominator:
            numerator += over
        else:
            numerator, denominator = numerator * under + over * denominator, denominator * under
            numerator, denominator = _reduced(numerator, denominator)
    return _reduced(numerator, denominator)


def _times(left: Ratio, right: Ratio) -> Ratio:
    for one, other in zip(left, right, strict=True):
        if len(one) * len(other) > 100 * MOST_TERMS or one.total_degree() + other.total_degree() > MOST_DEGREE:
            raise NotRational
    return _reduced(left[0] * right[0], left[1] * right[1])


def _power(base: Ratio, exponent: int) -> Ratio:
    for part in base:
        degree, variables = max(part.total_degree(), 0) * abs(exponent), part.context().nvars()
        if degree > MOST_DEGREE or (len(part) > 1 and comb(degree + variables, variables) > MOST_TERMS):
            raise NotRational
    numerator, denominator = base if exponent >= 0 else _inverse(base)
    return numerator ** abs(exponent), denominator ** abs(exponent)


def _inverse(fraction: Ratio) -> Ratio:
    numerator, denominator = fraction
    if numerator.is_zero():
        raise NotRational
    return (denominator, numerator) if numerator.leading_coefficient() > 0 else (-denominator, -numerator)


def _reduced(numerator: Any, denominator: Any) -> Ratio:
    if denominator.is_one():
        return numerator, denominator
    common = numerator.gcd(denominator)
    return numerator / common, denominator / common

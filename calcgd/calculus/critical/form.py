"""The sign of a polynomial far away from the origin or close to it, from the terms that decide there.

With a weight for each variable, terms of the highest weight outgrow all others far away, those of the lowest weight
outgrow them near the origin. Where these terms together have one sign away from the origin, so has the polynomial.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product

from calcgd.expression.nodes import Node, Number, Symbol
from calcgd.expression.tidy import add, multiply, power

Terms = Mapping[tuple[int, ...], Fraction]
"""Coefficients by the exponents of the variables."""

SHAPES = {2: ((1, 1), (1, 2), (2, 1), (2, 3), (3, 2), (1, 3), (3, 1)), 3: ((1, 1, 1), (1, 1, 2), (1, 2, 1), (2, 1, 1))}
"""The exponents of the curves x = a*t**m, y = b*t**n that are tried, by the number of variables."""

SCALES = tuple(map(Fraction, ("0", "1", "-1", "1/2", "-1/2", "3/2", "-3/2", "2", "-2")))
"""The coefficients of those curves."""


def sign_far_away(terms: Terms) -> int:
    """1 or -1 where a polynomial is proved to tend to oo, or to -oo, in all directions, else 0."""
    return _sign(terms, 1)


def sign_near_origin(terms: Terms) -> int:
    """1 or -1 where a polynomial is proved to be positive, or negative, around the origin but at it, else 0."""
    return _sign(terms, -1)


def signs_on_curves(terms: Terms) -> Iterator[int]:
    """The signs that a polynomial has on curves into the origin, arbitrarily close to it."""
    size = len(next(iter(terms)))
    for shape in SHAPES.get(size, ((1,) * size,)):
        for scales in product(SCALES if size < 4 else SCALES[:3], repeat=size):
            order, coefficient = _leading(terms, shape, scales)
            if coefficient:
                yield 1 if coefficient > 0 else -1
                if order % 2:
                    yield -1 if coefficient > 0 else 1


def _leading(terms: Terms, shape: Sequence[int], scales: Sequence[Fraction]) -> tuple[int, Fraction]:
    """Exponent and coefficient of the lowest power of t on a curve."""
    on_curve: dict[int, Fraction] = {}
    for exponents, coefficient in terms.items():
        order = sum(n * m for n, m in zip(exponents, shape, strict=True))
        for n, scale in zip(exponents, scales, strict=True):
            coefficient *= scale**n
        on_curve[order] = on_curve.get(order, Fraction(0)) + coefficient
    return min(((order, c) for order, c in on_curve.items() if c), default=(0, Fraction(0)))


def _sign(terms: Terms, way: int) -> int:
    """The sign far away (`way` 1) or near the origin (-1)."""
    terms = {exponents: c for exponents, c in terms.items() if c and any(exponents)}
    size = len(next(iter(terms), ()))
    degrees = []
    for place in range(size):
        pure = [exponents[place] for exponents in terms if exponents[place] == sum(exponents)]
        if not pure:
            return 0
        degrees.append(max(pure) if way > 0 else min(pure))
    weights = {
        exponents: sum((Fraction(n, d) for n, d in zip(exponents, degrees, strict=True)), Fraction(0))
        for exponents in terms
    }
    if not degrees or any((weight - 1) * way > 0 for weight in weights.values()):
        return 0
    face = {exponents: c for exponents, c in terms.items() if weights[exponents] == 1}
    ends = [face[tuple(d if other == place else 0 for other in range(size))] for place, d in enumerate(degrees)]
    sign = 1 if ends[0] > 0 else -1
    if any(d % 2 for d in degrees) or any(c * sign < 0 for c in ends):
        return 0
    face = {exponents: c * sign for exponents, c in face.items()}
    return sign if _is_positive(face, degrees) else 0


def _is_positive(face: Terms, degrees: Sequence[int]) -> bool:
    """Whether a sum of terms of one weight is positive but at the origin."""
    if all(n in (0, d // 2, d) for exponents in face for n, d in zip(exponents, degrees, strict=True)):
        # It is a quadratic form in the variables raised to half their degrees.
        halves = {
            tuple(2 * n // d for n, d in zip(exponents, degrees, strict=True)): c for exponents, c in face.items()
        }
        if _is_positive_definite(halves, len(degrees)):
            return True
    if len(degrees) == 2:
        return all(_is_positive_on_line(face, x) for x in (1, -1))
    return _outweighs(face, degrees)


def _is_positive_definite(face: Terms, size: int) -> bool:
    """Sylvester's criterion, by elimination."""
    rows = [[Fraction(0)] * size for _ in range(size)]
    for exponents, coefficient in face.items():
        places = [place for place, n in enumerate(exponents) for _ in range(n)]
        rows[places[0]][places[1]] += coefficient / 2
        rows[places[1]][places[0]] += coefficient / 2
    for k in range(size):
        if rows[k][k] <= 0:
            return False
        for i in range(k + 1, size):
            ratio = rows[i][k] / rows[k][k]
            rows[i] = [a - ratio * b for a, b in zip(rows[i], rows[k], strict=True)]
    return True


def _is_positive_on_line(face: Terms, x: int) -> bool:
    """Whether a form in two variables is positive where the first is `x`; its leading coefficient is positive."""
    from calcgd.algebra.real_roots import real_roots

    y = Symbol("y")
    line: Node = add(*(multiply(Number(c * x**m), power(y, Number(n))) for (m, n), c in face.items()))
    return real_roots(line, "y") == []


def _outweighs(face: Terms, degrees: Sequence[int]) -> bool:
    """Whether the pure powers outweigh all products, each of which is at most a weighted mean of them."""
    left = [Fraction(0)] * len(degrees)
    for exponents, coefficient in face.items():
        mixed = sum(n > 0 for n in exponents) > 1
        if mixed and coefficient > 0 and not any(n % 2 for n in exponents):
            continue
        for place, (n, d) in enumerate(zip(exponents, degrees, strict=True)):
            left[place] += -abs(coefficient) * Fraction(n, d) if mixed else coefficient if n else 0
    return all(rest > 0 for rest in left)

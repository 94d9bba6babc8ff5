"""The real roots of one irreducible polynomial, each alone in an interval with rational ends, and these made narrow.

Counting is by Descartes' rule of signs on bisected intervals (the method of Vincent, Collins and Akritas; Rouillier and
Zimmermann, J. Comput. Appl. Math. 162, 2004): every interval it returns holds exactly one root, all roots are in one.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

Interval = tuple[Fraction, Fraction]


def isolate(polynomial: Any) -> list[Interval]:
    """Intervals in ascending order, one a real root; both ends are the root where it is rational.

    `polynomial` is an irreducible fmpz_poly.
    """
    coefficients = polynomial.coeffs()
    if len(coefficients) == 2:
        root = Fraction(-int(coefficients[0]), int(coefficients[1]))
        return [(root, root)]
    mirrored = type(polynomial)([-c if n % 2 else c for n, c in enumerate(coefficients)])
    negative = [(-high, -low) for low, high in _positive(mirrored)]
    return sorted(negative) + sorted(_positive(polynomial))


def narrow(polynomial: Any, interval: Interval, bits: int) -> Interval:
    """The isolating `interval` of a root of an irreducible polynomial, made as narrow as 2**-bits of its size.

    By quadratic interval refinement (Abbott 2006): a secant says which cell of a grid, two exact signs confirm it.
    """
    from flint import fmpq

    low, high = (fmpq(end.numerator, end.denominator) for end in interval)
    at_low, at_high = polynomial(low), polynomial(high)
    fineness = 2
    while (high - low) * 2**bits > min(abs(low), abs(high)):
        cells = 1 << fineness
        cell = (high - low) / cells
        place = int((cells * at_low / (at_low - at_high)).round())
        place = min(max(place, 1), cells - 1)
        ends = [low + cell * (place + step) for step in (-1, 0, 1)]
        values = [polynomial(end) for end in ends]
        found = next((n for n in (0, 1) if (values[n] > 0) is not (values[n + 1] > 0)), None)
        if found is None:
            fineness = max(fineness // 2, 1)
        else:
            low, high, at_low, at_high = ends[found], ends[found + 1], values[found], values[found + 1]
            fineness *= 2
    return Fraction(int(low.p), int(low.q)), Fraction(int(high.p), int(high.q))


def _positive(polynomial: Any) -> list[Interval]:
    """The isolating intervals of the positive roots, in any order; none of their ends is a root.

    Each entry of the stack is a polynomial whose roots in (0, 1) stand for those in (place, place + 1)*size.
    """
    from flint import fmpz_poly

    one_more = fmpz_poly([1, 1])
    bound = _bound(polynomial)
    degree = polynomial.degree()
    stack = [(_scaled(polynomial, bound), 0, Fraction(2) ** bound)]
    found: list[Interval] = []
    while stack:
        part, place, size = stack.pop()
        changes = _sign_changes(fmpz_poly(part.coeffs()[::-1])(one_more))
        if changes == 1:
            found.append((place * size, (place + 1) * size))
        elif changes:
            left = fmpz_poly([c << (degree - n) for n, c in enumerate(part.coeffs())])
            stack.append((left, 2 * place, size / 2))
            stack.append((left(one_more), 2 * place + 1, size / 2))
    return found


def _bound(polynomial: Any) -> int:
    """A number k with every root below 2**k (Fujiwara 1916)."""
    *lower, leading = polynomial.coeffs()
    size = abs(int(leading)).bit_length() - 1
    degree = len(lower)
    return 1 + max(-((size - abs(int(c)).bit_length()) // (degree - n)) for n, c in enumerate(lower) if c)


def _scaled(polynomial: Any, bound: int) -> Any:
    """A multiple of polynomial(2**bound * x) with integer coefficients."""
    coefficients = polynomial.coeffs()
    lift = max(0, -bound) * (len(coefficients) - 1)
    return type(polynomial)([c << (bound * n + lift) for n, c in enumerate(coefficients)])


def _sign_changes(polynomial: Any) -> int:
    signs = [c > 0 for c in polynomial.coeffs() if c]
    return sum(one is not other for one, other in pairwise(signs))

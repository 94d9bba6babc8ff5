"""Closed forms of algebraic numbers, as long as a person can read them.

Every form is a root by the way it is made (a formula for the roots, exact identities); which of the roots it is, is
proved by ball arithmetic.
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd, isqrt
from typing import Any

from calcgd.algebra.balls import ball, ends
from calcgd.expression.nodes import PI, TWO, Node, Number
from calcgd.expression.rationals import rational
from calcgd.expression.tidy import add, call, divide, multiply, negate, power, subtract, tidy

LONGEST = 60
"""Characters of a form made of square roots, or of roots of one number."""

LONGEST_CUBIC = 40
"""Characters of a form of Cardano's kind, by cube roots of sums or by an arccosine, which is harder to read."""

HIGHEST_COSINE = 12
"""The highest degree of a minimal polynomial that is compared with those of cosines."""

MOST_BITS = 4096


def closed_forms(polynomial: Any) -> list[Node]:
    """Readable forms of the real roots of an irreducible fmpz_poly; some or all of them may be missing."""
    return [form for form in _forms(polynomial) if isinstance(form, Number) or len(str(form)) <= LONGEST]


def matching(forms: list[Node], low: Fraction, high: Fraction) -> Node | None:
    """The form that is proved to lie between `low` and `high`."""
    for form in forms:
        if isinstance(form, Number):
            if low <= form.value <= high:
                return form
        elif _lies_between(form, low, high):
            return form
    return None


def _lies_between(form: Node, low: Fraction, high: Fraction) -> bool:
    from flint import ctx

    bits = 256
    while bits <= MOST_BITS:
        with ctx.workprec(bits):
            value = ball(form)
        if value.is_finite():
            left, right = ends(value)
            if low <= left and right <= high:
                return True
            if right < low or left > high:
                return False
        bits *= 4
    return False


def _forms(polynomial: Any) -> list[Node]:
    coefficients = [Fraction(int(c)) for c in polynomial.coeffs()]
    degree = len(coefficients) - 1
    if degree == 1:
        return [Number(-coefficients[0] / coefficients[1])]
    if degree == 2:
        c, b, a = coefficients
        root = power(Number(b * b - 4 * a * c), rational(1, 2)) if b * b >= 4 * a * c else None
        return [] if root is None else [tidy(divide(add(Number(-b), s), Number(2 * a))) for s in (root, negate(root))]
    middle = -coefficients[-2] / (degree * coefficients[-1])
    centred = _centred(polynomial, middle)
    step = gcd(*(n for n, c in enumerate(centred) if c))
    if step > 1:
        found = _roots_of_roots(centred[::step], step)
    else:
        found = _cosines(centred) or (_cubic(centred) if degree == 3 else [])
    return [tidy(add(Number(middle), form)) for form in found]


def _centred(polynomial: Any, middle: Fraction) -> list[Fraction]:
    """The coefficients of polynomial(x + middle), made monic."""
    from flint import fmpq, fmpq_poly

    shifted = fmpq_poly(polynomial)(fmpq_poly([fmpq(middle.numerator, middle.denominator), 1]))
    return [Fraction(int(c.p), int(c.q)) for c in (shifted / shifted.leading_coefficient()).coeffs()]


def _integral(coefficients: list[Fraction]) -> Any:
    from flint import fmpq, fmpq_poly

    return fmpq_poly([fmpq(c.numerator, c.denominator) for c in coefficients]).numer()


def _roots_of_roots(inner: list[Fraction], index: int) -> list[Node]:
    """Roots of inner(y**index)."""
    from flint import ctx

    if index == 2 and len(inner) == 3:
        denested = _sums_of_roots(inner)
        if denested:
            return denested
    found: list[Node] = []
    for form in _forms(_integral(inner)):
        with ctx.workprec(MOST_BITS):
            value = ball(form)
        if value > 0:
            root = power(form, rational(1, index))
            found.extend((root, negate(root)) if index % 2 == 0 else (root,))
        elif value < 0 and index % 2:
            found.append(negate(power(negate(form), rational(1, index))))
    return found


def _sums_of_roots(inner: list[Fraction]) -> list[Node]:
    """The roots of y**4 - 2*a*y**2 + c**2, which are +-sqrt((a + c)/2) +- sqrt((a - c)/2)."""
    product, minus_twice = inner[0], inner[1]
    c = _square_root(product)
    a = -minus_twice / 2
    if c is None or a <= c:
        return []
    one, other = (power(Number((a + s * c) / 2), rational(1, 2)) for s in (1, -1))
    half = [add(one, other), subtract(one, other)]
    return half + [negate(form) for form in half]


def _square_root(value: Fraction) -> Fraction | None:
    if value < 0:
        return None
    root = Fraction(isqrt(value.numerator), isqrt(value.denominator))
    return root if root * root == value else None


def _cosines(centred: list[Fraction]) -> list[Node]:
    """The roots b + 2*a*cos(2*pi*k/n), a and b rational: the minimal polynomial of a cosine, scaled and shifted."""
    from flint import fmpz_poly

    degree = len(centred) - 1
    for n in _orders(degree):
        cosine = fmpz_poly.cos_minpoly(n)
        middle = Fraction(-int(cosine[degree - 1]), degree)
        goal = _centred(cosine, middle)
        scale = _square_root(centred[degree - 2] / goal[degree - 2])
        if scale and all(
            c == g * scale ** (degree - place) for place, (c, g) in enumerate(zip(centred, goal, strict=True))
        ):
            turns = (rational(2 * k, n) for k in range(1, n // 2 + 1) if gcd(k, n) == 1)
            return [
                add(multiply(Number(2 * scale), call("cos", multiply(turn, PI))), Number(-scale * middle))
                for turn in turns
            ]
    return []


def _orders(degree: int) -> list[int]:
    """The n for which 2*cos(2*pi/n) has the degree: half of Euler's phi(n)."""
    if degree > HIGHEST_COSINE:
        return []
    return [n for n in range(3, 12 * degree) if sum(gcd(k, n) == 1 for k in range(n)) == 2 * degree]


def _cubic(centred: list[Fraction]) -> list[Node]:
    """The real roots of y**3 + p*y + q (Cardano 1545, Viete 1591)."""
    q, p = centred[:2]
    half, third = Number(-q / 2), Number(p / 3)
    under = (q / 2) ** 2 + (p / 3) ** 3
    if under > 0:
        root = power(Number(under), rational(1, 2))
        forms = [add(*(power(part, rational(1, 3)) for part in (add(half, root), subtract(half, root))))]
    else:
        radius = power(negate(third), rational(1, 2))
        angle = divide(call("acos", divide(half, power(radius, Number(3)))), Number(3))
        turns = (multiply(rational(2 * k, 3), PI) for k in (-1, 0, 1))
        forms = [multiply(TWO, radius, call("cos", add(angle, turn))) for turn in turns]
    forms = [tidy(form) for form in forms]
    return forms if all(len(str(form)) <= LONGEST_CUBIC for form in forms) else []

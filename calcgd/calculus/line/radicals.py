"""Equations with square roots: multiplied by their conjugates they are polynomials, whose roots are then tried.

`x/sqrt(x**2 + 1) - 1/2` times `-x/sqrt(x**2 + 1) - 1/2` has no root left in it. Where it is zero one of the two is; if
that is not the second, it is the first.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

from calcgd.calculus.line.kernels import Kernels
from calcgd.calculus.line.real import Exact, Real, Root, sign_at
from calcgd.expression.nodes import MINUS_ONE, Node, Number, Power, Product, Symbol
from calcgd.expression.substitute import substitute
from calcgd.expression.tidy import tidy

if TYPE_CHECKING:
    from calcgd.algebra.real_roots import RealRoot

MOST_RADICALS = 3


def solve_radicals(kernels: Kernels, variable: str) -> list[Real] | None:
    """Every zero of an expression whose kernels are the variable and square roots of polynomials in it.

    None where it is no such expression, or where a root of the polynomial could neither be proved nor excluded.
    """
    from calcgd.algebra.polynomial import as_fraction
    from calcgd.algebra.real_roots import real_roots

    radicals = [name for name, kernel in kernels.meaning.items() if kernel is not Symbol(variable)]
    if len(radicals) > MOST_RADICALS or not all(_is_square_root(kernels.meaning[name]) for name in radicals):
        return None
    conjugates = [
        substitute(
            kernels.tree, {name: Product((sign, Symbol(name))) for name, sign in zip(radicals, signs, strict=True)}
        )
        for signs in product((Number(1), MINUS_ONE), repeat=len(radicals))
    ]
    multiplied = as_fraction(Product(conjugates), list(kernels.meaning))
    rational = None if multiplied is None else as_fraction(kernels.restored(multiplied[0]), [variable])
    roots = None if rational is None else real_roots(rational[0], variable)
    if roots is None:
        return None
    equation, *others = (kernels.restored(tidy(conjugate)) for conjugate in conjugates)
    found: list[Real] = []
    for root in roots:
        real = algebraic(root, variable)
        holds = _is_zero(equation, others, {variable: real})
        if holds is None:
            return None
        if holds:
            found.append(real)
    return found


def algebraic(root: RealRoot, variable: str) -> Real:
    """A root of a polynomial in `variable` as a number."""
    if root.exact is None:
        return Root(root.factor, variable, root.low, root.high)
    return Exact(root.exact, root.factor, variable)


def _is_square_root(kernel: Node) -> bool:
    return (
        isinstance(kernel, Power) and isinstance(kernel.args[1], Number) and abs(kernel.args[1].value) == Fraction(1, 2)
    )


def _is_zero(equation: Node, others: list[Node], at: dict[str, Real]) -> bool | None:
    """Whether an expression is zero at a point where the product of it and the others is."""
    sign = sign_at(equation, at)
    if sign is None and all(sign_at(other, at) for other in others):
        return True
    return None if sign is None else sign == 0

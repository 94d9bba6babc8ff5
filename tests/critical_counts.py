"""How many real solutions polynomial equations have, exactly: a second method, which the product does not use.

The number is the signature of the trace form of the quotient ring (Hermite; Pedersen, Roy and Szpirglas, "Counting real
zeros in the multivariate case", 1993), which SymPy's Groebner bases and characteristic polynomials give.
"""

from __future__ import annotations

from itertools import pairwise, product
from typing import Any


def real_solutions(equations: list[Any], variables: list[Any]) -> int | None:
    """The number of different real solutions of polynomial equations, None where there are infinitely many."""
    from sympy import Poly, groebner

    basis = groebner(equations, *variables, order="grevlex")
    if basis.exprs == [1]:
        return 0
    if not basis.is_zero_dimensional:
        return None
    monomials = _normal_monomials(basis, variables)

    def reduced(monomial: Any) -> dict[Any, Any]:
        return dict(Poly(basis.reduce(monomial)[1], *variables).terms())

    def exponents(monomial: Any) -> Any:
        return Poly(monomial, *variables).monoms()[0]

    traces = {
        exponents(one): sum(reduced(one * other).get(exponents(other), 0) for other in monomials) for one in monomials
    }
    form = [
        [sum(factor * traces[monom] for monom, factor in reduced(a * b).items() if factor) for b in monomials]
        for a in monomials
    ]
    return _signature(form)


def _normal_monomials(basis: Any, variables: list[Any]) -> list[Any]:
    """The monomials that no leading monomial of the basis divides."""
    from sympy import Integer

    leading = [poly.monoms(order="grevlex")[0] for poly in basis.polys]
    bounds = [min(m[i] for m in leading if not any(m[:i] + m[i + 1 :])) for i in range(len(variables))]
    found = []
    for powers in product(*map(range, bounds)):
        if not any(all(p >= q for p, q in zip(powers, m, strict=True)) for m in leading):
            monomial = Integer(1)
            for variable, power in zip(variables, powers, strict=True):
                monomial *= variable**power
            found.append(monomial)
    return found


def _signature(form: list[list[Any]]) -> int:
    """Positive minus negative eigenvalues: all are real, so Descartes' rule of signs counts them exactly."""
    from sympy import QQ, sympify
    from sympy.polys.matrices import DomainMatrix

    size = len(form)
    rows = [[QQ.from_sympy(sympify(entry)) for entry in row] for row in form]
    coefficients = DomainMatrix(rows, (size, size), QQ).charpoly()
    alternating = [c * (-1) ** i for i, c in enumerate(coefficients)]
    return _changes(coefficients) - _changes(alternating)


def _changes(coefficients: list[Any]) -> int:
    signs = [c > 0 for c in coefficients if c != 0]
    return sum(a != b for a, b in pairwise(signs))

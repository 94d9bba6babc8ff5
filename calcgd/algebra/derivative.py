"""Derivatives by SymPy: where the table of functions has no rule, and as the independent check of what rules found."""

from __future__ import annotations

from itertools import islice
from typing import Any

from calcgd.algebra import engine as sympy
from calcgd.algebra import probe
from calcgd.algebra.bridge import Untranslatable, from_sympy, to_sympy
from calcgd.algebra.engine import attempt
from calcgd.algebra.patience import wait
from calcgd.algebra.prove import POINTS, SECONDS, Verdict, equal_nearly_everywhere
from calcgd.expression.functions import FUNCTIONS
from calcgd.expression.nodes import Node
from calcgd.expression.tidy import tidy


def derivative_of(function: str, index: int, arity: int = 1) -> Node | None:
    """The partial derivative of a function of the table by its argument number `index` (from 0), in u, v, w.

    None where SymPy has none either, as for the order of a Bessel function.
    """
    row = FUNCTIONS[function]
    if not row.sympy:
        return None
    arguments = [sympy.Symbol(name, real=True) for name in "uvw"[:arity]]
    image = attempt(lambda: getattr(sympy, row.sympy)(*arguments).diff(arguments[index]))
    return None if image is None else _tree(image)


def _tree(image: Any) -> Node | None:
    try:
        return tidy(from_sympy(image))
    except Untranslatable:
        return None


def differentiated(node: Node, variable: str) -> Node | None:
    """SymPy's derivative of `node` as a tree: what it is where it exists, so without the impulses at jumps.

    None where SymPy has none.
    """
    image = attempt(lambda: sympy.diff(to_sympy(node), sympy.Symbol(variable, real=True)))
    if image is None:
        return None
    parts = image.atoms(sympy.Derivative, sympy.Subs, sympy.DiracDelta)
    return _tree(image.xreplace({part: sympy.Integer(0) for part in parts if _is_impulse(part)}))


def _is_impulse(image: Any) -> bool:
    """Whether it is the derivative of a step or of rounding, which is 0 but at single points."""
    if isinstance(image, sympy.Subs):
        image = image.expr
    if isinstance(image, sympy.Derivative):
        return isinstance(image.expr, sympy.floor | sympy.ceiling | sympy.sign | sympy.Heaviside)
    return isinstance(image, sympy.DiracDelta)


def check_derivative(before: Node, after: Node, variable: str, seconds: float | None = SECONDS) -> Verdict:
    """Whether `after` is the derivative of `before` by `variable`, found another way; corners and jumps do not count.

    SymPy differentiates and proves the two equal; where it cannot differentiate, symmetric difference quotients to many
    digits can still refute. All this takes at most `seconds` (None: no limit but the caller's).
    """
    verdict = wait(seconds, _check, before, after, variable, seconds and seconds / 2)
    return verdict or Verdict("undecided", "the check takes too long")


def _check(before: Node, after: Node, variable: str, part: float | None) -> Verdict:
    expected = wait(part, differentiated, before, variable)
    if expected is not None:
        return equal_nearly_everywhere(expected, after, part)
    return _compare_with_quotients(before, after, variable)


def _compare_with_quotients(before: Node, after: Node, variable: str) -> Verdict:
    tried = 0
    names = before.free | after.free | {variable}
    for point in islice(probe.points(names, generic=True), 10 * POINTS):
        quotient, slope = _quotient(before, variable, point), probe.value(after, point)
        if quotient is None or slope is None:
            continue
        if abs(quotient - slope) > 1e-12 * max(1, abs(slope)):
            place = ", ".join(f"{name} = {number}" for name, number in point.items())
            return Verdict("refuted", f"the values differ at {place}", point, (quotient, slope))
        tried += 1
        if tried == POINTS:
            break
    if not tried:
        return Verdict("undecided", "no point was found at which both have a value")
    return Verdict("undecided", f"difference quotients agree at {tried} points")


def _quotient(node: Node, variable: str, point: dict[str, Any]) -> Any:
    """(f(x + h) - f(x - h))/(2*h), with an error of about h**2."""
    import mpmath

    with mpmath.workdps(2 * probe.DIGITS):
        step = mpmath.mpf(10) ** -16
        x = mpmath.mpf(point[variable].numerator) / point[variable].denominator
        right = probe.value(node, {**point, variable: x + step}, 2 * probe.DIGITS)
        left = probe.value(node, {**point, variable: x - step}, 2 * probe.DIGITS)
        return None if left is None or right is None else (right - left) / (2 * step)

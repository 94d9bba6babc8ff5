"""The integration behind `numeric.quadrature`. This module imports FLINT: import it inside functions only."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from flint import acb, arb, ctx

from calcgd.expression.nodes import Negation, Node, Number, Power, Product, Sum, Symbol
from calcgd.expression.substitute import substitute
from calcgd.expression.tidy import UNDEFINED, tidy
from calcgd.numeric.ball_functions import NAN, Ball
from calcgd.numeric.balls import ball_meaning
from calcgd.numeric.complex_balls import NAN as NOTHING
from calcgd.numeric.complex_balls import complex_meaning
from calcgd.numeric.flint_numbers import fraction_above, fraction_below
from calcgd.numeric.pieces import Values, clipped, down, span, up
from calcgd.numeric.program import Program
from calcgd.numeric.sets import hull, set_meaning

GUARD = 20
MOST_EVALUATIONS = 10_000

NARROW = arb(2) ** -60
"""How small a part of the range is one point: where there are no bounds then, there will be none."""

SMOOTHING = 12
"""At the distance `t**12` from an end of the range its square, cube, fourth and sixth roots are smooth in t."""


def integrated(node: Node, variable: str, ends: tuple[Node, Node], bits: int) -> tuple[Fraction, Fraction] | None:
    """Bounds of the integral between two constant trees."""
    with ctx.workprec(bits + GUARD):
        low, high = Program.of(ends, (), ball_meaning)([])
        if not low.is_finite() or not high.is_finite():
            return None
        found = _between(node, variable, (low, high), bits)
        if found is None:
            found = _smoothed(node, variable, ends, bits)
        if found is None or not found.is_finite():
            return None
        below, above = fraction_below(found.lower()), fraction_above(found.upper())
    return None if below is None or above is None else (below, above)


class _NoBound(Exception):
    """The integrand has no value or no bounds near some point of the range."""


class _Integrand:
    """A function on a range of the real line, and the holomorphic function that it is a part of there."""

    def __init__(self, node: Node, variable: str, low: Ball, high: Ball) -> None:
        self._real, self._sets, self._complex = (
            Program.of([node], (variable,), meaning) for meaning in (ball_meaning, set_meaning, complex_meaning)
        )
        self.failure: BaseException | None = None
        self._range = min(down(low), down(high)), max(up(low), up(high))
        self._narrow = (self._range[1] - self._range[0]) * NARROW

    def __call__(self, z: Any, analytic: bool) -> Any:
        """What FLINT asks for: where `analytic` is set a finite ball only where there is no cut and no corner.

        FLINT goes on after an exception and then ends in a SystemError: it must never see one.
        """
        if self.failure is None:
            try:
                return self._complex([z])[0] if analytic else acb(self.over(z.real))
            except BaseException as failure:
                self.failure = failure
        return NOTHING

    def over(self, x: Ball) -> Ball:
        """All values on a part of the range, not finite where one may be missing; jumps do no harm."""
        value = self._real([x])[0]
        if value.is_finite():
            return value
        piece = clipped(span(x), *self._range)
        values = self._sets([Values((piece,) if piece else ())])[0]
        if values.total and values.bounded:
            return hull(values)
        if not values.pieces or x.rad() <= self._narrow:
            raise _NoBound
        return NAN


def _between(node: Node, variable: str, ends: tuple[Ball, Ball], bits: int) -> Ball | None:
    """The integral between ends that are known to the current precision."""
    low, high = ends
    integrand = _Integrand(node, variable, low, high)
    tolerance = arb(2) ** -bits
    goal = {"rel_tol": tolerance, "abs_tol": tolerance, "eval_limit": MOST_EVALUATIONS}
    try:
        for end, other in (ends, reversed(ends)):
            integrand.over(end.union(end + (other - end) * NARROW))
        found = acb.integral(integrand, acb(low.mid()), acb(high.mid()), **goal).real
        if integrand.failure is not None:
            raise integrand.failure
        for end in ends:
            if not end.is_exact():
                found += integrand.over(end) * arb(0, end.rad())
    except _NoBound:
        return None
    return found


def _smoothed(node: Node, variable: str, ends: tuple[Node, Node], bits: int) -> Ball | None:
    """The integral of what becomes smooth at the ends with another variable there: x = end + (middle - end)*t**12."""
    total = arb(0)
    middle = Product((Number(Fraction(1, 2)), Sum(ends)))
    for end, orientation in zip(ends, (1, -1), strict=True):
        width = tidy(Sum((middle, Negation(end))))
        place = Sum((end, Product((width, Power(Symbol(variable), Number(SMOOTHING))))))
        factor = Product((Number(SMOOTHING), width, Power(Symbol(variable), Number(SMOOTHING - 1))))
        smooth = tidy(Product((substitute(node, {variable: place}), factor)))
        part = None if smooth is UNDEFINED else _between(smooth, variable, (arb(0), arb(1)), bits)
        if part is None:
            return None
        total += part * orientation
    return total

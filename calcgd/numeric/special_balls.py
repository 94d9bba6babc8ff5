"""Special functions of the table over real balls of FLINT, by the rule of `numeric.ball_functions`.

For wide balls FLINT works at the current precision all the same, which may take seconds and gains nothing: here it is
given no more bits than the ball is accurate. This module imports FLINT: import it inside functions only.
"""

from __future__ import annotations

from flint import acb, arb, ctx

from calcgd.numeric.ball_functions import HALF, NAN, ONE, ZERO, Ball, Function, of_finite, where

MORE = 32
"""Bits beyond the accuracy of an argument."""


def _at_its_accuracy(function: Function) -> Function:
    """The function of a last argument, worked out with the bits that it deserves."""

    def limited(*us: Ball) -> Ball:
        with ctx.workprec(min(ctx.prec, max(us[-1].rel_accuracy_bits(), 0) + MORE)):
            return function(*us)

    return limited


def _polygamma(order: Ball, u: Ball) -> Ball:
    """Monotone on the positive numbers (DLMF 5.15.1); between its poles where the ball is narrow."""
    if u > ZERO:
        return _polygamma_at(order, u.lower()).union(_polygamma_at(order, u.upper()))
    return _polygamma_at(order, u) if u.rad() < HALF else NAN


def _polygamma_at(order: Ball, u: Ball) -> Ball:
    return acb(u).polygamma(acb(order)).real


def _beta(u: Ball, v: Ball) -> Ball:
    return (u.lgamma() + v.lgamma() - (u + v).lgamma()).exp()


def _bessel(method: Function, alternates: int) -> Function:
    """Of exact orders; `alternates**n` is the factor between the whole orders -n and n (DLMF 10.4.1, 10.27)."""

    def bessel(order: Ball, u: Ball) -> Ball:
        if order < ZERO and order.is_integer():
            return bessel(-order, u) * alternates ** int(-order.unique_fmpz())
        return method(u, order)

    return _at_its_accuracy(bessel)


def _exact_order(order: Ball, u: Ball) -> bool:
    return order.is_exact() and (u > ZERO or order.is_integer())


def _at_positive(order: Ball, u: Ball) -> bool:
    return order.is_exact() and u > ZERO


SPECIAL: dict[str, Function] = {
    "factorial": of_finite(lambda u: (u + ONE).gamma()),
    "loggamma": where(lambda u: u > ZERO, arb.lgamma),
    "polygamma": where(lambda order, u: order.is_integer() and order >= ZERO, _at_its_accuracy(_polygamma)),
    "beta": where(lambda u, v: u > ZERO and v > ZERO, _beta),
    "zeta": where(lambda u: not u.contains(ONE) and u.rad() < HALF, _at_its_accuracy(arb.zeta)),
    "li": where(lambda u: u > ZERO and not u.contains(ONE), arb.li),
    "Ci": where(lambda u: u > ZERO, arb.ci),
    "Ei": where(lambda u: u > ZERO or u < ZERO, arb.ei),
    "besselj": where(_exact_order, _bessel(arb.bessel_j, -1)),
    "bessely": where(_at_positive, _bessel(arb.bessel_y, -1)),
    "besseli": where(_exact_order, _bessel(arb.bessel_i, 1)),
    "besselk": where(_at_positive, _bessel(arb.bessel_k, 1)),
    "airyaiprime": of_finite(lambda u: u.airy_ai(derivative=1)),
    "airybiprime": of_finite(lambda u: u.airy_bi(derivative=1)),
    "elliptic_k": where(lambda u: u < ONE, lambda u: acb(u).elliptic_k().real),
    "elliptic_e": where(lambda u: u < ONE, lambda u: acb(u).elliptic_e().real),
}

"""The iterates of gradient descent as a formula, where there is one."""

from __future__ import annotations

from fractions import Fraction

from calcgd.descent.case import Case
from calcgd.descent.wording import number

_ROUNDING = 1e-15
_LARGEST_DENOMINATOR = 1_000


def closed_form(case: Case) -> str | None:
    """`x_k = 2 + 6*0.8^k`, the iterates of gradient descent where the cost is linear or quadratic, in one variable.

    Each step multiplies the distance from the stationary point by `1 - rate*curvature`, or makes the same way.
    """
    trail, model = case.trail, case.model
    slope = trail.start.gradient[0]
    if not case.plain or len(trail.start.x) > 1 or model is None or not model.exact or not slope:
        return None
    start, curvature, name = trail.start.x[0], model.values[0], f"{trail.problem.names[0]}_k"
    if not curvature:
        return f"{name} = {_sum(start, -trail.rate * slope, 'k')}"
    distance, factor = slope / curvature, 1 - trail.rate * curvature
    if abs(factor) < _ROUNDING:
        return f"{name} = {_exact(start - distance)} from k = 1 on"
    base = _exact(factor)
    power = f"{base}^k" if base.replace(".", "").isdecimal() else f"({base})^k"
    return f"{name} = {_sum(start - distance, distance, power)}"


def _sum(constant: float, factor: float, term: str) -> str:
    product = term if abs(factor) == 1 else f"{_exact(abs(factor))}*{term}"
    if not constant:
        return f"{'-' if factor < 0 else ''}{product}"
    return f"{_exact(constant)} {'-' if factor < 0 else '+'} {product}"


def _exact(value: float) -> str:
    """Six digits where these are all, else a fraction that is the same to rounding, else all digits."""
    fraction = Fraction(value).limit_denominator(_LARGEST_DENOMINATOR)
    for text, shown in ((number(value), float(number(value))), (str(fraction), float(fraction))):
        if abs(shown - value) <= _ROUNDING * abs(value):
            return text
    return f"{value:.15g}"

"""The error function in SQL, which has none: rational approximations, good to the last digits of a double.

Source: W. J. Cody, Rational Chebyshev approximations for the error function, Mathematics of Computation 23 (1969),
with the coefficients of his CALERF (netlib, specfun).
"""

from __future__ import annotations

from collections.abc import Sequence

_NEAR = (1.85777706184603153e-1, 3.16112374387056560, 1.13864154151050156e2, 3.77485237685302021e2,
         3.20937758913846947e3)  # fmt: skip
_NEAR_BELOW = (1.0, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3)
"""erf(u)/u for |u| <= 0.46875, as a quotient of polynomials in u^2; highest power first, here and below."""

_MIDDLE = (2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594, 6.61191906371416295e1,
           2.98635138197400131e2, 8.81952221241769090e2, 1.71204761263407058e3, 2.05107837782607147e3,
           1.23033935479799725e3)  # fmt: skip
_MIDDLE_BELOW = (1.0, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3,
                 3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3,
                 1.23033935480374942e3)  # fmt: skip
"""erfc(u) exp(u^2) for 0.46875 <= u <= 4, by powers of u."""

_FAR = (1.63153871373020978e-2, 3.05326634961232344e-1, 3.60344899949804439e-1, 1.25781726111229246e-1,
        1.60837851487422766e-2, 6.58749161529837803e-4)  # fmt: skip
_FAR_BELOW = (1.0, 2.56852019228982242, 1.87295284992346725, 5.27905102951428412e-1, 6.05183413124413191e-2,
              2.33520497626869185e-3)  # fmt: skip
"""For 4 <= u: by powers of 1/u^2, to be taken from 1/sqrt(pi)."""


def _quotient(above: Sequence[float], below: Sequence[float], variable: str) -> str:
    return f"{_polynomial(above, variable)} / {_polynomial(below, variable)}"


def _polynomial(coefficients: Sequence[float], variable: str) -> str:
    """By Horner's rule."""
    text, *others = (f"{coefficient:.17e}" for coefficient in coefficients)
    for other in others:
        text = f"({text} * {variable} + {other})"
    return text


_SQUARE = "({0} * {0})"
_SIZE = "abs({0})"
_STEM = f"(floor({_SIZE} * 16e0) / 16e0)"
_BELL = f"exp(-{_STEM} * {_STEM}) * exp(-({_SIZE} - {_STEM}) * ({_SIZE} + {_STEM}))"
"""exp(-u^2), whose exponent is split so that the rounding of u^2 does not show."""

_INVERSE = f"(1e0 / {_SQUARE})"
_ERF_NEAR = f"{{0}} * {_quotient(_NEAR, _NEAR_BELOW, _SQUARE)}"
_TAIL = (
    f"case when {_SIZE} <= 4e0 then {_BELL} * {_quotient(_MIDDLE, _MIDDLE_BELOW, _SIZE)}"
    f" when {_SIZE} < 27e0 then {_BELL}"
    f" * (0.5641895835477563e0 - {_INVERSE} * {_quotient(_FAR, _FAR_BELOW, _INVERSE)}) / {_SIZE}"
    f" when isnan({{0}}) then {{0}} else 0e0 end"
)
"""erfc(|u|) for 0.46875 <= |u|; beyond 27 it is smaller than any double."""

ERF = f"case when {_SIZE} <= 0.46875e0 then {_ERF_NEAR} when {{0}} < 0e0 then {_TAIL} - 1e0 else 1e0 - {_TAIL} end"
ERFC = f"case when {_SIZE} <= 0.46875e0 then 1e0 - {_ERF_NEAR} when {{0}} < 0e0 then 2e0 - {_TAIL} else {_TAIL} end"

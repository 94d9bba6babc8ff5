"""Proofs by SymPy that an expression is 0, by rewriting that holds for real variables wherever it is defined."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from calcgd.algebra import engine as sympy
from calcgd.algebra.engine import attempt

MOST_OPERATIONS = 400
"""Larger expressions are multiplied out but not simplified: that would not end."""


def vanishing(image: Any, quick: bool = False) -> str | None:
    """What makes a SymPy expression 0, such as "after expanding", or None; `quick` leaves the slow rewritings out."""
    if image == 0:
        return "once both are written in the same functions"
    rewritings = _QUICK if quick else _QUICK + _SLOW
    for name, rewrite in rewritings if image.count_ops() <= MOST_OPERATIONS else _QUICK[:2]:
        if attempt(rewrite, image) == 0:
            return f"after {name}"
    return None


def without_squared_signs(image: Any) -> Any:
    """`sign(u)**2` as 1, which is true but where u is 0."""
    return image.replace(
        lambda part: part.is_Pow and isinstance(part.base, sympy.sign) and part.exp.is_Integer,
        lambda part: part.base if part.exp % 2 else sympy.Integer(1),
    )


def _numerator(image: Any) -> Any:
    return sympy.expand(sympy.fraction(sympy.together(image))[0])


def _laws_of_powers(image: Any) -> Any:
    roots_factored = image.replace(
        lambda part: part.is_Pow and part.base.is_Add and part.exp.is_Rational and not part.exp.is_Integer,
        lambda part: sympy.factor(part.base) ** part.exp,
    )
    split = sympy.expand_log(sympy.powdenest(sympy.expand(roots_factored)))
    # Where a**p and b**p are real, so is (a*b)**p, and it is their product: a root that is not odd needs a, b >= 0, and
    # the bases of odd ones are sizes here.
    return sympy.expand(sympy.powsimp(split, combine="base", force=True))


def _one_kind(image: Any) -> Any:
    """Each family of functions written by one of its members."""
    image = image.rewrite((sympy.Max, sympy.Min), sympy.Abs).rewrite(sympy.erfc, sympy.erf)
    for inverse in image.atoms(sympy.LambertW):
        image = image.subs(sympy.exp(inverse), inverse.args[0] / inverse)
    return _numerator(image.rewrite((sympy.acos, sympy.asec, sympy.acsc), sympy.asin))


def _exponential(image: Any) -> Any:
    """A real d is 0 if e**d is 1; what is a logarithm in d is none in e**d."""
    areas = (sympy.asinh, sympy.acosh, sympy.atanh, sympy.acoth, sympy.asech, sympy.acsch)
    image = sympy.expand(image.rewrite(areas, sympy.log))
    if not image.has(sympy.log):
        return image
    multiple = sympy.ilcm(1, 1, *(factor.q for factor in image.as_coefficients_dict().values()))
    return sympy.simplify(_numerator(sympy.exp(sympy.expand(multiple * image)) - 1))


_QUICK: tuple[tuple[str, Callable[[Any], Any]], ...] = (
    ("expanding", lambda image: sympy.expand(image)),
    ("bringing it over one denominator", _numerator),
    ("the laws of powers and logarithms", _laws_of_powers),
    ("writing it in one kind of functions", _one_kind),
    ("the addition formulas", lambda image: _numerator(sympy.expand(image, trig=True))),
)
_SLOW: tuple[tuple[str, Callable[[Any], Any]], ...] = (
    ("trigonometric identities", lambda image: sympy.trigsimp(_numerator(image))),
    ("writing it in exponentials", lambda image: sympy.powsimp(_numerator(image.rewrite(sympy.exp).expand()))),
    ("simplifying", lambda image: sympy.simplify(image)),
    ("taking exponentials of both sides", _exponential),
)

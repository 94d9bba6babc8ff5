"""Proofs of equality where signs decide: absolute values, roots, logarithms, piecewise forms.

With one variable the line is cut at the points where a deciding sign may change. On each piece both sides are written
without corners, and the variable is a distance from the cut, which SymPy knows to be positive. The cuts themselves are
cases, too, unless single points do not count (`nearly`). With several variables all combinations of their signs are, or
all combinations of the branches.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import partial
from itertools import pairwise, product
from operator import mul
from typing import Any

from calcgd.algebra import engine as sympy
from calcgd.algebra.branches import Assumed, At, Unassumed, branch, is_outside
from calcgd.algebra.bridge import to_sympy
from calcgd.algebra.corners import NoBranch, deciders, rounds
from calcgd.algebra.engine import attempt
from calcgd.algebra.zero import vanishing, without_squared_signs
from calcgd.expression.nodes import Node

MOST_CASES = 32

MOST_VARIABLES = 3
"""With more, the cases of their signs are too many."""


def why_equal(first: Node, second: Node, nearly: bool) -> str | None:
    """How SymPy proved that two trees are equal wherever both are defined, as a sentence; None without a proof."""
    difference = to_sympy(first) - to_sympy(second)
    if nearly:
        difference = without_squared_signs(difference)
    quick = partial(vanishing, difference, quick=True)
    slow = partial(vanishing, difference)
    pieces = partial(_why_zero_on_pieces, first, second, nearly)
    signs = partial(_why_zero_for_all_signs, first, second, nearly)
    ways = [quick, slow, pieces, signs]
    if difference.has(sympy.Piecewise, sympy.Abs, sympy.sign, sympy.Heaviside, sympy.Max, sympy.Min):
        # SymPy's simplification is slow at corners, and seldom of use.
        branches = [partial(_why_zero_on_all_branches, first, second)] if nearly else []
        ways = [quick, pieces, *branches, slow, signs]
    for way in ways:
        how = way()
        if how:
            return f"the difference is 0 {how}"
    return None


def cuts_of(trees: Iterable[Node], name: str) -> list[Any] | None:
    """The points, 0 among them, where a deciding sign may change; None where they cannot be listed exactly."""
    found = {sympy.Integer(0)}
    for tree in trees:
        signs = attempt(lambda tree=tree: None if rounds(tree) else list(deciders(tree)))
        if signs is None:
            return None
        for sign in dict.fromkeys(signs):
            roots = attempt(_real_roots, sign, name)
            if roots is None:
                return None
            found.update(roots)
    return sorted(found)


def _real_roots(node: Node, name: str) -> list[Any]:
    variable = sympy.Symbol(name, real=True)
    roots: list[Any] = []
    for part in sympy.fraction(sympy.together(to_sympy(node))):
        if variable in part.free_symbols:
            roots += sympy.real_roots(sympy.Poly(part, variable, domain="QQ"))
    return roots


def _why_zero_on_pieces(first: Node, second: Node, nearly: bool) -> str | None:
    names = first.free | second.free
    if len(names) != 1:
        return None
    [name] = names
    cuts = cuts_of((first, second), name)
    if not cuts or not _holds_everywhere(
        _equal_between(first, second, name, *ends) for ends in pairwise([None, *cuts, None])
    ):
        return None
    if not nearly and not _equal_at(first, second, name, cuts):
        return None
    return f"on every piece of the line cut at {' and '.join(map(str, cuts))}"


def _holds_everywhere(outcomes: Iterable[bool | None]) -> bool:
    """Nowhere false and somewhere true: with no place where both have a value nothing is proved."""
    holds = False
    for outcome in outcomes:
        if outcome is False:
            return False
        holds = holds or outcome is True
    return holds


def _equal_between(first: Node, second: Node, name: str, low: Any, high: Any) -> bool | None:
    """Whether both are equal between two cuts; None where one of them has no value there."""
    inside = {name: _between(low, high)}
    try:
        pieces = branch(first, At(inside)), branch(second, At(inside))
    except NoBranch:
        return False
    if is_outside(pieces[0], inside) or is_outside(pieces[1], inside):
        return None
    variable = sympy.Symbol(name, real=True)
    outcome = False
    for place in _places(name, low, high):
        outcome = _equal(*(to_sympy(piece).subs(variable, place) for piece in pieces))
        if outcome is not False:
            break
    return outcome


def _places(name: str, low: Any, high: Any) -> Iterator[Any]:
    """The points between two cuts as expressions in a variable that runs over all positive numbers."""
    distance = sympy.Symbol(name, positive=True)
    if low is not None and high is not None:
        yield (low + high * distance) / (1 + distance)
    if high is not None:
        yield high - distance  # beyond the other end, too, where the claim is more than needed
    if low is not None:
        yield low + distance


def _equal_at(first: Node, second: Node, name: str, cuts: list[Any]) -> bool:
    variable = sympy.Symbol(name, real=True)
    images = to_sympy(first), to_sympy(second)
    return all(_equal(*(image.subs(variable, cut) for image in images)) is not False for cut in cuts)


def _why_zero_for_all_signs(first: Node, second: Node, nearly: bool) -> str | None:
    names = sorted(first.free | second.free)
    if not 0 < len(names) <= MOST_VARIABLES:
        return None
    variables = [sympy.Symbol(name, real=True) for name in names]
    distances = [sympy.Symbol(name, positive=True) for name in names]
    images = to_sympy(first), to_sympy(second)
    outcomes = (
        _equal(*(image.subs(dict(zip(variables, map(mul, signs, distances), strict=True))) for image in images))
        for signs in product((1, -1) if nearly else (1, -1, 0), repeat=len(names))
    )
    return "for all signs of the variables" if _holds_everywhere(outcomes) else None


def _why_zero_on_all_branches(first: Node, second: Node) -> str | None:
    cases = [Assumed({})]
    decided = 0
    while cases:
        case = cases.pop()
        try:
            if not vanishing(to_sympy(branch(first, case)) - to_sympy(branch(second, case)), quick=True):
                return None
            decided += 1
        except Unassumed as open_question:
            if decided + len(cases) >= MOST_CASES:
                return None
            cases += [Assumed(case.negative | {open_question.image: negative}) for negative in (True, False)]
        except NoBranch:
            return None
    return "whichever branch holds"


def _between(low: Any, high: Any) -> Fraction:
    """A rational strictly between two real algebraic numbers; None is the end of the line."""
    if low is None:
        return Fraction(int(sympy.floor(high))) - 1
    if high is None:
        return Fraction(int(sympy.ceiling(low))) + 1
    size = 1
    while True:
        candidate = sympy.Rational(int(sympy.floor((low + high) / 2 * size)), size)
        if low < candidate < high:
            return Fraction(int(candidate.p), int(candidate.q))
        size *= 16


def _equal(first: Any, second: Any) -> bool | None:
    """Whether two images are equal for all positive values of the variables; None where one of them has no value."""
    if _has_no_real_value(first) or _has_no_real_value(second):
        return None
    return vanishing(first - second) is not None


def _has_no_real_value(image: Any) -> bool:
    return image.has(sympy.I, sympy.zoo, sympy.nan) or any(log.args[0].is_negative for log in image.atoms(sympy.log))

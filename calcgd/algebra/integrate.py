"""What SymPy offers as antiderivatives: several forms, none of them checked. Who asks has to differentiate them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import monotonic
from typing import Any

from calcgd.algebra import engine as sympy
from calcgd.algebra.bridge import Untranslatable, from_sympy, to_sympy
from calcgd.algebra.engine import attempt
from calcgd.algebra.patience import wait
from calcgd.expression import mentions_infinity
from calcgd.expression.nodes import Node
from calcgd.expression.tidy import UNDEFINED, tidy

SECONDS_FOR_ANOTHER_FORM = 1.0


def offered(node: Node, variable: str, seconds: float) -> list[Node]:
    """Tidy trees that may be antiderivatives of `node`, each found another way.

    All ways together take at most `seconds`. Of an answer that distinguishes cases of a parameter only the general one
    is given.
    """
    x = sympy.Symbol(variable, real=True)
    end = monotonic() + seconds
    found: dict[Node, None] = {}
    for image in _images(node):
        for method in _METHODS:
            left = end - monotonic()
            if left > 0:
                answer = wait(min(left, SECONDS_FOR_ANOTHER_FORM) if found else left, attempt, method, image, x)
                tree = None if answer is None else _tree(answer, x)
                if tree is not None:
                    found[tree] = None
        if found:
            break
    return list(found)


def _images(node: Node) -> Iterator[Any]:
    """The integrand, then rewritten in other ways. Each is asked for only if the ones before led to nothing."""
    faithful = to_sympy(node)
    yield faithful
    for rewrite in (
        lambda: to_sympy(node, principal=True),
        lambda: faithful.rewrite((sympy.sec, sympy.csc, sympy.tan, sympy.cot), sympy.cos),
        lambda: sympy.expand(faithful),
    ):
        image = attempt(rewrite)
        if image is not None and image != faithful:
            yield image


def _integrated(image: Any, x: Any) -> Any:
    return sympy.integrate(image, x)


def _as_by_hand(image: Any, x: Any) -> Any:
    return sympy.integrals.manualintegrate.manualintegrate(image, x)


def _from_sums(image: Any, x: Any) -> Any:
    """Products of sines and cosines as sums of them."""
    summed = sympy.simplify.fu.TR8(image)
    return None if summed == image else sympy.integrate(summed, x)


_METHODS: tuple[Callable[[Any, Any], Any], ...] = (_integrated, _as_by_hand, _from_sums)


def _tree(answer: Any, x: Any) -> Node | None:
    if answer.has(sympy.Integral, sympy.RootSum):
        return None
    try:
        tree = tidy(from_sympy(answer.replace(lambda part: _is_for_parameters(part, x), _general_case)))
    except Untranslatable:
        return None
    return None if tree is UNDEFINED else tree


def _is_for_parameters(part: Any, x: Any) -> bool:
    return isinstance(part, sympy.Piecewise) and not any(condition.has(x) for _, condition in part.args)


def _general_case(piecewise: Any) -> Any:
    """Of pieces that depend on parameters the one that is not for single values of them."""
    for value, condition in piecewise.args:
        if not condition.has(sympy.Eq):
            return value
    return piecewise.args[-1][0]


def known_value(node: Node, variable: str, low: Node | None, high: Node | None, seconds: float) -> Node | None:
    """SymPy's closed form of the integral of `node` between two constants, None for an infinite end; unchecked."""
    x = sympy.Symbol(variable, real=True)
    start = -sympy.oo if low is None else to_sympy(low)
    end = sympy.oo if high is None else to_sympy(high)
    answer = wait(seconds, attempt, lambda: sympy.integrate(to_sympy(node), (x, start, end)))
    tree = None if answer is None else _tree(answer, x)
    return None if tree is None or tree.free or mentions_infinity(tree) else tree


def is_positive_polynomial(node: Node) -> bool:
    """Whether `node` is a polynomial in one variable that has no real root and is positive at 0.

    Decided for rational coefficients, by counting roots, and for real ones up to degree 2, by the discriminant.
    """
    return bool(attempt(_is_positive_polynomial, node))


def _is_positive_polynomial(node: Node) -> bool:
    polynomial = sympy.Poly(to_sympy(node), *(sympy.Symbol(name, real=True) for name in node.free))
    if len(polynomial.gens) != 1 or not polynomial.TC().is_positive:
        return False
    if polynomial.degree() == 2:
        return bool(polynomial.discriminant().is_negative)
    return polynomial.domain in (sympy.ZZ, sympy.QQ) and polynomial.count_roots() == 0

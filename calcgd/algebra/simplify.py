"""The simplest of a few forms, each found by one move that has a name, and each tried by numbers before it is taken.

Functions without a SymPy class (`sigmoid`, `relu` ...) stay whole: `sigmoid(x)*(1 - sigmoid(x))` is not to become a
hyperbolic cosine. No form may call a function that was not there, but for relatives of the circular and the hyperbolic
ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from time import monotonic
from typing import Any

from calcgd.algebra import engine as sympy
from calcgd.algebra import probe
from calcgd.algebra.bridge import Bridge, Untranslatable
from calcgd.algebra.engine import attempt
from calcgd.algebra.patience import wait
from calcgd.expression.functions import FUNCTIONS
from calcgd.expression.nodes import Call, Node, Sum
from calcgd.expression.text import text
from calcgd.expression.tidy import tidy

SECONDS = 3.0
"""What all moves together may take, unless the caller says otherwise."""

MOST_SECONDS = 1.0
"""What one move may take."""

POINTS = 6
MOST_CHARACTERS = 5000
"""Longer texts are left as they are."""

MOST_OPERATIONS = 300
"""Of larger expressions only the cheap moves are tried."""

HIGHEST_EXPANDED = 9

_CIRCULAR = frozenset(("sin", "cos", "tan", "cot", "sec", "csc"))
_HYPERBOLIC = frozenset(("sinh", "cosh", "coth", "sech", "csch"))


@dataclass(frozen=True, slots=True)
class Simplified:
    """The simplest form found and what was done for it; no `move` where the input was the simplest."""

    tree: Node
    move: str


def simplify(node: Node, seconds: float | None = SECONDS) -> Simplified:
    """The simplest equal form of a typed or tidy tree that a few moves find, never longer than it.

    Simple is what has a short text, and a product rather than a sum. Equal is what has the value of `node` wherever
    there is one.
    """
    tidied = tidy(node)
    best = Simplified(node if len(text(node)) < len(text(tidied)) else tidied, "")
    if len(text(tidied)) > MOST_CHARACTERS:
        return best
    for form in sorted(_forms(tidied, seconds), key=lambda form: _complexity(form.tree)):
        if _complexity(form.tree) >= _complexity(best.tree):
            break
        if len(text(form.tree)) <= len(text(best.tree)) and _holds(tidied, form.tree):
            return form
    return best


def _complexity(node: Node) -> int:
    return len(text(node)) + (3 * len(node.args) - 3 if isinstance(node, Sum) else 0)


def _forms(node: Node, seconds: float | None) -> Iterator[Simplified]:
    end = None if seconds is None else monotonic() + seconds
    known = _functions(node)
    whole = frozenset(row.name for row in FUNCTIONS.values() if not row.sympy)
    # Of a definition in exponentials the function itself is the form that does not overflow.
    plans = [(whole, _MOVES, _allowed(known))]
    if known & whole:
        plans.append((frozenset(), _BY_DEFINITION, known - {"exp"}))
    for opaque, moves, allowed in plans:
        bridge = Bridge(principal=True, opaque=opaque)
        image = attempt(_image, bridge, node)
        if image is None:
            continue
        small = image.count_ops() <= MOST_OPERATIONS
        for name, move in moves if small else moves[:_CHEAP]:
            tree = _moved(bridge, move, image, None if end is None else min(end - monotonic(), MOST_SECONDS))
            if tree is not None and _functions(tree) <= allowed:
                yield Simplified(tree, name)


def _image(bridge: Bridge, node: Node) -> Any:
    """The image of `node` with a symbol for each base of a high power, so that no move multiplies it out."""
    image = bridge.there(node)
    powers = [
        power
        for power in image.atoms(sympy.Pow)
        if power.base.is_Add and power.exp.is_Integer and abs(power.exp) > HIGHEST_EXPANDED
    ]
    symbols = {base: sympy.Dummy(real=True) for base in dict.fromkeys(power.base for power in powers)}
    bridge.stand_ins |= {symbol: bridge.back(base) for base, symbol in symbols.items()}
    return image.xreplace({power: symbols[power.base] ** power.exp for power in powers})


def _moved(bridge: Bridge, move: Callable[[Any], Any], image: Any, seconds: float | None) -> Node | None:
    if seconds is not None and seconds <= 0:
        return None
    moved = wait(seconds, attempt, move, image)
    try:
        return None if moved is None else tidy(bridge.back(moved))
    except Untranslatable:
        return None


def _functions(node: Node) -> frozenset[str]:
    below = frozenset[str]().union(*map(_functions, node.args))
    return below | {node.name} if isinstance(node, Call) else below


def _allowed(known: frozenset[str]) -> frozenset[str]:
    if known & _HYPERBOLIC:
        known |= _HYPERBOLIC | {"tanh"}
    return known | _CIRCULAR if known & _CIRCULAR else known


def _holds(node: Node, form: Node) -> bool:
    """Whether `form` has the value of `node` at some points, negative ones among them, where `node` has one."""
    tried = 0
    for point in islice(probe.points(node.free), 10 * POINTS) if node.free else ({},):
        if probe.value(node, point) is None:
            continue
        if probe.compare(node, form, point) != "same":
            return False
        tried += 1
        if tried == POINTS:
            break
    return tried > 0


def _factors(image: Any) -> Iterator[tuple[Any, Any]]:
    return (factor.as_base_exp() for factor in sympy.Mul.make_args(sympy.factor(image)))


def _factored_and_collected(image: Any) -> Any:
    """In each factor the coefficients of the functions are collected, and factored again."""

    def collected(part: Any) -> Any:
        if not part.is_Add:
            return part
        functions = part.atoms(sympy.core.function.Application, sympy.Dummy)
        return sympy.collect(part, sorted(functions, key=sympy.default_sort_key), sympy.factor)

    return sympy.Mul(*(collected(base) ** exponent for base, exponent in _factors(image)))


def _reduced(image: Any) -> Any:
    """One fraction in lowest terms, multiplied out above the bar and factored below it."""
    numerator, denominator = sympy.fraction(sympy.factor(image))
    return sympy.expand(numerator) / denominator


def _trigonometric(image: Any) -> Any:
    found = sympy.trigsimp(image)
    return min(found, sympy.factor(found), key=lambda form: form.count_ops())


_CHEAP = 5
_MOVES: tuple[tuple[str, Callable[[Any], Any]], ...] = (
    ("common factor taken out", lambda image: sympy.factor_terms(image)),
    ("common denominator", lambda image: sympy.together(image)),
    ("expanded", lambda image: sympy.expand(image)),
    ("factored", lambda image: sympy.factor(image)),
    ("factored and collected", _factored_and_collected),
    ("reduced fraction", _reduced),
    ("powers combined", lambda image: sympy.powsimp(image)),
    ("logarithms combined", lambda image: sympy.logcombine(image)),
    ("trigonometric identity", _trigonometric),
    ("simplified", lambda image: sympy.simplify(image)),
)
_BY_DEFINITION = (("definitions put in", lambda image: sympy.simplify(image)),)

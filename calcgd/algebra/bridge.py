"""The bridge from the tree to SymPy; `way_back` leads back. What a node means on the real line is kept both ways.

A function of the table becomes its SymPy class, or its definition where it has none, or an opaque symbol where the
caller wants it kept whole. A variable is a real symbol, an unknown function an undefined one.

Powers with a rational exponent p/q of odd q differ: here `x**(1/3)` is the real root, SymPy's is the principal one,
which is complex for negative x. The faithful image is `sign(x)*Abs(x)**(1/3)` (without `sign` for even p), and it is
what proofs and limits are made with. `principal=True` gives SymPy the plain power, whose algebra (factoring, collecting
like powers) it knows well; whoever uses that tries the result at negative bases by `probe`, as `simplify` does.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache
from typing import Any

from calcgd.algebra import engine as sympy
from calcgd.algebra.way_back import Untranslatable, tree_of
from calcgd.expression.functions import FUNCTIONS
from calcgd.expression.nodes import (
    Call,
    Constant,
    Logic,
    Negation,
    Node,
    Number,
    Piecewise,
    Power,
    Product,
    Quotient,
    Relation,
    Sum,
    Symbol,
    Truth,
    Unknown,
)
from calcgd.expression.sharing import cache as kept_by_node
from calcgd.expression.substitute import substitute

__all__ = ["Bridge", "Untranslatable", "definition", "from_sympy", "to_sympy"]

_formulas: dict[Any, Node] = kept_by_node({})


def to_sympy(node: Node, principal: bool = False) -> Any:
    """`node`, typed or tidy, as a SymPy expression over real symbols; see the module about `principal`."""
    return Bridge(principal).there(node)


def from_sympy(image: Any) -> Node:
    """The tree of a SymPy expression, untidied.

    Raises Untranslatable where the language has no counterpart.
    """
    return tree_of(image, {})


class Bridge:
    """One way over and back. The `opaque` functions stay whole, as symbols that SymPy cannot open."""

    def __init__(self, principal: bool = False, opaque: frozenset[str] = frozenset()) -> None:
        self.principal = principal
        self.opaque = opaque
        self.images: dict[Node, Any] = {}
        self.stand_ins: dict[Any, Node] = {}

    def there(self, node: Node) -> Any:
        """The SymPy image of `node`."""
        image = self.images.get(node)
        if image is None:
            image = self.images[node] = self._image(node)
        return image

    def back(self, image: Any) -> Node:
        """The tree of what SymPy made of an image, untidied.

        Raises Untranslatable.
        """
        return tree_of(image, self.stand_ins)

    def _image(self, node: Node) -> Any:
        if isinstance(node, Call):
            return self._call(node)
        parts = [self.there(arg) for arg in node.args]
        match node:
            case Number():
                value = Fraction(node.value)
                return sympy.Rational(value.numerator, value.denominator)
            case Symbol():
                return sympy.Symbol(node.name, real=True)
            case Sum():
                return sympy.Add(*parts)
            case Product():
                return sympy.Mul(*parts)
            case Power():
                return self._power(*parts)
            case Quotient():
                return parts[0] / parts[1]
            case Negation():
                return -parts[0]
            case Constant():
                return {"pi": sympy.pi, "e": sympy.E, "oo": sympy.oo}[node.name]
            case Unknown():
                return _unknown(node.name, node.orders)(*parts)
            case Relation():
                return sympy.Rel(*parts, node.op)
            case Logic():
                return {"and": sympy.And, "or": sympy.Or, "not": sympy.Not}[node.op](*parts)
            case Truth():
                return sympy.true if node.value else sympy.false
            case Piecewise():
                return sympy.Piecewise(*zip(parts[::2], parts[1::2], strict=True))
        raise TypeError(f"no image for {type(node).__name__}")

    def _power(self, base: Any, exponent: Any) -> Any:
        odd_root = exponent.is_Rational and exponent.q % 2 == 1 and exponent.q > 1
        if not odd_root or base.is_nonnegative:
            return base**exponent
        if base.is_negative:
            size = (-base) ** exponent
            return -size if exponent.p % 2 else size
        if self.principal:
            return base**exponent
        size = _size(base) ** exponent
        return _sign(base) * size if exponent.p % 2 else size

    def _call(self, node: Call) -> Any:
        if node.name in self.opaque:
            symbol = sympy.Dummy(node.name, real=True)
            self.stand_ins[symbol] = node
            return symbol
        row = FUNCTIONS[node.name]
        if not row.sympy:
            return self.there(definition(node))
        parts = [self.there(arg) for arg in node.args]
        image = _SPECIAL.get(node.name) or getattr(sympy, row.sympy)
        return image(*parts)


def _size(image: Any) -> Any:
    # Of what SymPy does not know to be real, such as log(x), Abs would be differentiated by real and imaginary part.
    return sympy.Abs(image) if image.is_extended_real else sympy.sqrt(image**2)


def _sign(image: Any) -> Any:
    return sympy.sign(image) if image.is_extended_real else image / sympy.sqrt(image**2)


_SPECIAL: dict[str, Callable[..., Any]] = {
    "abs": _size,
    "sign": _sign,
    "digamma": lambda image: sympy.polygamma(0, image),  # the form that SymPy's own derivatives have
}


def definition(node: Call) -> Node:
    """The call of a function without a SymPy class, written out in more elementary functions."""
    if node.name == "logsumexp":
        return Call("log", (Sum(Call("exp", (arg,)) for arg in node.args),))
    row = FUNCTIONS[node.name]
    missing = row.arity[1] - len(node.args)
    defaults = [_formula(text) for text in row.defaults[len(row.defaults) - missing :]] if missing else []
    return substitute(_formula(row.definition), dict(zip("uvw", (*node.args, *defaults), strict=False)))


def _formula(text: str) -> Node:
    tree = _formulas.get(text)
    if tree is None:
        from calcgd.expression import parse

        tree = _formulas[text] = parse(text).tree
    return tree


@cache
def _unknown(name: str, orders: tuple[int, ...]) -> Any:
    """The SymPy class of a function that is only a name, differentiated `orders[i]` times in its i-th argument.

    Not SymPy's own undefined function: the derivatives of that are Derivative and Subs objects, and where these nest
    (`f'(g(x))` once more) SymPy 1.14 leaves names of its own behind.
    """

    def fdiff(self: Any, argindex: int = 1) -> Any:
        higher = tuple(order + (place == argindex) for place, order in enumerate(orders, 1))
        return _unknown(name, higher)(*self.args)

    methods = {"fdiff": fdiff, "_eval_is_real": lambda _: True, "is_number": False, "unknown": (name, orders)}
    return sympy.core.function.FunctionClass(f"{name}{orders}", (sympy.Function,), methods)

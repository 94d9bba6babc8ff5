"""From SymPy back to the tree: everything that its differentiation, simplification and limits give for real input."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from typing import Any

from calcgd.algebra import engine as sympy
from calcgd.expression.functions import FUNCTIONS
from calcgd.expression.nodes import (
    FALSE,
    INFINITY,
    MINUS_ONE,
    ONE,
    PI,
    TRUE,
    Call,
    E,
    Logic,
    Negation,
    Node,
    Number,
    Piecewise,
    Power,
    Product,
    Relation,
    Sum,
    Symbol,
    Unknown,
)


class Untranslatable(Exception):
    """SymPy's answer has no counterpart in the language: a complex number, an integral, a foreign function."""


def tree_of(image: Any, stand_ins: Mapping[Any, Node]) -> Node:
    """The tree of a SymPy expression, untidied; `stand_ins` are the symbols that stand for a tree.

    `sign(b)*Abs(b)**(p/q)` with odd q, the faithful image of a real root, becomes `b**(p/q)` again.

    Raises Untranslatable.
    """
    return _Return(stand_ins).tree(image)


class _Return:
    """One way back."""

    def __init__(self, stand_ins: Mapping[Any, Node]) -> None:
        self.trees = dict(stand_ins)

    def tree(self, image: Any) -> Node:
        known = self.trees.get(image)
        if known is None:
            known = self.trees[image] = self.make(image)
        return known

    def each(self, images: Any) -> list[Node]:
        return [self.tree(image) for image in images]

    def make(self, image: Any) -> Node:
        if image.is_Rational:
            return Number(Fraction(int(image.p), int(image.q)))
        if image.is_Symbol and not image.is_Dummy:
            return Symbol(image.name)
        if image.is_Add:
            return Sum(self.each(image.args))
        if image.is_Mul:
            return self.product(image)
        if image.is_Pow:
            return self.power(*image.args)
        for kind, translate in _kinds().items():
            if isinstance(image, kind):
                return translate(self, image)
        for atom, tree in _atoms():
            if image == atom:
                return tree
        raise Untranslatable(str(image))

    def product(self, image: Any) -> Node:
        factors = list(image.args)
        for factor in image.args:
            root = _odd_root_of_size(factor)
            if root and root[1].p % 2 and sympy.sign(root[0]) in factors:
                factors.remove(sympy.sign(root[0]))
                factors[factors.index(factor)] = sympy.Pow(*root, evaluate=False)
        trees = self.each(factors)
        return Product(trees) if len(trees) > 1 else trees[0]

    def power(self, base: Any, exponent: Any) -> Node:
        if base.is_number and base.is_negative and not exponent.is_integer:
            raise Untranslatable("a complex root")
        root = _odd_root_of_size(sympy.Pow(base, exponent, evaluate=False))
        if root and root[1].p % 2 == 0:
            base = root[0]
        return Power(self.tree(base), self.tree(exponent))

    def function(self, image: Any) -> Node:
        name, args = _names().get(image.func), image.args
        if hasattr(image, "unknown"):
            return Unknown(image.unknown[0], self.each(args), image.unknown[1])
        if name == "step" and args[1] == sympy.Rational(1, 2):
            args = args[:1]
        if name == "polygamma" and args[0] == 0:
            name, args = "digamma", args[1:]
        if name is None or not FUNCTIONS[name].arity[0] <= len(args) <= FUNCTIONS[name].arity[1]:
            raise Untranslatable(str(image.func))
        return Call(name, self.each(args))

    def piecewise(self, image: Any) -> Node:
        return Piecewise(self.tree(part) for piece in image.args for part in piece.args)

    def relation(self, image: Any) -> Node:
        return Relation(image.rel_op, *self.each(image.args))

    def logic(self, image: Any) -> Node:
        op = {sympy.And: "and", sympy.Or: "or", sympy.Not: "not"}.get(image.func)
        if op is None:
            raise Untranslatable(str(image.func))
        return Logic(op, self.each(sympy.ordered(image.args)))


@cache
def _kinds() -> dict[Any, Any]:
    return {
        sympy.Piecewise: _Return.piecewise,
        sympy.core.relational.Relational: _Return.relation,
        sympy.logic.boolalg.BooleanFunction: _Return.logic,
        sympy.Float: lambda back, image: back.tree(sympy.Rational(image)),
        sympy.conjugate: lambda back, image: back.tree(image.args[0]),  # all is real here
        sympy.core.function.Application: _Return.function,
    }


def _atoms() -> tuple[tuple[Any, Node], ...]:
    return (
        (sympy.pi, PI),
        (sympy.E, E),
        (sympy.oo, INFINITY),
        (-sympy.oo, Product((MINUS_ONE, INFINITY))),
        (sympy.EulerGamma, Negation(Call("digamma", (ONE,)))),
        (sympy.true, TRUE),
        (sympy.false, FALSE),
    )


@cache
def _names() -> dict[Any, str]:
    """The canonical name of the function that a SymPy class is."""
    return {getattr(sympy, row.sympy): row.name for row in FUNCTIONS.values() if row.sympy} | {sympy.sinc: "sinc"}


def _odd_root_of_size(image: Any) -> tuple[Any, Any] | None:
    """(b, p/q) of `Abs(b)**(p/q)` with an odd q above 1."""
    if image.is_Pow and isinstance(image.base, sympy.Abs) and image.exp.is_Rational:
        return (image.base.args[0], image.exp) if image.exp.q % 2 and image.exp.q > 1 else None
    return None

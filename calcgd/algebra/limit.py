"""One-sided limits, at a point and at infinity: what an expression tends to beside a corner, a jump, a gap or far out.

A limit is found by continuity, by SymPy where corners and jumps have been resolved, or between two bounds, and it is
given only if the values come nearer to it.
"""

from __future__ import annotations

from typing import Any

from calcgd.algebra import engine as sympy
from calcgd.algebra.approach import INFINITE, Approach, Side
from calcgd.algebra.branches import branch
from calcgd.algebra.bridge import Untranslatable, from_sympy, to_sympy
from calcgd.algebra.corners import NoBranch, minus
from calcgd.algebra.engine import attempt
from calcgd.algebra.patience import wait
from calcgd.algebra.probe import value
from calcgd.expression import mentions_infinity
from calcgd.expression.nodes import (
    INFINITY,
    ONE,
    ZERO,
    Call,
    Negation,
    Node,
    Number,
    Piecewise,
    Power,
    Product,
    Quotient,
    Sum,
    Unknown,
)
from calcgd.expression.substitute import substitute
from calcgd.expression.tidy import UNDEFINED, tidy

SECONDS = 8.0
"""What SymPy may take for one limit."""

JUMPING = frozenset(("sign", "step", "floor", "ceil", "atan2", "acot"))
"""Functions that are not continuous everywhere where they have a value."""

WAVES = frozenset(("sin", "cos", "tan", "cot", "sec", "csc", "floor", "ceil", "besselj", "bessely", "gamma",
                   "factorial", "digamma", "polygamma", "zeta", "airyai", "airybi"))  # fmt: skip
"""Functions that may rise and fall without end where their arguments grow."""

BOUNDED = frozenset(("sin", "cos", "tanh", "sech", "atan", "acot", "asin", "acos", "asec", "acsc", "atan2", "sign",
                     "step", "sigmoid", "softsign", "erf", "sinc"))  # fmt: skip
"""Functions with bounded values."""

NOISE = 1e-40
"""Smaller numbers may be 0."""


def tends_to(node: Node, variable: str, point: Node, side: Side) -> Node | None:
    """The limit of `node` as `variable` tends to `point` from the right ("+") or from the left ("-").

    `point` is a constant, an expression in other variables, or `oo` or `-oo`, which have one side only. The answer is
    tidy; it may be `oo` or `-oo`. None: not known, or there is none. With other variables the limit is that for all but
    exceptional values of these.
    """
    if _has_unknown(node) or variable in point.free:
        return None
    return _Search(Approach(variable, tidy(point), side)).limit(tidy(node))


def may_oscillate(node: Node, variable: str, point: Node, side: Side) -> bool:
    """Whether a function that goes up and down without end has an argument in `node` without a finite value there."""
    return _Search(Approach(variable, tidy(point), side)).may_oscillate(node)


def may_jump(node: Node) -> bool:
    """Whether `node` may be discontinuous where it has a value."""
    return (
        isinstance(node, Piecewise)
        or (isinstance(node, Call) and node.name in JUMPING)
        or any(map(may_jump, node.args))
    )


class _Search:
    """The way to one limit; it is the `Place` beside the point where branches are chosen."""

    def __init__(self, approach: Approach) -> None:
        self.approach = approach
        self.at = {approach.variable: approach.point}

    def limit(self, node: Node) -> Node | None:
        for find in (self.by_continuity, self.by_sympy, self.by_squeezing):
            found = find(node)
            if found is not None and self.approach.bears_out(node, found, self.may_oscillate(node)):
                return found
        return None

    def by_continuity(self, node: Node) -> Node | None:
        """The value at the point, unless there is a jump in `node`."""
        if self.approach.point in INFINITE:
            return node if self.approach.variable not in node.free else None
        return None if may_jump(node) else self.value(node)

    def value(self, node: Node) -> Node | None:
        there = tidy(substitute(node, self.at))
        if there is UNDEFINED:
            return None
        known = (value(there, setting) for setting in self.approach.settings(node))
        return there if any(number is not None for number in known) else None

    def by_sympy(self, node: Node) -> Node | None:
        """The limit of what is left once it is known which branches hold beside the point."""
        try:
            smooth = tidy(branch(node, self))
        except NoBranch:
            smooth = node
        if smooth is not node:
            found = self.by_continuity(smooth)
            if found is not None:
                return found
        return None if smooth is UNDEFINED else wait(SECONDS, attempt, self.sympy_limit, smooth)

    def sympy_limit(self, smooth: Node) -> Node | None:
        variable, point, side = self.approach
        image = sympy.limit(to_sympy(smooth), sympy.Symbol(variable, real=True), to_sympy(point), side)
        try:
            found = tidy(from_sympy(_settled(image)))
        except Untranslatable:
            return None
        return None if found is UNDEFINED or (found not in INFINITE and mentions_infinity(found)) else found

    def by_squeezing(self, node: Node) -> Node | None:
        """What is bounded does not count as a factor of what tends to 0, nor as a term of what grows without bound."""
        loose = [part for part in node.args if not _is_bounded(part)]
        if not isinstance(node, Product | Sum) or not 0 < len(loose) < len(node.args):
            return None
        found = self.limit(tidy(node.over(loose) if len(loose) > 1 else loose[0]))
        return found if found in ((ZERO,) if isinstance(node, Product) else INFINITE) else None

    def may_oscillate(self, node: Node) -> bool:
        def is_unbounded(arg: Node) -> bool:
            return self.approach.variable in arg.free and (self.approach.point in INFINITE or self.value(arg) is None)

        wave = isinstance(node, Call) and node.name in WAVES and any(map(is_unbounded, node.args))
        return wave or any(map(self.may_oscillate, node.args))

    def is_negative(self, node: Node) -> bool:
        """Whether `node` is negative beside the point, by its limit, or by that of 1/`node` where the limit is 0."""
        limit = self.limit(tidy(node))
        if limit is ZERO:
            limit = self.limit(tidy(Quotient(ONE, node)))
        sign = None if limit is None else _sign(limit)
        if not sign:
            raise NoBranch
        return sign < 0

    def whole(self, node: Node) -> int:
        """The value of `floor(u)` or `ceil(u)` beside the point."""
        assert isinstance(node, Call)
        limit = self.limit(tidy(node.args[0]))
        if limit is None or limit in INFINITE or limit.free:
            raise NoBranch
        number = value(limit, {})
        rounded = value(node.over((limit,)), {})
        if number is None or rounded is None:
            raise NoBranch
        if number != rounded:
            return int(rounded)
        falls = self.is_negative(minus(node.args[0], limit))
        return int(rounded) + (-1 if falls and node.name == "floor" else 1 if not falls and node.name == "ceil" else 0)


def _settled(image: Any) -> Any:
    """`oo*sign(AccumBounds(1, 3))`, which SymPy leaves as it is, as `oo`."""
    bounds = (part for part in image.atoms(sympy.sign) if isinstance(part.args[0], sympy.AccumBounds))
    return image.subs({part: sympy.sign(part.args[0].min) for part in bounds if _has_one_sign(part.args[0])})


def _has_one_sign(bounds: Any) -> bool:
    return bool(bounds.min * bounds.max > 0)


def _sign(constant: Node) -> int:
    """The sign of a limit; 0 where it is not known for all values of the variables in it."""
    if constant in INFINITE:
        return 1 if constant is INFINITY else -1
    if constant.free:
        image = to_sympy(constant)
        return 1 if image.is_positive else -1 if image.is_negative else 0
    number = value(constant, {})
    return 0 if number is None or abs(number) < NOISE else 1 if number > 0 else -1


def _is_bounded(node: Node) -> bool:
    match node:
        case Call(name="abs" | "max" | "min") | Sum() | Product() | Negation():
            return all(map(_is_bounded, node.args))
        case Power(args=(base, Number(value=exponent))):
            return exponent > 0 and _is_bounded(base)
        case Call():
            return node.name in BOUNDED
    return not node.free


def _has_unknown(node: Node) -> bool:
    return isinstance(node, Unknown) or any(map(_has_unknown, node.args))

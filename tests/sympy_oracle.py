"""A tree as a SymPy expression, with its own definition of every function, and values of such expressions.

It knows nothing of the product's table of functions nor of its bridge to SymPy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import sympy
from mpmath import mp, mpf
from mpmath_oracle import DIGITS, exact, stand_in

from calcgd.expression import nodes
from calcgd.expression.nodes import (
    Call,
    Constant,
    Logic,
    Negation,
    Node,
    Number,
    Piecewise,
    Relation,
    Sum,
    Symbol,
)


def to_sympy(node: Node, real_roots: bool = True) -> Any:
    """`node` as a SymPy expression over real symbols.

    `real_roots` writes a power with an odd denominator so that SymPy takes the real root of a negative base,
    too; without it the power is as a user of SymPy would type it.
    """
    parts = [to_sympy(arg, real_roots) for arg in node.args]
    match node:
        case Number():
            return sympy.Rational(node.value)
        case Constant():
            return {"pi": sympy.pi, "e": sympy.E, "oo": sympy.oo}[node.name]
        case Symbol():
            return sympy.Symbol(node.name, real=True)
        case Sum():
            return sympy.Add(*parts)
        case nodes.Product():
            return sympy.Mul(*parts)
        case nodes.Quotient():
            return parts[0] / parts[1]
        case Negation():
            return -parts[0]
        case nodes.Power():
            return _sympy_power(parts[0], parts[1], exact(node.args[1]) if real_roots else None)
        case Call():
            return SYMPY[node.name](*parts)
        case nodes.Unknown():
            return stand_in(node, parts, sympy.sin, sympy.pi)
        case Relation():
            return sympy.Rel(parts[0], parts[1], node.op)
        case Logic():
            return {"and": sympy.And, "or": sympy.Or, "not": sympy.Not}[node.op](*parts)
        case nodes.Truth():
            return sympy.true if node.value else sympy.false
        case Piecewise():
            return sympy.Piecewise(*zip(parts[::2], parts[1::2], strict=True))
    raise TypeError(f"no such node: {node!r}")


def _sympy_power(base: Any, exponent: Any, rational: Fraction | None) -> Any:
    if rational is None or rational.denominator % 2 == 0 or rational.denominator == 1 or base.is_positive:
        return base**exponent
    size = sympy.Abs(base) ** exponent
    return sympy.sign(base) * size if rational.numerator % 2 else size


STEPS = (sympy.floor, sympy.ceiling, sympy.sign)


def _softplus(u: Any) -> Any:
    return sympy.log(1 + sympy.exp(u))


SAME_NAMES = """
    sqrt exp log sin cos tan cot sec csc asin acos atan acot asec acsc atan2 sinc sinh cosh tanh coth sech
    csch asinh acosh atanh acoth asech acsch sign floor erf erfc erfi erfinv factorial gamma loggamma digamma
    polygamma beta zeta Si Ci Ei li besselj bessely besseli besselk airyai airybi airyaiprime airybiprime
    elliptic_k elliptic_e fresnels fresnelc
"""
SYMPY: dict[str, Callable[..., Any]] = {name: getattr(sympy, name) for name in SAME_NAMES.split()} | {
    "cbrt": lambda u: _sympy_power(u, sympy.Rational(1, 3), Fraction(1, 3)),
    "expm1": lambda u: sympy.exp(u) - 1,
    "log2": lambda u: sympy.log(u) / sympy.log(2),
    "log10": lambda u: sympy.log(u) / sympy.log(10),
    "log1p": lambda u: sympy.log(1 + u),
    "hypot": lambda u, v: sympy.sqrt(u**2 + v**2),
    "abs": sympy.Abs,
    "step": sympy.Heaviside,
    "ceil": sympy.ceiling,
    "max": sympy.Max,
    "min": sympy.Min,
    "sigmoid": lambda u: 1 / (1 + sympy.exp(-u)),
    "relu": lambda u: sympy.Max(0, u),
    "leaky_relu": lambda u, v: sympy.Piecewise((u, u > 0), (v * u, True)),
    "elu": lambda u, v: sympy.Piecewise((u, u > 0), (v * (sympy.exp(u) - 1), True)),
    "softplus": _softplus,
    "silu": lambda u: u / (1 + sympy.exp(-u)),
    "gelu": lambda u: u * (1 + sympy.erf(u / sympy.sqrt(2))) / 2,
    "mish": lambda u: u * sympy.tanh(_softplus(u)),
    "softsign": lambda u: u / (1 + sympy.Abs(u)),
    "logit": lambda u: sympy.log(u / (1 - u)),
    "logsumexp": lambda *us: sympy.log(sympy.Add(*map(sympy.exp, us))),
    "lambertw": sympy.LambertW,
}


def sympy_derivative(node: Node, variable: str, real_roots: bool = True) -> Any:
    """SymPy's own derivative of `node`.

    SymPy leaves those of steps unevaluated: between their jumps they are zero.
    """
    found = sympy.diff(to_sympy(node, real_roots), sympy.Symbol(variable, real=True))
    steps = [part for part in found.atoms(sympy.Derivative) if isinstance(part.expr, STEPS)]
    return found.xreplace(dict.fromkeys(steps, sympy.Integer(0)))


def sympy_value(expression: Any, point: Mapping[str, Any]) -> Any:
    """The value of a SymPy expression at `point` as an mpf, or None where SymPy gives no real number."""
    with mp.workdps(DIGITS):
        at = {sympy.Symbol(name, real=True): sympy.Float(mp.convert(u), DIGITS) for name, u in point.items()}
        result = expression.subs(at).doit().evalf(DIGITS - 5)
        return mpf(result) if result.is_real and result.is_finite else None

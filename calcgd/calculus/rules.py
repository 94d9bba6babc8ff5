"""The differentiation rules, each one function: the derivative of a kind of node in terms of those of its parts.

A rule is called with the node, the variable x, the derivative `d` of parts, and the form to answer in (`forms`); it
answers None where it does not apply. The first rule of a kind that answers wins and the last one always does. The
same functions give the plain derivative (`derivative`) and the worked one (`steps`). To add a rule, write one function;
how it reads in the steps is said in `schemas`.

Rules see trees as typed; a tidy tree is one, too, with its quotients as negative powers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from calcgd.calculus.forms import TIDY, WRITTEN, Form
from calcgd.calculus.quotients import quotient_of_powers
from calcgd.calculus.shapes import as_quotient, require_positive_base, split_constant, without_single_points
from calcgd.expression.nodes import (
    MINUS_ONE,
    ONE,
    TRUE,
    TWO,
    ZERO,
    Call,
    E,
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
    Unknown,
)

Derivative = Callable[[Node], Node]
Apply = Callable[[Any, str, Derivative, Form], Node | None]


class Rule(NamedTuple):
    """A rule by its name (see `schemas` for its formula) and the function that applies it."""

    name: str
    apply: Apply


RULES: dict[type, list[Rule]] = {}
"""The rules for each kind of node, in the order in which they are tried."""


def rule(name: str, *kinds: type) -> Callable[[Apply], Apply]:
    """Enter a function in the table of rules."""

    def enter(apply: Apply) -> Apply:
        for kind in kinds:
            RULES.setdefault(kind, []).append(Rule(name, apply))
        return apply

    return enter


CONSTANT = Rule("Constant rule", lambda node, x, d, form: ZERO)
"""For whatever does not hold the variable."""


def fitting_rule(node: Node, x: str) -> Rule:
    """The rule that differentiates `node` by `x`."""
    if x not in node.free:
        return CONSTANT
    for entry in RULES[type(node)]:
        if entry.apply(node, x, lambda part: part, WRITTEN) is not None:
            return entry
    raise AssertionError(f"no rule for {node!r}")


def apply_rule(entry: Rule, node: Node, x: str, d: Derivative, form: Form) -> Node:
    """What a fitting rule answers."""
    answer = entry.apply(node, x, d, form)
    assert answer is not None
    return answer


@rule("Identity rule", Symbol)
def identity(node: Symbol, x: str, d: Derivative, form: Form) -> Node:
    return ONE if node.name == x else ZERO


@rule("Sum rule", Sum)
def sum_rule(node: Sum, x: str, d: Derivative, form: Form) -> Node:
    return form.plus(*map(d, node.args))


@rule("Constant multiple rule", Negation)
def negation(node: Negation, x: str, d: Derivative, form: Form) -> Node | None:
    constant, rest = split_constant(node, x)
    if constant.args[0] is ONE:
        return form.minus(d(rest))
    return form.times(form.tree(constant), d(rest))


@rule("Power rule", Product, Quotient)
def multiple_of_power(node: Node, x: str, d: Derivative, form: Form) -> Node | None:
    """`c*x**n`, done at once."""
    constant, rest = split_constant(node, x)
    if constant is ONE or type(rest) is not Power or type(rest.args[0]) is not Symbol or x in rest.args[1].free:
        return None
    return form.times(form.tree(constant), *_lowered(rest, form))


@rule("Constant multiple rule", Product, Quotient)
def constant_multiple(node: Node, x: str, d: Derivative, form: Form) -> Node | None:
    constant, rest = split_constant(node, x)
    return None if constant is ONE else form.times(form.tree(constant), d(rest))


@rule("Reciprocal rule", Quotient)
def reciprocal(node: Quotient, x: str, d: Derivative, form: Form) -> Node | None:
    above, below = node.args
    if x in above.free:
        return None
    numerator = form.times(form.tree(above), d(below))
    return form.minus(form.over(numerator, form.power(form.tree(below), TWO)))


@rule("Quotient rule", Quotient)
def quotient(node: Quotient, x: str, d: Derivative, form: Form) -> Node:
    u, v = node.args
    if form is TIDY:
        return quotient_of_powers(form.tree(u), form.tree(v), d(u), x, d)
    difference = form.plus(form.times(d(u), form.tree(v)), form.minus(form.times(form.tree(u), d(v))))
    return form.over(difference, form.power(form.tree(v), TWO))


@rule("Quotient rule", Product)
def product_with_negative_powers(node: Product, x: str, d: Derivative, form: Form) -> Node | None:
    fraction = as_quotient(node, x)
    return None if fraction is None else quotient(fraction, x, d, form)


@rule("Product rule", Product)
def product(node: Product, x: str, d: Derivative, form: Form) -> Node:
    factors = node.args
    trees = [form.tree(factor) for factor in factors]
    return form.plus(*(form.times(*trees[:i], d(factor), *trees[i + 1 :]) for i, factor in enumerate(factors)))


@rule("Power rule", Power)
def power(node: Power, x: str, d: Derivative, form: Form) -> Node | None:
    base, exponent = node.args
    return None if type(base) is not Symbol or x in exponent.free else form.times(*_lowered(node, form))


@rule("General power rule", Power)
def general_power(node: Power, x: str, d: Derivative, form: Form) -> Node | None:
    base, exponent = node.args
    return None if x in exponent.free else form.times(*_lowered(node, form), d(base))


@rule("Exponential rule", Power)
def exponential(node: Power, x: str, d: Derivative, form: Form) -> Node | None:
    base, exponent = node.args
    if x in base.free:
        return None
    require_positive_base(node)
    rate = ONE if base is E else form.call("log", form.tree(base))
    return form.times(form.tree(node), rate, d(exponent))


@rule("Logarithmic differentiation", Power)
def logarithmic(node: Power, x: str, d: Derivative, form: Form) -> Node:
    f, g = node.args
    growth = form.over(form.times(form.tree(g), d(f)), form.tree(f))
    return form.times(form.tree(node), form.plus(form.times(d(g), form.call("log", form.tree(f))), growth))


@rule("Maximum rule", Call)
def maximum(node: Call, x: str, d: Derivative, form: Form) -> Node | None:
    return _extreme(node, d, form, ">=", ONE) if node.name == "max" else None


@rule("Minimum rule", Call)
def minimum(node: Call, x: str, d: Derivative, form: Form) -> Node | None:
    return _extreme(node, d, form, "<=", MINUS_ONE) if node.name == "min" else None


@rule("Log-sum-exp rule", Call)
def log_sum_exp(node: Call, x: str, d: Derivative, form: Form) -> Node | None:
    if node.name != "logsumexp":
        return None
    whole = form.minus(form.tree(node))
    weighted = (form.times(form.call("exp", form.plus(form.tree(arg), whole)), d(arg)) for arg in node.args)
    return form.plus(*weighted)


@rule("Chain rule", Call)
def chain(node: Call, x: str, d: Derivative, form: Form) -> Node:
    return form.plus(*(form.times(form.partial(node, i), d(arg)) for i, arg in enumerate(node.args) if x in arg.free))


@rule("Chain rule", Unknown)
def unknown_function(node: Unknown, x: str, d: Derivative, form: Form) -> Node:
    args = tuple(map(form.tree, node.args))
    terms = (
        form.times(Unknown(node.name, args, tuple(n + (i == j) for j, n in enumerate(node.orders))), d(arg))
        for i, arg in enumerate(node.args)
        if x in arg.free
    )
    return form.plus(*terms)


@rule("Piecewise rule", Piecewise)
def piecewise(node: Piecewise, x: str, d: Derivative, form: Form) -> Node:
    pieces = without_single_points(node)
    return form.tree(Piecewise(part for value, condition in pieces for part in (d(value), condition)))


def _lowered(node: Node, form: Form) -> tuple[Node, Node]:
    """`n` and `u**(n - 1)` for `u**n`."""
    base, exponent = node.args
    number, sign = (exponent.args[0], -1) if type(exponent) is Negation else (exponent, 1)
    if type(number) is Number:
        lowered: Node = Number(sign * number.value - 1)  # type: ignore[attr-defined]
    else:
        lowered = form.plus(form.tree(exponent), MINUS_ONE)
    return form.tree(exponent), form.power(form.tree(base), lowered)


def _extreme(node: Call, d: Derivative, form: Form, op: str, sign: Node) -> Node:
    args = node.args
    derivatives = [d(arg) for arg in args]
    if len(args) == 2 and ZERO in derivatives:
        fixed, moving = args if derivatives[0] is ZERO else reversed(args)
        side = form.plus(form.times(sign, form.tree(moving)), form.times(sign, form.minus(form.tree(fixed))))
        return form.times(form.call("step", side), form.plus(*derivatives))
    pieces: list[Node] = []
    for i, derivative in enumerate(derivatives[:-1]):
        rivals = [Relation(op, args[i], arg) for j, arg in enumerate(args) if j != i]
        pieces += (derivative, rivals[0] if len(rivals) == 1 else Logic("and", rivals))
    return form.tree(Piecewise((*pieces, derivatives[-1], TRUE))) if pieces else derivatives[0]

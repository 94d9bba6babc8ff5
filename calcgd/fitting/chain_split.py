"""The gradient of a fit as it is worked out by hand: the cost of one row, and the chain rule split into its factors.

With C the cost of a row, yhat what the model says and z what its outermost function is applied to,
`dJ/dw = 1/N*sum(dC/dyhat*dyhat/dw)` over the N rows, and `dyhat/dw = dyhat/dz*dz/dw`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from itertools import chain, count
from typing import NamedTuple

from calcgd.algebra.simplify import simplify
from calcgd.calculus.derivative import derive
from calcgd.calculus.steps import Step, explain
from calcgd.expression import parse
from calcgd.expression.nodes import (
    MINUS_ONE,
    ONE,
    ZERO,
    Call,
    Negation,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    Unknown,
)
from calcgd.expression.substitute import substitute
from calcgd.expression.tidy import multiply, structure
from calcgd.fitting.losses import Loss
from calcgd.fitting.model import Model
from calcgd.fitting.objective import Penalty


class Names(NamedTuple):
    """What the quantities are called: by these letters, with a number where the model has them for something else."""

    J: str
    N: str
    C: str
    yhat: str
    z: str


class Factor(NamedTuple):
    """A derivative that is a factor of others: its `name`, the `step` that gives it, and it as it is used there."""

    name: str
    step: Step
    used: Node


class Partial(NamedTuple):
    """One partial derivative of J.

    name     what it is called: dJ/dw
    chain    what it is by the chain rule: `1/N*sum(dC/dyhat*dyhat/dw)`
    factor   dyhat/dw
    formula  what that comes to, in columns, parameters, yhat and z
    row      what a row adds to it but for the 1/N, in columns and parameters alone
    """

    parameter: str
    name: str
    chain: Node
    factor: Factor
    formula: Node
    row: Node


class Split:
    """A cost and its gradient, worked out by hand. Its parts raise `NoAnswer` where a derivative exists nowhere."""

    def __init__(self, model: Model, loss: Loss, penalty: Penalty) -> None:
        self.model = model
        self.loss = loss
        self.penalty = penalty
        weight = frozenset[str]() if model.weight is None else model.weight.free
        used = model.prediction.free | model.target.free | weight
        self.names = Names(*(_unused(name, used) for name in Names._fields))

    @cached_property
    def cost(self) -> Node:
        """J, with `sum` as the name of what adds up over the rows."""
        return self._total(self.row_cost, self.penalty.terms(self.model.parameters))

    @cached_property
    def row_cost(self) -> Node:
        """C, in columns and yhat."""
        return self._over_columns(self._formula)

    @property
    def _formula(self) -> Node:
        return parse(self.loss.definition or self.loss.formula).tree

    def _over_columns(self, formula: Node) -> Node:
        """A formula in y and yhat over the target and what yhat is called here."""
        return substitute(formula, {"y": self.model.target, "yhat": Symbol(self.names.yhat)})

    @cached_property
    def inner(self) -> Node | None:
        """z, where the model is a function of one thing that is more than a name."""
        prediction = self.model.prediction
        alone = isinstance(prediction, Call) and len(prediction.args) == 1
        return prediction.args[0] if alone and prediction.args[0].args else None

    @cached_property
    def prediction(self) -> Node:
        """yhat, in z where there is one."""
        whole = self.model.prediction
        return whole if self.inner is None else whole.over([Symbol(self.names.z)])

    @cached_property
    def outer(self) -> Factor:
        """dC/dyhat."""
        names = self.names
        step = explain(self.row_cost, names.yhat)
        return Factor(f"d{names.C}/d{names.yhat}", step, structure(self._over_columns(_slope(self._formula))))

    @cached_property
    def function(self) -> Factor | None:
        """The derivative of the outermost function by z, in terms of yhat where it can be; None where there is no z."""
        if self.inner is None:
            return None
        whole, z = self.prediction, self.names.z
        assert isinstance(whole, Call)
        called = "sigma" if whole.name == "sigmoid" and "sigma" not in self.model.prediction.free else whole.name
        step = explain(whole, z)
        return Factor(f"d{called}/d{z}", step, structure(_replaced(step.after, whole, Symbol(self.names.yhat))))

    @cached_property
    def partials(self) -> tuple[Partial, ...]:
        """The partial derivatives of J, in the order of the parameters."""
        return tuple(map(self._partial, self.model.parameters))

    def _partial(self, parameter: str) -> Partial:
        model, names, factor = self.model, self.names, self._factor(parameter)
        factors = Product([Symbol(self.outer.name), Symbol(factor.name)])
        product = multiply(*_cancelled([*_factors(self.outer.used), *_factors(factor.used)]))
        penalties = [derive(term, parameter) for term in self.penalty.terms([parameter])]
        values = {names.yhat: model.prediction} | ({} if self.inner is None else {names.z: self.inner})
        row = substitute(product, values)
        return Partial(
            parameter,
            f"d{names.J}/d{parameter}",
            self._total(factors, penalties),
            factor,
            self._total(product, penalties),
            row if model.weight is None else Product([model.weight, row]),
        )

    def _factor(self, parameter: str) -> Factor:
        """dyhat/dw."""
        name = f"d{self.names.yhat}/d{parameter}"
        if self.inner is None or self.function is None:
            step = explain(self.model.prediction, parameter)
            return Factor(name, step, step.after)
        below = explain(self.inner, parameter)
        inner = f"d{self.names.z}/d{parameter}"
        product = multiply(self.function.used, below.after)
        step = Step(
            rule="Chain rule",
            schema=f"{name} = {self.function.name}*{inner}",
            before=self.model.prediction,
            work=_product([*_factors(self.function.used), *_factors(below.after)]),
            after=product,
            variable=parameter,
            substeps=(replace(below, name=inner),),
        )
        return Factor(name, step, product)

    def _total(self, row: Node, penalties: Sequence[Node]) -> Node:
        """The mean, or the sum, over the rows of what each of them adds, and what is added to that."""
        weight = self.model.weight
        number, rest = _split_number(row)
        if not number:
            return _added(penalties)
        if weight is not None:
            rest = _product([*_factors(weight), *_factors(rest)])
        divisors: list[Node] = [Number(number.denominator)]
        if self.loss.mean:
            divisors.append(Symbol(self.names.N) if weight is None else _sum(weight))
        divisor, front = _product(divisors), Number(abs(number.numerator))
        total = _product([front if divisor is ONE else Quotient(front, divisor), _sum(rest)])
        return _added([Negation(total) if number < 0 else total, *penalties])


def _slope(formula: Node) -> Node:
    """The derivative by yhat of a formula in y and yhat, in terms of their difference where that is all it rests on."""
    ahead, behind = parse("yhat - y").tree, parse("y - yhat").tree
    z = Symbol("z")
    inside = _replaced(_replaced(formula, ahead, z), behind, Negation(z))
    if inside.free != {"z"}:
        return simplify(derive(formula, "yhat")).tree
    return substitute(simplify(derive(inside, "z")).tree, {"z": ahead})


def _unused(name: str, used: frozenset[str]) -> str:
    return next(free for free in chain([name], (f"{name}{i}" for i in count(2))) if free not in used)


def _sum(row: Node) -> Node:
    return Unknown("sum", [row], (0,))


def _added(terms: Sequence[Node]) -> Node:
    return Sum(terms) if len(terms) > 1 else terms[0] if terms else ZERO


def _product(factors: Sequence[Node]) -> Node:
    kept = [factor for factor in factors if factor is not ONE]
    return Product(kept) if len(kept) > 1 else kept[0] if kept else ONE


def _factors(node: Node) -> Sequence[Node]:
    return node.args if isinstance(node, Product) else [node]


def _cancelled(factors: list[Node]) -> list[Node]:
    """Factors without those that one over them stands beside: a row has a cost only where they are not 0."""
    for factor in factors:
        below = Power(factor, MINUS_ONE)
        if below in factors:
            rest = list(factors)
            rest.remove(factor)
            rest.remove(below)
            return _cancelled(rest)
    return factors


def _split_number(node: Node) -> tuple[Fraction, Node]:
    """The number that a formula is a multiple of, and what is multiplied by it."""
    if isinstance(node, Quotient) and isinstance(node.args[1], Number):
        return 1 / Fraction(node.args[1].value), node.args[0]
    first, *rest = _factors(node)
    return (Fraction(first.value), _product(rest)) if isinstance(first, Number) else (Fraction(1), node)


def _replaced(node: Node, part: Node, by: Node) -> Node:
    """The tree with another in the place of a part."""
    if node is part:
        return by
    return node.over([_replaced(arg, part, by) for arg in node.args]) if node.args else node

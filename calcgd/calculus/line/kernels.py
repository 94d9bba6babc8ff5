"""An expression as a rational function of its kernels: the parts that are neither sums, products nor whole powers.

`exp(2*x) - 3*exp(x) + 2` is `t**2 - 3*t + 2` with the kernel `t = exp(x)`, `x - sqrt(x)` is `t**2 - t` with
`t = sqrt(x)`. Kernels that are whole powers of one another are made powers of one; hyperbolic functions are written in
exponentials.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

from calcgd.calculus.formulas import formula
from calcgd.expression.nodes import ONE, ZERO, Call, E, Node, Number, Power, Product, Sum, Symbol
from calcgd.expression.substitute import substitute
from calcgd.expression.tidy import UNDEFINED, add, divide, multiply, power, subtract, tidy

_IN_EXPONENTIALS = {
    "cosh": "(exp(u) + exp(-u))/2",
    "sinh": "(exp(u) - exp(-u))/2",
    "tanh": "(exp(2*u) - 1)/(exp(2*u) + 1)",
    "coth": "(exp(2*u) + 1)/(exp(2*u) - 1)",
    "sech": "2*exp(u)/(exp(2*u) + 1)",
    "csch": "2*exp(u)/(exp(2*u) - 1)",
    "sigmoid": "exp(u)/(exp(u) + 1)",
    "expm1": "exp(u) - 1",
}


@dataclass(frozen=True, slots=True)
class Kernels:
    """A tree in symbols of its own, and the kernel that each of these stands for."""

    tree: Node
    meaning: dict[str, Node]

    def restored(self, tree: Node) -> Node:
        """A tree in the symbols as a tree in the kernels."""
        return tidy(substitute(tree, self.meaning))


@dataclass(slots=True)
class _Group:
    """Powers of one base whose exponents are rational multiples of `exponent`."""

    base: Node
    exponent: Node
    ratios: list[Fraction]

    def unit(self) -> Fraction:
        """A ratio of which all others are whole multiples: the largest, but a root is taken of the base itself."""
        if isinstance(self.exponent, Number):
            exponent = Fraction(self.exponent.value)
            return Fraction(1, lcm(*((exponent * ratio).denominator for ratio in self.ratios))) / exponent
        below = lcm(*(ratio.denominator for ratio in self.ratios))
        return Fraction(gcd(*(int(ratio * below) for ratio in self.ratios)), below)

    def kernel(self) -> Node:
        return power(self.base, multiply(Number(self.unit()), self.exponent))


def kernels_of(node: Node, variable: str) -> Kernels:
    """A tree in terms of its kernels. Constants that are not rational count as kernels too."""
    node = tidy(_in_exponentials(tidy(node), variable))
    groups: list[_Group] = []
    places: dict[Node, list[tuple[_Group, Fraction]]] = {}
    for leaf in dict.fromkeys(_leaves(node)):
        places[leaf] = [_place(*power, groups) for power in _as_powers(leaf, variable)]
    symbols = {id(group): Symbol(f"k{number}") for number, group in enumerate(groups)}

    def written(part: Node) -> Node:
        if part in places:
            powers = [Power(symbols[id(group)], Number(ratio / group.unit())) for group, ratio in places[part]]
            return Product(powers) if len(powers) > 1 else powers[0]
        if isinstance(part, Power):
            return Power(written(part.args[0]), part.args[1])
        return part.over([written(arg) for arg in part.args]) if part.args else part

    meaning = {str(symbols[id(group)]): group.kernel() for group in groups}
    return _with_linear_radicand(Kernels(tidy(written(node)), meaning), variable)


def _in_exponentials(node: Node, variable: str) -> Node:
    """Without hyperbolic functions outside of other functions."""
    if variable not in node.free:
        return node
    if isinstance(node, Call) and node.name in _IN_EXPONENTIALS:
        return substitute(formula(_IN_EXPONENTIALS[node.name]), {"u": node.args[0]})
    return node.over([_in_exponentials(arg, variable) for arg in node.args]) if _is_rational(node) else node


def _is_rational(node: Node) -> bool:
    """Whether a tidy node is arithmetic, so that its arguments are looked into."""
    if isinstance(node, Power):
        return isinstance(node.args[1], Number) and isinstance(node.args[1].value, int)
    return isinstance(node, Number | Sum | Product)


def _leaves(node: Node) -> Iterator[Node]:
    if not _is_rational(node):
        yield node
    for arg in node.args[:1] if isinstance(node, Power) else node.args:
        if _is_rational(node):
            yield from _leaves(arg)


def _as_powers(leaf: Node, variable: str) -> list[tuple[Node, Node]]:
    """Bases and exponents whose product a leaf is; a constant term of an exponent makes a power of its own."""
    if not isinstance(leaf, Power) and not (isinstance(leaf, Call) and leaf.name == "exp"):
        return [(leaf, ONE)]
    base, exponent = leaf.args if isinstance(leaf, Power) else (E, leaf.args[0])
    if not isinstance(exponent, Sum):
        return [(base, exponent)]
    constant = add(ZERO, *(term for term in exponent.args if variable not in term.free))
    return [(base, part) for part in (subtract(exponent, constant), constant) if part is not ZERO]


def _place(base: Node, exponent: Node, groups: list[_Group]) -> tuple[_Group, Fraction]:
    for group in groups:
        if group.base is base:
            ratio = divide(exponent, group.exponent)
            if isinstance(ratio, Number):
                group.ratios.append(Fraction(ratio.value))
                return group, Fraction(ratio.value)
    groups.append(_Group(base, exponent, [Fraction(1)]))
    return groups[-1], Fraction(1)


def _with_linear_radicand(kernels: Kernels, variable: str) -> Kernels:
    """`x` and `sqrt(x - 1)` are both polynomials in the second."""
    own = [name for name, kernel in kernels.meaning.items() if kernel is Symbol(variable)]
    for name, kernel in kernels.meaning.items():
        if own and isinstance(kernel, Power) and isinstance(kernel.args[1], Number):
            slope, start = linear_parts(kernel.args[0], variable)
            if slope is not None and start is not None:
                index = 1 / Fraction(kernel.args[1].value)
                inverse = divide(subtract(power(Symbol(name), Number(index)), start), slope)
                tree = tidy(substitute(kernels.tree, {own[0]: inverse}))
                return Kernels(tree, {other: kernels.meaning[other] for other in kernels.meaning if other != own[0]})
    return kernels


def linear_parts(node: Node, variable: str) -> tuple[Node, Node] | tuple[None, None]:
    """Slope and value at 0 of a tidy tree that is linear in the variable, else nothing."""
    start, end = (tidy(substitute(node, {variable: number})) for number in (ZERO, ONE))
    slope = subtract(end, start)
    if slope is ZERO or UNDEFINED in (start, end):
        return None, None
    linear = add(multiply(slope, Symbol(variable)), start)
    return (slope, start) if linear is node or tidy(subtract(node, linear)) is ZERO else (None, None)

"""Antiderivatives: found by a table or by SymPy, given only if their derivative is the integrand."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, count
from typing import TYPE_CHECKING

from calcgd.algebra.antiderivative_forms import plain_antiderivative
from calcgd.calculus.antiderivative_check import Found, checked, differentiated_back
from calcgd.calculus.real_logarithms import real_logarithms
from calcgd.calculus.stitched import stitched
from calcgd.calculus.subject import as_expression, chosen_variable, unknown_functions
from calcgd.errors import NoAnswer
from calcgd.expression import Expression
from calcgd.expression.nodes import ONE, TRUE, ZERO, Node, Number, Piecewise, Power, Product, Relation, Sum, Symbol
from calcgd.expression.substitute import substitute
from calcgd.expression.text import text
from calcgd.expression.tidy import UNDEFINED, add, tidy

if TYPE_CHECKING:
    from calcgd.algebra.prove import Verdict

CONSTANTS = "CDK"
"""The letters that a constant of integration may have, in order of preference; after these come C1, C2 ..."""

SECONDS = 12.0
"""What SymPy may take to look for an antiderivative, unless the caller says otherwise."""


@dataclass(frozen=True, slots=True)
class Antiderivative:
    """An antiderivative of `expression` by `variable`.

    `function` is tidy and without a constant; `constant` is a letter that stands for one. `check` says how its
    derivative was compared with the integrand: proved, or undecided where only numbers agree. `needs` are the
    conditions on the other variables under which it holds.
    """

    expression: Expression
    variable: str
    function: Node
    constant: str
    check: Verdict
    needs: tuple[Node, ...] = ()

    @property
    def general(self) -> Node:
        """All antiderivatives: the function, the highest powers of the variable first, plus the constant."""
        constant = Symbol(self.constant)
        if self.function is ZERO:
            return constant
        terms = self.function.args if isinstance(self.function, Sum) else (self.function,)
        return Sum((*sorted(terms, key=lambda term: -_degree(term, self.variable)), constant))

    def _repr_latex_(self) -> str:
        return self.general._repr_latex_()


def _degree(term: Node, variable: str) -> float:
    """The power of the variable that stands as a factor in a term."""
    for factor in term.args if isinstance(term, Product) else (term,):
        base, exponent = factor.args if isinstance(factor, Power) else (factor, ONE)
        if isinstance(base, Symbol) and base.name == variable and isinstance(exponent, Number):
            return float(exponent.value)
    return 0


def antiderivative(expression: Expression | Node | str, variable: str | None = None) -> Antiderivative:
    """The antiderivatives of an expression by its only variable or by the one named; other names are constants.

    Raises NoAnswer where none was found in closed form, BadInput for an ambiguous variable, and what `parse` raises
    for a text.
    """
    subject = as_expression(expression)
    variable = chosen_variable(subject, variable, "integrate")
    unknown = unknown_functions(subject.tree)
    if unknown:
        raise NoAnswer(f"{unknown[0]} is only a name: it has no antiderivative that could be worked out")
    node = tidy(subject.tree)
    if node is UNDEFINED:
        raise NoAnswer(f"{text(subject.tree)} has no real value anywhere")
    found = find(node, variable)
    if found is None:
        raise NoAnswer(
            f"no antiderivative of {text(subject.tree)} in closed form was found",
            hint="--from A --to B gives the number between two ends",
        )
    found = _shortened(found, node, variable)
    taken = node.free | {variable}
    letter = next(letter for letter in chain(CONSTANTS, (f"C{n}" for n in count(1))) if letter not in taken)
    return Antiderivative(subject, variable, found.function, letter, found.check, found.needs)


def find(node: Node, variable: str, seconds: float = SECONDS) -> Found | None:
    """An antiderivative of a tidy tree without unknown functions; None where none was found or none passed.

    Where it fails for one value of a parameter that value is a case of its own: `x**n` for n = -1. SymPy may take
    `seconds` to look for each.
    """
    found = _general(node, variable, seconds)
    for need in found.needs if found is not None else ():
        assert found is not None
        special = _special_case(node, variable, need, seconds)
        if special is not None:
            function = tidy(Piecewise((found.function, need, special.function, TRUE)))
            needs = (*(other for other in found.needs if other is not need), *special.needs)
            check = found.check if special.check.status == "proved" else special.check
            found = Found(function, check, needs)
    return found


def _special_case(node: Node, variable: str, need: Node, seconds: float) -> Found | None:
    """The antiderivative for the only value of a parameter that a condition rules out."""
    if not (isinstance(need, Relation) and need.op == "!=" and isinstance(need.args[0], Symbol)):
        return None
    name, value = need.args[0].name, need.args[1]
    there = tidy(substitute(node, {name: value}))
    return None if there is UNDEFINED or name in there.free else find(there, variable, seconds)


def _general(node: Node, variable: str, seconds: float) -> Found | None:
    plain = plain_antiderivative(node, variable)
    if plain is not None:
        return differentiated_back(_without_constant(plain, variable), node, variable)
    from calcgd.algebra.integrate import offered

    forms = {_readable(form, node, variable) for form in offered(node, variable, seconds)}
    passed = (checked(form, node, variable) for form in sorted(forms, key=_length))
    return next(filter(None, passed), None) or _in_pieces(node, variable, seconds)


def _in_pieces(node: Node, variable: str, seconds: float) -> Found | None:
    def function(tree: Node) -> Node | None:
        found = find(tree, variable, seconds) if tree is not node else None
        return found and found.function

    form = stitched(node, variable, function)
    return None if form is None else checked(form, node, variable)


def _shortened(found: Found, node: Node, variable: str) -> Found:
    """Simplified, if that passes, too."""
    if isinstance(found.function, Piecewise) or plain_antiderivative(node, variable) is not None:
        return found
    from calcgd.algebra.simplify import simplify

    shorter = _readable(simplify(found.function).tree, node, variable)
    return (_length(shorter) < _length(found.function) and checked(shorter, node, variable)) or found


def _readable(form: Node, node: Node, variable: str) -> Node:
    return _without_constant(real_logarithms(form, node), variable)


def _without_constant(form: Node, variable: str) -> Node:
    terms = form.args if isinstance(form, Sum) else (form,)
    return add(*(term for term in terms if variable in term.free))


def _length(node: Node) -> tuple[int, str]:
    return len(text(node)), text(node)

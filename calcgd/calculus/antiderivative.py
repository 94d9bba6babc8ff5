"""Antiderivatives: found by a table or by SymPy, given only if their derivative is the integrand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from calcgd.algebra.antiderivative_forms import plain_antiderivative
from calcgd.calculus.derivative import derive
from calcgd.calculus.domain import conditions
from calcgd.calculus.point import holds_at
from calcgd.calculus.real_logarithms import real_logarithms, squared_inside
from calcgd.calculus.subject import as_expression, chosen_variable, unknown_functions
from calcgd.errors import NoAnswer
from calcgd.expression import Expression
from calcgd.expression.nodes import ONE, TRUE, ZERO, Node, Number, Piecewise, Power, Product, Relation, Sum, Symbol
from calcgd.expression.substitute import substitute
from calcgd.expression.text import text
from calcgd.expression.tidy import UNDEFINED, add, tidy

if TYPE_CHECKING:
    from calcgd.algebra.prove import Verdict

CONSTANTS = "CDKABMN"
"""The letters that a constant of integration may have, in order of preference."""

SECONDS = 8.0
"""What one way of looking for an antiderivative may take, unless the caller says otherwise."""

POINTS = 12
"""So many points at which the integrand has a value are tried: the antiderivative must have one there, too."""

FARTHEST = 10
"""The largest coordinate of such a point: farther out an exponential may be too large for any value."""


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
    letter = next(letter for letter in CONSTANTS if letter not in node.free)
    return Antiderivative(subject, variable, found.function, letter, found.check, found.needs)


@dataclass(frozen=True, slots=True)
class Found:
    """An antiderivative that has passed its check, and what it needs of the parameters."""

    function: Node
    check: Verdict
    needs: tuple[Node, ...] = ()


def find(node: Node, variable: str, seconds: float | None = SECONDS) -> Found | None:
    """An antiderivative of a tidy tree without unknown functions; None where none was found or none passed.

    Where it fails for one value of a parameter that value is a case of its own: `x**n` for n = -1. One way of looking
    for it may take `seconds` (None: no limit but the caller's).
    """
    general = _general(node, variable, seconds)
    if general is None:
        return None
    function, needs = general.function, []
    for need in general.needs:
        special = _special_case(node, variable, need)
        if special is None:
            needs.append(need)
        else:
            function = tidy(Piecewise((function, need, special.function, TRUE)))
    return Found(function, general.check, tuple(needs))


def _special_case(node: Node, variable: str, need: Node) -> Found | None:
    if not (isinstance(need, Relation) and need.op == "!=" and isinstance(need.args[0], Symbol)):
        return None
    name, value = need.args[0].name, need.args[1]
    there = tidy(substitute(node, {name: value}))
    return None if there is UNDEFINED or name in there.free else find(there, variable)


def _general(node: Node, variable: str, seconds: float | None) -> Found | None:
    plain = plain_antiderivative(node, variable)
    checked = None if plain is None else _checked(plain, node, variable)
    if checked is not None:
        return checked
    from calcgd.algebra.integrate import offered

    forms = {_readable(form, node, variable) for form in offered(node, variable, seconds)}
    best = _first_that_holds(sorted(forms, key=_length), node, variable)
    return best and _simplified(best, node, variable)


def _readable(form: Node, node: Node, variable: str) -> Node:
    """With real logarithms and without a constant term."""
    form = real_logarithms(form, node)
    terms = form.args if isinstance(form, Sum) else (form,)
    return add(*(term for term in terms if variable in term.free))


def _first_that_holds(forms: Iterable[Node], node: Node, variable: str) -> Found | None:
    for form in forms:
        checked = _checked(form, node, variable)
        if checked is not None:
            return checked
    return None


def _simplified(found: Found, node: Node, variable: str) -> Found:
    from calcgd.algebra.simplify import simplify

    shorter = _readable(simplify(found.function).tree, node, variable)
    if _length(shorter) >= _length(found.function):
        return found
    return _checked(shorter, node, variable) or found


def _length(node: Node) -> tuple[int, str]:
    return len(text(node)), text(node)


def _checked(function: Node, node: Node, variable: str) -> Found | None:
    """What is found if the derivative of `function` is `node`, and it has a value where `node` has one."""
    needs = _needs(function, node, variable)
    if not _is_defined_with(function, node, variable, needs) or not _is_continuous(function):
        return None
    from calcgd.algebra.prove import equal_nearly_everywhere

    verdict = equal_nearly_everywhere(derive(squared_inside(function), variable), node)
    return None if verdict.status == "refuted" else Found(function, verdict, needs)


def _needs(function: Node, node: Node, variable: str) -> tuple[Node, ...]:
    """What the antiderivative needs of the parameters and the integrand does not."""
    known = {condition.relation for condition in conditions(node)}
    own = {condition.relation for condition in conditions(function) if not condition.smooth}
    needed = {relation for relation in own - known if relation.free and variable not in relation.free}
    return tuple(sorted((need for need in needed if not _stronger(need) & needed), key=text))


def _stronger(need: Node) -> set[Node]:
    """What says more than a condition: `a > 0` more than `a >= 0`."""
    ops = _STRONGER.get(need.op, ()) if isinstance(need, Relation) else ()
    return {Relation(op, *need.args) for op in ops}


_STRONGER = {">=": (">",), "!=": (">", "<"), "<=": ("<",)}


def _is_defined_with(function: Node, node: Node, variable: str, needs: tuple[Node, ...]) -> bool:
    """Whether `function` has a value at all of some points where `node` has one and the parameters are as needed."""
    from calcgd.algebra import probe

    tried = 0
    names = node.free | function.free | {variable}
    for point in islice(probe.points(names, generic=len(names) > 1), 10 * POINTS):
        if max(map(abs, point.values())) > FARTHEST or probe.value(node, point) is None:
            continue
        there = {name: Number(value) for name, value in point.items()}
        if not all(holds_at(need, there) for need in needs):
            continue
        if probe.value(function, point) is None:
            return False
        tried += 1
        if tried == POINTS:
            break
    return tried > 0


def _is_continuous(function: Node) -> bool:
    """Whether the pieces of `function` meet, tried by numbers at the ends that its conditions name."""
    from fractions import Fraction

    from calcgd.algebra import probe

    for relation in _relations(function):
        left, right = relation.args
        if not (isinstance(left, Symbol) and isinstance(right, Number)) or function.free != {left.name}:
            return False
        near = [
            probe.value(function, {left.name: Fraction(right.value) + shift * Fraction(1, 10**20)}) for shift in (1, -1)
        ]
        if None in near or abs(near[0] - near[1]) > 1e-15:
            return False
    return True


def _relations(node: Node) -> Iterator[Relation]:
    if isinstance(node, Relation):
        yield node
    for arg in node.args:
        yield from _relations(arg)

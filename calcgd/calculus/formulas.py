"""The derivative formulas of the table of functions, put to use on calls."""

from __future__ import annotations

from calcgd.errors import NoAnswer
from calcgd.expression import parse
from calcgd.expression.functions import FUNCTIONS
from calcgd.expression.nodes import ONE, Call, Node, Piecewise, Sum, Symbol
from calcgd.expression.sharing import cache
from calcgd.expression.substitute import substitute
from calcgd.expression.text import text
from calcgd.expression.tidy import structure, structure_at, tidy

LETTERS = "uvw"

_formulas: dict[tuple[str, int], Node] = cache({})
_partials: dict[tuple[Call, int], Node] = cache({})


def formula(written: str) -> Node:
    """The tree of one of the table's formulas."""
    return parse(written).tree


def partial_derivative(call: Call, index: int) -> Node:
    """The derivative of a function by its argument number `index`, taken at the arguments of `call`.

    Raises NoAnswer where neither the table nor SymPy knows one.
    """
    return substitute(_formula_of(call, index), dict(zip(LETTERS, call.args, strict=False)))


def structured_partial_derivative(call: Call, index: int) -> Node:
    """The `structure` of the same, made without its typed tree."""
    key = (call, index)
    known = _partials.get(key)
    if known is None:
        values = dict(zip(LETTERS, map(structure, call.args), strict=False))
        known = _partials[key] = structure_at(structure(_formula_of(call, index)), values)
    return known


def _formula_of(call: Call, index: int) -> Node:
    key = (call.name, index)
    known = _formulas.get(key)
    if known is None:
        known = _formulas[key] = _found_formula(call, index)
    return known


def _found_formula(call: Call, index: int) -> Node:
    written = FUNCTIONS[call.name].derivative
    if index < len(written) and written[index]:
        return formula(written[index])
    from calcgd.algebra.derivative import derivative_of

    found = derivative_of(call.name, index, len(call.args))
    if found is None:
        raise NoAnswer(
            f"the derivative of {call.name}"
            + (f" by its argument {index + 1}" if len(call.args) > 1 else "")
            + " has no formula"
        )
    return found


def schema_of_call(call: Call, inner: tuple[Node, ...], letters: tuple[str, ...]) -> str:
    """The rule for one function as a formula in `letters`: `(sin(u))' = cos(u)*u'`."""
    names = {arg: Symbol(letter) for arg, letter in zip(inner, letters, strict=True)}
    shown = Call(call.name, (names.get(arg, arg) for arg in call.args))
    chained = any(arg.__class__ is not Symbol for arg in inner) or len(inner) > 1
    terms: list[str] = []
    for arg, letter in zip(inner, letters, strict=True):
        partial = tidy(partial_derivative(shown, call.args.index(arg)))
        factor = text(partial)
        if chained:
            loose = partial.__class__ in (Sum, Piecewise)
            factor = f"({factor})*{letter}'" if loose else f"{letter}'" if partial is ONE else f"{factor}*{letter}'"
        terms.append(factor)
    return f"({text(shown)})' = {' + '.join(terms).replace('+ -', '- ')}"

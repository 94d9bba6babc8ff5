"""Trees as LaTeX formulas, typed and tidy ones; `latex_names` writes names, `latex_document` whole answers.

What is written is mathematics mode without delimiters, for LaTeX with amsmath, MathJax and KaTeX alike.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

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
from calcgd.expression.text import number_text
from calcgd.render.latex_names import operator, symbol

# A formula and how strongly it holds together.
Written = tuple[str, int]

OPEN, OR, AND, RELATION, SUM, PRODUCT, TALL, ATOM = range(8)

_RELATIONS = {"<": "<", "<=": r"\le", ">": ">", ">=": r"\ge", "==": "=", "!=": r"\ne"}
_LOGIC = {"and": (r" \land ", AND), "or": (r" \lor ", OR)}
_CONSTANTS = {"pi": r"\pi", "oo": r"\infty"}
_MOST_PRIMES = 3


def latex(node: Node, decimals: bool = False) -> str:
    """The LaTeX of a typed or tidy tree; with `decimals`, fractions that end are written as decimals."""
    return _write(node, decimals)[0]


def _write(node: Node, decimals: bool) -> Written:
    return _WRITERS[type(node)](node, decimals)


def _within(node: Node, strength: int, decimals: bool) -> str:
    written, own = _write(node, decimals)
    return written if own >= strength else _parenthesized(written)


def _parenthesized(written: str) -> str:
    return rf"\left({written}\right)"


def _fraction(above: str, below: str) -> str:
    return rf"\frac{{{above}}}{{{below}}}"


def _number(node: Number, decimals: bool) -> Written:
    value = abs(node.value)
    sign = "-" if node.value < 0 else ""
    written = number_text(value, decimals)
    if "/" not in written:
        return sign + written, SUM if sign else ATOM
    return sign + _fraction(str(value.numerator), str(value.denominator)), SUM if sign else TALL


def _sum(node: Sum, decimals: bool) -> Written:
    first, *rest = node.args
    parts = [_parenthesized(latex(first, decimals)) if type(first) is Sum else _within(first, SUM, decimals)]
    for term in rest:
        if type(term) is Negation:
            parts.append(" - " + _within(term.args[0], PRODUCT, decimals))
            continue
        written, strength = _write(term, decimals)
        if strength >= PRODUCT:
            parts.append(" + " + written)
        elif written[0] == "-" and type(term) is not Sum:
            parts.append(" - " + written[1:])
        else:
            parts.append(" + " + _parenthesized(written))
    return "".join(parts), SUM


def _negation(node: Negation, decimals: bool) -> Written:
    return "-" + _within(node.args[0], PRODUCT, decimals), SUM


def _quotient(node: Quotient, decimals: bool) -> Written:
    numerator, denominator = node.args
    return _fraction(latex(numerator, decimals), latex(denominator, decimals)), TALL


def _product(node: Product, decimals: bool) -> Written:
    """Sign and number come first; factors with negative powers, which only tidy trees hold, go below the bar."""
    sign, above, below = _coefficient(node.args[0], decimals)
    for factor in node.args[1:] if sign or above or below else node.args:
        under = _reciprocal(factor)
        if under is None:
            above.append(factor)
        else:
            below.append(under)
    if below:
        written = _fraction(_side(above, decimals), _side(below, decimals))
        return sign + written, SUM if sign else TALL
    return sign + _joined([_within(factor, PRODUCT, decimals) for factor in above]), SUM if sign else PRODUCT


def _coefficient(node: Node, decimals: bool) -> tuple[str, list[Node], list[Node]]:
    """Sign, numerator and denominator that a leading number gives a product."""
    if type(node) is not Number:
        return "", [], []
    sign = "-" if node.value < 0 else ""
    value = abs(node.value)
    if "/" not in number_text(value, decimals):
        return sign, [] if value == 1 and sign else [Number(value)], []
    return sign, [] if value.numerator == 1 else [Number(value.numerator)], [Number(value.denominator)]


def _reciprocal(node: Node) -> Node | None:
    """One over a power whose exponent is a negative number; None for anything else."""
    if type(node) is not Power:
        return None
    base, exponent = node.args
    if type(exponent) is not Number or exponent.value >= 0:
        return None
    return base if exponent.value == -1 else Power(base, Number(-exponent.value))


def _side(factors: list[Node], decimals: bool) -> str:
    if len(factors) == 1:
        return latex(factors[0], decimals)
    return _joined([_within(factor, PRODUCT, decimals) for factor in factors]) or "1"


def _joined(factors: list[str]) -> str:
    """Factors side by side, with a dot where they would run together and a thin space between long names."""
    written = "".join(factors[:1])
    for before, after in pairwise(factors):
        if after[0].isdigit() or (after.startswith(r"\frac") and before[-1].isdigit()):
            written += rf" \cdot {after}"
        elif r"\mathrm" in before or r"\mathrm" in after:
            written += rf" \, {after}"
        else:
            written += f" {after}"
    return written


def _power(node: Power, decimals: bool) -> Written:
    base, exponent = node.args
    under = _reciprocal(node)
    if under is not None:
        return _fraction("1", latex(under, decimals)), TALL
    if type(exponent) is Number:
        value = exponent.value
        if value.numerator == 1 and value.denominator > 1:
            index = "" if value.denominator == 2 else f"[{value.denominator}]"
            return rf"\sqrt{index}{{{latex(base, decimals)}}}", TALL
        if type(base) is Call and value.denominator == 1 and "{0}" not in FUNCTIONS[base.name].latex:
            return _applied(f"{_operator(base)}^{{{value}}}", base.args, decimals), TALL
    return f"{_within(base, ATOM, decimals)}^{{{latex(exponent, decimals)}}}", TALL


def _operator(node: Call) -> str:
    face = FUNCTIONS[node.name].latex
    return face.format() if face else operator(node.name)


def _applied(name: str, args: tuple[Node, ...], decimals: bool) -> str:
    return name + _parenthesized(", ".join(latex(arg, decimals) for arg in args))


def _call(node: Call, decimals: bool) -> Written:
    face = FUNCTIONS[node.name].latex
    if "{0}" not in face:
        return _applied(_operator(node), node.args, decimals), TALL
    opens = face.startswith("{0}")
    args = [_within(arg, ATOM, decimals) if opens else latex(arg, decimals) for arg in node.args]
    return face.format(*args), ATOM if face.startswith(r"\left") else TALL


def _unknown(node: Unknown, decimals: bool) -> Written:
    name = r"\sum" if node.name == "sum" else symbol(node.name)
    order = sum(node.orders)
    if len(node.orders) == 1:
        name += "'" * order if order <= _MOST_PRIMES else f"^{{({order})}}"
    elif order:
        name += f"^{{({', '.join(map(str, node.orders))})}}"
    return _applied(name, node.args, decimals), TALL


def _piecewise(node: Piecewise, decimals: bool) -> Written:
    rows = [
        rf"{latex(value, decimals)} & \text{{otherwise}}"
        if type(condition) is Truth and condition.value
        else rf"{latex(value, decimals)} & \text{{if }} {latex(condition, decimals)}"
        for value, condition in node.pieces
    ]
    return r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}", OPEN


def _relation(node: Relation, decimals: bool) -> Written:
    left, right = node.args
    return f"{_within(left, SUM, decimals)} {_RELATIONS[node.op]} {_within(right, SUM, decimals)}", RELATION


def _logic(node: Logic, decimals: bool) -> Written:
    if node.op == "not":
        return rf"\lnot {_within(node.args[0], ATOM, decimals)}", RELATION
    between, strength = _LOGIC[node.op]
    return between.join(_within(arg, strength + 1, decimals) for arg in node.args), strength


_WRITERS: dict[type, Callable[[Any, bool], Written]] = {
    Number: _number,
    Constant: lambda node, decimals: (_CONSTANTS.get(node.name) or node.name, ATOM),
    Symbol: lambda node, decimals: (symbol(node.name), ATOM),
    Truth: lambda node, decimals: (r"\text{true}" if node.value else r"\text{false}", ATOM),
    Sum: _sum,
    Product: _product,
    Quotient: _quotient,
    Negation: _negation,
    Power: _power,
    Call: _call,
    Unknown: _unknown,
    Piecewise: _piecewise,
    Relation: _relation,
    Logic: _logic,
}

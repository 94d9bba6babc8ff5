"""Labels and rules in LaTeX: `f'(x)`, `d/dx`, `(u/v)' = (u'*v - u*v')/v**2`, texts that are not expressions."""

from __future__ import annotations

import re

from calcgd.render.latex import latex
from calcgd.render.latex_names import escaped, symbol

_ARGUMENTS = r"\(([^()]*(?:\([^()]*\)[^()]*)*)\)"
_OPERATOR = re.compile(rf"([d∂])(\d*)(\w*)/[d∂]([^\W\d]\w*)(\^\d+)?(?:{_ARGUMENTS})?")
_MIXED = re.compile(r"d2(\w+)/\(d([^\W\d]\w*)\*d([^\W\d]\w*)\)")
_VALUE = re.compile(rf"([^\W\d]\w*)('*|\^\(\d+\)){_ARGUMENTS}")
_LIMIT = re.compile(r"lim\((\w+) -> (.*?)([+-]?)\) (.*)")
_NAME = re.compile(r"([^\W\d]\w*)('*)")
_PRIMED_GROUP = re.compile(r"\((.*)\)('+)")
_PRIMED_LETTER = re.compile(r"\b([^\W\d_])'(?!\()")
_DIFFERENTIALS = {"d": "d", "∂": r"\partial"}
_PRIME = "8242"  # its code in Unicode, as an unlikely subscript


def label(text: str) -> str:
    """What stands before an equals sign, such as `f'(x)`, `d2f/dx2(1, 2)`, `d2f/(dx*dy)`, `f(x + h) - f(x)` or
    `lim(x -> 0+) f(x)`.

    Anything else becomes upright text.
    """
    operator = _OPERATOR.fullmatch(text)
    if operator:
        d, order, function, variable, written, at = operator.groups()
        d = _DIFFERENTIALS[d]
        power = f"^{{{order}}}" if order else ""
        variable = symbol(variable if written else variable.removesuffix(order)) + power
        fraction = rf"\frac{{{d}{power} {symbol(function) if function else ''}}}{{{d} {variable}}}"
        return fraction + (_arguments(at) if at else "")
    mixed = _MIXED.fullmatch(text)
    if mixed:
        function, first, second = map(symbol, mixed.groups())
        return rf"\frac{{d^{{2}} {function}}}{{d {first} \, d {second}}}"
    value = _VALUE.fullmatch(text)
    if value:
        name, order, at = value.groups()
        return symbol(name) + (f"^{{{order[1:]}}}" if "^" in order else order) + _arguments(at)
    limit = _LIMIT.fullmatch(text)
    if limit:
        variable, point, side, values = limit.groups()
        sign = f"^{{{side}}}" if side else ""
        return rf"\lim_{{{symbol(variable)} \to {_formula(point)}{sign}}} {label(values)}"
    name = _NAME.fullmatch(text)
    if name:
        return symbol(name[1]) + name[2]
    return _formula(text) if set(text) & set("+-*/") else rf"\text{{{escaped(text)}}}"


def _arguments(text: str) -> str:
    return rf"\left({', '.join(_formula(argument) for argument in text.split(','))}\right)"


def rule(schema: str) -> str:
    """A rule as a formula; a rule in words stays text."""
    sides = schema.split(" = ")
    if len(sides) != 2:
        return rf"\text{{{escaped(schema)}}}"
    if _OPERATOR.fullmatch(sides[0]):  # dy/dx = dy/du*du/dx
        return f"{label(sides[0])} = {' '.join(map(label, sides[1].split('*')))}"
    left = _PRIMED_GROUP.fullmatch(sides[0])
    primed = rf"\left({_formula(left[1])}\right){left[2]}" if left else _formula(sides[0])
    return f"{primed} = {_formula(sides[1])}"


def _formula(text: str) -> str:
    """The LaTeX of an expression in which letters may bear a prime (read as a subscript, and put back)."""
    from calcgd.errors import CalcgdError
    from calcgd.expression import parse

    try:
        tree = parse(_PRIMED_LETTER.sub(rf"\1_{_PRIME}", text)).tree
    except CalcgdError:
        return rf"\text{{{escaped(text)}}}"
    return latex(tree).replace(f"_{{{_PRIME}}}", "'")

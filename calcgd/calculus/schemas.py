"""How each rule reads in worked steps: its formula in letters, and what further letters stand for.

The constants of a rule stand as `C`, `N` and `A` in its formula until `lettered` gives them letters that are free.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from calcgd.calculus.formulas import schema_of_call
from calcgd.calculus.shapes import split_constant
from calcgd.expression.functions import FUNCTIONS
from calcgd.expression.nodes import ONE, Call, E, Negation, Node, Power, Product, Quotient, Symbol, Unknown
from calcgd.expression.tidy import tidy

Schema = Callable[[Any, str, Sequence[str]], str]

C, N, A = "§c", "§n", "§a"
CONSTANTS = {C: "ckbm", N: "nmkj", A: "abkq"}
"""What stands for a constant, and the letters it may be written with, the best first."""


class Reading(NamedTuple):
    """How one rule reads.

    `schema(node, x, letters)` is its formula; `letters` are preferred for the parts, none where the parts show
    themselves; `constants(node, x)` are the letters for what stays as it is.
    """

    schema: Schema
    letters: str = "uvw"
    constants: Callable[[Any, str], tuple[tuple[str, Node], ...]] = lambda node, x: ()


def title(name: str, node: Node, parts: Sequence[Node]) -> str:
    """The name of the rule in the steps: a function of the bare variable goes by the name of its family."""
    if name == "Chain rule" and all(part.__class__ is Symbol for part in parts):
        return FUNCTIONS[node.name].family if isinstance(node, Call) else "Unknown function"
    return name


def lettered(text: str, letters: Mapping[str, str]) -> str:
    """A formula, or the name of a constant, with letters for the constants."""
    for constant, letter in letters.items():
        text = text.replace(constant, letter)
    return text


def _fixed(schema: str) -> Schema:
    return lambda node, x, letters: schema.format(*letters, x=x)


def _constant_multiple(node: Node, x: str, letters: Sequence[str]) -> str:
    constant, _ = split_constant(node, x)
    letter = letters[0] if letters else x
    if constant.__class__ is Negation and constant.args[0] is ONE:
        return f"(-{letter})' = -{letter}'"
    return f"({C}*{x})' = {C}*1*{x}**0 = {C}" if letter == x else f"({C}*{letter})' = {C}*{letter}'"


def _constant(node: Node, x: str) -> tuple[tuple[str, Node], ...]:
    constant, _ = split_constant(node, x)
    if constant is ONE or (constant.__class__ is Negation and constant.args[0] is ONE):
        return ()
    return ((C, constant if constant.free else tidy(constant)),)


def _power(node: Node, x: str, letters: Sequence[str]) -> str:
    power = f"({x}**{N})' = {N}*{x}**({N} - 1)"
    return power if node.__class__ is Power else f"({C}*{x}**{N})' = {C}*{N}*{x}**({N} - 1)"


def _reciprocal(node: Quotient, x: str, letters: Sequence[str]) -> str:
    [v] = letters
    one = node.args[0] is ONE
    if v == x:
        return f"(1/{x})' = -1/{x}**2" if one else f"({C}/{x})' = -{C}/{x}**2"
    return f"(1/{v})' = -{v}'/{v}**2" if one else f"({C}/{v})' = -{C}*{v}'/{v}**2"


def _numerator(node: Quotient, x: str) -> tuple[tuple[str, Node], ...]:
    return () if node.args[0] is ONE else ((C, node.args[0]),)


def _product(node: Product, x: str, letters: Sequence[str]) -> str:
    primed = ("*".join(f"{other}'" if other is letter else other for other in letters) for letter in letters)
    return f"({'*'.join(letters)})' = {' + '.join(primed)}"


def _exponential(node: Power, x: str, letters: Sequence[str]) -> str:
    base, exponent = node.args
    u, chained = (x, "") if exponent.__class__ is Symbol else (letters[0], f"*{letters[0]}'")
    return f"(e**{u})' = e**{u}{chained}" if base is E else f"({A}**{u})' = {A}**{u}*log({A}){chained}"


def _base(node: Power, x: str) -> tuple[tuple[str, Node], ...]:
    return () if node.args[0] is E else ((A, node.args[0]),)


def _chain(node: Call | Unknown, x: str, letters: Sequence[str]) -> str:
    inner = tuple(arg for arg in node.args if x in arg.free)
    bare = len(inner) == 1 and inner[0].__class__ is Symbol
    if isinstance(node, Unknown):
        if bare:
            return "its derivative is only named"
        if len(inner) > 1:
            return "one term for each argument"
        [u], marks, y = letters, "'" * (max(node.orders) + 1), "z" if x == "y" else "y"
        return f"d{y}/d{x} = d{y}/d{u}*d{u}/d{x} with d{y}/d{u} = {node.name}{marks}({u})"
    return schema_of_call(node, inner, (x,) if bare else tuple(letters))


READINGS = {
    "Constant rule": Reading(_fixed(f"({C})' = 0")),
    "Identity rule": Reading(_fixed("({x})' = 1*{x}**0 = 1")),
    "Sum rule": Reading(_fixed("differentiate term by term"), ""),
    "Constant multiple rule": Reading(_constant_multiple, "fgh", _constant),
    "Power rule": Reading(_power, "u", _constant),
    "General power rule": Reading(_fixed(f"({{0}}**{N})' = {N}*{{0}}**({N} - 1)*{{0}}'")),
    "Reciprocal rule": Reading(_reciprocal, "vwu", _numerator),
    "Quotient rule": Reading(_fixed("({0}/{1})' = ({0}'*{1} - {0}*{1}')/{1}**2"), "uv"),
    "Product rule": Reading(_product, "fghpqrs"),
    "Exponential rule": Reading(_exponential, "uvw", _base),
    "Logarithmic differentiation": Reading(_fixed("({0}**{1})' = {0}**{1}*({1}'*log({0}) + {1}*{0}'/{0})"), "fg"),
    "Maximum rule": Reading(_fixed("the derivative of whichever is largest"), "fghpqrs"),
    "Minimum rule": Reading(_fixed("the derivative of whichever is smallest"), "fghpqrs"),
    "Log-sum-exp rule": Reading(_fixed("each derivative weighted by its softmax"), "fghpqrs"),
    "Chain rule": Reading(_chain),
    "Piecewise rule": Reading(_fixed("each piece on its own"), ""),
}

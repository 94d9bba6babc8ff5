"""Tree to plain text in Python syntax, which `parse` reads back to the same tree."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from calcgd.errors import TooLarge
from calcgd.expression.cursor import AND, CHOICE, NOT, OR, POSTFIX, POWER, PRODUCT, RELATION, SIGN, SUM
from calcgd.expression.nodes import (
    ONE,
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
from calcgd.expression.sharing import cache
from calcgd.expression.signs import is_negative, without_sign
from calcgd.expression.size import MOST_DIGITS

# A node's text and how strongly it holds together (the strengths of the grammar).
Written = tuple[str, int]

ATOM = POSTFIX + 1
LONGEST_DECIMAL = 17
MOST_BITS = 12 * MOST_DIGITS


class _Texts(dict["Node", Written]):
    """What nodes are written as, worked out when it is first asked for, by indexing."""

    def __init__(self, decimals: bool) -> None:
        self.decimals = decimals
        cache(self)

    def __missing__(self, node: Node) -> Written:
        written = self[node] = _WRITERS[type(node)](node, self)
        return written

    def within(self, node: Node, strength: int) -> str:
        """The text of `node`, in parentheses where it holds together less strongly than `strength`."""
        written, own = self[node]
        return written if own >= strength else f"({written})"


_EXACT = _Texts(decimals=False)
_DECIMAL = _Texts(decimals=True)


def text(node: Node, decimals: bool = False) -> str:
    """The text of a typed or tidy tree; with `decimals`, fractions that end are written as decimals."""
    return _DECIMAL[node][0] if decimals else _EXACT[node][0]


def number_text(value: Any, decimals: bool = False) -> str:
    """The text of an exact rational."""
    return _written_number(value, decimals)[0]


def _written_number(value: Any, decimals: bool) -> Written:
    if value.numerator.bit_length() + value.denominator.bit_length() > MOST_BITS:
        raise TooLarge("a number in the answer has too many digits to be written")
    strength = ATOM if value.numerator >= 0 else SUM
    if type(value) is int:
        return str(value), strength
    if decimals:
        decimal = _decimal_text(value)
        if decimal:
            return decimal, strength
    return f"{value.numerator}/{value.denominator}", min(strength, PRODUCT)


def _decimal_text(value: Any) -> str:
    """`value` written out as a decimal, or nothing where that does not end or is long."""
    rest, places = value.denominator, 0
    for prime in (2, 5):
        count = 0
        while rest % prime == 0:
            rest //= prime
            count += 1
        places = max(places, count)
    if rest != 1 or places > LONGEST_DECIMAL:
        return ""
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    return ("-" if value < 0 else "") + digits[:-places] + "." + digits[-places:]


def _sum(node: Sum, texts: _Texts) -> Written:
    args = node.args
    written, _ = texts[args[0]]
    parts = [f"({written})" if type(args[0]) is Sum else texts.within(args[0], SUM)]
    for term in args[1:]:
        if type(term) is Negation:
            parts.append(" - " + texts.within(term.args[0], PRODUCT))
            continue
        written, strength = texts[term]
        if strength >= PRODUCT:
            parts.append(" + " + written)
        elif written[0] == "-" and type(term) is not Sum:
            parts.append(" - " + written[1:])
        else:
            parts.append(f" + ({written})")
    return "".join(parts), SUM if parts[0][0] == "-" or len(parts) > 1 else PRODUCT


def _product(node: Product, texts: _Texts) -> Written:
    """Factors with negative powers, which only tidy trees hold, go below the fraction bar."""
    args = node.args
    sign = ""
    above: list[str] = []
    below: list[str] = []
    if type(args[0]) is Number:
        sign = _write_coefficient(args[0], above, below, texts)
        args = args[1:]
    for factor in args:
        cls = type(factor)
        if cls is Power and is_negative(factor.args[1]):
            below.append(_reciprocal(factor, texts))
            continue
        written, strength = texts[factor]
        if strength < SIGN and (cls is not Quotient or above or sign):
            written = f"({written})"
        above.append(written)
    written = sign + ("*".join(above) or "1")
    if below:
        written += "/" + (below[0] if len(below) == 1 else f"({'*'.join(below)})")
    return written, SUM if sign else PRODUCT


def _write_coefficient(number: Node, above: list[str], below: list[str], texts: _Texts) -> str:
    """Enter the leading number of a product above and below the fraction bar, and give its sign."""
    written = texts[number][0]
    sign = "-" if written[0] == "-" else ""
    numerator, _, denominator = written.removeprefix("-").partition("/")
    if denominator:
        below.append(denominator)
    if numerator != "1" or not (sign or denominator):
        above.append(numerator)
    return sign


def _reciprocal(power: Node, texts: _Texts) -> str:
    """What stands below the fraction bar: `x**n` for `x**(-n)`."""
    base, exponent = power.args
    positive = without_sign(exponent)
    if positive is ONE:
        return texts.within(base, SIGN)
    return _written_power(base, positive, texts)[0]


def _quotient(node: Quotient, texts: _Texts) -> Written:
    numerator, denominator = node.args
    return f"{texts.within(numerator, PRODUCT)}/{texts.within(denominator, SIGN)}", PRODUCT


def _negation(node: Negation, texts: _Texts) -> Written:
    return "-" + texts.within(node.args[0], PRODUCT), SUM


def _power(node: Power, texts: _Texts) -> Written:
    base, exponent = node.args
    if is_negative(exponent):
        return "1/" + _reciprocal(node, texts), PRODUCT
    return _written_power(base, exponent, texts)


def _written_power(base: Node, exponent: Node, texts: _Texts) -> Written:
    if type(exponent) is Number:
        value = exponent.content
        if value.numerator == 1 and value.denominator in _ROOTS:
            return f"{_ROOTS[value.denominator]}({texts[base][0]})", ATOM
    return f"{texts.within(base, ATOM)}**{texts.within(exponent, POWER)}", POWER


def _call(node: Call, texts: _Texts) -> Written:
    return f"{node.content}({', '.join([texts[arg][0] for arg in node.args])})", ATOM


def _unknown(node: Unknown, texts: _Texts) -> Written:
    if len(node.orders) == 1:
        marks = "'" * node.orders[0]
    else:
        marks = f"^({','.join(map(str, node.orders))})" if any(node.orders) else ""
    return f"{node.name}{marks}({', '.join(texts[arg][0] for arg in node.args)})", ATOM


def _piecewise(node: Piecewise, texts: _Texts) -> Written:
    parts: list[str] = []
    for value, condition in node.pieces:
        written = texts.within(value, OR)
        if type(condition) is Truth and condition.value and parts:  # type: ignore[attr-defined]
            parts.append(written)
            break
        parts.append(f"{written} if {texts.within(condition, OR)}")
    return " else ".join(parts), CHOICE


def _relation(node: Relation, texts: _Texts) -> Written:
    left, right = node.args
    return f"{texts.within(left, SUM)} {node.op} {texts.within(right, SUM)}", RELATION


def _logic(node: Logic, texts: _Texts) -> Written:
    if node.op == "not":
        return "not " + texts.within(node.args[0], NOT), NOT
    strength = AND if node.op == "and" else OR
    return f" {node.op} ".join(texts.within(arg, strength + 1) for arg in node.args), strength


_ROOTS = {2: "sqrt", 3: "cbrt"}

_WRITERS: dict[type, Callable[[Any, _Texts], Written]] = {
    Number: lambda node, texts: _written_number(node.content, texts.decimals),
    Constant: lambda node, texts: (node.name, ATOM),
    Symbol: lambda node, texts: (node.name, ATOM),
    Truth: lambda node, texts: (str(node.value), ATOM),
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

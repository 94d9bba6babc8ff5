"""The operands of an expression: numbers, parentheses, bars, roots, names and LaTeX commands."""

from __future__ import annotations

from calcgd.errors import TooLarge
from calcgd.expression.cursor import CHOICE, NOT, POWER, PRODUCT, SUM
from calcgd.expression.latex_reader import LatexReader
from calcgd.expression.nodes import INFINITY, NUMBERS, Call, Logic, Negation, Node, Number
from calcgd.expression.rationals import ratio
from calcgd.expression.tokens import fraction

KEYWORDS = frozenset(("if", "else", "otherwise", "and", "or", "not"))
_CLOSING = {"(": ")", "{": "}"}


class OperandReader(LatexReader):
    """The part of the parser that reads what stands between operators."""

    def operand(self, strength: int) -> Node:
        at = self.at
        kind, text = self.tokens[at]
        self.at += 1
        if kind == "number":
            return self.number(text, at)
        if kind == "name":
            if text == "not":
                self.has_conditions = True
                return Logic("not", (self.expression(NOT),))
            if text in KEYWORDS:
                self.at = at
                raise self.unexpected()
            return self.name(text, at)
        if kind == "op":
            if text == "(" or text == "{":
                return self.group(text, at)
            if text == "-":
                return Negation(self.expression(max(strength, PRODUCT)))
            if text == "+":
                return self.expression(max(strength, PRODUCT))
            if text == "|" or text == "⟨":
                return self.absolute(text, at)
            if text == "√" or text == "∛":
                return Call("sqrt" if text == "√" else "cbrt", (self.expression(POWER),))
            if text == "∞":
                return INFINITY
        elif kind == "fraction":
            return Number(ratio(*fraction(text)))
        elif kind == "latex":
            return self.latex(text, at)
        self.at = at
        raise self.unexpected()

    def number(self, text: str, at: int) -> Node:
        if text.isdigit():
            return NUMBERS[int(text)]
        mantissa, _, exponent = text.lower().partition("e")
        if len(exponent) > 5 or abs(int(exponent or 0)) > 1000:
            raise TooLarge("this number is too large or too small", span=self.places[at], hint="exponents go to 1000")
        whole, _, decimals = mantissa.partition(".")
        scale = int(exponent or 0) - len(decimals)
        digits = int(whole + decimals)
        self.decimals |= scale < 0
        return Number(digits * 10**scale if scale >= 0 else ratio(digits, 10**-scale))

    def group(self, opening: str, at: int) -> Node:
        bars, self.bars = self.bars, 0
        node = self.expression(CHOICE)
        self.bars = bars
        self.expect(_CLOSING[opening], at)
        return node

    def absolute(self, opening: str, at: int) -> Node:
        """`|x|`, where the next bar that can close does, or LaTeX's `\\left|x\\right|`, which says what closes."""
        bars, self.bars = self.bars, self.bars + 1 if opening == "|" else 0
        node = self.expression(SUM)
        self.bars = bars
        self.expect("|" if opening == "|" else "⟩", at)
        return Call("abs", (node,))

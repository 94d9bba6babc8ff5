"""Tokens to a typed tree, by precedence climbing (Pratt 1973).

    input       = [ NAME "=" | NAME "(" NAME {"," NAME} ")" "=" ] expression
    expression  = choice
    choice      = either [ "if" either [ "else" choice ] ]
    either      = both { "or" both }             both  = negated { "and" negated }
    negated     = "not" negated | relation       relation = sum { ("<" "<=" ">" ">=" "==" "!=") sum }
    sum         = product { ("+" | "-") product }
    product     = power { ("*" | "/" | nothing) power }      nothing: 2x, 3sin(x), (x+1)(x-1)
    power       = postfix [ ("^" | "**") signed power | superscript ]         right to left: 2^3^2 = 2^9
    postfix     = operand { "!" }
    operand     = NUMBER | NAME | call | "(" expression ")" | "|" expression "|" | ("√" | "∛") power
    call        = FUNCTION [ exponent ] "(" expression { "," expression } ")"

A sign before an operand reaches over the product that follows (`-x*y` is -(x*y), `-x^2` is -(x^2)).
What stands between operators is read in `operands`, `names` and `latex_reader`; `cursor` keeps the place.
"""

from __future__ import annotations

from collections.abc import Callable

from calcgd.errors import SyntaxProblem, TooLarge
from calcgd.expression import size
from calcgd.expression.cursor import AND, CHOICE, NOT, OR, POSTFIX, POWER, PRODUCT, RELATION, SIGN, SUM
from calcgd.expression.nodes import (
    POWERS,
    PRODUCTS,
    SUMS,
    TRUE,
    Logic,
    Negation,
    Node,
    Number,
    Piecewise,
    Product,
    Quotient,
    Relation,
    Truth,
)
from calcgd.expression.operands import KEYWORDS, OperandReader
from calcgd.expression.tokens import superscript

DEEPEST = 500

_RELATIONS = frozenset(("<", "<=", ">", ">=", "==", "!="))
_OPENS_OPERAND = frozenset(("(", "√", "∛", "{", "∞", "⟨"))


class Parser(OperandReader):
    """Reads a text whole: `Parser(source).whole()`."""

    def whole(self) -> Node:
        """The typed tree of the whole text."""
        if "=" in self.source:
            self.skip_left_side()
        if self.tokens[self.at][0] == "end":
            raise SyntaxProblem("there is no expression", span=(0, 0), hint="type one, such as x**2 - 4*x + 6")
        start = self.at
        node = self.expression(CHOICE)
        if self.tokens[self.at][0] != "end":
            raise self.unexpected()
        if self.has_conditions:
            self.check_conditions(node, self.span_from(start))
        return node

    def skip_left_side(self) -> None:
        """Accept `y = ...` and `f(x) = ...` as people write them."""
        for i, token in enumerate(self.tokens[:12]):
            if token[1] == "=":
                left = [t[0] if t[0] in ("name", "number") else t[1] for t in self.tokens[:i]]
                while "," in left:
                    comma = left.index(",")
                    del left[comma : comma + 2]
                if left in (["name"], ["name", "(", "name", ")"]):
                    self.at = i + 1
                return

    # ---- the climb

    def expression(self, strength: int) -> Node:
        """The longest expression from here whose operators bind at least as strongly as `strength`."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.too_deep()
        start = self.at
        left = self.operand(strength)
        while True:
            kind, text = self.tokens[self.at]
            if kind == "op":
                infix = _INFIX.get(text)
                if infix is None or strength > infix[0] or (text == "|" and self.bars):
                    break
                left = infix[1](self, left, start)
            elif kind == "end":
                break
            elif kind == "superscript":
                left = self.superscript_power(left, start)
            elif text in KEYWORDS:
                joined = self.condition_word(left, text, strength)
                if joined is None:
                    break
                left = joined
            elif strength > PRODUCT:
                break
            else:
                left = self.product(left, start)
        self.depth -= 1
        return left

    def too_deep(self) -> TooLarge:
        what = f"the expression is nested more than {DEEPEST} levels deep"
        return TooLarge(what, span=self.places[self.at], hint="are all the parentheses closed?")

    def sum(self, left: Node, _start: int) -> Node:
        terms = [left]
        while True:
            kind, text = self.tokens[self.at]
            if kind != "op" or (text != "+" and text != "-"):
                return SUMS[tuple(terms)]
            self.at += 1
            term = self.expression(PRODUCT)
            terms.append(term if text == "+" else Negation(term))

    def product(self, left: Node, first: int) -> Node:
        """One run of factors: `a*b*c` is one product, `a*b/c*d` a product that begins with a quotient."""
        factors = [left]
        divided = False
        while True:
            kind, text = self.tokens[self.at]
            if text == "*":
                self.at += 1
                factors.append(self.expression(SIGN))
            elif text == "/":
                self.at += 1
                divisor = self.expression(SIGN)
                numerator = factors[0] if len(factors) == 1 else Product(factors)
                factors = [Quotient(numerator, divisor)]
                divided = True
            elif self.begins_operand(kind, text):
                if kind == "number" or kind == "fraction":
                    start, _ = self.places[self.at]
                    raise SyntaxProblem("an operator is missing before this number", span=(start, start + 1),
                                        hint="write * for a product")  # fmt: skip
                begin = self.at
                factors.append(self.expression(POWER))
                if divided and len(factors) == 2:
                    self.note_division(first, begin)
            else:
                return factors[0] if len(factors) == 1 else PRODUCTS[tuple(factors)]

    def begins_operand(self, kind: str, text: str) -> bool:
        if kind == "op":
            return text in _OPENS_OPERAND or (text == "|" and not self.bars)
        return kind != "end" and kind != "superscript" and text not in KEYWORDS

    def note_division(self, first: int, begin: int) -> None:
        """Say how `1/2x` was read; `first` and `begin` are the tokens of the numerator and of the implicit factor."""
        quotient = self.source[self.places[first][0] : self.places[begin - 1][1]]
        factor = self.source[self.places[begin][0] : self.places[self.at - 1][1]]
        self.notes.append(f"{quotient}{factor} was read as ({quotient})*{factor}: use parentheses to divide by both")

    def power(self, base: Node, start: int) -> Node:
        self.at += 1
        exponent = self.expression(POWER)
        return self.checked_power(base, exponent, start)

    def superscript_power(self, base: Node, start: int) -> Node:
        value = superscript(self.tokens[self.at][1])
        if value is None:
            raise SyntaxProblem("this is not an exponent", span=self.places[self.at], hint="write x^2 or x²")
        self.at += 1
        return self.checked_power(base, Number(value) if value >= 0 else Negation(Number(-value)), start)

    def checked_power(self, base: Node, exponent: Node, start: int) -> Node:
        if not base.free and not exponent.free and size.power_is_too_large(base, exponent):
            raise TooLarge("this power is too large to work out", span=self.span_from(start), hint=size.POWER_HINT)
        return POWERS[base, exponent]

    def factorial(self, left: Node, start: int) -> Node:
        self.at += 1
        return self.checked_call("factorial", (left,), start)

    def relation(self, left: Node, _start: int) -> Node:
        """`a < b` or a chain `a < b <= c`, which is `a < b and b <= c`."""
        self.has_conditions = True
        parts: list[Node] = []
        while self.tokens[self.at][1] in _RELATIONS:
            op = self.tokens[self.at][1]
            self.at += 1
            right = self.expression(SUM)
            parts.append(Relation(op, left, right))
            left = right
        return parts[0] if len(parts) == 1 else Logic("and", parts)

    def condition_word(self, left: Node, word: str, strength: int) -> Node | None:
        """Go on after `left` with `and`, `or` or `if`; None where the word ends this part."""
        if word in ("and", "or"):
            if strength > (AND if word == "and" else OR):
                return None
            self.has_conditions = True
            parts = [left]
            while self.tokens[self.at] == ("name", word):
                self.at += 1
                parts.append(self.expression(NOT if word == "and" else AND))
            return Logic(word, parts)
        if word != "if" or strength > CHOICE:
            return None
        self.has_conditions = True
        self.at += 1
        start = self.at
        condition = self.expression(OR)
        if not isinstance(condition, (Relation, Logic, Truth)):
            raise SyntaxProblem("this is not a condition", span=self.span_from(start), hint="compare: x < 0, x == 1")
        if self.tokens[self.at][1] not in ("else", "otherwise"):
            return Piecewise((left, condition))
        self.at += 1
        other = self.expression(CHOICE)
        rest = other.args if isinstance(other, Piecewise) else (other, TRUE)
        return Piecewise((left, condition, *rest))

    def check_conditions(self, node: Node, span: tuple[int, int]) -> None:
        """Refuse a condition where a number must stand, and the reverse."""
        if isinstance(node, (Relation, Logic, Truth)):
            raise SyntaxProblem("a condition is not a number", span=span, hint="write A if CONDITION else B")
        todo: list[tuple[Node, bool]] = [(node, False)]
        while todo:
            part, wanted = todo.pop()
            if isinstance(part, (Relation, Logic, Truth)) is not wanted:
                problem = "a number stands where a condition must" if wanted else "a condition is not a number"
                raise SyntaxProblem(problem, span=span, hint="write A if CONDITION else B")
            for i, child in enumerate(part.args):
                is_condition = i % 2 == 1 if isinstance(part, Piecewise) else isinstance(part, Logic)
                todo.append((child, is_condition))


_Infix = Callable[[Parser, Node, int], Node]

# How strongly each operator binds, and how the expression goes on with it. What opens an operand is a product.
_INFIX: dict[str, tuple[int, _Infix]] = {
    "^": (POWER, Parser.power),
    "*": (PRODUCT, Parser.product),
    "/": (PRODUCT, Parser.product),
    "+": (SUM, Parser.sum),
    "-": (SUM, Parser.sum),
    "!": (POSTFIX, Parser.factorial),
    **dict.fromkeys((*_OPENS_OPERAND, "|"), (PRODUCT, Parser.product)),
    **dict.fromkeys(_RELATIONS, (RELATION, Parser.relation)),
}

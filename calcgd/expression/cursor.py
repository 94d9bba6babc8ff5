"""Where the parser is in its tokens, and what it says when it cannot go on."""

from __future__ import annotations

from functools import cached_property

from calcgd.errors import SyntaxProblem
from calcgd.expression.nodes import Node
from calcgd.expression.tokens import Token, places, tokenize

# How strongly operators hold their operands together, weakest first.
CHOICE, OR, AND, NOT, RELATION, SUM, PRODUCT, SIGN, POWER, POSTFIX = range(1, 11)


class Cursor:
    """One reading of one text.

    `tokens[at]` is the next token, `depth` how deep the expression is nested there, `bars` how many `|` are open in
    this pair of parentheses. `notes` collects what was ambiguous and how it was read, `decimals` whether a number was
    written as a decimal, `has_conditions` whether a comparison was met.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.tokens: list[Token] = tokenize(source)
        self.at = 0
        self.depth = 0
        self.bars = 0
        self.has_conditions = False
        self.decimals = False
        self.notes: list[str] = []

    def expression(self, strength: int) -> Node:
        """The longest expression from here whose operators bind at least as strongly as `strength`."""
        raise NotImplementedError

    @cached_property
    def places(self) -> list[tuple[int, int]]:
        """Where each token stands, which only a message needs to know."""
        return places(self.source)

    def opens(self, ahead: int = 0) -> bool:
        return self.tokens[min(self.at + ahead, len(self.tokens) - 1)][1] == "("

    def expect(self, closing: str, opened_at: int) -> None:
        """Move past `closing`; the token numbered `opened_at` is what it closes."""
        kind, text = self.tokens[self.at]
        if text == closing:
            self.at += 1
            return
        if kind == "end":
            start, _ = self.places[opened_at]
            raise SyntaxProblem(
                f"'{self.source[start]}' is never closed", span=(start, start + 1), hint=f"add '{closing}'"
            )
        raise self.unexpected(f"'{closing}'")

    def span_from(self, first: int) -> tuple[int, int]:
        """From the token numbered `first` to the last one read."""
        return (self.places[first][0], self.places[max(self.at - 1, first)][1])

    def unexpected(self, wanted: str = "") -> SyntaxProblem:
        kind, text = self.tokens[self.at]
        start, end = self.places[self.at]
        if kind == "end":
            return SyntaxProblem("the expression ends too early", span=(start, start + 1),
                                 hint=f"{wanted or 'a number, a name or a parenthesis'} should follow")  # fmt: skip
        shown = self.source[start:end]
        hint = f"{wanted} was expected" if wanted else _UNEXPECTED.get(text, "a number, a name or '(' was expected")
        if text == ")" and sum((token[1] == "(") - (token[1] == ")") for token in self.tokens[: self.at]) > 0:
            hint = "something is missing before it"
        return SyntaxProblem(f"'{shown}' is not expected here", span=(start, end), hint=hint)


_UNEXPECTED = {
    ")": "no parenthesis is open here",
    "}": "no brace is open here",
    "=": "an equation has one name before '='; to compare, write ==",
    ",": "a comma separates arguments of a function; a decimal number is written 1.5",
    "'": "f'(x) is the derivative of an unknown function f, g or h",
    ";": "give one expression",
    "else": "write A if CONDITION else B",
    "*": "a factor is missing before '*'",
    "/": "a numerator is missing before '/'",
    "^": "a base is missing before '^'",
}

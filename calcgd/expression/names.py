"""What a name in an expression means: a constant, a function and its arguments, an unknown function, a variable."""

from __future__ import annotations

from calcgd.errors import SyntaxProblem, TooLarge, UnknownName
from calcgd.expression import size
from calcgd.expression.cursor import CHOICE, Cursor
from calcgd.expression.functions import ANY, FUNCTIONS, SPELLINGS
from calcgd.expression.nodes import (
    CALLS,
    FALSE,
    INFINITY,
    PI,
    TRUE,
    Call,
    E,
    Negation,
    Node,
    Number,
    Piecewise,
    Power,
    Quotient,
    Relation,
    Symbol,
    Unknown,
)
from calcgd.expression.tokens import superscript

CONSTANTS: dict[str, Node] = {
    "pi": PI, "π": PI, "e": E, "E": E, "oo": INFINITY, "infinity": INFINITY, "True": TRUE, "False": FALSE,
    "true": TRUE, "false": FALSE,
}  # fmt: skip
UNKNOWN_FUNCTIONS = "f, g and h"
_UNKNOWN = frozenset("fghFGH")
_MAY_CALL = frozenset("('^")
_INVERSES = {
    name: "a" + name
    for name in ["sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "sech", "csch"]
}
_COMPARISONS = {"Eq": "==", "Ne": "!=", "Lt": "<", "Le": "<=", "Gt": ">", "Ge": ">="}
_RUN_TOGETHER = frozenset(["x", "y", "z", "t", "u", "v", "w", "n", "θ"])


class NameReader(Cursor):
    """The part of the parser that reads names."""

    def name(self, text: str, at: int) -> Node:
        """What the name just read, the token numbered `at`, means, with its arguments if it has any."""
        function = SPELLINGS.get(text)
        if function is not None:
            return self.function(function, text, at)
        constant = CONSTANTS.get(text)
        if constant is not None:
            return constant
        following = self.tokens[self.at][1]
        if following in _MAY_CALL:
            if text.rstrip("0123456789_") in _UNKNOWN and self.calls_unknown():
                return self.unknown(text, at)
            if following == "(":
                return self.name_before_parenthesis(text, at)
        if len(text) > 1 and text[:-1] in SPELLINGS and text[-1] in _RUN_TOGETHER:
            self.notes.append(f"{text} was read as a variable: write {text[:-1]}({text[-1]}) for the function")
        return Symbol(text)

    # ---- functions of the table

    def function(self, name: str, spelled: str, at: int) -> Node:
        if self.tokens[self.at][1] == "(":
            return self.checked_call(name, self.arguments(), at)
        power = self.function_power()
        if power is not None:
            return self.powered_call(name, self.arguments(), power, at)
        if FUNCTIONS[name].variable or not spelled.isascii():
            return Symbol(spelled)
        raise SyntaxProblem(
            f"{spelled} needs its argument in parentheses", span=self.places[at], hint=f"write {spelled}(x)"
        )

    def function_power(self) -> int | None:
        """The exponent in `sin²(x)`, `sin^2(x)`, `sin^-1(x)`, `\\sin^{2}(x)`; moves past it."""
        kind, text = self.tokens[self.at]
        if kind == "superscript" and self.opens(1):
            self.at += 1
            return superscript(text)
        if kind != "op" or text != "^":
            return None
        words = [token[1] for token in self.tokens[self.at + 1 : self.at + 6]]
        inner = words[1:] if words[0] == "{" else words
        negative = inner[0] == "-"
        skipped = 1 + (words[0] == "{") + negative + 1
        number = inner[negative] if len(inner) > negative else ""
        if words[0] == "{":
            if inner[negative + 1 : negative + 2] != ["}"]:
                return None
            skipped += 1
        if not (number.isascii() and number.isdigit() and self.opens(skipped)):
            return None
        self.at += skipped
        return -int(number) if negative else int(number)

    def powered_call(self, name: str, args: list[Node], power: int, at: int) -> Node:
        if power == -1 and name in _INVERSES:
            inverse = _INVERSES[name]
            start, end = self.span_from(at)
            self.notes.append(f"{self.source[start:end]} was read as {inverse}: write 1/{name}(...) for the reciprocal")
            return self.checked_call(inverse, args, at)
        exponent = Number(power) if power >= 0 else Negation(Number(-power))
        return Power(self.checked_call(name, args, at), exponent)

    def arguments(self) -> list[Node]:
        """From an opening parenthesis to its closing one."""
        opened_at = self.at
        self.at += 1
        if self.tokens[self.at][1] == ")":
            self.at += 1
            return []
        bars, self.bars = self.bars, 0
        args = [self.expression(CHOICE)]
        while self.tokens[self.at][1] == ",":
            self.at += 1
            args.append(self.expression(CHOICE))
        self.bars = bars
        self.expect(")", opened_at)
        return args

    def checked_call(self, name: str, args: list[Node] | tuple[Node, ...], at: int) -> Node:
        """The call that began with the token numbered `at`: its arguments completed, their number and size checked."""
        if name == "log" and len(args) == 2:
            return Quotient(Call("log", args[:1]), Call("log", args[1:]))
        row = FUNCTIONS[name]
        fewest, most = row.arity
        if not fewest <= len(args) <= most:
            raise SyntaxProblem(_arity_problem(name, fewest, most, len(args)), span=self.span_from(at))
        if len(args) < most and row.defaults:
            from calcgd.expression import parse

            filled = [parse(text) for text in row.defaults[len(args) - fewest :]]
            args = [*args, *(default.tree for default in filled)]
            self.decimals |= any(default.decimals for default in filled)
        if name == "factorial" and not args[0].free and size.factorial_is_too_large(args[0]):
            raise TooLarge(
                "this factorial is too large to work out",
                span=self.span_from(at),
                hint=f"factorials go up to {size.LARGEST_FACTORIAL:,}!",
            )
        return CALLS[name, tuple(args)]

    # ---- other names

    def calls_unknown(self) -> bool:
        """Whether what follows is the rest of `f(x)`, `f''(x)` or `f^(1,0)(x, y)`."""
        tokens, at = self.tokens, self.at
        while tokens[at][1] == "'" and tokens[at][0] == "op":
            at += 1
        if at == self.at and tokens[at][1] == "^" and tokens[at + 1][1] == "(":
            at += 2
            while tokens[at][0] == "number" or tokens[at][1] == ",":
                at += 1
            at += tokens[at][1] == ")"
        return tokens[at][0] == "op" and tokens[at][1] == "("

    def unknown(self, name: str, at: int) -> Node:
        orders: list[int] = [0]
        while self.tokens[self.at][1] == "'":
            orders[0] += 1
            self.at += 1
        if self.tokens[self.at][1] == "^":
            listed = self.arguments_after(1)
            orders = [arg.value for arg in listed if isinstance(arg, Number) and type(arg.value) is int]
        args = self.arguments()
        if not args:
            raise SyntaxProblem(f"{name} needs an argument", span=self.span_from(at))
        if len(orders) != len(args):
            if any(orders):
                raise SyntaxProblem(
                    f"{len(args)} arguments, but derivatives for {len(orders)}",
                    span=self.span_from(at),
                    hint="f^(1,0)(x, y) is the derivative of f by its first argument",
                )
            orders = [0] * len(args)
        return Unknown(name, args, tuple(orders))

    def arguments_after(self, skipped: int) -> list[Node]:
        self.at += skipped
        return self.arguments()

    def name_before_parenthesis(self, text: str, at: int) -> Node:
        """`x(x - 1)` is a product; `Piecewise(...)`, `Ne(a, b)` are SymPy's; `foo(x)` is nothing."""
        if text in ("Piecewise", "piecewise"):
            return self.piecewise()
        if text in _COMPARISONS:
            self.has_conditions = True
            args = self.arguments()
            if len(args) != 2:
                raise SyntaxProblem(f"{text} compares two numbers", span=self.places[at])
            return Relation(_COMPARISONS[text], *args)
        if len(text) == 1:
            self.notes.append(
                f"{text}(...) was read as the product {text}*(...): unknown functions are {UNKNOWN_FUNCTIONS}"
            )
            return Symbol(text)
        import difflib

        near = difflib.get_close_matches(text.lower(), SPELLINGS, n=1, cutoff=0.77) if len(text) >= 3 else []
        hint = f"did you mean '{near[0]}'?" if near else f"for a product write {text}*(...)"
        raise UnknownName(f"there is no function '{text}'", span=self.places[at], hint=hint)

    def piecewise(self) -> Node:
        """SymPy's `Piecewise((value, condition), ..., (value, True))`."""
        self.has_conditions = True
        opened_at = self.at
        self.at += 1
        args: list[Node] = []
        while self.opens():
            pair = self.arguments()
            if len(pair) != 2:
                raise self.unexpected("a pair (value, condition)")
            args.extend(pair)
            if self.tokens[self.at][1] == ",":
                self.at += 1
        if not args:
            raise self.unexpected("a pair (value, condition)")
        self.expect(")", opened_at)
        return Piecewise(args)


def _arity_problem(name: str, fewest: int, most: int, given: int) -> str:
    if given == 0:
        return f"{name} needs an argument"
    wanted = f"{fewest}" if fewest == most else f"{fewest} or more" if most == ANY else f"{fewest} or {most}"
    plural = "" if wanted == "1" else "s"
    return f"{name} takes {wanted} argument{plural}, not {given}"

"""The LaTeX commands that are read: fractions, roots, functions, Greek letters, floor and ceiling brackets."""

from __future__ import annotations

from calcgd.errors import SyntaxProblem
from calcgd.expression.cursor import CHOICE, POSTFIX, POWER
from calcgd.expression.functions import FUNCTIONS, SPELLINGS
from calcgd.expression.names import CONSTANTS, NameReader
from calcgd.expression.nodes import Call, Node, Number, Power, Product, Quotient, Symbol
from calcgd.expression.tokens import superscript

_ROOTS = {2: "sqrt", 3: "cbrt"}
_BRACKETS = {"lfloor": ("floor", "⌋"), "lceil": ("ceil", "⌉")}
_GREEK_FUNCTIONS = {"sigma": "sigmoid", "Gamma": "gamma", "psi": "digamma"}
_GREEK = frozenset(
    [
        "alpha",
        "beta",
        "gamma",
        "delta",
        "epsilon",
        "varepsilon",
        "zeta",
        "eta",
        "theta",
        "vartheta",
        "iota",
        "kappa",
        "lambda",
        "mu",
        "nu",
        "xi",
        "rho",
        "sigma",
        "tau",
        "upsilon",
        "phi",
        "varphi",
        "chi",
        "psi",
        "omega",
        "Gamma",
        "Delta",
        "Theta",
        "Lambda",
        "Xi",
        "Sigma",
        "Phi",
        "Psi",
        "Omega",
        "ell",
    ]
)


class LatexReader(NameReader):
    """The part of the parser that reads LaTeX commands."""

    def latex(self, command: str, at: int) -> Node:
        """The operand that a LaTeX command begins."""
        if command in ("frac", "dfrac", "tfrac"):
            numerator = self.braced()
            return Quotient(numerator, self.braced())
        if command == "sqrt":
            index: Node = Number(2)
            if self.opens():
                [index] = self.arguments()
            radicand = self.braced()
            root = _ROOTS.get(index.value) if isinstance(index, Number) else None
            return Call(root, (radicand,)) if root else Power(radicand, Quotient(Number(1), index))
        if command in SPELLINGS and not FUNCTIONS[SPELLINGS[command]].variable:
            return self.latex_function(SPELLINGS[command], at)
        if command in ("pi", "infty"):
            return CONSTANTS["pi" if command == "pi" else "oo"]
        if command in _BRACKETS:
            return self.bracket(command, at)
        if command in _GREEK_FUNCTIONS and self.opens():
            return self.function(_GREEK_FUNCTIONS[command], command, at)
        if command in _GREEK:
            return Symbol(command)
        raise SyntaxProblem(f"'\\{command}' is not one of the LaTeX commands that are read", span=self.places[at],
                            hint=r"\frac \sqrt \cdot \left \right, functions and Greek letters are")  # fmt: skip

    def latex_function(self, name: str, at: int) -> Node:
        """`\\sin(x)`, `\\sin{x}`, `\\sin x`, `\\sin^2 x`, `\\sin 2x`."""
        if self.opens() or self.function_power_precedes_parenthesis():
            return self.function(name, name, at)
        power: Node | None = None
        if self.tokens[self.at] == ("op", "^"):
            self.at += 1
            power = self.expression(POSTFIX)
        elif self.tokens[self.at][0] == "superscript":
            power = Number(superscript(self.tokens[self.at][1]) or 1)
            self.at += 1
        factors = [self.expression(POWER)]
        while self.tokens[self.at][0] == "name" and type(factors[-1]) is not Call:
            factors.append(self.expression(POWER))
        call = self.checked_call(name, [factors[0] if len(factors) == 1 else Product(factors)], at)
        return Power(call, power) if power is not None else call

    def function_power_precedes_parenthesis(self) -> bool:
        at = self.at
        found = self.function_power() is not None
        self.at = at
        return found

    def bracket(self, command: str, at: int) -> Node:
        """`\\lfloor x\\rfloor`."""
        function, closing = _BRACKETS[command]
        node = self.expression(CHOICE)
        self.expect(closing, at)
        return Call(function, (node,))

    def braced(self) -> Node:
        at = self.at
        if self.tokens[at] != ("op", "{"):
            raise self.unexpected("'{'")
        self.at += 1
        node = self.expression(CHOICE)
        self.expect("}", at)
        return node

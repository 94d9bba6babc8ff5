"""Text to tokens, each with its place in the text. Knows characters and spellings, no grammar."""

from __future__ import annotations

import re
import unicodedata

from calcgd.errors import SyntaxProblem, TooLarge
from calcgd.expression.sharing import Worked

LONGEST_TEXT = 250_000
LONGEST_NUMBER = 1000
MOST_MEANINGS = 10_000


# kind (number, name, latex, superscript, fraction, op, silent or end), text, and where it stands: start, end
Token = tuple[str, str, int, int]

_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻"
_FRACTIONS = {
    "½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅖": (2, 5), "⅗": (3, 5),
    "⅘": (4, 5), "⅙": (1, 6), "⅚": (5, 6), "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8),
}  # fmt: skip
_NOT_LETTERS = _SUPERSCRIPTS + "".join(_FRACTIONS)
_NAME = rf"[^\W\dπ{_NOT_LETTERS}][^\Wπ{_NOT_LETTERS}]*"

_OPS = frozenset(("**", "<=", ">=", "==", "!=", *"-+*/^()|,!<>=;{}'[]×·⋅∗÷−–≤≥≠√∛∞′"))

# One token and the blanks before it. What kind it is of, its first character tells: see _kind.
_PIECE = re.compile(
    rf"""\s*(?:
    [-+/^()|,]|\*\*?
  | (?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?
  | {_NAME}(?:\{{\w+\}})?
  | [<>=!]=
  | [{_SUPERSCRIPTS}]+
  | \\(?:operatorname|mathrm|text)\*?\{{(?:\w|\\_)+\}}|\\log_(?:2|10|\{{2\}}|\{{10\}})
  | \\(?:left|right)\s*\||\\[A-Za-z]+|\\[,;:!\ {{}}|]
  | \Z
  | .
    )""",
    re.VERBOSE | re.DOTALL,
)

_SAME = {
    "**": "^", "×": "*", "·": "*", "⋅": "*", "∗": "*", "÷": "/", "−": "-", "–": "-", "≤": "<=", "≥": ">=",
    "≠": "!=", "′": "'", "[": "(", "]": ")",
}  # fmt: skip
_LATEX_OPS = {
    "cdot": "*", "times": "*", "div": "/", "le": "<=", "leq": "<=", "ge": ">=", "geq": ">=", "ne": "!=",
    "neq": "!=", "lt": "<", "gt": ">", "vert": "|", "lvert": "|", "rvert": "|", "infty": "∞", "|": "|",
    "rfloor": "⌋", "rceil": "⌉", "land": "and", "lor": "or", "{": "(", "}": ")",
}  # fmt: skip
_LATEX_SILENT = frozenset(("left", "right", "quad", "qquad", ",", ";", ":", "!", " ", "displaystyle", "limits"))


def tokenize(source: str) -> list[Token]:
    """The tokens of `source`, ended by one of kind "end"; "silent" ones only set LaTeX type.

    Raises TooLarge for a text that is too long and SyntaxProblem at the first character that cannot begin a token.
    """
    if len(source) > LONGEST_TEXT:
        raise TooLarge(
            f"the expression is {len(source):,} characters long",
            hint=f"the limit is {LONGEST_TEXT:,} characters",
        )
    if len(_MEANINGS) > MOST_MEANINGS:
        _MEANINGS.clear()
    tokens: list[Token] = []
    end = 0
    for piece in _PIECE.findall(source):
        kind, text, blanks = _MEANINGS[piece]
        start = end + blanks
        end += len(piece)
        if kind == "bad":
            _check_points(tokens, source)
            raise _bad(piece[blanks:], start, end)
        tokens.append((kind, text, start, end))
    if len(tokens) > 1 and tokens[-2][0] == "end":
        tokens.pop()  # there are blanks at the end
    if "." in source:
        _check_points(tokens, source)
    return [token for token in tokens if token[0] != "silent"] if "\\" in source else tokens


def _meaning(piece: str) -> tuple[str, str, int]:
    text = piece.lstrip()
    blanks = len(piece) - len(text)
    kind = _kind(text)
    if kind == "op":
        text = _SAME.get(text, text)
    elif kind == "name":
        if not text.isascii() or "{" in text:
            text = _plain_name(text)
            if not text.isidentifier():
                kind = "bad"
    elif kind == "number" and len(text) > LONGEST_NUMBER:
        kind = "bad"
    elif kind == "latex":
        kind, text = _latex(text)
    return kind, text, blanks


_MEANINGS = Worked(_meaning)
"""Kind and text of each piece that was met, and how many blanks stand before it: most pieces come again and again."""


def _kind(text: str) -> str:
    if not text:
        return "end"
    first = text[0]
    if text in _OPS:
        return "op"
    if first in _FRACTIONS:
        return "fraction"
    if first in _SUPERSCRIPTS:
        return "superscript"
    if first == "\\" or first == ".":
        return "bad" if len(text) == 1 else "latex" if first == "\\" else "number"
    if first.isdecimal():
        return "number" if first.isascii() else "bad"
    return "name" if first.isalnum() or first == "_" else "bad"


def _check_points(tokens: list[Token], source: str) -> None:
    for kind, _, _, end in tokens:
        if kind == "number" and source[end : end + 1] == ".":
            raise SyntaxProblem(
                "a number has one decimal point", span=(end, end + 1), hint="write 2.3, or 2*0.3 for a product"
            )


def fraction(glyph: str) -> tuple[int, int]:
    """Numerator and denominator of a vulgar fraction character."""
    return _FRACTIONS[glyph]


def superscript(text: str) -> int | None:
    """The integer that a run of superscript characters writes, or None."""
    plain = "".join("0123456789+-"[_SUPERSCRIPTS.index(character)] for character in text)
    return int(plain) if re.fullmatch(r"[+-]?[0-9]{1,6}", plain) else None


def _plain_name(text: str) -> str:
    """`x_{12}` is `x_12`; look-alike letters (`µ` and `μ`, `x₁` and `x1`) are one name."""
    return unicodedata.normalize("NFKC", text.replace("{", "").replace("}", ""))


def _latex(text: str) -> tuple[str, str]:
    command = text[1:]
    if command.startswith("log_"):
        return "name", "log10" if "10" in command else "log2"
    if command[-1] == "|" and command != "|":
        return "op", "⟨" if command.startswith("left") else "⟩"
    if "{" in command and len(command) > 1:
        return "name", command[command.index("{") + 1 : -1].replace("\\_", "_")
    if command in _LATEX_SILENT:
        return "silent", ""
    if command in _LATEX_OPS:
        op = _LATEX_OPS[command]
        return "name" if op.isalpha() else "op", op
    return "latex", command


def _bad(text: str, start: int, end: int) -> SyntaxProblem | TooLarge:
    if len(text) > LONGEST_NUMBER and text[0] in ".0123456789":
        return TooLarge(f"the number has {len(text):,} digits", span=(start, end), hint="the limit is 1,000 digits")
    return _bad_character(text[0], start)


_HINTS = {
    "$": "leave out the dollar signs",
    "%": "a percentage is a division: 5/100",
    '"': "leave out the quotation marks",
    "@": "use * for a product",
    "&": "write and between conditions",
    "~": "write not before a condition",
    "?": "write A if CONDITION else B",
    "\x00": "the text holds a NUL byte: is it a binary file?",
}


def _bad_character(character: str, at: int) -> SyntaxProblem:
    if character.isprintable():
        shown = f"'{character}'"
    else:
        shown = unicodedata.name(character, f"U+{ord(character):04X}")
    return SyntaxProblem(
        f"{shown} has no meaning here",
        span=(at, at + 1),
        hint=_HINTS.get(character, "an expression is made of numbers, names, operators and parentheses"),
    )

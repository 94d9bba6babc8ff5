"""Text to tokens, and where they stand in the text. Knows characters and spellings, no grammar."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from calcgd.errors import SyntaxProblem, TooLarge
from calcgd.expression.sharing import Worked

LONGEST_TEXT = 250_000
LONGEST_NUMBER = 1000
MOST_MEANINGS = 10_000


# kind (number, name, latex, superscript, fraction, op or end) and text
Token = tuple[str, str]

_END: Token = ("end", "")
_SILENT: Token = ("silent", "")
"""What only sets LaTeX type."""

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
    """The tokens of `source`, ended by one of kind "end".

    Raises TooLarge for a text that is too long and SyntaxProblem at the first character that cannot begin a token.
    """
    if len(source) > LONGEST_TEXT:
        raise TooLarge(
            f"the expression is {len(source):,} characters long",
            hint=f"the limit is {LONGEST_TEXT:,} characters",
        )
    if len(_MEANINGS) > MOST_MEANINGS:
        _MEANINGS.clear()
    try:
        tokens = list(map(_MEANINGS.__getitem__, _PIECE.findall(source)))
    except _NoToken:
        tokens = []
    if not tokens or "." in source:
        _check(source)
    if len(tokens) > 1 and tokens[-2] == _END:
        tokens.pop()  # there are blanks at the end
    return [token for token in tokens if token != _SILENT] if "\\" in source else tokens


def places(source: str) -> list[tuple[int, int]]:
    """Where each token of `source` starts and ends."""
    return [(start, end) for piece, start, end in _pieces(source) if _MEANINGS[piece] != _SILENT]


def _pieces(source: str) -> Iterator[tuple[str, int, int]]:
    """Each token with the blanks before it, and where it starts and ends without them."""
    end = 0
    for piece in _PIECE.findall(source):
        start = end + len(piece) - len(piece.lstrip())
        end += len(piece)
        yield piece, start, end


def _check(source: str) -> None:
    """Raise what is wrong with the first piece that is no token, or is a number with two decimal points."""
    for piece, start, end in _pieces(source):
        try:
            kind, _ = _MEANINGS[piece]
        except _NoToken:
            raise _bad(piece.lstrip(), start, end) from None
        if kind == "number" and source[end : end + 1] == ".":
            raise SyntaxProblem(
                "a number has one decimal point", span=(end, end + 1), hint="write 2.3, or 2*0.3 for a product"
            )


class _NoToken(Exception):
    """A text that has no meaning."""


def _meaning(piece: str) -> Token:
    text = piece.lstrip()
    kind = _kind(text)
    if kind == "op":
        return kind, _SAME.get(text, text)
    if kind == "latex":
        return _latex(text)
    if kind == "name" and (not text.isascii() or "{" in text):
        text = _plain_name(text)
        if not text.isidentifier():
            kind = "bad"
    if kind == "bad" or (kind == "number" and len(text) > LONGEST_NUMBER):
        raise _NoToken
    return kind, text


_MEANINGS = Worked(_meaning)
"""The token that each piece is which was met: most pieces come again and again."""


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
        return _SILENT
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

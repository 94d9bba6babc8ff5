"""From the headers of a file to names that can stand in an expression."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from calcgd.errors import CalcgdError
from calcgd.expression import parse
from calcgd.expression.nodes import Symbol

_LONGEST = 60
"""Characters of a header that its name is made of."""

_LISTED = 8
"""Renamed columns that a note lists."""


def names_of(headers: Sequence[str]) -> tuple[str, ...]:
    """A different name for each header, the header itself where that is a name of the language.

    Compatible characters become one (`x²` is x2, NFKC), what is neither letter nor digit becomes `_`, a header
    without either is called by its place (c3), a leading digit and a word that means something else (`sin`, `e`, `if`)
    get a `_`, and a name that is taken gets the next free number (x_2).
    """
    kept = [header if header == _typable(header) else None for header in headers]
    taken: set[str] = set()
    names = []
    for place, header in enumerate(headers, 1):
        name = _typable(header) or f"c{place}"
        stem, number = name, 1
        while name in taken or (number > 1 and name in kept):
            number += 1
            name = f"{stem}_{number}"
        taken.add(name)
        names.append(name)
    return tuple(names)


def renaming(names: Sequence[str], headers: Sequence[str]) -> str | None:
    """The sentence that says which columns have other names than in the file; None where there are none."""
    told = [f"{name} ({header[:_LONGEST]!r})" for name, header in zip(names, headers, strict=True) if name != header]
    if not told:
        return None
    more = f" and {len(told) - _LISTED} more" if len(told) > _LISTED else ""
    return f"names for the headers that are not names: {', '.join(told[:_LISTED])}{more}"


def near(name: str, names: Sequence[str]) -> str | None:
    """The one of some names that a name most resembles, letters of either case being the same; None if none does."""
    from difflib import get_close_matches

    folded = {known.casefold(): known for known in reversed(names)}
    found = get_close_matches(name.casefold(), folded, n=1, cutoff=0.7)
    return folded[found[0]] if found else None


def _typable(header: str) -> str:
    """The name made of a header, nothing where there is no letter or digit in it."""
    plain = unicodedata.normalize("NFKC", header.strip()[:_LONGEST]).replace("π", "pi")
    letters = "".join(letter if _belongs(letter) else " " for letter in plain)
    name = "_".join(letters.split())
    if not any(map(str.isalnum, name)):
        return ""
    if name[0].isdecimal():
        name = f"_{name}"
    return name if _is_symbol(name) else f"{name}_"


def _belongs(letter: str) -> bool:
    return letter == "_" or letter.isalpha() or (letter.isdecimal() and letter.isascii())


def _is_symbol(name: str) -> bool:
    try:
        return parse(name).tree is Symbol(name)
    except CalcgdError:
        return False

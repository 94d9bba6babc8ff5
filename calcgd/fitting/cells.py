"""How the rows of a delimited file are written: what stands between cells, how numbers look, whether names come first.

All of it is found from a sample of the text, and each finding that could be doubted has a sentence that says it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from typing import NamedTuple

_DELIMITERS = ",;\t|"
_ROWS = 200
"""Rows of the sample that are looked at."""


class Numbers(NamedTuple):
    """How numbers are written: the `decimal` sign, and the characters that may `group` digits by three."""

    decimal: str
    group: str

    def pattern(self) -> str:
        """A regular expression, of the kind that Python and DuckDB share, for a whole cell in this style."""
        digits = r"[0-9]+"
        if self.group:
            digits = rf"(?:{digits}|[0-9]{{1,3}}(?:[{re.escape(self.group)}][0-9]{{3}})+)"
        point = re.escape(self.decimal)
        return rf"\s*[+-]?(?:{digits}(?:{point}[0-9]*)?|{point}[0-9]+)(?:[eE][+-]?[0-9]+)?\s*"


PLAIN = Numbers(".", "")
_SPACES = " \u00a0\u202f'"
"""What else groups digits: a blank, one that is not broken, a narrow one, and the Swiss apostrophe."""


class Layout(NamedTuple):
    """What a delimited file is like: its `delimiter`, `numbers`, and the `headers`; none where data comes first.

    `width` is the number of cells of its first row, `skip` the number of blank lines above it.
    """

    delimiter: str
    numbers: Numbers
    headers: tuple[str, ...] | None
    width: int
    skip: int

    def notes(self) -> list[str]:
        """What a person should know of how the file is read."""
        notes = []
        if self.numbers.decimal == ",":
            notes.append("numbers are read with decimal commas: 3,14 is 3.14")
        elif self.numbers.group:
            notes.append(f"numbers are read with digits in groups: 1{self.numbers.group[0]}234 is 1234")
        if self.headers is None:
            last = f" to c{self.width}" if self.width > 1 else ""
            called = f"the columns are called c1{last}" if last else "the column is called c1"
            notes.append(f"the first row holds numbers: {called}")
        return notes


def layouts_of(samples: Sequence[str]) -> list[Layout]:
    """The layout of each of the files that begin with `samples`: whole rows of text with something in them.

    How numbers are written is found from all of them together.
    """
    texts = [sample.lstrip("\r\n \ufeff") for sample in samples]
    blank = [sample[: len(sample) - len(text)].count("\n") for sample, text in zip(samples, texts, strict=True)]
    delimiters = [_delimiter(text) for text in texts]
    tables = [_rows(text, delimiter) for text, delimiter in zip(texts, delimiters, strict=True)]
    numbers = _numbers([cell.strip() for rows in tables for row in rows for cell in row], delimiters[0])
    layouts = []
    for delimiter, (first, *_), skip in zip(delimiters, tables, blank, strict=True):
        headers = None if _is_data(first, numbers) else tuple(first)
        layouts.append(Layout(delimiter, numbers, headers, len(first), skip))
    return layouts


def _delimiter(text: str) -> str:
    best = max(_DELIMITERS, key=lambda sign: _evidence(_rows(text, sign), sign))
    if len(_rows(text, best)[0]) == 1:  # one column: its commas belong to its numbers
        return next((sign for sign in _DELIMITERS if sign not in text), best)
    return best


def _rows(sample: str, delimiter: str) -> list[list[str]]:
    rows = []
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            if row:
                rows.append(row)
            if len(rows) == _ROWS:
                break
    except csv.Error:
        pass  # a cell too long to be one: what was read before it tells enough
    return rows or [[sample.strip()]]


def _evidence(rows: Sequence[Sequence[str]], delimiter: str) -> tuple[float, bool, int]:
    """How much speaks for a delimiter: the share of rows as wide as the first, where that is wider than one cell.

    Then that it is no comma, which may belong to numbers and to text.
    """
    width = len(rows[0])
    alike = sum(len(row) == width for row in rows) / len(rows)
    return (alike if width > 1 else 0.0, delimiter != ",", width)


def _is_data(first: Sequence[str], numbers: Numbers) -> bool:
    """Whether a row holds numbers and is no header: nothing but numbers, or one that is not whole (a year may be)."""
    cells = [cell for cell in first if cell.strip()]
    found = [cell for cell in cells if re.fullmatch(numbers.pattern(), cell)]
    return bool(found) and (len(found) == len(cells) or any(numbers.decimal in cell for cell in found))


def _numbers(cells: Sequence[str], delimiter: str) -> Numbers:
    """The style that the cells speak for; `1,234` alone is a thousand, but where a semicolon separates cells."""
    grouping = "".join(sign for sign in _SPACES if _count(rf"[0-9]{{1,3}}({sign}[0-9]{{3}})+([.,][0-9]*)?", cells))
    cells = [cell.translate(dict.fromkeys(map(ord, grouping))) for cell in cells]
    if not _count(r"[0-9.]*,[0-9].*", cells):
        return Numbers(".", grouping)
    thousands = r"[0-9]{1,3}(,[0-9]{3})+\.[0-9]*|[0-9]{1,3}(,[0-9]{3}){2,}"
    points = _count(rf"({thousands}|[0-9]*\.([0-9]{{1,2}}|[0-9]{{4,}}))", cells)
    commas = _count(r"([0-9]*,([0-9]{1,2}|[0-9]{4,})|(0*|[0-9]{4,}|[0-9.]+\.[0-9]{3}),[0-9]+)", cells)
    if commas > points or (delimiter == ";" and not points):
        return Numbers(",", "." + grouping)
    return Numbers(".", "," + grouping)


def _count(pattern: str, cells: Sequence[str]) -> int:
    """How many cells are numbers of that shape, but for a sign and an exponent."""
    shape = re.compile(rf"[+-]?{pattern}([eE][+-]?[0-9]+)?")
    return sum(shape.fullmatch(cell) is not None for cell in cells)

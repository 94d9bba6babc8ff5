"""How the rows of a delimited file are written: what stands between cells, how numbers look, whether names come first.

All of it is found from a sample of the text, and each finding that could be doubted has a sentence that says it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from typing import NamedTuple

from calcgd.errors import BadInput, counted
from calcgd.fitting.data.top import DELIMITERS, lines_above

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
_NUMBER = re.compile(PLAIN.pattern())
_SPACES = " \u00a0\u202f'"
"""What else groups digits: a blank, one that is not broken, a narrow one, and the Swiss apostrophe."""


class Layout(NamedTuple):
    """What a delimited file is like.

    delimiter  what separates cells
    numbers    how numbers are written
    headers    the names of the columns, None where data comes first
    width      the number of cells of the first row
    skip       the number of lines above it, `above` of which are not blank
    truths     the places, from 1, of the columns in which `true` and `false` stand
    doubtful   a number with a point that could as well group its digits; empty where there is none
    """

    delimiter: str
    numbers: Numbers
    headers: tuple[str, ...] | None
    width: int
    skip: int
    above: int
    truths: frozenset[int]
    doubtful: str

    def notes(self) -> list[str]:
        """What a person should know of how the file is read."""
        notes = []
        if self.above:
            are = "is" if self.above == 1 else "are"
            notes.append(f"{counted(self.above, 'line')} above the table {are} left out")
        if self.doubtful:
            notes.append(f"the point in {self.doubtful} is read as a decimal point")
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
    above = [lines_above(sample) for sample in samples]
    texts = ["".join(sample.splitlines(keepends=True)[skip:]) for sample, skip in zip(samples, above, strict=True)]
    delimiters = [_delimiter(text) for text in texts]
    tables = [_rows(text, delimiter) for text, delimiter in zip(texts, delimiters, strict=True)]
    cells = [cell.strip() for rows in tables for row in rows for cell in row]
    numbers = _numbers(cells, delimiters[0])
    doubtful = _doubtful(cells, numbers) if delimiters[0] == ";" else ""
    layouts = []
    for sample, skip, delimiter, rows in zip(samples, above, delimiters, tables, strict=True):
        first = rows[0]
        _check_blanks(rows)
        headers = None if _is_data(first, numbers) else tuple(first)
        filled = sum(bool(line.strip("\ufeff \t")) for line in sample.splitlines()[:skip])
        layouts.append(Layout(delimiter, numbers, headers, len(first), skip, filled, _truths(rows), doubtful))
    return layouts


def _truths(rows: Sequence[Sequence[str]]) -> frozenset[int]:
    return frozenset(
        place for row in rows for place, cell in enumerate(row, 1) if cell.strip().lower() in ("true", "false")
    )


def _doubtful(cells: Sequence[str], numbers: Numbers) -> str:
    """A cell such as 1.234, where all with a point look like that: with commas for decimals it would be a thousand."""
    pointed = [cell for cell in cells if re.fullmatch(r"[+-]?[0-9]*\.[0-9]*", cell)]
    same = numbers == PLAIN and all(re.fullmatch(r"[+-]?[1-9][0-9]{0,2}\.[0-9]{3}", cell) for cell in pointed)
    return pointed[0] if pointed and same else ""


def _check_blanks(rows: Sequence[Sequence[str]]) -> None:
    """Raise `BadInput` where blanks, of which there may be several in a row, separate the cells."""
    if len(rows) < 2 or any(len(row) > 1 for row in rows):
        return
    first, *others = (row[0].split() for row in rows)
    if len(first) > 1 and all(len(words) == len(first) and any(map(_NUMBER.fullmatch, words)) for words in others):
        raise BadInput(
            f"cells are separated by blanks, as in {rows[1][0].strip()[:40]!r}",
            hint="put commas between them: sed 's/^ *//; s/  */,/g' FILE | calcgd ... -",
        )


def _delimiter(text: str) -> str:
    best = max(DELIMITERS, key=lambda sign: _evidence(_rows(text, sign), sign))
    if len(_rows(text, best)[0]) == 1:  # one column: its commas belong to its numbers
        return next((sign for sign in DELIMITERS if sign not in text), best)
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
        dots = _count(r"[0-9]{1,3}(\.[0-9]{3}){2,}", cells)
        return Numbers(",", "." + grouping) if dots else Numbers(".", grouping)
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

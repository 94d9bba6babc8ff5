"""What stands above a table in a delimited file: blank lines, comments, a title, the `sep=;` of spreadsheets."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence

DELIMITERS = ",;\t|"
"""What may stand between cells."""
_MOST = 30
"""Lines: the table begins within so many of them."""

_NUMERIC = re.compile(r"\s*[+-]?[0-9.,' ]*[0-9][0-9.,' ]*([eE][+-]?[0-9]+)?\s*")


def lines_above(sample: str) -> int:
    """How many lines of a text come before the first row of its table.

    A comment begins with `#`; the last one is the header instead where data follows that has as many cells. A title
    has fewer cells than the header below it, which is followed by numbers.
    """
    lines = sample.splitlines(keepends=True)
    count = 0
    for line in lines[:_MOST]:
        if not (_is_blank(line) or line.lstrip("\ufeff").startswith("#") or (count == 0 and _names_sign(line))):
            break
        count += 1
    if count == len(lines):
        return next((place for place, line in enumerate(lines) if not _is_blank(line)), 0)
    last = count - 1
    if count and lines[last].lstrip("\ufeff").startswith("#") and _is_header(lines[last], lines[count]):
        return last
    return count + _title("".join(lines[count : count + _MOST]))


def _is_blank(line: str) -> bool:
    return not line.strip("\ufeff \t\r\n")


def _names_sign(line: str) -> bool:
    return re.fullmatch(r"\ufeff?sep=.\s*", line, re.IGNORECASE) is not None


def _is_header(comment: str, data: str) -> bool:
    """Whether a comment names the columns of the row below it."""
    return any(
        len(cells) == len(names) > 1 and _has_number(cells)
        for cells, names in ((data.split(sign), comment.split(sign)) for sign in DELIMITERS)
    )


def _title(text: str) -> int:
    """The lines above the first row with names in all of its cells, where all rows above it have fewer cells."""
    return max(_title_before_header(list(_rows(text, sign))) for sign in DELIMITERS)


def _title_before_header(rows: Sequence[tuple[int, list[str]]]) -> int:
    widest = 0
    for place, (line, row) in enumerate(rows):
        filled = sum(bool(cell.strip()) for cell in row)
        # Below the names their units may stand.
        below = [cells for _, cells in rows[place + 1 : place + 3] if len(cells) == len(row)]
        if filled == len(row) > max(widest, 1) and not _has_number(row) and below:
            return line if any(map(_has_number, below)) else 0
        widest = max(widest, filled)
    return 0


def _has_number(row: Sequence[str]) -> bool:
    return any(map(_NUMERIC.fullmatch, row))


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not blank, with the number of lines above it."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 0
    try:
        for row in reader:
            if row:
                yield line, row
            line = reader.line_num
    except csv.Error:
        return

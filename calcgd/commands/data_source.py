"""Where the rows of a command come from."""

from __future__ import annotations

import sys

from calcgd.errors import BadInput


def data_source(data: str | None) -> str:
    """A file or a pattern as it was named, or - where rows are piped in. Raises BadInput where there is neither."""
    if data is not None and data != "-":
        return data
    if sys.stdin is None or sys.stdin.closed or sys.stdin.isatty():
        raise BadInput("there is no data", hint="name a file after the command, or pipe rows into it")
    return "-"

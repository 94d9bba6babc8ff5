"""From a `document.View` to characters: the table of output formats and the one door to them.

A format is a module with `write(view, out, decimals, header)` and one line in `FORMATS`; only the module asked for is
imported. What a backend looks like is its own business, never this file's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from calcgd.render.document import View

FORMATS = {
    "text": "text",
    "table": "terminal",
    "latex": "latex_document",
    "markdown": "markdown",
    "json": "json",
    "jsonl": "jsonl",
    "csv": "csv",
}


def emit(view: View, format: str, out: TextIO, decimals: bool = False, header: bool = True) -> None:
    """Write `view` to `out` in one of `FORMATS`.

    "text" is for pipes and parses back, "table" is what a terminal shows. `decimals` prints exact numbers as decimals
    in formulas. `header` false leaves out the CSV header, for the second and later results of a batch.
    Raises BadInput where the format cannot say this result (csv of a formula).
    """
    from importlib import import_module

    backend = import_module(f"calcgd.render.{FORMATS[format]}")
    backend.write(view, out, decimals, header)

"""Blocks for a person at a terminal: colour, rules, tables set to its width.

Written with a dozen escape sequences of our own rather than rich: loading rich takes longer than a whole descent, and
text of the user's never meets a markup language. An answer that is a formula is as plain here as in a pipe.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, TextIO

from calcgd.render.characters import safe
from calcgd.render.diagnostic import wants_color
from calcgd.render.document import Block, Formula, Heading, Line, Plot, Series, Steps, Table, View
from calcgd.render.text import formula_line, sentence

if TYPE_CHECKING:
    from calcgd.render.wrapping import Piece

_WIDTH_OF_STEPS = (80, 120)
_MOST_MISSING = 6
_LOOKS = {
    "heading": "1", "title": "1", "ruler": "2", "number": "2", "rule": "1", "name": "36", "schema": "2", "note": "2",
    "good": "32", "warning": "33", "bad": "31", "curve": "36", "mark": "1", "rate": "33",
    "a": "94", "b": "36", "c": "32", "d": "33", "e": "31", "f": "35",
}  # fmt: skip


def write(view: View, out: TextIO, decimals: bool, header: bool) -> None:
    """Write the blocks as they come, each line as soon as it is known."""
    _Screen(out, decimals).show(view.blocks)


class _Screen:
    def __init__(self, out: TextIO, decimals: bool) -> None:
        self.out = out
        self.decimals = decimals
        self.color = wants_color(out)
        self.width = _width(out)

    def show(self, blocks: Iterable[Block]) -> None:
        for count, block in enumerate(blocks):
            match block:
                case Formula():
                    self.out.write(formula_line(block.node, block.label or block.caption, self.decimals) + "\n")
                case Line():
                    self.pieces([(block.style, sentence(block, self.decimals))])
                case Heading():
                    self.out.write("\n" if count else "")
                    self.pieces([("heading", safe(block.text))])
                case Table():
                    self.table(block)
                case Steps():
                    self.steps(block)
                case Plot() | Series():
                    self.plot(block)

    def pieces(self, pieces: list[Piece]) -> None:
        from calcgd.render.wrapping import wrapped

        for line in wrapped(pieces, self.width, 0) if self.width else [pieces]:
            self.line(line)

    def line(self, pieces: list[Piece]) -> None:
        self.out.write("".join(self.painted(kind, run) for kind, run in pieces) + "\n")

    def painted(self, kind: str, run: str) -> str:
        look = _LOOKS.get(kind)
        return f"\x1b[{look}m{run}\x1b[0m" if self.color and look else run

    def steps(self, steps: Steps) -> None:
        from calcgd.render.step_lines import step_lines

        narrowest, widest = _WIDTH_OF_STEPS
        for line in step_lines(steps, min(self.width or narrowest, widest), self.decimals):
            self.line(line)

    def plot(self, plot: Plot | Series) -> None:
        from calcgd.render.plot import drawn, paper_of

        for line in drawn(plot, paper_of(self.out)):
            self.line(line)

    def table(self, table: Table) -> None:
        from calcgd.render.columns import lay_out

        bar, dash, crossing = self.ruler()
        layout = lay_out(table, len(bar), self.width, self.decimals)
        between = self.painted("ruler", bar)
        for titles in layout.titles:
            *before, last = titles
            self.out.write(between.join(self.painted("title", title) for title in (*before, last.rstrip())) + "\n")
        self.line([("ruler", crossing.join(dash * slot.width for slot in layout.slots))])
        write, row_cells = self.out.write, layout.row
        for row in table.rows:
            write(between.join(row_cells(row)).rstrip() + "\n")
        if layout.missing:
            self.pieces([("note", _missing(layout.missing, self.width))])

    def ruler(self) -> tuple[str, str, str]:
        try:
            "│─┼".encode(self.out.encoding or "ascii")
        except UnicodeEncodeError:
            return " | ", "-", "-+-"
        return " │ ", "─", "─┼─"


def _missing(titles: tuple[str, ...], width: int) -> str:
    shown = ", ".join(titles[:_MOST_MISSING])
    more = len(titles) - _MOST_MISSING
    rest = f" and {more} more" if more > 0 else ""
    return f"Not shown on {width} columns: {shown}{rest}."


def _width(out: TextIO) -> int:
    """COLUMNS, else the terminal's width, else 0: a pipe is as wide as the lines that go through it."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns):
        return int(columns)
    if not out.isatty():
        return 0
    from shutil import get_terminal_size

    return get_terminal_size().columns

"""Blocks as plain text: what a pipe carries and what tests compare. No colour, no boxes, and no formula is cut.

A formula without a label is printed bare, so that the next command reads it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TextIO

from calcgd.expression.nodes import Node
from calcgd.expression.text import text as formula_text
from calcgd.render.characters import safe
from calcgd.render.document import Block, Formula, Heading, Line, Plot, Series, Steps, Table, View

_WIDTH = 80
_GAP = "  "


def write(view: View, out: TextIO, decimals: bool, header: bool) -> None:
    """Write the blocks as they come."""
    for line in _lines(view.blocks, decimals, out):
        out.write(line + "\n")


def _lines(blocks: Iterable[Block], decimals: bool, out: TextIO) -> Iterator[str]:
    """The blocks line by line; a block is asked for when the one before is done."""
    for count, block in enumerate(blocks):
        match block:
            case Formula():
                yield formula_line(block.node, block.label, decimals)
            case Line():
                yield sentence(block, decimals)
            case Heading():
                if count:
                    yield ""
                yield safe(block.text)
            case Table():
                yield from _table(block, decimals)
            case Steps():
                from calcgd.render.step_lines import step_lines

                for pieces in step_lines(block, _WIDTH, decimals):
                    yield "".join(run for _, run in pieces)
            case Plot() | Series():
                from calcgd.render.plot import drawn, paper_of

                for pieces in drawn(block, paper_of(out)):
                    yield "".join(run for _, run in pieces).rstrip()


def formula_line(node: Node, label: str, decimals: bool) -> str:
    """`label = formula`, or the bare formula."""
    written = formula_text(node, decimals)
    return f"{safe(label)} = {written}" if label else written


def sentence(line: Line, decimals: bool) -> str:
    """The sentence with its formulas in place."""
    if not line.formulas:
        return safe(line.text)
    parts = [safe(part) for part in line.text.split("{}")]
    formulas = [formula_text(node, decimals) for node in line.formulas]
    return "".join(part + formula for part, formula in zip(parts, [*formulas, ""], strict=True))


def _table(table: Table, decimals: bool) -> Iterator[str]:
    from calcgd.render.columns import lay_out

    layout = lay_out(table, len(_GAP), decimals=decimals)
    for titles in layout.titles:
        yield _GAP.join(titles).rstrip()
    for row in table.rows:
        yield _GAP.join(layout.row(row)).rstrip()

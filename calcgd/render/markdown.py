"""Blocks as GitHub-flavoured Markdown: formulas in backticks, pipe tables, steps as a nested list.

A plot is a block of code, drawn in ASCII: braille is as wide as other characters only on a terminal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TextIO

from calcgd.expression.nodes import Node
from calcgd.expression.text import text
from calcgd.render.characters import safe
from calcgd.render.columns import cell
from calcgd.render.document import Block, Exact, Formula, Heading, Line, Plot, Series, Steps, Table, View
from calcgd.render.outline import Entry, Name, outline
from calcgd.render.step_lines import name_text

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~$#&])")
_OPENS_LIST = re.compile(r"^(\s*\d*)([-+.)])(?=\s|$)")
_CODE_BLOCK = "    "
_RULERS = {"number": "---:", "right": "---:", "left": ":---"}


def write(view: View, out: TextIO, decimals: bool, header: bool) -> None:
    """Write the blocks as they come, an empty line between them."""
    for count, block in enumerate(view.blocks):
        if count:
            out.write("\n")
        for line in _lines(block, decimals):
            out.write(line + "\n")


def escaped(text: str) -> str:
    """`text` as running text: no character of it is markup."""
    return _OPENS_LIST.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", safe(text)))


def _lines(block: Block, decimals: bool) -> Iterator[str]:
    match block:
        case Formula():
            yield code(block.node, decimals, block.label or block.caption)
        case Line():
            yield _sentence(block, decimals)
        case Heading():
            yield f"## {escaped(block.text)}"
        case Table():
            yield from _table(block, decimals)
        case Steps():
            for entry in outline(block):
                yield _bullet(entry, decimals)
        case Plot() | Series():
            from calcgd.render.plot import DOCUMENT, drawn

            for pieces in drawn(block, DOCUMENT):
                yield (_CODE_BLOCK + "".join(run for _, run in pieces)).rstrip()


def code(node: Node, decimals: bool, label: Name = "") -> str:
    """`label = formula` as code."""
    written = text(node, decimals)
    return f"`{name_text(label, decimals)} = {written}`" if label else f"`{written}`"


def _sentence(line: Line, decimals: bool) -> str:
    if not line.formulas:
        return escaped(line.text)
    formulas = [code(node, decimals) for node in line.formulas]
    first, *rest = line.text.split("{}")
    parts = [escaped(first), *(_SPECIAL.sub(r"\\\1", safe(part)) for part in rest)]
    return "".join(part + formula for part, formula in zip(parts, [*formulas, ""], strict=True))


def _table(table: Table, decimals: bool) -> Iterator[str]:
    yield _row(escaped(column.title) for column in table.columns)
    yield _row(_RULERS[column.align] for column in table.columns)
    for row in table.rows:
        yield _row(
            _cell(value, column.digits or table.digits, decimals)
            for value, column in zip(row, table.columns, strict=True)
        )


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(value: object, digits: int, decimals: bool) -> str:
    written = cell(value, digits, decimals)
    if isinstance(value, Exact | Node):
        return "`" + written.replace("|", r"\|") + "`"
    return escaped(written) if isinstance(value, str) else written


def _bullet(entry: Entry, decimals: bool) -> str:
    said = [f"{entry.number}"] if entry.number else []
    if entry.name:
        said.append(f"`{name_text(entry.name, decimals)}`")
    if entry.rule:
        said.append(f"**{escaped(entry.rule)}**")
    if entry.schema:
        said.append(f"`{entry.schema}`" if " = " in entry.schema else escaped(entry.schema))
    if entry.letters:
        said.append("with " + ", ".join(code(node, decimals, letter) for letter, node in entry.letters))
    bullet = " ".join(said)
    if entry.result is not None:
        equation = code(entry.result, decimals)
        if entry.work is not None:
            equation = f"{code(entry.work, decimals)} = {equation}"
        if entry.label:
            equation = f"`{name_text(entry.label, decimals)}` = {equation}"
        bullet += f": {equation}" if bullet else f"so {equation}"
    if entry.hidden:
        bullet += f" ({entry.hidden} more inside)"
    if entry.note:
        bullet += f" ({escaped(entry.note)})"
    return f"{'  ' * (entry.level - 1)}- {bullet}"

"""Blocks as a fragment of a LaTeX document (amsmath): displayed formulas, `align*` for steps, `tabular` for tables.

An answer that is nothing but formulas is written without delimiters, one a line, to be put where it is wanted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import TextIO

from calcgd.expression.nodes import Node, Symbol
from calcgd.render.characters import safe
from calcgd.render.columns import cell
from calcgd.render.document import Block, Exact, Formula, Heading, Line, Plot, Series, Steps, Table, View
from calcgd.render.latex import latex
from calcgd.render.latex_labels import label, rule
from calcgd.render.latex_names import escaped
from calcgd.render.outline import Entry, Name, outline

_ALIGNMENTS = {"number": "r", "right": "r", "left": "l"}


def write(view: View, out: TextIO, decimals: bool, header: bool) -> None:
    """Write the blocks as they come."""
    for line in lines(view.blocks, decimals):
        out.write(line + "\n")


def lines(blocks: Iterable[Block], decimals: bool = False) -> Iterator[str]:
    """The blocks line by line. Formulas wait until it is known whether anything else follows."""
    formulas: list[Formula] = []
    alone = True
    for block in blocks:
        if isinstance(block, Formula):
            formulas.append(block)
            continue
        yield from (rf"\[ {_equation(formula, decimals)} \]" for formula in formulas)
        formulas.clear()
        alone = False
        yield from _block(block, decimals)
    for formula in formulas:
        yield _equation(formula, decimals) if alone else rf"\[ {_equation(formula, decimals)} \]"


def _equation(formula: Formula, decimals: bool) -> str:
    name = formula.label or formula.caption
    written = latex(formula.node, decimals)
    return f"{label(name)} = {written}" if name else written


def _block(block: Block, decimals: bool) -> Iterator[str]:
    match block:
        case Line():
            yield _sentence(block, decimals)
            yield ""
        case Heading():
            yield rf"\subsection*{{{escaped(safe(block.text))}}}"
        case Table():
            yield from _table(block, decimals)
        case Steps():
            yield r"\begin{align*}"
            yield from _rows(_step(entry, decimals) for entry in outline(block))
            yield r"\end{align*}"
        case Plot() | Series():
            yield "% A plot made of characters is left out here."


def _sentence(line: Line, decimals: bool) -> str:
    if not line.formulas:
        return escaped(safe(line.text))
    formulas = [f"${latex(node, decimals)}$" for node in line.formulas]
    parts = [escaped(safe(part)) for part in line.text.split("{}")]
    return "".join(part + formula for part, formula in zip(parts, [*formulas, ""], strict=True))


def _table(table: Table, decimals: bool) -> Iterator[str]:
    yield rf"\begin{{tabular}}{{{''.join(_ALIGNMENTS[column.align] for column in table.columns)}}}"
    yield " & ".join(_guarded(escaped(safe(column.title))) for column in table.columns) + r" \\"
    yield r"\hline"
    for row in table.rows:
        cells = (
            _cell(value, column.digits or table.digits, decimals)
            for value, column in zip(row, table.columns, strict=True)
        )
        yield " & ".join(map(_guarded, cells)) + r" \\"
    yield r"\end{tabular}"


def _cell(value: object, digits: int, decimals: bool) -> str:
    if isinstance(value, Exact):
        value = value.node
    if isinstance(value, Node):
        return f"${latex(value, decimals)}$"
    written = cell(value, digits)
    if isinstance(value, int | float | Fraction) and written[-1].isdigit():
        mantissa, _, exponent = written.partition("e")
        if not exponent:
            return f"${written}$"
        factor = {"1": "", "-1": "-"}.get(mantissa, rf"{mantissa} \cdot ")
        return f"${factor}10^{{{exponent}}}$"
    return escaped(written)


def _guarded(text: str) -> str:
    """At the start of a row TeX would take a bracket or star for an option of the line break before it."""
    return "{}" + text if text[:1] in ("[", "*") else text


def _rows(rows: Iterable[str]) -> Iterator[str]:
    last = ""
    for row in rows:
        if last:
            yield last + r" \\"
        last = row
    yield last


def _step(entry: Entry, decimals: bool) -> str:
    said = [rf"\text{{{entry.number}}}" if entry.number else r"\Rightarrow"]
    if entry.name:
        said.append(_name(entry.name, decimals))
    if entry.rule:
        said.append(rf"\text{{{escaped(entry.rule)}}}")
    if entry.schema:
        said.append(rule(entry.schema))
    said += [f"{_name(letter, decimals)} = {latex(node, decimals)}" for letter, node in entry.letters]
    if entry.result is not None:
        parts = [_name(entry.label, decimals)] if entry.label else []
        parts += [latex(node, decimals) for node in (entry.work, entry.result) if node is not None]
        arrow = r"\Rightarrow " if entry.number else ""
        said.append(arrow + " = ".join(parts))
    if entry.hidden:
        said.append(rf"\text{{({entry.hidden} more inside)}}")
    if entry.note:
        said.append(rf"\text{{({escaped(entry.note)})}}")
    return "& " + r"\quad " * (entry.level - 1) + r"\quad ".join(said)


def _name(name: Name, decimals: bool) -> str:
    if isinstance(name, str):
        return label(name)
    written = latex(name, decimals)
    return f"{written}'" if isinstance(name, Symbol) else rf"\left({written}\right)'"

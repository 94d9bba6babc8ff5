"""Semantic blocks that a command's answer is made of: what is said, never how it looks.

No colour, no width, no markup here: the backends (`text`, `terminal`, `latex_document`, `markdown`) decide those, and
`json`, `jsonl`, `csv` read `View.record` and `View.table` instead of the blocks. Named tuples rather than data classes,
because these classes are made at every start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from calcgd.calculus.steps import Step
    from calcgd.expression.nodes import Node

Tone = Literal["plain", "note", "good", "warning", "bad"]
PlotKind = Literal["curve", "contour", "history"]


class Exact(NamedTuple):
    """A value both ways: `node` is exact; `decimal` the same as a float, None where there is none.

    JSON shows `{"exact": text, "decimal": number}`, every other backend the exact text.
    """

    node: Node
    decimal: float | None = None


class Formula(NamedTuple):
    """A formula on a line of its own.

    `label` is what it is equal to ("f'(x)" makes `f'(x) = 2*x`). `caption` is a label for people only: plain text
    leaves it out, so that a pipe carries the bare formula and the next command reads it.
    """

    node: Node
    label: str = ""
    caption: str = ""


class Line(NamedTuple):
    """A sentence. Each `{}` in `text` stands for the next of `formulas`; without formulas braces mean nothing."""

    text: str
    style: Tone = "plain"
    formulas: tuple[Node, ...] = ()


class Heading(NamedTuple):
    """A title over what follows, up to the next heading."""

    text: str


class Column(NamedTuple):
    """A column of a table.

    title       for people; a narrow terminal may break it over two lines
    key         for machines (CSV header, JSON key); empty: the title
    align       "number" lines up the decimal points, "left" and "right" the edges
    width       widest cell to expect, in characters; 0: from the rows where they are a list, from `digits` where live
    importance  where a terminal is too narrow, columns of low importance go first, from the right
    digits      significant digits of its floats that people see; 0: those of the table
    """

    title: str
    key: str = ""
    align: Literal["number", "left", "right"] = "number"
    width: int = 0
    importance: int = 0
    digits: int = 0


class Table(NamedTuple):
    """Rows under columns.

    `rows` may be a live generator: each row is written as it comes. A cell is an int, float, Fraction, Node, Exact,
    str, or None for an empty one. People see floats with `digits` significant digits, machines the full value.
    """

    columns: tuple[Column, ...]
    rows: Iterable[tuple[object, ...]]
    digits: int = 6

    def filled(self) -> Table:
        """The same without the columns that are empty in every row; not for live rows, as all are asked for."""
        rows = list(self.rows)
        kept = [place for place in range(len(self.columns)) if any(row[place] not in (None, "") for row in rows)]
        columns = tuple(self.columns[place] for place in kept)
        return Table(columns, [tuple(row[place] for place in kept) for row in rows], self.digits)


class Steps(NamedTuple):
    """The worked steps of one derivation.

    `step` is the whole tree and `then` the steps that follow it on its own level (substitute, simplify). `depth` is
    how many levels are written out, 0 for all: a deeper step shows only its result. `label` names what the tree
    computes ("f'(x)") and closes it with `label = result`; without it there is no closing line.
    """

    step: Step
    depth: int = 0
    label: str = ""
    then: tuple[Step, ...] = ()


class Visit(NamedTuple):
    """A point that a descent came to: which `run` as its table counts them, from 1, where, and the cost there."""

    run: int
    x: tuple[float, ...]
    cost: float


class Plot(NamedTuple):
    """A picture of a descent.

    kind      "curve": the cost over its only variable; "contour": level lines of the cost over its two variables, both
              with the path drawn in; "history": the cost by run
    title     what is descended on
    names     of the variables, in the order of the coordinates
    path      where the descent came by, at least its start
    function  the cost at a point, nan or inf where it has no value; it never raises
    upward    whether a maximum was looked for: then it is a value rather than a cost
    """

    kind: PlotKind
    title: str
    names: tuple[str, ...]
    path: Sequence[Visit]
    function: Callable[[Sequence[float]], float]
    upward: bool = False

    @property
    def quantity(self) -> str:
        """What the function is."""
        return "value" if self.upward else "cost"


class Series(NamedTuple):
    """A picture of a recorded curve and its rate of change, over each other.

    title   what was recorded
    name    of what the points are ordered by, and `x` its values, which rise from point to point
    curve   of what was recorded: its name, and its values at these points
    rate    of its rate of change, likewise
    """

    title: str
    name: str
    x: Sequence[float]
    curve: tuple[str, Sequence[float]]
    rate: tuple[str, Sequence[float]]


Block = Formula | Line | Heading | Table | Steps | Plot | Series


class View(NamedTuple):
    """Everything there is to show of one result; each backend takes the part it can use, and takes it once.

    blocks  for people (text, table, latex, markdown); may be lazy: a block after a live table, such as the verdict,
            is asked for only when the rows are exhausted
    record  for json: one object in snake_case; Node, Exact and Fraction values are allowed at any depth
    table   for csv and jsonl: the columns' keys and the values unrounded; None where the result is not a table
    """

    blocks: Iterable[Block]
    record: Callable[[], Mapping[str, object]]
    table: Callable[[], Table] | None = None

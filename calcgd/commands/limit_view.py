"""How a limit is shown: its value, how it comes about from both sides, and values on the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isinf
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from calcgd.algebra.oscillation import Along
    from calcgd.calculus.limit import Limit, OneSided
    from calcgd.expression.nodes import Node
    from calcgd.render.document import Block, Line, Table, View

TOO_LARGE = "too large"
"""What stands for a value that no float holds."""


def view(result: Limit) -> View:
    """The blocks, the record and the row of one limit."""
    from calcgd.render.document import View

    return View(_blocks(result), lambda: _record(result), lambda: _table(result))


def _blocks(result: Limit) -> Iterator[Block]:
    from calcgd.commands.worked import decimal_text
    from calcgd.render.document import Formula, Line

    value = result.limit
    if value.exact is None:
        yield _refusal(result)
    else:
        yield Formula(value.exact, caption=_caption(result))
        rounded = decimal_text(value, 15, result.expression.decimals)
        if rounded:
            yield Line(f"that is {rounded} as a decimal", "note")
    yield from _side_lines(result)
    yield from _remarks(result)
    if result.approach:
        yield from _approach_blocks(result)


def _caption(result: Limit) -> str:
    from calcgd.commands.worked import Naming
    from calcgd.expression.text import text

    mark = {"left": "-", "right": "+", None: ""}[result.side]
    name = Naming(result.expression, result.variable).derivative(0)
    return f"lim({result.variable} -> {text(result.point)}{mark}) {name}"


def _refusal(result: Limit) -> Line:
    from calcgd.render.document import Line

    if result.exists is None:
        return Line(f"the limit is not known: {result.limit.reason}", "warning")
    if result.left and result.right and result.side is None:
        left, right = result.left.value.exact, result.right.value.exact
        if left is not None and right is not None:
            sentence = "the limit does not exist: it is {} from the left and {} from the right"
            return Line(sentence, "bad", (left, right))
    return Line(f"the limit does not exist: {result.limit.reason}", "bad")


def _side_lines(result: Limit) -> Iterator[Line]:
    """What each side does. At infinity there is one, and only how it oscillates is still to be said."""
    from calcgd.render.document import Line

    alone = result.left is None or result.right is None
    for name, side in (("left", result.left), ("right", result.right)):
        if side is None:
            continue
        start = "" if alone else f"from the {name}: "
        if side.oscillation is not None:
            sentence = start + "it tends to {} where {} = {}, but to {} where {} = {}, for whole numbers k"
            yield Line(sentence, "plain", tuple(part for along in side.oscillation for part in _along(along)))
        elif not alone and side.value.exact is not None:
            yield Line(start + "{}", "plain", (side.value.exact,))
        elif not alone:
            yield Line(start + side.value.reason, "note")


def _along(along: Along) -> tuple[Node, Node, Node]:
    from calcgd.expression.nodes import Symbol
    from calcgd.expression.tidy import add, multiply

    return along.limit, along.argument, add(along.start, multiply(along.period, Symbol("k")))


def _remarks(result: Limit) -> Iterator[Line]:
    from calcgd.errors import listed
    from calcgd.expression.text import text
    from calcgd.render.document import Line

    others = [name for name in result.expression.variables if name != result.variable]
    if others and result.limit.exact is not None:
        yield Line(f"for all but exceptional values of {listed(others)}", "note")
    if result.there is None:
        return
    place = f"{result.variable} = {text(result.point)}"
    if result.there.exact is None:
        yield Line(f"the expression has no value at {place} itself", "note")
    elif result.continuous is None:
        yield Line(f"its value at {place} is {{}}", "note", (result.there.exact,))
    else:
        verdict = "so it is continuous there" if result.continuous else "so it is not continuous there"
        yield Line(f"its value at {place} is {{}}, {verdict}", "note", (result.there.exact,))


def _approach_blocks(result: Limit) -> Iterator[Block]:
    from calcgd.expression.text import text
    from calcgd.render.document import Heading

    if result.secant is None:
        yield Heading("Values on the way")
    else:
        yield Heading(f"Values on the way: slopes of the secants of {text(result.secant)} through "
                      f"{result.variable} = {text(result.point)}")  # fmt: skip
    yield _approach_table(result)


def _approach_table(result: Limit) -> Table:
    from calcgd.render.document import Column, Table

    x = result.variable
    if result.left is None or result.right is None:
        sign = -1 if result.left is None else 1
        columns = (Column(x), Column("value"))
        rows = [
            (float(sign * step.distance), step.right if step.left is None else step.left) for step in result.approach
        ]
    else:
        columns = (Column("distance"), Column("from the left", "left"), Column("from the right", "right"))
        rows = [(float(step.distance), step.left, step.right) for step in result.approach]
    return Table(columns, [tuple(map(_within_floats, row)) for row in rows], digits=12)


def _within_floats(number: float | None) -> object:
    return TOO_LARGE if number is not None and isinf(number) else number


def _record(result: Limit) -> Mapping[str, Any]:
    from calcgd.commands.worked import value_record

    record: dict[str, Any] = {
        "expression": result.expression.tree,
        "variable": result.variable,
        "point": result.point,
        "exists": result.exists,
        "limit": value_record(result.limit),
        "left": _side_record(result.left),
        "right": _side_record(result.right),
        "approach": [{**step._asdict(), "distance": float(step.distance)} for step in result.approach],
    }
    if result.side is not None:
        record["side"] = result.side
    if result.there is not None:
        record["value"] = value_record(result.there)
        record["continuous"] = result.continuous
    return record


def _side_record(side: OneSided | None) -> Mapping[str, Any] | None:
    from calcgd.commands.worked import value_record

    if side is None or side.oscillation is None:
        return None if side is None else value_record(side.value)
    sequences = (dict(zip(("limit", "argument", "is"), _along(along), strict=True)) for along in side.oscillation)
    return {**value_record(side.value), "sequences": list(sequences)}


def _table(result: Limit) -> Table:
    from calcgd.render.document import Column, Table

    sides = (side and side.value.exact for side in (result.left, result.right))
    row = (
        result.expression.tree,
        result.variable,
        result.point,
        result.exists,
        result.limit.exact,
        *sides,
    )
    names = ("expression", "variable", "point", "exists", "limit", "left", "right")
    return Table(tuple(Column(name, align="left") for name in names), [row])

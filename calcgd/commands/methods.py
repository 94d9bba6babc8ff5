"""`calcgd methods`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any

from calcgd.commands.options import Argument
from calcgd.commands.session import Session
from calcgd.errors import Exit

if TYPE_CHECKING:
    from calcgd.descent.method import Method
    from calcgd.render.document import Block, Table

Rows = Mapping[str, "Method"]


def methods(
    session: Session,
    name: Annotated[str | None, Argument(metavar="[NAME]", help="One method; without it, all of them.")] = None,
) -> Exit:
    """The methods of descent: how each makes its step, who published it, and what it needs.

    Examples:
      calcgd methods
      calcgd methods adam
    """
    from calcgd.commands.answer import show
    from calcgd.descent.methods import METHODS, method_named
    from calcgd.render.document import View

    rows = METHODS if name is None else {name: method_named(name)}
    return show(session, View(_blocks(rows, name is None), lambda: _record(rows), lambda: _table(rows)))


def _blocks(rows: Rows, schedules: bool) -> Iterator[Block]:
    from calcgd.descent.schedules import SCHEDULES
    from calcgd.render.document import Column, Heading, Line, Table

    for name, method in rows.items():
        yield Heading(f"{name}: {method.title}")
        yield Line(method.formula)
        yield Line(". ".join(filter(None, (method.source, _needs(method)))), "note")
    if schedules:
        yield Heading("--schedule: what the learning rate is multiplied by, after t of n steps")
        columns = (Column("Name", align="left"), Column("Factor", align="left"))
        yield Table(columns, [*SCHEDULES.items()])


def _needs(method: Method) -> str:
    needs = (
        ("second derivatives", method.needs_hessian),
        ("bounds", method.needs_bounds),
        ("one variable", method.one_variable),
    )
    needed = [what for what, is_needed in needs if is_needed]
    rate = "" if method.finds_step else f"lr: {method.rate:g} if not given"
    return ". ".join(filter(None, (f"Needs {' and '.join(needed)}" if needed else "", rate)))


def _record(rows: Rows) -> Mapping[str, Any]:
    return {"methods": [{"name": name, **_facts(method)} for name, method in rows.items()]}


def _facts(method: Method) -> dict[str, Any]:
    return {
        "title": method.title,
        "update": method.formula,
        "source": method.source,
        "rate": method.rate,
        "finds_step": method.finds_step,
        "needs_hessian": method.needs_hessian,
        "needs_bounds": method.needs_bounds,
        "one_variable": method.one_variable,
    }


def _table(rows: Rows) -> Table:
    from calcgd.render.document import Column, Table

    columns = ("name", "title", "update", "source", "rate")
    cells = ((name, *(_facts(method)[key] for key in columns[1:])) for name, method in rows.items())
    return Table(tuple(Column(key, key, "left") for key in columns), list(cells))

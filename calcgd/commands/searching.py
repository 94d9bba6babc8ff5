"""`calcgd descend --starts`: the minima found by many descents, lowest first, and how often each was reached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isfinite
from time import monotonic
from typing import TYPE_CHECKING, Any, NamedTuple

from calcgd.commands.interrupts import Interrupts
from calcgd.commands.picked import Layout
from calcgd.commands.wishes import DEFAULT, Wishes
from calcgd.errors import BadInput, Exit, OutOfTime

if TYPE_CHECKING:
    from calcgd.commands.answer import Task
    from calcgd.commands.session import Session
    from calcgd.descent.distinct import Found
    from calcgd.descent.problem import Bound, Problem
    from calcgd.descent.survey import Search
    from calcgd.expression import Expression as Parsed
    from calcgd.render.document import Block, Table, View

STARTS = 100
"""How many starts there are where nobody has said it."""

_SHARE = 0.9
"""The part of the time limit for descents: what they found is to be told within the rest."""

WIDE = (-10.0, 10.0)
"""Where the starts of a variable without bounds are."""


class Searched(NamedTuple):
    """A search that has been made, all of it unless `broken_off` says why not."""

    expression: Parsed
    method: str
    problem: Problem
    search: Search
    layout: Layout
    broken_off: Exit | None


def task(wished: Wishes, layout: Layout, session: Session) -> Task:
    """What is done with each expression. Raises BadInput for options that cannot be meant."""
    from calcgd.commands.answer import Task

    settings = wished.settings(keep_path=False)
    way = wished.way()

    def compute(expression: Parsed) -> Searched:
        from calcgd.commands.progress import Progress
        from calcgd.descent.starts import search

        problem = wished.problem(expression)
        count = STARTS if wished.starts is None else wished.starts
        progress, deadline = Progress(session, count, "descents"), monotonic() + _SHARE * session.seconds()
        with Interrupts() as interrupts:

            def goes_on(made: int, lowest: float) -> bool:
                progress.show(made, problem.sign * lowest)
                return not interrupts.seen and monotonic() < deadline

            found = search(problem, _box(problem, session), count, way, settings, goes_on)
        progress.hide()
        why = Exit.INTERRUPTED if interrupts.seen else Exit.OUT_OF_TIME if monotonic() >= deadline else None
        return Searched(expression, way.method, problem, found, layout, why)

    return Task(compute, _view, lambda result: _exit_code(result, session), DEFAULT, batch="json")


def _box(problem: Problem, session: Session) -> list[Bound]:
    from calcgd.commands.report import remark

    free = problem.bounds or ((float("-inf"), float("inf")),) * len(problem.names)
    box = [(low if isfinite(low) else WIDE[0], high if isfinite(high) else WIDE[1]) for low, high in free]
    for name, (low, high) in zip(problem.names, box, strict=True):
        if low > high:
            raise BadInput(f"the starts need both bounds of {name}", hint=f"add --bounds {name}=...")
    wide = [name for name, ends in zip(problem.names, free, strict=True) if not all(map(isfinite, ends))]
    if wide:
        ranges = ", ".join(f"{name} = {low:g}..{high:g}" for name, (low, high) in zip(problem.names, box, strict=True))
        remark(f"no --bounds were given for {', '.join(wide)}, so the starts are in {ranges}", session)
    return box


def _view(result: Searched) -> View:
    from calcgd.render.document import View

    return View(_blocks(result), lambda: _record(result), lambda: _table(result))


def _blocks(result: Searched) -> Iterator[Block]:
    from calcgd.render.document import Line

    search = result.search
    yield _table(result)
    yield Line(f"{search.reason[:1].upper()}{search.reason[1:]}.", "good" if _has_answer(result) else "bad")
    ended = ", ".join(f"{ended.count} {status.value}" for status, ended in search.ended.items())
    yield Line(f"How the descents from the {search.starts} starts ended: {ended}.", "note")
    for found in search.passed:
        yield Line(f"Not counted: {found.reason}.", "note")
    if result.layout.explain:
        for found in search.found:
            yield Line(f"{found.reason[:1].upper()}{found.reason[1:]}.", "note")


def _table(result: Searched) -> Table:
    from calcgd.render.document import Column, Table

    names, digits = result.search.names, result.layout.digits
    columns = (
        Column("Reached", "count", "right", 4, 8),
        *(Column(name, name, width=digits + 3, importance=7) for name in names),
        Column("Cost" if result.problem.sign > 0 else "Value", "value", width=digits + 3, importance=9),
        Column("What it is", "kind", "left", 10, 6),
    )
    rows = [(found.count + found.restarts, *found.point, found.value, _what(found)) for found in result.search.found]
    return Table(columns, rows, digits)


def _what(found: Found) -> str:
    return f"{found.kind.value}, one of many" if found.flat else found.kind.value


def _record(result: Searched) -> Mapping[str, Any]:
    search = result.search
    return {
        "expression": result.expression.tree,
        "method": result.method,
        "box": {name: list(ends) for name, ends in zip(search.names, search.origin.box, strict=True)},
        "seed": search.origin.seed,
        "starts": search.starts,
        "restarts": search.restarts,
        "found": [_facts(search, found) for found in search.found],
        "passed": [_facts(search, found) for found in search.passed],
        "ended": {status.value: ended.count for status, ended in search.ended.items()},
        "reason": search.reason,
    }


def _facts(search: Search, found: Found) -> dict[str, Any]:
    return {
        "point": dict(zip(search.names, found.point, strict=True)),
        "value": found.value,
        "kind": found.kind.value,
        "status": found.status.value,
        "gradient_norm": found.gradient_norm,
        "count": found.count,
        "restarts": found.restarts,
        "flat": found.flat,
        "start": dict(zip(search.names, found.start, strict=True)),
        "reason": found.reason,
    }


def _has_answer(result: Searched) -> bool:
    found = result.search.found
    return bool(found) and found[0].status.arrived


def _exit_code(result: Searched, session: Session) -> Exit:
    from calcgd.commands.report import report

    if result.broken_off is Exit.OUT_OF_TIME:
        return report(OutOfTime(f"stopped after {result.search.starts} starts"), session)
    if result.broken_off is not None:
        return result.broken_off
    return Exit.ANSWER if _has_answer(result) else Exit.NOT_CONVERGED

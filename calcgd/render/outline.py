"""What worked steps say, entry by entry: numbering, what is left unsaid, what is folded away. Not how it is written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from calcgd.expression.nodes import Constant, Node, Number, Product, Symbol, Unknown
from calcgd.expression.text import text

if TYPE_CHECKING:
    from calcgd.calculus.steps import Step
    from calcgd.render.document import Steps

_PUNCTUATION = str.maketrans("", "", "() ")

# What a step computes: a name such as u', or the formula that is differentiated where it has none.
Name = str | Node


class Entry(NamedTuple):
    """One line of an outline; what it does not say is empty.

    level    1 for the outermost steps
    number   "1.2"; empty where the result of a step with steps of its own is told after them
    name     what the step computes, as its parent calls it
    rule     the name of the rule
    schema   the rule as a formula, told where it first occurs
    letters  what the letters of the schema stand for here
    label    what the result is called
    work     the result before it was tidied, where that shows how it came about
    result   what the step computed; None while its own steps are still to come
    hidden   how many steps below are folded away
    note     a condition or remark
    """

    level: int
    number: str = ""
    name: Name = ""
    rule: str = ""
    schema: str = ""
    letters: tuple[tuple[Name, Node], ...] = ()
    label: Name = ""
    work: Node | None = None
    result: Node | None = None
    hidden: int = 0
    note: str = ""


def outline(steps: Steps) -> Iterator[Entry]:
    """The entries in reading order.

    A step without steps of its own is one entry. Where those below would only say constants (`w' = 3`) these stand
    beside the letters instead.
    """
    told: set[str] = set()
    for count, step in enumerate((steps.step, *steps.then), 1):
        label = steps.label if step is steps.step else ""
        yield from _entries(step, Entry(1, str(count), label=label), steps.depth, told)


def _entries(step: Step, entry: Entry, depth: int, told: set[str]) -> Iterator[Entry]:
    entry = entry._replace(rule=step.rule, note=step.note.rstrip("."))
    hidden = _count(step) if entry.level == depth else 0
    letters = _letters(step)
    if hidden or (entry.level > 1 and not step.substeps and not any(node.args and node.free for _, node in letters)):
        yield entry._replace(result=step.after, hidden=hidden)
        return
    entry = entry._replace(schema="" if step.schema in told else step.schema, letters=letters)
    told.add(step.schema)
    if _says_only_constants(step):
        constants = tuple((below.name or below.before, below.after) for below in step.substeps)
        yield entry._replace(letters=letters + constants, work=_work(step), result=step.after)
        return
    yield entry._replace(label="")
    for count, below in enumerate(step.substeps, 1):
        name = below.name or below.before
        yield from _entries(below, Entry(entry.level + 1, f"{entry.number}.{count}", name), depth, told)
    if entry.label or step.name:
        yield Entry(entry.level + 1, label=entry.label or step.name, work=_work(step), result=step.after)


def _letters(step: Step) -> tuple[tuple[Name, Node], ...]:
    """The letters worth explaining: not `x = x`, nor `f = f(x)`."""
    return tuple(
        (letter, node)
        for letter, node in step.bindings
        if not (isinstance(node, Symbol | Unknown) and node.name == letter)
    )


def _work(step: Step) -> Node | None:
    """The untidied result, unless it is the result with its terms in another order."""
    if isinstance(step.work, Product):
        return None if text(step.work) == text(step.after) else step.work
    return None if _characters(step.work) == _characters(step.after) else step.work


def _characters(node: Node) -> list[str]:
    return sorted(text(node).translate(_PUNCTUATION))


def _says_only_constants(step: Step) -> bool:
    """True of a step without any steps below, too."""
    return all(
        isinstance(below.after, Number | Constant) and not below.substeps and not below.note for below in step.substeps
    )


def _count(step: Step) -> int:
    return sum(1 + _count(below) for below in step.substeps)

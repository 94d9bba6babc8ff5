"""How derivatives are named and their worked steps shown, for the commands that differentiate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from calcgd.algebra.prove import Verdict
    from calcgd.calculus.point import Value
    from calcgd.calculus.steps import Step
    from calcgd.expression import Expression
    from calcgd.expression.nodes import Node
    from calcgd.render.document import Block

MOST_PRIMES = 3


class Naming(NamedTuple):
    """What the expression and its derivatives by `variable` are called: f, or y where that name is the user's own."""

    expression: Expression
    variable: str

    def derivative(self, order: int = 1, at: str = "") -> str:
        """`f'(x)`, `f'(3)`, `f^(4)(x)`, or `df/dx` and `d2f/dx2` where there are several variables; order 0 is f."""
        names, letter = self.expression.variables, self.letter()
        if order == 0:
            return f"f({', '.join(names or [self.variable])})" if letter == "f" else letter
        if len(names) > 1:
            return partial(letter, self.variable, order) + (f"({at})" if at else "")
        marks = "'" * order if order <= MOST_PRIMES else f"^({order})"
        return f"{letter}{marks}({at or self.variable})"

    def letter(self) -> str:
        """The first of f, y, z and so on that the expression does not use."""
        from calcgd.calculus.subject import unknown_functions

        own = {*self.expression.variables, self.variable}
        if not unknown_functions(self.expression.tree) and "f" not in own:
            return "f"
        return next(letter for letter in ("y", "z", *(f"y{i}" for i in range(len(own) + 1))) if letter not in own)


def partial(letter: str, variable: str, order: int = 1) -> str:
    """`df/dx`, `d2f/dx2`, `d2f/dx1^2`."""
    if order == 1:
        return f"d{letter}/d{variable}"
    return f"d{order}{letter}/d{variable}{'^' if variable[-1].isdigit() else ''}{order}"


def worked_blocks(step: Step, check: Verdict, given: str, label: str) -> Iterator[Block]:
    """What is `given`, the steps to `label`, and the sentence on how their result was checked."""
    from calcgd.render.document import Formula, Line, Steps

    yield Formula(step.before, given)
    yield Steps(step, label=label)
    if check.status == "proved":
        yield Line(f"Checked against SymPy's derivative: {check.how}.", "good")
    elif check.status == "undecided":
        yield Line(f"Compared with an independent derivative: {check.how}.", "note")
    else:
        yield Line(f"Do not trust this result: against an independent derivative, {check.how}.", "bad")


def step_record(step: Step) -> Mapping[str, Any]:
    """A step tree for JSON."""
    return {
        "rule": step.rule,
        "schema": step.schema,
        "before": step.before,
        "work": step.work,
        "after": step.after,
        "bindings": dict(step.bindings),
        "note": step.note,
        "substeps": [step_record(substep) for substep in step.substeps],
    }


def value_record(value: Value) -> Mapping[str, Any]:
    """A value for JSON, with the reason where there is none."""
    record = {"exact": value.exact, "decimal": value.decimal}
    return {**record, "reason": value.reason} if value.reason else record


def decimal_text(value: Value, digits: int, decimals: bool = False) -> str:
    """A value rounded to `digits`; nothing where its exact form is a plain number already, or where no float holds it.

    `decimals` says that the exact form is shown with decimals.
    """
    from calcgd.expression.nodes import ZERO, Number
    from calcgd.expression.text import text
    from calcgd.render.numbers import number

    exact, decimal = value.exact, value.decimal
    if exact is None or decimal is None or (decimal == 0 and exact is not ZERO):
        return ""
    plain = isinstance(exact, Number) and "/" not in text(exact, decimals)
    return "" if plain else number(decimal, digits)


def coordinates(point: Mapping[str, Node], decimals: bool) -> str:
    """The values of a point, as they stand in `f'(1, 2)`."""
    from calcgd.expression.text import text

    return ", ".join(text(value, decimals) for value in point.values())

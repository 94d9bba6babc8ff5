"""`calcgd limit`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from calcgd.commands.options import Expression, Option
from calcgd.commands.session import Session
from calcgd.errors import BadInput, Exit

if TYPE_CHECKING:
    from calcgd.calculus.limit import Limit, Side
    from calcgd.expression import Expression as Parsed
    from calcgd.expression.nodes import Node

SIDES: dict[str, Side | None] = {"both": None, "left": "left", "right": "right"}


def limit(
    session: Session,
    text: Expression = None,
    at: Annotated[
        str | None, Option("--at", metavar="POINT", help="Where the variable tends to: x=0, or 0; x=-oo, or oo.")
    ] = None,
    side: Annotated[
        str,
        Option("--side", metavar="SIDE", help="The side that the question is about: both, left or right.",
               autocompletion=lambda incomplete: [name for name in SIDES if name.startswith(incomplete)]),
    ] = "both",
) -> Exit:  # fmt: skip
    """The limit at a point or at infinity, from the left and from the right, with values on the way.

    Where the expression is defined on one side of the point only, that side decides. An infinite limit is given as oo
    or -oo. The exit status is 1 where there is no limit, or where it is not known.

    Examples:
      calcgd limit "sin(x)/x" --at 0
      calcgd limit "abs(x)/x" --at 0 --side left
      calcgd limit "(1 + 1/x)**x" --at oo
      calcgd limit "((x+h)^2 - x^2)/h" --at h=0
      calcgd limit "sqrt(x^2 + x) - x" --at oo
    """
    from calcgd.commands.answer import Task, answer
    from calcgd.commands.limit_view import view

    if at is None:
        raise BadInput("a limit needs its point", hint="--at 0, or --at oo for infinity")
    if side not in SIDES:
        raise BadInput(f"there is no side '{side}'", hint=f"--side takes {', '.join(SIDES)}")

    def compute(expression: Parsed) -> Limit:
        from calcgd.calculus import limit as engine

        variable, point = _point(at, expression.variables)
        return engine.limit(expression, variable, point, SIDES[side])

    return answer(session, text, Task(compute, view, exit_code, batch="json"))


def _point(at: str, variables: list[str]) -> tuple[str, Node]:
    """The variable that tends and where it tends to. Raises BadInput."""
    from calcgd.commands import options

    name, equals, place = at.rpartition("=")
    name = name.strip()
    if not equals and len(variables) > 1:
        raise BadInput(f"several variables could tend to {at}", hint=f"say which one: --at {variables[0]}={at}")
    known = variables or ["x"]
    variable = name if equals else known[0]
    special = _infinity(place) or _in_other_variables(place, {*known} - {variable}) if variable in known else None
    if special is not None:
        return variable, special
    given = options.point("--at", at, known, every=False)
    if len(given) > 1:
        raise BadInput(
            "one variable tends to its limit, the others stand for fixed numbers", hint="give --at one value"
        )
    return next(iter(given.items()))


def _infinity(written: str) -> Node | None:
    from calcgd.expression.nodes import INFINITY, MINUS_ONE, Product
    from calcgd.expression.tidy import tidy

    word = written.strip().lower()
    if word.lstrip("+-").strip() not in ("oo", "∞", "inf", "infinity"):
        return None
    return tidy(Product((MINUS_ONE, INFINITY))) if word.startswith("-") else INFINITY


def _in_other_variables(written: str, others: set[str]) -> Node | None:
    from calcgd.errors import CalcgdError
    from calcgd.expression import parse

    try:
        tree = parse(written).tree
    except CalcgdError:
        return None
    return tree if tree.free and tree.free <= others else None


def exit_code(result: Limit) -> Exit:
    """No answer where there is no limit, or where it is not known."""
    return Exit.ANSWER if result.exists else Exit.NO_ANSWER

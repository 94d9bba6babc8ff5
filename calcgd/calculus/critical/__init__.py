"""Critical points, with what is proved about them."""

from __future__ import annotations

from collections.abc import Mapping

from calcgd.calculus.critical.result import Critical
from calcgd.calculus.line.interval import closed
from calcgd.calculus.subject import all_variables, as_expression, unknown_functions
from calcgd.errors import NoAnswer
from calcgd.expression import Expression
from calcgd.expression.nodes import Node

Box = Mapping[str, tuple[Node, Node]]
"""The ends of an interval for each variable, as tidy trees without variables."""


def critical(given: Expression | Node | str, on: Box | None = None, wrt: str | None = None) -> Critical:
    """All critical points of an expression: where its gradient is 0 or does not exist, and ends of its domain.

    `on` limits them to a box. Where the whole domain cannot be searched and no box is given, a default one is taken,
    and the result says so. `wrt` names the variable where the expression has none. Raises NoAnswer where there are no
    real values, and BadInput for a box that is none.
    """
    expression = as_expression(given)
    names = all_variables(expression, wrt)
    unknown = unknown_functions(expression.tree)
    if unknown:
        raise NoAnswer(f"{unknown[0]} is only a name: where its derivative is 0 is not known")
    if len(names) > 1:
        from calcgd.calculus.critical.space import critical_in_space

        box = None if on is None else {name: closed(*on[name]) for name in names}
        return critical_in_space(expression, tuple(names), box)
    from calcgd.calculus.critical.curve import critical_on_line

    window = None
    if on is not None:
        window = closed(*on[names[0]])
    return critical_on_line(expression, names[0], window)

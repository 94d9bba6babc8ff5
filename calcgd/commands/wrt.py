"""The variable that is named with `--wrt`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calcgd.commands.session import Session

if TYPE_CHECKING:
    from calcgd.expression import Expression as Parsed


def variable_of(expression: Parsed, wrt: str | None, session: Session) -> str | None:
    """The variable that was named, if one was; a remark where it does not occur. Raises BadInput for no name."""
    if wrt is None:
        return None
    from calcgd.commands.options import variable
    from calcgd.commands.report import remark

    name = variable("--wrt", wrt, expression.variables)
    if name not in expression.variables:
        remark(f"{name} does not occur in the expression", session)
    return name

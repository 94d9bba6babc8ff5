"""What a question is about: the expression, the variables it is differentiated by, the functions it leaves open."""

from __future__ import annotations

from calcgd.calculus.domain import valueless_part
from calcgd.errors import BadInput, NoAnswer, listed
from calcgd.expression import Expression, mentions_infinity, parse
from calcgd.expression.nodes import Node, Unknown
from calcgd.expression.subtrees import subtrees
from calcgd.expression.text import text

INFINITY_SPELLINGS = ("oo", "∞", "inf")


def as_expression(given: Expression | Node | str) -> Expression:
    """An expression from a text, a tree or an expression.

    Raises BadInput where it holds infinity, and NoAnswer where a constant in it has no real value.
    """
    if isinstance(given, str):
        given = parse(given)
    elif isinstance(given, Node):
        given = Expression(text(given), given)
    # The text is looked at first, because the tree of every line of a batch would be walked for nothing.
    if any(spelling in given.text for spelling in INFINITY_SPELLINGS) and mentions_infinity(given.tree):
        raise BadInput("infinity is not a number", hint="oo can stand only where a limit is taken")
    part = valueless_part(given.tree)
    if part is not None:
        raise NoAnswer(f"{text(part)} is not a real number, so the expression has no values")
    return given


def chosen_variable(expression: Expression, wanted: str | None, work: str = "differentiate") -> str:
    """The variable named, else the only one; `x` where there is none. Raises BadInput where there are several.

    `work` is what is done by it.
    """
    if wanted is not None:
        return wanted
    variables = expression.variables
    if len(variables) > 1:
        raise BadInput(
            f"the expression has the variables {listed(variables)}",
            hint=f"say which one to {work} by: --wrt {variables[0]}",
        )
    return variables[0] if variables else "x"


def all_variables(expression: Expression, wrt: str | None) -> list[str]:
    """The variables where none may stay open; `wrt`, else x, where there is none.

    Raises BadInput where `wrt` is not the only one.
    """
    names = expression.variables or [wrt or "x"]
    if wrt is None or names == [wrt]:
        return names
    if wrt in names:
        others = listed([name for name in names if name != wrt])
        raise BadInput(f"{others} would stay open", hint=f"put numbers in the place of {others}")
    raise BadInput(f"{wrt} does not occur in the expression", hint=f"its variables are {listed(names)}")


def unknown_functions(node: Node) -> list[str]:
    """The names of the functions that are only names, `f` of `f'(x)`, in alphabetical order."""
    return sorted({part.name for part in subtrees(node) if isinstance(part, Unknown)})

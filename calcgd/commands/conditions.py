"""Conditions on rows of data, as they are typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calcgd.errors import BadInput, CalcgdError

if TYPE_CHECKING:
    from calcgd.expression.nodes import Node

_BEFORE, _AFTER = "1 if (", ") else 0"

_NUMBERS = "conditions compare numbers: columns of text cannot be asked about"

_HINTS = {"=": "two signs compare: x == 1", "'": _NUMBERS, '"': _NUMBERS}
"""By what is not expected: that it may have been meant for a comparison."""


def condition(text: str | None) -> Node | None:
    """The condition in a text such as `x > 0 and y < 1`; None for None.

    It is read as that of a piecewise form: the language has conditions nowhere else. Raises BadInput for an empty text,
    and what `parse` raises.
    """
    if text is None:
        return None
    from calcgd.expression import parse

    if not text.strip():
        raise BadInput("the condition is empty", hint="type one, such as x > 0")
    try:
        return parse(f"{_BEFORE}{text}{_AFTER}").tree.args[1]
    except CalcgdError as problem:
        if problem.span is not None:
            begin, end = (min(max(place - len(_BEFORE), 0), len(text)) for place in problem.span)
            problem.span = (begin, max(end, begin + 1))
            problem.hint = _HINTS.get(text[begin:end], problem.hint)
            if begin == len(text):
                problem.message, problem.hint = "the condition ends too early", "something is missing: x > 0, x == 1"
        problem.source = text
        raise

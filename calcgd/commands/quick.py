"""A command line read without Typer, whose import takes longer than most answers.

What is plainly right is read here: known options, each with a value of its kind, and expressions. Whatever else there
is (help, completion, abbreviations, mistakes) is left to Typer, which reads what is right in the same way.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import partial
from importlib import import_module
from types import NoneType
from typing import Any, NamedTuple, get_args, get_type_hints

from calcgd.commands.call import Call
from calcgd.commands.options import Option
from calcgd.commands.session import Session

_HELP = ("-h", "-V")


class _Parameter(NamedTuple):
    name: str
    kind: type


def read(words: Sequence[str], commands: Mapping[str, tuple[str, str]]) -> Call | None:
    """What the words of a command line ask for; None where Typer has to look at them.

    `commands` is name -> (module with a function of that name, summary).
    """
    if not words or words[0] not in commands or "_CALCGD_COMPLETE" in os.environ:
        return None
    function = getattr(import_module(commands[words[0]][0]), words[0])
    options, arguments = _parameters(function)
    given = _given(words[1:], options)
    if given is None or len(given[1]) > len(arguments):
        return None
    values, expressions = given
    shared = {name: values.pop(name) for name in Session._fields if name in values}
    session = Session(**shared)
    return Call(session, partial(function, session, **values, **dict(zip(arguments, expressions, strict=False))))


def _parameters(function: Any) -> tuple[dict[str, _Parameter], list[str]]:
    """The options of a command and of all commands by their spellings, and the names of the arguments in order."""
    options: dict[str, _Parameter] = {}
    arguments = []
    for owner in (function, Session):
        for name, hint in get_type_hints(owner, include_extras=True).items():
            kind, *info = get_args(hint) or (hint,)
            if info and isinstance(info[0], Option):
                plain = next((part for part in get_args(kind) if part is not NoneType), kind)
                options |= {spelling: _Parameter(name, plain) for spelling in info[0].names}
            elif info:
                arguments.append(name)
    return options, arguments


def _given(words: Sequence[str], options: Mapping[str, _Parameter]) -> tuple[dict[str, Any], list[str]] | None:
    """The values by name and the expressions; None for what is not plainly right."""
    values: dict[str, Any] = {}
    expressions: list[str] = []
    rest = iter(words)
    for word in rest:
        spelling, equals, value = word.partition("=")
        option = options.get(word) or (options.get(spelling) if equals and word.startswith("--") else None)
        if option is None:
            if word.startswith("--") or word in _HELP:
                return None
            expressions.append(word)
        elif option.kind is bool:
            if word not in options:
                return None
            values[option.name] = True
        else:
            text = next(rest, "--") if word in options else value
            if word in options and (text.startswith("--") or text in options or text in _HELP):
                return None
            try:
                values[option.name] = option.kind(text)
            except ValueError:
                return None
    return values, expressions

"""The options that commands share, how a command declares its own, and how the values of options are read.

Importing Typer takes longer than answering, so a command's signature holds `Option` and `Argument`, which keep what
Typer will be told until a command line needs Typer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from calcgd.errors import BadInput, listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from calcgd.expression.nodes import Node


class Option:
    """What `typer.Option(*names, **settings)` will be."""

    def __init__(self, *names: str, **settings: Any) -> None:
        self.names = names
        self.settings = settings


class Argument:
    """What `typer.Argument(**settings)` will be."""

    def __init__(self, **settings: Any) -> None:
        self.settings = settings


Expression = Annotated[
    str | None,
    Argument(
        metavar="[EXPR]",
        help="The expression, in quotes; it may begin with a minus sign. Without it, or with - for it, "
        "one expression a line is read from standard input.",
    ),
]
Wrt = Annotated[str | None, Option("--wrt", metavar="NAME", help="The variable to differentiate by.")]
At = Annotated[
    str | None,
    Option("--at", metavar="POINT", help="Evaluate there: x=1,y=2, or 1,2 in alphabetical order of the variables."),
]
Start = Annotated[
    str | None,
    Option("--x0", metavar="POINT", help="Start there: x=1,y=2, or 1,2 in alphabetical order of the variables."),
]
Steps = Annotated[bool, Option("--steps", help="Show how the result comes about.")]


class Value(NamedTuple):
    """The text of one value and where it begins in the line `--option TEXT` that a diagnostic shows."""

    line: str
    text: str
    begin: int

    def problem(self, message: str, hint: str | None = None) -> BadInput:
        span = (self.begin, self.begin + max(len(self.text), 1))
        return BadInput(message, span=span, hint=hint, source=self.line)


def number(option: str, text: str) -> Node:
    """The exact value of an option such as `--lr 1/3` or `--at pi/4`: a tidy tree without variables.

    Raises BadInput where it is not a finite real number.
    """
    return number_in(Value(f"{option} {text}", text, len(option) + 1))


def decimal(option: str, text: str) -> float:
    """The value of an option such as `--clip 1/3` as a float. Raises BadInput like `number`."""
    return decimal_in(Value(f"{option} {text}", text, len(option) + 1))


def numbers(option: str, text: str) -> list[Node]:
    """The exact values in a list such as `--through 1,4`. Raises BadInput like `number`."""
    return [number_in(value) for value in split(option, text)]


def point(option: str, text: str, variables: Sequence[str], every: bool = True) -> dict[str, Node]:
    """The point that `x=1,y=2`, or `1,2` in the order of `variables`, names: an exact value for each variable.

    `every`: all variables must be given. Raises BadInput for a name that is not among `variables`, one given twice,
    one left out, and for values that are not finite real numbers.
    """
    values = split(option, text)
    named = [name_of(value, variables) for value in values]
    if not any(named):
        return dict(_in_order(option, values, variables))
    found: dict[str, Node] = {}
    for value, name in zip(values, named, strict=True):
        if name is None:
            raise value.problem("here a name is missing", f"write {variables[0] if variables else 'x'}={value.text}")
        if name in found:
            raise value.problem(f"{name} is given twice")
        skipped = value.text.index("=") + 1
        found[name] = number_in(Value(value.line, value.text[skipped:], value.begin + skipped))
    missing = [name for name in variables if name not in found]
    if missing and every:
        raise BadInput(
            f"{option} leaves out {listed(missing)}", hint=f"add {','.join(f'{name}=...' for name in missing)}"
        )
    return {name: found[name] for name in variables if name in found}


def variable(option: str, text: str, variables: Sequence[str]) -> str:
    """The name given to an option such as `--wrt`. Raises BadInput where it cannot be a variable's."""
    from calcgd.expression import parse
    from calcgd.expression.nodes import Symbol

    value = Value(f"{option} {text}", text, len(option) + 1)
    if not text.strip():
        raise value.problem("a name is missing here", _there_are(variables))
    tree = _parsed(value, parse).tree
    if not isinstance(tree, Symbol):
        raise value.problem("a variable is one name", _there_are(variables))
    return tree.name


def names(option: str, text: str, variables: Sequence[str]) -> list[str]:
    """The names in a list such as `--wrt x,y`. Raises BadInput for one given twice, and like `variable`."""
    values = split(option, text)
    for value in values:
        if not value.text.strip():
            raise value.problem("a name is missing here", _there_are(variables))
    found = [variable(option, value.text, variables) for value in values]
    for name in found:
        if found.count(name) > 1:
            raise BadInput(f"{option} names {name} twice")
    return found


def only_number(option: str, text: str, variables: Sequence[str]) -> Node:
    """The place on a curve in one variable: `--at 1` or `--at x=1`. Raises BadInput like `point`."""
    if len(variables) > 1:
        raise BadInput(
            f"this needs an expression in one variable, not in {listed(variables)}",
            hint="put numbers in the place of the others",
        )
    [value] = point(option, text, variables or ["x"]).values()
    return value


def pair(option: str, text: str) -> tuple[Node, Node]:
    """The two numbers of `--through 1,4`. Raises BadInput where there are not two, and like `number`."""
    found = numbers(option, text)
    if len(found) != 2:
        raise BadInput(f"{option} takes two numbers, not {len(found)}", hint=f"write {option} 1,4")
    return found[0], found[1]


def split(option: str, text: str) -> list[Value]:
    """The parts of a list between commas that are in no brackets."""
    line = f"{option} {text}"
    values, begin, depth = [], len(option) + 1, 0
    for end in range(begin, len(line) + 1):
        character = line[end : end + 1]
        depth += (character in "([{") - (character in ")]}") if character else 0
        if not character or (character == "," and depth <= 0):
            values.append(Value(line, line[begin:end], begin))
            begin = end + 1
    return values


def name_of(value: Value, variables: Sequence[str]) -> str | None:
    """The name before the equals sign, if there is one. Raises BadInput where it is none of `variables`."""
    name, equals, _ = value.text.partition("=")
    if not equals:
        return None
    from unicodedata import normalize

    name = normalize("NFKC", name.strip())
    if name not in variables:
        wrong = Value(value.line, value.text.partition("=")[0], value.begin)
        raise wrong.problem(f"there is no variable '{name}'", _there_are(variables))
    return name


def _in_order(option: str, values: list[Value], variables: Sequence[str]) -> zip[tuple[str, Node]]:
    found = [number_in(value) for value in values]
    if len(found) < len(variables):
        raise BadInput(
            f"{option} leaves out {listed(variables[len(found) :])}",
            hint=f"give a value for each of {listed(variables)}, or write {variables[0]}=...",
        )
    if len(found) > len(variables):
        extra = values[len(variables)]
        raise extra.problem(f"{len(found)} values for {_counted(variables)}", _there_are(variables))
    return zip(variables, found, strict=True)


def number_in(value: Value) -> Node:
    """`number` of a part of a list."""
    from calcgd.expression import mentions_infinity, parse
    from calcgd.expression.nodes import Number
    from calcgd.expression.tidy import tidy

    if not value.text.strip():
        raise value.problem("a number is missing here")
    if value.text.strip().lower().lstrip("+-") in ("nan", "inf", "infinity"):
        raise value.problem("a finite number is needed here")
    tree = _parsed(value, parse).tree
    if tree.free:
        are = "is a variable" if len(tree.free) == 1 else "are variables"
        raise value.problem(f"a number is needed here, and {listed(sorted(tree.free))} {are}")
    if mentions_infinity(tree):
        raise value.problem("a finite number is needed here")
    exact = tidy(tree)
    if not isinstance(exact, Number):
        from calcgd.calculus.point import to_float

        if to_float(exact) is None:
            raise value.problem(f"{value.text.strip()} is not a finite real number")
    return exact


def decimal_in(value: Value) -> float:
    """`decimal` of a part of a list."""
    from calcgd.calculus.point import to_float

    found = to_float(number_in(value))
    if found is None or abs(found) == float("inf"):
        raise value.problem("this number is too large")
    return found


def _parsed(value: Value, parse: Any) -> Any:
    from calcgd.errors import CalcgdError

    try:
        return parse(value.text)
    except CalcgdError as problem:
        if problem.span is not None:
            problem.span = (problem.span[0] + value.begin, problem.span[1] + value.begin)
        problem.source = value.line
        raise


def _counted(names: Sequence[str]) -> str:
    return f"{len(names)} variable{'s' * (len(names) != 1)}"


def _there_are(variables: Sequence[str]) -> str:
    if not variables:
        return "the expression has no variables"
    return f"the variable is {variables[0]}" if len(variables) == 1 else f"the variables are {listed(variables)}"

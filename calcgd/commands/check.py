"""`calcgd check`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, NamedTuple

from calcgd.commands.options import Argument, Option
from calcgd.commands.session import Session
from calcgd.errors import BadInput, Exit

if TYPE_CHECKING:
    from calcgd.calculus.check import Check
    from calcgd.expression import Expression as Parsed

SEPARATOR = ";"
"""What stands between an expression and its answer on a line of standard input."""

BRACKETS = {"<": ">", "[": "]", "(": ")"}


def check(
    session: Session,
    text: Annotated[
        str | None,
        Argument(
            metavar="[EXPR]",
            help="The expression, in quotes; it may begin with a minus sign. Without it, or with - for it, "
            "one question a line is read from standard input.",
        ),
    ] = None,
    answer_text: Annotated[
        str | None, Argument(metavar="[ANSWER]", help="The answer to check; it may begin with a minus sign.")
    ] = None,
    wrt: Annotated[
        str | None, Option("--wrt", metavar="NAME", help="The variable; of a gradient all of them, in order: x,y.")
    ] = None,
    order: Annotated[int, Option("--order", metavar="N", help="The answer is the derivative of this order.")] = 1,
    integral: Annotated[bool, Option("--integral", help="The answer is the integral.")] = False,
    gradient: Annotated[
        bool, Option("--gradient", help="The answer is the gradient: its components with commas between them.")
    ] = False,
) -> Exit:
    """Is the answer the derivative of the expression? If not: where they differ, and which mistake was probably made.

    A question on standard input is the expression and the answer with a semicolon between them. The exit status is 0
    where the answer is right, and 1 where it is wrong or that is not decided.

    Examples:
      calcgd check "x**2*sin(x)" "2*x*sin(x) + x**2*cos(x)"
      calcgd check "cos(x)^2" "-sin(2x)"
      calcgd check "x^4 - x" "12x^2" --order 2
      calcgd check "1/x" "log(abs(x)) + C" --integral
      calcgd check "x^2*y + y" "2*x*y, x^2 + 1" --gradient
      echo "sin(x)/cos(x) ; 1/cos(x)^2" | calcgd check
    """
    from calcgd.commands.answer import Task, answer
    from calcgd.commands.check_view import view

    if integral + gradient + (order != 1) > 1:
        raise BadInput("--order, --integral and --gradient exclude each other")
    if text not in (None, "-") and answer_text is None:
        raise BadInput("there is no answer to check", hint='write it after the expression: calcgd check "x^2" "2*x"')

    def read(source: str) -> Question:
        expression, given = (source, answer_text) if answer_text is not None else _split(source)
        return _question(expression, _components(given) if gradient else [given])

    def compute(question: Question) -> Check:
        from calcgd.calculus import check as engine
        from calcgd.commands import options

        expression, answers = question
        if gradient:
            names = None if wrt is None else options.names("--wrt", wrt, expression.variables)
            return engine.check_gradient(expression, answers, names)
        variable = None if wrt is None else options.variable("--wrt", wrt, expression.variables)
        if integral:
            return engine.check_integral(expression, answers[0], variable)
        return engine.check_derivative(expression, answers[0], variable, order)

    return answer(session, text, Task(compute, view, exit_code, batch="json", read=read))


class Question(NamedTuple):
    """An expression, and the answer or the components of it."""

    expression: Parsed
    answers: tuple[Parsed, ...]

    @property
    def decimals(self) -> bool:
        """Whether numbers are shown as decimals."""
        return self.expression.decimals

    @property
    def notes(self) -> tuple[str, ...]:
        """Remarks on how the texts were read."""
        return (*self.expression.notes, *(note for answer in self.answers for note in answer.notes))


def _question(expression: str, answers: list[str]) -> Question:
    from calcgd.expression import parse

    return Question(parse(expression), tuple(map(parse, answers)))


def _split(line: str) -> tuple[str, str]:
    expression, separator, given = line.partition(SEPARATOR)
    if not separator:
        raise BadInput(
            "there is no answer on this line",
            span=(len(line), len(line) + 1),
            source=line,
            hint="write the expression, a semicolon, the answer",
        )
    return expression.strip(), given.strip()


def _components(text: str) -> list[str]:
    """The parts between the commas that are not inside parentheses, without the brackets around them all."""
    text = text.strip()
    if BRACKETS.get(text[:1]) == text[-1:] and (text[:1] != "(" or len(list(_parts(text))) == 1):
        inside = list(_parts(text[1:-1]))
        if text[:1] != "(" or len(inside) > 1:
            return inside
    return list(_parts(text))


def _parts(text: str) -> Iterator[str]:
    depth, begin = 0, 0
    for place, character in enumerate(text):
        depth += (character in "([{") - (character in ")]}")
        if character == "," and depth == 0:
            yield text[begin:place].strip()
            begin = place + 1
    yield text[begin:].strip()


def exit_code(result: Check) -> Exit:
    """No answer where the one given is wrong, or that is not decided."""
    return Exit.ANSWER if result.judgement in ("equal", "equal-up-to-constant") else Exit.NO_ANSWER

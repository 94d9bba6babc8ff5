"""Is an answer right? Derivatives of any order, integrals and gradients, with the mistake that was probably made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Literal

from calcgd.calculus.derivative import derive, differentiate
from calcgd.calculus.point import corner_at, place
from calcgd.calculus.subject import as_expression, chosen_variable, unknown_functions
from calcgd.errors import BadInput
from calcgd.expression import Expression
from calcgd.expression.nodes import ONE, Node, Number
from calcgd.expression.text import text
from calcgd.expression.tidy import UNDEFINED, tidy

if TYPE_CHECKING:
    from calcgd.calculus.mistakes.question import Question
    from calcgd.calculus.mistakes.search import Mistake

Asked = Literal["derivative", "integral", "gradient"]
Judgement = Literal["equal", "equal-up-to-constant", "wrong", "undecided"]

SECONDS = 8.0
"""What the search for the right integral, and that for the mistake, may take."""

POINTS = 60
"""So many points are tried for one at which the two sides differ, or at which only the right answer has a value."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One answer beside what is right.

    `correct` is the right answer by `variable`, tidy; None for an integral that is not known. `how` says what the
    judgement rests on. Of a wrong answer `witness` is a point and `values` what the answer and the right answer are
    there; for an integral these are the derivative of the answer and the integrand; for functions that are only names
    there are none. `mistake` is the one that was
    probably made. `gap` is a point at which the right answer has a value and the answer has none.
    """

    variable: str
    answer: Node
    correct: Node | None
    judgement: Judgement
    how: str
    witness: Mapping[str, Fraction] | None = None
    values: tuple[float, float] | None = None
    mistake: Mistake | None = None
    gap: Mapping[str, Fraction] | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """The answers to a question about `expression`: one, or of a gradient one for each variable.

    `order` is that of the derivative.
    """

    expression: Expression
    answers: tuple[Expression, ...]
    question: Asked
    order: int
    compared: tuple[Compared, ...]

    @property
    def judgement(self) -> Judgement:
        """The worst judgement of all."""
        found = [one.judgement for one in self.compared]
        return next(word for word in ("wrong", "undecided", "equal-up-to-constant", "equal") if word in found)


def check_derivative(
    expression: Expression | Node | str, answer: Expression | Node | str, variable: str | None = None, order: int = 1
) -> Check:
    """Whether `answer` is the derivative of a given order; corners and jumps do not count.

    Raises what `derivative.differentiate` raises.
    """
    subject, given = as_expression(expression), as_expression(answer)
    compared = _compare_derivative(subject.tree, given, chosen_variable(subject, variable), order)
    return Check(subject, (given,), "derivative", order, (compared,))


def check_gradient(
    expression: Expression | Node | str,
    answers: Sequence[Expression | Node | str],
    variables: Sequence[str] | None = None,
) -> Check:
    """Whether the answers are the derivatives by all variables in alphabetical order, or by those named.

    Raises BadInput where their number is not that of the variables, and what `parse` raises for a text.
    """
    subject, given = as_expression(expression), tuple(map(as_expression, answers))
    names = tuple(subject.variables if variables is None else variables)
    if len(names) != len(given):
        raise BadInput(
            f"the gradient has {_counted(len(names), 'component')}, and the answer has {len(given)}",
            hint="write one derivative for each variable, with commas between them",
        )
    compared = (_compare_derivative(subject.tree, one, name, 1) for one, name in zip(given, names, strict=True))
    return Check(subject, given, "gradient", 1, tuple(compared))


def check_integral(
    expression: Expression | Node | str, answer: Expression | Node | str, variable: str | None = None
) -> Check:
    """Whether the derivative of `answer` is the expression; a letter added to it stands for the constant.

    Raises BadInput for an ambiguous variable, and what `parse` raises for a text.
    """
    subject, given = as_expression(expression), as_expression(answer)
    variable = chosen_variable(subject, variable, "integrate")
    return Check(subject, (given,), "integral", 1, (_compare_integral(subject.tree, given, variable),))


def _compare_derivative(tree: Node, given: Expression, variable: str, order: int) -> Compared:
    from calcgd.algebra.prove import equal_nearly_everywhere
    from calcgd.calculus.mistakes.question import Question

    answer, correct = _tidied(given), differentiate(tree, variable, order).derivative
    verdict = equal_nearly_everywhere(correct, answer)
    if verdict.status != "refuted":
        judgement = "equal" if verdict.status == "proved" else "undecided"
        return Compared(variable, answer, correct, judgement, verdict.how, gap=_gap(correct, given.tree))
    return _refuted(Question(tree, variable, order, answer), (answer, correct), tree)


def _compare_integral(tree: Node, given: Expression, variable: str) -> Compared:
    from calcgd.algebra.limit import may_jump
    from calcgd.algebra.prove import equal_nearly_everywhere
    from calcgd.calculus.mistakes.question import Question

    answer = _tidied(given)
    derivative = derive(answer, variable)
    verdict = equal_nearly_everywhere(tree, derivative)
    if verdict.status == "refuted":
        return _refuted(Question(tree, variable, -1, answer), (derivative, tree), given.tree)
    if verdict.status == "undecided":
        return Compared(variable, answer, None, "undecided", verdict.how)
    if may_jump(answer):
        return Compared(variable, answer, None, "undecided", "the derivative is right, but the answer may have jumps")
    has_constant = any(derive(answer, name) is ONE for name in answer.free - tree.free - {variable})
    judgement = "equal" if has_constant else "equal-up-to-constant"
    return Compared(variable, answer, answer, judgement, verdict.how, gap=_gap(tree, given.tree))


def _refuted(question: Question, sides: tuple[Node, Node], domain: Node) -> Compared:
    """`sides` are what differs, of an integral the derivatives; that counts only where `domain` has a value."""
    from calcgd.algebra import probe
    from calcgd.algebra.patience import wait
    from calcgd.calculus.mistakes.search import probable_mistake

    witness = next(_differences(question.tree, sides, domain), None)
    named = unknown_functions(question.tree) or unknown_functions(question.answer)
    correct = wait(SECONDS, lambda: question.right)
    if witness is None and not named:
        how = f"no point was found at which {text(domain)} has a value and the two differ"
        return Compared(question.variable, question.answer, correct, "undecided", how)
    mistake = wait(SECONDS, probable_mistake, question)
    wrong = partial(Compared, question.variable, question.answer, correct, "wrong", mistake=mistake)
    if witness is None or named:
        return wrong("the two differ as formulas")
    own, right = (float(probe.value(side, witness)) for side in sides)
    return wrong(f"the values differ at {place(_exact(witness))}", witness=witness, values=(own, right))


def _differences(tree: Node, sides: tuple[Node, Node], domain: Node) -> Iterator[dict[str, Fraction]]:
    """Points away from the corners of `tree`, plain ones first, at which the two sides differ."""
    from calcgd.algebra import probe

    names = tree.free.union(*(side.free for side in sides))
    for point in islice(probe.points(names), POINTS) if names else ({},):
        inside = {name: point.get(name, Fraction(0)) for name in domain.free}
        if probe.value(domain, inside) is None or corner_at(tree, _exact(point)) is not None:
            continue
        if probe.compare(*sides, point) == "different":
            yield point


def _gap(correct: Node, answer: Node) -> dict[str, Fraction] | None:
    """A point at which only the right answer has a value."""
    from calcgd.algebra import probe

    for point in islice(probe.points(correct.free | answer.free), POINTS):
        if probe.value(correct, point) is not None and probe.value(answer, point) is None:
            return point
    return None


def _exact(point: Mapping[str, Fraction]) -> dict[str, Node]:
    return {name: Number(value) for name, value in point.items()}


def _tidied(given: Expression) -> Node:
    answer = tidy(given.tree)
    if answer is UNDEFINED:
        raise BadInput(f"{text(given.tree)} has no real value anywhere", source=given.text)
    return answer


def _counted(number: int, name: str) -> str:
    return f"{number} {name}{'s' * (number != 1)}"

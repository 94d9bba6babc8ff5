"""Which mistake leads to a wrong answer: mistakes are made on purpose until one gives the same.

A slip in a rule is made everywhere at once, as by somebody who does not know the rule, and then at each single place,
as by somebody who forgot it there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple, TypeVar

from calcgd.calculus.derivative import derive
from calcgd.calculus.mistakes.integral_slips import INTEGRAL_SLIPS, LATE_INTEGRAL_SLIPS, IntegralSlip
from calcgd.calculus.mistakes.question import Question
from calcgd.calculus.mistakes.slips import LATE_SLIPS, SLIPS, Slip, differentiated
from calcgd.calculus.mistakes.whole import WHOLE, Whole, term_wrong
from calcgd.errors import CalcgdError
from calcgd.expression.nodes import Node, Symbol
from calcgd.expression.text import text
from calcgd.expression.tidy import add, subtract, tidy

T = TypeVar("T")


class Mistake(NamedTuple):
    """What probably went wrong: a stable `key` for machines; for people a sentence with its formulas as `{}`."""

    key: str
    sentence: str
    formulas: tuple[Node, ...] = ()

    @property
    def explanation(self) -> str:
        """The sentence with the formulas in place."""
        return self.sentence.format(*map(text, self.formulas))


class _Made(NamedTuple):
    """The answer that a slip leads to; the part that it was made in, and what it makes of that part."""

    tree: Node
    part: Node
    wrong: Node


def probable_mistake(question: Question) -> Mistake | None:
    """The first mistake that leads to the answer; None where none does."""
    if question.is_integral:
        early, late = (partial(_slip_in_integral, question, slips) for slips in (INTEGRAL_SLIPS, LATE_INTEGRAL_SLIPS))
    else:
        early, late = (partial(_slip, question, slips) for slips in (SLIPS, LATE_SLIPS))
    return (
        early()
        or _mistake_in_whole(question, WHOLE)
        or late()
        or _mistake_in_whole(question, [("term-wrong", term_wrong)])
    )


def _mistake_in_whole(question: Question, mistakes: Sequence[Whole]) -> Mistake | None:
    for key, explain in mistakes:
        for tree, sentence, formulas in _until_failure(explain(question)):
            if tree is question.answer or question.is_answered_by(tree):
                return Mistake(key, sentence, formulas)
    return None


def _slip(question: Question, slips: Sequence[Slip]) -> Mistake | None:
    """A slip at the last differentiation, or at one before."""
    x = question.variable
    for later in range(question.order):
        before = question.solved(question.tree, question.order - 1 - later)
        assert before is not None
        for slip, made in _every_slip(slips, before, x):
            if question.is_answered_by(made.tree, later):
                said = f"{slip.sentence}: the derivative of {{}} is {{}}, not {{}}"
                return Mistake(slip.key, said, (made.part, derive(made.part, x), tidy(made.wrong)))
    return None


def _every_slip(slips: Sequence[Slip], node: Node, x: str) -> Iterator[tuple[Slip, _Made]]:
    """In the tree as typed, then in the tidy one, in which a root is a power."""
    for slip in slips:
        for form in dict.fromkeys((node, tidy(node))):
            for make in (_made_everywhere, _made_once):
                for made in _until_failure(make(slip, form, x)):
                    yield slip, made


def _until_failure(found: Iterator[T]) -> Iterator[T]:
    """What there is before something has no derivative or no value, as wrong trees may."""
    try:
        yield from found
    except CalcgdError:
        return


def _made_everywhere(slip: Slip, node: Node, x: str) -> Iterator[_Made]:
    made: list[tuple[Node, Node]] = []

    def d(part: Node) -> Node:
        place = len(made)
        wrong = slip.apply(part, x, d)
        if wrong is None:
            return differentiated(part, x, d)
        made.insert(place, (part, wrong))  # before those in its parts
        return wrong

    tree = d(node)
    if made:
        yield _Made(tree, *made[0])


def _made_once(slip: Slip, node: Node, x: str) -> Iterator[_Made]:
    wrong = slip.apply(node, x, lambda part: derive(part, x))
    if wrong is not None:
        yield _Made(wrong, node, wrong)
    parts = _parts(node, x)
    for part in parts:
        others = {other: derive(other, x) for other in parts if other is not part}
        for made in _made_once(slip, part, x):
            yield made._replace(tree=differentiated(node, x, {**others, part: made.tree}.__getitem__))


def _parts(node: Node, x: str) -> list[Node]:
    """What the fitting rule differentiates."""
    parts: dict[Node, None] = {}

    def ask(part: Node) -> Node:
        parts[part] = None
        return Symbol("")

    differentiated(node, x, ask)
    return list(parts)


def _slip_in_integral(question: Question, slips: Sequence[IntegralSlip]) -> Mistake | None:
    terms = question.terms or ([] if question.right is None else [(question.tree, question.right)])
    for slip in slips:
        for made in _made_in_terms(slip, terms, question.variable):
            if question.is_answered_by(made.tree):
                right = next(right for term, right in terms if term is made.part)
                said = f"{slip.sentence}: the integral of {{}} is {{}}, not {{}}"
                return Mistake(slip.key, said, (made.part, right, made.wrong))
    return None


def _made_in_terms(slip: IntegralSlip, terms: list[tuple[Node, Node]], x: str) -> Iterator[_Made]:
    wrong = {term: slip.apply(term, x, right) for term, right in terms}
    made = [(term, right, there) for term, right in terms if (there := wrong[term]) is not None]
    if not made:
        return
    total = add(*(right for _, right in terms))
    yield _Made(add(*(wrong[term] or right for term, right in terms)), made[0][0], made[0][2])
    for term, right, there in made:
        yield _Made(add(subtract(total, right), there), term, there)

"""Mistakes in the answer as a whole, or in a term of it: each one function from the question to what it explains.

To add a mistake, write one function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from calcgd.calculus.derivative import derive
from calcgd.calculus.mistakes.question import Question
from calcgd.expression.nodes import TWO, ZERO, Node, Number, Sum, Symbol
from calcgd.expression.substitute import substitute
from calcgd.expression.tidy import add, multiply, negate, subtract, tidy


class Explanation(NamedTuple):
    """A tree that the answer is then the same as, and a sentence in which each `{}` stands for one of the formulas."""

    tree: Node
    sentence: str
    formulas: tuple[Node, ...] = ()


Explanations = Iterator[Explanation]

Whole = tuple[str, Callable[[Question], Explanations]]

WHOLE: list[Whole] = []
"""Keys and functions, in the order in which they are thought of."""

LARGEST_FACTOR = 1000
"""Numerator and denominator of a factor that is recognized."""


def whole(key: str) -> Callable[[Callable[[Question], Explanations]], Callable[[Question], Explanations]]:
    """Enter a function in the table."""

    def enter(explain: Callable[[Question], Explanations]) -> Callable[[Question], Explanations]:
        WHOLE.append((key, explain))
        return explain

    return enter


@whole("function-itself")
def function_itself(question: Question) -> Explanations:
    yield Explanation(question.tree, "this is the expression itself")


@whole("differentiated")
def differentiated(question: Question) -> Explanations:
    if question.is_integral:
        yield Explanation(derive(question.tree, question.variable), "it was differentiated, not integrated")


@whole("integrated")
def integrated(question: Question) -> Explanations:
    derivative = derive(question.answer, question.variable)
    if not question.is_integral and replace(question, answer=derivative).is_answered_by(question.tree):
        yield Explanation(question.answer, "it was integrated, not differentiated")


@whole("other-order")
def other_order(question: Question) -> Explanations:
    for order in range(1, question.order + 3) if question.order > 0 else ():
        if order != question.order and (derivative := question.solved(question.tree, order)) is not None:
            yield Explanation(derivative, f"this is the derivative of order {order}, not of order {question.order}")


@whole("other-variable")
def other_variable(question: Question) -> Explanations:
    for name in sorted(question.tree.free - {question.variable}):
        other = replace(question, variable=name).solved(question.tree)
        if other is not None:
            yield Explanation(other, f"{name} was taken for the variable, not {question.variable}")


@whole("sign")
def sign(question: Question) -> Explanations:
    if question.right is not None:
        yield Explanation(negate(question.right), "the sign is wrong")


@whole("term-missing")
def term_missing(question: Question) -> Explanations:
    for term, right in question.terms:
        if question.right is not None:
            rest = subtract(question.right, right)
            yield Explanation(rest, "the term {} is missing: it gives {}", (term, right))


@whole("term-sign")
def term_sign(question: Question) -> Explanations:
    for term, right in question.terms:
        if question.right is not None:
            turned = subtract(question.right, multiply(TWO, right))
            yield Explanation(turned, "the sign of the term {} is wrong: it gives {}", (term, right))


@whole("constant-added")
def constant_added(question: Question) -> Explanations:
    excess = None if question.right is None else tidy(subtract(question.answer, question.right))
    if excess is not None and excess.free.isdisjoint(question.tree.free) and not question.is_integral:
        yield Explanation(question.answer, "the constant {} is too much", (excess,))


@whole("constant-factor")
def constant_factor(question: Question) -> Explanations:
    ratio = question.ratio()
    if ratio is None or question.right is None:
        return
    factor = Number(Fraction(float(ratio)).limit_denominator(LARGEST_FACTOR))
    yield Explanation(multiply(factor, question.right), "it is {} times the right answer", (factor,))


@whole("other-letter")
def other_letter(question: Question) -> Explanations:
    foreign = sorted(question.answer.free - question.tree.free)
    if len(foreign) == 1 and question.right is not None:
        renamed = substitute(question.right, {question.variable: Symbol(foreign[0])})
        sentence = f"it is right but for the letter: the variable is {question.variable}, not {foreign[0]}"
        yield Explanation(renamed, sentence)


def term_wrong(question: Question) -> Explanations:
    """The one term of a sum that differs, where the others are written as they are known: thought of last of all."""
    wrong = list(question.answer.args if isinstance(question.answer, Sum) else (question.answer,))
    missing = []
    for term, right in question.terms:
        if right in wrong:
            wrong.remove(right)
        elif right is not ZERO:
            missing.append((term, right))
    if len(missing) == 1 and wrong:
        [(term, right)] = missing
        yield Explanation(question.answer, "the term {}: you have {}, it is {}", (term, add(*wrong), right))
    elif question.terms and not missing:
        yield Explanation(question.answer, "{} is too much", (add(*wrong),))

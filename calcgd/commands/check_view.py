"""How a checked answer is shown: the judgement, a point where a wrong one differs, the mistake, the right answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from calcgd.calculus.check import Check, Compared
    from calcgd.expression.nodes import Node
    from calcgd.render.document import Block, Exact, Line, Table, View

SENTENCES = {
    "equal": "equal: the answer is right",
    "equal-up-to-constant": "equal up to a constant: the answer is right, but + C is missing",
    "wrong": "wrong",
    "undecided": "undecided",
}
PROVED = ("equal", "equal-up-to-constant")


def view(result: Check) -> View:
    """The blocks, the record and the rows of one check."""
    from calcgd.render.document import View

    return View(_blocks(result), lambda: _record(result), lambda: _table(result))


def _blocks(result: Check) -> Iterator[Block]:
    from calcgd.render.document import Formula, Heading, Line

    for one in result.compared:
        if result.question == "gradient":
            yield Heading(_name(result, one))
        yield _judgement(result, one)
        if one.judgement in PROVED:
            yield Line(f"proved: {one.how}", "note")
        yield from _remarks(one)
        correct = _correct(result, one)
        if one.judgement not in PROVED and correct is not None:
            yield Formula(correct, _name(result, one))


def _judgement(result: Check, one: Compared) -> Line:
    from calcgd.render.document import Line

    sentence = SENTENCES[one.judgement]
    if one.judgement in PROVED:
        return Line(sentence, "good")
    if one.witness is None or one.values is None:
        return Line(f"{sentence}: {one.how}", "bad" if one.judgement == "wrong" else "warning")
    own, right = map(_number, one.values)
    subject, goal = "the answer", "the right answer"
    if result.question == "integral":
        subject, goal = "the derivative of the answer", "the expression"
    where = f" at {_place(one.witness)}" if one.witness else ""
    return Line(f"{sentence}:{where} {subject} is {own}, and {goal} is {right}", "bad")


def _remarks(one: Compared) -> Iterator[Line]:
    from calcgd.render.document import Line

    if one.mistake is not None:
        yield Line(f"probable mistake: {one.mistake.sentence}", "plain", one.mistake.formulas)
    if one.gap is not None:
        yield Line(f"but only where it has a value: at {_place(one.gap)} it has none, and should have one", "warning")


def _correct(result: Check, one: Compared) -> Node | None:
    """The right answer, of an integral with its constant."""
    if result.question != "integral" or one.correct is None or one.correct is one.answer:
        return one.correct
    from calcgd.calculus.antiderivative import CONSTANTS
    from calcgd.expression.nodes import Sum, Symbol

    letter = next(letter for letter in CONSTANTS if letter not in one.correct.free)
    return Sum((*(one.correct.args if isinstance(one.correct, Sum) else (one.correct,)), Symbol(letter)))


def _name(result: Check, one: Compared) -> str:
    from calcgd.commands.worked import Naming

    if result.question == "integral":
        return "the integral"
    return Naming(result.expression, one.variable).derivative(result.order)


def _place(point: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} = {number}" for name, number in point.items())


def _number(value: float) -> str:
    from calcgd.render.numbers import number

    return number(value, 10)


def _record(result: Check) -> Mapping[str, Any]:
    record: dict[str, Any] = {"expression": result.expression.tree, "question": result.question, "order": result.order}
    if result.question != "gradient":
        return {**record, **_compared_record(result, result.compared[0])}
    components = [_compared_record(result, one) for one in result.compared]
    return {**record, "verdict": result.judgement, "components": components}


def _compared_record(result: Check, one: Compared) -> Mapping[str, Any]:
    record: dict[str, Any] = {
        "variable": one.variable,
        "answer": one.answer,
        "verdict": one.judgement,
        "how": one.how,
        "correct": _correct(result, one),
    }
    if one.values is not None:
        record |= {
            "witness": _point_record(one.witness),
            "values": dict(zip(("answer", "correct"), one.values, strict=True)),
        }
    if one.judgement == "wrong":
        record["mistake"] = one.mistake and one.mistake.key
        record["explanation"] = one.mistake and one.mistake.explanation
    if one.gap is not None:
        record["gap"] = _point_record(one.gap)
    return record


def _point_record(point: Mapping[str, Fraction] | None) -> Mapping[str, Exact]:
    from calcgd.expression.nodes import Number
    from calcgd.render.document import Exact

    return {name: Exact(Number(value), float(value)) for name, value in (point or {}).items()}


def _table(result: Check) -> Table:
    from calcgd.render.document import Column, Table

    names = ("expression", "question", "variable", "answer", "verdict", "correct", "mistake", "explanation")
    rows = [
        (
            result.expression.tree,
            result.question,
            one.variable,
            one.answer,
            one.judgement,
            _correct(result, one),
            one.mistake and one.mistake.key,
            one.mistake and one.mistake.explanation,
        )
        for one in result.compared
    ]
    return Table(tuple(Column(name, align="left") for name in names), rows)

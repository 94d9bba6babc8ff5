"""Definite integrals: the range is cut first, where the integrand has corners, jumps and poles, and then worked out.

Whether the integral converges is decided piece by piece, before an antiderivative is trusted with a value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from calcgd.calculus.antiderivative import find
from calcgd.calculus.domain import conditions
from calcgd.calculus.line.interval import End, Interval, in_words, joined, split
from calcgd.calculus.line.pieces import Piece, pieces
from calcgd.calculus.line.real import Exact, compare, sign_at
from calcgd.calculus.point import Value, is_finite
from calcgd.calculus.principal import principal_value
from calcgd.calculus.share import CONVERGES, Growth, Share, share
from calcgd.calculus.subject import as_expression, chosen_variable, unknown_functions
from calcgd.calculus.total import Total, measured, total, value_to_infinity
from calcgd.errors import NoAnswer, listed
from calcgd.expression import Expression
from calcgd.expression.nodes import INFINITY, ZERO, Call, Negation, Node, Number, Piecewise
from calcgd.expression.substitute import substitute
from calcgd.expression.text import text
from calcgd.expression.tidy import UNDEFINED, negate, subtract, tidy

Status = Literal["converges", "diverges", "undecided"]

SECONDS = 6.0
"""What looking for the antiderivatives of all pieces may take, as a number is an answer, too."""


class Part(NamedTuple):
    """A smooth piece of the range and what it adds. `sign` is that of the integrand at a point of it."""

    interval: Interval
    sign: int | None
    value: Value


@dataclass(frozen=True, slots=True)
class Integral:
    """The integral of `expression` by `variable` from `lower` to `upper`, or with `area` that of its absolute value.

    `exact` is `oo` or `-oo` where it diverges in one direction. `decimal` differs from the integral by at most `error`;
    that is `proved`, or an estimate. `reason` says why there is no value, or why there is no exact one. `principal` is
    the Cauchy principal value of an integral that diverges. `parts` are in ascending order.
    """

    expression: Expression
    variable: str
    lower: Node
    upper: Node
    area: bool
    status: Status = "undecided"
    exact: Node | None = None
    decimal: float | None = None
    error: float | None = None
    proved: bool = False
    reason: str = ""
    principal: Value | None = None
    parts: tuple[Part, ...] = ()

    def _repr_latex_(self) -> str:
        return "" if self.exact is None else self.exact._repr_latex_()


def integral(
    expression: Expression | Node | str, lower: Node, upper: Node, variable: str | None = None, *, area: bool = False
) -> Integral:
    """The integral between two ends, which are constants, `oo` or `-oo`; with `area`, of the absolute value.

    Reversed ends change its sign, but not that of an area. Raises NoAnswer where the expression is not defined all over
    the range, BadInput for an ambiguous variable, and what `parse` raises for a text.
    """
    subject = as_expression(expression)
    variable = chosen_variable(subject, variable, "integrate")
    unknown = unknown_functions(subject.tree)
    if unknown:
        raise NoAnswer(f"{unknown[0]} is only a name: it has no values")
    node = Call("abs", (subject.tree,)) if area else subject.tree
    if tidy(node) is UNDEFINED:
        raise NoAnswer(f"{text(subject.tree)} has no real value anywhere")
    question = Integral(subject, variable, tidy(lower), tidy(upper), area)
    order = _order(question.lower, question.upper)
    if order == 0:
        return replace(question, status="converges", exact=ZERO, decimal=0.0, error=0.0, proved=True)
    if node.free - {variable}:
        return _with_parameters(question, node)
    if order < 0:
        return _between(question, node, Interval(_end(question.lower), _end(question.upper)))
    return _between(question, node if area else Negation(node), Interval(_end(question.upper), _end(question.lower)))


def _end(node: Node) -> End:
    return End(Exact(node), True) if is_finite(node) else End(None, False)


def _order(lower: Node, upper: Node) -> int:
    """-1 where the ends are in order, 1 where they are reversed, 0 where they are the same."""
    if lower is upper:
        return 0
    if is_finite(lower) and is_finite(upper):
        return compare(Exact(lower), Exact(upper))
    return -1 if upper is INFINITY or (is_finite(upper) and lower is not INFINITY) else 1


def _with_parameters(question: Integral, node: Node) -> Integral:
    """The fundamental theorem, where no value of the other variables can make a pole or corner."""
    x = question.variable
    if is_finite(question.lower) and is_finite(question.upper) and not conditions(node, x):
        found = find(tidy(node), x)
        if found is not None and not found.needs and not conditions(found.function, x):
            return replace(question, status="converges", exact=_increase(found.function, question))
    others = listed(sorted(node.free - {x}))
    return replace(question, reason=f"whether the integral converges, and to what, may depend on {others}")


def _increase(function: Node, question: Integral) -> Node:
    """By how much a function grows from end to end, case by case."""
    if isinstance(function, Piecewise):
        cases = ((_increase(value, question), condition) for value, condition in function.pieces)
        return Piecewise(part for case in cases for part in case)
    ends = (substitute(function, {question.variable: end}) for end in (question.upper, question.lower))
    return subtract(*map(tidy, ends))


def _between(question: Integral, node: Node, window: Interval) -> Integral:
    """`node` is the integrand as it was typed: tidied it may have lost places where it is not defined."""
    x = question.variable
    cut = _cut(question, node, window)
    if cut is None:
        return _as_a_whole(question, Piece(window, tidy(node)))
    trees = dict.fromkeys(part.tree for part in cut)
    known = {tree: find(tree, x, SECONDS / len(trees)) for tree in trees}
    functions = {tree: found and found.function for tree, found in known.items()}
    shares = [share(part, x, functions[part.tree]) for part in cut]
    numbers = [measured(one.piece, x) if set(one.growths) <= {CONVERGES, None} else Total() for one in shares]
    shares = [one.convergent() if number.proved else one for one, number in zip(shares, numbers, strict=True)]
    parts = (_part(one, number, question) for one, number in zip(shares, numbers, strict=True))
    question = replace(question, parts=tuple(parts))
    growths: set[Growth | None] = {growth for one in shares for growth in one.growths if growth != CONVERGES}
    if growths == {None}:
        where = " and ".join(_places(shares, growths, x))
        return replace(question, reason=f"whether the integral converges {where} is not decided")
    if growths:
        return _diverging(question, shares, growths)
    value = total(shares, numbers)
    if value.exact is None and len(shares) == 1:
        value = value_to_infinity(shares[0], value, x) or value
    return replace(question, status="converges", **value._asdict())


def _as_a_whole(question: Integral, whole: Piece) -> Integral:
    """A proved number shows that there is no pole, though it is not known where the corners are."""
    number = measured(whole, question.variable)
    if not number.proved:
        return replace(question, reason="not all corners and poles of the integrand could be found")
    found = number._replace(reason="not all corners of the integrand could be found")
    return replace(question, status="converges", **found._asdict())


def _cut(question: Integral, node: Node, window: Interval) -> tuple[Piece, ...] | None:
    """The smooth pieces of the range; None where they are not known. Raises NoAnswer for a gap between them."""
    x = question.variable
    try:
        cut = pieces(node, x, window)
    except NoAnswer:
        cut = None
    if cut is None or not cut.complete:
        # What has corners only, however many, can still be compared with powers as a whole.
        return (Piece(window, tidy(node)),) if all(condition.smooth for condition in conditions(node, x)) else None
    defined = {part.interval for part in cut.parts}
    gaps = [interval for interval in split(window, cut.cuts) if interval not in defined]
    if gaps:
        where = in_words(joined(gaps), x)
        raise NoAnswer(f"{text(question.expression.tree)} is not defined for {where}")
    return cut.parts


def _part(one: Share, number: Total, question: Integral) -> Part:
    inside = {question.variable: Exact(Number(one.piece.interval.inside()))}
    added = total([one], [number]) if set(one.growths) == {CONVERGES} else Total()
    return Part(one.piece.interval, sign_at(question.expression.tree, inside), Value(added.exact, added.decimal))


def _diverging(question: Integral, shares: Sequence[Share], growths: set[Growth | None]) -> Integral:
    """Of `growths` at least one is no convergence; only where all go one way does the whole."""
    where = " and ".join(_places(shares, growths - {None}, question.variable))
    exact = INFINITY if growths == {"oo"} else negate(INFINITY) if growths == {"-oo"} else None
    principal = principal_value(shares, question.variable)
    reason = f"the integral diverges{'' if exact is None else f' to {text(exact)}'} {where}"
    return replace(question, status="diverges", exact=exact, reason=reason, principal=principal)


def _places(shares: Sequence[Share], growths: set[Growth | None], variable: str) -> list[str]:
    """Where an integral does one of some things: `at x = 0`, `as x tends to oo`."""
    found: dict[str, None] = {}
    for one in shares:
        ends = ((one.piece.interval.low.at, "-oo"), (one.piece.interval.high.at, "oo"))
        for (at, infinity), growth in zip(ends, one.growths, strict=True):
            if growth in growths:
                found[f"as {variable} tends to {infinity}" if at is None else f"at {variable} = {at}"] = None
    return list(found)

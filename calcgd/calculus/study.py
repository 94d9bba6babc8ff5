"""Everything that is usually asked of a function of one variable, on one screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from calcgd.calculus.asymptotes import Asymptote, asymptotes
from calcgd.calculus.critical.curve import critical_on_chart
from calcgd.calculus.critical.extremes import Approach, approaches_of
from calcgd.calculus.critical.result import Critical
from calcgd.calculus.derivative import derive
from calcgd.calculus.line.chart import chart
from calcgd.calculus.line.charted import DEFAULT, Search, boxed, charted
from calcgd.calculus.line.interval import Interval
from calcgd.calculus.line.pieces import zeros_anywhere
from calcgd.calculus.line.real import Exact, Real, value_at
from calcgd.calculus.line.truth import is_defined
from calcgd.calculus.line.zeros import Zeros
from calcgd.calculus.sign_table import INFLECTION, Stretch, sign_table
from calcgd.calculus.subject import all_variables, as_expression
from calcgd.errors import BadInput, listed
from calcgd.expression import Expression
from calcgd.expression.nodes import ZERO, Negation, Node, Sum, Symbol
from calcgd.expression.substitute import substitute
from calcgd.expression.tidy import tidy


@dataclass(frozen=True, slots=True)
class Study:
    """What is known of a function; each part is as complete as its `complete` says.

    `zeros` and `critical` as by themselves; `symmetry` is empty where none was found or only an interval is studied.
    """

    expression: Expression
    variable: str
    critical: Critical
    zeros: Zeros
    height: Real | None
    symmetry: Literal["even", "odd", ""]
    period: Node | None
    first: Node
    second: Node
    table: tuple[Stretch, ...]
    inflections: tuple[Real, ...]
    limits: tuple[Approach, ...]
    asymptotes: tuple[Asymptote, ...]
    complete: bool


def study(given: Expression | Node | str, on: Interval | None = None, wrt: str | None = None) -> Study:
    """Study an expression in one variable on its natural domain, or within the interval `on`.

    Raises BadInput where there are several variables, and NoAnswer where it has no real values.
    """
    expression = as_expression(given)
    variable, *others = all_variables(expression, wrt)
    if others:
        raise BadInput(
            f"a study is of one variable, not of {listed([variable, *others])}",
            hint="put numbers in the place of all but one, or ask for the critical points",
        )
    tree, slope = expression.tree, derive(expression.tree, variable)
    search = charted(tree, variable, on)
    bends = chart(slope, variable, search.window)
    if not bends.finished:
        search = boxed(tree, variable)
        bends = chart(slope, variable, search.window)
    critical = critical_on_chart(expression, variable, search)
    origin = {variable: Exact(ZERO)}
    approaches = tuple(_open_ends(search, tree, variable))
    rows = sign_table(search.chart, bends, tree, variable)
    return Study(
        expression,
        variable,
        critical,
        _zeros(search, tree, variable),
        value_at(tree, origin) if is_defined(tree, origin) else None,
        _symmetry(tree, variable) if on is None else "",
        search.period if search.drift is ZERO else None,
        slope,
        derive(slope, variable),
        rows,
        tuple(row.at for row in rows if row.at is not None and INFLECTION in row.what),
        approaches,
        tuple(asymptotes(approaches, search.chart, variable)),
        search.chart.complete and bends.complete,
    )


def _zeros(search: Search, tree: Node, variable: str) -> Zeros:
    """The zeros where was searched; where only the slope repeats, those of the default box for want of all."""
    if search.drift is ZERO:
        return zeros_anywhere(tree, variable, search.window)
    return replace(zeros_anywhere(tree, variable, DEFAULT), finished=False)


def _symmetry(tree: Node, variable: str) -> Literal["even", "odd", ""]:
    from calcgd.algebra.polynomial import as_fraction

    mirrored = substitute(tree, {variable: Negation(Symbol(variable))})
    for name, other in (("even", Negation(mirrored)), ("odd", mirrored)):
        difference = tidy(Sum((tree, other)))
        fraction = as_fraction(difference, [variable])
        if difference is ZERO or (fraction is not None and fraction[0] is ZERO):
            return name  # type: ignore[return-value]
    return ""


def _open_ends(search: Search, tree: Node, variable: str) -> Iterator[Approach]:
    """What the values tend to where the domain ends without a last value."""
    inner = [end.at for end in search.window] if search.is_boxed or search.period is not None else []
    for approach in approaches_of(search.chart, variable, [end for end in inner if end is not None]):
        if approach.at is None or not is_defined(tree, {variable: approach.at}):
            yield approach

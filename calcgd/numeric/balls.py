"""Expressions over real balls of FLINT: fast enclosures where an expression is defined and continuous.

The value of a tree is a ball that holds all its values if it is finite; nothing is known if it is not (see
`numeric.ball_functions`). The value of a condition is True or False where that is proved for the whole box, else
None. This module imports FLINT: import it inside functions only.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import cache
from typing import Any

from flint import arb

from calcgd.numeric.ball_functions import NAN, Ball, Function, ball_function, general_power, power_function
from calcgd.numeric.flint_numbers import exact
from calcgd.numeric.program import by_definition

Verdict = bool | None


@cache
def ball_meaning(op: str, data: Any) -> Function:
    """What an instruction does to balls."""
    if op == "call":
        return ball_function(data) or by_definition(data, ball_meaning)
    if op == "power":
        return power_function(data)
    if op == "number":
        return lambda: arb(exact(data)) if data == data else NAN
    if op == "truth":
        return lambda: data
    if op == "constant":
        return _CONSTANTS[data]
    return _MEANINGS[data if op in ("relation", "logic") else op]


def _multiply(u: Ball, v: Ball) -> Ball:
    return _square(u) if u is v else u * v


_square = power_function(2)


def _select(condition: Verdict, value: Ball, other: Ball) -> Ball:
    if condition is None:
        return NAN
    return value if condition else other


def _compared(holds: Callable[[Ball, Ball], bool], opposite: Callable[[Ball, Ball], bool]) -> Function:
    def compared(u: Ball, v: Ball) -> Verdict:
        if holds(u, v):
            return True
        return False if opposite(u, v) else None

    return compared


def _different(u: Ball, v: Ball) -> bool:
    return u < v or u > v


def _both(p: Verdict, q: Verdict) -> Verdict:
    if p is None or not p:
        return p
    return q


def _either(p: Verdict, q: Verdict) -> Verdict:
    if p or q:
        return True
    return None if p is None or q is None else False


_MEANINGS: dict[str, Function] = {
    "add": operator.add,
    "sub": operator.sub,
    "neg": operator.neg,
    "mul": _multiply,
    "div": operator.truediv,
    "pow": general_power,
    "partial": lambda *us: NAN,
    "select": _select,
    "<": _compared(operator.lt, operator.ge),
    "<=": _compared(operator.le, operator.gt),
    ">": _compared(operator.gt, operator.le),
    ">=": _compared(operator.ge, operator.lt),
    "==": _compared(operator.eq, _different),
    "!=": _compared(_different, operator.eq),
    "and": _both,
    "or": _either,
    "not": lambda p: None if p is None else not p,
}

_CONSTANTS: dict[str, Function] = {"pi": arb.pi, "e": arb.const_e, "oo": lambda: NAN}

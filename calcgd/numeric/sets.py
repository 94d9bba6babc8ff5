"""Expressions over sets of reals: where they may be undefined, unbounded or discontinuous, and what is known there.

This is slower than `numeric.balls`, for the places where those know nothing. The value of a tree is a `Values`, that
of a condition a `Truths`. This module imports FLINT: import it inside functions only.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache, reduce
from typing import Any

from flint import arb

from calcgd.expression.functions import FUNCTIONS
from calcgd.numeric import pieces
from calcgd.numeric.ball_functions import INF, ONE, ZERO, Ball, Function, ball_function, power_function
from calcgd.numeric.balls import ball_meaning
from calcgd.numeric.branches import BRANCHES, NOWHERE_ZERO, Branch, along, even, everywhere
from calcgd.numeric.flint_numbers import exact
from calcgd.numeric.pieces import NOWHERE, UNKNOWN, Piece, Truths, Values
from calcgd.numeric.program import Program, by_definition


@cache
def set_meaning(op: str, data: Any) -> Function:
    """What an instruction does to sets."""
    if op == "call":
        return _set_function(data)
    if op == "power":
        return _power(data)
    if op == "number":
        return lambda: _of_ball(arb(exact(data))) if data == data else NOWHERE
    if op == "truth":
        return lambda: Truths(data, not data)
    if op == "constant":
        return _CONSTANTS[data]
    return _MEANINGS[data if op in ("relation", "logic") else op]


def _of_ball(ball: Ball) -> Values:
    return Values((pieces.span(ball),))


def _set_function(name: str) -> Function:
    if name in _OWN:
        return _OWN[name]
    if name in BRANCHES:
        point, branches, nonzero = ball_meaning("call", name), BRANCHES[name], name in NOWHERE_ZERO
        return lambda u: along(point, branches(), u)._replace(nonzero=nonzero)
    function = ball_function(name)
    return _by_balls(name, function) if function else by_definition(name, set_meaning)


def _by_balls(name: str, function: Function) -> Function:
    """A function by its balls; where they know nothing, by its domain and its range."""
    entire = name in _RANGES
    low, high = _RANGES.get(name, (-INF, INF))
    domain = _domain(name)

    def values(*us: Values) -> Values:
        ball = function(*map(hull, us)) if all(u.pieces for u in us) else None
        total, continuous = all(u.total for u in us), all(u.continuous for u in us)
        if ball is not None and ball.is_finite():
            piece = pieces.clipped(pieces.span(ball), low, high)
            return Values((piece,) if piece else (), total, continuous)
        defined = domain(us)
        if not defined.may_hold:
            return NOWHERE
        return Values(((low, high),), total and not defined.may_fail, continuous and entire)

    return values


def hull(u: Values) -> Ball:
    """The ball over all of a set, not finite where the set is not bounded."""
    return u.low.union(u.high)


@cache
def _domain(name: str) -> Function:
    """What is known of the condition under which a function of the table has a value."""
    from calcgd.expression import parse

    row = FUNCTIONS[name]
    if not row.domain:
        return lambda us: Truths(all(u.pieces for u in us), False)
    condition = parse(f"1 if {row.domain} else 0").tree.args[1]
    program = Program.of([condition], "uvw"[: row.arity[1]], set_meaning)
    return lambda us: program(us)[0]


# ---- powers


def _power(exponent: Any) -> Function:
    """The power to a rational: of an even or odd function, or of one on the numbers that are not negative."""
    size = abs(exponent)
    point = power_function(size)
    if size.denominator % 2 == 0:
        branches = [Branch("[]", ZERO, INF, ZERO, INF)]
    else:
        branches = everywhere() if size.numerator % 2 else even(ZERO, INF)

    def power(u: Values) -> Values:
        result = along(point, branches, u)._replace(nonzero=u.is_nonzero)
        return result if exponent > 0 else pieces.reciprocal(result)

    return power


def _general_power(u: Values, v: Values) -> Values:
    """Of a negative base only whole powers, of 0 only positive ones."""
    positive = _exp_of(v, u)
    # In x**x the base is 0 only where the exponent is.
    zero = (
        u is not v and any(low <= ZERO <= high for low, high in u.pieces) and any(high > ZERO for _, high in v.pieces)
    )
    images = [*positive.pieces, *([(ZERO, ZERO)] if zero else [])]
    if any(low < ZERO for low, _ in u.pieces) and any(_holds_integer(piece) for piece in v.pieces):
        size = _exp_of(v, pieces.negate(u))
        images += [*size.pieces, *pieces.negate(size).pieces]
    defined = u.total and v.total and bool(u.pieces) and bool(v.pieces)
    above, at_zero = defined and u.low > ZERO, defined and u.low >= ZERO and v.low > ZERO
    return Values(pieces.united(images), above or at_zero, u.continuous and v.continuous, not zero)


def _exp_of(v: Values, u: Values) -> Values:
    return _call("exp", pieces.multiply(v, _call("log", u)))


def _call(name: str, *us: Values) -> Values:
    return set_meaning("call", name)(*us)


def _holds_integer(piece: Piece) -> bool:
    low, high = piece
    return not (low > -INF and high < INF) or bool(low.ceil() <= high)


# ---- functions of their own


def _whole(at: Function) -> Function:
    """Floor or ceiling: an increasing function that jumps at whole numbers."""

    def whole(u: Values) -> Values:
        images = [(pieces.down(at(low)), pieces.up(at(high))) for low, high in u.pieces]
        return Values(pieces.united(images), u.total, u.continuous and all(low == high for low, high in images))

    return whole


def _through(name: str, compose: Function) -> Function:
    """A function by its balls where they know it, else composed of others."""
    point = ball_function(name)

    def values(u: Values) -> Values:
        ball = point(hull(u)) if point and u.pieces else None
        return Values((pieces.span(ball),), u.total, u.continuous) if ball and ball.is_finite() else compose(u)

    return values


def _quotient(above: str, below: str) -> Function:
    return lambda u: pieces.divide(_call(above, u), _call(below, u))


def _reciprocal(name: str) -> Function:
    return lambda u: pieces.reciprocal(_call(name, u))


def _lambertw(u: Values) -> Values:
    """The principal branch, defined from -1/e, which is known to the current precision only."""
    lowest = -(-ONE).exp()
    result = along(ball_meaning("call", "lambertw"), [Branch("[]", pieces.down(lowest), INF, -ONE, INF)], u)
    return result._replace(total=result.total and bool(u.low >= pieces.up(lowest)))


def _leaky_relu(u: Values, v: Values) -> Values:
    return pieces.subtract(_call("relu", u), pieces.multiply(v, _call("relu", pieces.negate(u))))


def _elu(u: Values, v: Values) -> Values:
    below = pieces.negate(_call("relu", pieces.negate(u)))
    return pieces.add(_call("relu", u), pieces.multiply(v, _call("expm1", below)))


def _logsumexp(*us: Values) -> Values:
    return _call("log", reduce(pieces.add, [_call("exp", u) for u in us]))


_OWN: dict[str, Function] = {
    "floor": _whole(arb.floor),
    "ceil": _whole(arb.ceil),
    "tan": _through("tan", _quotient("sin", "cos")),
    "cot": _through("cot", _quotient("cos", "sin")),
    "sec": _through("sec", _reciprocal("cos")),
    "csc": _through("csc", _reciprocal("sin")),
    "lambertw": _lambertw,
    "max": pieces.extreme(max),
    "min": pieces.extreme(min),
    "leaky_relu": _leaky_relu,
    "elu": _elu,
    "logsumexp": _logsumexp,
    "hypot": lambda u, v: _power(Fraction(1, 2))(pieces.add(_power(2)(u), _power(2)(v))),
}

_RANGES: dict[str, Piece] = {
    **dict.fromkeys(("sin", "cos", "sinc", "fresnels", "fresnelc", "airyai"), (-ONE, ONE)),
    "Si": (-arb(2), arb(2)),
}
"""Bounds of functions that are continuous on the whole line."""

_MEANINGS: dict[str, Function] = {
    "add": pieces.add,
    "sub": pieces.subtract,
    "neg": pieces.negate,
    "mul": lambda u, v: _power(2)(u) if u is v else pieces.multiply(u, v),
    "div": pieces.divide,
    "pow": _general_power,
    "partial": lambda *us: UNKNOWN,
    "select": pieces.select,
    "<": pieces.related(lambda p, q: p[0] < q[1], lambda p, q: p[1] >= q[0]),
    "<=": pieces.related(lambda p, q: p[0] <= q[1], lambda p, q: p[1] > q[0]),
    ">": pieces.related(lambda p, q: p[1] > q[0], lambda p, q: p[0] <= q[1]),
    ">=": pieces.related(lambda p, q: p[1] >= q[0], lambda p, q: p[0] < q[1]),
    "==": pieces.related(pieces.meet, lambda p, q: not p[0] == p[1] == q[0] == q[1]),
    "!=": pieces.related(lambda p, q: not p[0] == p[1] == q[0] == q[1], pieces.meet),
    "and": pieces.both,
    "or": pieces.either,
    "not": pieces.opposite,
}

_CONSTANTS: dict[str, Function] = {
    "pi": lambda: _of_ball(arb.pi()),
    "e": lambda: _of_ball(arb.const_e()),
    "oo": lambda: UNKNOWN,
}

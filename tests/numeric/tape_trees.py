"""Tapes turned back into trees, so that mpmath can say to many digits what a tape computes."""

from calcgd.expression.nodes import (
    TRUE,
    Call,
    Constant,
    Logic,
    Negation,
    Number,
    Piecewise,
    Power,
    Product,
    Quotient,
    Relation,
    Sum,
    Symbol,
    Truth,
)

NO_VALUE = Constant("oo")
"""Infinity is not a number to the oracle, as nan is not one to the kernels."""

NODES = {
    "input": lambda data: Symbol(data),
    "number": lambda data: NO_VALUE if data != data else Number(data),
    "constant": lambda data: Constant(data),
    "truth": lambda data: Truth(data),
    "add": lambda data, a, b: Sum((a, b)),
    "sub": lambda data, a, b: Sum((a, Negation(b))),
    "mul": lambda data, a, b: Product((a, b)),
    "div": lambda data, a, b: Quotient(a, b),
    "neg": lambda data, a: Negation(a),
    "power": lambda data, a: Power(a, Number(data)),
    "pow": lambda data, a, b: Power(a, b),
    "call": lambda data, *args: Call(data, args),
    "relation": lambda data, a, b: Relation(data, a, b),
    "logic": lambda data, *args: Logic(data, args),
    "select": lambda data, condition, a, b: Piecewise((a, condition, b, TRUE)),
}


def trees_of(tape, outputs):
    """The trees whose values are the results of the instructions `outputs`."""
    trees = []
    for op, data, args in tape.code:
        trees.append(NODES[op](data, *(trees[arg] for arg in args)))
    return [trees[output] for output in outputs]

"""Tapes over columns and parameters, as those who fit models make them."""

from calcgd.expression import parse
from calcgd.numeric.adjoint import gradient
from calcgd.numeric.llvm_rows import RowTape
from calcgd.numeric.lower import lower
from calcgd.numeric.tape import Tape


def cost_and_partials(text, columns, parameters):
    """The value of a formula and its partial derivatives by the parameters."""
    tape = Tape((*columns, *parameters))
    value = lower(tape, parse(text).tree)
    partials = dict(zip(tape.names, gradient(tape, value), strict=True))
    return RowTape(tape, [value, *(partials[name] for name in parameters)], columns, parameters)

"""What reaches the compiler: names made here, numbers, and nothing a user wrote."""

import re

import pytest

from calcgd.expression.nodes import Call, Number, Power, Product, Sum, Symbol
from calcgd.numeric import python
from calcgd.numeric.adjoint import gradient
from calcgd.numeric.lower import lower
from calcgd.numeric.tape import Tape

HOSTILE = [
    "__import__('os').system('true')",
    "x\n import os",
    "v0",
    "t3",
    "kernel",
    "nan",
    "exec",
    "λ",
    "def",
    "__builtins__",
]
WORD = re.compile(r"v\d+|t\d+|f\d+|real_\w+|(?:integer_|root_)?power|kernel|x|nan|inf|sqrt|exp|log|sin|cos|e\d*")
PYTHON = {"def", "return", "if", "else", "and", "or", "not", "True", "False"}


def source(tree, names):
    tape = Tape(tuple(names))
    value = lower(tape, tree)
    outputs = [value, gradient(tape, value)]
    return python._source(tape, tape.needed(python._flat(outputs)), outputs, {}, dict(python._NAMESPACE))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_never_reaches_the_compiler(name):
    tree = Sum(
        (Call("gelu", (Symbol(name),)), Power(Symbol(name), Symbol("x y")), Product((Number(10**500), Symbol(name))))
    )
    text = source(tree, [name, "x y"])
    words = set(re.findall(r"[^\W\d]\w*", text))
    assert not {word for word in words if word not in PYTHON and not WORD.fullmatch(word)}
    value, partials = python.compile_gradient(Symbol(name), [name])((3.0,))
    assert (value, partials) == (3.0, (1.0,))


def test_the_kernel_has_no_builtins():
    assert python._NAMESPACE["__builtins__"] == {}


def test_constants_are_worked_out_once_before_the_kernel_is_compiled():
    tape = Tape(("x",))
    value = lower(tape, Product((Call("sqrt", (Number(2),)), Symbol("x"))))
    assert python.compiled(tape, value)((3.0,)) == 3 * 2**0.5
